//! Changes to a file step by step: the tree is changed and the text with it, and every other byte stays. What could not be
//! read afterwards is not given back.

use crate::automation::action::{ACTIONS, Action};
use crate::automation::definition::edit::{self, Place, Put};
use crate::automation::definition::{Definition, Step, read, typed};
use crate::automation::schema::{Arg, Args, Kind, Spot, Value};
use crate::automation::words::{Voice, Words};

use super::tree::plain;

/// A blank that nobody fills: a text that has it is not switched on.
const UNWRITTEN: &str = "{to_be_written}";

/// A step that was cut or copied, with all that is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Clip(Step);

/// Where a step goes, seen from where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// In front of the one before it.
    Up,
    /// Behind the one after it.
    Down,
    /// Out of the case it stands in, behind the fork.
    Out,
    /// Into the first case of the one before it.
    Into,
}

/// What is changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A new step behind another, or as the first: the other, and what it does.
    Add(Option<String>, String),
    /// What was cut or copied goes behind a step, or is the first.
    Paste(Option<String>, Clip),
    /// A step goes, with all that is in it.
    Remove(String),
    /// A step goes elsewhere, with all that is in it.
    Shift(String, Way),
    /// A member of a step says something else, as a person types it; nothing takes it out.
    Set(String, String, String),
}

/// A member of a step, as it is offered for a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name, with the voice behind a dot where it has several.
    pub name: String,
    /// What it says; empty when it is not there or nobody has written it yet.
    pub says: String,
    /// One line about it.
    pub help: &'static str,
    /// It may be long.
    pub long: bool,
}

/// Everything that a step can do, each with a line about it.
pub fn deeds() -> impl Iterator<Item = (&'static str, &'static str)> {
    ACTIONS.iter().map(|action| (action.word, action.help))
}

/// The members that a step has or may have.
pub fn members(text: &str, step: &str) -> Vec<Member> {
    let Ok(definition) = read(text) else {
        return Vec::new();
    };
    let Some(step) = definition.step(step) else {
        return Vec::new();
    };
    let mut members = Vec::new();
    for arg in step.action.args {
        let long = arg.kind == Kind::Words;
        let member = |name: String, says: String| Member {
            name,
            says: if says == UNWRITTEN { String::new() } else { says },
            help: arg.help,
            long,
        };
        match step.args.get(arg.name) {
            Some(Value::Words(words)) => {
                let all = words.all().into_iter();
                members.extend(all.map(|(voice, says)| {
                    let dot = if voice.is_empty() { "" } else { "." };
                    member(format!("{}{dot}{voice}", arg.name), says.to_owned())
                }));
            }
            Some(value) => members.push(member(
                arg.name.to_owned(),
                plain(value, Voice::default()).unwrap_or_default(),
            )),
            None => members.push(member(arg.name.to_owned(), String::new())),
        }
    }
    members
}

/// A step with all that is in it, to be put elsewhere.
pub fn clip(text: &str, step: &str) -> Option<Clip> {
    let definition = read(text).ok()?;
    definition.step(step).cloned().map(Clip)
}

/// The text with a change made, and the name of the step that it was about. The error is a sentence with its line.
pub fn changed(text: &str, change: &Change) -> Result<(String, Option<String>), String> {
    let definition = read(text).map_err(|faults| {
        let first = faults.first().map(ToString::to_string).unwrap_or_default();
        format!("{first}; nothing was changed")
    })?;
    let (done, about) = match change {
        Change::Add(behind, does) => {
            let step = fresh(&definition, does)?;
            let id = step.id.clone();
            (edit::add(text, put(behind.as_deref()), &step), Some(id))
        }
        Change::Paste(behind, Clip(step)) => {
            let step = renamed(step, &definition);
            let id = step.id.clone();
            (edit::add(text, put(behind.as_deref()), &step), Some(id))
        }
        Change::Remove(id) => (edit::remove(text, id), None),
        Change::Shift(id, way) => {
            let to =
                beside(&definition, id, *way).ok_or("it cannot go further that way; nothing was changed")?;
            (edit::shift(text, id, to), Some(id.clone()))
        }
        Change::Set(id, name, says) => (set(text, &definition, (id, name), says)?, Some(id.clone())),
    };
    let text = done.map_err(|fault| format!("{fault}; nothing was changed"))?;
    Ok((text, about))
}

fn put(behind: Option<&str>) -> Put<'_> {
    behind.map_or(Put::First, Put::Below)
}

type Done = Result<String, crate::automation::definition::Fault>;

