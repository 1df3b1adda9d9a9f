//! What a tab and an overlay have in common: they own part of the screen, change on messages, ask for effects, and
//! can be looked at. Nothing here does input or output.

use std::any::Any;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Frame;
use ratatui::layout::Rect;

use super::action::{ActionSpec, Enabled};
use super::backend::Question;
use super::effect::{Asked, Effect, Effects};
use super::keymap::Keymap;
use super::motion::Motion;
use super::msg::Msg;
use super::notice::Notice;
use super::settings::Setting;
use super::slash;
use super::text;
use super::theme::glyph::Glyphs;
use super::theme::{Skin, Styles};
use super::ticket::{Batch, Loaded, Slot, Ticket, Tickets};
use crate::config::snippets::Snippet;
use crate::domain::command::Command;
use crate::domain::value::Shown;
use crate::domain::value::{ContactId, MessageId, OpportunityId, ThreadId, UserId};
use crate::engine::About;
use crate::engine::view::Directory;

/// What everything on the screen shares.
#[derive(Debug)]
pub struct World {
    /// Colours and signs.
    pub skin: Skin,
    /// The keys in force.
    pub keymap: Keymap,
    /// Words for the composer.
    pub snippets: Arc<[Snippet]>,
    /// Slash commands of the chat.
    pub commands: Arc<[slash::Command]>,
    /// The zone in which times are shown.
    pub zone: TimeZone,
    /// Colleagues, pipelines, added fields, tags.
    pub directory: Arc<Directory>,
    /// Who `@me` is.
    pub me: Option<UserId>,
    /// Their role changes nothing of the account's data.
    pub reads_only: bool,
    /// How long a message can be taken back before it leaves.
    pub hold: Duration,
    /// The account is the sandbox's: nothing shown is real.
    pub demo: bool,
    /// The mouse is listened to.
    pub mouse: bool,
    /// The folder of a person's own automations; it may not be there yet.
    pub automations: PathBuf,
    /// The settings in force.
    pub settings: Arc<[Setting]>,
}

impl World {
    /// The first key of an action as shown, or the palette's when it has none.
    pub fn key(&self, id: &str) -> String {
        let key = self.keymap.key_of(id);
        key.or_else(|| self.keymap.key_of("app.palette"))
            .unwrap_or_default()
    }
}

/// What a view may use.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The present.
    pub now: Timestamp,
    /// Time since the program started; for what moves by itself.
    pub elapsed: Duration,
    /// What is shared.
    pub world: &'a World,
}

impl Look<'_> {
    /// A style per part.
    pub fn styles(&self) -> &Styles {
        &self.world.skin.styles
    }

    /// The signs.
    pub fn glyphs(&self) -> &Glyphs {
        &self.world.skin.glyphs
    }

    /// The first key of an action as shown, or the palette's when it has none.
    pub fn key(&self, id: &str) -> String {
        self.world.key(id)
    }

    /// When this day began.
    pub fn midnight(&self) -> Timestamp {
        let now = self.now.to_zoned(self.world.zone.clone());
        now.start_of_day().map_or(self.now, |start| start.timestamp())
    }

    /// How long ago.
    pub fn ago(&self, then: Timestamp) -> String {
        text::ago(then, self.now, &self.world.zone)
    }

    /// When something is due.
    pub fn due(&self, then: Timestamp) -> String {
        text::due(then, self.now, &self.world.zone)
    }

    /// Where something stands in a timeline.
    pub fn stamp(&self, then: Timestamp) -> String {
        text::stamp(then, self.now, &self.world.zone)
    }
}

/// What an update may use: everything a view may, and a way to ask.
pub struct Cx<'a> {
    /// What a view may use.
    pub look: Look<'a>,
    pub(super) tickets: &'a mut Tickets,
    pub(super) requests: Vec<Request>,
}

impl<'a> std::ops::Deref for Cx<'a> {
    type Target = Look<'a>;

    fn deref(&self) -> &Look<'a> {
        &self.look
    }
}

/// Something an update asks of the screen itself.
pub enum Request {
    /// Lay this over everything; it gets all keys until it closes.
    Open(Box<dyn Pane>),
    /// Close the overlay that asks, with its answer for whoever opened it.
    Close(Option<Loaded>),
    /// Show a tab, and something in it.
    Go(Target),
    /// Start an action, as if its key had been pressed.
    Run(&'static str),
    /// Tell the person.
    Say(Notice),
    /// Draw every cell anew.
    Repaint,
    /// Listen to the mouse, or stop.
    Mouse(bool),
}

/// Something that a question is about, with what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// What it is.
    pub about: About,
    /// What it is called.
    pub label: Shown,
}

