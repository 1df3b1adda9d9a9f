//! What the screen wears: colours, signs, keys and snippets. They are read from text, on a thread of their own while the engine
//! starts, so that the first frame does not wait for them.

use std::thread::JoinHandle;

use super::keymap::Keymap;
use super::slash::{self, Command};
use super::theme::Skin;
use super::theme::color::Depth;
use super::theme::glyph::Glyphs;
use crate::config::snippets::{self, Snippet};

/// A file that a person may have: its name in messages, and its text.
pub type OwnFile = Option<(String, String)>;

/// A dress that is being made ready.
#[derive(Debug)]
pub struct Dressing {
    thread: Option<JoinHandle<Dress>>,
    ascii: bool,
}

/// Colours, signs and keys, and what is wrong with those that were asked for, one sentence each.
#[derive(Debug)]
pub(super) struct Dress {
    pub(super) skin: Skin,
    pub(super) keymap: Keymap,
    pub(super) snippets: Vec<Snippet>,
    pub(super) commands: Vec<Command>,
    pub(super) complaints: Vec<String>,
}

impl Dressing {
    /// Begins to read the built-in theme of this name, with plain ASCII signs if `ascii`, and a person's own files of keys
    /// and snippets, and of commands: the name of each without its ending, and its text.
    pub fn begin(
        theme: String,
        ascii: bool,
        keys: OwnFile,
        snippets: OwnFile,
        commands: Vec<(String, String)>,
    ) -> Self {
        let read = move || Dress::read(&theme, ascii, keys.as_ref(), snippets.as_ref(), &commands);
        let thread = std::thread::Builder::new().name("dress".to_owned());
        Self {
            thread: thread.spawn(read).ok(),
            ascii,
        }
    }

    /// Waits until it is ready. Without a thread the built-in one is read now.
    pub(super) fn ready(self) -> Dress {
        let read = self.thread.and_then(|thread| thread.join().ok());
        read.unwrap_or_else(|| Dress::read("dusk", self.ascii, None, None, &[]))
    }
}

impl Dress {
    /// A theme or key file that cannot be used is no reason not to open: the built-in one is used instead.
    fn read(
        theme: &str,
        ascii: bool,
        keys: Option<&(String, String)>,
        snippets: Option<&(String, String)>,
        commands: &[(String, String)],
    ) -> Self {
        let mut complaints = Vec::new();
        let depth = Depth::detect(|name| std::env::var(name).ok());
        let glyphs = if ascii { Glyphs::ASCII } else { Glyphs::FULL };
        let skin = Skin::named(theme, depth, glyphs).or_else(|error| {
            complaints.push(error.to_string());
            Skin::named("dusk", depth, glyphs)
        });
        let own = keys.map(|(name, text)| (name.as_str(), text.as_str()));
        let keymap = super::keymap(own).or_else(|error| {
            complaints.push(format!("{error}; the built-in keys are used"));
            super::keymap(None)
        });
        let own = snippets.map(|(name, text)| (name.as_str(), text.as_str()));
        let (snippets, complaint) = snippets::all(own);
        complaints.extend(complaint);
        let (commands, wrong) = slash::all(commands);
        complaints.extend(wrong);
        Self {
            snippets,
            commands,
            // Neither can fail in a release: every built-in asset is read in a test.
            skin: skin.unwrap_or_else(|_| Skin::plain()),
            keymap: keymap.unwrap_or_default(),
            complaints,
        }
    }
}
