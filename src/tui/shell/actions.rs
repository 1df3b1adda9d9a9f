//! What works everywhere: tabs, palette, help, undo, leaving.

use super::{Shell, TWICE_WITHIN};
use crate::domain::command::Command;
use crate::engine::lists;
use crate::tui::action::{ActionSpec, Catalog, Enabled, ScopeSpec, Weight};
use crate::tui::effect::{Effect, Effects, Leave};
use crate::tui::motion;
use crate::tui::notice::Notice;
use crate::tui::overlays;
use crate::tui::overlays::help::Help;
use crate::tui::overlays::log::Log;
use crate::tui::overlays::palette::{Offer, Palette};
use crate::tui::overlays::undo::Undo as UndoList;
use crate::tui::pane::{Cx, Pane, Target};
use crate::tui::person;
use crate::tui::tabs::TABS;

/// Everywhere but in text fields and overlays.
pub const APP: ScopeSpec = ScopeSpec {
    id: "app",
    title: "Everywhere",
    text: false,
};
/// Everywhere, also while typing.
pub const ALWAYS: ScopeSpec = ScopeSpec {
    id: "always",
    title: "Everywhere, also while typing",
    text: false,
};

/// Stops whatever runs; twice, it leaves.
pub(super) const INTERRUPT: &str = "always.interrupt";

/// A row of the screen's own table.
pub struct ShellAction {
    /// The row for footer, help, palette and key file.
    pub spec: ActionSpec,
    /// Whether it can run now.
    pub enabled: fn(&Shell) -> Enabled,
    /// What it does.
    pub run: fn(&mut Shell) -> Effects,
}

const fn row(spec: ActionSpec, run: fn(&mut Shell) -> Effects) -> ShellAction {
    ShellAction {
        spec,
        enabled: |_| Enabled::Yes,
        run,
    }
}

/// The table.
pub const ACTIONS: &[ShellAction] = &[
    row(
        ActionSpec::new(
            "app.palette",
            "Anything",
            "Do, find and go: one box for everything.",
        ),
        |shell| shell.open_palette(""),
    ),
    row(
        ActionSpec::new("app.command", "Command line", "The palette with actions only."),
        |shell| shell.open_palette(">"),
    ),
    row(
        ActionSpec::new(
            "app.undo",
            "Undo",
            "Take the last change back, here and in the CRM.",
        )
        .weight(Weight::Pushed),
        |shell| shell.submit_undo(Command::Undo { line: None }),
    ),
    row(
        ActionSpec::new("app.redo", "Redo", "Do what was taken back again.").weight(Weight::Pushed),
        |shell| shell.submit_undo(Command::Redo),
    ),
    row(
        ActionSpec::new(
            "app.undo-list",
            "What was done",
            "Every line that can be taken back, with how far it has come.",
        ),
        |shell| {
            shell.overlays.push(Box::new(UndoList::default()));
            shell.with_top(Pane::wake).and(Effects::none())
        },
    ),
    row(
        ActionSpec::new(
            "app.automatic",
            "Stop or start automatic",
            "Stop everything automatic at once, in every open copy, or let it go on.",
        )
        .weight(Weight::Local),
        |shell| {
            let on = shell.marks.is_stopped();
            shell.submit_undo(Command::SwitchAutomatic { on })
        },
    ),
    ShellAction {
        spec: ActionSpec::new("app.again", "Again", "Do the last thing again here."),
        enabled: |shell| Enabled::when(shell.last.is_some(), "nothing has been done yet"),
        run: |shell| match shell.last {
            Some(id) => shell.start(id),
            None => Effects::unchanged(),
        },
    },
    ShellAction {
        spec: ActionSpec::new("app.before", "The view before", "Back to the tab you came from."),
        enabled: |shell| Enabled::when(!shell.before.is_empty(), "there is no view before this one"),
        run: |shell| match shell.before.pop() {
            Some(at) => shell.go_to(at),
            None => Effects::unchanged(),
        },
    },
    row(
        ActionSpec::new("app.back", "Back", "Back out one step; never leaves the program."),
        |shell| {
            shell.notices.clear();
            shell.back().unwrap_or_else(Effects::none)
        },
    ),
    row(
        ActionSpec::new("app.notices", "Notices", "What was said on the message line."),
        |shell| {
            let log = Log::new(shell.notices.log().cloned().collect());
            shell.overlays.push(Box::new(log));
            Effects::none()
        },
    ),
    row(
        ActionSpec::new("app.tour", "Tour", "What the program is for, in four screens."),
        Shell::open_tour,
    ),
    row(
        ActionSpec::new(
            "app.import",
            "Import people from a file",
            "Csv, vCard or the CRM's own export: what is in it is shown first, nothing is done before you say so.",
        )
        .weight(Weight::Pushed),
        |shell| shell.go(&Target::Import(String::new())),
    ),
    row(
        ActionSpec::new(
            "app.quit",
            "Close or quit",
            "Close this view; at the root, leave the program.",
        ),
        |shell| {
            shell
                .back()
                .unwrap_or_else(|| Effects::one(Effect::Quit(Leave::Quit)))
        },
    ),
    ShellAction {
        spec: ActionSpec::new("always.help", "Keys", "The keys for here; type to search them."),
        enabled: |_| Enabled::Yes,
        run: Shell::open_help,
    },
    row(
        ActionSpec::new(
            "always.stop",
            "Stop everything automatic",
            "At once, in every open copy, from wherever you are; it goes on when you say so.",
        )
        .weight(Weight::Local),
        |shell| shell.submit_undo(Command::SwitchAutomatic { on: false }),
    ),
    row(
        ActionSpec::new("always.repaint", "Repaint", "Draw the whole screen anew."),
        |shell| {
            shell.repaint = true;
            Effects::none()
        },
    ),
    row(
        ActionSpec::new(
            "always.mouse",
            "Mouse on or off",
            "Listen to the mouse, or leave it to the terminal.",
        ),
        |shell| {
            shell.world.mouse = !shell.world.mouse;
            let word = if shell.world.mouse {
                "listened to"
            } else {
                "left to the terminal"
            };
            shell.say(Notice::new(format!("the mouse is {word}")));
            Effects::none()
        },
    ),
    row(
        ActionSpec::new(
            "always.suspend",
            "Suspend",
            "Back to the shell; fg brings the screen back.",
        ),
        |_| Effects::one(Effect::Quit(Leave::Suspend)),
    ),
    row(
        ActionSpec::new(INTERRUPT, "Leave", "Twice: leave the program from anywhere."),
        Shell::interrupt,
    ),
];

