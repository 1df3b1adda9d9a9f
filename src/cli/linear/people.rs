//! Lists of people, and one of them: who they are, and what was said.

use jiff::Timestamp;

use super::desk::{self, Desk, Open};
use super::{meant, typed};
use crate::cli::frame::{App, CliError, Exit};
use crate::cli::score;
use crate::cli::words::shape;
use crate::domain::call::CALL_NOTE;
use crate::domain::contact::Channel;
use crate::domain::conversation::{Direction, MessageKind};
use crate::domain::custom_field::show_value;
use crate::domain::decide::word_for;
use crate::domain::filter::written;
use crate::domain::note::Note;
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::score::Mark;
use crate::domain::value::{ContactId, clip, count};
use crate::engine::query::{DirectoryNow, HistoryOf, Leads, LeadsError, PersonById, Wider};
use crate::engine::view::{Directory, PersonRow};
use crate::engine::web;

/// Rows of a page: what a person hears through before they would rather narrow it.
const PAGE: usize = 20;
/// Messages of a thread, unless more are asked for.
const THREAD: usize = 10;
/// Columns of a message in a thread.
const LONG: usize = 2_000;

/// Shows the list a filter chooses, from its beginning.
pub(super) fn list(desk: &mut Desk<'_>, app: &mut App, typed: &str) -> Result<(), CliError> {
    match meant::filter(desk, app, typed)? {
        Some(filter) => page(desk, app, &filter, 0),
        None => Ok(()),
    }
}

/// Shows the next page of the list.
pub(super) fn next(desk: &mut Desk<'_>, app: &mut App, _: &str) -> Result<(), CliError> {
    let offset = desk.offset + PAGE;
    if offset >= desk.total && desk.total > 0 {
        app.out.say("That was the last page.")?;
        return Ok(());
    }
    let filter = desk.filter.clone();
    page(desk, app, &filter, if desk.total == 0 { 0 } else { offset })
}

/// Shows the page before.
pub(super) fn back(desk: &mut Desk<'_>, app: &mut App, _: &str) -> Result<(), CliError> {
    let filter = desk.filter.clone();
    page(desk, app, &filter, desk.offset.saturating_sub(PAGE))
}

/// A filter that does not read leaves the list as it was.
fn page(desk: &mut Desk<'_>, app: &mut App, filter: &str, offset: usize) -> Result<(), CliError> {
    let question = Leads {
        filter: filter.to_owned(),
        offset,
        limit: PAGE,
        count: true,
    };
    let window = match desk.running.query(question)? {
        Ok(window) => window,
        Err(error) => {
            let wrong = wrong_filter(filter, &error);
            return match meant::mended(desk, app, filter, &error, wrong)? {
                Some(mended) => page(desk, app, &mended, 0),
                None => Ok(()),
            };
        }
    };
    let directory = desk.running.query(DirectoryNow)?;
    filter.clone_into(&mut desk.filter);
    desk.offset = offset;
    desk.total = window.total.unwrap_or(window.rows.len());
    desk.open = None;
    desk.today.clear();
    desk.costs.clear();
    desk.forget_row();
    desk.people = window.rows.iter().map(|row| row.id.clone()).collect();
    for (at, row) in window.rows.iter().enumerate() {
        let line = line(desk, row, &directory);
        app.out.say(&format!("{}. {line}", at + 1))?;
    }
    if desk.people.is_empty() {
        app.out.say("Nobody fits.")?;
        desk.tell_first_copy(app)?;
        tell_wider(desk, app, filter)?;
    } else {
        let (first, last) = (offset + 1, offset + desk.people.len());
        let more = if last < desk.total {
            "; next shows more"
        } else {
            ""
        };
        app.out
            .say(&format!("{first} to {last} of {}{more}.", desk.total))?;
    }
    Ok(())
}

