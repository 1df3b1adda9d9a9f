//! What is in hand: the lists that were shown, who is open, who is marked; and how a line comes in.

use std::ffi::OsString;

use tokio::sync::broadcast::error::TryRecvError;
use tokio::sync::{broadcast, mpsc};

use crate::cli::{Front, parse};

use crate::cli::frame::{App, CliError, Input, MOST_TEXT, Outcome, Running};
use crate::domain::contact::Channel;
use crate::domain::record::EntityRef;
use crate::domain::today::{Cost, Doorbell};
use crate::domain::value::{ConflictId, ContactId, OpportunityId, OutboxId};
use crate::engine::query::TodayQueue;
use crate::engine::view::{Committed, Double};
use crate::engine::{Link, Notice, Volume};

/// New leads that may ring at once.
const LEADS: usize = 60;

/// Subcommands that would open or end the program under itself.
pub(super) const ELSEWHERE: [&str; 6] = ["demo", "sandbox", "login", "logout", "restore", "serve"];

/// Who is open.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub id: ContactId,
    pub name: String,
    /// Their deals, open ones first, with a name for each.
    pub deals: Vec<(OpportunityId, String)>,
    /// On which channel they wrote or were written to last.
    pub channel: Channel,
}

/// What is in hand.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    pub running: &'a Running,
    /// Everything is made up.
    pub demo: bool,
    lines: mpsc::Receiver<String>,
    /// A line that was typed where a number was asked for: it is the next one.
    held: Option<String>,
    /// Whether a person types; what is piped in is written out again, so that the page reads like a conversation.
    typed: bool,
    notices: broadcast::Receiver<Notice>,
    commits: broadcast::Receiver<Committed>,
    doorbell: Doorbell,
    /// Prompts so far.
    prompts: usize,
    /// The filter of the list, the position of its first row, and how many there are.
    pub filter: String,
    pub offset: usize,
    pub total: usize,
    /// The rows of the list.
    pub people: Vec<ContactId>,
    /// The records of today's list, row by row; empty while another list was shown last.
    pub today: Vec<EntityRef>,
    /// What waiting costs, for each of them.
    pub costs: Vec<Cost>,
    /// The last verdict, for doing it again, and the row it was given on, as long as the list stands as it was shown.
    pub said: Option<(Said, Option<usize>)>,
    pub open: Option<Open>,
    pub marked: Vec<ContactId>,
    pub queue: Vec<OutboxId>,
    pub conflicts: Vec<ConflictId>,
    /// Records of one person, pair by pair.
    pub pairs: Vec<Double>,
}

/// How a line of a text is read.
type Read<'a> = fn(&mut Desk<'a>, &mut App, String) -> Result<Option<String>, CliError>;

/// A verdict as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing more is to be done.
    Done,
    /// Nothing will be done.
    Declined,
    /// Not before a moment, in words.
    Snoozed(String),
}

/// What came while a line was waited for.
enum Heard {
    Line(Option<String>),
    News(Option<Notice>),
    /// Something changed, so that somebody may have rung.
    Change,
}

impl<'a> Desk<'a> {
    pub(super) fn new(app: &mut App, running: &'a Running, demo: bool) -> Self {
        Self {
            running,
            demo,
            typed: app.input.is_terminal(),
            lines: app.input.into_lines(MOST_TEXT),
            held: None,
            notices: running.engine.notices(),
            commits: running.engine.subscribe(),
            doorbell: Doorbell::default(),
            prompts: 0,
            filter: String::new(),
            offset: 0,
            total: 0,
            people: Vec::new(),
            today: Vec::new(),
            costs: Vec::new(),
            said: None,
            open: None,
            marked: Vec::new(),
            queue: Vec::new(),
            conflicts: Vec::new(),
            pairs: Vec::new(),
        }
    }

    /// The next line, or nothing when there are no more.
    pub(super) fn line(&mut self, app: &mut App) -> Result<Option<String>, CliError> {
        if let Some(held) = self.held.take() {
            return Ok(Some(held));
        }
        let whom = self.open.as_ref().map_or("people", |open| open.name.as_str());
        let marked = match self.marked.len() {
            0 => String::new(),
            many => format!(", {many} marked"),
        };
        let prompt = format!("{whom}{marked}");
        self.ask(app, &prompt)
    }

