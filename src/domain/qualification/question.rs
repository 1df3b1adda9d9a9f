//! A question, how it is asked, and how a field is called that holds its answer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A question of qualification: of buyers, sellers and investors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// What they can spend.
    Budget,
    /// Where.
    Area,
    /// By when; of sellers, whether 30 to 45 days would do.
    Timeline,
    /// Beds, baths and what the home must have.
    Needs,
    /// How they pay.
    Financing,
    /// Why they move, and where to next.
    Motivation,
    /// The state of the home they sell.
    Condition,
    /// The address and kind of the home they sell.
    Address,
    /// The price that would make them sell.
    Price,
    /// What is still owed on the home they sell.
    Mortgage,
    /// What was done to the home they sell.
    Improvements,
    /// Whether they have tried to sell it before.
    ListedBefore,
    /// Who else decides.
    Deciders,
    /// How they would like to be reached.
    PreferredContact,
    /// Of investors: flip, hold or wholesale.
    Strategy,
    /// Of investors: whether they can show the funds.
    Funds,
    /// Of investors: the return they look for.
    Returns,
    /// Of investors: the condition they take a home in.
    Accepts,
    /// Of investors: how fast they close.
    CloseSpeed,
}

/// What is known of a question.
struct Row {
    question: Question,
    /// As it is kept and shown.
    word: &'static str,
    /// As it is asked.
    ask: &'static str,
    /// Words in the name of a field that would hold its answer, one of them or several; an s at the end is the same word.
    fields: &'static [&'static str],
}

const fn row(
    question: Question,
    word: &'static str,
    ask: &'static str,
    fields: &'static [&'static str],
) -> Row {
    Row {
        question,
        word,
        ask,
        fields,
    }
}

/// Every question, in the order of the variants.
const ROWS: [Row; 19] = [
    row(
        Question::Budget,
        "budget",
        "up to which price?",
        &["budget", "price", "max price"],
    ),
    row(
        Question::Area,
        "area",
        "which area?",
        &["area", "neighborhood", "neighbourhood", "city", "zip", "zipcode"],
    ),
    row(
        Question::Timeline,
        "timeline",
        "by when?",
        &["timeline", "timeframe", "time frame", "move", "moving", "lease"],
    ),
    row(
        Question::Needs,
        "needs",
        "how many beds, what must it have?",
        &[
            "bed", "bedroom", "bath", "bathroom", "must", "feature", "property",
        ],
    ),
    row(
        Question::Financing,
        "financing",
        "pre-approved or cash?",
        &[
            "finance",
            "financing",
            "approval",
            "approved",
            "preapproval",
            "preapproved",
            "lender",
            "cash",
        ],
    ),
    row(
        Question::Motivation,
        "motivation",
        "why now?",
        &["motivation", "reason", "why"],
    ),
    row(
        Question::Condition,
        "condition",
        "move-in ready, or does it need work?",
        &["condition", "repair"],
    ),
    row(
        Question::Address,
        "address",
        "which home is it?",
        &["property address"],
    ),
    row(
        Question::Price,
        "price",
        "which price would make you sell?",
        &["price expectation", "asking price", "expected price"],
    ),
    row(
        Question::Mortgage,
        "mortgage",
        "what is owed on it?",
        &["mortgage", "lien", "owed"],
    ),
    row(
        Question::Improvements,
        "improvements",
        "what was done to it?",
        &["improvement", "upgrade", "renovation"],
    ),
    row(
        Question::ListedBefore,
        "listed_before",
        "was it for sale before?",
        &["listing history", "listed before"],
    ),
    row(
        Question::Deciders,
        "deciders",
        "who decides with you?",
        &["decision", "decider"],
    ),
    row(
        Question::PreferredContact,
        "preferred_contact",
        "how are you best reached?",
        &["preferred contact", "contact method"],
    ),
    row(
        Question::Strategy,
        "strategy",
        "flip, hold or wholesale?",
        &["strategy"],
    ),
    row(
        Question::Funds,
        "funds",
        "can you show the funds?",
        &["proof of funds"],
    ),
    row(
        Question::Returns,
        "returns",
        "which return do you look for?",
        &["cap rate", "margin", "return"],
    ),
    row(
        Question::Accepts,
        "accepts",
        "which condition do you take?",
        &["condition accepted", "accepted condition"],
    ),
    row(
        Question::CloseSpeed,
        "close_speed",
        "how fast do you close?",
        &["speed of close", "close speed", "days to close"],
    ),
];

