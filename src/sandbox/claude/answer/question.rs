//! What the person asked, read the shallow way a simulation can: words, names, numbers, ids and the wish for a form.

use serde_json::Value;

use crate::sandbox::claude::request::{MessageRequest, Role, kind, text_of};

/// The last thing the person said, and what can be picked out of the whole conversation.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// The person's last words; operator notes are not among them.
    pub(super) text: String,
    /// Its words in lower case, cut to their stems.
    pub(super) stems: Vec<String>,
    /// Everything the person said earlier, newest first, as stems.
    pub(super) earlier: Vec<String>,
    /// Ids, names and numbers come from here when the question holds none.
    pub(super) context: String,
    /// The form asked for.
    pub(super) form: Form,
}

/// How long and in what shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) brief: bool,
    pub(super) long: bool,
    pub(super) table: bool,
    pub(super) code: bool,
    pub(super) list: bool,
}

impl Question {
    /// Reads the conversation.
    pub(super) fn of(request: &MessageRequest) -> Self {
        let mut said: Vec<String> = request
            .messages
            .iter()
            .filter(|message| message.role == Role::User)
            .map(|message| asked(&message.blocks))
            .filter(|text| !text.trim().is_empty())
            .collect();
        let text = said.pop().unwrap_or_default();
        said.reverse();
        let results = request
            .messages
            .iter()
            .flat_map(|message| &message.blocks)
            .filter(|block| kind(block) == "tool_result");
        let added = request.messages.iter().flat_map(|message| &message.blocks);
        let added = added
            .filter(|block| is_added(block))
            .map(|block| text_of(block, "text").to_owned());
        let context: Vec<String> = results
            .map(result_text)
            .chain(added)
            .chain(said.iter().rev().cloned())
            .collect();
        Self {
            stems: stems(&text),
            earlier: said.iter().flat_map(|text| stems(text)).collect(),
            context: context.join("\n"),
            form: form(&text),
            text,
        }
    }

    /// Whether any of these stems occurs in the question.
    pub(super) fn mentions(&self, words: &[&str]) -> bool {
        self.stems.iter().any(|stem| words.contains(&stem.as_str()))
    }

    /// The names in the question: runs of capitalised words that do not merely begin a sentence.
    pub(super) fn names(&self) -> Vec<String> {
        names(&self.text)
    }

    /// The word by which a program that hides names tells the first person: that of the first name where it is told too.
    pub(super) fn person(&self) -> Option<String> {
        let words = self
            .text
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        let person = words.clone().find(|word| is_person(word))?;
        let first = format!("{person}_first");
        Some(if words.clone().any(|word| word == first) {
            first
        } else {
            person.to_owned()
        })
    }

    /// What is asked about: quoted text, else names, else the telling words.
    pub(super) fn subject(&self) -> String {
        if let Some(quoted) = self.quoted() {
            return quoted;
        }
        let fields = self.text.split_whitespace().filter(|word| is_field(word));
        let fields: Vec<&str> = fields.collect();
        if !fields.is_empty() {
            return fields.join(" ");
        }
        let names = self.names();
        if !names.is_empty() {
            return names.join(" ");
        }
        let telling: Vec<&str> = self
            .text
            .split(|letter: char| !letter.is_alphanumeric() && letter != '-' && letter != '\'')
            .filter(|word| word.len() > 2 && !IDLE.contains(&word.to_lowercase().as_str()))
            .take(6)
            .collect();
        telling.join(" ")
    }

    /// Numbers in the question, in order; `780k` and `$1,250,000` are numbers.
    pub(super) fn numbers(&self) -> Vec<f64> {
        self.text.split_whitespace().filter_map(number).collect()
    }

    /// Text in quotation marks.
    pub(super) fn quoted(&self) -> Option<String> {
        quoted(&self.text)
    }

    /// A day written as `YYYY-MM-DD`.
    pub(super) fn day(&self) -> Option<String> {
        let words = self
            .text
            .split(|letter: char| !letter.is_ascii_digit() && letter != '-');
        words
            .filter_map(|word| word.parse::<jiff::civil::Date>().ok())
            .map(|day| day.to_string())
            .next()
    }

    /// An address for mail.
    pub(super) fn email(&self) -> Option<String> {
        let bare = |word: &str| {
            word.trim_matches(|letter: char| !letter.is_alphanumeric())
                .to_owned()
        };
        let is_address = |word: &String| {
            word.split_once('@')
                .is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
        };
        self.text.split_whitespace().map(bare).find(is_address)
    }

