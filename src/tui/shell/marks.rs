//! The marks at the right of line 1: how true the copy is, what Claude has cost today, the time. What everybody
//! shares of the account (colleagues, stages, fields) is kept fresh here, too.

use std::sync::Arc;

use ratatui::style::Style;

use crate::domain::fact::Topic;
use crate::domain::record::EntityKind;
use crate::engine::query::{DirectoryNow, SpentSince, TagsNow};
use crate::engine::view::{Committed, Directory, TagCount};
use crate::engine::{Link, Progress};
use crate::tui::effect::Effects;
use crate::tui::pane::{Cx, Look};
use crate::tui::text::{count, grouped, micro_dollars};
use crate::tui::ticket::{Loaded, Slot};

/// Kinds of records that the directory is made of.
const DIRECTORY: [EntityKind; 9] = [
    EntityKind::Location,
    EntityKind::User,
    EntityKind::Pipeline,
    EntityKind::LostReason,
    EntityKind::CustomField,
    EntityKind::Tag,
    EntityKind::Calendar,
    EntityKind::Workflow,
    EntityKind::Form,
];

/// A mark of line 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing shown is real.
    Demo,
    /// How true the copy is.
    Copy,
    /// What Claude has cost today.
    Spent,
    /// The clock.
    Time,
}

/// What the marks know.
#[derive(Debug, Default)]
pub(super) struct Marks {
    progress: Progress,
    spent: i64,
    spent_slot: Slot<i64>,
    directory_slot: Slot<Directory>,
    tags_slot: Slot<Vec<TagCount>>,
}

impl Marks {
    /// Asks for everything.
    pub(super) fn ask(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.ask_spent(cx)
            .and(Effects::one(cx.ask(&mut self.directory_slot, DirectoryNow)))
    }

    fn ask_spent(&mut self, cx: &mut Cx<'_>) -> Effects {
        let since = cx.look.midnight();
        Effects::one(cx.ask(&mut self.spent_slot, SpentSince(since)))
    }

    /// Asks again for what a commit may have changed.
    pub(super) fn ask_after(&mut self, committed: &Committed, cx: &mut Cx<'_>) -> Effects {
        let touches = |wanted: &dyn Fn(&Topic) -> bool| {
            committed.topics.is_empty() || committed.topics.iter().any(wanted)
        };
        let mut effects = Effects::unchanged();
        if touches(&|topic| *topic == Topic::Chat) {
            effects = effects.and(self.ask_spent(cx));
        }
        let directory = |topic: &Topic| match topic {
            Topic::Records(kind) => DIRECTORY.contains(kind),
            Topic::Lists => true,
            _ => false,
        };
        if touches(&directory) {
            effects = effects.and(Effects::one(cx.ask(&mut self.directory_slot, DirectoryNow)));
        }
        effects
    }

    /// Takes an amount in, if it is the marks'; says whether it was.
    pub(super) fn take(&mut self, loaded: &mut Loaded) -> bool {
        let spent = self.spent_slot.take(loaded);
        // Without an answer the last known amount stays.
        self.spent = spent.clone().and_then(Result::ok).unwrap_or(self.spent);
        spent.is_some()
    }

    /// The directory as it is now, if that is what came. Its tags come later: they are counted, and nobody waits for
    /// that to see a name.
    pub(super) fn take_directory(
        &mut self,
        loaded: &mut Loaded,
        cx: &mut Cx<'_>,
    ) -> Option<(Arc<Directory>, Effects)> {
        let known = &cx.look.world.directory;
        if let Some(Ok(tags)) = self.tags_slot.take(loaded) {
            let directory = Directory {
                tags,
                ..Directory::clone(known)
            };
            return Some((Arc::new(directory), Effects::none()));
        }
        let answer = self.directory_slot.take(loaded)?.ok()?;
        let directory = Directory {
            tags: known.tags.clone(),
            ..answer
        };
        let tags = Effects::one(cx.ask(&mut self.tags_slot, TagsNow));
        Some((Arc::new(directory), tags.and(Effects::none())))
    }

    /// Takes progress in; says whether a mark changed.
    pub(super) fn take_progress(&mut self, progress: &Progress, look: Look<'_>, demo: bool) -> bool {
        let before = self.shown(look, demo);
        self.progress.clone_from(progress);
        self.shown(look, demo) != before
    }

    /// The marks as shown, left to right.
    pub(super) fn shown(&self, look: Look<'_>, demo: bool) -> Vec<(Mark, String, Style)> {
        let mut marks = Vec::with_capacity(4);
        if demo {
            marks.push((Mark::Demo, " DEMO ".to_owned(), look.styles().demo));
        }
        let (copy, style) = self.sync(look);
        marks.push((Mark::Copy, copy, style));
        let spent = u64::try_from(self.spent).unwrap_or(0);
        marks.push((Mark::Spent, micro_dollars(spent), look.styles().dim));
        let clock = look
            .now
            .to_zoned(look.world.zone.clone())
            .strftime("%a %H:%M")
            .to_string();
        marks.push((Mark::Time, clock, look.styles().dim));
        marks
    }

    /// How copying and pushing go.
    pub(super) fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Whether everything automatic is stopped.
    pub(super) fn is_stopped(&self) -> bool {
        self.progress.stopped.is_some()
    }

    /// How true the copy is.
    fn sync(&self, look: Look<'_>) -> (String, Style) {
        let (text, style) = self.link(look);
        if self.is_stopped() {
            let (glyphs, styles) = (look.glyphs(), look.styles());
            return (format!("{} automatic stopped {text}", glyphs.off), styles.warn);
        }
        (text, style)
    }

    fn link(&self, look: Look<'_>) -> (String, Style) {
        let (progress, glyphs, styles) = (&self.progress, look.glyphs(), look.styles());
        let waiting = match progress.waiting {
            0 => String::new(),
            waiting => format!(" {}{waiting}", glyphs.up),
        };
        match &progress.link {
            Link::None => (format!("{} no account{waiting}", glyphs.off), styles.warn),
            Link::Down { since, .. } => {
                let waiting = match progress.waiting {
                    0 => String::new(),
                    waiting => format!(" {} {waiting} waiting", glyphs.dot),
                };
                (
                    format!("{} offline {}{waiting}", glyphs.off, look.ago(*since)),
                    styles.warn,
                )
            }
            Link::Refused { .. } => (format!("{} CRM refuses{waiting}", glyphs.no), styles.bad),
            Link::Up if progress.paused => (format!("{} paused{waiting}", glyphs.off), styles.warn),
            Link::Up if progress.first_copy => {
                let words = match progress.copied() {
                    0 => "copying".to_owned(),
                    copied => format!("copying {}", grouped(copied)),
                };
                (format!("{} {words}{waiting}", glyphs.half), styles.accent)
            }
            Link::Up => match progress.synced {
                Some(synced) => (
                    format!("{} {}{waiting}", glyphs.new, look.ago(synced)),
                    styles.good,
                ),
                None => (format!("{} asking{waiting}", glyphs.half), styles.accent),
            },
        }
    }

    /// What still waits, for after the screen is gone; empty when nothing does.
    pub(super) fn farewell(&self) -> String {
        match self.progress.waiting {
            0 => String::new(),
            waiting => {
                let changes = count(waiting, "change waits", "changes wait");
                format!(
                    "{changes} here for the CRM; leadline sends them when it runs again, or now: leadline drain"
                )
            }
        }
    }
}
