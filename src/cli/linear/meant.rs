//! What was probably meant by a word that is not exact, or that ends with a question mark: offered by number, so that
//! nobody has to spell it.

use super::desk::Desk;
use super::typed;
use crate::cli::frame::{App, CliError};
use crate::domain::filter::{folded, nearest, place, written};
use crate::domain::value::{UserId, count};
use crate::engine::completion::{Candidate, candidates, completed};
use crate::engine::query::{DirectoryNow, Leads, LeadsError, Offers, TagsNow};
use crate::engine::view::Directory;

/// Names that are offered at a time: more are not heard through.
const MOST: usize = 20;

/// Of some names those that a word can mean: they begin with it, a word of theirs does, or they are a slip away.
pub(super) fn like(typed: &str, names: &[String]) -> Vec<usize> {
    let typed = folded(typed.trim().trim_matches('"'));
    let begins = |name: &str| {
        let name = folded(name);
        let mut words = name.split(|letter: char| !letter.is_alphanumeric());
        name.starts_with(&typed) || words.any(|word| word.starts_with(&typed))
    };
    let numbered = || names.iter().enumerate();
    let mut found: Vec<usize> = numbered()
        .filter(|(_, name)| begins(name))
        .map(|(at, _)| at)
        .collect();
    let near = nearest(&typed, names.iter().map(String::as_str));
    let near = numbered().find(|(_, name)| Some(name.as_str()) == near);
    found.extend(near.map(|(at, _)| at).filter(|at| !found.contains(at)));
    found
}

/// Offers names by number. What is no number is the next line of the conversation, and nothing is chosen.
pub(super) fn offer(desk: &mut Desk<'_>, app: &mut App, names: &[String]) -> Result<Option<usize>, CliError> {
    for (at, name) in names.iter().enumerate().take(MOST) {
        app.out.say(&format!("  {}. {name}", at + 1))?;
    }
    let offered = names.len().min(MOST);
    if names.len() > offered {
        let more: Vec<&str> = names.iter().skip(offered).map(String::as_str).collect();
        app.out.say(&format!("  and {}", more.join("; ")))?;
    }
    loop {
        let Some(line) = desk.ask(app, "number, or go on")? else {
            return Ok(None);
        };
        match typed::number(line.trim()) {
            Some(at) if at < offered => return Ok(Some(at)),
            Some(_) => app.out.say(&format!("Type a number from 1 to {offered}."))?,
            None => {
                desk.hold(line);
                return Ok(None);
            }
        }
    }
}

/// A name that is wrong, or asked for with a question mark: which of the names is meant instead. Where none is like it,
/// what is wrong.
pub(super) fn instead(
    desk: &mut Desk<'_>,
    app: &mut App,
    wrong: CliError,
    typed: &str,
    names: &[String],
) -> Result<Option<usize>, CliError> {
    let asked = typed.trim_end().strip_suffix('?');
    let like = like(asked.unwrap_or(typed), names);
    if like.is_empty() {
        return Err(wrong);
    }
    if asked.is_none() {
        app.out.say(&format!("Not done: {}. Is it", wrong.message))?;
    }
    let offered: Vec<String> = like.iter().filter_map(|at| names.get(*at)).cloned().collect();
    let chosen = offer(desk, app, &offered)?;
    Ok(chosen.and_then(|at| like.get(at)).copied())
}

/// A colleague that is wrong: who is meant instead.
pub(super) fn colleague(
    desk: &mut Desk<'_>,
    app: &mut App,
    wrong: CliError,
    typed: &str,
    directory: &Directory,
) -> Result<Option<UserId>, CliError> {
    let names: Vec<String> = directory
        .users
        .iter()
        .map(|user| user.name.shown().to_string())
        .collect();
    let at = instead(desk, app, wrong, typed, &names)?;
    Ok(at
        .and_then(|at| directory.users.get(at))
        .map(|user| user.id.clone()))
}

/// A tag that is in use, or a `new` one, as typed; where it is not in use and others are like it, the one that is meant.
/// Nothing when that was not said.
pub(super) fn tag(
    desk: &mut Desk<'_>,
    app: &mut App,
    typed: &str,
    new: bool,
) -> Result<Option<String>, CliError> {
    let asked = typed.strip_suffix('?');
    let in_use = Leads {
        filter: format!("tag:{}", written(typed)),
        offset: 0,
        limit: 1,
        count: false,
    };
    let in_use = asked.is_none()
        && desk
            .running
            .query(in_use)?
            .is_ok_and(|window| !window.rows.is_empty());
    if in_use {
        return Ok(Some(typed.to_owned()));
    }
    let tags = desk.running.query(TagsNow)?;
    let names: Vec<String> = tags.iter().map(|tag| tag.name.shown().to_string()).collect();
    let like = like(asked.unwrap_or(typed), &names);
    if like.is_empty() {
        return match asked {
            Some(_) => Err(CliError::nothing_found(
                "no tag begins like that, nothing was changed",
            )),
            None => Ok(Some(typed.to_owned())),
        };
    }
    let found = like.iter().filter_map(|at| tags.get(*at));
    let mut offered: Vec<String> = found
        .map(|tag| format!("{}, {}", tag.name.shown(), count(tag.people, "person", "people")))
        .collect();
    if asked.is_none() {
        app.out.say(&format!("Nobody has the tag \"{typed}\". Is it"))?;
        if new {
            offered.truncate(MOST - 1);
            offered.push(format!("{typed}, a new tag"));
        }
    }
    let last = offered.len() - 1;
    Ok(match offer(desk, app, &offered)? {
        Some(at) if at == last && new && asked.is_none() => Some(typed.to_owned()),
        Some(at) => like.get(at).and_then(|at| names.get(*at)).cloned(),
        None => None,
    })
}

