//! A plan in the making: what every tool that proposes does alike. Whom it is about, what it would change, what a person
//! should know before, and what the model is told of it.

use std::collections::BTreeSet;

use super::Refusal;
use crate::copilot::content::Content;
use crate::copilot::hands::Reply;
use crate::domain::command::Command;
use crate::domain::contact::Contact;
use crate::domain::fair_housing::{self, Surface};
use crate::domain::filter::Expr;
use crate::domain::mask::{self, Identity, Kind};
use crate::domain::plan::{Deed, Item, Plan, Remark};
use crate::domain::value::ContactId;
use crate::engine::query::{Sources, understood};
use crate::store::Person;

/// People in one proposal, at most.
pub(super) const MOST: usize = 500;
/// People of whom the model is told why they were left out, or what stands in the way.
const TOLD: usize = 25;
/// Bytes of one reason that are told, and reasons of one person: a name may be as long as somebody likes.
const REASON: usize = 240;
const REASONS: usize = 6;

/// One wish with what a person is shown of it.
pub(super) struct Wish {
    pub deed: Deed,
    /// How it is now; empty where nothing is replaced.
    pub before: String,
    /// How it would be.
    pub after: String,
    pub remarks: Vec<Remark>,
}

/// A plan in the making.
pub(super) struct Making<'a, 's> {
    pub sources: &'a Sources<'s>,
    plan: Plan,
    known: Vec<Identity>,
}

impl<'a, 's> Making<'a, 's> {
    pub const fn new(sources: &'a Sources<'s>) -> Self {
        Self {
            sources,
            plan: Plan {
                items: Vec::new(),
                left_out: Vec::new(),
            },
            known: Vec::new(),
        }
    }

    /// Everybody with these ids, each once. An id that is nobody's was made up, and nothing is proposed.
    pub fn people(&mut self, ids: &[String]) -> Result<Vec<Person>, Refusal> {
        if ids.is_empty() {
            return Err(Refusal::new("Nobody was named; nothing was proposed."));
        }
        if ids.len() > MOST {
            return Err(Refusal(format!(
                "{} people are more than {MOST}; nothing was proposed. Make smaller calls.",
                ids.len()
            )));
        }
        let mut seen = BTreeSet::new();
        let ids = ids.iter().filter(|id| seen.insert(id.as_str()));
        ids.map(|id| self.person(id)).collect()
    }

    /// The person with this id.
    pub fn person(&mut self, id: &str) -> Result<Person, Refusal> {
        let found = self.sources.reader.person(&ContactId::from(id))?;
        let person = found.ok_or_else(|| Refusal::unknown("person", id))?;
        self.known.push(person.contact.identity());
        Ok(person)
    }

    /// Everybody who was named so far.
    pub fn known(&self) -> &[Identity] {
        &self.known
    }

    /// Adds a wish, unless it would be refused or change nothing: then who it is about is left out by name.
    pub fn wish(&mut self, person: &Contact, wish: Wish) {
        let Wish {
            deed,
            before,
            after,
            remarks,
        } = wish;
        let today = &self.sources.today;
        // What is laid ready is not decided by the business: it is a message that nobody has sent.
        let is_draft = matches!(deed, Deed::Draft(_));
        let would = self
            .sources
            .reader
            .preview(&Command::from(&deed), today.now, today.me.as_ref());
        match would {
            Err(rejection) => {
                let why = rejection.to_string();
                self.leave_out(person.name().as_str(), why.split(';').next().unwrap_or_default());
            }
            Ok(decision) if decision.facts.is_empty() && !is_draft => {
                self.leave_out(person.name().as_str(), "is so already");
            }
            Ok(_) => self.plan.items.push(Item {
                deed,
                who: person.name().to_string(),
                before,
                after,
                remarks,
            }),
        }
    }

    /// Names somebody of whom nothing is proposed, and why.
    pub fn leave_out(&mut self, who: &str, why: &str) {
        self.plan.left_out.push(format!("{who}: {why}"));
    }

