//! What waits today.

use std::collections::HashMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Refusal, Tool, told};
use crate::copilot::content::Content;
use crate::copilot::hands::Reply;
use crate::domain::score::Mark;
use crate::domain::today::{Item, Split};
use crate::domain::value::ContactId;
use crate::engine::query::{Query as _, Sources, TodayQueue as Question};
use crate::store::QueuePart;

/// Rows of each part, and of the one part that is asked for.
const EACH: usize = 6;
const PAGE: usize = 25;

/// Tells what waits.
pub(super) struct TodayQueue;

/// A part of the queue.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Wanted {
    Now,
    Replies,
    Calls,
    Tasks,
    Deals,
    Drift,
    Snoozed,
}

impl Wanted {
    const fn split(self) -> Split {
        match self {
            Self::Now => Split::Now,
            Self::Replies => Split::Replies,
            Self::Calls => Split::Calls,
            Self::Tasks => Split::Tasks,
            Self::Deals => Split::Deals,
            Self::Drift => Split::Drift,
            Self::Snoozed => Split::Snoozed,
        }
    }
}

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// The one part that is wanted; the first rows of all parts without it.
    #[serde(default)]
    split: Option<Wanted>,
    /// How many rows of that part to skip: 25 for the second page.
    #[serde(default)]
    offset: Option<u32>,
}

impl Tool for TodayQueue {
    const NAME: &'static str = "today_queue";
    const ABOUT: &'static str = include_str!("today_queue.md");
    const PROPOSES: bool = false;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        let wanted = input.split.map(Wanted::split);
        let (offset, page) = match wanted {
            Some(_) => (input.offset.unwrap_or_default() as usize, PAGE),
            None => (0, EACH),
        };
        let queue = Question {
            rows: offset.saturating_add(page),
        }
        .answer(sources)?;
        let names = told::Names::of(sources)?;
        let people = queue.parts.iter().flat_map(|part| &part.items);
        let people: Vec<ContactId> = people.filter_map(|item| item.contact.clone()).collect();
        let marks = sources.reader.marks(&people)?;
        let marks: HashMap<ContactId, Mark> = people
            .into_iter()
            .zip(marks)
            .filter_map(|(id, mark)| Some((id, mark?)))
            .collect();
        let now = sources.today.now;
        let parts = || {
            let parts = queue.parts.iter();
            parts.filter(|part| wanted.is_none_or(|wanted| part.split == wanted))
        };
        let shown = |part: &'_ QueuePart| part.items.get(offset..).unwrap_or_default().len();
        let told = parts().map(|part| {
            let items = part.items.iter().skip(offset).take(page);
            let rows = items.map(|one| {
                let mark = one.contact.as_ref().and_then(|id| marks.get(id));
                item(one, now, &names, mark)
            });
            Content::Record(vec![
                ("split", Content::word(part.split.word())),
                ("count", Content::Number(part.count as i64)),
                (
                    "at_least",
                    if part.more {
                        Content::Yes(true)
                    } else {
                        Content::Nothing
                    },
                ),
                ("rows", Content::list(rows)),
                ("more", Content::Yes(offset + shown(part) < part.count)),
            ])
        });
        let items = parts().flat_map(|part| part.items.iter().skip(offset));
        let people = items.filter_map(|item| item.contact.as_ref());
        let count: usize = parts().map(|part| part.count).sum();
        Ok(Reply {
            content: Content::Record(vec![
                ("now", Content::at(Some(now))),
                (
                    "whose",
                    Content::word(if sources.today.me.is_some() {
                        "mine"
                    } else {
                        "everybody's"
                    }),
                ),
                ("parts", Content::list(told)),
            ]),
            known: sources.reader.identities(people)?,
            line: format!("today · {count} wait"),
            plan: None,
        })
    }
}

fn item(item: &Item, now: Timestamp, names: &told::Names, mark: Option<&Mark>) -> Content {
    let waiting = &item.waiting;
    let minutes = now.duration_since(waiting.since).as_mins().max(0);
    let reasons = item.cost.parts().iter().map(|part| Content::word(&part.reason));
    Content::Record(vec![
        (
            "person",
            item.contact
                .as_ref()
                .map_or(Content::Nothing, |id| Content::word(id.as_str())),
        ),
        ("name", told::foreign(&item.name, told::NAME)),
        ("why", Content::word(waiting.kind.word())),
        ("record", Content::word(item.record.id.as_str())),
        ("about", told::foreign(&item.what, told::LINE)),
        ("of", told::foreign(&item.more, told::WORD)),
        ("owner", names.owner(item.owner.as_ref())),
        ("since", Content::at(Some(waiting.since))),
        ("waits_minutes", Content::Number(minutes)),
        ("due", Content::at(waiting.due)),
        ("unread", Content::Number(i64::from(waiting.unread))),
        ("points", Content::Number(item.cost.total())),
        ("reasons", Content::list(reasons)),
        ("score", told::score(mark)),
    ])
}
