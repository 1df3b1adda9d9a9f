//! What can be done with one run, with the effect said before: pause, go on, a step again, the end of a wait or of the run,
//! and the move to the version that people come in on.

use super::asks::{Deed, MoveAll, WithRun};
use super::{Automations, View};
use crate::engine::library::{OpenRun, RunInside};
use crate::engine::query::RunLineOf;
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::effect::{Effect, Effects};
use crate::tui::notice::Notice;
use crate::tui::overlays::confirm::{Confirm, Confirmed};
use crate::tui::pane::{Action, Cx};
use crate::tui::ticket::{Loaded, Slot};

/// Keys of the runs of an automation and of one of them.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "run",
    title: "Automations, on a run",
    text: false,
};

/// What waits for a yes.
enum Asked {
    One(WithRun),
    All(String),
}

/// The run that is looked at.
#[derive(Default)]
pub(super) struct One {
    /// Everything of it.
    pub open: Option<OpenRun>,
    /// The line under the cursor.
    pub line: usize,
    asked: Option<Asked>,
    told: Slot<Option<OpenRun>>,
    yes: Slot<Confirmed>,
    done: Slot<bool>,
    moved: Slot<String>,
}

/// The table.
pub(super) const ACTIONS: &[Action<Automations>] = &[
    Action {
        spec: ActionSpec::new(
            "run.pause",
            "Pause or go on with this run",
            "It stands still until you let it go on; a message that has not left is taken back. The others go on.",
        )
        .word("pause/go on")
        .weight(Weight::Local),
        enabled: |tab, _| goes_on(tab),
        run: Automations::pause_run,
    },
    Action {
        spec: ActionSpec::new(
            "run.again",
            "Run this step again",
            "The run goes back to the step under the cursor and goes on from there; it is asked first.",
        )
        .word("again")
        .weight(Weight::Leaves),
        enabled: |tab, _| match goes_on(tab) {
            Enabled::Yes => Enabled::when(tab.step_here().is_some(), "there is no step under the cursor"),
            no @ Enabled::No(_) => no,
        },
        run: Automations::again,
    },
    Action {
        spec: ActionSpec::new(
            "run.over",
            "The wait is over",
            "What its timer would bring comes now; it is asked first.",
        )
        .word("wait is over")
        .weight(Weight::Leaves),
        enabled: |tab, _| {
            let waits = tab.run_here().is_some_and(|row| row.run.waits == "timer");
            Enabled::when(waits, "it is in no wait")
        },
        run: |tab, cx| {
            let lines = vec![
                ("now", "what its timer would bring comes now".to_owned()),
                ("then", "it goes on with the steps behind the wait".to_owned()),
                ("texts", "keep to hours, limits and consent as ever".to_owned()),
            ];
            tab.ask_first("end the wait", lines, Deed::EndWait, cx)
        },
    },
    Action {
        spec: ActionSpec::new(
            "run.end",
            "End this run",
            "Nothing more is done for them by this run; it is asked first.",
        )
        .word("end")
        .weight(Weight::Local),
        enabled: |tab, _| goes_on(tab),
        run: |tab, cx| {
            let lines = vec![
                ("now", "nothing more is done for them by this run".to_owned()),
                ("texts", "one that has not left is taken back".to_owned()),
                ("undo", "it cannot be taken up again".to_owned()),
            ];
            tab.ask_first("end the run", lines, Deed::End, cx)
        },
    },
    Action {
        spec: ActionSpec::new(
            "run.move",
            "Move to the newest version",
            "From the list everybody inside on an older version, else this run, at the step of the same name; asked first.",
        )
        .word("move")
        .weight(Weight::Local),
        enabled: |tab, _| Enabled::when(tab.older() > 0, "nobody here is on an older version"),
        run: Automations::move_on,
    },
    Action {
        spec: ActionSpec::new(
            "run.copy",
            "Copy as a test",
            "Puts the run on the clipboard as JSON: each step with what was planned, the facts and what came of it.",
        )
        .word("copy as test"),
        enabled: |tab, _| {
            let open = tab.view == View::Run && tab.one.open.is_some();
            Enabled::when(open, "a run is opened first")
        },
        run: |tab, cx| {
            let Some(open) = &tab.one.open else {
                return Effects::unchanged();
            };
            cx.say(Notice::new("copied as JSON; it holds what was written to them"));
            Effects::one(Effect::Copy(open.case()))
        },
    },
    Action {
        spec: ActionSpec::new("run.next", "Next run", "The run behind this one.").word("run"),
        enabled: |tab, _| Enabled::when(tab.run + 1 < tab.runs.len(), "there is no other"),
        run: |tab, cx| tab.other_run(tab.run + 1, cx),
    },
    Action {
        spec: ActionSpec::new("run.before", "Run before", "The run in front of this one.").word("run"),
        enabled: |tab, _| Enabled::when(tab.run > 0, "there is no other"),
        run: |tab, cx| tab.other_run(tab.run.saturating_sub(1), cx),
    },
];

fn goes_on(tab: &Automations) -> Enabled {
    let open = tab.run_here().is_some_and(|row| row.run.ended.is_none());
    Enabled::when(open, "it is over")
}

impl Automations {
    /// The run under the cursor, or the one that is laid open.
    pub(super) fn run_here(&self) -> Option<&RunLineOf> {
        match (&self.one.open, self.view) {
            (Some(open), View::Run) => Some(&open.row),
            _ => self.runs.get(self.run),
        }
    }

    /// The step under the cursor: that of its line, or the one it is at.
    fn step_here(&self) -> Option<&str> {
        let open = self.one.open.as_ref().filter(|_| self.view == View::Run)?;
        match open.tries.get(self.one.line) {
            Some(line) if open.step(&line.log.step).is_some() => Some(&line.log.step),
            Some(_) => None,
            None => open.at.as_deref(),
        }
    }

