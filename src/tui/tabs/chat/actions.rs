//! What can be done in Chat.

use super::deed::Offer;
use super::{Chat, Focus, branch};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::effect::Effects;
use crate::tui::pane::{Action, Look, Target, always};

/// Reading, and the list of chats.
pub const CHAT: ScopeSpec = ScopeSpec {
    id: "chat",
    title: "Chat",
    text: false,
};
/// Typing a question.
pub const ASK: ScopeSpec = ScopeSpec {
    id: "chat.ask",
    title: "Chat, while asking",
    text: true,
};
/// Typing into the search.
pub const FIND: ScopeSpec = ScopeSpec {
    id: "chat.find",
    title: "Chat, while searching",
    text: true,
};

fn can_send(chat: &Chat, _: Look<'_>) -> Enabled {
    if chat.ask.field.is_blank() {
        return Enabled::when(chat.offer().is_some(), "nothing is typed yet");
    }
    Enabled::when(
        !chat.is_writing(),
        "Claude is still writing; your question stays here until the answer is there or stopped",
    )
}

fn in_a_chat(chat: &Chat, _: Look<'_>) -> Enabled {
    Enabled::when(chat.thread.is_some(), "this chat is not begun yet")
}

fn something_proposed(chat: &Chat, _: Look<'_>) -> Enabled {
    Enabled::when(chat.plans.current().is_some(), "Claude proposes nothing here")
}

fn has_chips(chat: &Chat, _: Look<'_>) -> Enabled {
    Enabled::when(!chat.chips.here().is_empty(), "nothing is put to the question")
}

fn something_said(chat: &Chat, _: Look<'_>) -> Enabled {
    Enabled::when(!chat.transcript.is_empty(), "nothing was said in this chat yet")
}

const BRANCH_ASKING: ActionSpec = ActionSpec::new(
    "chat.ask.branch",
    "Branch",
    "Go on in a new chat with all that was said; this one stays.",
)
.word("branch");
const BRANCH: ActionSpec = ActionSpec::new(
    "chat.branch",
    "Branch",
    "Go on in a new chat with what was said up to where you read; this one stays.",
)
.word("branch");

fn can_branch(chat: &Chat, _: Look<'_>) -> Enabled {
    let why = if chat.is_writing() {
        "Claude is still writing; wait for the end or stop it"
    } else {
        "nothing was said in this chat yet"
    };
    Enabled::when(branch::can_go_back(chat), why)
}