/// The row of an action of the screen itself.
pub fn find(id: &str) -> Option<&'static ShellAction> {
    ACTIONS.iter().find(|action| action.spec.id == id)
}

/// Every scope and action of the program, in the order in which help lists them.
pub fn catalog() -> Catalog {
    let mut catalog = Catalog {
        scopes: vec![&motion::SCOPE],
        actions: Vec::new(),
    };
    catalog
        .actions
        .extend(motion::MOTIONS.iter().map(|(spec, _)| spec));
    catalog.scopes.push(&person::SCOPE);
    catalog.actions.extend(person::actions());
    for tab in TABS {
        catalog.scopes.extend(tab.scopes);
        catalog.actions.extend((tab.actions)());
    }
    catalog.scopes.extend([&APP, &ALWAYS]);
    catalog.actions.extend(TABS.iter().map(|tab| &tab.go));
    catalog.actions.extend(ACTIONS.iter().map(|action| &action.spec));
    catalog.scopes.extend(overlays::SCOPES);
    catalog.actions.extend(overlays::actions());
    catalog
}

impl Shell {
    fn open_palette(&mut self, text: &str) -> Effects {
        let scopes = self.scopes();
        let keymap = &self.world.keymap;
        let offers = scopes
            .iter()
            .flat_map(|scope| keymap.catalog().of(scope))
            .filter(|spec| !spec.id.starts_with("list.") && spec.id != "app.palette")
            .map(|spec| Offer {
                spec,
                enabled: self.enabled(spec.id),
                // The key that starts it here: another place may have taken its first one.
                key: keymap
                    .keys_in(&scopes, spec.id)
                    .into_iter()
                    .next()
                    .unwrap_or_default(),
            })
            .collect();
        let palette = Palette::new(
            offers,
            lists::all(&self.world.directory.lists),
            &self.world.settings,
            text,
        );
        self.overlays.push(Box::new(palette));
        self.with_top(Pane::wake).and(Effects::none())
    }

    fn open_help(&mut self) -> Effects {
        let help = Help::new(&self.world.keymap, &self.scopes());
        self.overlays.push(Box::new(help));
        Effects::none()
    }

    fn submit_undo(&mut self, command: Command) -> Effects {
        let look = super::look(&self.world, &self.clock);
        let mut cx = Cx::new(look, &mut self.tickets);
        Effects::one(cx.submit(&mut self.undo, command))
    }

    fn interrupt(&mut self) -> Effects {
        let now = self.clock.elapsed();
        if self
            .interrupted
            .is_some_and(|before| now.saturating_sub(before) < TWICE_WITHIN)
        {
            return Effects::one(Effect::Quit(Leave::Quit));
        }
        self.interrupted = Some(now);
        let key = self.world.keymap.key_of(INTERRUPT).unwrap_or_default();
        self.say(Notice::new(format!("{key} again leaves; everything is kept")));
        Effects::none()
    }
}
