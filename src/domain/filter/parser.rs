//! From tokens to the typed tree.

use std::ops::Range;

use super::field::{self, FieldKind as Kind, FieldSpec, Of, Outside};
use super::lexer::{Token, lex};
use super::moment::Way;
use super::near::nearest;
use super::value::Asked;
use super::{Expr, FIELDS, Filter, FilterError, Operand, Test, Today, change, consent, list};
use crate::domain::custom_field::CustomKind;

/// Brackets deeper than this are refused; nobody types them, and each costs stack.
const DEEPEST: usize = 32;
/// More parts than this are refused; each costs time at every row.
const MOST_PARTS: usize = 200;

/// What is not taken back to another day. Scores of another day are kept for each person, and no list of them.
const NO_PAST: &str = "a filter knows only as it is now what a score is (what one was: leadline score ID --why), what lies in the pond \
                       and where automations stand; leave score, score_change, drift, pond, auto( ) and change( ) out of it";

/// Reads a filter. As of another day, distances reach from that day.
pub fn parse(text: &str, today: &Today) -> Result<Filter, FilterError> {
    let filter = parse_at(text, today)?;
    let Some(as_of) = filter.as_of.map(|at| at.min(today.now)) else {
        return Ok(filter);
    };
    if filter.expr.as_ref().is_some_and(|expr| !expr.pasts().is_empty()) {
        let message = "was( ) and as_of: cannot stand in one filter; both ask about the past";
        return Err(FilterError::new(0..text.len(), message));
    }
    if filter.expr.as_ref().is_some_and(Expr::has_no_past) {
        return Err(FilterError::new(0..text.len(), NO_PAST));
    }
    let then = Today {
        now: as_of,
        ..today.clone()
    };
    let filter = parse_at(text, &then)?;
    Ok(Filter {
        as_of: Some(as_of),
        ..filter
    })
}

fn parse_at(text: &str, today: &Today) -> Result<Filter, FilterError> {
    let mut parser = Parser {
        tokens: lex(text)?,
        next: 0,
        today,
        filter: Filter::default(),
        end: text.len(),
        depth: 0,
        within: Within::People,
    };
    if let Some((_, at)) = parser.tokens.get(MOST_PARTS) {
        return Err(FilterError::new(
            at.clone(),
            format!("a filter has at most {MOST_PARTS} parts"),
        ));
    }
    let expr = parser.any_of()?;
    if let Some((_, at)) = parser.peek() {
        return Err(FilterError::new(at, "this bracket closes nothing"));
    }
    Ok(Filter {
        expr,
        ..parser.filter
    })
}

/// Where the parser is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    People,
    /// In `was( )`.
    Past,
    /// In a sub-question.
    Question(Of),
}

impl Within {
    const fn of(self) -> Of {
        match self {
            Self::Question(of) => of,
            Self::People | Self::Past => Of::Person,
        }
    }
}

struct Parser<'a> {
    tokens: Vec<(Token, Range<usize>)>,
    next: usize,
    today: &'a Today,
    filter: Filter,
    end: usize,
    depth: usize,
    within: Within,
}

