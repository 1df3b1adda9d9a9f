//! What stands behind a field: from its text to a test.

use std::ops::Range;

use super::field::{self, FieldKind as Kind, FieldSpec, Naming};
use super::moment::{Said, Way, yearly};
use super::near::nearest;
use super::{Comparison, FilterError, Operand, Span, Test, Today};
use crate::domain::value::Cents;

/// Values of one field are at most so many; nobody types more, and each costs.
const MOST_VALUES: usize = 100;

/// A field, its sign and its value as typed, and where they stand.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    pub name: &'a str,
    pub kind: Kind,
    /// Its words, where they are few.
    pub few: Option<&'static [&'static str]>,
    pub sign: &'a str,
    pub value: &'a str,
    pub at: Range<usize>,
}

/// One of several values.
struct Piece<'a> {
    text: &'a str,
    quoted: bool,
    at: Range<usize>,
}

impl<'a> Asked<'a> {
    pub(super) fn of(
        spec: &'static FieldSpec,
        name: &'a str,
        (sign, value): (&'a str, &'a str),
        at: Range<usize>,
    ) -> Self {
        Self {
            name,
            kind: spec.kind,
            few: field::words(spec),
            sign,
            value,
            at,
        }
    }

    fn wrong(&self, message: impl Into<String>) -> FilterError {
        FilterError::new(self.at.clone(), message)
    }

