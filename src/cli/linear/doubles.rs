//! People who are here twice, as numbered pairs; one of them is compared field by field and made one.

use super::desk::Desk;
use super::{before, typed};
use crate::cli::frame::{App, CliError};
use crate::domain::command::Command;
use crate::domain::value::count;
use crate::engine::doubles::{Takes, before as told, differences, make_one, name};
use crate::engine::query::{DirectoryNow, Doubles};
use crate::engine::view::{Double, Twin};

/// Pairs that are told.
const MOST: usize = 50;
/// Records that a merge is about: its number on the sheet.
const TWO: u64 = 2;

/// Lists the pairs.
pub(super) fn list(desk: &mut Desk<'_>, app: &mut App, _: &str) -> Result<(), CliError> {
    desk.pairs = desk.running.query(Doubles { limit: MOST })?;
    for (at, pair) in desk.pairs.iter().enumerate() {
        let (left, right) = (side(&pair.left), side(&pair.right));
        app.out
            .say(&format!("{}. same {}: {left}; and {right}", at + 1, pair.shared))?;
    }
    app.out.say(if desk.pairs.is_empty() {
        "Nobody shares a number or an address with somebody else."
    } else {
        "merge 1 makes a pair one, apart 1 says that they are two people."
    })?;
    Ok(())
}

fn side(twin: &Twin) -> String {
    let has = [
        count(twin.messages, "message", "messages"),
        count(twin.notes, "note", "notes"),
        count(twin.deals, "deal", "deals"),
    ];
    format!("{} with {}", name(twin), has.join(", "))
}

fn pair(desk: &Desk<'_>, number: &str) -> Result<Double, CliError> {
    let at = typed::number(number.trim());
    let pair = at.and_then(|at| desk.pairs.get(at)).cloned();
    pair.ok_or_else(|| {
        CliError::wrong_use(format!("there is no pair {}, nothing was done", number.trim()))
            .hint("doubles lists them with their numbers")
    })
}

/// Says that a pair is two people.
pub(super) fn apart(desk: &mut Desk<'_>, app: &mut App, number: &str) -> Result<(), CliError> {
    let pair = pair(desk, number)?;
    let receipt = desk.running.submit(Command::TellApart {
        one: pair.left.id,
        two: pair.right.id,
    })?;
    app.out.say(&format!("Saved: {}.", receipt.summary))?;
    list(desk, app, "")
}

/// Makes a pair one: which stays, which value of each field, what is lost, and the number.
pub(super) fn merge(desk: &mut Desk<'_>, app: &mut App, number: &str) -> Result<(), CliError> {
    let mut pair = pair(desk, number)?;
    let sides = [side(&pair.left), side(&pair.right)];
    match desk.choose(app, "Which record stays?", &sides)? {
        Some(0) => {}
        Some(_) => std::mem::swap(&mut pair.left, &mut pair.right),
        None => return Ok(app.out.say("Nothing was done.")?),
    }
    let directory = desk.running.query(DirectoryNow)?;
    let mut fields = differences(&pair, &directory.custom_fields);
    for field in &mut fields {
        if field.takes == Takes::Right {
            app.out.say(&format!(
                "{}: {}, which only the other has",
                field.label, field.shown[1]
            ))?;
            continue;
        }
        let question = format!("Which {} is right?", field.label);
        let mut choices = field.shown.to_vec();
        if field.has_room() {
            choices.push("both".to_owned());
        }
        match desk.choose(app, &question, &choices)? {
            Some(0) => field.takes = Takes::Left,
            Some(1) => field.takes = Takes::Right,
            Some(_) => field.takes = Takes::Both,
            None => return Ok(app.out.say("Nothing was done.")?),
        }
    }
    if !before::go_on(
        desk,
        app,
        ("make two records one", &told(&pair, "undo")),
        TWO,
        &[],
    )? {
        return Ok(());
    }
    let receipt = desk.running.submit(make_one(&pair, &fields))?;
    app.out.say(&format!("Saved: {}.", receipt.summary))?;
    list(desk, app, "")
}
