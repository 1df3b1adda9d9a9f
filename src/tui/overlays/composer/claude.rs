//! Claude at the same text: it writes an answer, or changes what is typed as one says.
//!
//! What is typed is never lost: it stays what is kept on disk until the change is taken, and one key brings it back then.

use std::time::Duration;

use super::Composer;
use super::manners::Manners;
use crate::domain::command::Command;
use crate::domain::snippet::blanks;
use crate::domain::style::StyleCommand;
use crate::domain::value::Foreign;
use crate::engine::query::WordsBefore;
use crate::engine::view::Receipt;
use crate::engine::{CHANGES, Source, Version, Watched, Watcher, Wordings, Writing};
use crate::tui::backend::Write;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::prompt::Prompt;
use crate::tui::overlays::sheet::{Sheet, SheetLine};
use crate::tui::pane::{Cx, Look};
use crate::tui::text::{clip, micro_dollars};
use crate::tui::ticket::{Loaded, Slot};

/// Why nothing else can be done meanwhile.
pub(super) const WRITES: &str = "Claude is still writing; esc stops it";
/// How often what has come is looked at while Claude writes: as often as an eye follows.
const LOOK: Duration = Duration::from_millis(60);
/// Letters of a source that are shown under a wording.
const SOURCE: usize = 200;

/// Subject and text.
type Words = (String, String);

/// What Claude is about here.
#[derive(Default)]
pub(super) struct Hand {
    /// It begins as soon as the composer is open.
    pub(super) begins: bool,
    /// What it is writing.
    pub(super) work: Option<Work>,
    /// What it wrote last.
    pub(super) written: Option<Wordings>,
    /// Why it wrote nothing, in a sentence.
    pub(super) fault: Option<String>,
    /// What stood here before a change that was not taken yet.
    pub(super) against: Option<Words>,
    /// What stood here before each change, the last at the end.
    before: Vec<Words>,
    answer: Slot<Wordings>,
    says: Slot<String>,
    noted: Slot<Receipt>,
    earlier: Slot<Option<(Option<String>, String)>>,
    pub(super) manners: Manners,
}

/// Something that Claude is writing.
pub(super) struct Work {
    watched: Watched,
    /// When it began.
    pub(super) began: Duration,
    /// What has come so far. Foreign text.
    pub(super) seen: String,
    /// When it is looked at next.
    due: Duration,
}

impl Hand {
    pub(super) fn is_writing(&self) -> bool {
        self.work.is_some()
    }

    pub(super) fn has_before(&self) -> bool {
        !self.before.is_empty()
    }

    /// When there may be more to see.
    pub(super) fn alarm(&self) -> Option<Duration> {
        self.work.as_ref().map(|work| work.due)
    }

    /// Looks at what has come; whether there is anything new to see, the seconds among it.
    pub(super) fn look(&mut self, now: Duration) -> bool {
        let Some(work) = self.work.as_mut().filter(|work| work.due <= now) else {
            return false;
        };
        let seconds = |at: Duration| at.saturating_sub(work.began).as_secs();
        let later = seconds(now) != seconds(work.due.saturating_sub(LOOK));
        work.due = now + LOOK;
        let seen = work.watched.so_far();
        let more = seen != work.seen;
        work.seen = seen;
        more || later
    }

    /// The wordings among which the text is one, as Claude wrote it.
    fn versions_of(&self, text: &str) -> &[Version] {
        let versions = self.written.as_ref().map(|written| written.versions.as_slice());
        let versions = versions.unwrap_or_default();
        if versions.iter().any(|version| version.text.trim() == text.trim()) {
            versions
        } else {
            &[]
        }
    }
}

impl Composer {
    /// Has Claude write as soon as it is open.
    #[must_use]
    pub fn writing(mut self) -> Self {
        self.hand.begins = true;
        self
    }

    pub(super) fn begin_writing(&mut self, cx: &mut Cx<'_>) -> Effects {
        if std::mem::take(&mut self.hand.begins) {
            self.write("", cx)
        } else {
            Effects::none()
        }
    }

