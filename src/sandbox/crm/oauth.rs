//! Tokens of marketplace apps: any client gets one for this location; a refresh token works once.

use serde_json::{Value, json};

use super::dialect::Dialect;
use super::exchange::{Exchange, Outcome, Refusal, Route, ok};
use super::shape::{Member, text};
use crate::sandbox::world::seed::Kind;

const TOKEN: &[Member] = &[
    text("clientId").required().only(Dialect::V3),
    text("clientSecret").required().only(Dialect::V3),
    text("grantType").required().only(Dialect::V3),
    text("refreshToken").only(Dialect::V3),
    text("userType").only(Dialect::V3),
    text("redirectUri").only(Dialect::V3),
    text("client_id").required().only(Dialect::Dated),
    text("client_secret").required().only(Dialect::Dated),
    text("grant_type").required().only(Dialect::Dated),
    text("refresh_token").only(Dialect::Dated),
    text("user_type").only(Dialect::Dated),
    text("redirect_uri").only(Dialect::Dated),
    text("code"),
];

/// What can be done about tokens.
pub const ROUTES: &[Route] = &[Route::post("/oauth/token", TOKEN, token)];

/// A day less a second, as the live service says.
const LIFE_SECONDS: u32 = 86_399;

fn token(exchange: &mut Exchange<'_>) -> Outcome {
    let said = |v3: &str, dated: &str| exchange.text(v3).or(exchange.text(dated)).map(str::to_owned);
    match said("grantType", "grant_type").as_deref() {
        Some("client_credentials") => {}
        Some("refresh_token") => {
            let given = said("refreshToken", "refresh_token").unwrap_or_default();
            if !exchange.world.spend_refresh_token(&given) {
                return Err(Refusal::new(401, "This refresh token is invalid"));
            }
        }
        Some("authorization_code") => return Err(Refusal::new(401, "Authorization code not found")),
        _ => {
            return Err(Refusal::invalid(
                "grant type must be one of the following values: authorization_code, refresh_token, client_credentials",
            ));
        }
    }
    let (access, refresh) = exchange.world.issue_tokens();
    let user = exchange.world.office.users.first().map(|user| user.id.clone());
    let scope =
        "contacts.readonly contacts.write opportunities.readonly opportunities.write conversations.readonly";
    let (location, company) = (&exchange.world.office.location, &exchange.world.office.company);
    let mut answer = json!({
        "scope": scope, "userType": "Location", "locationId": location, "companyId": company, "userId": user,
        "approvedLocations": [location], "planId": exchange.world.id(Kind::Token, 0), "isBulkInstallation": false,
    });
    let own: [(&str, &str, Value); 4] = [
        ("accessToken", "access_token", json!(access)),
        ("refreshToken", "refresh_token", json!(refresh)),
        ("tokenType", "token_type", json!("Bearer")),
        ("expiresIn", "expires_in", json!(LIFE_SECONDS)),
    ];
    if let Some(members) = answer.as_object_mut() {
        let v3 = exchange.dialect == Dialect::V3;
        members.extend(own.map(|(name, dated, value)| (if v3 { name } else { dated }.to_owned(), value)));
    }
    ok(answer)
}
