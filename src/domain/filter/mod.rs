//! The one language for choosing people: `stage:contacted..showing -tag:dnc last_in<14d value>500k sort:-added`.
//!
//! A filter is plain text, parsed here into a typed tree; the store compiles the tree to bound SQL, so no text of a
//! filter ever becomes part of a statement. Errors name the exact spot and what would fit there. Must not know a table or
//! a screen: the names that an account uses come in as a [`Vocabulary`]. To add a field: a row in [`FIELDS`], and its
//! column in `store/filter`.

mod change;
mod complete;
mod consent;
mod field;
mod lexer;
mod list;
mod moment;
mod near;
mod parser;
mod value;
mod vocabulary;

use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;

use super::value::Cents;

pub use change::members;
pub use complete::{Place, What, is_listed, place, written};
pub use consent::Agreement;
pub use field::{FIELDS, FieldKind, FieldSpec, Naming, Of, Outside, WORDS, find, find_outside, names};
pub use list::{COLUMNS, columns_of};
pub use near::{Likeness, folded, nearest};
pub use parser::parse;
pub use vocabulary::{Added, Named, Vocabulary};

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A text or word, as written.
    Text(String),
    /// What has this id: a stage, a pipeline, a colleague, a reason.
    Id(String),
    /// A count.
    Number(i64),
    /// An amount.
    Money(Cents),
}

/// A stretch of time. The beginning is in it, the end is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Not before this moment.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub to: Option<Timestamp>,
}

/// What is asked of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Something is there.
    Any,
    /// Nothing is there.
    None,
    /// Equal to one of these; for text, contains one of these.
    OneOf(Vec<Operand>),
    /// From one to the other, both included.
    Between(Operand, Operand),
    /// Compared with a value.
    Compare(Comparison, Operand),
    /// At some time in this stretch.
    In(Span),
    /// On a day of the year from the first to the second, both included, each a month times a hundred and a day. A
    /// first after the second goes over New Year.
    Yearly(i64, i64),
    /// Sounds or looks like one of these.
    Alike(Vec<String>),
    /// Yes or no.
    Is(bool),
    /// Agreed to be written to, in at least one of these ways.
    Agreed(Vec<Agreement>),
}

/// A question about people.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// A field the account added is asked, by its id.
    Custom(String, Test),
    /// Has a deal, message, call or task for which all of this is true.
    Has(Of, Box<Expr>),
    /// Was so at some time since.
    Was(Box<Expr>, Timestamp),
}

/// By what a list is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// By which field of people; nothing for the last activity.
    pub by: Option<&'static FieldSpec>,
    /// From the highest to the lowest.
    pub down: bool,
}

impl Default for Order {
    /// Newest activity first.
    fn default() -> Self {
        Self { by: None, down: true }
    }
}

/// A whole filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Who.
    pub expr: Option<Expr>,
    /// In which order.
    pub order: Order,
    /// At most so many.
    pub limit: Option<usize>,
    /// Counted by this field.
    pub group: Option<&'static FieldSpec>,
    /// As it stood at this moment.
    pub as_of: Option<Timestamp>,
    /// Columns the list is shown with; nothing for those it has by itself.
    pub columns: Vec<&'static FieldSpec>,
    /// Tags that are asked for, and where: nobody may have them.
    pub tags: Vec<(String, Range<usize>)>,
}

/// What the words of a filter mean today.
#[derive(Clone, Debug)]
pub struct Today {
    /// The present.
    pub now: Timestamp,
    /// The zone in which `today` and dates are meant.
    pub zone: jiff::tz::TimeZone,
    /// Who `@me` is.
    pub me: Option<super::value::UserId>,
    /// The names the account uses.
    pub vocabulary: Arc<Vocabulary>,
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

impl FilterError {
    fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
        }
    }
}

impl Expr {
    /// What is asked about the past in it: each question, what it is about, and since when.
    pub fn pasts(&self) -> Vec<(&Self, &Self, Timestamp)> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::pasts).collect(),
            Self::Not(inner) => inner.pasts(),
            Self::Was(inner, since) => vec![(self, inner, *since)],
            _ => Vec::new(),
        }
    }

    /// Whether it, or a question within it, is one of these.
    pub fn holds(&self, is: &dyn Fn(&Self) -> bool) -> bool {
        let inside = match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(|part| part.holds(is)),
            Self::Not(inner) | Self::Has(_, inner) | Self::Was(inner, _) => inner.holds(is),
            Self::Word(_) | Self::Phrase(_) | Self::Field(..) | Self::Custom(..) => false,
        };
        inside || is(self)
    }
}

impl Expr {
    /// Whether it asks for something that is known only as it is now.
    fn has_no_past(&self) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::has_no_past),
            Self::Not(inner) | Self::Was(inner, _) => inner.has_no_past(),
            Self::Field(spec, _) => matches!(spec.name, "score" | "score_change" | "drift" | "pond"),
            Self::Has(Of::Automation | Of::Change, _) => true,
            _ => false,
        }
    }
}

impl Filter {
    /// Whether it chooses everybody there is now.
    pub const fn is_everybody(&self) -> bool {
        self.expr.is_none() && self.as_of.is_none()
    }

    /// The words of a filter that asks for nothing else; such a filter is answered from memory.
    pub fn plain_words(&self) -> Option<Vec<String>> {
        if self.order != Order::default() || self.limit.is_some() || self.as_of.is_some() {
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
