//! From a filter's tree to SQL. Every value is bound; names of columns come from this folder alone.
//!
//! Owns the statements that a filter becomes, and which index they begin with. Must not parse: what words mean is
//! `domain::filter`'s. To add a field: its column in `person` or `question`, and its value in the plain evaluator of the
//! tests, which must answer every filter as the file does.

mod agreed;
mod changed;
mod functions;
mod group;
mod person;
mod question;
mod spoken;
#[cfg(test)]
mod tests;
mod values;

use rusqlite::types::Value as Bound;

use crate::domain::filter::{Expr, FieldSpec, Filter, Of, Operand, Test};

pub(super) use functions::register;
pub(super) use group::groups;
pub(super) use person::TAGS;
use person::person_field;
use question::{has, question};
pub(super) use spoken::{Spoken, fts};
use values::{Values, contains};

/// A condition over `contact c`, its values, and the order of the list.
#[derive(Debug)]
pub(super) struct Compiled {
    pub condition: String,
    pub values: Vec<Bound>,
    pub order: String,
    /// Common words are looked for person by person, which is quick only where enough people have said them.
    pub probes: bool,
}

impl Compiled {
    /// The same as of another time: of those who changed since, only those whose row numbers say that they fitted then.
    pub(super) fn put_back_to(mut self, changed: &str, fitted: &str) -> Self {
        self.values.push(changed.to_owned().into());
        self.values.push(fitted.to_owned().into());
        let (nr, condition) = (self.values.len(), self.condition);
        self.condition = format!(
            "((c.rid NOT IN (SELECT value FROM json_each(?{})) AND {condition})
               OR c.rid IN (SELECT value FROM json_each(?{nr})))",
            nr - 1
        );
        self
    }
}

/// With what a statement begins.
#[derive(Clone, Copy)]
pub(super) struct Plan<'a> {
    /// Whether a select of row numbers finds so few that it is better to begin with them than to walk the list and look
    /// at each.
    pub is_small: &'a dyn Fn(&str, &[Bound]) -> bool,
    /// Whether it finds few enough to begin a count with.
    pub is_short: &'a dyn Fn(&str, &[Bound]) -> bool,
    /// Everybody is looked at, in no order.
    pub counting: bool,
    /// Only the first of the list are wanted, which is walked until there are enough.
    pub listing: bool,
    /// The question that finds words in one record, for words that are in so many that it is better to look at one
    /// person after the other than to find all of them first.
    pub common: &'a Common<'a>,
    /// Who was so at some time, as JSON, for each question about the past.
    pub past: &'a [(Expr, String)],
}

impl Plan<'_> {
    /// For a file of a few people: each is looked at, and nothing is asked of it first.
    pub(super) const FEW: Self = Self {
        is_small: &|_, _| false,
        is_short: &|_, _| false,
        counting: true,
        listing: false,
        common: &|_| None,
        past: &[],
    };
}

/// The question for the index of words, for words that are common.
pub(super) type Common<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// Compiles a filter.
pub(super) fn compile(filter: &Filter, plan: Plan<'_>) -> Compiled {
    // Where everybody is sorted first, everybody would be looked at one by one.
    let walked = filter.order.by.is_none_or(|spec| person::is_walked(spec.name));
    let plan = if walked {
        plan
    } else {
        Plan {
            common: &|_| None,
            listing: false,
            ..plan
        }
    };
    let mut values = Values::new(plan);
    values.by_score = filter.order.by.is_some_and(|spec| spec.name == "score");
    let condition = match &filter.expr {
        None => "1".to_owned(),
        Some(Expr::And(parts)) => all(parts, plan, &mut values),
        Some(expr) => all(std::slice::from_ref(expr), plan, &mut values),
    };
    let by = filter
        .order
        .by
        .map_or("c.active", |spec| person::order(spec.name));
    let down = if filter.order.down { " DESC" } else { "" };
    Compiled {
        condition,
        probes: values.probes > 0,
        values: values.bound,
        order: format!("{by}{down}, c.rid{down}"),
    }
}