impl Parser<'_> {
    fn peek(&self) -> Option<(Token, Range<usize>)> {
        self.tokens.get(self.next).cloned()
    }

    fn deeper(&mut self, at: Range<usize>, message: &str) -> Result<(), FilterError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(FilterError::new(at, message));
        }
        Ok(())
    }

    fn any_of(&mut self) -> Result<Option<Expr>, FilterError> {
        self.deeper(self.end..self.end, "brackets stand too deep")?;
        let mut parts: Vec<Expr> = self.all_of()?.into_iter().collect();
        while let Some((Token::Or, at)) = self.peek() {
            self.next += 1;
            match self.all_of()? {
                Some(part) if !parts.is_empty() => parts.push(part),
                _ => return Err(FilterError::new(at, "| needs something on both sides")),
            }
        }
        self.depth -= 1;
        Ok(one_or(parts, Expr::Or))
    }

    fn all_of(&mut self) -> Result<Option<Expr>, FilterError> {
        let mut parts = Vec::new();
        while let Some((token, at)) = self.peek() {
            if matches!(token, Token::Or | Token::Close) {
                break;
            }
            parts.extend(self.one(token, at)?);
        }
        Ok(one_or(parts, Expr::And))
    }

    fn one(&mut self, token: Token, at: Range<usize>) -> Result<Option<Expr>, FilterError> {
        self.next += 1;
        match token {
            Token::Open => self.bracket(at),
            Token::Not => self.not(at),
            Token::Quoted(words) if words.trim().is_empty() => Ok(None),
            Token::Quoted(words) => Ok(Some(Expr::Phrase(words))),
            Token::Call(name) => self.call(&name, at).map(Some),
            Token::Run(run) => self.run(&run, at),
            Token::Or | Token::Close => Ok(None),
        }
    }

    fn not(&mut self, at: Range<usize>) -> Result<Option<Expr>, FilterError> {
        let behind = self
            .peek()
            .filter(|(token, _)| !matches!(token, Token::Or | Token::Close));
        let Some((token, behind)) = behind else {
            return Err(FilterError::new(at, "- needs something behind it"));
        };
        self.deeper(at, "too many - in a row")?;
        let inner = self.one(token, behind)?;
        self.depth -= 1;
        Ok(inner.map(|inner| Expr::Not(Box::new(inner))))
    }

    /// What stands in the bracket that was just opened at `at`.
    fn bracket(&mut self, at: Range<usize>) -> Result<Option<Expr>, FilterError> {
        let inner = self.any_of()?;
        match self.peek() {
            Some((Token::Close, _)) => {
                self.next += 1;
                Ok(inner)
            }
            _ => Err(FilterError::new(at, "this bracket is not closed")),
        }
    }

    /// The same, where other fields are meant.
    fn bracket_of(&mut self, within: Within, at: Range<usize>) -> Result<Expr, FilterError> {
        let outer = std::mem::replace(&mut self.within, within);
        let inner = self.bracket(at)?;
        self.within = outer;
        Ok(inner.unwrap_or(Expr::And(Vec::new())))
    }

    fn call(&mut self, name: &str, at: Range<usize>) -> Result<Expr, FilterError> {
        let word = at.start..at.start + name.len();
        if let Within::Question(of) = self.within {
            let message = format!(
                "{name}( ) cannot stand here: a question about {} asks nothing else",
                of.word()
            );
            return Err(FilterError::new(word, message));
        }
        if name == "was" {
            return self.was(at);
        }
        if let Some((_, of)) = Of::QUESTIONS.iter().find(|(word, _)| *word == name) {
            let inner = self.bracket_of(Within::Question(*of), at)?;
            return Ok(Expr::Has(*of, Box::new(inner)));
        }
        let known = Of::QUESTIONS.map(|(word, _)| word);
        let message = match (field::later_question(name), nearest(name, known.into_iter())) {
            (Some(why), _) => format!("{name}( ) cannot be asked: {why}"),
            (None, Some(near)) => format!("there is no question {name}( ); did you mean {near}( )?"),
            (None, None) => format!(
                "there is no question {name}( ); there are deal( ), msg( ), call( ), task( ), auto( ), change( ) and was( )"
            ),
        };
        Err(FilterError::new(word, message))
    }

    /// `was(stage:showing, 30d)`: a question and, behind a comma, how far back.
    fn was(&mut self, at: Range<usize>) -> Result<Expr, FilterError> {
        if self.within == Within::Past {
            return Err(FilterError::new(at, "was( ) cannot stand in another was( )"));
        }
        let since = self.take_distance(&at)?;
        let inner = self.bracket_of(Within::Past, at.clone())?;
        if inner.has_no_past() {
            return Err(FilterError::new(at, NO_PAST));
        }
        Ok(Expr::Was(Box::new(inner), since))
    }

    /// Takes the distance behind the last comma out of the bracket that was just opened.
    fn take_distance(&mut self, at: &Range<usize>) -> Result<jiff::Timestamp, FilterError> {
        let needs = || {
            FilterError::new(
                at.clone(),
                "was( ) needs how far back, like was(stage:showing, 30d)",
            )
        };
        let mut open = 1_usize;
        let close = self
            .tokens
            .iter()
            .enumerate()
            .skip(self.next)
            .find_map(|(nr, (token, _))| {
                match token {
                    Token::Open | Token::Call(_) => open += 1,
                    Token::Close => open -= 1,
                    _ => {}
                }
                (open == 0).then_some(nr)
            });
        let last = close
            .and_then(|close| close.checked_sub(1))
            .filter(|last| *last >= self.next)
            .ok_or_else(needs)?;
        let Some((Token::Run(run), _)) = self.tokens.get(last).cloned() else {
            return Err(needs());
        };
        let (question, distance) = run.rsplit_once(',').unwrap_or(("", &run));
        let since = self
            .today
            .said(distance, Way::Back)
            .and_then(|said| self.today.begin(said))
            .ok_or_else(needs)?;
        self.shorten(last, question);
        // The comma may stand at the end of what is before.
        if question.is_empty()
            && let Some(before) = last.checked_sub(1).filter(|before| *before >= self.next)
            && let Some((Token::Run(run), _)) = self.tokens.get(before).cloned()
        {
            self.shorten(before, run.trim_end_matches(','));
        }
        Ok(since)
    }

    fn shorten(&mut self, nr: usize, run: &str) {
        if run.is_empty() {
            self.tokens.remove(nr);
        } else if let Some((token, at)) = self.tokens.get_mut(nr) {
            *at = at.start..at.start + run.len();
            *token = Token::Run(run.to_owned());
        }
    }

    fn run(&mut self, run: &str, at: Range<usize>) -> Result<Option<Expr>, FilterError> {
        let Some(split) = sign_in(run) else {
            if self.within == Within::Question(Of::Change) {
                return change::word(&run.replace('"', ""), &self.today.vocabulary, at).map(Some);
            }
            return Ok(Some(self.word(&run.replace('"', ""))));
        };
        let (name, rest) = run.split_at(split);
        let signed = match rest.get(..2) {
            Some("<=" | ">=") => rest.split_at(2),
            _ => rest.split_at(1),
        };
        let value_at = at.end - signed.1.len()..at.end;
        if list::is_about(name) {
            if self.within != Within::People {
                let message = format!(
                    "{name}: is about the whole list and stands outside of the brackets of a question"
                );
                return Err(FilterError::new(value_at, message));
            }
            list::take(&mut self.filter, name, signed.1, value_at, self.today)?;
            return Ok(None);
        }
        if let Some(added) = name.strip_prefix("custom.") {
            let spot = at.start + "custom.".len()..at.start + name.len();
            return self.added(added, spot, signed, value_at).map(Some);
        }
        let of = self.within.of();
        if name == ANYTHING && of != Of::Person {
            return anything(of, signed, value_at).map(Some);
        }
        if let Some(spec) = field::find(of, name) {
            let test = Asked::of(spec, name, signed, value_at.clone()).test(self.today)?;
            self.note_tags(spec, &test, &value_at);
            return consent::asked(spec, test, &self.today.vocabulary, value_at).map(Some);
        }
        if of == Of::Person {
            if let Some(spec) = field::find_outside(name) {
                return Asked::of(spec, name, signed, value_at)
                    .test(self.today)
                    .map(|test| Some(standing_alone(spec, test)));
            }
            if self
                .today
                .vocabulary
                .added(name)
                .is_some_and(|_| field::later(name).is_some())
            {
                let spot = at.start..at.start + name.len();
                return self.added(name, spot, signed, value_at).map(Some);
            }
        }
        Err(self.unknown(name, at.start..at.start + name.len()))
    }

    /// A word without a field.
    fn word(&self, word: &str) -> Expr {
        match self.within.of() {
            Of::Message | Of::Call => {
                match field::find(Of::Message, word).filter(|spec| spec.kind == Kind::Flag) {
                    Some(spec) => Expr::Field(spec, Test::Is(true)),
                    None => Expr::Phrase(word.to_owned()),
                }
            }
            of @ (Of::Task | Of::Automation) => {
                match field::find(of, word).filter(|spec| spec.kind == Kind::Flag) {
                    Some(spec) => Expr::Field(spec, Test::Is(true)),
                    None => Expr::Word(word.to_owned()),
                }
            }
            Of::Person => Expr::Word(digits_of(word).unwrap_or_else(|| word.to_owned())),
            Of::Deal | Of::Change => Expr::Word(word.to_owned()),
        }
    }

    fn note_tags(&mut self, spec: &FieldSpec, test: &Test, at: &Range<usize>) {
        if let (Of::Person, "tag", Test::OneOf(tags)) = (spec.of, spec.name, test) {
            for tag in tags {
                if let Operand::Text(tag) = tag {
                    self.filter.tags.push((tag.clone(), at.clone()));
                }
            }
        }
    }

    /// A field the account added.
    fn added(
        &self,
        name: &str,
        at: Range<usize>,
        signed: (&str, &str),
        value_at: Range<usize>,
    ) -> Result<Expr, FilterError> {
        let vocabulary = &self.today.vocabulary;
        let name = name.trim_matches('"');
        let Some(added) = vocabulary.added(name) else {
            let message = match vocabulary.nearest_added(name) {
                Some(near) => format!("the account has no field \"{name}\"; did you mean custom.{near}?"),
                None => format!("the account has no field \"{name}\""),
            };
            return Err(FilterError::new(at, message));
        };
        let numeric = !matches!(signed.0, ":" | "=" | "~") || signed.1.contains("..");
        let asked = Asked {
            name,
            kind: match added.kind {
                CustomKind::Number | CustomKind::Money => Kind::Money,
                CustomKind::Date => Kind::Ahead,
                _ if numeric => Kind::Money,
                _ => Kind::Text,
            },
            few: None,
            sign: signed.0,
            value: signed.1,
            at: value_at,
        };
        Ok(Expr::Custom(added.id.clone(), asked.test(self.today)?))
    }

    fn unknown(&self, name: &str, at: Range<usize>) -> FilterError {
        let of = self.within.of();
        let added = || {
            self.today
                .vocabulary
                .nearest_added(name)
                .filter(|_| of == Of::Person)
        };
        let message = if let Some(why) = field::later(name) {
            let own = if of == Of::Person {
                "; a field the account added is asked with custom.its_name"
            } else {
                ""
            };
            format!("{name} cannot be asked: {why}{own}")
        } else if of != Of::Person && field::find(Of::Person, name).is_some() {
            format!(
                "{name} is a field of people; inside these brackets stand fields of {}",
                of.word()
            )
        } else if let Some(near) = nearest(name, field::names(of)) {
            format!("there is no field \"{name}\"; did you mean {near}?")
        } else if let Some(near) = added() {
            format!("there is no field \"{name}\"; did you mean custom.{near}?")
        } else if let Some(spec) = FIELDS
            .iter()
            .find(|spec| spec.name == name && spec.of != Of::Person)
        {
            format!("{name} is a field of {}; write {}", spec.of.word(), spec.help)
        } else {
            let names: Vec<_> = field::names(of).collect();
            format!(
                "there is no field \"{name}\"; a filter knows {}",
                names.join(", ")
            )
        };
        FilterError::new(at, message)
    }
}

