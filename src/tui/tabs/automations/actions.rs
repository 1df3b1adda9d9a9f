//! What can be done on the Automations tab.

use super::asks::{NewerOf, TakeNewer, WriteIt};
use super::{Automations, By, View};
use crate::engine::library::{Book, From, State};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::backend::{CopyTemplate, TryOut};
use crate::tui::effect::{Effect, Effects};
use crate::tui::notice::Notice;
use crate::tui::overlays::prompt::Prompt;
use crate::tui::overlays::sheet::Sheet;
use crate::tui::overlays::update::TakeIn;
use crate::tui::pane::{Action, Cx, always};
use crate::tui::ticket::Loaded;

/// The tab.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "automations",
    title: "Automations",
    text: false,
};

/// The table.
pub(super) const ACTIONS: &[Action<Automations>] = &[
    Action {
        spec: ActionSpec::new(
            "automations.open",
            "Open, or take the template",
            "Shows the steps beside checks and figures; of a template, copies it into your own files.",
        )
        .word("open")
        .weight(Weight::Local),
        enabled: |tab, _| {
            Enabled::when(
                tab.book().is_some() && !matches!(tab.view, View::Builder | View::Run),
                "nothing is under the cursor",
            )
        },
        run: Automations::open,
    },
    Action {
        spec: ActionSpec::new(
            "automations.edit",
            "Edit as text",
            "Opens the file in your own editor and reads it anew when you come back.",
        )
        .word("edit")
        .weight(Weight::Local),
        enabled: |tab, _| Enabled::when(file_of(tab.book()).is_some(), "a template is copied first"),
        run: Automations::edit,
    },
    Action {
        spec: ActionSpec::new(
            "automations.dry",
            "Dry run",
            "Tells what it would have done over the last 12 months of this account; nothing is sent.",
        )
        .word("dry run"),
        enabled: |tab, _| {
            if tab.trying.is_some() {
                return Enabled::No("one is being tried");
            }
            let readable = tab.book().is_some_and(|book| book.state != State::Broken);
            Enabled::when(readable, "the file cannot be read")
        },
        run: Automations::dry,
    },
    Action {
        spec: ActionSpec::new(
            "automations.figures",
            "Figures in sum, by day, by person",
            "Turns the figures of the dry run.",
        )
        .word("figures"),
        enabled: |tab, _| Enabled::when(matches!(tab.figures(), Some(Ok(_))), "there is no dry run yet"),
        run: |tab, _| {
            tab.by = match tab.by {
                By::Sum => By::Day,
                By::Day => By::Person,
                By::Person => By::Sum,
            };
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "automations.new",
            "New from a template",
            "Shows the templates with what they say in three tones.",
        )
        .word("new"),
        enabled: always,
        run: |tab, _| {
            tab.view = View::Gallery;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "automations.say",
            "Say it in plain words",
            "Claude writes the file from what you say, the checks look at it, and it lies among yours as a draft.",
        )
        .word("say it")
        .weight(Weight::Local),
        enabled: |tab, _| Enabled::when(!tab.said.is_open(), "Claude is writing one"),
        run: |tab, cx| {
            let ticket = cx.ticket(&mut tab.words);
            let hint = "when a showing is missed, text after 20 minutes, call task next morning";
            cx.open(Prompt::lines("what it should do, in plain words", hint, ticket, ""));
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "automations.why",
            "Why",
            "Everything that the checks found, each with its line.",
        )
        .word("why"),
        enabled: |tab, _| Enabled::when(tab.book().is_some(), "nothing is under the cursor"),
        run: Automations::why,
    },
    Action {
        spec: ActionSpec::new(
            "automations.publish",
            "Switch on",
            "Shows what will be on, and switches it on as the next version. Who is inside stays on theirs.",
        )
        .word("publish")
        .weight(Weight::Grave),
        enabled: |tab, _| {
            let sound = tab.book().is_some_and(|book| book.blocks() == 0);
            match tab.figures() {
                _ if !sound => Enabled::No("the checks stand against it"),
                Some(Ok(_)) => Enabled::Yes,
                _ => Enabled::No("it is tried first, with a dry run"),
            }
        },
        run: Automations::publish,
    },
    Action {
        spec: ActionSpec::new(
            "automations.pause",
            "Pause or go on",
            "Nobody comes in and nothing is done; who is inside stays where they are.",
        )
        .word("pause/go on")
        .weight(Weight::Local),
        enabled: |tab, _| {
            let on = tab.book().is_some_and(|book| tab.line(&book.id).is_some());
            Enabled::when(on, "it is not on")
        },
        run: Automations::pause_or_go_on,
    },
    Action {
        spec: ActionSpec::new(
            "automations.runs",
            "Who is inside",
            "Everybody who is inside or was, and everything of one run: every try, key, cost and the facts as they were.",
        )
        .word("runs"),
        enabled: |tab, _| Enabled::when(tab.book().is_some(), "nothing is under the cursor"),
        run: Automations::show_runs,
    },
    Action {
        spec: ActionSpec::new(
            "automations.update",
            "Take the newer template in",
            "Shows what a newer template changes in your copy; what both changed is asked, your own changes stay.",
        )
        .word("newer")
        .weight(Weight::Local),
        enabled: |tab, _| {
            let newer = tab.book().is_some_and(|book| book.newer);
            Enabled::when(newer, "there is no newer template for it")
        },
        run: Automations::update_from_template,
    },
    Action {
        spec: ActionSpec::new(
            "automations.read",
            "Read anew",
            "Reads the folder of your own files again.",
        ),
        enabled: always,
        run: Automations::ask,
    },
];