/// A filter that ends with a question mark is completed by numbers until it is whole; any other is as it is. Nothing when
/// that was given up.
pub(super) fn filter(desk: &mut Desk<'_>, app: &mut App, typed: &str) -> Result<Option<String>, CliError> {
    let Some(asked) = typed.trim_end().strip_suffix('?') else {
        return Ok(Some(typed.to_owned()));
    };
    let directory = desk.running.query(DirectoryNow)?;
    let mut filter = asked.to_owned();
    loop {
        let offers = desk.running.query(Offers(filter.clone()))?;
        let found = candidates(&filter, &directory, &offers);
        if found.is_empty() {
            let rest = desk.ask(app, &format!("{filter}…"))?.unwrap_or_default();
            return Ok((!rest.trim().is_empty()).then(|| closed(format!("{filter}{}", rest.trim()))));
        }
        let names: Vec<String> = found.iter().map(told).collect();
        let Some(chosen) = offer(desk, app, &names)?.and_then(|at| found.get(at)) else {
            return Ok(None);
        };
        filter = completed(&filter, chosen);
        if !filter.ends_with([':', '(']) {
            return Ok(Some(closed(filter)));
        }
    }
}

/// A filter that does not read, with what was probably meant in its place; what is wrong where nothing is like it.
pub(super) fn mended(
    desk: &mut Desk<'_>,
    app: &mut App,
    filter: &str,
    error: &LeadsError,
    wrong: CliError,
) -> Result<Option<String>, CliError> {
    let (Some(until), Some(rest)) = (filter.get(..error.at.end), filter.get(error.at.end..)) else {
        return Err(wrong);
    };
    let place = place(until);
    if place.typed.is_empty() {
        return Err(wrong);
    }
    let before = until.get(..place.start).unwrap_or_default();
    let directory = desk.running.query(DirectoryNow)?;
    let offers = desk.running.query(Offers(before.to_owned()))?;
    let found = candidates(before, &directory, &offers);
    let names: Vec<String> = found
        .iter()
        .map(|candidate| candidate.name.trim_end_matches([':', '(']).to_owned())
        .collect();
    let chosen = instead(desk, app, wrong, place.typed, &names)?;
    Ok(chosen.and_then(|at| found.get(at)).map(|candidate| {
        let whole = completed(before, candidate);
        let whole = whole.trim_end();
        if rest.starts_with([':', '<', '>', '=', '(']) {
            format!("{}{rest}", whole.trim_end_matches([':', '(']))
        } else {
            format!("{whole}{rest}")
        }
    }))
}

fn told(candidate: &Candidate) -> String {
    match candidate.people {
        Some(people) => format!("{}, {}", candidate.name, count(people, "person", "people")),
        None => candidate.name.trim_end_matches([':', '(']).to_owned(),
    }
}

/// A filter with what is open in it closed.
fn closed(filter: String) -> String {
    let (mut open, mut inside) = (0_usize, false);
    for letter in filter.chars() {
        match letter {
            '"' => inside = !inside,
            '(' if !inside => open += 1,
            ')' if !inside => open = open.saturating_sub(1),
            _ => {}
        }
    }
    format!("{}{}", filter.trim_end(), ")".repeat(open))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_can_mean_what_begins_like_it_or_is_a_slip_away() {
        let names = ["Ana Ruiz", "Ben Ortega", "open-house"].map(str::to_owned);
        assert_eq!(like("ru", &names), [0]);
        assert_eq!(like("Ben Ortga", &names), [1]);
        assert_eq!(like("house", &names), [2]);
        assert_eq!(like("opne-house", &names), [2]);
        assert_eq!(like("zzz", &names), Vec::<usize>::new());
        assert_eq!(like("", &names), [0, 1, 2], "all, where nothing is typed");
    }

    #[test]
    fn what_is_open_in_a_filter_is_closed() {
        assert_eq!(closed("tag:hot ".to_owned()), "tag:hot");
        assert_eq!(
            closed("deal(stage:\"New (old)\" ".to_owned()),
            "deal(stage:\"New (old)\")"
        );
    }
}
