//! What an automation needs and the account has no more: it is paused rather than that it silently does nothing.
//!
//! Stages, colleagues and workflows are needed wherever they are named; tags by what puts people in and by questions, for a
//! step that puts one on makes it anew. A name that was never listed proves nothing of a tag: it can be new. One is gone when
//! two lists were without it that had it before.

use super::facts::Known;
use crate::automation::definition::Definition;
use crate::automation::moment::Ask;
use crate::automation::schema::{Arg, Args, Kind};
use crate::automation::words::Condition;
use crate::domain::automation::Yearly;
use crate::domain::filter::{Naming, Vocabulary};
use crate::store::Absent;

/// What it needs that is gone, in a sentence.
pub(super) fn needed_by(definition: &Definition, known: &Known<'_>, absent: &[Absent]) -> Option<String> {
    let account = Account { known, absent };
    let what = asked(definition, &account)
        .or_else(|| entered(definition, &account))
        .or_else(|| {
            let steps = definition.all_steps().into_iter();
            steps
                .flat_map(|step| step.action.args.iter().map(move |arg| (arg, &step.args)))
                .find_map(|(arg, args)| account.named(arg, args))
        })?;
    Some(format!(
        "{what}; nothing more is done; change it and publish it again"
    ))
}

/// What is asked in it.
fn asked(definition: &Definition, account: &Account<'_, '_>) -> Option<String> {
    let around = [("enters", "who"), ("enters", "still"), ("exits", "when")].into_iter();
    let around = around.filter_map(|(section, name)| definition.condition(section, name));
    let steps = definition.all_steps().into_iter();
    let inside = steps.flat_map(|step| {
        let args = step.action.args.iter();
        args.filter_map(|arg| step.args.condition(arg.name))
    });
    around
        .chain(inside)
        .find_map(|condition| account.fault(condition))
}

/// What puts people in.
fn entered(definition: &Definition, account: &Account<'_, '_>) -> Option<String> {
    let enters = &definition.enters;
    if let Some(Ask::Day(Yearly::Field { name, .. })) = Ask::of(definition) {
        let names = account.known.vocabulary();
        let there = names.dates().any(|date| date.eq_ignore_ascii_case(&name));
        return (!names.added.is_empty() && !there).then(|| gone("date field", &name));
    }
    definition.trigger.args.iter().find_map(|arg| {
        let name = enters.line(arg.name)?.trim();
        match arg.kind {
            Kind::Tag if account.is_tag_gone(name) => Some(gone("tag", name)),
            // A move is told with the whole name of its stage.
            Kind::Stage => {
                let stages = account.known.vocabulary().list(Naming::Stage);
                let mut called = stages
                    .iter()
                    .filter(|stage| stage.name.trim().eq_ignore_ascii_case(name));
                let there = called.any(|stage| !account.is_gone("stage", &stage.id));
                (!stages.is_empty() && !there).then(|| gone("stage", name))
            }
            _ => account.named(arg, enters),
        }
    })
}

fn gone(what: &str, name: &str) -> String {
    format!("the account has no {what} \"{name}\" any more")
}

/// What the account has, and what it has no more.
struct Account<'a, 'k> {
    known: &'a Known<'k>,
    absent: &'a [Absent],
}

impl Account<'_, '_> {
    fn is_gone(&self, kind: &str, id: &str) -> bool {
        self.absent.iter().any(|one| one.kind == kind && one.id == id)
    }

    /// Whether it was listed and is no more. What is made anew has another id.
    fn is_tag_gone(&self, name: &str) -> bool {
        let is = |tag: &str| tag.trim().eq_ignore_ascii_case(name);
        if !self
            .absent
            .iter()
            .any(|one| one.kind == "tag" && is(one.name.raw()))
        {
            return false;
        }
        let listed = self.known.reader.listed_tags().unwrap_or_default();
        !listed.iter().any(|(id, tag)| is(tag) && !self.is_gone("tag", id))
    }

    /// What cannot be asked any more.
    fn fault(&self, condition: &Condition) -> Option<String> {
        let why = if let Some(fault) = condition.fault(self.known.vocabulary()) {
            fault.message
        } else {
            let mut tags = condition.tags().into_iter();
            gone("tag", &tags.find(|tag| self.is_tag_gone(tag))?)
        };
        Some(format!("\"{}\" cannot be asked any more ({why})", condition.text))
    }

    /// A member that names what is gone.
    fn named(&self, arg: &Arg, args: &Args) -> Option<String> {
        let name = args.line(arg.name)?.trim();
        let names: &Vocabulary = self.known.vocabulary();
        let (naming, what) = match arg.kind {
            Kind::Stage => (Naming::Stage, "stage"),
            // Who they are is seen from each person.
            Kind::User if !matches!(name, "owner" | "lead" | "next") => (Naming::Owner, "colleague"),
            Kind::Workflow => return self.workflow(name),
            _ => return None,
        };
        let called = names.called(naming, name);
        let there = called.iter().any(|id| !self.is_gone(what, id));
        (!names.list(naming).is_empty() && !there).then(|| gone(what, name))
    }

    fn workflow(&self, name: &str) -> Option<String> {
        let flows = &self.known.directory().workflows;
        let mut called = flows
            .iter()
            .filter(|flow| flow.name.raw().trim().eq_ignore_ascii_case(name) || flow.id.as_str() == name);
        let there = called.any(|flow| !self.is_gone("workflow", flow.id.as_str()));
        (!flows.is_empty() && !there).then(|| gone("workflow", name))
    }
}
