//! The frame around the tabs: which one is open, what lies over it, what a key means, what is said to the person.
//!
//! Owns the state of the whole screen and routes messages. Must not know what a tab shows, nor do input or output: it
//! takes a message and gives back effects. To add an action that works everywhere: a row in [`actions`].

pub mod actions;
mod ahead;
mod marks;
mod view;
pub mod welcome;

use std::time::Duration;

use ratatui::layout::{Rect, Size};

use super::action::{ActionSpec, Enabled, Weight};
use super::effect::{Effect, Effects};
use super::keymap::key::Key;
use super::keymap::{Hint, Step};
use super::motion::Motion;
use super::msg::{Input, Msg};
use super::notice::{Notice, Notices};
use super::pane::{Cx, Look, Pane, Request, Target, World};
use super::tabs::{TABS, TabSpec};
use super::ticket::{Loaded, Slot, Tickets};
use crate::clock::Clock;
use crate::domain::value::Shown;
use crate::engine::view::Receipt;
use ahead::Ahead;
use marks::Marks;

/// Below this the screen says so in one line and goes on.
pub const LEAST: Size = Size {
    width: 60,
    height: 18,
};
/// How long a begun sequence waits before its ways on are shown.
const HINT_AFTER: Duration = Duration::from_millis(400);
/// Within this time a second ctrl-c leaves.
const TWICE_WITHIN: Duration = Duration::from_secs(2);
/// Why a reader's key does nothing, and who can.
const READS_ONLY: &str = "your role reads only; an owner or admin of the account can change that";
/// The clock in the corner shows minutes.
const MINUTE_MS: i64 = 60_000;

struct Open {
    spec: &'static TabSpec,
    pane: Box<dyn Pane>,
}

/// The whole screen as state.
pub struct Shell {
    world: World,
    clock: Clock,
    tickets: Tickets,
    tabs: Vec<Open>,
    open: usize,
    before: Vec<usize>,
    overlays: Vec<Box<dyn Pane>>,
    ahead: Ahead,
    typed: Vec<Key>,
    hints: Vec<Hint>,
    typed_at: Duration,
    hinted: bool,
    minute: i64,
    notices: Notices,
    marks: Marks,
    last: Option<&'static str>,
    interrupted: Option<Duration>,
    /// Whether the window is in front; a terminal that does not tell is.
    focused: bool,
    /// What the person is to be called for.
    rings: Vec<Shown>,
    repaint: bool,
    size: Size,
    undo: Slot<Receipt>,
    /// Whether the tour was shown; asked once, and no more once a key was pressed.
    toured: Slot<bool>,
}

impl Shell {
    /// A screen of `size` with its first tab open, and what that tab asks for.
    pub fn new(world: World, clock: Clock, size: Size) -> (Self, Effects) {
        let tabs = TABS
            .iter()
            .map(|spec| Open {
                spec,
                pane: (spec.open)(),
            })
            .collect();
        let mut shell = Self {
            world,
            tickets: Tickets::default(),
            tabs,
            open: 0,
            before: Vec::new(),
            overlays: Vec::new(),
            ahead: Ahead::default(),
            typed: Vec::new(),
            hints: Vec::new(),
            typed_at: Duration::ZERO,
            hinted: false,
            minute: minute(&clock),
            notices: Notices::default(),
            marks: Marks::default(),
            last: None,
            interrupted: None,
            focused: true,
            rings: Vec::new(),
            repaint: false,
            size,
            undo: Slot::new(),
            toured: Slot::new(),
            clock,
        };
        // The tab learns its place first, so that it asks once, for as much as fits.
        let _asked_by_wake = shell.arrange(size);
        let effects = shell.with_top(Pane::wake);
        (shell, effects)
    }