    /// What the model is told, with the plan.
    pub fn reply(self) -> Reply {
        let Self { plan, known, .. } = self;
        let count = plan.items.len();
        let left = plan.left_out.len();
        let mut members = vec![
            ("proposed", Content::Number(count as i64)),
            ("done", Content::Number(0)),
        ];
        if left > 0 {
            members.push(("left_out", Content::Number(left as i64)));
            let why = plan.left_out.iter().take(TOLD);
            members.push((
                "left_out_because",
                Content::list(why.map(|why| Content::text(why.as_str()).cut(REASON))),
            ));
        }
        let remarks: Vec<Content> = plan.items.iter().filter_map(remarks).take(TOLD).collect();
        if !remarks.is_empty() {
            members.push(("remarks", Content::List(remarks)));
        }
        let note = if count == 0 {
            "There is nothing to propose."
        } else {
            "The agent sees the list and decides; nothing is done yet."
        };
        members.push(("note", Content::word(note)));
        let line = if left > 0 {
            format!("{count} proposed, {left} left out")
        } else {
            format!("{count} proposed")
        };
        Reply {
            content: Content::Record(members),
            known,
            line,
            plan: Some(plan),
        }
    }
}

/// What stands against an item or is good to know, for the model to mend.
fn remarks(item: &Item) -> Option<Content> {
    if item.remarks.is_empty() {
        return None;
    }
    let said = item
        .remarks
        .iter()
        .take(REASONS)
        .map(|remark| Content::text(remark.text.as_str()).cut(REASON));
    Some(Content::Record(vec![
        ("person", Content::word(item.deed.contact())),
        ("blocked", Content::Yes(item.is_blocked())),
        ("because", Content::list(said)),
    ]))
}

/// The field of the filter language that asks for a date of birth.
const BIRTHDAY: &str = "birthday";
/// Why nothing is chosen, marked or sorted by a protected trait.
const TRAIT: &str = "That sorts people by a protected trait, which fair-housing law forbids; nothing was looked up or proposed. \
     Use what somebody wants in a home instead.";
/// Why nothing is asked of what may not leave.
const FORBIDDEN: &str = "Dates of birth and the numbers of social security, cards, accounts and licences never leave this \
     machine, and answers about them would; nothing was looked up or proposed. The agent can look for them on the screen.";

/// Protected traits are no input of anything: words that choose, mark or sort people by one are refused.
pub(super) fn without_traits<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<(), Refusal> {
    let context = fair_housing::Context {
        surface: Surface::MatchingInput,
        ..fair_housing::Context::default()
    };
    for text in texts {
        let is_trait = mask::find(text, &|_| false)
            .iter()
            .any(|found| found.kind == Kind::Trait);
        let steers =
            fair_housing::verdict(&fair_housing::check(text, context)) == fair_housing::Verdict::Block;
        if is_trait || steers {
            return Err(Refusal::new(TRAIT));
        }
    }
    Ok(())
}

/// A field that Claude may ask for or write: nothing that is forbidden to leave, and no protected trait.
pub(super) fn lawful_field(name: &str) -> Result<(), Refusal> {
    match mask::kind_of_field(name) {
        Some(Kind::Trait) => Err(Refusal::new(TRAIT)),
        Some(_) => Err(Refusal::new(FORBIDDEN)),
        None => without_traits([name]),
    }
}

/// A filter that Claude may ask with: how many it chooses would tell what must not leave, and whom it chooses would sort people
/// by a trait. One that cannot be read is left to whoever answers it.
pub(super) fn lawful_filter(filter: &str, sources: &Sources<'_>) -> Result<(), Refusal> {
    without_traits([filter])?;
    let Ok(read) = understood(filter, sources)? else {
        return Ok(());
    };
    let asks = |is: &dyn Fn(&Expr) -> bool| read.expr.as_ref().is_some_and(|expr| expr.holds(is));
    let birthday = |expr: &Expr| matches!(expr, Expr::Field(spec, _) if spec.name == BIRTHDAY);
    if read.order.by.is_some_and(|spec| spec.name == BIRTHDAY) || asks(&birthday) {
        return Err(Refusal::new(FORBIDDEN));
    }
    if !asks(&|expr| matches!(expr, Expr::Custom(..))) {
        return Ok(());
    }
    for added in sources.reader.vocabulary()?.added {
        if asks(&|expr| matches!(expr, Expr::Custom(id, _) if *id == added.id)) {
            lawful_field(&added.name)?;
            lawful_field(&added.key)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
