//! A local CRM and a simulated Claude on loopback, speaking the real protocols, over one seeded brokerage.
//!
//! Owns: the made-up world, both servers, their control paths and faults. Must not: bind anything but
//! 127.0.0.1, read the machine's clock itself, reach another server, or be imported by the engine.
//! To add a resource of the CRM: one file in `crm/` with its routes, one line in its router.
//! What its users are told, with an honest list of what is simplified, is `docs/sandbox.md`.

pub mod claude;
pub mod crm;
#[cfg(test)]
mod tests;
mod world;

use std::io;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::secret::Secret;
use claude::Takeover;
use crm::Shared;
use crm::script::{Script, ScriptError};
use world::Recipe;

/// What a sandbox is made from.
#[derive(Clone, Debug)]
pub struct SandboxOptions {
    /// How many people the world begins with, up to a million and more.
    pub contacts: usize,
    /// Same seed, same people, same ids, same token.
    pub seed: u64,
    /// Announces limits nobody reaches instead of the published ones.
    pub unlimited: bool,
    /// The CRM's port; 0 takes any.
    pub ghl_port: u16,
    /// Claude's port; 0 takes any.
    pub claude_port: u16,
    /// Whether leads come in and people answer by themselves.
    pub lively: bool,
    /// How long searches trail writes.
    pub index_lag: Duration,
    /// A scenario to play.
    pub script: Option<PathBuf>,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            contacts: 1_000,
            seed: 1,
            unlimited: false,
            ghl_port: 0,
            claude_port: 0,
            lively: true,
            index_lag: Duration::from_secs(2),
            script: None,
        }
    }
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The port is taken or not allowed.
    #[error("cannot listen on 127.0.0.1 port {port}: {source}; choose another port, or 0 for any")]
    Bind {
        /// The port that was asked for.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// The scenario cannot be played.
    #[error(transparent)]
    Script(#[from] ScriptError),
}

/// A running sandbox. It stops when dropped.
#[derive(Debug)]
pub struct Sandbox {
    ghl_url: String,
    claude_url: String,
    token: Secret,
    location_id: String,
    agent: String,
    claude_key: Secret,
    takeover: Takeover,
    stopping: CancellationToken,
    servers: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Makes the world and listens on both ports of 127.0.0.1.
    pub async fn start(options: SandboxOptions, clock: Clock) -> Result<Self, SandboxError> {
        let recipe = Recipe {
            seed: options.seed,
            contacts: options.contacts as u64,
            opened: clock.now().as_millisecond(),
            lag: options.index_lag,
            lively: options.lively,
            flat_messages: false,
        };
        let (ghl, ghl_url) = bind(options.ghl_port).await?;
        let (claude, claude_url) = bind(options.claude_port).await?;
        let script = options
            .script
            .as_deref()
            .map(Script::read)
            .transpose()?
            .unwrap_or_default();
        let shared = Shared::new(recipe, options.unlimited, script, clock.clone());
        let (token, location_id, agent) = {
            let office = &shared.lock().world.office;
            let mut users = office.users.iter();
            let agent = users.find(|user| user.title == "Agent");
            (
                Secret::new(office.token.clone()),
                office.location.clone(),
                agent.map(|user| user.id.clone()).unwrap_or_default(),
            )
        };
        let stopping = CancellationToken::new();
        let claude_key = Secret::new(format!("sk-ant-sandbox-{:016x}", options.seed));
        let takeover = Takeover::default();
        let simulation = claude::SimOptions {
            seed: options.seed,
            key: claude_key.clone(),
            pace: claude::HUMAN_PACE,
            clock,
        };
        let simulation = claude::router_under(simulation, takeover.clone());
        let servers = vec![
            serve(ghl, crm::router(&shared), &stopping),
            serve(claude, simulation, &stopping),
        ];
        Ok(Self {
            ghl_url,
            claude_url,
            token,
            location_id,
            agent,
            claude_key,
            takeover,
            stopping,
            servers,
        })
    }

    /// Where the CRM listens.
    pub fn ghl_url(&self) -> &str {
        &self.ghl_url
    }

    /// Where Claude listens.
    pub fn claude_url(&self) -> &str {
        &self.claude_url
    }

    /// The token the CRM accepts.
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// The location the token opens.
    pub fn location_id(&self) -> &str {
        &self.location_id
    }

    /// The user id of an agent of the office.
    pub fn agent(&self) -> &str {
        &self.agent
    }

    /// The key Claude accepts.
    pub fn claude_key(&self) -> &Secret {
        &self.claude_key
    }

    /// Lets an attacker hold the model, and lets go of it.
    pub fn takeover(&self) -> &Takeover {
        &self.takeover
    }

    /// Stops listening. Connections that are open end with their clients.
    pub async fn stop(mut self) {
        self.stopping.cancel();
        for server in self.servers.drain(..) {
            // A server that panicked is stopped as well.
            drop(server.await);
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stopping.cancel();
    }
}

async fn bind(port: u16) -> Result<(TcpListener, String), SandboxError> {
    let failed = |source| SandboxError::Bind { port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(failed)?;
    let url = format!("http://{}", listener.local_addr().map_err(failed)?);
    Ok((listener, url))
}

/// Serves until told to stop. Small answers go out at once, not when a packet is full.
fn serve(listener: TcpListener, router: Router, stopping: &CancellationToken) -> JoinHandle<()> {
    let stopping = stopping.clone();
    let listener = listener.tap_io(|stream| {
        // Without it answers are only slower.
        drop(stream.set_nodelay(true));
    });
    tokio::spawn(async move {
        tokio::select! {
            () = stopping.cancelled() => {}
            ended = axum::serve(listener, router) => drop(ended),
        }
    })
}
