//! Having Claude prepare something about somebody, in the background: an analysis, a brief. What is there and still holds is
//! shown at once; nothing is sent and nothing is changed.

use super::Acts;
use crate::domain::value::{ContactId, Foreign};
use crate::engine::view::Person;
use crate::engine::{Done, KINDS, Source, WorkKind};
use crate::tui::backend::WorkNow;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::picker::{Item, Picked, Picker};
use crate::tui::overlays::sheet::{Sheet, SheetLine};
use crate::tui::pane::{Cx, Look};
use crate::tui::text::clip;

/// Letters of a source that are shown under a statement.
const SOURCE: usize = 60;

/// What is being prepared, and of whom.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    kind: &'static str,
    name: String,
}

impl About {
    fn words(&self) -> String {
        format!("{} of {}", self.kind.replace('_', " "), self.name)
    }
}

impl Acts {
    /// Lets be picked what Claude prepares about a person.
    pub fn choose_work(&mut self, person: &Person, cx: &mut Cx<'_>) {
        let ticket = cx.ticket(&mut self.work.slot);
        let contact = person.contact.id.clone();
        self.work.about = Some((contact, person.contact.name().to_string()));
        let items = KINDS.iter().map(|kind| Item {
            id: kind.name.to_owned(),
            label: Foreign::from(format!("{}: {}", kind.name.replace('_', " "), kind.about)).shown(),
            note: String::new(),
            on: false,
        });
        cx.open(Picker::one("prepare with Claude", ticket, items.collect()));
    }

    /// Has it prepared, once it was picked.
    pub(super) fn take_work(
        &mut self,
        picked: &Picked,
        whom: Option<(ContactId, String)>,
        cx: &mut Cx<'_>,
    ) -> Effects {
        let kind = picked.added.first().and_then(|name| WorkKind::named(name));
        match (kind, whom) {
            (Some(kind), Some((contact, name))) => self.prepare_of(kind.name, contact, name, cx),
            _ => Effects::none(),
        }
    }

    /// Has Claude prepare something about a person.
    pub fn prepare(&mut self, kind: &'static str, person: &Person, cx: &mut Cx<'_>) -> Effects {
        let contact = person.contact.id.clone();
        self.prepare_of(kind, contact, person.contact.name().to_string(), cx)
    }

    fn prepare_of(
        &mut self,
        kind: &'static str,
        contact: ContactId,
        name: String,
        cx: &mut Cx<'_>,
    ) -> Effects {
        let about = About { kind, name };
        cx.say(Notice::new(format!(
            "Claude prepares the {}; go on meanwhile",
            about.words()
        )));
        self.prepared.about = about;
        Effects::one(cx.ask(&mut self.prepared.slot, WorkNow { kind, contact }))
    }

    /// Says that it is there; a second time shows it.
    pub(super) fn take_prepared(done: &Done, about: &About, cx: &mut Cx<'_>) {
        if let Some(fault) = &done.fault {
            cx.say(Notice::bad(fault.as_str()));
        } else if !done.cached {
            let words = about.words();
            cx.say(Notice::new(format!(
                "the {words} is ready; the same action shows it for nothing"
            )));
        } else if let Some(sheet) = sheet(done, about, cx.look) {
            cx.open(sheet);
        }
    }
}

fn sheet(done: &Done, about: &About, look: Look<'_>) -> Option<Sheet> {
    let result = done.result.as_ref()?;
    let lines = WorkKind::named(about.kind)?.lines(&result.restored())?;
    let mut rows: Vec<SheetLine> = Vec::new();
    for line in lines {
        let words = Foreign::from(line.text.as_str()).shown();
        rows.push((line.head.to_owned(), words.to_string()));
        let sources = done
            .sources
            .iter()
            .filter(|source| line.evidence.contains(&source.id));
        rows.extend(sources.map(|source| (String::new(), rests_on(source, look))));
    }
    let title = format!("{}, {}", about.words(), look.ago(result.at));
    Some(Sheet::new(title, rows))
}

fn rests_on(source: &Source, look: Look<'_>) -> String {
    let what = Foreign::from(source.what.as_str()).shown();
    let when = source
        .at
        .map(|at| format!(", {}", look.ago(at)))
        .unwrap_or_default();
    let text = source.text.shown();
    format!("- {what}{when}: {}", clip(text.as_str(), SOURCE))
}