impl Question {
    /// Every question.
    pub const ALL: [Self; ROWS.len()] = {
        let mut all = [Self::Budget; ROWS.len()];
        let mut at = 0;
        while at < ROWS.len() {
            all[at] = ROWS[at].question;
            at += 1;
        }
        all
    };

    /// The words of all of them.
    pub const WORDS: [&str; ROWS.len()] = {
        let mut all = [""; ROWS.len()];
        let mut at = 0;
        while at < ROWS.len() {
            all[at] = ROWS[at].word;
            at += 1;
        }
        all
    };

    /// The word it is kept and shown as.
    pub const fn word(self) -> &'static str {
        ROWS[self as usize].word
    }

    /// As it is asked.
    pub const fn ask(self) -> &'static str {
        ROWS[self as usize].ask
    }

    /// The question that is kept as this word.
    pub fn from_word(word: &str) -> Option<Self> {
        let row = ROWS.iter().find(|row| row.word == word);
        row.map(|row| row.question)
    }

    /// Whether a field of this name would hold its answer: by whole words, for `Ethnicity` is no city and a release no lease.
    pub fn is_held_by(self, field: &str) -> bool {
        let words = words(field);
        let mut phrases = ROWS[self as usize].fields.iter();
        phrases.any(|phrase| says(&words, phrase))
    }

    /// Whether a text answers it. "I don't know" and an untouched field are answers to nothing; "none" is one to what there may
    /// be none of.
    pub fn is_answered_by(self, text: &str) -> bool {
        let may_be_none = matches!(
            self,
            Self::Mortgage | Self::Improvements | Self::ListedBefore | Self::Deciders
        );
        let bare = bare(text);
        !NOTHING.contains(&bare.as_str()) && (may_be_none || bare != "none")
    }
}

/// What stands in a field of which nothing is known, without its signs.
const NOTHING: [&str; 39] = [
    "",
    "unknown",
    "na",
    "n.a",
    "n/a",
    "not known",
    "not known yet",
    "not applicable",
    "not specified",
    "not provided",
    "not given",
    "not answered",
    "not asked",
    "not set",
    "not sure",
    "not sure yet",
    "unsure",
    "undecided",
    "undetermined",
    "i dont know",
    "i do not know",
    "dont know",
    "dont know yet",
    "do not know",
    "doesnt know",
    "idk",
    "dunno",
    "no idea",
    "no answer",
    "tbd",
    "tba",
    "to be determined",
    "to be decided",
    "null",
    "undefined",
    "select",
    "select one",
    "please select",
    "choose one",
];

/// A text in small letters, without signs around it and apostrophes.
fn bare(text: &str) -> String {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    text.replace(['\'', '\u{2019}'], "")
}

/// The words of a name, cut at signs and where a capital follows a small letter.
fn words(name: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut from, mut before) = (None, ' ');
    for (at, c) in name.char_indices() {
        let ends = !c.is_alphanumeric() || c.is_uppercase() && before.is_lowercase();
        if let Some(from) = from.take_if(|_| ends) {
            words.extend(name.get(from..at));
        }
        if c.is_alphanumeric() {
            from.get_or_insert(at);
        }
        before = c;
    }
    words.extend(from.and_then(|from| name.get(from..)));
    words
}

/// Whether words contain a phrase, next to each other.
fn says(words: &[&str], phrase: &str) -> bool {
    let wanted: Vec<&str> = phrase.split(' ').collect();
    let is = |word: &str, wanted: &str| {
        word.eq_ignore_ascii_case(wanted)
            || word
                .strip_suffix(['s', 'S'])
                .is_some_and(|one| one.eq_ignore_ascii_case(wanted))
    };
    let mut near = words.windows(wanted.len());
    near.any(|near| near.iter().zip(&wanted).all(|(word, wanted)| is(word, wanted)))
}
