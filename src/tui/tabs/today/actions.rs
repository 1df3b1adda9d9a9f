//! What can be done on the Today tab.

use super::deed::Deed;
use super::whom::{copy, known, open_deal, person, reply, somebody, something, with_card};
use super::{Today, away, card};
use crate::domain::value::Foreign;
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::acts::{Acts, out};
use crate::tui::backend::FetchContact;
use crate::tui::effect::Effects;
use crate::tui::filter_line::Kept;
use crate::tui::notice::Notice;
use crate::tui::overlays::history::History;
use crate::tui::overlays::sheet::Sheet;
use crate::tui::overlays::why::Why;
use crate::tui::pane::{Action, Cx, Target, always};
use crate::tui::widgets::list::Motion;

/// The tab.
pub const TODAY: ScopeSpec = ScopeSpec {
    id: "today",
    title: "Today",
    text: false,
};

/// A row of a snooze with a fixed moment.
const fn snooze(spec: ActionSpec, run: fn(&mut Today, &mut Cx<'_>) -> Effects) -> Action<Today> {
    Action {
        spec: spec.weight(Weight::Local),
        enabled: something,
        run,
    }
}

/// Its filter line.
pub const FILTER: ScopeSpec = ScopeSpec {
    id: "today.filter",
    title: "Today, while filtering",
    text: true,
};

/// The table.
pub const ACTIONS: &[Action<Today>] = &[
    Action {
        spec: ActionSpec::new(
            "today.open",
            "Do what is offered",
            "Answer, take a lead, open the person or the deal: the right side says which.",
        )
        .word("do it"),
        enabled: something,
        run: Today::do_offer,
    },
    Action {
        spec: ActionSpec::new(
            "today.reply",
            "Reply",
            "Write to them, on the channel of their last message.",
        )
        .word("reply")
        .weight(Weight::Leaves),
        enabled: known,
        run: reply,
    },
    Action {
        spec: ActionSpec::new(
            "today.call",
            "Call",
            "The card of a call: what to ask, notes, how it ended.",
        )
        .word("call")
        .weight(Weight::Pushed),
        enabled: known,
        run: |today, cx| with_card(today, cx, Acts::call),
    },
    Action {
        spec: ActionSpec::new(
            "today.draft",
            "Draft with Claude",
            "Claude writes an answer where you write it; you send it. Names and numbers stay here.",
        )
        .word("draft"),
        enabled: known,
        run: |today, cx| with_card(today, cx, Acts::draft),
    },
    Action {
        spec: ActionSpec::new(
            "today.done",
            "Done, next",
            "Nothing more is to be done until something new comes; a task is ticked off.",
        )
        .word("done")
        .weight(Weight::Pushed),
        enabled: something,
        run: |today, cx| today.give(Deed::Done, cx),
    },
    snooze(
        ActionSpec::new(
            "today.snooze-hour",
            "Snooze an hour",
            "Put them off for an hour; a message of theirs ends it early.",
        ),
        |today, cx| today.give(Deed::Snooze("1h".to_owned()), cx),
    ),
    snooze(
        ActionSpec::new(
            "today.snooze-evening",
            "Snooze until the evening",
            "Put them off until six in the evening.",
        ),
        |today, cx| today.give(Deed::Snooze("evening".to_owned()), cx),
    ),
    snooze(
        ActionSpec::new(
            "today.snooze-tomorrow",
            "Snooze until tomorrow",
            "Put them off until nine tomorrow.",
        )
        .word("tomorrow"),
        |today, cx| today.give(Deed::Snooze("tomorrow".to_owned()), cx),
    ),
    snooze(
        ActionSpec::new(
            "today.snooze-monday",
            "Snooze until Monday",
            "Put them off until nine on Monday.",
        ),
        |today, cx| today.give(Deed::Snooze("monday".to_owned()), cx),
    ),
    snooze(
        ActionSpec::new(
            "today.snooze-words",
            "Snooze until …",
            "Put them off until a moment in your words: in 3 days, fri 10:00.",
        ),
        Today::snooze_until,
    ),
    Action {
        spec: ActionSpec::new(
            "today.assign",
            "Assign or pond",
            "Give them to a colleague or to the pond.",
        )
        .word("assign")
        .weight(Weight::Pushed),
        enabled: somebody,
        run: |today, cx| {
            let owner = today.current().and_then(|item| item.owner.clone());
            let pond = today.queue.as_ref().and_then(|queue| queue.pond.clone());
            let (people, _) = today.people();
            today.acts.owner_or_pond(
                people,
                owner.as_ref().map(crate::domain::value::UserId::as_str),
                pond.as_ref(),
                cx,
            );
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.why",
            "Why",
            "The parts of what waiting costs and of their score, and where they come from.",
        )
        .word("why"),
        enabled: something,
        run: |today, cx| {
            if let Some(item) = today.current() {
                let lines = card::why_lines(today, item, cx.look);
                match &item.contact {
                    Some(contact) => cx.open(Why::new(contact.clone(), &item.name.shown(), lines)),
                    None => cx.open(Sheet::new(format!("why now: {}", item.name.shown()), lines)),
                }
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.away",
            "While you were away",
            "Who came, who wrote and what was changed in the CRM since you last did something before today.",
        ),
        enabled: |today, _| {
            let told = today.away.as_ref().is_some_and(|night| !away::is_quiet(night));
            Enabled::when(told, "nothing happened while you were away")
        },
        run: |today, cx| {
            if let Some(night) = &today.away {
                let title = format!("while you were away, since {}", away::since(night, cx.look));
                cx.open(Sheet::new(title, away::lines(night)));
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("today.note", "Note", "Write a note.")
            .word("note")
            .weight(Weight::Local),
        enabled: somebody,
        run: |today, cx| {
            let (people, name) = today.people();
            today.acts.note(people, &name, cx);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("today.task", "Task", "Plan something to do, and when.")
            .word("task")
            .weight(Weight::Pushed),
        enabled: somebody,
        run: |today, cx| {
            let (people, name) = today.people();
            today.acts.task(people, &name, cx);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.decline",
            "Decline",
            "Nothing will be done about it; only a message of theirs brings them back.",
        )
        .word("decline")
        .weight(Weight::Local),
        enabled: something,
        run: |today, cx| today.give(Deed::Decline, cx),
    },
    Action {
        spec: ActionSpec::new(
            "today.duplicate",
            "Duplicate",
            "They are here twice: the other record side by side, and the two are made one.",
        )
        .word("duplicate")
        .weight(Weight::Local),
        enabled: somebody,
        run: |today, cx| match person(today) {
            Some((contact, name)) => today.acts.doubles(contact, name, cx),
            None => Effects::unchanged(),
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.claude",
            "Ask Claude about them",
            "A question in the chat about them; Claude reads what is here, names and numbers stay here.",
        )
        .word("Claude"),
        enabled: known,
        run: |today, cx| with_card(today, cx, |acts, person, cx| acts.ask_claude(person, cx)),
    },
    Action {
        spec: ActionSpec::new(
            "today.analyse",
            "Analyse with Claude",
            "How likely they close, how they behave, what to do next; with what it rests on.",
        ),
        enabled: known,
        run: |today, cx| with_card(today, cx, |acts, person, cx| acts.prepare("analysis", person, cx)),
    },
    Action {
        spec: ActionSpec::new(
            "today.brief",
            "Call brief with Claude",
            "An opener, what is known and what to ask; made in the background.",
        ),
        enabled: known,
        run: |today, cx| {
            with_card(today, cx, |acts, person, cx| {
                acts.prepare("call_brief", person, cx)
            })
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.prepare",
            "Prepare with Claude",
            "A reply in three tones, a plan, an answer to an objection, a translation and more: made in the background.",
        ),
        enabled: known,
        run: |today, cx| {
            with_card(today, cx, |acts, person, cx| {
                acts.choose_work(person, cx);
                Effects::none()
            })
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.stage",
            "Move stage",
            "Move their open deal to another stage; of everybody marked, if several are.",
        )
        .weight(Weight::Pushed),
        enabled: |today, _| {
            let any = today.people().0.len() > 1 || open_deal(today).is_some();
            Enabled::when(any, "they have no open deal")
        },
        run: |today, cx| {
            let (people, _) = today.people();
            if people.len() > 1 {
                return today.acts.stages(people, cx);
            }
            let deal = open_deal(today).map(|deal| (deal.id.clone(), deal.stage.clone()));
            let Some((deal, stage)) = deal else {
                return Effects::unchanged();
            };
            let pipelines = &cx.world.directory.pipelines;
            let here = pipelines
                .iter()
                .find(|pipeline| pipeline.stages.iter().any(|s| s.id == stage));
            if let Some(pipeline) = here.map(|pipeline| pipeline.id.clone()) {
                today.acts.stage(deal, &pipeline, &stage, cx);
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("today.tags", "Tags", "Add and take away tags.").weight(Weight::Pushed),
        enabled: known,
        run: |today, cx| {
            let (people, _) = today.people();
            let card = today.card().filter(|_| people.len() == 1);
            let tags = card.iter().flat_map(|card| &card.person.contact.tags);
            let on: Vec<_> = tags.map(Foreign::shown).collect();
            today.acts.tags(people, &on, cx);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.delete",
            "Delete",
            "Delete them in the CRM, after a question.",
        )
        .weight(Weight::Pushed),
        enabled: somebody,
        run: |today, cx| {
            let (people, name) = today.people();
            today.acts.delete(people, &name, cx)
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.history",
            "Who said so",
            "The values their fields had, who set them and when.",
        ),
        enabled: known,
        run: |today, cx| {
            if let Some(contact) = today.card().map(|card| &card.person.contact) {
                let history = History::new(contact.id.clone(), &contact.name(), None);
                cx.open(history);
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.household",
            "Household",
            "The next of those with the same number or address.",
        ),
        enabled: |today, _| {
            let others = today.card().is_some_and(|card| !card.person.household.is_empty());
            Enabled::when(others, "nobody shares their number or address")
        },
        run: |today, cx| {
            let next = today.card().and_then(|card| card.person.household.first());
            if let Some(next) = next.map(|kin| kin.id.clone()) {
                cx.go(Target::Contact(next));
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.fetch",
            "Fetch again",
            "Fetch this person from the CRM now.",
        ),
        enabled: somebody,
        run: |today, cx| {
            let Some((contact, _)) = person(today) else {
                return Effects::unchanged();
            };
            cx.say(Notice::new("fetching this person again"));
            Effects::one(cx.ask(&mut today.fetched, FetchContact(contact)))
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.copy-phone",
            "Copy phone",
            "Put their number on the clipboard.",
        ),
        enabled: known,
        run: |today, cx| copy(today, cx, |contact| contact.phone.shown()),
    },
    Action {
        spec: ActionSpec::new(
            "today.copy-email",
            "Copy email",
            "Put their address on the clipboard.",
        ),
        enabled: known,
        run: |today, cx| copy(today, cx, |contact| contact.email.shown()),
    },
    Action {
        spec: ActionSpec::new(
            "today.copy-line",
            "Copy line",
            "Put name, phone and email on the clipboard.",
        ),
        enabled: known,
        run: |today, cx| copy(today, cx, out::line),
    },
    Action {
        spec: ActionSpec::new(
            "today.copy-link",
            "Copy link",
            "Put the address of their page in the CRM on the clipboard.",
        ),
        enabled: known,
        run: |today, cx| with_card(today, cx, |_, person, cx| out::copy_link(person, cx)),
    },
    Action {
        spec: ActionSpec::new(
            "today.edit",
            "Edit fields",
            "Open the person and go through the fields.",
        )
        .weight(Weight::Pushed),
        enabled: somebody,
        run: |today, cx| {
            if let Some(contact) = today.current().and_then(|item| item.contact.clone()) {
                cx.go(Target::Contact(contact));
                cx.start("leads.edit");
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.web",
            "Open in the CRM",
            "Open this person in the CRM on the web.",
        ),
        enabled: |today, _| {
            let known = today.card().is_some_and(|card| card.person.remote_id.is_some());
            Enabled::when(known, "the CRM does not know them yet")
        },
        run: |today, cx| with_card(today, cx, |_, person, cx| out::open_on_web(person, cx)),
    },
    Action {
        spec: ActionSpec::new(
            "today.again",
            "The last verdict again",
            "Done, snooze or decline, as with the row before.",
        ),
        enabled: |today, _| Enabled::when(today.last.is_some(), "no verdict has been given yet"),
        run: |today, cx| match today.last.clone() {
            Some(deed) => today.give(deed, cx),
            None => Effects::unchanged(),
        },
    },
    Action {
        spec: ActionSpec::new("today.new", "New person", "Name, phone and email on one line.")
            .word("new")
            .weight(Weight::Pushed),
        enabled: always,
        run: |today, cx| {
            today.acts.newcomer(cx);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.mark",
            "Mark",
            "Mark the row; a verdict is then about everything marked.",
        )
        .word("mark"),
        enabled: something,
        run: Today::mark,
    },
    Action {
        spec: ActionSpec::new(
            "today.range",
            "Mark a range",
            "Mark from here to where the cursor goes; again ends it.",
        ),
        enabled: something,
        run: |today, _| today.mark_range(),
    },
    Action {
        spec: ActionSpec::new(
            "today.all",
            "Mark all",
            "Mark this whole part of the queue, or nothing.",
        ),
        enabled: something,
        run: |today, _| today.mark_all(),
    },
    Action {
        spec: ActionSpec::new("today.next-split", "Next split", "To the next part of the queue."),
        enabled: always,
        run: |today, cx| step(today, true, cx),
    },
    Action {
        spec: ActionSpec::new(
            "today.previous-split",
            "Previous split",
            "To the part of the queue before.",
        ),
        enabled: always,
        run: |today, cx| step(today, false, cx),
    },
    Action {
        spec: ActionSpec::new(
            "today.next",
            "Next row",
            "The next of the queue; the keys that move stay where they are.",
        ),
        enabled: something,
        run: |today, cx| today.move_by(Motion::Down, cx),
    },
    Action {
        spec: ActionSpec::new(
            "today.previous",
            "Previous row",
            "The one before; the keys that move stay where they are.",
        ),
        enabled: something,
        run: |today, cx| today.move_by(Motion::Up, cx),
    },
    Action {
        spec: ActionSpec::new(
            "today.search",
            "Filter",
            "Choose whose rows are shown, as you type.",
        )
        .word("filter"),
        enabled: always,
        run: |today, _| {
            today.line.begin();
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.filter.keep",
            "Keep",
            "Keep the filter and go to the queue; of plain words behind a ! Claude makes one first.",
        )
        .word("keep"),
        enabled: always,
        run: keep_filter,
    },
    Action {
        spec: ActionSpec::new("today.filter.undo", "Back", "Back to the filter before.").word("back"),
        enabled: always,
        run: |today, cx| {
            if today.line.undo() {
                today.refilter(cx).and(Effects::none())
            } else {
                Effects::none()
            }
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.filter.complete",
            "Complete",
            "Complete the field or value.",
        )
        .word("complete"),
        enabled: always,
        run: |today, cx| {
            if today.line.complete(&cx.world.directory) {
                today.refilter(cx).and(Effects::none())
            } else {
                Effects::none()
            }
        },
    },
    Action {
        spec: ActionSpec::new("today.filter.down", "Down", "One row down in the queue.").word("move"),
        enabled: always,
        run: |today, cx| today.move_by(Motion::Down, cx),
    },
    Action {
        spec: ActionSpec::new("today.filter.up", "Up", "One row up in the queue.").word("move"),
        enabled: always,
        run: |today, cx| today.move_by(Motion::Up, cx),
    },
    Action {
        spec: ActionSpec::new(
            "today.left",
            "Back to the queue",
            "The keys that move go to the queue again.",
        ),
        enabled: |today, _| Enabled::when(today.aside, "the queue has the keys already"),
        run: |today, _| {
            today.aside = false;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "today.right",
            "Into the thread",
            "The keys that move scroll the thread with the person.",
        ),
        enabled: |today, look| match known(today, look) {
            Enabled::Yes => Enabled::when(!today.aside, "the thread has the keys already"),
            no @ Enabled::No(_) => no,
        },
        run: |today, _| {
            today.aside = true;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("today.scroll-down", "Older", "Scroll the thread down."),
        enabled: known,
        run: |today, _| {
            today.scroll = (today.scroll + 3).min(card::thread_len(today));
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("today.scroll-up", "Newer", "Scroll the thread up."),
        enabled: known,
        run: |today, _| {
            today.scroll = today.scroll.saturating_sub(3);
            Effects::none()
        },
    },
];

/// The actions that take the filter which Claude made, and leave it.
pub(super) const KEEP_OR_UNDO: (&str, &str) = ("today.filter.keep", "today.filter.undo");

fn keep_filter(today: &mut Today, cx: &mut Cx<'_>) -> Effects {
    match today.line.finish(cx) {
        Kept::NotYet(effects) => effects,
        Kept::Another => today.refilter(cx).and(Effects::none()),
        Kept::Same => Effects::none(),
    }
}

fn step(today: &mut Today, forward: bool, cx: &mut Cx<'_>) -> Effects {
    if today.desk.step(forward) {
        today.moved(cx)
    } else {
        Effects::unchanged()
    }
}
