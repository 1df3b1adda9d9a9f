//! What can be done while writing.

use super::Composer;
use super::claude::{WRITES, quick, why};
use crate::domain::contact::Channel;
use crate::domain::snippet::blanks;
use crate::tui::action::{ActionSpec, Enabled, Weight};
use crate::tui::effect::{Effect, Effects};
use crate::tui::pane::{Action, Look, always};

fn something(composer: &Composer, _: Look<'_>) -> Enabled {
    if composer.hand.is_writing() {
        return Enabled::No(WRITES);
    }
    Enabled::when(!composer.body.is_blank(), "there is nothing to send yet")
}

fn changeable(composer: &Composer, _: Look<'_>) -> Enabled {
    if composer.hand.is_writing() {
        return Enabled::No(WRITES);
    }
    Enabled::when(!composer.body.is_blank(), "there is nothing to change yet")
}

/// What can be done while writing.
pub const ACTIONS: &[Action<Composer>] = &[
    Action {
        spec: ActionSpec::new(
            "composer.send",
            "Send",
            "Send it; it is held for a moment in which undo takes it back.",
        )
        .word("send")
        .weight(Weight::Leaves),
        enabled: something,
        run: Composer::send,
    },
    Action {
        spec: ActionSpec::new(
            "composer.keep",
            "Keep as draft",
            "Stop Claude, or take your own words back from a change; otherwise close: what is typed stays for later.",
        )
        .word("keep"),
        enabled: always,
        run: Composer::step_back,
    },
    Action {
        spec: ActionSpec::new(
            "composer.change",
            "Ask Claude for a change",
            "Say what is to be different, \"mention the open house\"; with nothing typed yet, Claude writes an answer. Names and \
             numbers stay here.",
        )
        .word("Claude"),
        enabled: |composer, _| Enabled::when(!composer.hand.is_writing(), WRITES),
        run: Composer::ask_for_change,
    },
    Action {
        spec: ActionSpec::new(
            "composer.why",
            "Why this wording",
            "What Claude used for it, with the words it took from there.",
        )
        .word("why"),
        enabled: |composer, _| Enabled::when(composer.hand.written.is_some(), "Claude has written nothing here"),
        run: why,
    },
    Action {
        spec: ActionSpec::new("composer.shorter", "Shorter", "Claude says the same, shorter."),
        enabled: changeable,
        run: |composer, cx| quick(composer, 0, cx),
    },
    Action {
        spec: ActionSpec::new("composer.warmer", "Warmer", "Claude says the same, warmer."),
        enabled: changeable,
        run: |composer, cx| quick(composer, 1, cx),
    },
    Action {
        spec: ActionSpec::new(
            "composer.times",
            "Offer three times",
            "Claude says the same and offers three free times of the calendar.",
        ),
        enabled: changeable,
        run: |composer, cx| quick(composer, 2, cx),
    },
    Action {
        spec: ActionSpec::new("composer.spanish", "In Spanish", "Claude says the same in Spanish."),
        enabled: changeable,
        run: |composer, cx| quick(composer, 3, cx),
    },
    Action {
        spec: ActionSpec::new(
            "composer.take",
            "Take the change",
            "Go on with what Claude wrote; yours is one undo away.",
        ),
        enabled: |composer, _| Enabled::when(composer.hand.against.is_some(), "there is no change to take"),
        run: |composer, cx| {
            composer.accept(cx);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "composer.undo",
            "The words before",
            "What stood here before Claude wrote, also when that was before this was opened.",
        ),
        enabled: |composer, _| Enabled::when(composer.hand.has_before(), "Claude has changed nothing here"),
        run: Composer::words_before,
    },
    Action {
        spec: ActionSpec::new(
            "composer.style",
            "How you write",
            "What is known of how you write, from your edits of Claude's drafts or by hand: read it, put it differently, forget it.",
        ),
        enabled: |composer, _| Enabled::when(!composer.hand.is_writing(), WRITES),
        run: Composer::ask_manners,
    },
    Action {
        spec: ActionSpec::new("composer.channel", "Other channel", "Between text and email.").word("channel"),
        enabled: |composer, _| {
            Enabled::when(
                composer.others().is_some(),
                "they can be reached in this way only",
            )
        },
        run: Composer::switch,
    },
    Action {
        spec: ActionSpec::new(
            "composer.next",
            "Next blank",
            "To the next blank of a snippet; otherwise between subject and text of a mail.",
        )
        .word("next"),
        enabled: |composer, _| {
            Enabled::when(
                composer.channel == Channel::Email || composer.has_blank(),
                "there is no blank to fill in",
            )
        },
        run: |composer, _| {
            if composer.has_blank() {
                composer.in_subject = false;
                composer.body.select_next(&blanks(&composer.body.text()));
            } else {
                composer.in_subject = !composer.in_subject;
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "composer.later",
            "Send later",
            "Send it at a moment you name: fri 9:00.",
        )
        .word("later")
        .weight(Weight::Leaves),
        enabled: something,
        run: Composer::ask_when,
    },
    Action {
        spec: ActionSpec::new(
            "composer.snippet",
            "Snippet",
            "Words that are used again and again; ; at the beginning of a word as well.",
        )
        .word("snippet"),
        enabled: always,
        run: Composer::offer_snippets,
    },
    Action {
        spec: ActionSpec::new("composer.newline", "New line", "Begin a new line.").word("newline"),
        enabled: always,
        run: |composer, cx| {
            if composer.in_subject {
                composer.in_subject = false;
            } else {
                composer.body.newline();
                composer.touched(cx);
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "composer.editor",
            "Own editor",
            "Go on in your own editor ($EDITOR).",
        )
        .word("editor"),
        enabled: always,
        run: |composer, cx| {
            let text = composer.body.text();
            Effects::one(Effect::Edit(cx.ticket(&mut composer.edited), text))
        },
    },
];