/// Where a filter is wrong, in words: what underlines a spot cannot be heard.
pub(super) fn wrong_filter(filter: &str, error: &LeadsError) -> CliError {
    let before = filter.get(..error.at.start).unwrap_or(filter);
    let message = match error.message.strip_suffix('?') {
        Some(asks) => format!("{asks}? The list stays as it was"),
        None => format!("{}; the list stays as it was", error.message),
    };
    CliError::wrong_use(message).hint(match before {
        "" => "at its beginning".to_owned(),
        before => format!("after \"{before}\""),
    })
}

/// Number and badge of somebody, in words; nothing while there is none.
pub(super) fn scored(mark: Option<&Mark>) -> String {
    match (mark.and_then(Mark::points), score::badge(mark)) {
        (None, badge) => badge.to_owned(),
        (Some(points), badge) => format!("score {points} {badge}").trim_end().to_owned(),
    }
}

/// Tells the nearest filter that chooses somebody; typing `list` and it shows them.
fn tell_wider(desk: &Desk<'_>, app: &mut App, filter: &str) -> Result<(), CliError> {
    let Some(wider) = desk.running.query(Wider(filter.to_owned()))? else {
        return Ok(());
    };
    let fit = count(wider.people as u64, "person fits", "people fit");
    let words = match (&wider.instead, wider.filter.as_str()) {
        (Some(near), filter) => format!("Did you mean {near}? list {filter}: {fit}."),
        (None, "") => format!("list shows everybody: {fit}."),
        (None, filter) => format!("Without {}: list {filter}: {fit}.", wider.without),
    };
    Ok(app.out.say(&words)?)
}

/// Who set the fields of whoever is open, and what they were before.
pub(super) fn history(desk: &mut Desk<'_>, app: &mut App, field: &str) -> Result<(), CliError> {
    let question = HistoryOf {
        contact: desk.open()?.id.clone(),
        path: None,
        limit: usize::MAX,
    };
    let field = field.trim();
    let mut rows = desk.running.query(question)?;
    rows.retain(|row| field.is_empty() || row.path == field || word_for(&row.path) == field);
    let more = rows.len().saturating_sub(PAGE);
    for row in rows.iter().take(PAGE) {
        app.out.say(&format!(
            "{}, {}: {} from {} to {}",
            when(desk, Some(row.at)),
            row.who,
            word_for(&row.path),
            show_value(&row.from).or("nothing"),
            show_value(&row.to).or("nothing"),
        ))?;
    }
    if rows.is_empty() {
        app.out.say("Nothing is known about who set that.")?;
    } else if more > 0 {
        app.out.say(&format!(
            "{more} earlier ones; history FIELD tells those of one field."
        ))?;
    }
    Ok(())
}

/// A row as a sentence: what leads comes first, for it is heard from its beginning.
fn line(desk: &Desk<'_>, row: &PersonRow, directory: &Directory) -> String {
    let stage = row.stage.as_ref().and_then(|stage| directory.stage(stage));
    let mut parts = vec![shape::name(row).to_string()];
    if desk.marked.contains(&row.id) {
        parts.push("marked".to_owned());
    }
    if row.unread > 0 {
        parts.push(format!("{} unread", row.unread));
    }
    let scored = scored(row.score.as_ref());
    if !scored.is_empty() {
        parts.push(scored);
    }
    parts.extend(stage.map(|stage| stage.name.shown().to_string()));
    if row.value.0 > 0 {
        parts.push(row.value.to_string());
    }
    if !row.phone.is_empty() {
        parts.push(row.phone.shown().to_string());
    }
    if let Some(at) = row.last_in {
        parts.push(format!("wrote {}", when(desk, Some(at))));
    }
    if row.pending {
        parts.push("waits for the CRM".to_owned());
    }
    parts.join(", ")
}