/// Parts that must all be true: here a statement may begin with the few whom one of them finds.
fn all(parts: &[Expr], plan: Plan<'_>, values: &mut Values<'_>) -> String {
    if parts.is_empty() {
        return "1".to_owned();
    }
    let parts: Vec<Expr> = parts.iter().map(one_list).collect();
    let led = plan.counting && parts.iter().any(person::is_led);
    let staged = plan.counting && parts.iter().any(person::is_staged);
    // Whoever came or wrote lately is few: a count begins with them where no index leads to fewer.
    let lately = |part: &Expr, values: &mut Values<'_>| match part {
        Expr::Field(spec, Test::In(span)) if plan.counting && !led && spec.of == Of::Person => {
            person::lately(spec.name, *span, values)
        }
        _ => None,
    };
    let short = |part: &Expr| {
        let mut alone = Values::new(plan);
        let select = lately(part, &mut alone);
        select.is_some_and(|select| (plan.is_short)(&select, &alone.bound))
    };
    let many = parts.len() > 1;
    let short: Vec<bool> = parts.iter().map(|part| many && short(part)).collect();
    let led = led || short.contains(&true);
    let part = |(part, short): (&Expr, bool)| {
        if short && let Some(select) = lately(part, values) {
            return format!("c.rid IN ({select})");
        }
        let mut alone = Values::new(plan);
        let select = set(part, &mut alone).filter(|_| alone.probes == 0);
        if let Some(select) = select {
            // Of those with a common tag, counting begins with them unless a shorter way is there.
            let begin = plan.counting && !led && is_tag(part);
            if begin || (plan.is_small)(&select, &alone.bound) {
                let select = set(part, values).unwrap_or(select);
                return format!("c.rid IN ({select})");
            }
        }
        let lead = if plan.counting { Lead::Any } else { Lead::Ordered };
        let condition = people(part, values, lead);
        // What most people have not is no beginning: the index of a stage has it too, and is the shorter.
        if staged && person::is_nothing(part) {
            return format!("+({condition})");
        }
        condition
    };
    let parts: Vec<_> = parts.iter().zip(short).map(part).collect();
    format!("({})", parts.join(" AND "))
}

/// `(stage:new | stage:offer)` as `stage:new,offer`, which an index answers.
fn one_list(expr: &Expr) -> Expr {
    let Expr::Or(parts) = expr else {
        return expr.clone();
    };
    let mut merged: Option<(&FieldSpec, Vec<Operand>)> = None;
    for part in parts {
        let Expr::Field(spec, Test::OneOf(wanted)) = part else {
            return expr.clone();
        };
        let is_list = spec.of == Of::Person && matches!(spec.name, "stage" | "owner" | "tag");
        match &mut merged {
            None if is_list => merged = Some((spec, wanted.clone())),
            Some((first, all)) if first.name == spec.name && is_list => all.extend(wanted.iter().cloned()),
            _ => return expr.clone(),
        }
    }
    match merged {
        Some((spec, wanted)) => Expr::Field(spec, Test::OneOf(wanted)),
        None => expr.clone(),
    }
}

fn is_tag(expr: &Expr) -> bool {
    matches!(expr, Expr::Field(spec, Test::OneOf(_)) if spec.of == Of::Person && spec.name == "tag")
}

/// Whether a condition may be what a statement begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lead {
    /// Where its index has the order of the list.
    Ordered,
    /// Always.
    Any,
    /// Never.
    No,
}

/// A select of the row numbers of those for whom this is true, where there is one that stands by itself.
fn set(expr: &Expr, values: &mut Values<'_>) -> Option<String> {
    match expr {
        Expr::Field(spec, test) => person::set(spec.name, test, values),
        Expr::Has(of, inner) => Some(question(*of, inner, values)),
        _ => None,
    }
}

fn people(expr: &Expr, values: &mut Values<'_>, lead: Lead) -> String {
    match expr {
        Expr::And(parts) if parts.is_empty() => "1".to_owned(),
        Expr::And(parts) => joined(parts, " AND ", |part| people(part, values, Lead::No)),
        Expr::Or(parts) => joined(parts, " OR ", |part| people(part, values, Lead::No)),
        Expr::Not(inner) => format!("NOT ({})", people(inner, values, Lead::No)),
        Expr::Word(word) => format!("c.find LIKE {} ESCAPE '\\'", values.bind(contains(word))),
        Expr::Phrase(words) => {
            let line = values.bind(contains(words));
            let before = values.probes;
            let said = values.said("x.rid", words);
            let text = if values.probes > before {
                format!(
                    "EXISTS (SELECT 1 FROM message x WHERE x.contact = c.rid AND {said})
                     OR EXISTS (SELECT 1 FROM note x WHERE x.contact = c.rid AND {said})"
                )
            } else {
                format!(
                    "c.rid IN (SELECT x.contact FROM message x WHERE x.contact IS NOT NULL AND {said}
                       UNION SELECT x.contact FROM note x WHERE x.contact IS NOT NULL AND {said})"
                )
            };
            format!("(c.find LIKE {line} ESCAPE '\\' OR {text})")
        }
        Expr::Field(spec, test) => person_field(spec, test, values, lead),
        Expr::Custom(id, test) => person::custom(id, test, values),
        Expr::Has(of, inner) => has(*of, inner, values),
        Expr::Was(inner, _) => {
            let past = values
                .past
                .iter()
                .find(|(was, _)| was == expr)
                .map(|(_, rids)| rids.clone());
            let rids = values.bind(past.unwrap_or_else(|| "[]".to_owned()).into());
            let now = people(inner, values, Lead::No);
            format!("(c.rid IN (SELECT value FROM json_each({rids})) OR {now})")
        }
    }
}

fn joined(parts: &[Expr], sign: &str, each: impl FnMut(&Expr) -> String) -> String {
    let parts: Vec<_> = parts.iter().map(each).collect();
    format!("({})", parts.join(sign))
}
