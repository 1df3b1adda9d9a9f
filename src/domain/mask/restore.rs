//! Putting values back while an answer arrives, also when a stand-in is cut between two pieces.

use std::collections::HashMap;

use super::Kind;

/// The longest that a stand-in can be; what is longer is none.
const LONGEST: usize = 40;

/// Puts values back, piece by piece. What it holds back is never longer than one stand-in.
#[derive(Clone, Debug)]
pub struct Restore {
    values: HashMap<String, String>,
    held: String,
}

impl Restore {
    pub(super) fn new(values: HashMap<String, String>) -> Self {
        Self {
            values,
            held: String::new(),
        }
    }

    /// Takes a piece in and gives what is certain so far.
    pub fn push(&mut self, piece: &str) -> String {
        let mut text = std::mem::take(&mut self.held);
        text.push_str(piece);
        let end = certain(&text);
        self.held = text.split_off(end);
        self.replaced(&text)
    }

    /// The rest, once nothing more comes.
    pub fn finish(&mut self) -> String {
        let rest = std::mem::take(&mut self.held);
        self.replaced(&rest)
    }

    fn replaced(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, token, behind)) = next(rest) {
            out.push_str(before);
            match self.value(token) {
                Some(value) => out.push_str(&value),
                None => out.push_str(token),
            }
            rest = behind;
        }
        out.push_str(rest);
        out
    }

    /// The value of a token; a writer of Markdown may have escaped its sign.
    fn value(&self, token: &str) -> Option<String> {
        let plain = token.replace('\\', "");
        if let Some(value) = self.values.get(&plain) {
            return Some(value.clone());
        }
        // "Person_1_" is a stand-in with a sign of emphasis behind it.
        let bare = plain.trim_end_matches('_');
        let signs = plain.get(bare.len()..).unwrap_or_default();
        self.values.get(bare).map(|value| format!("{value}{signs}"))
    }
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '\\'
}

/// The next token that may be a stand-in: what is before it, the token, what is behind.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let sign = from + text.get(from..)?.find('_')?;
        let start = text
            .get(..sign)?
            .char_indices()
            .rev()
            .take_while(|(_, c)| is_part(*c))
            .last()
            .map_or(sign, |(start, _)| start);
        let length = text
            .get(start..)?
            .find(|c: char| !is_part(c))
            .unwrap_or(text.len() - start);
        let token = text.get(start..start + length)?;
        // A sign of emphasis may stand before it.
        let lead = token.len() - token.trim_start_matches(['_', '\\']).len();
        let start = start + lead;
        let token = token.get(lead..)?;
        if Kind::ALL.iter().any(|kind| token.starts_with(kind.word())) {
            return Some((text.get(..start)?, token, text.get(start + token.len()..)?));
        }
        from = (start + token.len()).max(sign + 1);
    }
}

/// Up to where a text is certain: its last run of letters may be the beginning of a stand-in.
fn certain(text: &str) -> usize {
    let start = text
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_part(*c))
        .last()
        .map_or(text.len(), |(start, _)| start);
    let run = text.get(start..).unwrap_or_default();
    let bare = run.trim_start_matches(['_', '\\']);
    let may_become = run.len() <= LONGEST
        && Kind::ALL.iter().any(|kind| {
            let word = kind.word();
            bare.starts_with(word) || word.starts_with(bare)
        });
    if run.is_empty() || !may_become {
        text.len()
    } else {
        start
    }
}