    /// Keeps a line for the conversation to go on with.
    pub(super) fn hold(&mut self, line: String) {
        self.held = Some(line).filter(|line| !line.trim().is_empty());
    }

    /// Asks for a line. What is new meanwhile is told first; only what cannot wait is told into the typing.
    pub(super) fn ask(&mut self, app: &mut App, what: &str) -> Result<Option<String>, CliError> {
        self.prompts += 1;
        while let Ok(notice) = self.notices.try_recv() {
            app.out.say(&format!("* {}", notice.text))?;
        }
        for rung in self.rung() {
            app.out.say(&format!("* {rung}"))?;
        }
        let prompt = format!("[{}] {what}> ", self.prompts);
        app.out.stream(&prompt)?;
        let mut later = Vec::new();
        loop {
            match self.hear() {
                Heard::Line(Some(line)) => {
                    if !self.typed {
                        app.out.say(&line)?;
                    }
                    for notice in later {
                        app.out.say(&format!("* {notice}"))?;
                    }
                    return Ok(Some(line));
                }
                Heard::Line(None) => {
                    app.out.say("")?;
                    return Ok(None);
                }
                Heard::News(Some(notice)) if notice.volume == Volume::Line => later.push(notice.text),
                Heard::News(Some(notice)) => {
                    app.out.say(&format!("\n* {}", notice.text))?;
                    app.out.stream(&prompt)?;
                }
                Heard::News(None) => {}
                Heard::Change => {
                    for rung in self.rung() {
                        app.out.say(&format!("\n* {rung}"))?;
                        app.out.stream(&prompt)?;
                    }
                }
            }
        }
    }

    fn hear(&mut self) -> Heard {
        let (lines, notices, commits) = (&mut self.lines, &mut self.notices, &mut self.commits);
        self.running.block_on(async {
            tokio::select! {
                biased;
                line = lines.recv() => Heard::Line(line),
                // Whoever missed some hears the next; the engine that tells them is held here and never gone.
                notice = notices.recv() => Heard::News(notice.ok()),
                _commit = commits.recv() => Heard::Change,
            }
        })
    }

    /// Who has rung since the last look. A bell that cannot be heard ends no conversation: the next look tells.
    fn rung(&mut self) -> Vec<String> {
        // One look for all that has happened.
        while !matches!(
            self.commits.try_recv(),
            Err(TryRecvError::Empty | TryRecvError::Closed)
        ) {}
        let queue = match self.running.query(TodayQueue { rows: LEADS }) {
            Ok(queue) => queue,
            Err(error) => {
                tracing::warn!(code = error.code, "nobody could be asked who has rung");
                return Vec::new();
            }
        };
        let items = queue.parts.iter().flat_map(|part| &part.items);
        let rings = self.doorbell.rings(items, self.running.engine.now());
        rings.into_iter().map(|ring| ring.text).collect()
    }

    /// A text of several lines, which ends with a line that is only a dot. Nothing when it was given up. `read` makes of a
    /// line as typed what it means, or nothing.
    pub(super) fn text(
        &mut self,
        app: &mut App,
        what: &str,
        read: Read<'a>,
    ) -> Result<Option<String>, CliError> {
        app.out
            .say(&format!("{what}: type it, and a dot alone on the last line."))?;
        let mut text = String::new();
        loop {
            let Some(line) = self.ask(app, "text")? else {
                return Ok(None);
            };
            if line.trim() == "." {
                return Ok(Some(text.trim_end().to_owned()).filter(|text| !text.is_empty()));
            }
            let Some(line) = read(self, app, line)? else {
                continue;
            };
            let room = usize::try_from(MOST_TEXT).unwrap_or(usize::MAX);
            if text.len() + line.len() > room {
                return Err(CliError::wrong_use(
                    "the text is longer than any message may be, nothing was done",
                ));
            }
            text.push_str(&line);
            text.push('\n');
        }
    }