/// The file of one that is a person's own.
pub(super) fn file_of(book: Option<&Book>) -> Option<&std::path::Path> {
    match &book?.from {
        From::File(file) => Some(file),
        From::Template => None,
    }
}

impl Automations {
    fn open(&mut self, cx: &mut Cx<'_>) -> Effects {
        if self.view == View::Runs {
            return self.show_run(cx);
        }
        if self.view == View::List {
            self.view = View::Builder;
            self.step = 0;
            return self.ask_here(cx);
        }
        let Some(id) = self.book().map(|book| book.id.clone()) else {
            return Effects::unchanged();
        };
        let folder = cx.world.automations.clone();
        Effects::one(cx.ask(&mut self.written, CopyTemplate { folder, id }))
    }

    fn edit(&mut self, cx: &mut Cx<'_>) -> Effects {
        let book = self.book();
        let Some((file, text)) = file_of(book).zip(book.map(|book| book.text.clone())) else {
            return Effects::unchanged();
        };
        self.editing = Some((file.to_path_buf(), text.clone()));
        Effects::one(Effect::Edit(cx.ticket(&mut self.edited), text))
    }

    fn update_from_template(&mut self, cx: &mut Cx<'_>) -> Effects {
        let book = self.book();
        let Some((file, id)) = file_of(book).zip(book.map(|book| book.id.clone())) else {
            return Effects::unchanged();
        };
        let file = file.to_path_buf();
        Effects::one(cx.ask(&mut self.newer, NewerOf { file, id }))
    }

    /// What comes back of a newer template or of words; nothing when the answer is about neither.
    pub(super) fn took_update(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Option<Effects> {
        if let Some(answer) = self.words.take(loaded) {
            let Ok(words) = answer else {
                return Some(Effects::unchanged());
            };
            cx.say(Notice::new(
                "Claude writes it; the chat shows what is said, and it will lie here as a draft",
            ));
            let folder = cx.world.automations.clone();
            return Some(Effects::one(cx.ask(&mut self.said, WriteIt { folder, words })));
        }
        if let Some(answer) = self.newer.take(loaded) {
            match answer {
                Ok(update) => {
                    let ticket = cx.ticket(&mut self.decided);
                    cx.open(TakeIn::new(update, ticket));
                }
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
            return Some(Effects::none());
        }
        let answer = self.decided.take(loaded)?;
        let taken = answer.map(|update| cx.ask(&mut self.written, TakeNewer(update)));
        Some(taken.map_or_else(|_| Effects::unchanged(), Effects::one))
    }

    fn dry(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(book) = self.book() else {
            return Effects::unchanged();
        };
        let id = book.id.clone();
        let file = file_of(Some(book)).map(std::path::Path::to_path_buf);
        self.trying = Some(id.clone());
        let folder = cx.world.automations.clone();
        Effects::one(cx.ask(&mut self.trial, TryOut { folder, file, id }))
    }

    fn why(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(book) = self.book() else {
            return Effects::unchanged();
        };
        let mut lines: Vec<(String, String)> = book
            .remarks
            .iter()
            .map(|remark| {
                let weight = if remark.blocks {
                    "must change"
                } else {
                    "good to know"
                };
                (
                    format!("{}:{}", remark.line, remark.column),
                    format!("{} ({weight})", remark.words),
                )
            })
            .collect();
        if lines.is_empty() {
            lines.push((String::new(), "The checks have nothing against it.".to_owned()));
        }
        cx.open(Sheet::new(format!("what the checks say of {}", book.id), lines));
        Effects::none()
    }
}
