//! From tokens to the typed tree.

use std::ops::Range;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::lexer::{Token, lex};
use super::{
    Comparison, Expr, FIELDS, FieldKind, FieldSpec, Filter, FilterError, Operand, Order, Test, Today,
};
use crate::domain::value::{Cents, UserId};

/// Brackets deeper than this are refused; nobody types them, and each costs stack.
const DEEPEST: usize = 32;

/// Reads a filter.
pub fn parse(text: &str, today: &Today) -> Result<Filter, FilterError> {
    let mut parser = Parser {
        tokens: lex(text)?,
        next: 0,
        today,
        filter: Filter::default(),
        end: text.len(),
        depth: 0,
    };
    let expr = parser.any_of(false)?;
    if let Some((_, at)) = parser.peek() {
        return Err(FilterError {
            at,
            message: "this bracket closes nothing".into(),
        });
    }
    Ok(Filter {
        expr,
        ..parser.filter
    })
}

struct Parser<'a> {
    tokens: Vec<(Token, Range<usize>)>,
    next: usize,
    today: &'a Today,
    filter: Filter,
    end: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<(Token, Range<usize>)> {
        self.tokens.get(self.next).cloned()
    }

    fn any_of(&mut self, deal: bool) -> Result<Option<Expr>, FilterError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(FilterError {
                at: self.end..self.end,
                message: "brackets stand too deep".into(),
            });
        }
        let mut parts: Vec<Expr> = self.all_of(deal)?.into_iter().collect();
        while let Some((Token::Or, at)) = self.peek() {
            self.next += 1;
            match self.all_of(deal)? {
                Some(part) if !parts.is_empty() => parts.push(part),
                _ => {
                    return Err(FilterError {
                        at,
                        message: "| needs something on both sides".into(),
                    });
                }
            }
        }
        self.depth -= 1;
        Ok(if parts.len() > 1 {
            Some(Expr::Or(parts))
        } else {
            parts.pop()
        })
    }

    fn all_of(&mut self, deal: bool) -> Result<Option<Expr>, FilterError> {
        let mut parts = Vec::new();
        while let Some((token, at)) = self.peek() {
            if matches!(token, Token::Or | Token::Close) {
                break;
            }
            if let Some(part) = self.one(token, at, deal)? {
                parts.push(part);
            }
        }
        Ok(if parts.len() > 1 {
            Some(Expr::And(parts))
        } else {
            parts.pop()
        })
    }

    fn one(&mut self, token: Token, at: Range<usize>, deal: bool) -> Result<Option<Expr>, FilterError> {
        self.next += 1;
        match token {
            Token::Open => self.bracket(at, deal),
            Token::Not => {
                let Some((token, at)) = self
                    .peek()
                    .filter(|(token, _)| !matches!(token, Token::Or | Token::Close))
                else {
                    return Err(FilterError {
                        at,
                        message: "- needs something behind it".into(),
                    });
                };
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(FilterError {
                        at,
                        message: "too many - in a row".into(),
                    });
                }
                let inner = self.one(token, at, deal)?;
                self.depth -= 1;
                Ok(inner.map(|inner| Expr::Not(Box::new(inner))))
            }
            Token::Quoted(words) if words.trim().is_empty() => Ok(None),
            Token::Quoted(words) => Ok(Some(Expr::Phrase(words))),
            Token::Call(name) if name == "deal" && !deal => {
                let inner = self.bracket(at.clone(), true)?;
                Ok(Some(Expr::Deal(Box::new(inner.unwrap_or(Expr::And(Vec::new()))))))
            }
            Token::Call(name) => Err(FilterError {
                at,
                message: format!("{name}( ) is no question here; deal( ) is"),
            }),
            Token::Run(run) => self.run(&run, at, deal),
            Token::Or | Token::Close => Ok(None),
        }
    }

    fn bracket(&mut self, at: Range<usize>, deal: bool) -> Result<Option<Expr>, FilterError> {
        let inner = self.any_of(deal)?;
        match self.peek() {
            Some((Token::Close, _)) => {
                self.next += 1;
                Ok(inner)
            }
            _ => Err(FilterError {
                at,
                message: "this bracket is not closed".into(),
            }),
        }
    }

    fn run(&mut self, run: &str, at: Range<usize>, deal: bool) -> Result<Option<Expr>, FilterError> {
        let Some(split) = run.find([':', '<', '>', '=', '~']) else {
            return Ok(Some(Expr::Word(run.to_owned())));
        };
        let (name, rest) = run.split_at(split);
        let (sign, value) = match rest.get(..2) {
            Some(sign @ ("<=" | ">=")) => (sign, &rest[2..]),
            _ => rest.split_at(1),
        };
        let value_at = at.start + run.len() - value.len()..at.end;
        match name {
            "sort" => self.sort(value, value_at).map(|()| None),
            "limit" => match value.parse() {
                Ok(limit) if limit > 0 => {
                    self.filter.limit = Some(limit);
                    Ok(None)
                }
                _ => Err(FilterError {
                    at: value_at,
                    message: "limit: takes a count, like limit:50".into(),
                }),
            },
            _ if name.starts_with("custom.") => {
                let test = self.test(FieldKind::Text, name, sign, value, value_at)?;
                Ok(Some(Expr::Custom(name["custom.".len()..].to_owned(), test)))
            }
            _ => {
                let spec = FIELDS
                    .iter()
                    .find(|spec| spec.name == name)
                    .ok_or_else(|| unknown(name, at.start..at.start + name.len()))?;
                if deal && !spec.deal {
                    let message =
                        format!("{name} is a field of people; inside deal( ) stand fields of deals");
                    return Err(FilterError { at, message });
                }
                let test = self.test(spec.kind, name, sign, value, value_at)?;
                let field = Expr::Field(spec, test);
                Ok(Some(if spec.deal && !deal {
                    Expr::Deal(Box::new(field))
                } else {
                    field
                }))
            }
        }
    }

    fn sort(&mut self, value: &str, at: Range<usize>) -> Result<(), FilterError> {
        let (reversed, name) = value
            .strip_prefix('-')
            .map_or((false, value), |name| (true, name));
        // Times are asked for newest first with a minus, as in `sort:-added`; without it, oldest first.
        let (order, newest_first) = match name {
            "name" => (Order::Name, false),
            "added" | "created" => (Order::Added, true),
            "last_in" => (Order::LastIn, true),
            "active" | "last" => (Order::Active, true),
            _ => {
                let message = format!("\"{name}\" is no order; sort: knows name, added, last_in, active");
                return Err(FilterError { at, message });
            }
        };
        self.filter.order = order;
        self.filter.reversed = if newest_first { !reversed } else { reversed };
        Ok(())
    }

    fn test(
        &self,
        kind: FieldKind,
        name: &str,
        sign: &str,
        value: &str,
        at: Range<usize>,
    ) -> Result<Test, FilterError> {
        if value.is_empty() {
            return Err(FilterError {
                at,
                message: format!("{name}{sign} needs a value, or any, or none"),
            });
        }
        if matches!(sign, ":" | "=") {
            match value {
                "any" => return Ok(Test::Any),
                "none" => return Ok(Test::None),
                _ => {}
            }
            if kind == FieldKind::Flag {
                return match value {
                    "yes" | "true" | "on" => Ok(Test::Is(true)),
                    "no" | "false" | "off" => Ok(Test::Is(false)),
                    _ => Err(FilterError {
                        at,
                        message: format!("{name}: takes yes or no"),
                    }),
                };
            }
            if let Some((from, to)) = value.split_once("..") {
                let from = self.operand(kind, from, at.clone())?;
                // Both ends are included, so a last day is meant to its end.
                let last = if kind == FieldKind::Time {
                    self.day(to)
                } else {
                    None
                };
                let to = match last.map(Date::tomorrow) {
                    Some(Ok(next)) => Operand::Time(self.start_of(next, &at)?),
                    _ => self.operand(kind, to, at)?,
                };
                return Ok(Test::Between(from, to));
            }
            if kind == FieldKind::Time {
                let day = self.day(value).ok_or_else(|| not_a_time(value, at.clone()))?;
                let next = day.tomorrow().map_err(|_| not_a_time(value, at.clone()))?;
                return Ok(Test::Between(
                    Operand::Time(self.start_of(day, &at)?),
                    Operand::Time(self.start_of(next, &at)?),
                ));
            }
            let operands = value
                .split(',')
                .filter(|part| !part.is_empty())
                .map(|part| self.operand(kind, part, at.clone()));
            return Ok(Test::OneOf(operands.collect::<Result<_, _>>()?));
        }
        if sign == "~" {
            return Ok(Test::OneOf(vec![Operand::Text(value.to_owned())]));
        }
        if kind == FieldKind::Time
            && let Some(moment) = self.ago(value)
        {
            return Ok(if sign.starts_with('<') {
                Test::Since(moment)
            } else {
                Test::Before(moment)
            });
        }
        let comparison = match sign {
            "<" => Comparison::Less,
            "<=" => Comparison::AtMost,
            ">=" => Comparison::AtLeast,
            _ => Comparison::More,
        };
        if matches!(kind, FieldKind::Text | FieldKind::Word | FieldKind::Flag) && !name.starts_with("custom.")
        {
            return Err(FilterError {
                at,
                message: format!("{name} has no order; write {name}:value"),
            });
        }
        Ok(Test::Compare(comparison, self.operand(kind, value, at)?))
    }

    fn operand(&self, kind: FieldKind, value: &str, at: Range<usize>) -> Result<Operand, FilterError> {
        match kind {
            FieldKind::Word | FieldKind::Text => Ok(match value {
                "@me" => Operand::Owner(self.today.me.clone()),
                "@none" => Operand::Owner(Some(UserId::new(""))),
                _ => Operand::Text(value.to_owned()),
            }),
            FieldKind::Number | FieldKind::Flag => {
                value.parse().map(Operand::Number).map_err(|_| FilterError {
                    at,
                    message: format!("\"{value}\" is not a count"),
                })
            }
            FieldKind::Money => Cents::parse(value)
                .map(Operand::Money)
                .map_err(|error| FilterError {
                    at,
                    message: error.to_string(),
                }),
            FieldKind::Time => {
                if let Some(moment) = self.ago(value) {
                    return Ok(Operand::Time(moment));
                }
                let day = self.day(value).ok_or_else(|| not_a_time(value, at.clone()))?;
                Ok(Operand::Time(self.start_of(day, &at)?))
            }
        }
    }

    /// `14d`, `3w`, `2mo`, `1y`, `6h` before now.
    fn ago(&self, value: &str) -> Option<Timestamp> {
        let digits = value.find(|c: char| !c.is_ascii_digit())?;
        let (count, unit) = value.split_at(digits);
        let count: i64 = count.parse().ok().filter(|count| *count < 10_000)?;
        let span = match unit {
            "h" => count.hours(),
            "d" => count.days(),
            "w" => count.weeks(),
            "mo" => count.months(),
            "y" => count.years(),
            _ => return None,
        };
        let now = self.today.now.to_zoned(self.today.zone.clone());
        now.checked_sub(span).ok().map(|at| at.timestamp())
    }

    /// `today`, `yesterday`, a weekday (the last one), or a date.
    fn day(&self, value: &str) -> Option<Date> {
        let today = self.today.now.to_zoned(self.today.zone.clone()).date();
        let weekday = |name: &str| {
            use jiff::civil::Weekday as W;
            Some(match name {
                "mon" => W::Monday,
                "tue" => W::Tuesday,
                "wed" => W::Wednesday,
                "thu" => W::Thursday,
                "fri" => W::Friday,
                "sat" => W::Saturday,
                "sun" => W::Sunday,
                _ => return None,
            })
        };
        match value {
            "today" => Some(today),
            "yesterday" => today.yesterday().ok(),
            _ => match weekday(value) {
                Some(day) if day == today.weekday() => Some(today),
                Some(day) => today.nth_weekday(-1, day).ok(),
                None => value.parse().ok(),
            },
        }
    }

    fn start_of(&self, day: Date, at: &Range<usize>) -> Result<Timestamp, FilterError> {
        day.to_zoned(self.today.zone.clone())
            .map(|start| start.timestamp())
            .map_err(|_| FilterError {
                at: at.clone(),
                message: "this day cannot be reckoned with".into(),
            })
    }
}

fn not_a_time(value: &str, at: Range<usize>) -> FilterError {
    FilterError {
        at,
        message: format!("\"{value}\" is no time; write 14d, 3w, 2mo, today or 2026-04-09"),
    }
}

fn unknown(name: &str, at: Range<usize>) -> FilterError {
    let nearest = FIELDS
        .iter()
        .map(|spec| (distance(spec.name, name), spec.name))
        .min();
    let message = match nearest {
        Some((steps, near)) if steps <= 2 => format!("there is no field \"{name}\"; did you mean {near}?"),
        _ => {
            let names: Vec<_> = FIELDS.iter().map(|spec: &FieldSpec| spec.name).collect();
            format!(
                "there is no field \"{name}\"; a filter knows {}",
                names.join(", ")
            )
        }
    };
    FilterError { at, message }
}

/// How many letters to change, add or drop from one word to the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut before = i;
        let mut next = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(usize::MAX - 1);
            let left = next.last().copied().unwrap_or(0);
            next.push((above + 1).min(left + 1).min(before + usize::from(a != *b)));
            before = above;
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}