fn set(text: &str, definition: &Definition, (id, name): (&str, &str), says: &str) -> Result<Done, String> {
    let (name, voice) = name
        .split_once('.')
        .map_or((name, None), |(name, voice)| (name, Some(voice)));
    let step = definition
        .step(id)
        .ok_or_else(|| format!("there is no step \"{id}\" any more"))?;
    let arg = step.action.args.iter().find(|arg| arg.name == name);
    let arg = arg.ok_or_else(|| format!("a {} has no {name}", step.action.word))?;
    if says.trim().is_empty() && voice.is_none() {
        return Ok(edit::unset(text, Place::Step(id), arg.name));
    }
    let value = match (voice, step.args.get(name)) {
        (Some(voice), Some(Value::Words(Words::Each(each)))) => {
            let mut each = each.clone();
            match each.iter_mut().find(|(known, _)| **known == voice) {
                Some((_, words)) if !says.trim().is_empty() => says.clone_into(words),
                _ => each.retain(|known, _| *known != voice),
            }
            Value::Words(Words::Each(each))
        }
        _ => typed(arg, says)?,
    };
    Ok(edit::set(text, Place::Step(id), arg.name, &value))
}

/// A new step that says as little as it may.
fn fresh(definition: &Definition, does: &str) -> Result<Step, String> {
    let action = ACTIONS.iter().find(|action| action.word == does);
    let action: &'static Action = action.ok_or_else(|| format!("no step does \"{does}\""))?;
    let mut needed: Vec<&Arg> = action.args.iter().filter(|arg| arg.needed).collect();
    if needed.is_empty() {
        needed.extend(action.args.first());
    }
    let args = needed.into_iter().filter_map(|arg| {
        let value = typed(arg, &least(arg)).ok()?;
        Some((arg.name, value, Spot::default()))
    });
    Ok(Step {
        id: free(definition, does),
        action,
        args: Args(args.collect()),
        branches: action
            .branches
            .iter()
            .map(|branch| (*branch, Vec::new()))
            .collect(),
        spot: Spot::default(),
    })
}

/// What a member says that nobody has written yet.
fn least(arg: &Arg) -> String {
    match arg.kind {
        Kind::Length => "1 day".to_owned(),
        Kind::Condition => "replied".to_owned(),
        Kind::Choice(words) | Kind::Some(words) => words.first().copied().unwrap_or("owner").to_owned(),
        Kind::Number(least, _) => least.to_string(),
        Kind::Flag => "no".to_owned(),
        Kind::Clock => "09:00".to_owned(),
        Kind::Address => "https://example.com/".to_owned(),
        Kind::User => "owner".to_owned(),
        Kind::Words => UNWRITTEN.to_owned(),
        Kind::Line
        | Kind::Tag
        | Kind::Stage
        | Kind::Automation
        | Kind::Workflow
        | Kind::Form
        | Kind::Field => "to be written".to_owned(),
    }
}

/// A name that no step has.
fn free(definition: &Definition, wanted: &str) -> String {
    let word: String = wanted
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .take(30)
        .collect();
    let taken = |id: &str| definition.step(id).is_some();
    if !taken(&word) {
        return word;
    }
    let more = (2..).map(|nr| format!("{word}_{nr}"));
    more.into_iter().find(|id| !taken(id)).unwrap_or(word)
}

/// The step under names that are free, with all that is in it.
fn renamed(step: &Step, definition: &Definition) -> Step {
    let mut step = step.clone();
    if definition.step(&step.id).is_some() {
        step.id = free(definition, &step.id);
    }
    for (_, inside) in &mut step.branches {
        *inside = inside.iter().map(|step| renamed(step, definition)).collect();
    }
    step
}

/// A row of steps, and what it stands in.
type Row<'a> = (&'a [Step], Option<(&'a str, &'a str)>);

fn row_of<'a>(steps: &'a [Step], inside: Option<(&'a str, &'a str)>, id: &str) -> Option<(Row<'a>, usize)> {
    if let Some(at) = steps.iter().position(|step| step.id == id) {
        return Some(((steps, inside), at));
    }
    steps.iter().find_map(|step| {
        let cases = step.branches.iter();
        cases
            .map(|(branch, within)| row_of(within, Some((&step.id, branch)), id))
            .find_map(|found| found)
    })
}