impl Chip {
    /// What it is called, behind the sign of its kind.
    pub fn words(&self) -> String {
        let sign = match self.about {
            About::Person(_) => '@',
            About::List { .. } => '#',
            About::Deal(_) => '$',
        };
        format!("{sign}{}", self.label)
    }
}

/// Something that a tab can show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A tab as it was left.
    Tab(&'static str),
    /// A person.
    Contact(ContactId),
    /// A message in the thread of a person.
    Message {
        /// Whose thread.
        contact: ContactId,
        /// Which message.
        message: MessageId,
    },
    /// A field of a person.
    Field {
        /// Whose.
        contact: ContactId,
        /// The member of the record, or the id of a field of the account.
        field: String,
    },
    /// A deal.
    Deal(OpportunityId),
    /// A chat.
    Thread(ThreadId),
    /// A list of people.
    Filter(String),
    /// A file with people, as it was typed; empty when it is still to be named.
    Import(String),
    /// A question to Claude, ready to be sent.
    Question(String),
    /// A new question to Claude about somebody.
    Ask {
        /// Whom or what it is about.
        chip: Chip,
        /// What is asked; empty when it is still to be typed.
        words: String,
    },
}

impl<'a> Cx<'a> {
    /// For one update.
    pub fn new(look: Look<'a>, tickets: &'a mut Tickets) -> Self {
        Self {
            look,
            tickets,
            requests: Vec::new(),
        }
    }

    /// Asks a question; the answer comes to `slot`, and earlier answers become stale.
    pub fn ask<Q: Question>(&mut self, slot: &mut Slot<Q::Answer>, question: Q) -> Effect {
        let instead_of = slot.ticket();
        let ticket = slot.open(self.tickets);
        Effect::Query(Asked { ticket, instead_of }, Box::new(question))
    }

    /// Asks one of several questions that stand beside each other; its answer comes to `batch`.
    pub fn ask_one<Q: Question>(&mut self, batch: &mut Batch<Q::Answer>, question: Q) -> Effect {
        let ticket = batch.open(self.tickets);
        let asked = Asked {
            ticket,
            instead_of: None,
        };
        Effect::Query(asked, Box::new(question))
    }

    /// Has a command done; the receipt comes to `slot`.
    pub fn submit<A: Send + 'static>(&mut self, slot: &mut Slot<A>, command: Command) -> Effect {
        Effect::Submit(slot.open(self.tickets), command)
    }

    /// Has one of many commands done; its receipt comes to `batch`.
    pub fn submit_one<A: Send + 'static>(&mut self, batch: &mut Batch<A>, command: Command) -> Effect {
        Effect::Submit(batch.open(self.tickets), command)
    }

    /// Opens the ticket of `slot` for an overlay or the editor.
    pub fn ticket<A: Send + 'static>(&mut self, slot: &mut Slot<A>) -> Ticket {
        slot.open(self.tickets)
    }

    /// Lays a pane over everything.
    pub fn open(&mut self, overlay: impl Pane + 'static) {
        self.requests.push(Request::Open(Box::new(overlay)));
    }

    /// Closes the overlay that asks, without an answer.
    pub fn close(&mut self) {
        self.requests.push(Request::Close(None));
    }

    /// Closes the overlay that asks, with an answer for whoever opened it.
    pub fn answer<A: Send + 'static>(&mut self, ticket: Ticket, answer: A) {
        self.requests
            .push(Request::Close(Some(Loaded::new(ticket, Ok(answer)))));
    }

    /// Shows something in its tab.
    pub fn go(&mut self, target: Target) {
        self.requests.push(Request::Go(target));
    }

    /// Tells the person.
    pub fn say(&mut self, notice: Notice) {
        self.requests.push(Request::Say(notice));
    }

    /// Starts an action, as if its key had been pressed.
    pub fn start(&mut self, id: &'static str) {
        self.requests.push(Request::Run(id));
    }

    /// Any other request.
    pub fn request(&mut self, request: Request) {
        self.requests.push(request);
    }
}

/// Which keys have to wait for an answer that is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// None.
    Nothing,
    /// Those whose action is refused now: what they are about is being read.
    Refused,
    /// All of them: the choice they act on is about to change.
    Everything,
    /// All of them: an overlay that takes the keys is about to open. If none opens they are forgotten, for they were
    /// meant for it.
    ForOverlay,
}

impl Holds {
    /// What would be refused, while something is read.
    pub fn refused(reading: bool) -> Self {
        if reading { Self::Refused } else { Self::Nothing }
    }

    /// Everything while it is read for the first time, for even a step down its rows needs them; what would be refused while
    /// it is read again.
    pub fn while_reading(reading: bool, is_read: bool) -> Self {
        if reading && !is_read {
            Self::Everything
        } else {
            Self::refused(reading)
        }
    }