    /// The first words of what stands with an id in a question that is JSON.
    pub(super) fn words_of(&self, id: &str) -> Option<String> {
        let told: Value = serde_json::from_str(&self.text).ok()?;
        let text = text_beside(&told, id)?;
        let words: Vec<&str> = text.split_whitespace().take(6).collect();
        Some(words.join(" "))
    }

    /// Words that look like record ids, from the question first, then from what was said and found before.
    pub(super) fn ids(&self) -> Vec<String> {
        let pick = |text: &str| -> Vec<String> {
            text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '-')
                .filter(|word| looks_like_an_id(word))
                .map(str::to_owned)
                .collect()
        };
        let mut ids = pick(&self.text);
        ids.extend(pick(&self.context));
        ids
    }
}

/// `Person_1`, and nothing behind the number.
fn is_person(word: &str) -> bool {
    let number = word.strip_prefix("Person_").unwrap_or_default();
    !number.is_empty() && number.bytes().all(|letter| letter.is_ascii_digit())
}

/// Whether a word is a field with its value, as in `tag:hot`.
fn is_field(word: &str) -> bool {
    let parts = word.split_once(':');
    parts.is_some_and(|(field, value)| {
        let is_name = !field.is_empty()
            && field
                .chars()
                .all(|letter| letter.is_ascii_alphabetic() || letter == '_');
        is_name && value.starts_with(|letter: char| letter.is_alphanumeric() || letter == '@')
    })
}

/// Words that carry no subject.
const IDLE: &[&str] = &[
    "the", "and", "for", "with", "that", "this", "from", "have", "has", "are", "was", "were", "will", "can",
    "could", "would", "should", "please", "what", "which", "who", "how", "many", "much", "when", "where",
    "why", "find", "show", "list", "search", "look", "get", "give", "tell", "about", "into", "out", "all",
    "any", "our", "your", "their", "his", "her", "its", "them", "they", "you", "does", "did", "not", "but",
    "there", "then", "than", "just", "now", "lead", "leads", "contact", "contacts", "people", "person",
    "everyone", "up", "me", "my", "use", "using", "tool", "call", "today", "let", "want", "need",
];

/// Whether a block is what a program added to a question, marked as such: `<context>…</context>`.
fn is_added(block: &Value) -> bool {
    let text = text_of(block, "text");
    kind(block) == "text" && text.starts_with("<context>") && text.ends_with("</context>")
}

/// What is asked in a message.
fn asked(blocks: &[Value]) -> String {
    let asked: Vec<Value> = blocks.iter().filter(|block| !is_added(block)).cloned().collect();
    plain_text(&asked)
}

/// The `text` of the object whose `id` is this, wherever it stands.
fn text_beside<'v>(told: &'v Value, id: &str) -> Option<&'v str> {
    match told {
        Value::Object(members) if members.get("id").is_some_and(|found| found == id) => {
            members.get("text").and_then(Value::as_str)
        }
        Value::Object(members) => members.values().find_map(|part| text_beside(part, id)),
        Value::Array(parts) => parts.iter().find_map(|part| text_beside(part, id)),
        _ => None,
    }
}

/// The text blocks of a message, joined.
fn plain_text(blocks: &[Value]) -> String {
    let texts: Vec<&str> = blocks
        .iter()
        .filter(|block| kind(block) == "text")
        .map(|block| text_of(block, "text"))
        .collect();
    texts.join("\n")
}

/// The text of a tool result, whatever form its content has.
pub(super) fn result_text(result: &Value) -> String {
    match result.get("content") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(blocks)) => plain_text(blocks),
        _ => String::new(),
    }
}

/// Words in lower case without the endings that only bend them.
pub(super) fn stems(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| stem(&word.to_lowercase()))
        .collect()
}

fn stem(word: &str) -> String {
    let long_enough = |rest: &&str| rest.len() >= 3;
    let ies = word
        .strip_suffix("ies")
        .filter(long_enough)
        .map(|rest| format!("{rest}y"));
    let plural = || {
        word.strip_suffix('s')
            .filter(long_enough)
            .filter(|rest| !rest.ends_with('s'))
            .map(str::to_owned)
    };
    ies.or_else(plural).unwrap_or_else(|| word.to_owned())
}

