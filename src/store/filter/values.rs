//! What is bound to a statement, and the conditions that are the same for every table.

use rusqlite::types::Value as Bound;

use super::spoken::fts;
use super::{Common, Plan};
use crate::domain::filter::{Comparison, Expr, FieldKind as Kind, Operand, Span, Test, folded};

/// What is bound so far.
pub(super) struct Values<'a> {
    pub bound: Vec<Bound>,
    pub past: &'a [(Expr, String)],
    common: &'a Common<'a>,
    /// Only the first of the list are wanted.
    pub listing: bool,
    /// The list is in the order of the score, so that its index is the list.
    pub by_score: bool,
    /// Words for which each record is looked at by itself.
    pub probes: usize,
}

impl<'a> Values<'a> {
    pub(super) const fn new(plan: Plan<'a>) -> Self {
        Self {
            bound: Vec::new(),
            past: plan.past,
            common: plan.common,
            listing: plan.listing,
            by_score: false,
            probes: 0,
        }
    }

    /// Whether the words are in the record of this row number: from its own text, or from the index of words.
    pub(super) fn said(&mut self, rid: &str, words: &str) -> String {
        if let Some(whole) = (self.common)(words) {
            self.probes += 1;
            let (words, whole) = (self.bind(words.to_owned().into()), self.bind(whole.into()));
            return format!(
                "coalesce(says((SELECT d.doc FROM record d WHERE d.rid = {rid}), {words}),
                   EXISTS (SELECT 1 FROM words w WHERE w.words MATCH {whole} AND w.rowid = {rid}))"
            );
        }
        match fts(words) {
            Some(text) => format!(
                "{rid} IN (SELECT rowid FROM words WHERE words MATCH {})",
                self.bind(text.into())
            ),
            None => "0".to_owned(),
        }
    }

    pub(super) fn bind(&mut self, value: Bound) -> String {
        self.bound.push(value);
        format!("?{}", self.bound.len())
    }

    pub(super) fn list(&mut self, list: impl IntoIterator<Item = Bound>) -> String {
        let bound: Vec<_> = list.into_iter().map(|value| self.bind(value)).collect();
        bound.join(", ")
    }
}

/// What is asked of a column that is never null: empty text and zero mean that nothing is there.
pub(super) fn plain(column: &str, kind: Kind, test: &Test, values: &mut Values<'_>) -> String {
    let textual = matches!(kind, Kind::Text | Kind::Words | Kind::Word | Kind::Name(_));
    let empty = if textual { "''" } else { "0" };
    match test {
        Test::Any => format!("{column} <> {empty}"),
        Test::None => format!("{column} = {empty}"),
        Test::Is(wanted) => format!("{column} = {}", u8::from(*wanted)),
        Test::OneOf(wanted) if kind == Kind::Text => any(wanted, |wanted| {
            format!(
                "{column} LIKE {} ESCAPE '\\'",
                values.bind(contains(&text(wanted)))
            )
        }),
        Test::OneOf(wanted) => match wanted.as_slice() {
            [] => "0".to_owned(),
            [one] => format!("{column} = {}", values.bind(bound(one))),
            _ => format!("{column} IN ({})", values.list(wanted.iter().map(bound))),
        },
        Test::Between(from, to) => {
            format!(
                "{column} BETWEEN {} AND {}",
                values.bind(bound(from)),
                values.bind(bound(to))
            )
        }
        Test::Compare(comparison, operand) => {
            format!("{column} {} {}", sign(*comparison), values.bind(bound(operand)))
        }
        Test::In(span) => within(column, *span, values),
        Test::Yearly(from, to) => {
            let (low, high) = (values.bind((*from).into()), values.bind((*to).into()));
            if from <= to {
                format!("{column} BETWEEN {low} AND {high}")
            } else {
                format!("({column} >= {low} OR {column} BETWEEN 1 AND {high})")
            }
        }
        Test::Alike(wanted) => {
            let each = |wanted: &String| format!("alike({column}, {})", values.bind(wanted.clone().into()));
            let parts: Vec<_> = wanted.iter().map(each).collect();
            format!("({})", parts.join(" OR "))
        }
        // Only the field that is asked so knows how.
        Test::Agreed(_) => "0".to_owned(),
    }
}

/// A moment in a stretch of time; what never was is in none.
pub(super) fn within(column: &str, span: Span, values: &mut Values<'_>) -> String {
    let from = span.from.map_or(1, |from| from.as_millisecond().max(1));
    let mut condition = format!("{column} >= {}", values.bind(from.into()));
    if let Some(to) = span.to {
        condition = format!(
            "({condition} AND {column} < {})",
            values.bind(to.as_millisecond().into())
        );
    }
    condition
}

/// At least one of these.
pub(super) fn any(operands: &[Operand], each: impl FnMut(&Operand) -> String) -> String {
    any_of(operands, each)
}

/// The same of anything.
pub(super) fn any_of<T>(all: &[T], each: impl FnMut(&T) -> String) -> String {
    let parts: Vec<_> = all.iter().map(each).collect();
    if parts.is_empty() {
        "0".to_owned()
    } else {
        format!("({})", parts.join(" OR "))
    }
}

pub(super) const fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::More => ">",
        Comparison::AtLeast => ">=",
    }
}

/// The ids that are asked for, as they stand.
pub(super) fn ids(operands: &[Operand]) -> impl Iterator<Item = Bound> {
    operands.iter().map(|operand| text(operand).into())
}

pub(super) fn text(operand: &Operand) -> String {
    match operand {
        Operand::Text(text) | Operand::Id(text) => text.clone(),
        Operand::Number(number) => number.to_string(),
        Operand::Money(cents) => cents.0.to_string(),
    }
}

fn bound(operand: &Operand) -> Bound {
    match operand {
        Operand::Number(number) => (*number).into(),
        Operand::Money(cents) => cents.0.into(),
        Operand::Text(text) => folded(text).into(),
        Operand::Id(id) => id.clone().into(),
    }
}

/// A pattern for what has these words in it.
pub(super) fn contains(words: &str) -> Bound {
    let escaped = folded(words)
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{escaped}%").into()
}
