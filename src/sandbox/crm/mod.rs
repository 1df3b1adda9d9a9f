//! The CRM side: HighLevel's protocol in both generations, over the world.
//!
//! Owns: routes, shapes, limits, faults, and how records are spelled on the wire. Must not: keep records of its
//! own. To add a resource: one file with its `ROUTES`, one line in `ROUTES` here.

mod amount;
mod calendar;
mod channel;
mod contact;
mod control;
mod conversation;
mod deed;
mod dialect;
mod exchange;
mod fault;
mod field;
mod form;
mod home;
mod limit;
mod location;
mod message;
mod note;
mod oauth;
mod opportunity;
mod plant;
pub mod script;
mod search;
mod serve;
mod shape;
mod task;
mod user;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::routing::{MethodFilter, on};

use exchange::{Route, Verb};
pub use serve::Shared;

/// Every resource's operations.
const ROUTES: &[&[Route]] = &[
    contact::ROUTES,
    note::ROUTES,
    task::ROUTES,
    opportunity::ROUTES,
    conversation::ROUTES,
    message::ROUTES,
    calendar::ROUTES,
    location::ROUTES,
    field::ROUTES,
    form::ROUTES,
    home::ROUTES,
    user::ROUTES,
    oauth::ROUTES,
];

/// The server over a sandbox.
pub fn router(shared: &Arc<Shared>) -> Router {
    let mut router = Router::new();
    for route in ROUTES.iter().copied().flatten().copied() {
        let shared = Arc::clone(shared);
        let filter = match route.verb {
            Verb::Get => MethodFilter::GET,
            Verb::Post => MethodFilter::POST,
            Verb::Put => MethodFilter::PUT,
            Verb::Delete => MethodFilter::DELETE,
        };
        let answer = move |request: Request| serve::serve(Arc::clone(&shared), Some(route), request);
        router = router.route(route.path, on(filter, answer));
    }
    let nowhere = {
        let shared = Arc::clone(shared);
        move |request: Request| serve::serve(Arc::clone(&shared), None, request)
    };
    router
        .merge(control::router(shared))
        .method_not_allowed_fallback(nowhere.clone())
        .fallback(nowhere)
}
