//! Tests of the whole program from outside: a real terminal, a real database file, real processes that are killed.
//!
//! One binary, so that the program is linked once. `support` is what they stand on; `pty` proves the terminal itself;
//! `journeys` follow a person through a day; `lost` closes deals; `copies` opens it twice; `crash` kills it; `power` takes
//! the power away; `disk` fails under it; `restore` puts an old file back; `upgrade` brings old formats; `sends` loses
//! answers to messages; `storm` copies an account through a bad day; `drift` compares the copy with the CRM;
//! `trade` takes people in and out by files;
//! `linear` talks with it in plain lines; `mcp` is another client of the copilot's tools; `copilot` asks Claude and
//! has done what it proposes; `serve` runs without a screen; `score` opens the parts of a score; `automations` run without one
//! being open; `studio` builds and follows them on the screen.

#![cfg(unix)]
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test tells what it found by failing"
)]

mod automations;
mod automations_killed;
mod calling;
mod clean_up;
mod copies;
mod copilot;
mod crash;
mod disk;
mod drift;
#[cfg(feature = "encryption")]
mod encryption;
#[cfg(feature = "failpoints")]
mod failpoints;
mod forget;
mod journeys;
mod linear;
mod linear_day;
mod log;
mod lost;
mod manners;
mod mcp;
mod power;
mod pty;
mod restore;
mod score;
mod sends;
mod serve;
mod storm;
mod studio;
mod support;
mod today;
mod trade;
mod upgrade;
mod welcome;