    /// Asks what is to be different; where nothing is typed yet there is nothing to ask.
    pub(super) fn ask_for_change(&mut self, cx: &mut Cx<'_>) -> Effects {
        if self.body.is_blank() {
            return self.write("", cx);
        }
        let ticket = cx.ticket(&mut self.hand.says);
        let check = |line: &str| {
            if line.trim().is_empty() {
                Err("say it as you would to a colleague".to_owned())
            } else {
                Ok("enter has Claude change it".to_owned())
            }
        };
        cx.open(Prompt::line(
            "what is to be different?",
            "mention the open house",
            ticket,
            "",
            Box::new(check),
        ));
        Effects::none()
    }

    /// Has it written: as `says` wants what is typed to be, or an answer when nothing is said.
    fn write(&mut self, says: &str, cx: &mut Cx<'_>) -> Effects {
        let (watcher, watched) = Watcher::new();
        let before = if says.is_empty() {
            String::new()
        } else {
            self.body.text()
        };
        let writing = Writing {
            contact: self.to.contact.clone(),
            channel: self.channel,
            says: says.to_owned(),
            before,
        };
        self.hand.fault = None;
        self.hand.work = Some(Work {
            watched,
            began: cx.elapsed,
            seen: String::new(),
            due: cx.elapsed + LOOK,
        });
        Effects::one(cx.ask(&mut self.hand.answer, Write { writing, watcher }))
    }