    /// The first frame is out: what it could do without is asked now.
    pub fn begin(&mut self) -> Effects {
        let mut cx = Cx::new(look(&self.world, &self.clock), &mut self.tickets);
        let marks = self.marks.ask(&mut cx);
        self.tabs
            .iter_mut()
            .fold(marks, |effects, tab| effects.and(tab.pane.begin(&mut cx)))
    }

    /// Whether the open tab has what it needs to be shown whole.
    pub fn is_ready(&self) -> bool {
        self.tab().is_none_or(|tab| tab.pane.is_ready())
    }

    /// Takes one message in.
    pub fn update(&mut self, msg: Msg) -> Effects {
        let mut effects = self.take_in(msg);
        effects = effects.and(self.catch_up());
        for text in std::mem::take(&mut self.rings) {
            effects.push(Effect::Ring(text));
        }
        effects
    }

    fn take_in(&mut self, mut msg: Msg) -> Effects {
        match msg {
            Msg::Input(input @ (Input::Key(_) | Input::Paste(_))) => {
                // Who is at work already is not to be taken on a tour.
                self.toured.close();
                self.in_turn(input)
            }
            Msg::Input(Input::Resize) => {
                // A window dragged to and fro comes back to the same size with its cells cut off: draw all of them.
                self.repaint = true;
                Effects::none()
            }
            Msg::Input(Input::Focus(focused)) => {
                self.focused = focused;
                // The clock may have stood still while nobody looked.
                if focused {
                    Effects::none()
                } else {
                    Effects::unchanged()
                }
            }
            Msg::Input(Input::Mouse(event)) => match self.tab_at(event) {
                // Whoever clicks elsewhere has left what the keys were for.
                Some(at) => {
                    self.ahead.forget();
                    self.go_to(at)
                }
                None => self.with_top(|pane, cx| pane.update(&mut msg, cx)),
            },
            Msg::Committed(ref committed) => {
                let mut cx = Cx::new(look(&self.world, &self.clock), &mut self.tickets);
                let marks = self.marks.ask_after(committed, &mut cx);
                self.everyone(&mut msg).and(marks)
            }
            Msg::Progress(ref progress) => {
                let look = look(&self.world, &self.clock);
                let moved = self.marks.take_progress(progress, look, self.world.demo);
                let told = self.everyone(&mut msg);
                if moved { told.and(Effects::none()) } else { told }
            }
            Msg::Notice(notice) => {
                self.say(notice);
                Effects::none()
            }
            Msg::Quit => Effects::one(super::effect::Effect::Quit(super::effect::Leave::Quit)),
            Msg::Loaded(loaded) => self.loaded(loaded),
            Msg::Turn(_) | Msg::Approval(_) => self.everyone(&mut msg),
        }
    }

    fn loaded(&mut self, mut loaded: Loaded) -> Effects {
        if let Some(undone) = self.undo.take(&mut loaded) {
            self.say(match undone {
                Ok(receipt) => Notice::new(receipt.summary),
                Err(refusal) => Notice::bad(refusal.0),
            });
            return Effects::none();
        }
        let mut cx = Cx::new(look(&self.world, &self.clock), &mut self.tickets);
        if let Some((directory, effects)) = self.marks.take_directory(&mut loaded, &mut cx) {
            self.world.directory = directory;
            return effects;
        }
        if self.marks.take(&mut loaded) {
            return Effects::none();
        }
        if let Some(effects) = self.take_toured(&mut loaded) {
            return effects;
        }
        self.everyone(&mut Msg::Loaded(loaded))
    }

    /// Lets every pane see a message, the topmost first.
    fn everyone(&mut self, msg: &mut Msg) -> Effects {
        let look = look(&self.world, &self.clock);
        let mut cx = Cx::new(look, &mut self.tickets);
        let overlays = self.overlays.iter_mut().rev();
        let panes = overlays.chain(self.tabs.iter_mut().map(|tab| &mut tab.pane));
        let mut effects = Effects::unchanged();
        for pane in panes {
            effects = effects.and(pane.update(msg, &mut cx));
        }
        let requests = cx.requests;
        effects.and(self.settle(requests))
    }

