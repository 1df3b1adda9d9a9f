//! A newer template meets the changes that somebody made to theirs.
//!
//! Three files: what both began with, theirs, and the newer one. What only one side changed is taken; what both changed in
//! the same way is the same; what both changed differently is a [`Conflict`] with a name, and theirs stays until they
//! decide. Steps are known by their ids. The result is their file with the newer changes made in it: their comments stay.

use std::collections::BTreeSet;

use super::definition::edit::{self, Place, Put};
use super::definition::{Definition, Fault, Step, plain_value, read};
use super::schema::{Args, Spot, Value};

/// What both changed differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Where: a step's id, a section's name, or nothing for what stands in front.
    pub place: String,
    /// Which member; nothing for the step as a whole.
    pub member: String,
    /// One sentence: what each side did and what stays.
    pub message: String,
}

/// Their file with the newer changes in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The file.
    pub text: String,
    /// What was left as it was theirs.
    pub conflicts: Vec<Conflict>,
    /// What was taken from the newer one: one line each.
    pub taken: Vec<String>,
}

/// Members that are theirs alone, whatever a newer template says: what they switched on and how they call it.
const THEIRS: &[&str] = &["id", "name", "auto_send", "hold_out", "tone"];

/// Merges a newer template into a changed copy.
pub fn merge(base: &str, theirs: &str, newer: &str) -> Result<Merged, Vec<Fault>> {
    let (old, mine, new) = (read(base)?, read(theirs)?, read(newer)?);
    let mut merging = Merging {
        merged: Merged {
            text: theirs.to_owned(),
            conflicts: Vec::new(),
            taken: Vec::new(),
        },
    };
    merging.members(&[Place::Head], [&old.head, &mine.head, &new.head]);
    for name in SECTIONS {
        let of = |definition: &Definition| section(definition, name).clone();
        merging.members(&[Place::Section(name)], [&of(&old), &of(&mine), &of(&new)]);
    }
    merging.gone(&old, &mine, &new);
    merging.kept(&old, &mine, &new);
    merging.fresh(&old, &new);
    Ok(merging.merged)
}

fn section<'a>(definition: &'a Definition, name: &str) -> &'a Args {
    match name {
        "enters" => &definition.enters,
        "exits" => &definition.exits,
        "hours" => &definition.hours,
        "limits" => &definition.limits,
        _ => &definition.late,
    }
}

/// The merged file with one conflict decided as another of the three files has it.
pub fn take(text: &str, from: &str, conflict: &Conflict) -> Result<String, Fault> {
    let first = |faults: Vec<Fault>| {
        let nothing = || Fault {
            spot: Spot { line: 1, column: 1 },
            message: "the file cannot be read".to_owned(),
        };
        faults.into_iter().next().unwrap_or_else(nothing)
    };
    let (now, wanted) = (read(text).map_err(first)?, read(from).map_err(first)?);
    let name = conflict.place.as_str();
    if conflict.member.is_empty() || conflict.member == "do" {
        return whole(text, &now, &wanted, name);
    }
    let (place, args) = match name {
        "" => (Place::Head, Some(&wanted.head)),
        name if SECTIONS.contains(&name) => (Place::Section(name), Some(section(&wanted, name))),
        name => (Place::Step(name), wanted.step(name).map(|step| &step.args)),
    };
    match args.and_then(|args| args.get(&conflict.member)) {
        Some(value) => edit::set(text, place, &conflict.member, value),
        None => edit::unset(text, place, &conflict.member),
    }
}

/// What each conflict says in a file: the value of its member, or the whole step; nothing when it is not there.
pub fn told(from: &str, conflict: &Conflict) -> Option<String> {
    let definition = read(from).ok()?;
    let name = conflict.place.as_str();
    if conflict.member.is_empty() || conflict.member == "do" {
        let step = definition.step(name)?;
        let members = step.args.0.iter();
        let members = members.map(|(name, value, _)| format!("{name} = {}", plain_value(value)));
        let words: Vec<String> = std::iter::once(format!("do = \"{}\"", step.action.word))
            .chain(members)
            .collect();
        return Some(words.join("; "));
    }
    let args = match name {
        "" => &definition.head,
        name if SECTIONS.contains(&name) => section(&definition, name),
        name => &definition.step(name)?.args,
    };
    args.get(&conflict.member).map(plain_value)
}

/// A step as another file has it, with all that is in it.
fn whole(text: &str, now: &Definition, wanted: &Definition, id: &str) -> Result<String, Fault> {
    let without = match now.step(id) {
        Some(_) => edit::remove(text, id)?,
        None => text.to_owned(),
    };
    let mut rows = Vec::new();
    rows_of(&wanted.steps, None, &mut rows);
    match rows.into_iter().find(|(_, step)| step.id == id) {
        Some((put, step)) => edit::add(&without, put, step),
        None => Ok(without),
    }
}

