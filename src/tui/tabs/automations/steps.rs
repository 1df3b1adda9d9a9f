//! Changing an automation step by step: what is changed in the tree is changed in the file, at once, and can be taken back.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::Automations;
use super::actions::file_of;
use crate::domain::value::Foreign;
use crate::engine::library::{Change, Clip, Member, PeopleAt, Way, Written, changed, clip, deeds, members};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::backend::PutText;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::picker::{Item, Picked, Picker};
use crate::tui::overlays::prompt::Prompt;
use crate::tui::pane::{Action, Cx};
use crate::tui::ticket::{Loaded, Slot};

/// Keys of the tree.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "builder",
    title: "Automations, on a step",
    text: false,
};

/// A change that was made: the file, its text before and after.
struct Made {
    file: PathBuf,
    before: String,
    after: String,
}

/// What the builder keeps.
#[derive(Default)]
pub(super) struct Steps {
    /// How many people stand at each step, by its name.
    pub here: BTreeMap<String, u64>,
    clip: Option<Clip>,
    made: Vec<Made>,
    /// Changes that were taken back, the last at the end.
    taken_back: Vec<Made>,
    /// The step that the cursor goes to when the file is read anew.
    pub goes_to: Option<String>,
    /// The member that is being typed.
    member: Option<(String, String)>,
    counted: Slot<BTreeMap<String, u64>>,
    does: Slot<Picked>,
    which: Slot<Picked>,
    typed: Slot<String>,
    put: Slot<Written>,
}

