//! Another program is told of a step, at an address that the settings name.
//!
//! What it is told: which automation and step, about whom by the CRM's id, when, and the words that the step itself names. Never
//! what was written to or by anybody.

use jiff::Timestamp;
use serde_json::json;

use super::end::End;
use crate::courier::{Courier, Told};

/// What is told.
pub(super) struct Telling<'a> {
    /// The name of the address.
    pub address: &'a str,
    /// The key of the effect: something told twice is told under the same key.
    pub key: &'a str,
    /// The automation.
    pub automation: &'a str,
    /// Its version.
    pub version: u32,
    /// The step.
    pub step: &'a str,
    /// The person, by the CRM's id.
    pub contact: &'a str,
    /// The words of the step, when it has any.
    pub says: Option<&'a str>,
}

/// Tells it.
pub(super) async fn tell(courier: Option<&Courier>, telling: Telling<'_>, now: Timestamp) -> End {
    let Some(courier) = courier else {
        return End::Never(
            "the settings name no addresses (automations.addresses); nobody was told".to_owned(),
        );
    };
    let mut body = json!({
        "key": telling.key, "automation": telling.automation, "version": telling.version, "step": telling.step,
        "contact": telling.contact, "at": now.to_string(),
    });
    if let Some(says) = telling.says {
        body["says"] = says.into();
    }
    match courier
        .tell(telling.address, telling.key, body.to_string(), now)
        .await
    {
        Told::Done => End::Done {
            found: Vec::new(),
            command: None,
            says: None,
        },
        Told::Later(why) => End::Later(why),
        Told::Never(why) => End::Never(why),
    }
}
