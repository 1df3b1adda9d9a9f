//! Words for the index of words: as one question, and as the questions that are asked of one record alone.

/// Letters from which on the last word may go on; shorter beginnings stand for too many words.
const GOES_ON: usize = 3;

/// A question for the index of words: these, one behind the other, of which the last may go on. Nothing when no letter
/// and no digit is among them.
pub(in crate::store) fn fts(words: &str) -> Option<String> {
    if !words.chars().any(char::is_alphanumeric) {
        return None;
    }
    let goes_on = if goes_on(words) { "*" } else { "" };
    // Text of a statement of FTS5: the quotes are doubled, and there is no other sign in a string of it.
    Some(format!(
        "\"{}\"{goes_on}",
        words.replace('"', "\"\"").replace('\0', " ")
    ))
}

fn goes_on(words: &str) -> bool {
    words.chars().rev().take_while(|c| c.is_alphanumeric()).count() >= GOES_ON
}

/// Words taken apart, and how the last may go on.
///
/// The index finds a word that may go on by reading whatever begins so, also for one record. Asked for whole words, it
/// goes straight to the record.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::store) struct Spoken {
    before: Vec<String>,
    last: Vec<String>,
}

impl Spoken {
    /// Takes words apart. `endings` are the words that begin as one does, as the index has them; nothing when they are too
    /// many. Nothing where signs are among them that only the index can take apart.
    pub fn new(words: &str, endings: impl FnOnce(&str) -> Option<Vec<String>>) -> Option<Self> {
        if !words.is_ascii() {
            return None;
        }
        let folded = words.to_ascii_lowercase();
        let mut before: Vec<String> = folded
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        let last = before.pop()?;
        let last = if goes_on(words) {
            endings(&last)?
        } else {
            vec![last]
        };
        let known = !last.is_empty()
            && last
                .iter()
                .all(|word| word.chars().all(|c| c.is_ascii_alphanumeric()));
        known.then_some(Self { before, last })
    }

    /// Each word by itself, as questions, the longest first: that one is likely the rarest.
    pub fn each(&self) -> Vec<String> {
        let mut each: Vec<_> = self.before.iter().map(|word| format!("\"{word}\"")).collect();
        each.push(any(&[], &self.last));
        each.sort_by_key(|word| std::cmp::Reverse(word.len()));
        each.dedup();
        each
    }

    /// What must be true of a record, the cheapest first: one word, and all of them one behind the other.
    pub fn probe(&self) -> Vec<String> {
        let whole = any(&self.before, &self.last);
        if self.before.is_empty() {
            return vec![whole];
        }
        let mut longest: Vec<_> = self.before.iter().map(|word| format!("\"{word}\"")).collect();
        if let [last] = self.last.as_slice() {
            longest.push(format!("\"{last}\""));
        }
        let longest = longest.into_iter().max_by_key(String::len);
        longest.into_iter().chain([whole]).collect()
    }
}

/// The same beginning with each of the ends.
fn any(before: &[String], ends: &[String]) -> String {
    let each: Vec<_> = ends
        .iter()
        .map(|end| {
            let mut words: Vec<&str> = before.iter().map(String::as_str).collect();
            words.push(end);
            format!("\"{}\"", words.join(" "))
        })
        .collect();
    each.join(" OR ")
}