    /// Lets the pane that has the keys do something.
    fn with_top(&mut self, act: impl FnOnce(&mut dyn Pane, &mut Cx<'_>) -> Effects) -> Effects {
        let look = look(&self.world, &self.clock);
        let mut cx = Cx::new(look, &mut self.tickets);
        let top = match self.overlays.last_mut() {
            Some(overlay) => Some(overlay),
            None => self.tabs.get_mut(self.open).map(|tab| &mut tab.pane),
        };
        let effects = top.map_or_else(Effects::unchanged, |pane| act(pane.as_mut(), &mut cx));
        let requests = cx.requests;
        effects.and(self.settle(requests))
    }

    fn settle(&mut self, requests: Vec<Request>) -> Effects {
        let mut effects = Effects::unchanged();
        for request in requests {
            effects = effects.and(self.request(request)).and(Effects::none());
        }
        effects
    }

    fn request(&mut self, request: Request) -> Effects {
        match request {
            Request::Open(overlay) => {
                self.overlays.push(overlay);
                self.with_top(Pane::wake)
            }
            Request::Close(answer) => {
                self.overlays.pop();
                answer.map_or_else(Effects::none, |loaded| self.everyone(&mut Msg::Loaded(loaded)))
            }
            Request::Go(target) => self.go(&target),
            Request::Run(id) => self.start(id),
            Request::Say(notice) => {
                self.say(notice);
                Effects::none()
            }
            Request::Repaint => {
                self.repaint = true;
                Effects::none()
            }
            Request::Mouse(mouse) => {
                self.world.mouse = mouse;
                Effects::none()
            }
        }
    }

    /// Tells the person.
    pub fn say(&mut self, notice: Notice) {
        // Who looks at the window needs no bell.
        if notice.ring && !self.focused {
            self.rings.push(notice.text.clone());
        }
        self.notices.say(notice, self.clock.now(), self.clock.elapsed());
    }

    /// Where keys are looked up now, innermost first.
    fn scopes(&self) -> Vec<&'static str> {
        let overlaid = self.overlays.last();
        let mut scopes = match overlaid {
            Some(overlay) => overlay.scopes(),
            None => self.tab().map(|tab| tab.pane.scopes()).unwrap_or_default(),
        };
        let typing = scopes
            .first()
            .is_some_and(|scope| self.world.keymap.is_text(scope));
        if typing {
            scopes.retain(|scope| self.world.keymap.is_text(scope));
        } else if overlaid.is_none() {
            scopes.push(actions::APP.id);
        }
        scopes.push(actions::ALWAYS.id);
        scopes
    }

    /// What has the keys.
    fn in_front(&self) -> Option<&dyn Pane> {
        let top = self.overlays.last().or_else(|| self.tab().map(|tab| &tab.pane));
        top.map(AsRef::as_ref)
    }

    fn tab(&self) -> Option<&Open> {
        self.tabs.get(self.open)
    }

    fn key(&mut self, key: Key) -> Effects {
        let mut scopes = if self.is_small() {
            vec![actions::ALWAYS.id]
        } else {
            self.scopes()
        };
        let typing = scopes
            .first()
            .is_some_and(|scope| self.world.keymap.is_text(scope));
        if typing && key.letter().is_some() {
            // In a text field a letter is text, whatever it means everywhere else: a person may well ask "why?".
            scopes.retain(|scope| *scope != actions::ALWAYS.id);
        }
        self.typed.push(key);
        match self.world.keymap.resolve(&scopes, &self.typed) {
            Step::Run(spec) => {
                self.forget_typed();
                self.start(spec.id)
            }
            Step::Wait(hints) => {
                self.hints = hints;
                self.typed_at = self.clock.elapsed();
                Effects::none()
            }
            Step::Unbound if self.typed.len() > 1 => {
                let keys = super::keymap::key::shown(&self.typed);
                self.forget_typed();
                if key != Key::ESC {
                    self.say(Notice::new(format!("{keys} does nothing here")));
                }
                Effects::none()
            }
            Step::Unbound => {
                self.forget_typed();
                if typing {
                    self.with_top(|pane, cx| pane.update(&mut Msg::Input(Input::Key(key)), cx))
                } else {
                    Effects::unchanged()
                }
            }
        }
    }

