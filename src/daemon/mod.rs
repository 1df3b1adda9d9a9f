//! What listens while no screen is open: the door at which the CRM calls.
//!
//! Owns the listening and its bounds: how large a call may be, how many at once, how long one may take. Must not judge or
//! keep a call; that is the engine's. To add a door: a route in `router`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::engine::{Callers, Engine, Heard, SIGNATURE};

/// Where the CRM calls.
pub const PATH: &str = "/webhooks/ghl";
/// Bytes of a call. The CRM cuts its own at 256 KiB.
const LARGEST: usize = 1024 * 1024;
/// Calls that are taken at once; the others are asked to come again.
const AT_ONCE: usize = 64;
/// How long a caller may take to say what it has to say.
const PATIENCE: Duration = Duration::from_secs(10);

/// The open door.
#[derive(Debug)]
pub struct Door {
    listener: TcpListener,
    /// Where it is.
    pub address: SocketAddr,
}

#[derive(Clone)]
struct Inside {
    engine: Engine,
    callers: Arc<Callers>,
    room: Arc<Semaphore>,
}

impl Door {
    /// Opens it; port 0 takes any.
    pub async fn open(address: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// Lets calls in until `stop`.
    pub async fn serve(
        self,
        engine: Engine,
        callers: Callers,
        stop: CancellationToken,
    ) -> std::io::Result<()> {
        let inside = Inside {
            engine,
            callers: Arc::new(callers),
            room: Arc::new(Semaphore::new(AT_ONCE)),
        };
        axum::serve(self.listener, router(inside))
            .with_graceful_shutdown(stop.cancelled_owned())
            .await
    }
}

fn router(inside: Inside) -> Router {
    Router::new().route(PATH, post(called)).with_state(inside)
}

async fn called(State(inside): State<Inside>, request: Request<Body>) -> StatusCode {
    let Ok(_room) = inside.room.try_acquire() else {
        return StatusCode::TOO_MANY_REQUESTS;
    };
    let (parts, body) = request.into_parts();
    let raw = match tokio::time::timeout(PATIENCE, to_bytes(body, LARGEST)).await {
        Ok(Ok(raw)) => raw,
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE,
        Err(_) => return StatusCode::REQUEST_TIMEOUT,
    };
    let signature = parts.headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
    answer(inside.engine.hear(&inside.callers, signature, &raw).await)
}

/// The CRM calls again after 429 and after nothing else.
const fn answer(heard: Heard) -> StatusCode {
    match heard {
        Heard::Taken | Heard::Again | Heard::Useless => StatusCode::OK,
        Heard::Forged => StatusCode::UNAUTHORIZED,
        Heard::Empty => StatusCode::BAD_REQUEST,
        Heard::Lost => StatusCode::TOO_MANY_REQUESTS,
    }
}

#[cfg(test)]
mod tests;
