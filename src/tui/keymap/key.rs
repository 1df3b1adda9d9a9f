//! One key stroke: how it is written in the key file, and how the terminal reports it.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// A key with its modifiers, in one normal form: a capital letter carries no shift, `shift-tab` is written so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Hash)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// Names of keys that are no letters.
const NAMES: [(&str, KeyCode); 16] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
    ("backtab", KeyCode::BackTab),
];

/// Names that differ from how the key is shown.
const ARROWS: [(&str, &str); 4] = [("up", "↑"), ("down", "↓"), ("left", "←"), ("right", "→")];

impl Key {
    /// The escape key.
    pub const ESC: Self = Self {
        code: KeyCode::Esc,
        modifiers: KeyModifiers::NONE,
    };

    /// Takes away what stands before the cursor.
    pub const BACKSPACE: Self = Self {
        code: KeyCode::Backspace,
        modifiers: KeyModifiers::NONE,
    };

    /// Reads `g`, `G`, `?`, `ctrl-k`, `alt-enter`, `shift-tab`, `f1`, `space`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text;
        let mut modifiers = KeyModifiers::NONE;
        // "-" itself is a key, so a modifier needs something behind its hyphen.
        while let Some((word, behind)) = rest.split_once('-').filter(|(_, behind)| !behind.is_empty()) {
            modifiers |= match word {
                "ctrl" => KeyModifiers::CONTROL,
                "alt" => KeyModifiers::ALT,
                "shift" => KeyModifiers::SHIFT,
                _ => return None,
            };
            rest = behind;
        }
        let code = if let Some((_, code)) = NAMES.iter().find(|(name, _)| *name == rest) {
            *code
        } else if let Some(number) = rest.strip_prefix('f').and_then(|n| n.parse::<u8>().ok()) {
            KeyCode::F(Some(number).filter(|n| (1..=24).contains(n))?)
        } else {
            let mut letters = rest.chars();
            KeyCode::Char(letters.next().filter(|_| letters.next().is_none())?)
        };
        Some(Self::normal(code, modifiers))
    }

    /// The key of a terminal's report; releases are no keys.
    pub fn from_event(event: &KeyEvent) -> Option<Self> {
        (event.kind != KeyEventKind::Release).then(|| Self::normal(event.code, event.modifiers))
    }

    fn normal(code: KeyCode, modifiers: KeyModifiers) -> Self {
        let mut modifiers = modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let code = match code {
            KeyCode::Tab | KeyCode::BackTab
                if code == KeyCode::BackTab || modifiers == KeyModifiers::SHIFT =>
            {
                modifiers.insert(KeyModifiers::SHIFT);
                KeyCode::Tab
            }
            KeyCode::Char(letter) => {
                let shifted = modifiers.contains(KeyModifiers::SHIFT);
                modifiers.remove(KeyModifiers::SHIFT);
                if modifiers.contains(KeyModifiers::CONTROL) {
                    KeyCode::Char(letter.to_ascii_lowercase())
                } else if shifted {
                    KeyCode::Char(letter.to_uppercase().next().unwrap_or(letter))
                } else {
                    KeyCode::Char(letter)
                }
            }
            other => other,
        };
        Self { code, modifiers }
    }

    /// The letter it types in a text field, if it types one.
    pub fn letter(self) -> Option<char> {
        match self.code {
            KeyCode::Char(letter) if self.modifiers.is_empty() => Some(letter),
            _ => None,
        }
    }

    /// The digit it types, 0 to 9.
    pub fn digit(self) -> Option<u8> {
        self.letter()?
            .to_digit(10)
            .and_then(|digit| u8::try_from(digit).ok())
    }

    /// As the terminal library takes it, for text fields.
    pub fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, self.modifiers)
    }

    /// Its code, for text fields.
    pub fn code(self) -> KeyCode {
        self.code
    }

    /// Its modifiers, for text fields.
    pub fn modifiers(self) -> KeyModifiers {
        self.modifiers
    }

    /// As people read it: like the written form, with arrows as arrows.
    pub fn shown(self) -> String {
        let written = self.to_string();
        let bare = written.rsplit('-').next().unwrap_or_default();
        match ARROWS.iter().find(|(name, _)| *name == bare) {
            Some((name, arrow)) => written.replace(name, arrow),
            None => written,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, word) in [
            (KeyModifiers::CONTROL, "ctrl-"),
            (KeyModifiers::ALT, "alt-"),
            (KeyModifiers::SHIFT, "shift-"),
        ] {
            if self.modifiers.contains(modifier) {
                f.write_str(word)?;
            }
        }
        if let Some((name, _)) = NAMES.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(letter) => write!(f, "{letter}"),
            KeyCode::F(number) => write!(f, "f{number}"),
            _ => f.write_str("(key)"),
        }
    }
}

/// A written sequence: keys with a space between.
pub fn written(keys: &[Key]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// A sequence as people read it: plain letters close up (`gg`), others keep their space.
pub fn shown(keys: &[Key]) -> String {
    let plain = keys
        .iter()
        .all(|key| key.letter().is_some_and(|letter| letter != ' '));
    let separator = if plain { "" } else { " " };
    keys.iter()
        .map(|key| key.shown())
        .collect::<Vec<_>>()
        .join(separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for text in [
            "g",
            "G",
            "?",
            "-",
            "ctrl-k",
            "alt-enter",
            "shift-tab",
            "f1",
            "space",
            "ctrl-alt-x",
            "alt--",
            ";",
        ] {
            assert_eq!(Key::parse(text).map(|key| key.to_string()).as_deref(), Some(text));
        }
        for text in ["", "ctr-k", "gg", "f99", "hyper-x", "f0"] {
            assert_eq!(Key::parse(text), None, "{text}");
        }
    }

    #[test]
    fn reports_of_terminals_become_one_form() {
        let reported = |code, modifiers| Key::from_event(&KeyEvent::new(code, modifiers));
        assert_eq!(reported(KeyCode::Char('G'), KeyModifiers::SHIFT), Key::parse("G"));
        assert_eq!(reported(KeyCode::Char('g'), KeyModifiers::SHIFT), Key::parse("G"));
        assert_eq!(
            reported(KeyCode::Char('K'), KeyModifiers::CONTROL),
            Key::parse("ctrl-k")
        );
        assert_eq!(
            reported(KeyCode::BackTab, KeyModifiers::SHIFT),
            Key::parse("shift-tab")
        );
        assert_eq!(
            reported(KeyCode::BackTab, KeyModifiers::NONE),
            Key::parse("shift-tab")
        );
        let mut release = KeyEvent::new(KeyCode::Char('a'), KeyModifiers::NONE);
        release.kind = KeyEventKind::Release;
        assert_eq!(Key::from_event(&release), None);
    }

    #[test]
    fn sequences_are_shown_short() {
        let keys = |text: &str| {
            text.split(' ')
                .map(|k| Key::parse(k).unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(shown(&keys("g g")), "gg");
        assert_eq!(shown(&keys("ctrl-x g")), "ctrl-x g");
        assert_eq!(shown(&keys("up")), "↑");
    }
}