    fn forget_typed(&mut self) {
        self.hinted = false;
        self.typed.clear();
        self.hints.clear();
    }

    /// Starts an action, or says why it cannot run now.
    fn start(&mut self, id: &'static str) -> Effects {
        if let Enabled::No(reason) = self.enabled(id) {
            if self.waits_for_its_record(id) {
                return Effects::unchanged();
            }
            self.say(Notice::warn(format!("not now: {reason}")));
            return Effects::none();
        }
        if let Some(action) = actions::find(id) {
            return (action.run)(self);
        }
        if let Some(at) = TABS.iter().position(|tab| tab.go.id == id) {
            return self.go_to(at);
        }
        let weight = self.world.keymap.catalog().action(id).map(|spec| spec.weight);
        if weight.is_some_and(|weight| weight != Weight::Look) {
            self.last = Some(id);
        }
        match Motion::of(id) {
            Some(motion) => self.with_top(|pane, cx| pane.go(motion, cx)),
            None => self.with_top(|pane, cx| pane.run(id, cx)),
        }
    }

    fn enabled(&self, id: &str) -> Enabled {
        let changes = self
            .world
            .keymap
            .catalog()
            .action(id)
            .is_some_and(ActionSpec::changes_data);
        if self.world.reads_only && changes {
            return Enabled::No(READS_ONLY);
        }
        if let Some(action) = actions::find(id) {
            return (action.enabled)(self);
        }
        if TABS.iter().any(|tab| tab.go.id == id) || Motion::of(id).is_some() {
            return Enabled::Yes;
        }
        self.in_front().map_or(Enabled::No("nothing is open"), |pane| {
            pane.enabled(id, look(&self.world, &self.clock))
        })
    }

    /// Brings a tab to the front.
    fn go_to(&mut self, at: usize) -> Effects {
        if at >= self.tabs.len() {
            return Effects::unchanged();
        }
        self.overlays.clear();
        if at != self.open {
            self.before.retain(|tab| *tab != self.open);
            self.before.push(self.open);
            if let Some(left) = self.tabs.get_mut(self.open) {
                left.pane.rest(look(&self.world, &self.clock));
            }
            self.open = at;
        }
        self.with_top(Pane::wake).and(Effects::none())
    }

    /// Shows something in the first tab that can, the open one before others.
    fn go(&mut self, target: &Target) -> Effects {
        if let Target::Tab(id) = target {
            let at = self.tabs.iter().position(|tab| tab.spec.id == *id);
            return at.map_or_else(Effects::unchanged, |at| self.go_to(at));
        }
        let order: Vec<usize> = std::iter::once(self.open).chain(0..self.tabs.len()).collect();
        for at in order {
            let look = look(&self.world, &self.clock);
            let mut cx = Cx::new(look, &mut self.tickets);
            let shown = self
                .tabs
                .get_mut(at)
                .and_then(|tab| tab.pane.show(target, &mut cx));
            let requests = cx.requests;
            if let Some(effects) = shown {
                return self.go_to(at).and(effects).and(self.settle(requests));
            }
        }
        Effects::unchanged()
    }

    /// One step back; says whether there was one.
    fn back(&mut self) -> Option<Effects> {
        let mut stepped = false;
        let effects = self.with_top(|pane, cx| {
            let back = pane.back(cx);
            stepped = back.is_some();
            back.unwrap_or_else(Effects::unchanged)
        });
        stepped.then_some(effects)
    }