/// Opens somebody of the list, or by their id, and tells what is known.
pub(super) fn open(desk: &mut Desk<'_>, app: &mut App, whom: &str) -> Result<(), CliError> {
    let id = match (whom.trim(), &desk.open) {
        ("", Some(open)) => open.id.clone(),
        ("", None) => {
            return Err(
                CliError::wrong_use("it was not said whom").hint("open 3 opens the third of the list")
            );
        }
        (word, _) => match row(desk, word).cloned() {
            Some(id) => id,
            None => match named(desk, app, word)? {
                Some(id) => id,
                None => return Ok(()),
            },
        },
    };
    take_up(desk, &id)?;
    desk::command(app, &["show", id.as_str()]).map(|_| ())
}

/// Who is meant by an id or a name: where several have it, the one that is chosen.
fn named(desk: &mut Desk<'_>, app: &mut App, word: &str) -> Result<Option<ContactId>, CliError> {
    let id = ContactId::from(word);
    if typed::number(word).is_some() || desk.running.query(PersonById(id.clone()))?.is_some() {
        return Ok(Some(id));
    }
    let words: Vec<String> = typed::words(word).iter().map(|word| written(word)).collect();
    let question = Leads {
        filter: words.join(" "),
        offset: 0,
        limit: PAGE,
        count: false,
    };
    let rows = desk
        .running
        .query(question)?
        .map(|window| window.rows)
        .unwrap_or_default();
    let names: Vec<String> = rows
        .iter()
        .map(|row| format!("{}, {}", shape::name(row), row.phone.shown().or("no number")))
        .collect();
    let at = match names.len() {
        // That there is nobody is told by whoever opens.
        0 => return Ok(Some(id)),
        1 => Some(0),
        _ => {
            app.out.say("Who is meant?")?;
            meant::offer(desk, app, &names)?
        }
    };
    Ok(at.and_then(|at| rows.get(at)).map(|row| row.id.clone()))
}

/// Those with the same number or address as whoever is open, as a list.
pub(super) fn household(desk: &mut Desk<'_>, app: &mut App, _: &str) -> Result<(), CliError> {
    let person = desk.running.query(PersonById(desk.open()?.id.clone()))?;
    let kin = person.map(|person| person.household).unwrap_or_default();
    if kin.is_empty() {
        return Ok(app.out.say("Nobody shares their number or address.")?);
    }
    for (at, other) in kin.iter().enumerate() {
        let shares = if other.by_phone { "number" } else { "address" };
        app.out.say(&format!(
            "{}. {}, same {shares}",
            at + 1,
            other.name.shown().or("somebody without a name")
        ))?;
    }
    desk.shows(kin.into_iter().map(|other| other.id).collect());
    Ok(())
}

/// The address of the page that whoever is open has in the CRM.
pub(super) fn web(desk: &mut Desk<'_>, app: &mut App, _: &str) -> Result<(), CliError> {
    let person = desk.running.query(PersonById(desk.open()?.id.clone()))?;
    let directory = desk.running.query(DirectoryNow)?;
    let real = person.filter(|_| !desk.demo);
    let page = real.and_then(|person| web::page(&person, &directory));
    Ok(app
        .out
        .say(page.as_deref().unwrap_or("This account has no page on the web."))?)
}

/// The row of the list that a number means.
pub(super) fn row<'a>(desk: &'a Desk<'_>, word: &str) -> Option<&'a ContactId> {
    desk.people.get(typed::number(word)?)
}

