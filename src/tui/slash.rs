//! Slash commands of the chat: the questions of `assets/commands`, and a person's own in the folder `commands`.
//!
//! A command is a file, its name that of the command: a heading that says what it does, `needs: person` or `needs: list` where it
//! is about somebody, `lane: drafts`, `bulk` or `deep` where a new chat is to be asked by another lane than that of the chat, and
//! the question. `{who}` in it is what was typed after the name. Two commands ask nothing and do
//! something here: [`Deed`].

use crate::engine::Lane;

/// The built-in ones.
const BUILT_IN: &[(&str, &str)] = &[
    ("brief", include_str!("../../assets/commands/brief.md")),
    ("followups", include_str!("../../assets/commands/followups.md")),
    ("plan", include_str!("../../assets/commands/plan.md")),
    ("reply", include_str!("../../assets/commands/reply.md")),
    ("review", include_str!("../../assets/commands/review.md")),
    ("why", include_str!("../../assets/commands/why.md")),
];
/// Those that do something here.
const DEEDS: &[(&str, &str, Deed)] = &[
    (
        "forget",
        "Forget something of the person put to this chat",
        Deed::Forget,
    ),
    (
        "remember",
        "Remember something of the person put to this chat",
        Deed::Remember,
    ),
];
/// Where in a question it says whom it is about.
const WHO: &str = "{who}";

/// What a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nobody in particular.
    Nothing,
    /// A person.
    Person,
    /// A list of people.
    List,
}

/// What a command does that asks nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Keeps what is typed behind it as a fact about a person.
    Remember,
    /// Lets a fact about a person be picked that is remembered no more.
    Forget,
}

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its name, without the slash.
    pub name: String,
    /// What it does.
    pub title: String,
    /// What it is about.
    pub needs: Needs,
    /// Which models answer it, where it begins a chat.
    pub lane: Lane,
    /// What it does where it asks nothing.
    pub deed: Option<Deed>,
    text: String,
}

impl Command {
    /// Reads a file. The error says what is wrong with it.
    pub fn read(name: &str, file: &str) -> Result<Self, String> {
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if name.is_empty() || !name.chars().all(plain) {
            return Err("a command's name is small letters, digits and -".to_owned());
        }
        let (title, rest) = file.split_once('\n').unwrap_or((file, ""));
        let title = title
            .strip_prefix("# ")
            .map(str::trim)
            .filter(|title| !title.is_empty());
        let title = title.ok_or("its first line is no heading such as `# Brief before a call`")?;
        let (needs, rest) = said("needs:", rest);
        let (lane, text) = said("lane:", rest);
        let needs = match needs {
            "" | "nothing" => Needs::Nothing,
            "person" => Needs::Person,
            "list" => Needs::List,
            other => {
                return Err(format!(
                    "it needs `{other}`; a command needs a person, a list or nothing"
                ));
            }
        };
        let lane = match lane {
            "" => Lane::default(),
            word => Lane::named(word)
                .ok_or_else(|| format!("its lane is `{word}`; there are chat, drafts, bulk and deep"))?,
        };
        let text = text.trim();
        if text.is_empty() {
            return Err("it has no question below its heading".to_owned());
        }
        if needs != Needs::Nothing && !text.contains(WHO) {
            return Err(format!("its question does not say {WHO}"));
        }
        Ok(Self {
            name: name.to_owned(),
            title: title.to_owned(),
            needs,
            lane,
            deed: None,
            text: text.to_owned(),
        })
    }

    fn doing(name: &str, title: &str, deed: Deed) -> Self {
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            needs: Needs::Nothing,
            lane: Lane::default(),
            deed: Some(deed),
            text: String::new(),
        }
    }
}

/// What a line behind `head` says, and what stands below it; nothing, where the text does not begin with one.
fn said<'a>(head: &str, text: &'a str) -> (&'a str, &'a str) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    line.strip_prefix(head)
        .map_or(("", text), |said| (said.trim(), rest))
}

/// A text that begins with a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expanded {
    /// It is no command, and is asked as it stands.
    Plain,
    /// The question it stands for, shown before it is asked, and which models answer it.
    Question(String, Lane),
    /// Something to be done here, with the words behind it.
    Deed(Deed, String),
    /// Why it stands for none: a sentence for the person.
    Refused(String),
}

/// The commands in force: a person's own take the place of built-in ones of the same name. `own` is the name of each file
/// without its ending, and its text. With them come sentences about files that cannot be used.
pub fn all(own: &[(String, String)]) -> (Vec<Command>, Vec<String>) {
    let mut complaints = Vec::new();
    let mut commands: Vec<Command> = Vec::new();
    for (name, file) in own {
        match Command::read(name, file) {
            Ok(command) => commands.push(command),
            Err(why) => complaints.push(format!("the command {name}.md cannot be used: {why}")),
        }
    }
    for (name, file) in BUILT_IN {
        if !commands.iter().any(|known| known.name == *name) {
            commands.extend(Command::read(name, file));
        }
    }
    for (name, title, deed) in DEEDS {
        if !commands.iter().any(|known| known.name == *name) {
            commands.push(Command::doing(name, title, *deed));
        }
    }
    commands.sort_by(|one, two| one.name.cmp(&two.name));
    (commands, complaints)
}

