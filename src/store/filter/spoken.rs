//! Words for the index of words: as one question, and as what is asked of one text alone.

use crate::domain::filter::folded;

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

/// Words taken apart as the index takes them apart. One of them, or a phrase of several.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::store) struct Spoken {
    before: Vec<String>,
    last: String,
    /// The last may be the beginning of a longer one.
    pub goes_on: bool,
}

impl Spoken {
    /// Takes words apart. Nothing where signs are among them that only the index can take apart.
    pub fn new(words: &str) -> Option<Self> {
        let folded = folded(words);
        if !folded.is_ascii() {
            return None;
        }
        let mut before: Vec<String> = parts(&folded).map(str::to_owned).collect();
        let last = before.pop()?;
        Some(Self {
            before,
            last,
            goes_on: goes_on(words),
        })
    }

    /// The last word, or the beginning of it.
    pub fn last(&self) -> &str {
        &self.last
    }

    /// Each word by itself, as questions, the longest first: that one is likely the rarest. `ends` are what the last may
    /// be; with none of them it is left out.
    pub fn each(&self, ends: &[String]) -> Vec<String> {
        let mut each: Vec<_> = self.before.iter().map(|word| format!("\"{word}\"")).collect();
        if !ends.is_empty() {
            each.push(any(&[], ends));
        }
        each.sort_by_key(|word| std::cmp::Reverse(word.len()));
        each.dedup();
        each
    }

    /// All of them, one behind the other, as one question: asked for whole words, the index goes straight to a record,
    /// while of a beginning it reads whatever begins so.
    pub fn whole(&self, ends: &[String]) -> String {
        any(&self.before, ends)
    }

    /// Whether they stand in a text, one behind the other. Nothing where only the index can say.
    pub fn stand_in(&self, text: &str) -> Option<bool> {
        if text.is_ascii() {
            return Some(self.stand_in_plain(text));
        }
        // The index takes the long s for an s, as a capital letter would.
        let folded = folded(text).replace('ſ', "s");
        let each = || self.before.iter().chain([&self.last]);
        each().any(|word| !folded.contains(word)).then_some(false)
    }

    fn stand_in_plain(&self, text: &str) -> bool {
        let parts: Vec<&str> = parts(text).collect();
        let is_last = |part: &str| {
            if self.goes_on {
                part.get(..self.last.len())
                    .is_some_and(|begins| begins.eq_ignore_ascii_case(&self.last))
            } else {
                part.eq_ignore_ascii_case(&self.last)
            }
        };
        parts.windows(self.before.len() + 1).any(|run| {
            let same = |(part, word): (&&str, &String)| part.eq_ignore_ascii_case(word);
            run.last().is_some_and(|part| is_last(part)) && run.iter().zip(&self.before).all(same)
        })
    }
}

/// The words of plain text: whatever is no letter and no digit parts them.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
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

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    const TOKENIZER: &str = "unicode61 remove_diacritics 2";

    fn index(texts: &[String]) -> Connection {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(&format!(
            "CREATE VIRTUAL TABLE words USING fts5 (body, content = '', contentless_delete = 1, tokenize = '{TOKENIZER}');
             CREATE VIRTUAL TABLE spoken USING fts5vocab (words, instance);"
        ))
        .unwrap();
        for (rid, text) in texts.iter().enumerate() {
            db.execute(
                "INSERT INTO words (rowid, body) VALUES (?1, ?2)",
                (rid as i64, text),
            )
            .unwrap();
        }
        db
    }

    #[test]
    fn a_text_answers_for_itself_as_the_index_does() {
        let texts: Vec<String> = [
            "is there a Yard for the dog",
            "yard, for the\ndog?",
            "a yard for the dogs!",
            "a yard for the dog's toys",
            "the dog for a yard",
            "yard-for_the dog",
            "backyard for the dog",
            "yard yard for the dog",
            "a yard for the",
            "¿un yárd for the dog?",
            "a yard 🏡 for the dog",
            "ya\u{301}rd for the do\u{200d}g",
            "nothing of it, señora",
            "",
        ]
        .map(str::to_owned)
        .to_vec();
        let db = index(&texts);
        for words in [
            "yard for the dog",
            "yard",
            "Yárd",
            "dog?",
            "do",
            "the yard",
            "s toys",
            "for-the",
        ] {
            let spoken = Spoken::new(words).unwrap();
            for (rid, text) in texts.iter().enumerate() {
                let sql = "SELECT count(*) > 0 FROM words WHERE words MATCH ?1 AND rowid = ?2";
                let found: bool = db
                    .query_row(sql, (fts(words), rid as i64), |row| row.get(0))
                    .unwrap();
                let said = spoken.stand_in(text);
                assert!(
                    said.is_none_or(|said| said == found),
                    "{words} in {text}: {said:?}"
                );
                assert!(said.is_some() || !text.is_ascii(), "{words} in {text}");
            }
        }
        assert_eq!(Spoken::new("?!"), None);
        assert_eq!(Spoken::new("庭"), None);
    }

    /// Otherwise a text with such a letter would be passed over although the index has the word.
    #[test]
    fn every_letter_that_the_index_takes_for_a_plain_one_is_folded_to_it() {
        let letters: Vec<char> = ('\u{80}'..='\u{ffff}').filter(|c| c.is_alphanumeric()).collect();
        let texts: Vec<String> = letters.iter().map(|letter| format!("q{letter}q")).collect();
        let db = index(&texts);
        let mut statement = db.prepare("SELECT doc, term FROM spoken").unwrap();
        let terms = statement
            .query_map([], |row| Ok((row.get::<_, usize>(0)?, row.get::<_, String>(1)?)))
            .unwrap();
        let mut plain = 0;
        for (nr, term) in terms.map(Result::unwrap).filter(|(_, term)| term.is_ascii()) {
            let said = Spoken::new(&term).unwrap().stand_in(&texts[nr]);
            assert_eq!(said, None, "{} is {term}", texts[nr]);
            plain += 1;
        }
        assert!(plain > 500, "{plain}");
    }
}