/// Names of the sections.
const SECTIONS: &[&str] = &["enters", "exits", "hours", "limits", "late"];

struct Merging {
    merged: Merged,
}

impl Merging {
    /// Members of one place in the old, their and the newer file.
    fn members(&mut self, place: &[Place<'_>; 1], [old, mine, new]: [&Args; 3]) {
        let [place] = *place;
        let called = match place {
            Place::Head => "",
            Place::Section(name) | Place::Step(name) => name,
        };
        let names: BTreeSet<&str> = [old, new]
            .into_iter()
            .flat_map(|args| args.0.iter().map(|(name, ..)| *name))
            .collect();
        for name in names {
            let (was, is, will) = (old.get(name), mine.get(name), new.get(name));
            let own = place == Place::Head && THEIRS.contains(&name);
            if own || was == will || is == will {
                continue;
            }
            // The version of a template is taken even when they count their own.
            if is != was && name != "version" {
                self.conflict(
                    called,
                    name,
                    format!("you and the newer template both changed {name}; yours stays"),
                );
                continue;
            }
            self.put(place, called, name, will);
        }
    }

    fn put(&mut self, place: Place<'_>, called: &str, name: &str, will: Option<&Value>) {
        let done = match will {
            Some(value) => edit::set(&self.merged.text, place, name, value),
            None => edit::unset(&self.merged.text, place, name),
        };
        match done {
            Ok(text) => {
                self.merged.text = text;
                self.merged
                    .taken
                    .push(format!("{called} {name}").trim().to_owned());
            }
            Err(fault) => self.conflict(
                called,
                name,
                format!("the newer {name} does not fit: {}", fault.message),
            ),
        }
    }

    /// Steps that the newer template does without.
    fn gone(&mut self, old: &Definition, mine: &Definition, new: &Definition) {
        for was in old.all_steps() {
            let Some(is) = mine.step(&was.id).filter(|_| new.step(&was.id).is_none()) else {
                continue;
            };
            if is == was {
                if let Ok(text) = edit::remove(&self.merged.text, &was.id) {
                    self.merged.text = text;
                    self.merged.taken.push(format!("{} is gone", was.id));
                }
            } else {
                let message = "the newer template takes this step out and you changed it; yours stays";
                self.conflict(&was.id, "", message.to_owned());
            }
        }
    }

    /// Steps that all three have, and steps that they took out.
    fn kept(&mut self, old: &Definition, mine: &Definition, new: &Definition) {
        for will in new.all_steps() {
            let Some(was) = old.step(&will.id) else { continue };
            match mine.step(&will.id) {
                None if was.args != will.args => {
                    let message = "you took this step out and the newer template changes it; it stays out";
                    self.conflict(&will.id, "", message.to_owned());
                }
                None => {}
                Some(is) if is.action != will.action && was.action != will.action => {
                    let message = format!(
                        "the newer template makes this step \"{}\"; yours stays",
                        will.action.word
                    );
                    self.conflict(&will.id, "do", message);
                }
                Some(is) => self.members(&[Place::Step(&will.id)], [&was.args, &is.args, &will.args]),
            }
        }
    }

    /// Steps that the newer template brings.
    fn fresh(&mut self, old: &Definition, new: &Definition) {
        let mut rows = Vec::new();
        rows_of(&new.steps, None, &mut rows);
        for (put, step) in rows {
            if old.step(&step.id).is_some() {
                continue;
            }
            let there = read(&self.merged.text).ok();
            if there.is_none_or(|there| there.step(&step.id).is_some()) {
                let message = "you and the newer template both have a step of this name; yours stays";
                self.conflict(&step.id, "", message.to_owned());
                continue;
            }
            // What is in it comes behind it, each as a step of its own.
            let mut alone = step.clone();
            alone.branches.iter_mut().for_each(|(_, inside)| inside.clear());
            match edit::add(&self.merged.text, put, &alone) {
                Ok(text) => {
                    self.merged.text = text;
                    self.merged.taken.push(format!("{} is new", step.id));
                }
                Err(fault) => self.conflict(
                    &step.id,
                    "",
                    format!("the new step has no place: {}", fault.message),
                ),
            }
        }
    }

    fn conflict(&mut self, place: &str, member: &str, message: String) {
        self.merged.conflicts.push(Conflict {
            place: place.to_owned(),
            member: member.to_owned(),
            message,
        });
    }
}

/// Every step with where it goes: behind the one before it, or first in what it stands in.
fn rows_of<'a>(steps: &'a [Step], inside: Option<(&'a str, &'a str)>, rows: &mut Vec<(Put<'a>, &'a Step)>) {
    let mut before: Option<&'a str> = None;
    for step in steps {
        let put = match (before, inside) {
            (Some(before), _) => Put::Below(before),
            (None, Some((id, branch))) => Put::Into(id, branch),
            (None, None) => Put::First,
        };
        rows.push((put, step));
        for (branch, within) in &step.branches {
            rows_of(within, Some((&step.id, branch)), rows);
        }
        before = Some(&step.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "format = 1\nid = \"T01\"\nname = \"T\"\nversion = 1\n\n[enters]\non = \"contact created\"\n\n[exits]\non = [\"reply\"]\n\n\
        [[step]]\nid = \"hello\"\ndo = \"text\"\nsays = \"Hi\"\n\n[[step]]\nid = \"pause\"\ndo = \"wait\"\nfor = \"2 days\"\n\n\
        [[step]]\nid = \"over\"\ndo = \"end\"\n";

    fn merged(theirs: &str, newer: &str) -> (Definition, Merged) {
        let merged = merge(BASE, theirs, newer).unwrap();
        (read(&merged.text).unwrap(), merged)
    }

    #[test]
    fn what_one_side_changed_is_taken_and_comments_stay() {
        let theirs = BASE
            .replace("\"Hi\"", "\"Hello there\" # mine")
            .replace("name = \"T\"", "name = \"Mine\"");
        let newer = BASE
            .replace("2 days", "3 days")
            .replace("version = 1", "version = 2")
            .replace("name = \"T\"", "name = \"New\"")
            .replace(
                "[[step]]\nid = \"over\"",
                "[[step]]\nid = \"tell\"\ndo = \"notify\"\nsays = \"x\"\n\n[[step]]\nid = \"over\"",
            );
        let (tree, merged) = merged(&theirs, &newer);
        assert_eq!(merged.conflicts, []);
        assert_eq!(merged.taken, ["version", "pause for", "tell is new"]);
        assert!(merged.text.contains("\"Hello there\" # mine"));
        assert_eq!((tree.name(), tree.version()), ("Mine", 2));
        let ids: Vec<&str> = tree.all_steps().iter().map(|step| step.id.as_str()).collect();
        assert_eq!(ids, ["hello", "pause", "tell", "over"]);
        assert_eq!(
            merge(BASE, &theirs, BASE).unwrap().text,
            theirs,
            "nothing new changes nothing"
        );
        assert_eq!(
            read(&merge(BASE, BASE, &newer).unwrap().text).unwrap().steps,
            read(&newer).unwrap().steps
        );
    }

    #[test]
    fn what_both_changed_is_named_and_theirs_stays() {
        let theirs = BASE.replace("2 days", "5 days").replace("\"Hi\"", "\"Hey\"");
        let newer = BASE
            .replace("2 days", "1 day")
            .replace("[[step]]\nid = \"hello\"\ndo = \"text\"\nsays = \"Hi\"\n\n", "");
        let (tree, merged) = merged(&theirs, &newer);
        let named: Vec<(&str, &str)> = merged
            .conflicts
            .iter()
            .map(|conflict| (conflict.place.as_str(), conflict.member.as_str()))
            .collect();
        assert_eq!(named, [("hello", ""), ("pause", "for")]);
        assert_eq!(tree.steps, read(&theirs).unwrap().steps);
        // Each is decided one way or the other, and back.
        let [hello, pause] = merged.conflicts.as_slice() else {
            panic!("two")
        };
        assert_eq!(told(&theirs, pause).as_deref(), Some("\"5 days\""));
        assert_eq!((told(&newer, hello), told(BASE, hello).is_some()), (None, true));
        let taken = take(&take(&merged.text, &newer, hello).unwrap(), &newer, pause).unwrap();
        assert_eq!(read(&taken).unwrap().steps, read(&newer).unwrap().steps);
        let back = take(&take(&taken, BASE, hello).unwrap(), BASE, pause).unwrap();
        assert_eq!(read(&back).unwrap().steps, read(BASE).unwrap().steps);
        let without = BASE.replace(
            "[[step]]\nid = \"pause\"\ndo = \"wait\"\nfor = \"2 days\"\n\n",
            "",
        );
        let (tree, merged) = self::merged(&without, &BASE.replace("2 days", "1 day"));
        assert_eq!((merged.conflicts.len(), tree.steps.len()), (1, 2));
        let (tree, merged) = self::merged(BASE, &without);
        assert_eq!(
            (merged.conflicts.len(), tree.steps.len()),
            (0, 2),
            "a step nobody changed goes"
        );
    }
}
