//! The screen: keys in, frames out.
//!
//! Owns the terminal and everything shown on it. Must not touch the store, the CRM or Claude: it speaks to the engine
//! only, and waits for nothing. A key becomes an action, the action changes state and asks for effects, answers
//! come back as messages, and a frame is drawn from the state. To add a tab: see [`tabs`]; an overlay: [`overlays`];
//! a key: `assets/keymap.toml`; a theme: `assets/themes`.

pub mod action;
pub mod acts;
pub mod backend;
mod dress;
pub mod editor;
pub mod effect;
pub mod feed;
pub mod filter_line;
pub mod frame;
pub mod keymap;
mod links;
pub mod motion;
pub mod msg;
pub mod nearby;
pub mod notice;
pub mod overlays;
pub mod pane;
mod path;
pub mod person;
pub mod ready;
pub mod runtime;
pub mod settings;
pub mod shell;
pub mod slash;
pub mod tabs;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod ticket;
pub mod widgets;

#[cfg(test)]
mod harness;
#[cfg(test)]
mod scenes;
#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::sync::mpsc;

use crate::clock::Clock;
use crate::engine::Engine;
pub use dress::Dressing;
use keymap::Keymap;
use keymap::parse::KeymapError;
use notice::Notice;
use pane::World;
use runtime::{QUEUED, ScreenError};
use shell::Shell;
pub use shell::welcome::Welcome;
use terminal::Screen;

/// How the screen is to look and behave.
#[derive(Debug)]
pub struct Options {
    /// Its colours, signs and keys.
    pub dressing: Dressing,
    /// Listen to the mouse.
    pub mouse: bool,
    /// How long a message can be taken back before it leaves.
    pub hold: Duration,
    /// The account is the sandbox's: the screen says DEMO.
    pub demo: bool,
    /// What a newcomer is shown.
    pub welcome: Welcome,
    /// The folder of a person's own automations; it may not be there yet.
    pub automations: std::path::PathBuf,
    /// The settings in force.
    pub settings: Vec<settings::Setting>,
    /// What was odd about the start, one sentence each.
    pub remarks: Vec<String>,
}

/// All keys in force, with a person's own file laid over the built-in ones.
pub fn keymap(own: Option<(&str, &str)>) -> Result<Keymap, Box<KeymapError>> {
    Keymap::load(shell::actions::catalog(), own)
}

/// The key table as Markdown: docs/keys.md.
pub fn key_table() -> Result<String, Box<KeymapError>> {
    keymap(None).map(|keymap| keymap::docs::markdown(&keymap))
}

/// Opens the screen and runs it until it is left; returns what still waits, in one sentence, empty when nothing does.
/// A theme or key file that cannot be used is no reason not to open: the built-in one is used, and the screen says so.
pub async fn run(engine: Engine, clock: Clock, options: Options) -> Result<String, ScreenError> {
    terminal::restore_on_panic();
    let screen = Screen::enter(options.mouse)?;
    let dress = options.dressing.ready();
    let world = World {
        skin: dress.skin,
        keymap: dress.keymap,
        snippets: dress.snippets.into(),
        commands: dress.commands.into(),
        zone: engine.zone().clone(),
        directory: std::sync::Arc::default(),
        me: engine.me().cloned(),
        reads_only: !engine.role().may_edit(),
        hold: options.hold,
        demo: options.demo,
        mouse: options.mouse,
        automations: options.automations,
        settings: options.settings.into(),
    };
    let (mut shell, first) = Shell::new(world, clock.clone(), screen.size()?);
    let first = first.and(shell.welcome(options.welcome));
    for remark in &options.remarks {
        shell.say(Notice::warn(remark.as_str()));
    }
    for complaint in dress.complaints {
        shell.say(Notice::bad(complaint));
    }
    runtime::run(screen, &mut shell, first, engine, mpsc::channel(QUEUED), clock).await?;
    Ok(shell.farewell())
}