/// The table.
pub(super) const ACTIONS: &[Action<Chat>] = &[
    Action {
        spec: ActionSpec::new(
            "chat.ask.send",
            "Ask",
            "Ask what is typed; with nothing typed, do what is offered.",
        )
        .word("send")
        .weight(Weight::Leaves),
        enabled: can_send,
        run: Chat::send,
    },
    Action {
        spec: ActionSpec::new(
            "chat.ask.other-model",
            "Use the other model",
            "Ask the model that is proposed in place of one that is gone.",
        )
        .weight(Weight::Leaves),
        enabled: |chat, _| Enabled::when(chat.other_model().is_some(), "no other model is proposed"),
        run: |chat, _| chat.use_other_model(),
    },
    Action {
        spec: ActionSpec::new("chat.ask.newline", "New line", "Begin a new line.").word("newline"),
        enabled: always,
        run: |chat, cx| {
            chat.ask.field.newline();
            chat.ask.touch(cx);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "chat.ask.back",
            "Stop, or leave the field",
            "Stop the answer and keep what had arrived; without one, leave the field. What is typed stays.",
        )
        .word("stop, leave"),
        enabled: always,
        run: |chat, cx| {
            let kept = chat.ask.keep(chat.thread.as_ref(), cx);
            kept.and(chat.step_back(cx).unwrap_or_else(Effects::none))
        },
    },
    Action {
        spec: ActionSpec::new(
            "chat.ask.up",
            "Question before",
            "The question before this one, or a line up.",
        ),
        enabled: always,
        run: Chat::up,
    },
    Action {
        spec: ActionSpec::new("chat.ask.page-up", "Read up", "A screen up in what was said.").word("read"),
        enabled: something_said,
        run: |chat, cx| chat.scroll_page(false, cx),
    },
    Action {
        spec: ActionSpec::new(
            "chat.ask.page-down",
            "Read down",
            "A screen down in what was said.",
        )
        .word("read"),
        enabled: something_said,
        run: |chat, cx| chat.scroll_page(true, cx),
    },
    Action {
        spec: ActionSpec::new(
            "chat.ask.editor",
            "Own editor",
            "Go on in your own editor ($EDITOR).",
        )
        .word("editor"),
        enabled: always,
        run: |chat, cx| chat.ask.edit(cx),
    },
    Action {
        spec: ActionSpec::new("chat.ask.find", "Search chats", "Look for words in all chats.").word("search"),
        enabled: always,
        run: |chat, cx| {
            let kept = chat.ask.keep(chat.thread.as_ref(), cx);
            kept.and(chat.find())
        },
    },
    Action {
        spec: ActionSpec::new(
            "chat.ask.lens",
            "What left this computer",
            "Every byte that left for this chat, beside how it reads here.",
        ),
        enabled: in_a_chat,
        run: Chat::open_lens,
    },
    Action {
        spec: ActionSpec::new(
            "chat.ask.drop",
            "Take out of the context",
            "Take out what was put to the question last; backspace at the beginning does the same.",
        ),
        enabled: has_chips,
        run: |chat, _| chat.drop_chip(),
    },
    Action {
        spec: ActionSpec::new("chat.ask.new", "New chat", "Begin a new chat.").word("new"),
        enabled: always,
        run: Chat::begin_new,
    },
    Action {
        spec: BRANCH_ASKING,
        enabled: can_branch,
        run: Chat::branch,
    },
    Action {
        spec: ActionSpec::new(
            "chat.ask.decide",
            "What is proposed",
            "To what Claude proposes in this chat, to decide.",
        )
        .word("decide"),
        enabled: something_proposed,
        run: Chat::go_decide,
    },
    Action {
        spec: ActionSpec::new(
            "chat.ask.detail",
            "Thinking",
            "Show or hide what the model let be seen of its thinking.",
        ),
        enabled: something_said,
        run: |chat, cx| {
            chat.transcript.toggle_thinking(cx.world);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("chat.write", "Ask", "Type a question.").word("ask"),
        enabled: always,
        run: |chat, _| {
            chat.focus = Focus::Ask;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "chat.source",
            "Open the source",
            "To the person of the first source that an answer names.",
        )
        .word("source"),
        enabled: |chat, _| {
            Enabled::when(
                chat.transcript.first_source().is_some(),
                "no answer here names a source",
            )
        },
        run: |chat, cx| {
            if let Some(contact) = chat.transcript.first_source() {
                cx.go(Target::Contact(contact.clone()));
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "chat.lens",
            "What left this computer",
            "Every byte that left for this chat, beside how it reads here.",
        )
        .word("lens"),
        enabled: in_a_chat,
        run: Chat::open_lens,
    },
    Action {
        spec: ActionSpec::new(
            "chat.drop",
            "Take out of the context",
            "Take out what was put to the question last.",
        ),
        enabled: has_chips,
        run: |chat, _| chat.drop_chip(),
    },
    Action {
        spec: ActionSpec::new(
            "chat.back",
            "Stop, or back",
            "Stop the answer, or go one step out. Twice, soon after each other: back to an earlier question.",
        ),
        enabled: always,
        run: super::hand::escape,
    },
    Action {
        spec: ActionSpec::new("chat.left", "Chats", "To the list of chats.").word("pane"),
        enabled: always,
        run: |chat, _| {
            chat.focus = Focus::Threads;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "chat.right",
            "What was said",
            "To what was said in the open chat.",
        )
        .word("pane"),
        enabled: always,
        run: |chat, _| {
            chat.focus = Focus::Text;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("chat.new", "New chat", "Begin a new chat.").word("new"),
        enabled: always,
        run: Chat::begin_new,
    },
    Action {
        spec: BRANCH,
        enabled: can_branch,
        run: Chat::branch,
    },
    Action {
        spec: ActionSpec::new(
            "chat.rewind",
            "Ask differently",
            "Go back to an earlier question: a branch with what was said before it, and the question to change.",
        )
        .word("rewind"),
        enabled: can_branch,
        run: Chat::choose_earlier,
    },
    Action {
        spec: ActionSpec::new("chat.search", "Search chats", "Look for words in all chats.").word("search"),
        enabled: always,
        run: |chat, _| chat.find(),
    },
    Action {
        spec: ActionSpec::new(
            "chat.go-on",
            "Go on",
            "Have the rest of an answer that was cut or broke off.",
        )
        .word("go on")
        .weight(Weight::Leaves),
        enabled: |chat, _| {
            Enabled::when(
                matches!(chat.offer(), Some(Offer::GoOn)),
                "the last answer is whole",
            )
        },
        run: Chat::go_on,
    },
    Action {
        spec: ActionSpec::new(
            "chat.again",
            "Ask again",
            "Ask the last question again: its answer broke off.",
        )
        .word("ask again")
        .weight(Weight::Leaves),
        enabled: |chat, _| Enabled::when(chat.broke_off(), "the last answer is whole"),
        run: |chat, _| chat.again(),
    },
    Action {
        spec: ActionSpec::new(
            "chat.model",
            "Choose the model",
            "Which model answers from now on.",
        )
        .word("model"),
        enabled: |chat, _| Enabled::when(!chat.models.is_empty(), "no Claude key is set"),
        run: Chat::choose_model,
    },
    Action {
        spec: ActionSpec::new("chat.rename", "Rename", "Give this chat another title.").weight(Weight::Local),
        enabled: in_a_chat,
        run: Chat::rename,
    },
    Action {
        spec: ActionSpec::new(
            "chat.decide",
            "What is proposed",
            "To what Claude proposes in this chat, to decide.",
        )
        .word("decide"),
        enabled: something_proposed,
        run: Chat::go_decide,
    },
    Action {
        spec: ActionSpec::new(
            "chat.detail",
            "Thinking",
            "Show or hide what the model let be seen of its thinking.",
        ),
        enabled: something_said,
        run: |chat, cx| {
            chat.transcript.toggle_thinking(cx.world);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("chat.next", "Next question", "To the next question in this chat."),
        enabled: something_said,
        run: |chat, _| {
            chat.transcript.go_question(true);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "chat.previous",
            "Question before",
            "To the question before, in this chat.",
        ),
        enabled: something_said,
        run: |chat, _| {
            chat.transcript.go_question(false);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("chat.scroll-down", "Read down", "A line down in what was said."),
        enabled: something_said,
        run: |chat, cx| {
            chat.transcript.scroll(1, cx.world);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("chat.scroll-up", "Read up", "A line up in what was said."),
        enabled: something_said,
        run: |chat, cx| {
            chat.transcript.scroll(-1, cx.world);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "chat.copy",
            "Copy the answer",
            "Copy the last answer as it was written.",
        ),
        enabled: something_said,
        run: |chat, cx| chat.copy(cx, false),
    },
    Action {
        spec: ActionSpec::new(
            "chat.copy-listing",
            "Copy the listing",
            "Copy the last listing of the last answer.",
        ),
        enabled: something_said,
        run: |chat, cx| chat.copy(cx, true),
    },
    Action {
        spec: ActionSpec::new(
            "chat.find.keep",
            "Keep the search",
            "Go to the chats that were found.",
        )
        .word("keep"),
        enabled: always,
        run: |chat, cx| {
            chat.threads.finding = false;
            let first = chat.threads.current().cloned();
            match first {
                Some(thread) if chat.thread.as_ref() != Some(&thread) => chat.open(Some(thread), cx),
                _ => Effects::none(),
            }
        },
    },
    Action {
        spec: ActionSpec::new("chat.find.undo", "All chats", "Leave the search.").word("all"),
        enabled: always,
        run: |chat, cx| {
            chat.threads.finding = false;
            chat.threads.line.set("");
            chat.ask_threads(cx)
        },
    },
];