/// Names of what is put to a chat, for commands behind which no name is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Put {
    /// Of people.
    pub people: Vec<String>,
    /// Of lists.
    pub lists: Vec<String>,
}

/// What a typed text stands for, in a chat to which this is put.
pub fn expand(typed: &str, commands: &[Command], put: &Put) -> Expanded {
    let Some(line) = typed.trim().strip_prefix('/') else {
        return Expanded::Plain;
    };
    let (name, who) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let typed = who.trim();
    let Some(command) = commands.iter().find(|command| command.name == name) else {
        let names: Vec<String> = commands
            .iter()
            .map(|command| format!("/{}", command.name))
            .collect();
        return Expanded::Refused(format!(
            "there is no command /{name}; there are {}",
            names.join(" ")
        ));
    };
    let put = match command.needs {
        Needs::Nothing => String::new(),
        Needs::Person => put.people.join(" and "),
        Needs::List => put.lists.join(" and "),
    };
    let who = if typed.is_empty() { put.as_str() } else { typed };
    match (command.deed, command.needs) {
        (Some(Deed::Remember), _) if who.is_empty() => {
            Expanded::Refused("remember what? type it behind /remember".to_owned())
        }
        (Some(deed), _) => Expanded::Deed(deed, who.to_owned()),
        (None, Needs::Person) if who.is_empty() => Expanded::Refused(format!(
            "whom is /{name} about? type a name behind it, or put them to the chat with @"
        )),
        (None, Needs::List) if who.is_empty() => Expanded::Refused(format!(
            "which people is /{name} about? type a list or a filter behind it, or put one to the chat with #"
        )),
        _ => Expanded::Question(command.text.replace(WHO, who), command.lane),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_command_can_be_used() {
        let (commands, complaints) = all(&[]);
        assert_eq!(complaints, Vec::<String>::new());
        let names: Vec<&str> = commands.iter().map(|command| command.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "brief",
                "followups",
                "forget",
                "plan",
                "remember",
                "reply",
                "review",
                "why"
            ]
        );
    }

    #[test]
    fn a_built_in_command_is_answered_by_the_models_for_its_kind() {
        let (commands, _) = all(&[]);
        let lanes: Vec<(&str, Lane)> = commands
            .iter()
            .filter(|command| command.lane != Lane::Chat)
            .map(|command| (command.name.as_str(), command.lane))
            .collect();
        assert_eq!(
            lanes,
            [
                ("plan", Lane::Deep),
                ("reply", Lane::Drafts),
                ("review", Lane::Deep)
            ]
        );
    }

    #[test]
    fn a_command_becomes_the_question_it_stands_for() {
        let (commands, _) = all(&[]);
        let Expanded::Question(question, _) = expand("/brief Dana Lee", &commands, &Put::default()) else {
            panic!("a question");
        };
        assert!(question.starts_with("Brief me on Dana Lee in"), "{question}");
        assert_eq!(expand("who is new?", &commands, &Put::default()), Expanded::Plain);
        let refused = |typed| match expand(typed, &commands, &Put::default()) {
            Expanded::Refused(why) => why,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            refused("/brief "),
            "whom is /brief about? type a name behind it, or put them to the chat with @"
        );
        let put = Put {
            people: vec!["Dana Lee".to_owned()],
            lists: Vec::new(),
        };
        let Expanded::Question(question, _) = expand("/brief", &commands, &put) else {
            panic!("a question");
        };
        assert!(question.starts_with("Brief me on Dana Lee in"), "{question}");
        let Expanded::Question(question, _) = expand("/brief Tom", &commands, &put) else {
            panic!("a question");
        };
        assert!(question.starts_with("Brief me on Tom in"), "{question}");
        assert_eq!(refused("/remember"), "remember what? type it behind /remember");
        assert_eq!(
            expand("/remember prefers texts", &commands, &Put::default()),
            Expanded::Deed(Deed::Remember, "prefers texts".to_owned())
        );
        assert_eq!(
            expand("/forget", &commands, &Put::default()),
            Expanded::Deed(Deed::Forget, String::new())
        );
        assert!(refused("/nothing").starts_with("there is no command /nothing; there are /brief /followups"));
    }

    #[test]
    fn own_commands_come_from_files_and_a_bad_one_is_told_of() {
        let own = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let (commands, complaints) = all(&[
            own("brief", "# Mine\n\nHow is {who}?"),
            own(
                "week",
                "# My week\nneeds: nothing\nlane: deep\n\nWhat did I do this week?",
            ),
            own("bad", "no heading"),
            own("Worse Name", "# x\n\ny"),
            own("who", "# x\nneeds: person\n\nNobody is named."),
            own("fast", "# x\nlane: fast\n\nHow?"),
        ]);
        assert_eq!(complaints.len(), 4, "{complaints:?}");
        assert!(complaints[0].starts_with("the command bad.md cannot be used: its first line"));
        assert_eq!(
            expand("/brief Tom", &commands, &Put::default()),
            Expanded::Question("How is Tom?".to_owned(), Lane::Chat)
        );
        assert_eq!(
            expand("/week", &commands, &Put::default()),
            Expanded::Question("What did I do this week?".to_owned(), Lane::Deep)
        );
    }
}
