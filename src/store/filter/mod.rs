//! From a filter's tree to SQL. Every value is bound; names of columns come from this folder alone.
//!
//! Owns the statements that a filter becomes, and which index they begin with. Must not parse: what words mean is
//! `domain::filter`'s. To add a field: its column in `person` or `question`, and its value in the plain evaluator of the
//! tests, which must answer every filter as the file does.

mod functions;
mod group;
mod person;
mod question;
#[cfg(test)]
mod tests;
mod values;

use rusqlite::types::Value as Bound;

use crate::domain::filter::{Expr, Filter, Of, Test};

pub(super) use functions::register;
pub(super) use group::groups;
pub(super) use person::TAGS;
use person::person_field;
use question::question;
pub(super) use values::phrase;
use values::{Values, contains, fts};

/// A condition over `contact c`, its values, and the order of the list.
#[derive(Debug)]
pub(super) struct Compiled {
    pub condition: String,
    pub values: Vec<Bound>,
    pub order: String,
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
    /// Everybody is looked at, in no order.
    pub counting: bool,
    /// Who was so at some time, as JSON, for each question about the past.
    pub past: &'a [(Expr, String)],
}

/// Compiles a filter.
pub(super) fn compile(filter: &Filter, plan: Plan<'_>) -> Compiled {
    let mut values = Values::new(plan.past);
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
        values: values.bound,
        order: format!("{by}{down}, c.rid{down}"),
    }
}

/// Parts that must all be true: here a statement may begin with the few whom one of them finds.
fn all(parts: &[Expr], plan: Plan<'_>, values: &mut Values<'_>) -> String {
    if parts.is_empty() {
        return "1".to_owned();
    }
    let led = plan.counting && parts.iter().any(person::is_led);
    let part = |part: &Expr| {
        let mut alone = Values::new(plan.past);
        if let Some(select) = set(part, &mut alone) {
            // Of those with a common tag, counting begins with them unless a shorter way is there.
            let begin = plan.counting && !led && is_tag(part);
            if begin || (plan.is_small)(&select, &alone.bound) {
                let select = set(part, values).unwrap_or(select);
                return format!("c.rid IN ({select})");
            }
        }
        people(
            part,
            values,
            if plan.counting { Lead::Any } else { Lead::Ordered },
        )
    };
    let parts: Vec<_> = parts.iter().map(part).collect();
    format!("({})", parts.join(" AND "))
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
            let Some(text) = fts(words) else {
                return format!("c.find LIKE {line} ESCAPE '\\'");
            };
            let text = values.bind(text);
            format!(
                "(c.find LIKE {line} ESCAPE '\\' OR c.rid IN (
                   SELECT contact FROM message WHERE contact IS NOT NULL
                     AND rid IN (SELECT rowid FROM words WHERE words MATCH {text})
                   UNION SELECT contact FROM note WHERE contact IS NOT NULL
                     AND rid IN (SELECT rowid FROM words WHERE words MATCH {text})))"
            )
        }
        Expr::Field(spec, test) => person_field(spec, test, values, lead),
        Expr::Custom(id, test) => person::custom(id, test, values),
        Expr::Has(of, inner) => format!("+c.rid IN ({})", question(*of, inner, values)),
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
