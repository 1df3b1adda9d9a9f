//! leadline: the CRM in a local file, every key answered at once, Claude at your side.
//!
//! This comment is the map of the house. Data flows one way: a key becomes an [`tui`] action, the action a
//! [`domain`] command, the command passes the one door of the [`store`], what happened is a fact in the journal,
//! and workers ([`sync`], [`copilot`]) read the journal and talk to the servers ([`ghl`], [`claude`]).
//!
//! | layer | modules | may import |
//! |---|---|---|
//! | 0 | [`clock`], [`process`], [`backoff`], [`secret`], [`failpoint`] | nothing of ours |
//! | 1 | [`domain`] | [`backoff`], [`secret`]; `now` comes in as an argument |
//! | 2 | [`config`], [`telemetry`], [`store`], [`ghl`], [`claude`], [`courier`], [`sandbox`] | 0, 1; not each other |
//! | 3 | [`scoring`], [`extract`] | domain, secret, backoff; not each other |
//! | 4 | [`sync`], [`copilot`], [`automation`] | 0 without process, 1, 2 without config and sandbox; not each other |
//! | 5 | [`engine`] | 0 without process, 1-4 without sandbox |
//! | 6 | [`tui`], [`cli`], [`daemon`] | domain, config, telemetry, engine, 0 without process (cli also sandbox, scoring, extract and daemon); not each other |
//! | 7 | `main` | everything |
//!
//! `tests/architecture.rs` holds the table to the code. In comments P41 is a promise of `docs/reliability.md`, F112 a fault
//! of `docs/faults.md`; a number without a source is our own.

pub mod backoff;
pub mod clock;
pub mod failpoint;
pub mod process;
pub mod secret;

pub mod domain;

pub mod claude;
pub mod config;
pub mod courier;
pub mod ghl;
pub mod sandbox;
pub mod store;
pub mod telemetry;

pub mod extract;
pub mod scoring;

pub mod automation;
pub mod copilot;
pub mod sync;

pub mod engine;

pub mod cli;
pub mod daemon;
pub mod tui;