/// Asks for any such thing, in a sub-question: `deal(any:any)`.
const ANYTHING: &str = "any";

fn anything(of: Of, (sign, value): (&str, &str), at: Range<usize>) -> Result<Expr, FilterError> {
    if (sign, value) == (":", ANYTHING) {
        return Ok(Expr::And(Vec::new()));
    }
    let message = format!("any:any asks for any of the {}", of.word());
    Err(FilterError::new(at, message))
}

/// A field of deals that stands alone asks for a deal like that; without such a value means without such a deal.
fn standing_alone(spec: &'static FieldSpec, test: Test) -> Expr {
    if test == Test::None {
        return Expr::Not(Box::new(standing_alone(spec, Test::Any)));
    }
    let field = Expr::Field(spec, test);
    let open = field::find(Of::Deal, "status").filter(|_| spec.outside == Outside::Open);
    let inner = match open {
        Some(status) => Expr::And(vec![
            Expr::Field(status, Test::OneOf(vec![Operand::Text("open".into())])),
            field,
        ]),
        None => field,
    };
    Expr::Has(spec.of, Box::new(inner))
}

/// Where the sign of a run stands: outside of quotes.
fn sign_in(run: &str) -> Option<usize> {
    let mut inside = false;
    run.find(|c| {
        inside ^= c == '"';
        !inside && matches!(c, ':' | '<' | '>' | '=' | '~')
    })
}

/// A number typed with its dress on, `+1-909-555-0142`, as it is searched: ten digits or fewer of it.
fn digits_of(word: &str) -> Option<String> {
    let dressed =
        word.contains(['+', '-', '.', '/']) && word.chars().all(|c| c.is_ascii_digit() || "+-./".contains(c));
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    if !dressed || digits.is_empty() {
        return None;
    }
    match digits.strip_prefix('1') {
        Some(rest) if rest.len() == 10 => Some(rest.to_owned()),
        _ => Some(digits),
    }
}

fn one_or(mut parts: Vec<Expr>, join: fn(Vec<Expr>) -> Expr) -> Option<Expr> {
    if parts.len() > 1 {
        Some(join(parts))
    } else {
        parts.pop()
    }
}