fn form(text: &str) -> Form {
    let lower = text.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let brief = any(&[
        "brief",
        "short answer",
        "in short",
        "one sentence",
        "one line",
        "quick",
        "tl;dr",
        "yes or no",
    ]);
    Form {
        brief,
        long: !brief
            && (any(&[
                "detail",
                "explain",
                "strategy",
                "plan",
                "guide",
                "step by step",
                "thorough",
                "long",
                "compare",
            ]) || text.split_whitespace().count() > 40),
        table: any(&["table", "compare", "comparison", "side by side", " vs ", "versus"]),
        code: any(&[
            "code",
            "fence",
            "template",
            "snippet",
            "script",
            "json",
            "draft",
            "text message",
            "sms",
            "write a",
        ]),
        list: any(&["list", "steps", "checklist", "bullet", "ideas", "ways to", "tips"]),
    }
}

fn names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut run: Vec<&str> = Vec::new();
    let mut sentence_start = true;
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        let bare = bare
            .strip_suffix("'s")
            .or_else(|| bare.strip_suffix("’s"))
            .unwrap_or(bare);
        let capital = bare.chars().next().is_some_and(char::is_uppercase);
        let shouted = bare.len() > 1 && !bare.chars().any(char::is_lowercase);
        let is_name = capital && !shouted && bare.len() > 1 && !(sentence_start && run.is_empty());
        if is_name {
            run.push(bare);
        }
        let ends = word.ends_with(['.', '!', '?', ':', ',', ';']);
        if (!is_name || ends) && !run.is_empty() {
            names.push(run.join(" "));
            run.clear();
        }
        sentence_start = word.ends_with(['.', '!', '?', ':']);
    }
    if !run.is_empty() {
        names.push(run.join(" "));
    }
    names.dedup();
    names
}

fn quoted(text: &str) -> Option<String> {
    let (open, close) = if text.contains('“') {
        ('“', '”')
    } else {
        ('"', '"')
    };
    let (_, rest) = text.split_once(open)?;
    let (inside, _) = rest.split_once(close)?;
    (!inside.trim().is_empty()).then(|| inside.trim().to_owned())
}

fn number(word: &str) -> Option<f64> {
    let bare: String = word
        .chars()
        .filter(|letter| !matches!(letter, '$' | ',' | '€' | '%'))
        .collect();
    let bare = bare.trim_end_matches(['.', '?', '!', ';', ')']);
    let (digits, factor) = match bare.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 1e3),
        None => match bare.strip_suffix(['m', 'M']) {
            Some(digits) => (digits, 1e6),
            None => (bare, 1.0),
        },
    };
    let starts_with_digit = digits.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    digits
        .parse::<f64>()
        .ok()
        .filter(|_| starts_with_digit)
        .map(|value| value * factor)
}

/// Ids have a prefix and digits (`c_77`), or are long and mixed, or are UUIDs; dates are not ids.
fn looks_like_an_id(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let prefixed = word.split_once('_').is_some_and(|(head, tail)| {
        !head.is_empty()
            && head.bytes().all(|byte| byte.is_ascii_lowercase())
            && tail.bytes().any(|b| b.is_ascii_digit())
    });
    // Of twenty signs drawn from letters and digits, one id in six has fewer than two digits.
    let behind = word.bytes().skip(1);
    let mixed =
        behind.clone().any(|b| b.is_ascii_uppercase()) && behind.clone().any(|b| b.is_ascii_lowercase());
    prefixed || (word.len() >= 16 && letters >= 2 && (digits >= 2 || mixed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_numbers_and_ids_are_found_and_sentence_starts_are_not_names() {
        assert_eq!(
            names("Find Maria Delgado's thread. Show Tom."),
            ["Maria Delgado", "Tom"]
        );
        assert_eq!(names("Who is new?"), Vec::<String>::new());
        assert!(is_person("Person_12"));
        assert!(
            !["Person_", "Person_1_first", "Person_x", "person_1"]
                .into_iter()
                .any(is_person)
        );
        assert_eq!(number("$1,250,000"), Some(1_250_000.0));
        assert_eq!(number("780k?"), Some(780_000.0));
        assert_eq!(number("nan"), None);
        assert!(looks_like_an_id("c_77") && looks_like_an_id("ocQHyuzHvysMo5N5VsXc"));
        assert!(looks_like_an_id("ocQHyuzHvysMoaNcVsXc"));
        assert!(
            !["Responsibilities", "INTERNATIONALIZE", "uncharacteristic"]
                .into_iter()
                .any(looks_like_an_id)
        );
        assert!(!looks_like_an_id("follow-up") && !looks_like_an_id("2026-11-25"));
    }

    #[test]
    fn stems_join_singular_and_plural() {
        assert_eq!(stems("Leads, stories & addresses"), ["lead", "story", "addresse"]);
        assert_eq!(stems("glass"), ["glass"]);
    }
}