/// The table.
pub(super) const ACTIONS: &[Action<Automations>] = &[
    Action {
        spec: ActionSpec::new(
            "builder.change",
            "Change a value",
            "Shows what the step says, one member a line; the one you take is typed anew, with the checks of the file.",
        )
        .word("change")
        .weight(Weight::Local),
        enabled: |tab, _| on_step(tab),
        run: Automations::choose_member,
    },
    Action {
        spec: ActionSpec::new("builder.add", "Add a step", "A new step behind the one under the cursor.")
            .word("add")
            .weight(Weight::Local),
        enabled: |tab, _| in_file(tab),
        run: |tab, cx| {
            let items = deeds().map(|(word, help)| Item {
                id: word.to_owned(),
                label: Foreign::from(format!("{word:<11} {help}")).shown(),
                note: String::new(),
                on: false,
            });
            let ticket = cx.ticket(&mut tab.steps.does);
            cx.open(Picker::one("a new step that does", ticket, items.collect()));
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("builder.cut", "Cut the step", "Takes it out, with all that is in it.")
            .word("cut")
            .weight(Weight::Local),
        enabled: |tab, _| on_step(tab),
        run: |tab, cx| {
            tab.copy();
            let Some(id) = tab.step_id() else { return Effects::unchanged() };
            tab.change(&Change::Remove(id), cx)
        },
    },
    Action {
        spec: ActionSpec::new("builder.copy", "Copy the step", "Keeps it for putting, with all that is in it.")
            .word("copy"),
        enabled: |tab, _| Enabled::when(tab.step_id().is_some(), "there is no step under the cursor"),
        run: |tab, cx| {
            tab.copy();
            cx.say(Notice::new(format!("copied; {} puts it", cx.key("builder.put"))));
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("builder.put", "Put the step", "What was cut or copied, behind the one under the cursor.")
            .word("put")
            .weight(Weight::Local),
        enabled: |tab, _| match in_file(tab) {
            Enabled::Yes => Enabled::when(tab.steps.clip.is_some(), "nothing was cut or copied"),
            no @ Enabled::No(_) => no,
        },
        run: |tab, cx| {
            let Some(clip) = tab.steps.clip.clone() else { return Effects::unchanged() };
            tab.change(&Change::Paste(tab.step_id(), clip), cx)
        },
    },
    Action {
        spec: ActionSpec::new("builder.out", "Out of its case", "The step goes behind the fork it stands in.")
            .word("branch")
            .weight(Weight::Local),
        enabled: |tab, _| on_step(tab),
        run: |tab, cx| tab.shift(Way::Out, cx),
    },
    Action {
        spec: ActionSpec::new("builder.into", "Into a case", "The step goes into the first case of the fork before it.")
            .word("branch")
            .weight(Weight::Local),
        enabled: |tab, _| on_step(tab),
        run: |tab, cx| tab.shift(Way::Into, cx),
    },
    Action {
        spec: ActionSpec::new("builder.up", "Move up", "The step changes places with the one before it.")
            .weight(Weight::Local),
        enabled: |tab, _| on_step(tab),
        run: |tab, cx| tab.shift(Way::Up, cx),
    },
    Action {
        spec: ActionSpec::new("builder.down", "Move down", "The step changes places with the one behind it.")
            .weight(Weight::Local),
        enabled: |tab, _| on_step(tab),
        run: |tab, cx| tab.shift(Way::Down, cx),
    },
    Action {
        spec: ActionSpec::new("builder.undo", "Take the last change back", "The file is again as it was before.")
            .word("undo")
            .weight(Weight::Local),
        enabled: |tab, _| Enabled::when(!tab.steps.made.is_empty(), "nothing was changed here"),
        run: Automations::take_back,
    },
    Action {
        spec: ActionSpec::new("builder.redo", "Make the change again", "What was taken back last stands in the file again.")
            .weight(Weight::Local),
        enabled: |tab, _| Enabled::when(!tab.steps.taken_back.is_empty(), "nothing was taken back here"),
        run: Automations::make_again,
    },
];

fn in_file(tab: &Automations) -> Enabled {
    Enabled::when(file_of(tab.book()).is_some(), "a template is copied first")
}

fn on_step(tab: &Automations) -> Enabled {
    match in_file(tab) {
        Enabled::Yes => Enabled::when(tab.step_id().is_some(), "there is no step under the cursor"),
        no @ Enabled::No(_) => no,
    }
}

/// A member in the picker.
fn item(member: &Member) -> Item {
    let says = member.says.split_whitespace().collect::<Vec<_>>().join(" ");
    let says = if says.is_empty() {
        format!("({})", member.help)
    } else {
        says
    };
    Item {
        id: member.name.clone(),
        label: Foreign::from(format!("{:<9} {says}", member.name)).shown(),
        note: String::new(),
        on: false,
    }
}

impl Automations {
    fn step_id(&self) -> Option<String> {
        let step = self.book()?.steps.get(self.step)?;
        Some(step.id.clone())
    }

    fn copy(&mut self) {
        let found = self.book().zip(self.step_id());
        if let Some(clip) = found.and_then(|(book, id)| clip(&book.text, &id)) {
            self.steps.clip = Some(clip);
        }
    }

    fn shift(&mut self, way: Way, cx: &mut Cx<'_>) -> Effects {
        let Some(id) = self.step_id() else {
            return Effects::unchanged();
        };
        self.change(&Change::Shift(id, way), cx)
    }

    /// Asks how many people stand at each step.
    pub(super) fn ask_here(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(id) = self.book().map(|book| book.id.clone()) else {
            return Effects::unchanged();
        };
        Effects::one(cx.ask(&mut self.steps.counted, PeopleAt(id)))
    }

    fn choose_member(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some((book, id)) = self.book().zip(self.step_id()) else {
            return Effects::unchanged();
        };
        let items: Vec<Item> = members(&book.text, &id).iter().map(item).collect();
        if items.is_empty() {
            cx.say(Notice::new("this step has nothing to say"));
            return Effects::none();
        }
        let ticket = cx.ticket(&mut self.steps.which);
        cx.open(Picker::one("what of the step", ticket, items));
        Effects::none()
    }

    /// Has one member typed anew; what does not pass the checks of the file is said as it is typed.
    fn type_member(&mut self, name: &str, cx: &mut Cx<'_>) -> Effects {
        let Some((book, id)) = self.book().zip(self.step_id()) else {
            return Effects::unchanged();
        };
        let text = book.text.clone();
        let members = members(&text, &id);
        let Some(member) = members.into_iter().find(|member| member.name == name) else {
            return Effects::unchanged();
        };
        let title = format!("{id}: {name}");
        let ticket = cx.ticket(&mut self.steps.typed);
        self.steps.member = Some((id.clone(), name.to_owned()));
        if member.long {
            cx.open(Prompt::lines(title, member.help, ticket, &member.says));
            return Effects::none();
        }
        let name = name.to_owned();
        let check = move |typed: &str| {
            let change = Change::Set(id.clone(), name.clone(), typed.to_owned());
            changed(&text, &change).map(|_| String::new())
        };
        cx.open(Prompt::line(
            title,
            member.help,
            ticket,
            &member.says,
            Box::new(check),
        ));
        Effects::none()
    }

    /// Makes a change in the file.
    fn change(&mut self, change: &Change, cx: &mut Cx<'_>) -> Effects {
        let Some((file, before)) = file_of(self.book()).zip(self.book().map(|book| book.text.clone())) else {
            return Effects::unchanged();
        };
        let file = file.to_path_buf();
        match changed(&before, change) {
            Ok((after, about)) => {
                self.steps.goes_to = about;
                self.put(Made { file, before, after }, cx)
            }
            Err(why) => {
                cx.say(Notice::bad(why));
                Effects::none()
            }
        }
    }

    fn put(&mut self, made: Made, cx: &mut Cx<'_>) -> Effects {
        let question = PutText {
            file: made.file.clone(),
            was: made.before.clone(),
            text: made.after.clone(),
        };
        self.steps.made.push(made);
        self.steps.taken_back.clear();
        Effects::one(cx.ask(&mut self.steps.put, question))
    }

    fn take_back(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(Made { file, before, after }) = self.steps.made.pop() else {
            return Effects::unchanged();
        };
        let question = PutText {
            file: file.clone(),
            was: after.clone(),
            text: before.clone(),
        };
        self.steps.taken_back.push(Made { file, before, after });
        Effects::one(cx.ask(&mut self.steps.put, question))
    }

    fn make_again(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(made) = self.steps.taken_back.pop() else {
            return Effects::unchanged();
        };
        let question = PutText {
            file: made.file.clone(),
            was: made.before.clone(),
            text: made.after.clone(),
        };
        self.steps.made.push(made);
        Effects::one(cx.ask(&mut self.steps.put, question))
    }

    /// What comes back of the tree; nothing when the answer is not its.
    pub(super) fn took_step(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Option<Effects> {
        if let Some(answer) = self.steps.counted.take(loaded) {
            self.steps.here = answer.unwrap_or_default();
            return Some(Effects::none());
        }
        if let Some(answer) = self.steps.does.take(loaded) {
            let does = answer.ok().and_then(|picked| picked.added.into_iter().next());
            let change = does.map(|does| Change::Add(self.step_id(), does));
            return Some(change.map_or_else(Effects::unchanged, |change| self.change(&change, cx)));
        }
        if let Some(answer) = self.steps.which.take(loaded) {
            let name = answer.ok().and_then(|picked| picked.added.into_iter().next());
            return Some(name.map_or_else(Effects::unchanged, |name| self.type_member(&name, cx)));
        }
        if let Some(answer) = self.steps.typed.take(loaded) {
            let (Ok(says), Some((id, name))) = (answer, self.steps.member.take()) else {
                return Some(Effects::unchanged());
            };
            return Some(self.change(&Change::Set(id, name, says), cx));
        }
        let answer = self.steps.put.take(loaded)?;
        match answer {
            Ok(_) => cx.say(Notice::new(format!(
                "kept in the file; {} takes it back",
                cx.key("builder.undo")
            ))),
            Err(refusal) => {
                // The file is not what was thought: no step of ours leads back from it.
                self.steps.made.clear();
                self.steps.taken_back.clear();
                cx.say(Notice::bad(refusal.0));
            }
        }
        Some(self.ask(cx))
    }
}