    /// People inside who are on an older version, of those that `m` is about.
    fn older(&self) -> usize {
        let id = self.book().map_or("", |book| book.id.as_str());
        let live = self.line(id).and_then(|line| line.version);
        let is_older =
            |row: &&RunLineOf| row.run.ended.is_none() && live.is_some_and(|live| row.run.version < live);
        match self.view {
            View::Run => self.run_here().iter().filter(|row| is_older(row)).count(),
            _ => self.runs.iter().filter(is_older).count(),
        }
    }

    fn other_run(&mut self, to: usize, cx: &mut Cx<'_>) -> Effects {
        self.run = to;
        if self.view == View::Run {
            self.one.line = 0;
            return self.ask_run(cx);
        }
        Effects::none()
    }

    pub(super) fn show_run(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.one.open = None;
        self.one.line = 0;
        self.ask_run(cx)
    }

    pub(super) fn ask_run(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(id) = self.runs.get(self.run).map(|row| row.run.id.clone()) else {
            return Effects::unchanged();
        };
        Effects::one(cx.ask(&mut self.one.told, RunInside(id)))
    }

    fn pause_run(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(row) = self.run_here() else {
            return Effects::unchanged();
        };
        let stands = matches!(row.run.waits.as_str(), "pause" | "person");
        let deed = if stands { Deed::GoOn } else { Deed::Pause };
        let run = row.run.id.clone();
        Effects::one(cx.ask(&mut self.one.done, WithRun { run, deed }))
    }

    fn again(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(step) = self.step_here().map(str::to_owned) else {
            return Effects::unchanged();
        };
        let open = self.one.open.as_ref().and_then(|open| open.step(&step));
        let does = open.map_or("", |line| line.does);
        let lines = vec![
            (
                "now",
                format!("the run goes back to \"{step}\" ({does}) and goes on from there"),
            ),
            (
                "key",
                "it is done under a key of its own, so it happens once more".to_owned(),
            ),
            (
                "texts",
                "keep to hours, limits, consent; the same do not go twice".to_owned(),
            ),
            ("waits", "the one it is in now is given up".to_owned()),
        ];
        self.ask_first("run this step again", lines, Deed::Again(step), cx)
    }

    fn move_on(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(id) = self.book().map(|book| book.id.clone()) else {
            return Effects::unchanged();
        };
        let Some(live) = self.line(&id).and_then(|line| line.version) else {
            return Effects::unchanged();
        };
        let mut lines = vec![
            (
                "to",
                format!("v{live}, at the step of the same name; what is behind it is new"),
            ),
            ("waits", "the one they are in goes on as it was set".to_owned()),
            ("stay", format!("who is at a step that v{live} does not have")),
        ];
        if self.view == View::Run {
            lines.truncate(2);
            return self.ask_first("move this run", lines, Deed::Move(live), cx);
        }
        let people = self.older();
        let ticket = cx.ticket(&mut self.one.yes);
        let title = format!("move everybody inside of {id} to v{live}");
        self.one.asked = Some(Asked::All(id));
        cx.open(Confirm::new(title, lines, people as u64, ticket));
        Effects::none()
    }

    /// Says what will come of something, and does it when the number is typed.
    fn ask_first(
        &mut self,
        what: &str,
        mut lines: Vec<(&'static str, String)>,
        deed: Deed,
        cx: &mut Cx<'_>,
    ) -> Effects {
        let Some(row) = self.run_here() else {
            return Effects::unchanged();
        };
        let run = row.run.id.clone();
        lines.insert(
            0,
            (
                "who",
                format!("{}, in {} v{}", row.who, row.run.automation, row.run.version),
            ),
        );
        let ticket = cx.ticket(&mut self.one.yes);
        self.one.asked = Some(Asked::One(WithRun { run, deed }));
        cx.open(Confirm::new(what.to_owned(), lines, 1, ticket));
        Effects::none()
    }

    /// What comes back of one run; nothing when the answer is not its.
    pub(super) fn took_one(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Option<Effects> {
        if let Some(answer) = self.one.told.take(loaded) {
            match answer {
                Ok(Some(open)) => {
                    // The cursor begins at what is going on now.
                    let last = open.tries.len().saturating_sub(usize::from(!open.is_open()));
                    if self.one.open.is_none() {
                        self.one.line = last;
                    }
                    self.one.line = self.one.line.min(last);
                    self.one.open = Some(open);
                    self.view = View::Run;
                }
                Ok(None) => cx.say(Notice::bad("this run is not kept any more")),
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
            return Some(Effects::none());
        }
        if let Some(answer) = self.one.yes.take(loaded) {
            return Some(match (answer, self.one.asked.take()) {
                (Ok(_), Some(Asked::One(with))) => Effects::one(cx.ask(&mut self.one.done, with)),
                (Ok(_), Some(Asked::All(id))) => Effects::one(cx.ask(&mut self.one.moved, MoveAll(id))),
                _ => Effects::none(),
            });
        }
        if let Some(answer) = self.one.done.take(loaded) {
            cx.say(match answer {
                Ok(true) => Notice::new("done; the log of the run says so"),
                Ok(false) => Notice::warn("nothing was changed: the run has gone on or is over"),
                Err(refusal) => Notice::bad(refusal.0),
            });
            return Some(self.ask_lines(cx));
        }
        if let Some(answer) = self.one.moved.take(loaded) {
            cx.say(match answer {
                Ok(said) => Notice::new(said),
                Err(refusal) => Notice::bad(refusal.0),
            });
            return Some(self.ask_lines(cx));
        }
        None
    }
}