    /// Takes in what Claude wrote, or what is to be different.
    pub(super) fn take_from_claude(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Option<Effects> {
        if let Some(Ok(says)) = self.hand.says.take(loaded) {
            return Some(self.write(&says, cx));
        }
        if let Some(earlier) = self.hand.earlier.take(loaded) {
            if let Ok(Some((subject, body))) = earlier
                && self.hand.before.is_empty()
                && body.trim() != self.body.text().trim()
            {
                self.hand.before.push((subject.unwrap_or_default(), body));
            }
            return Some(Effects::none());
        }
        if let Some(effects) = self.take_manners(loaded, cx) {
            return Some(effects);
        }
        let answer = self.hand.answer.take(loaded)?;
        self.hand.work = None;
        match answer {
            Ok(written) => {
                let first = written.versions.first().cloned();
                self.hand.written = Some(written);
                Some(first.map_or_else(Effects::none, |first| self.put(first, cx)))
            }
            Err(refusal) => {
                self.hand.fault = Some(refusal.0);
                Some(Effects::none())
            }
        }
    }

    /// Puts a wording in the place of what stands here. What the person typed stays on disk until they take it.
    fn put(&mut self, version: Version, cx: &mut Cx<'_>) -> Effects {
        let stood = (self.subject.text(), self.body.text());
        let kept = self.keep(cx);
        let replaced =
            (!self.body.is_blank()).then(|| self.hand.against.clone().unwrap_or_else(|| stood.clone()));
        let noted = self.note(&version.text, replaced, cx);
        if !self.body.is_blank() && stood.1.trim() != version.text.trim() {
            self.hand.before.push(stood.clone());
            self.hand.against.get_or_insert(stood);
        }
        if let Some(subject) = version.subject {
            self.subject.set(&subject);
        }
        self.body.set(&version.text);
        self.in_subject = false;
        self.body.select_next(&blanks(&self.body.text()));
        if self.hand.against.is_none() {
            self.touched(cx);
        }
        kept.and(noted).and(Effects::one(self.judge(cx)))
    }

    /// Has it kept that Claude's words stand here, and what they took the place of; empty words that they do not any more.
    fn note(&mut self, wrote: &str, before: Option<Words>, cx: &mut Cx<'_>) -> Effects {
        let wrote = StyleCommand::Wrote {
            contact: self.to.contact.clone(),
            channel: self.channel,
            text: wrote.to_owned(),
            before,
        };
        Effects::one(cx.submit(&mut self.hand.noted, Command::Style(wrote)))
    }

    /// Asks what Claude's words took the place of before this was opened.
    pub(super) fn ask_before(&mut self, cx: &mut Cx<'_>) -> Effects {
        let question = WordsBefore {
            contact: self.to.contact.clone(),
            channel: self.channel,
        };
        Effects::one(cx.ask(&mut self.hand.earlier, question))
    }

    /// What Claude wrote is what is meant from now on.
    pub(super) fn accept(&mut self, cx: &Cx<'_>) {
        if self.hand.against.is_some() {
            self.touched(cx);
        }
    }

    /// Brings back what stood here before Claude wrote.
    pub(super) fn words_before(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(before) = self.hand.before.pop() else {
            return Effects::unchanged();
        };
        if self.hand.against.as_ref() == Some(&before) {
            self.hand.against = None;
        }
        let noted = self.note("", None, cx);
        self.set(&before, cx).and(noted)
    }

    fn set(&mut self, (subject, body): &Words, cx: &mut Cx<'_>) -> Effects {
        self.subject.set(subject);
        self.body.set(body);
        if self.hand.against.is_none() {
            self.touched(cx);
        }
        Effects::one(self.judge(cx))
    }

    /// One step back: Claude stops, or one's own words are there again, or the composer closes and keeps them.
    pub(super) fn step_back(&mut self, cx: &mut Cx<'_>) -> Effects {
        if let Some(work) = self.hand.work.take() {
            work.watched.stop();
            self.hand.answer.close();
            cx.say(Notice::new("stopped; what you typed is as it was"));
            return Effects::none();
        }
        if let Some(mine) = self.hand.against.take() {
            let theirs = (self.subject.text(), self.body.text());
            self.hand.before.push(theirs);
            let key = cx.look.key("composer.undo");
            cx.say(Notice::new(format!(
                "your words are back; {key} shows Claude's again"
            )));
            let noted = self.note("", None, cx);
            return self.set(&mine, cx).and(noted);
        }
        let kept = self.keep(cx);
        if !self.body.is_blank() {
            cx.say(Notice::new("kept as a draft"));
        }
        cx.close();
        kept
    }
}

/// One of the quick changes. A tone that Claude wrote already is taken from there.
pub(super) fn quick(composer: &mut Composer, nr: usize, cx: &mut Cx<'_>) -> Effects {
    let Some(change) = CHANGES.get(nr) else {
        return Effects::unchanged();
    };
    let text = composer.body.text();
    let there = composer.hand.versions_of(&text).iter();
    let there = there
        .filter(|version| version.text.trim() != text.trim())
        .find(|version| Some(version.tone) == change.tone)
        .cloned();
    match there {
        Some(version) => composer.put(version, cx),
        None => composer.write(change.says, cx),
    }
}

/// Shows what the wording rests on.
pub(super) fn why(composer: &mut Composer, cx: &mut Cx<'_>) -> Effects {
    let Some(written) = &composer.hand.written else {
        return Effects::unchanged();
    };
    let mut lines: Vec<SheetLine> = written
        .used
        .iter()
        .map(|source| {
            let text = source.text.shown();
            (used(source, cx.look), clip(text.as_str(), SOURCE))
        })
        .collect();
    if lines.is_empty() {
        lines.push((String::new(), "nothing that is on file about them".to_owned()));
    }
    lines.push((String::new(), String::new()));
    let cost = if written.cached {
        "it was there already, from the same facts; it cost nothing now".to_owned()
    } else {
        let cost = micro_dollars(u64::try_from(written.micro_dollars).unwrap_or(0));
        format!("it cost {cost}; names, numbers and addresses left as stand-ins")
    };
    lines.push((String::new(), cost));
    cx.open(Sheet::new("what Claude used for this wording", lines));
    Effects::none()
}

/// What a source is, and how old.
pub(super) fn used(source: &Source, look: Look<'_>) -> String {
    let what = match source.what.as_str() {
        "message in" => "their message",
        "message out" => "our message",
        what => what.strip_prefix("field ").unwrap_or(what),
    };
    let age = source.at.map(|at| format!(" {}", look.ago(at)));
    format!("{}{}", Foreign::from(what).shown(), age.unwrap_or_default())
}
