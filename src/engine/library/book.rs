//! One automation as people see it.

use std::path::PathBuf;

use crate::automation::check::{self, Account, Weight};
use crate::automation::definition::{Definition, Fault, read};
use crate::automation::words::{Tone, Voice};

use super::tree::{Line, plain, tree};

/// Where an automation comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// A file of the person.
    File(PathBuf),
    /// The program.
    Template,
}

/// What can be said of an automation before it is switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The file cannot be read; it does nothing.
    Broken,
    /// It is read, and something stands against switching it on.
    Blocked,
    /// It can be switched on.
    Draft,
    /// It comes with the program, to be copied.
    Template,
}

impl State {
    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Blocked => "blocked",
            Self::Draft => "draft",
            Self::Template => "template",
        }
    }
}

/// Something about a file that a person should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// It cannot be switched on like that.
    pub blocks: bool,
    /// Which proof says so; `file` when it could not be read.
    pub proof: &'static str,
    /// The line, from 1; 0 for the whole.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// One sentence.
    pub words: String,
}

/// One thing that an automation says, in the three tones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The step.
    pub step: String,
    /// Text, mail or draft.
    pub does: &'static str,
    /// Warm, direct and formal, in English; the same text where a tone has none of its own.
    pub tones: [String; 3],
    /// There is a text in Spanish.
    pub spanish: bool,
}

/// One automation.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// Its id; the name of the file while it cannot be read.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// Which version.
    pub version: u32,
    /// Where it comes from.
    pub from: From,
    /// What can be said of it.
    pub state: State,
    /// The file.
    pub text: String,
    /// What is wrong with it, in the order of the file.
    pub remarks: Vec<Remark>,
    /// Its sections, each told in a line: enters, exits, hours, limits, late.
    pub sections: Vec<(&'static str, String)>,
    /// Its steps.
    pub steps: Vec<Line>,
    /// What it says.
    pub says: Vec<Words>,
    /// The template that it was copied from has a newer text than it began with.
    pub newer: bool,
}

impl Book {
    /// What cannot stay like that.
    pub fn blocks(&self) -> usize {
        self.remarks.iter().filter(|remark| remark.blocks).count()
    }

    /// The file as people name it.
    pub fn place(&self) -> String {
        match &self.from {
            From::File(file) => file.display().to_string(),
            From::Template => format!("template {}", self.id),
        }
    }

    /// One that cannot be read.
    fn broken(from: From, text: String, faults: Vec<Fault>) -> Self {
        let id = match &from {
            From::File(file) => file
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            From::Template => String::new(),
        };
        Self {
            name: String::new(),
            id,
            purpose: String::new(),
            version: 0,
            from,
            state: State::Broken,
            text,
            remarks: faults
                .into_iter()
                .map(|fault| Remark {
                    blocks: true,
                    proof: "file",
                    line: fault.spot.line,
                    column: fault.spot.column,
                    words: fault.message,
                })
                .collect(),
            sections: Vec::new(),
            steps: Vec::new(),
            says: Vec::new(),
            newer: false,
        }
    }
}

/// A file that was read or not.
pub(super) struct Page {
    pub from: From,
    pub text: String,
    pub read: Result<Definition, Vec<Fault>>,
}

impl Page {
    pub(super) fn of(from: From, text: String) -> Self {
        let read = read(&text);
        Self { from, text, read }
    }

    /// What people see of it, checked in this account beside the others.
    pub(super) fn bound(self, others: &[&Definition], account: &Account) -> Book {
        let definition = match self.read {
            Ok(definition) => definition,
            Err(faults) => return Book::broken(self.from, self.text, faults),
        };
        let found = check::check(&definition, others, account);
        let sound = check::is_sound(&found);
        let state = match self.from {
            From::Template => State::Template,
            From::File(_) if sound => State::Draft,
            From::File(_) => State::Blocked,
        };
        Book {
            id: definition.id().to_owned(),
            name: definition.name().to_owned(),
            purpose: definition.head.line("purpose").unwrap_or_default().to_owned(),
            version: definition.version(),
            from: self.from,
            state,
            text: self.text,
            remarks: found
                .into_iter()
                .map(|finding| Remark {
                    blocks: finding.weight == Weight::Blocks,
                    proof: finding.proof,
                    line: finding.spot.line,
                    column: finding.spot.column,
                    words: finding.message,
                })
                .collect(),
            sections: sections(&definition),
            steps: tree(&definition, definition.tone()),
            says: says(&definition),
            newer: false,
        }
    }
}

fn sections(definition: &Definition) -> Vec<(&'static str, String)> {
    let all = [
        ("enters", &definition.enters),
        ("exits", &definition.exits),
        ("hours", &definition.hours),
        ("limits", &definition.limits),
        ("late", &definition.late),
    ];
    let told = |args: &crate::automation::schema::Args| {
        let parts = args.0.iter().filter_map(|(name, value, _)| {
            let value = plain(value, Voice::default())?;
            Some(match *name {
                "on" | "policy" | "days" => value,
                name => format!("{} {value}", name.replace('_', " ")),
            })
        });
        parts.collect::<Vec<_>>().join(" \u{b7} ")
    };
    let mut told: Vec<_> = all.map(|(name, args)| (name, told(args))).into();
    for (name, words) in &mut told {
        if words.is_empty() {
            words.push_str(match *name {
                "hours" => "mon-sat \u{b7} from 09:00 \u{b7} to 20:00, their time",
                "limits" => "the house's own",
                "late" => "ask \u{b7} grace 24 hours",
                _ => "",
            });
        }
    }
    told
}

fn says(definition: &Definition) -> Vec<Words> {
    let steps = definition.all_steps();
    let said = steps
        .into_iter()
        .filter(|step| step.action.reaches)
        .filter_map(|step| {
            let words = step.args.words("says")?;
            let tone = |tone| words.pick(Voice { spanish: false, tone }).to_owned();
            Some(Words {
                step: step.id.clone(),
                does: step.action.word,
                tones: [Tone::Warm, Tone::Direct, Tone::Formal].map(tone),
                spanish: words.all().iter().any(|(voice, _)| voice.starts_with("es_")),
            })
        });
    said.collect()
}