fn beside<'a>(definition: &'a Definition, id: &str, way: Way) -> Option<Put<'a>> {
    let ((row, inside), at) = row_of(&definition.steps, None, id)?;
    match way {
        Way::Up => Some(match (at.checked_sub(1)?, inside) {
            (0, Some((fork, branch))) => Put::Into(fork, branch),
            (0, None) => Put::First,
            (before, _) => Put::Below(&row.get(before - 1)?.id),
        }),
        Way::Down => Some(Put::Below(&row.get(at + 1)?.id)),
        Way::Out => inside.map(|(fork, _)| Put::Below(fork)),
        Way::Into => {
            let fork = row.get(at.checked_sub(1)?)?;
            let (branch, within) = fork.branches.first()?;
            Some(
                within
                    .last()
                    .map_or(Put::Into(&fork.id, branch), |last| Put::Below(&last.id)),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automation::definition::write;
    use crate::automation::gallery::TEMPLATES;

    const FILE: &str = "format = 1\nid = \"T01\"\nname = \"T\"\n# mine\n[enters]\non = \"contact created\"\n\n[exits]\n\
        on = [\"reply\"]\n\n[[step]]\nid = \"hello\"\ndo = \"text\"\nsays = \"Hi\" # short\n\n[[step]]\nid = \"ask\"\n\
        do = \"if\"\nif = \"replied\"\n\n  [[step.yes]]\n  id = \"over\"\n  do = \"end\"\n\n[[step]]\nid = \"pause\"\ndo = \"wait\"\nfor = \"2 days\"\n";

    fn done(text: &str, change: Change) -> String {
        changed(text, &change)
            .unwrap_or_else(|why| panic!("{change:?}: {why}"))
            .0
    }

    fn ids(text: &str) -> Vec<String> {
        let all = read(text).unwrap();
        all.all_steps().iter().map(|step| step.id.clone()).collect()
    }

    #[test]
    fn a_step_is_added_moved_taken_out_and_put_back_and_comments_stay() {
        let added = done(FILE, Change::Add(Some("hello".into()), "task".into()));
        assert_eq!(ids(&added), ["hello", "task", "ask", "over", "pause"]);
        assert!(added.contains("# mine") && added.contains("# short"), "{added}");
        assert!(added.contains(UNWRITTEN), "{added}");
        let moved = done(&added, Change::Shift("task".into(), Way::Down));
        assert_eq!(ids(&moved), ["hello", "ask", "over", "task", "pause"]);
        let inside = done(&moved, Change::Shift("task".into(), Way::Into));
        assert_eq!(ids(&inside), ["hello", "ask", "over", "task", "pause"]);
        assert!(
            inside.contains("[[step.yes]]\nid = \"task\"")
                || inside.contains("  [[step.yes]]\n  id = \"task\"")
        );
        let up = done(&inside, Change::Shift("task".into(), Way::Up));
        assert_eq!(ids(&up), ["hello", "ask", "task", "over", "pause"]);
        let out = done(&up, Change::Shift("task".into(), Way::Out));
        assert_eq!(read(&out).unwrap(), read(&moved).unwrap());
        let taken = clip(&out, "ask").unwrap();
        let without = done(&out, Change::Remove("ask".into()));
        assert_eq!(ids(&without), ["hello", "task", "pause"]);
        let back = done(&without, Change::Paste(Some("hello".into()), taken.clone()));
        assert_eq!(read(&back).unwrap(), read(&out).unwrap());
        let twice = done(&back, Change::Paste(None, taken));
        assert_eq!(ids(&twice)[..2], ["ask_2", "over_2"]);
        let why = changed(FILE, &Change::Shift("hello".into(), Way::Up)).unwrap_err();
        assert!(why.contains("cannot go further"), "{why}");
    }

    #[test]
    fn a_value_is_changed_by_the_checks_of_the_text() {
        let text = done(FILE, Change::Set("pause".into(), "for".into(), "3 days".into()));
        assert!(text.contains("for = \"3 days\""), "{text}");
        let set =
            |name: &str, says: &str| changed(FILE, &Change::Set("pause".into(), name.into(), says.into()));
        assert!(set("for", "soon").is_err() && set("nothing", "x").is_err());
        assert!(set("until", "repliid").unwrap_err().contains("did you mean"));
        let text = done(FILE, Change::Set("pause".into(), "for".into(), String::new()));
        assert!(!text.contains("2 days"), "{text}");
        let names: Vec<_> = members(FILE, "pause")
            .into_iter()
            .map(|member| (member.name, member.says))
            .collect();
        assert_eq!(names[0], ("for".to_owned(), "2 days".to_owned()));
        let a01 = TEMPLATES[0].text;
        let text = done(
            a01,
            Change::Set("intro".into(), "says.direct".into(), "Hi!".into()),
        );
        let said = members(&text, "intro");
        assert!(
            said.iter()
                .any(|member| member.name == "says.direct" && member.says == "Hi!")
        );
        assert!(
            said.iter()
                .any(|member| member.name == "says.warm" && member.says.contains("Thanks"))
        );
    }

    #[test]
    fn every_step_of_every_template_can_be_taken_out_and_every_kind_of_step_put_in() {
        for template in TEMPLATES {
            for (does, _) in deeds() {
                let (text, id) = changed(template.text, &Change::Add(None, does.into())).unwrap();
                let tree = read(&text).unwrap();
                assert_eq!(
                    read(&write(&tree)).unwrap(),
                    tree,
                    "{} {does}: text and tree are equal",
                    template.id
                );
                let back = done(&text, Change::Remove(id.unwrap()));
                assert_eq!(
                    read(&back).unwrap(),
                    read(template.text).unwrap(),
                    "{} {does}",
                    template.id
                );
            }
        }
    }
}
