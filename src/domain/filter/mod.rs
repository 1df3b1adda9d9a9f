//! The one language for choosing people: `stage:contacted..showing -tag:dnc last_in<14d value>500k sort:-added`.
//!
//! A filter is plain text, parsed here into a typed tree; the store compiles the tree to bound SQL, so no text of a
//! filter ever becomes part of a statement. Errors name the exact spot and what would fit there. To add a field: a
//! row in [`FIELDS`], and its column in `store/filter.rs`.

mod lexer;
mod parser;

use std::ops::Range;

use jiff::Timestamp;

use super::value::{Cents, UserId};

pub use parser::parse;

/// What a field holds, and so what may stand behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Text; `:` means contains.
    Text,
    /// A word from a list the account knows (tag, stage, owner); `:` means equals, whatever the case.
    Word,
    /// A point in time.
    Time,
    /// A count.
    Number,
    /// An amount.
    Money,
    /// Yes or no.
    Flag,
}

/// A field of people or, inside `deal( )`, of deals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// One line for help and completion, with an example.
    pub help: &'static str,
    /// Whether it belongs to deals; outside `deal( )` it asks for an open deal like that.
    pub deal: bool,
}

const fn person(name: &'static str, kind: FieldKind, help: &'static str) -> FieldSpec {
    FieldSpec {
        name,
        kind,
        help,
        deal: false,
    }
}

const fn deal(name: &'static str, kind: FieldKind, help: &'static str) -> FieldSpec {
    FieldSpec {
        name,
        kind,
        help,
        deal: true,
    }
}

/// Every field that a filter knows.
pub const FIELDS: &[FieldSpec] = &[
    person("name", FieldKind::Text, "name:ruiz"),
    person("phone", FieldKind::Text, "phone:909"),
    person("email", FieldKind::Text, "email:@example.com, email:none"),
    person("tag", FieldKind::Word, "tag:hot, -tag:dnc"),
    person(
        "owner",
        FieldKind::Word,
        "owner:@me, owner:@none, a name or an id",
    ),
    person("source", FieldKind::Text, "source:zillow"),
    person("type", FieldKind::Word, "type:lead"),
    person("city", FieldKind::Text, "city:upland"),
    person("zip", FieldKind::Word, "zip:91739"),
    person("created", FieldKind::Time, "created<7d, created>2026-04-09"),
    person("updated", FieldKind::Time, "updated<1d"),
    person(
        "last_in",
        FieldKind::Time,
        "last_in<14d within, last_in>14d longer ago, last_in:none never",
    ),
    person("last_out", FieldKind::Time, "last_out>30d"),
    person("unread", FieldKind::Number, "unread>0"),
    person("dnd", FieldKind::Flag, "dnd:yes"),
    person(
        "pending",
        FieldKind::Flag,
        "pending:yes has edits the CRM has not confirmed",
    ),
    deal(
        "stage",
        FieldKind::Word,
        "stage:showing, stage:contacted..showing",
    ),
    deal("pipeline", FieldKind::Word, "pipeline:buyers"),
    deal("status", FieldKind::Word, "status:won"),
    deal("value", FieldKind::Money, "value>450k, value:300k..1.2m"),
];

/// How values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// A value to compare with.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A text or word, as written.
    Text(String),
    /// A count.
    Number(i64),
    /// An amount.
    Money(Cents),
    /// A point in time.
    Time(Timestamp),
    /// A colleague.
    Owner(Option<UserId>),
}

/// What is asked of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Something is there.
    Any,
    /// Nothing is there.
    None,
    /// Equal to one of these; for text, contains one of these.
    OneOf(Vec<Operand>),
    /// From one to the other, both included. Stages go by their order in the pipeline.
    Between(Operand, Operand),
    /// Compared with a value.
    Compare(Comparison, Operand),
    /// Not longer ago than this moment.
    Since(Timestamp),
    /// Longer ago than this moment.
    Before(Timestamp),
    /// Yes or no.
    Is(bool),
}

/// A question about people.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// All of these.
    And(Vec<Expr>),
    /// At least one of these.
    Or(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
    /// The line of name, phone and e-mail has this word.
    Word(String),
    /// Notes or messages, or that line, have these words.
    Phrase(String),
    /// A field is asked.
    Field(&'static FieldSpec, Test),
    /// A field the account added is asked, by its name or id.
    Custom(String, Test),
    /// Has a deal for which all of this is true.
    Deal(Box<Expr>),
}

/// By what a list is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Newest activity first; the order of the list when nothing is said.
    #[default]
    Active,
    /// By name, A to Z.
    Name,
    /// Newest people first.
    Added,
    /// Last message from them first.
    LastIn,
}

/// A whole filter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Who.
    pub expr: Option<Expr>,
    /// In which order.
    pub order: Order,
    /// The other way round.
    pub reversed: bool,
    /// At most so many.
    pub limit: Option<usize>,
}

/// What the words of a filter mean today.
#[derive(Clone, Debug)]
pub struct Today {
    /// The present.
    pub now: Timestamp,
    /// The zone in which `today` and dates are meant.
    pub zone: jiff::tz::TimeZone,
    /// Who `@me` is.
    pub me: Option<UserId>,
}

/// Where a filter is wrong, and what would fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FilterError {
    /// The spot, in bytes of the text.
    pub at: Range<usize>,
    /// One sentence.
    pub message: String,
}

impl Filter {
    /// The words of a filter that asks for nothing else; such a filter is answered from memory.
    pub fn plain_words(&self) -> Option<Vec<String>> {
        if self.order != Order::Active || self.reversed || self.limit.is_some() {
            return None;
        }
        match &self.expr {
            None => Some(Vec::new()),
            Some(Expr::Word(word)) => Some(vec![word.clone()]),
            Some(Expr::And(parts)) => parts
                .iter()
                .map(|part| match part {
                    Expr::Word(word) => Some(word.clone()),
                    _ => None,
                })
                .collect(),
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;
