//! Refusals in the service's own shape: status, `error.type`, sentence and, where the service has one, a code.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// One refusal. It becomes an HTTP answer here, or an `error` event in a stream that already began.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ApiError {
    pub(super) status: StatusCode,
    pub(super) message: String,
    /// Machine-readable reason, `error.details.error_code`.
    pub(super) code: Option<String>,
    /// Whole seconds for `retry-after`.
    pub(super) retry_after: Option<u64>,
}

impl ApiError {
    /// A refusal with the usual type of its status.
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            code: None,
            retry_after: None,
        }
    }

    /// 400 `invalid_request_error`, by far the most common one.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 404 for a model id that is unknown, or retired.
    pub(super) fn model_not_found(id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("model: {id}"))
    }

    /// `error.type` as the service names it for this status.
    pub(super) fn kind(&self) -> &'static str {
        kind_of(self.status.as_u16())
    }

    /// The JSON body, the same in an HTTP answer and in an `error` event.
    pub(super) fn body(&self, request_id: &str) -> Value {
        error_body(self.kind(), &self.message, self.code.as_deref(), request_id)
    }

    /// The HTTP answer, complete with the id of the request.
    pub(super) fn respond(&self, request_id: &str) -> Response {
        let mut response = (self.status, axum::Json(self.body(request_id))).into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Carries the refusal out of a handler; the layer that knows the request's id makes the answer from it.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The body of any refusal.
pub(super) fn error_body(kind: &str, message: &str, code: Option<&str>, request_id: &str) -> Value {
    let mut error = json!({"type": kind, "message": message});
    if let Some(code) = code {
        error["details"] = json!({"error_code": code});
    }
    json!({"type": "error", "error": error, "request_id": request_id})
}

/// The service's name for a status.
fn kind_of(status: u16) -> &'static str {
    match status {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        408 | 409 => "conflict_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        400..=499 => "invalid_request_error",
        _ => "api_error",
    }
}

/// What the service usually says with a status or code when it was not asked to say something else.
pub(super) fn usual_message(kind_or_code: &str) -> &'static str {
    match kind_or_code {
        "authentication_error" => "invalid x-api-key",
        "billing_error" => "Your credit balance is too low to access the API.",
        "permission_error" => "Your API key does not have permission to use the specified resource.",
        "not_found_error" => "The requested resource could not be found.",
        "conflict_error" => "The request conflicts with the current state of the resource.",
        "request_too_large" => "Request exceeds the maximum allowed number of bytes.",
        "rate_limit_error" => "This request would exceed your organization's rate limit.",
        "enforced_spend_limit_reached" | "contract_spend_limit_reached" => {
            "You have reached your API usage limits: your organization has crossed its monthly API usage threshold."
        }
        "ramp_limit_exceeded" => "Usage is growing too fast.",
        "timeout_error" => "The request timed out while processing.",
        "overloaded_error" => "Overloaded",
        "invalid_request_error" => "The request was refused because the control header asked for it.",
        _ => "Internal server error",
    }
}