    fn is_small(&self) -> bool {
        self.size.width < LEAST.width || self.size.height < LEAST.height
    }

    /// Learns the size of the terminal and gives every visible pane its place, before a frame.
    pub fn arrange(&mut self, size: Size) -> Effects {
        self.size = size;
        self.minute = minute(&self.clock);
        if self.is_small() {
            return Effects::unchanged();
        }
        let (screen, body) = (
            Rect::from((ratatui::layout::Position::ORIGIN, size)),
            view::body(size),
        );
        let look = look(&self.world, &self.clock);
        let mut cx = Cx::new(look, &mut self.tickets);
        let mut effects = Effects::unchanged();
        if let Some(tab) = self.tabs.get_mut(self.open) {
            effects = effects.and(tab.pane.arrange(body, &mut cx));
        }
        for overlay in &mut self.overlays {
            let place = overlay.place(screen);
            effects = effects.and(overlay.arrange(place, &mut cx));
        }
        let requests = cx.requests;
        effects.and(self.settle(requests))
    }

    /// When the screen changes by itself, as time since the start: a notice goes, a hint comes, the minute turns.
    /// Stays in the past until [`Shell::tick`] has been called.
    pub fn alarm(&self) -> Option<Duration> {
        let hint = (!self.typed.is_empty() && !self.hinted).then(|| self.typed_at + HINT_AFTER);
        let minute = self.focused.then(|| {
            let left = (self.minute + 1) * MINUTE_MS - self.clock.now().as_millisecond();
            self.clock.elapsed() + Duration::from_millis(u64::try_from(left).unwrap_or(0))
        });
        // A tab that was left has its alarms too: a draft is kept wherever the person has gone meanwhile.
        let panes = self.overlays.iter().chain(self.tabs.iter().map(|tab| &tab.pane));
        panes
            .filter_map(|pane| pane.alarm())
            .chain(hint)
            .chain(self.notices.until())
            .chain(self.ahead.until())
            .chain(minute)
            .min()
    }

    /// Does what is due. Nothing that is due now is due again afterwards.
    pub fn tick(&mut self) -> Effects {
        let now = self.clock.elapsed();
        self.minute = minute(&self.clock);
        self.hinted |= !self.typed.is_empty() && self.typed_at + HINT_AFTER <= now;
        if self.notices.until().is_some_and(|until| until <= now) {
            self.notices.clear();
        }
        let look = look(&self.world, &self.clock);
        let mut cx = Cx::new(look, &mut self.tickets);
        let mut effects = Effects::none();
        let tabs = self.tabs.iter_mut().map(|tab| &mut tab.pane);
        for pane in self.overlays.iter_mut().chain(tabs) {
            if pane.alarm().is_some_and(|at| at <= now) {
                effects = effects.and(pane.tick(&mut cx));
            }
        }
        let requests = cx.requests;
        effects.and(self.settle(requests)).and(self.catch_up())
    }

    /// Whether every cell is to be drawn anew; asked once per frame.
    pub fn take_repaint(&mut self) -> bool {
        std::mem::take(&mut self.repaint)
    }

    /// How much waits for the person: the counts of all tabs.
    pub fn waiting(&self) -> u64 {
        self.tabs.iter().filter_map(|tab| tab.pane.badge()).sum()
    }

    /// Whether the mouse is to be listened to.
    pub fn wants_mouse(&self) -> bool {
        self.world.mouse
    }

    /// What still waits, in one sentence for after the screen is gone; empty when nothing does.
    pub fn farewell(&self) -> String {
        self.marks.farewell()
    }
}

/// The minute that the clock shows.
fn minute(clock: &Clock) -> i64 {
    clock.now().as_millisecond().div_euclid(MINUTE_MS)
}

fn look<'a>(world: &'a World, clock: &Clock) -> Look<'a> {
    Look {
        now: clock.now(),
        elapsed: clock.elapsed(),
        world,
    }
}