fn take_up(desk: &mut Desk<'_>, id: &ContactId) -> Result<(), CliError> {
    let person = desk.running.query(PersonById(id.clone()))?.ok_or_else(|| {
        CliError::nothing_found(format!("there is nobody \"{id}\" in the list or the local copy"))
    })?;
    let directory = desk.running.query(DirectoryNow)?;
    let mail = person
        .messages
        .iter()
        .find(|message| matches!(message.kind, MessageKind::Sms | MessageKind::Email))
        .is_some_and(|message| message.kind == MessageKind::Email);
    let no_phone = person.contact.phone.is_empty() && !person.contact.email.is_empty();
    let mut deals: Vec<_> = person.deals.iter().collect();
    deals.sort_by_key(|deal| deal.status != OpportunityStatus::Open);
    let deals = deals.into_iter().map(|deal| {
        let stage = directory
            .stage(&deal.stage)
            .map(|stage| stage.name.shown().to_string());
        let name = format!("{}, {}", deal.name.shown(), stage.unwrap_or_default());
        (deal.id.clone(), name)
    });
    desk.open = Some(Open {
        id: person.contact.id.clone(),
        name: person.contact.name().to_string(),
        deals: deals.collect(),
        channel: if mail || no_phone {
            Channel::Email
        } else {
            Channel::Sms
        },
    });
    Ok(())
}

/// Reads the deals of whoever is open again, after they may have changed.
pub(super) fn look_again(desk: &mut Desk<'_>) -> Result<(), CliError> {
    match desk.open.as_ref().map(|open| open.id.clone()) {
        Some(id) => take_up(desk, &id),
        None => Ok(()),
    }
}

/// Fetches whoever is open from the CRM again, with notes and thread.
pub(super) fn fetch(desk: &mut Desk<'_>, app: &mut App, _: &str) -> Result<(), CliError> {
    let id = desk.open()?.id.clone();
    let fetched = desk.running.block_on(desk.running.engine.sync().fetch(&id));
    fetched.map_err(|why| CliError::new(Exit::Failed, "fetch", why))?;
    app.out.say("Fetched again; thread tells what was said.")?;
    look_again(desk)
}

/// What was said, the last of it at the end.
pub(super) fn thread(desk: &mut Desk<'_>, app: &mut App, many: &str) -> Result<(), CliError> {
    let open = desk.open()?;
    let many = typed::number(many).map_or(THREAD, |at| at + 1);
    let person = desk.running.query(PersonById(open.id.clone()))?;
    let (messages, notes) = person
        .map(|person| (person.messages, person.notes))
        .unwrap_or_default();
    if messages.is_empty() {
        app.out.say("Nothing was written yet.")?;
    }
    for message in messages.iter().take(many).rev() {
        let who = match message.direction {
            Direction::Inbound => desk.open()?.name.as_str(),
            Direction::Outbound => "we",
        };
        let subject = if message.subject.is_empty() {
            String::new()
        } else {
            format!(" ({})", message.subject.shown())
        };
        let status = match message.direction {
            Direction::Outbound if !message.status.is_empty() => format!(", {}", message.status.shown()),
            _ => String::new(),
        };
        let said = match message.kind {
            MessageKind::Call if message.body.is_empty() => spoken(message.at, &notes),
            _ => clip(message.body.shown().as_str(), LONG),
        };
        app.out.say(&format!(
            "{}, {who}{status}{subject}: {said}",
            when(desk, message.at)
        ))?;
    }
    if messages.len() > many {
        app.out.say(&format!(
            "{} earlier ones; thread {} tells more.",
            messages.len() - many,
            many * 3
        ))?;
    }
    Ok(())
}

/// What was said in a call: the CRM keeps no words with one, they are in the first note behind it that tells of a call.
fn spoken(at: Option<Timestamp>, notes: &[Note]) -> String {
    let mut behind = notes
        .iter()
        .filter(|note| note.at >= at && note.body.raw().starts_with(CALL_NOTE));
    // Newest first, as all notes are.
    let words = behind
        .next_back()
        .map(|note| clip(note.body.shown().as_str(), LONG));
    words.unwrap_or_else(|| "a call of which nothing was noted".to_owned())
}

fn when(desk: &Desk<'_>, at: Option<Timestamp>) -> String {
    let zone = desk.running.engine.zone().clone();
    at.map_or_else(
        || "some time".to_owned(),
        |at| at.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string(),
    )
}