    /// Everything for the overlay that is opening, else this.
    #[must_use]
    pub fn unless(self, opening: bool) -> Self {
        if opening { Self::ForOverlay } else { self }
    }
}

/// A tab or an overlay.
pub trait Pane: Any {
    /// Where keys are looked up, innermost first.
    fn scopes(&self) -> Vec<&'static str>;

    /// Takes a message in. A message that means nothing here leaves everything as it is.
    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects;

    /// Learns its place before a frame is drawn; what to show may depend on it.
    fn arrange(&mut self, area: Rect, cx: &mut Cx<'_>) -> Effects {
        let _ = (area, cx);
        Effects::unchanged()
    }

    /// Whether it has what it needs to be shown whole. The first frame waits for that, though not for long.
    fn is_ready(&self) -> bool {
        true
    }

    /// Which keys have to wait.
    fn holds(&self) -> Holds {
        Holds::Nothing
    }

    /// Draws itself. Cannot change anything.
    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>);

    /// Moves in its list, by the keys that all lists have.
    fn go(&mut self, motion: Motion, cx: &mut Cx<'_>) -> Effects {
        let _ = (motion, cx);
        Effects::unchanged()
    }

    /// Whether an action of its scopes, other than a motion, can run now.
    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled;

    /// Runs an action of its scopes that is no motion.
    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects;

    /// Goes back one step; `None` when there is nothing to go back from.
    fn back(&mut self, cx: &mut Cx<'_>) -> Option<Effects> {
        let _ = cx;
        None
    }

    /// Shows what was asked for; `None` when this is not the place.
    fn show(&mut self, target: &Target, cx: &mut Cx<'_>) -> Option<Effects> {
        let _ = (target, cx);
        None
    }

    /// Called once, after the first frame: what is told of the tab while it is not in front is asked now.
    fn begin(&mut self, cx: &mut Cx<'_>) -> Effects {
        let _ = cx;
        Effects::unchanged()
    }

    /// Called each time the tab comes to the front: what became stale meanwhile is asked again.
    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        let _ = cx;
        Effects::unchanged()
    }

    /// Called when another tab comes to the front: what only the eye wants can stop.
    fn rest(&mut self, look: Look<'_>) {
        let _ = look;
    }

    /// Where it stands on the screen, as an overlay.
    fn place(&self, screen: Rect) -> Rect {
        screen
    }

    /// What stands on the message line while nothing is said.
    fn status(&self, look: Look<'_>) -> String {
        let _ = look;
        String::new()
    }

    /// The count behind the tab's title.
    fn badge(&self) -> Option<u64> {
        None
    }

    /// When it changes by itself, as time since the start; [`Pane::tick`] is called then.
    fn alarm(&self) -> Option<Duration> {
        None
    }

    /// The time of its alarm has come.
    fn tick(&mut self, cx: &mut Cx<'_>) -> Effects {
        let _ = cx;
        Effects::unchanged()
    }
}

/// A row of a pane's table: what there is to say about an action, when it can run, and what it does.
pub struct Action<P: ?Sized + 'static> {
    /// The row for footer, help, palette and key file.
    pub spec: ActionSpec,
    /// Whether it can run now.
    pub enabled: fn(&P, Look<'_>) -> Enabled,
    /// What it does.
    pub run: fn(&mut P, &mut Cx<'_>) -> Effects,
}

impl<P> Action<P> {
    /// Closes the overlay whose action it is.
    pub const fn close(spec: ActionSpec) -> Self {
        Self {
            spec,
            enabled: always,
            run: close,
        }
    }
}

fn close<P>(_: &mut P, cx: &mut Cx<'_>) -> Effects {
    cx.close();
    Effects::none()
}

/// For actions that can always run.
pub fn always<P: ?Sized>(_: &P, _: Look<'_>) -> Enabled {
    Enabled::Yes
}

/// Whether action `id` of a table can run; an unknown one cannot.
pub fn enabled<P: ?Sized>(table: &'static [Action<P>], pane: &P, id: &str, look: Look<'_>) -> Enabled {
    table
        .iter()
        .find(|row| row.spec.id == id)
        .map_or(Enabled::No("nothing to do it with"), |row| {
            (row.enabled)(pane, look)
        })
}

/// Runs action `id` of a table.
pub fn run<P: ?Sized>(table: &'static [Action<P>], pane: &mut P, id: &str, cx: &mut Cx<'_>) -> Effects {
    table
        .iter()
        .find(|row| row.spec.id == id)
        .map_or_else(Effects::unchanged, |row| (row.run)(pane, cx))
}

/// The rows of a table without their functions.
pub fn specs<P: ?Sized>(table: &'static [Action<P>]) -> impl Iterator<Item = &'static ActionSpec> {
    table.iter().map(|row| &row.spec)
}