    /// One of some choices, by its number. Nothing when it was given up.
    pub(super) fn choose(
        &mut self,
        app: &mut App,
        what: &str,
        choices: &[String],
    ) -> Result<Option<usize>, CliError> {
        app.out.say(what)?;
        for (at, choice) in choices.iter().enumerate() {
            app.out.say(&format!("  {}. {choice}", at + 1))?;
        }
        loop {
            let Some(line) = self.ask(app, "number, or nothing")? else {
                return Ok(None);
            };
            if line.trim().is_empty() {
                return Ok(None);
            }
            match super::typed::number(line.trim()).filter(|at| *at < choices.len()) {
                Some(at) => return Ok(Some(at)),
                None => app
                    .out
                    .say(&format!("Type a number from 1 to {}.", choices.len()))?,
            }
        }
    }

    /// People of a list without pages: the numbers mean them.
    pub(super) fn shows(&mut self, people: Vec<ContactId>) {
        (self.offset, self.total) = (0, people.len());
        self.people = people;
        self.today.clear();
        self.costs.clear();
        self.forget_row();
    }

    /// Another list is shown: the last verdict stands, the row it was given on is another one now.
    pub(super) fn forget_row(&mut self) {
        if let Some((_, row)) = &mut self.said {
            *row = None;
        }
    }

    /// Who is open, or a sentence that says how to open somebody.
    pub(super) fn open(&self) -> Result<&Open, CliError> {
        self.open.as_ref().ok_or_else(|| {
            CliError::wrong_use("nobody is open, nothing was done")
                .hint("list shows people, open 3 opens the third")
        })
    }

    /// That not everybody is here yet, while that is so.
    pub(super) fn tell_first_copy(&self, app: &mut App) -> Result<(), CliError> {
        let progress = self.running.engine.progress();
        let copied = {
            let progress = progress.borrow();
            progress.first_copy.then(|| progress.copied())
        };
        if let Some(copied) = copied {
            app.out
                .say(&format!("The first copy is being made: {copied} records so far."))?;
        }
        Ok(())
    }

    /// How it stands with the CRM.
    pub(super) fn tell_state(&self, app: &mut App) -> Result<(), CliError> {
        let progress = self.running.engine.progress();
        let progress = progress.borrow().clone();
        let link = match &progress.link {
            Link::None => "Not connected: everything works here, nothing is copied.".to_owned(),
            Link::Up if progress.elsewhere => "Another open copy of leadline talks to the CRM.".to_owned(),
            Link::Up => "Connected to the CRM.".to_owned(),
            Link::Down { why, .. } => {
                format!("The CRM is not reached: {}. Everything waits here.", why.shown())
            }
            Link::Refused { why } => format!("The CRM refuses: {}", why.shown()),
        };
        app.out.say(&link)?;
        self.tell_first_copy(app)?;
        if progress.paused {
            app.out.say("Sync is paused.")?;
        }
        if progress.stopped.is_some() {
            app.out
                .say("Everything automatic is stopped; resume lets it go on.")?;
        }
        if let Some(at) = progress.synced {
            let at = at.to_zoned(self.running.engine.zone().clone());
            app.out
                .say(&format!("Last in step at {}.", at.strftime("%Y-%m-%d %H:%M")))?;
        }
        let waiting = progress.waiting;
        if waiting > 0 {
            app.out.say(&format!(
                "{waiting} wait to be told to the CRM; queue lists them."
            ))?;
        }
        for (what, why, _) in &progress.faults {
            app.out.say(&format!("  {what}: {}", why.shown()))?;
        }
        Ok(())
    }
}

/// Runs a subcommand as if it had been typed after the program's name.
pub(super) fn command(app: &mut App, arguments: &[&str]) -> Outcome {
    if let Some(word) = arguments.first().filter(|word| ELSEWHERE.contains(word)) {
        return Err(
            CliError::wrong_use(format!("`{word}` runs outside of linear mode, nothing was done"))
                .hint("quit leaves"),
        );
    }
    let typed = std::iter::once("leadline").chain(arguments.iter().copied());
    let invocation = parse(typed.map(OsString::from))?;
    let Front::Command(row, typed) = invocation.front else {
        return Err(CliError::wrong_use("nothing was asked for"));
    };
    row.run(app, &typed)
}

/// The same with a text that the command reads as its standard input.
pub(super) fn command_with(app: &mut App, arguments: &[&str], text: &str) -> Outcome {
    app.input = Input::of_text(text);
    command(app, arguments)
}
