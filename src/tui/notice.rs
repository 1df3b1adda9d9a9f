//! What is said to the person: one line above the keys for a few seconds, and afterwards in the list of notices.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::Timestamp;

use crate::domain::value::{Foreign, Shown};

/// How long the line stands.
const STANDS: Duration = Duration::from_secs(4);
/// Notices kept for the list; older ones are in the log file.
const KEPT: usize = 200;

/// How it sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Done, or good to know.
    Plain,
    /// Look here.
    Warn,
    /// Failed: what was kept, and what helps, is in the sentence.
    Bad,
}

/// One sentence for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How it sounds.
    pub tone: Tone,
    /// The sentence.
    pub text: Shown,
    /// `z` takes back what it tells of.
    pub undo: bool,
    /// Ring the bell: a person waits.
    pub ring: bool,
}

impl Notice {
    /// A plain sentence. Whatever it quotes is made safe here.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            tone: Tone::Plain,
            text: Foreign::from(text.into()).shown(),
            undo: false,
            ring: false,
        }
    }

    /// A failure.
    pub fn bad(text: impl Into<String>) -> Self {
        Self {
            tone: Tone::Bad,
            ..Self::new(text)
        }
    }

    /// A warning.
    pub fn warn(text: impl Into<String>) -> Self {
        Self {
            tone: Tone::Warn,
            ..Self::new(text)
        }
    }

    /// The same with the offer to undo.
    #[must_use]
    pub fn with_undo(mut self) -> Self {
        self.undo = true;
        self
    }
}

/// A notice and when it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// When.
    pub at: Timestamp,
    /// What.
    pub notice: Notice,
}

/// The line that stands now, and those before it.
#[derive(Debug, Default)]
pub struct Notices {
    log: VecDeque<Noted>,
    until: Option<Duration>,
}

impl Notices {
    /// Shows a notice from now on.
    pub fn say(&mut self, notice: Notice, at: Timestamp, now: Duration) {
        if self.log.len() == KEPT {
            self.log.pop_front();
        }
        self.log.push_back(Noted { at, notice });
        self.until = Some(now + STANDS);
    }

    /// The notice that stands now.
    pub fn standing(&self, now: Duration) -> Option<&Notice> {
        self.until.filter(|until| now < *until)?;
        self.log.back().map(|noted| &noted.notice)
    }

    /// Takes the standing one away before its time.
    pub fn clear(&mut self) {
        self.until = None;
    }

    /// When the standing one goes.
    pub fn until(&self) -> Option<Duration> {
        self.until
    }

    /// All that are kept, oldest first.
    pub fn log(&self) -> impl DoubleEndedIterator<Item = &Noted> {
        self.log.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_stands_four_seconds_and_is_kept() {
        let mut notices = Notices::default();
        notices.say(Notice::new("done\x1b[2J"), Timestamp::UNIX_EPOCH, Duration::ZERO);
        let standing = notices.standing(Duration::from_millis(3_999));
        assert_eq!(standing.map(|n| n.text.as_str()), Some("done·[2J"));
        assert_eq!(notices.standing(Duration::from_secs(4)), None);
        assert_eq!(notices.log().count(), 1);
    }
}
