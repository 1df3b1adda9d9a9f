//! The screen: keys in, frames out.
//!
//! Owns the terminal and everything shown on it. Must not touch the store, the CRM or Claude: it speaks to the engine
//! only, and waits for nothing. A key becomes an action, the action changes state and asks for effects, answers
//! come back as messages, and a frame is drawn from the state. To add a tab: see [`tabs`]; an overlay: [`overlays`];
//! a key: `assets/keymap.toml`; a theme: `assets/themes`.

pub mod action;
pub mod acts;
pub mod backend;
pub mod editor;
pub mod effect;
pub mod feed;
pub mod frame;
pub mod keymap;
pub mod lists;
pub mod mail;
pub mod msg;
pub mod notice;
pub mod overlays;
pub mod pane;
pub mod runtime;
pub mod segments;
pub mod shell;
pub mod tabs;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod ticket;
pub mod when;
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
use keymap::Keymap;
use keymap::parse::KeymapError;
use notice::Notice;
use pane::World;
use runtime::{QUEUED, ScreenError};
use shell::Shell;
use terminal::Screen;
use theme::Skin;
use theme::color::Depth;
use theme::glyph::Glyphs;

/// How the screen is to look and behave.
#[derive(Clone, Debug)]
pub struct Options {
    /// Name of the theme.
    pub theme: String,
    /// Plain ASCII signs.
    pub ascii: bool,
    /// Listen to the mouse.
    pub mouse: bool,
    /// A person's own key file: its name in messages, and its text.
    pub keys: Option<(String, String)>,
    /// How long a message can be taken back before it leaves.
    pub hold: Duration,
    /// The account is the sandbox's: the screen says DEMO.
    pub demo: bool,
    /// What was odd about the start, one sentence each.
    pub remarks: Vec<String>,
}

/// All keys in force, with a person's own file laid over the built-in ones.
pub fn keymap(own: Option<(&str, &str)>) -> Result<Keymap, Box<KeymapError>> {
    Keymap::load(shell::actions::catalog(), own)
}

/// The key table as Markdown, for the README.
pub fn key_table() -> Result<String, Box<KeymapError>> {
    keymap(None).map(|keymap| keymap::docs::markdown(&keymap))
}

/// Opens the screen and runs it until it is left; returns what still waits, in one sentence, empty when nothing does.
/// A theme or key file that cannot be used is no reason not to open: the built-in one is used, and the screen says so.
pub async fn run(engine: Engine, clock: Clock, options: Options) -> Result<String, ScreenError> {
    terminal::restore_on_panic();
    let (world, complaints) = world(&engine, &options);
    let (mut shell, first) = Shell::new(world, clock.clone());
    for remark in &options.remarks {
        shell.say(Notice::warn(remark.as_str()));
    }
    for complaint in complaints {
        shell.say(Notice::bad(complaint));
    }
    let screen = Screen::enter(options.mouse)?;
    runtime::run(screen, &mut shell, first, engine, mpsc::channel(QUEUED), clock).await?;
    Ok(shell.farewell())
}

fn world(engine: &Engine, options: &Options) -> (World, Vec<String>) {
    let mut complaints = Vec::new();
    let depth = Depth::detect(|name| std::env::var(name).ok());
    let glyphs = if options.ascii {
        Glyphs::ASCII
    } else {
        Glyphs::FULL
    };
    let skin = Skin::named(&options.theme, depth, glyphs).or_else(|error| {
        complaints.push(error.to_string());
        Skin::named("dusk", depth, glyphs)
    });
    let own = options
        .keys
        .as_ref()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    let keymap = keymap(own).or_else(|error| {
        complaints.push(format!("{error}; the built-in keys are used"));
        keymap(None)
    });
    let world = World {
        // Neither can fail in a release: every built-in asset is read in a test.
        skin: skin.unwrap_or_else(|_| Skin::plain()),
        keymap: keymap.unwrap_or_default(),
        zone: engine.zone().clone(),
        directory: std::sync::Arc::default(),
        me: engine.me().cloned(),
        reads_only: !engine.role().may_edit(),
        hold: options.hold,
        demo: options.demo,
        mouse: options.mouse,
    };
    (world, complaints)
}