    /// The values, between commas that do not stand in quotes.
    fn pieces(&self) -> Result<Vec<Piece<'a>>, FilterError> {
        let (mut pieces, mut start, mut inside) = (Vec::new(), 0, false);
        for (at, c) in self.value.char_indices().chain([(self.value.len(), ',')]) {
            match c {
                '"' => inside = !inside,
                ',' if !inside => {
                    let text = self.value.get(start..at).unwrap_or_default();
                    let spot = self.at.start + start..self.at.start + at;
                    start = at + 1;
                    if !text.is_empty() {
                        pieces.push(piece(text, spot));
                    }
                }
                _ => {}
            }
        }
        if pieces.is_empty() || pieces.iter().any(|piece| piece.text.trim().is_empty()) {
            let (name, sign) = (self.name, self.sign);
            return Err(self.wrong(format!("{name}{sign} needs a value, or any, or none")));
        }
        if pieces.len() > MOST_VALUES {
            return Err(self.wrong(format!("{} takes at most {MOST_VALUES} values", self.name)));
        }
        Ok(pieces)
    }

    /// What is asked.
    pub(super) fn test(&self, today: &Today) -> Result<Test, FilterError> {
        let pieces = self.pieces()?;
        match self.sign {
            "~" => self.alike(&pieces, today),
            ":" | "=" => self.equal(&pieces, today),
            _ => self.compared(today),
        }
    }

    fn alike(&self, pieces: &[Piece<'_>], today: &Today) -> Result<Test, FilterError> {
        match self.kind {
            Kind::Text | Kind::Word => Ok(Test::Alike(
                pieces.iter().map(|piece| piece.text.to_owned()).collect(),
            )),
            Kind::Name(naming) => {
                let ids = pieces
                    .iter()
                    .flat_map(|piece| today.vocabulary.alike(naming, piece.text));
                Ok(Test::OneOf(ids.map(Operand::Id).collect()))
            }
            _ => Err(self.wrong(format!("{} has no sound; write {}", self.name, self.example()))),
        }
    }

    fn equal(&self, pieces: &[Piece<'_>], today: &Today) -> Result<Test, FilterError> {
        if let [piece] = pieces
            && !piece.quoted
        {
            match piece.text {
                "any" | "none" if self.kind == Kind::Words => {
                    return Err(self.wrong(format!("{} needs words to look for", self.name)));
                }
                "any" if self.kind == Kind::Flag => return Ok(Test::Is(true)),
                "none" if self.kind == Kind::Flag => return Ok(Test::Is(false)),
                "any" => return Ok(Test::Any),
                "none" => return Ok(Test::None),
                _ => {}
            }
            if !matches!(self.kind, Kind::Text | Kind::Words)
                && let Some((from, to)) = piece.text.split_once("..")
            {
                return self.range(from, to, today);
            }
        }
        match self.kind {
            Kind::Flag => match self.value {
                "yes" | "true" | "on" => Ok(Test::Is(true)),
                "no" | "false" | "off" => Ok(Test::Is(false)),
                _ => Err(self.wrong(format!("{}: takes yes or no", self.name))),
            },
            Kind::Time | Kind::Ahead | Kind::Yearly => self.range(self.value, self.value, today),
            Kind::Name(Naming::Owner) => self.owners(pieces, today),
            Kind::Name(naming) => self.named(naming, pieces, today),
            Kind::Text | Kind::Words | Kind::Word | Kind::Number | Kind::Money => {
                let operands = pieces.iter().map(|piece| self.operand(piece));
                Ok(Test::OneOf(operands.collect::<Result<_, _>>()?))
            }
        }
    }

    /// The ids of those who are named. A list that is empty is not known yet; then nobody is found.
    fn named(&self, naming: Naming, pieces: &[Piece<'_>], today: &Today) -> Result<Test, FilterError> {
        let mut ids = Vec::new();
        for piece in pieces {
            let found = today.vocabulary.called(naming, piece.text);
            if found.is_empty() && !today.vocabulary.list(naming).is_empty() {
                return Err(no_such(
                    self.name,
                    piece,
                    today.vocabulary.nearest(naming, piece.text),
                ));
            }
            ids.extend(found.into_iter().map(Operand::Id));
        }
        Ok(Test::OneOf(ids))
    }

    fn owners(&self, pieces: &[Piece<'_>], today: &Today) -> Result<Test, FilterError> {
        let mut ids = Vec::new();
        for piece in pieces {
            match piece.text {
                "@me" => ids.extend(today.me.iter().map(|me| Operand::Id(me.as_str().to_owned()))),
                "@none" => ids.push(Operand::Id(String::new())),
                "@team" if pieces.len() == 1 => return Ok(Test::Any),
                "@team" => {
                    let team = today.vocabulary.owners.iter();
                    ids.extend(team.map(|owner| Operand::Id(owner.id.clone())));
                }
                text if text.starts_with('@') => {
                    let message =
                        format!("\"{text}\" is nobody; @me, @team and @none are, and names without @");
                    return Err(FilterError::new(piece.at.clone(), message));
                }
                _ => {
                    let Test::OneOf(found) = self.named(Naming::Owner, std::slice::from_ref(piece), today)?
                    else {
                        continue;
                    };
                    ids.extend(found);
                }
            }
        }
        Ok(Test::OneOf(ids))
    }

    fn range(&self, from: &str, to: &str, today: &Today) -> Result<Test, FilterError> {
        match self.kind {
            Kind::Time | Kind::Ahead => {
                let (from, to) = (self.end_of_range(from, today)?, self.end_of_range(to, today)?);
                let span = match (from, to) {
                    (Some(from), Some(to)) => today.span(from, to).map(Span::forwards),
                    (from, to) => Some(Span {
                        from: from.and_then(|from| today.begin(from)),
                        to: to.and_then(|to| today.end(to)),
                    }),
                };
                span.map(Test::In)
                    .ok_or_else(|| self.wrong("this day cannot be reckoned with"))
            }
            Kind::Yearly => match (self.end_of_range(from, today)?, self.end_of_range(to, today)?) {
                (Some(from), Some(to)) => Ok(Test::Yearly(day_of(from, today), day_of(to, today))),
                _ => Err(self.wrong(format!("{} needs both ends, like {}", self.name, self.example()))),
            },
            Kind::Name(Naming::Stage) => {
                for end in [from, to] {
                    self.named(Naming::Stage, &[piece(end, self.at.clone())], today)?;
                }
                let ids = today.vocabulary.stages_between(from, to);
                Ok(Test::OneOf(ids.into_iter().map(Operand::Id).collect()))
            }
            Kind::Number | Kind::Money => {
                let end = |text: &str| match text {
                    "" => Ok(None),
                    text => self.operand(&piece(text, self.at.clone())).map(Some),
                };
                match (end(from)?, end(to)?) {
                    (Some(from), Some(to)) => Ok(Test::Between(from, to)),
                    (Some(from), None) => Ok(Test::Compare(Comparison::AtLeast, from)),
                    (None, Some(to)) => Ok(Test::Compare(Comparison::AtMost, to)),
                    (None, None) => {
                        Err(self.wrong(format!("{} needs an end, like {}", self.name, self.example())))
                    }
                }
            }
            _ => Err(self.wrong(format!("{} has no order; write {}:value", self.name, self.name))),
        }
    }

    fn end_of_range(&self, text: &str, today: &Today) -> Result<Option<Said>, FilterError> {
        if text.is_empty() {
            return Ok(None);
        }
        self.said(text, today).map(Some)
    }

    fn said(&self, text: &str, today: &Today) -> Result<Said, FilterError> {
        let said = today.said(text, self.way());
        said.ok_or_else(|| {
            self.wrong(format!(
                "\"{text}\" is no time; write 14d, 3w, 2mo, today or 2026-04-09"
            ))
        })
    }

    const fn way(&self) -> Way {
        match self.kind {
            Kind::Ahead | Kind::Yearly => Way::Forward,
            _ => Way::Back,
        }
    }

    fn compared(&self, today: &Today) -> Result<Test, FilterError> {
        match self.kind {
            Kind::Time | Kind::Ahead => {
                let said = self.said(self.value, today)?;
                let span = match said {
                    Said::Moment(at) => self.distant(at, today),
                    Said::Day(_) => self.dated(said, today),
                };
                Ok(Test::In(span))
            }
            Kind::Yearly if self.sign.starts_with('<') => {
                let last = self.said(self.value, today)?;
                Ok(Test::Yearly(yearly(today.date()), day_of(last, today)))
            }
            Kind::Number | Kind::Money => {
                let operand = self.operand(&piece(self.value, self.at.clone()))?;
                Ok(Test::Compare(self.comparison(), operand))
            }
            _ => Err(self.wrong(format!("{} has no order; write {}", self.name, self.example()))),
        }
    }

    /// `<14d` is within that distance from now, `>14d` is farther away.
    fn distant(&self, at: jiff::Timestamp, today: &Today) -> Span {
        let (near, back) = (self.sign.starts_with('<'), at <= today.now);
        match (near, back) {
            (true, true) if self.way() == Way::Back => Span {
                from: Some(at),
                to: None,
            },
            (true, true) => Span {
                from: Some(at),
                to: Some(today.now),
            },
            (false, true) => Span {
                from: None,
                to: Some(at),
            },
            (true, false) => Span {
                from: Some(today.now),
                to: Some(at),
            },
            (false, false) => Span {
                from: Some(at),
                to: None,
            },
        }
    }

    /// `<2026-04-09` is before that day, `>` after it.
    fn dated(&self, day: Said, today: &Today) -> Span {
        let (begin, end) = (today.begin(day), today.end(day));
        match self.comparison() {
            Comparison::Less => Span {
                from: None,
                to: begin,
            },
            Comparison::AtMost => Span { from: None, to: end },
            Comparison::More => Span { from: end, to: None },
            Comparison::AtLeast => Span {
                from: begin,
                to: None,
            },
        }
    }

    fn comparison(&self) -> Comparison {
        match self.sign {
            "<" => Comparison::Less,
            "<=" => Comparison::AtMost,
            ">=" => Comparison::AtLeast,
            _ => Comparison::More,
        }
    }

    fn operand(&self, piece: &Piece<'_>) -> Result<Operand, FilterError> {
        let wrong = |message: String| FilterError::new(piece.at.clone(), message);
        match self.kind {
            Kind::Number => {
                let number = piece.text.parse().map(Operand::Number);
                number.map_err(|_| wrong(format!("\"{}\" is not a count", piece.text)))
            }
            Kind::Money => Cents::parse(piece.text)
                .map(Operand::Money)
                .map_err(|error| wrong(error.to_string())),
            _ => {
                let word = piece.text.to_lowercase();
                if let Some(few) = self.few
                    && !few.contains(&word.as_str())
                {
                    let near = nearest(&word, few.iter().copied());
                    return Err(near.map_or_else(
                        || wrong(format!("{} is one of {}", self.name, few.join(", "))),
                        |near| no_such(self.name, piece, Some(near)),
                    ));
                }
                Ok(Operand::Text(piece.text.to_owned()))
            }
        }
    }

    const fn example(&self) -> &'static str {
        match self.kind {
            Kind::Time => "14d, today or 2026-04-09",
            Kind::Ahead => "a distance ahead like 14d, or 2026-04-09",
            Kind::Yearly => "birthday<30d or birthday:today..14d",
            Kind::Money => "450k or 300k..1.2m",
            Kind::Number => "a count or 1..5",
            Kind::Flag => "yes or no",
            Kind::Text | Kind::Words | Kind::Word | Kind::Name(_) => "it with : and a value",
        }
    }
}

impl Span {
    /// With the earlier end first.
    fn forwards(self) -> Self {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from > to => Self {
                from: Some(to),
                to: Some(from),
            },
            _ => self,
        }
    }
}

fn piece(text: &str, at: Range<usize>) -> Piece<'_> {
    let bare = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    Piece {
        text: bare.unwrap_or(text),
        quoted: bare.is_some(),
        at,
    }
}

fn day_of(said: Said, today: &Today) -> i64 {
    yearly(match said {
        Said::Day(day) => day,
        Said::Moment(at) => at.to_zoned(today.zone.clone()).date(),
    })
}

fn no_such(name: &str, piece: &Piece<'_>, near: Option<&str>) -> FilterError {
    let text = piece.text;
    let message = near.map_or_else(
        || format!("there is no {name} \"{text}\" here"),
        |near| format!("there is no {name} \"{text}\" here; did you mean {near}?"),
    );
    FilterError::new(piece.at.clone(), message)
}
