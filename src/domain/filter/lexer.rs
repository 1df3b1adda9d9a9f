//! Cutting a filter into tokens that know where they stand.

use std::ops::Range;

use super::FilterError;

/// A filter longer than this is a slip, not a question.
const LONGEST: usize = 4_096;

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Open,
    Close,
    Or,
    Not,
    /// A bare run of characters as typed, operators and quotes included: `tag:hot`, `ruiz`, `name:"van dyke"`.
    Run(String),
    /// Words between quotes.
    Quoted(String),
    /// `deal(`: a name that opens a sub-question.
    Call(String),
}

/// Cuts a filter into tokens.
pub(super) fn lex(text: &str) -> Result<Vec<(Token, Range<usize>)>, FilterError> {
    if text.len() > LONGEST {
        return Err(FilterError {
            at: LONGEST..text.len(),
            message: format!("a filter has at most {LONGEST} characters"),
        });
    }
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some(&(at, c)) = chars.peek() {
        let token = match c {
            c if c.is_whitespace() => {
                chars.next();
                continue;
            }
            '(' | ')' | '|' => {
                chars.next();
                match c {
                    '(' => Token::Open,
                    ')' => Token::Close,
                    _ => Token::Or,
                }
            }
            '-' => {
                chars.next();
                Token::Not
            }
            '"' => {
                chars.next();
                Token::Quoted(quoted(text, at, &mut chars)?)
            }
            _ => run(text, at, &mut chars)?,
        };
        let end = chars.peek().map_or(text.len(), |(end, _)| *end);
        tokens.push((token, at..end));
    }
    Ok(tokens)
}

type Chars<'a> = std::iter::Peekable<std::str::CharIndices<'a>>;

fn quoted(text: &str, at: usize, chars: &mut Chars<'_>) -> Result<String, FilterError> {
    let mut words = String::new();
    for (_, c) in chars.by_ref() {
        if c == '"' {
            return Ok(words);
        }
        words.push(c);
    }
    Err(FilterError {
        at: at..text.len(),
        message: "the quotes are not closed".into(),
    })
}

/// Takes characters up to a blank or a bracket; quotes inside (`name:"van dyke"`) hold blanks together.
fn run(text: &str, at: usize, chars: &mut Chars<'_>) -> Result<Token, FilterError> {
    let mut run = String::new();
    let mut inside = false;
    while let Some(&(_, c)) = chars.peek() {
        match c {
            '"' => {
                inside = !inside;
                run.push(c);
            }
            '(' if !inside && !run.is_empty() && run.chars().all(|c| c.is_ascii_alphabetic()) => {
                chars.next();
                return Ok(Token::Call(run));
            }
            '(' | ')' | '|' if !inside => break,
            c if c.is_whitespace() && !inside => break,
            c => run.push(c),
        }
        chars.next();
    }
    if inside {
        return Err(FilterError {
            at: at..text.len(),
            message: "the quotes are not closed".into(),
        });
    }
    Ok(Token::Run(run))
}
