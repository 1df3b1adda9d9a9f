//! Asking for a text: a note, a task, a reason, a title.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::action::{ActionSpec, Enabled, ScopeSpec};
use crate::tui::effect::{Effect, Effects};
use crate::tui::msg::{Input, Msg};
use crate::tui::notice::Notice;
use crate::tui::pane::{Action, Cx, Look, Pane, enabled, run};
use crate::tui::ticket::{Slot, Ticket};
use crate::tui::widgets::draw;
use crate::tui::widgets::field::Field;

/// A box with text to type.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "prompt",
    title: "While writing a note or an answer",
    text: true,
};

/// What can be done while typing.
pub const ACTIONS: &[Action<Prompt>] = &[
    Action {
        spec: ActionSpec::new("prompt.accept", "Save", "Take what is typed.").word("save"),
        enabled: |_, _| Enabled::Yes,
        run: Prompt::accept,
    },
    Action {
        spec: ActionSpec::new("prompt.newline", "New line", "Begin a new line.").word("newline"),
        enabled: |prompt, _| Enabled::when(prompt.lines, "this is one line"),
        run: |prompt, _| {
            prompt.field.newline();
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "prompt.editor",
            "Own editor",
            "Go on in your own editor ($EDITOR).",
        )
        .word("editor"),
        enabled: |prompt, _| Enabled::when(prompt.lines, "this is one line"),
        run: |prompt, cx| {
            let text = prompt.field.text();
            Effects::one(Effect::Edit(cx.ticket(&mut prompt.edited), text))
        },
    },
    Action {
        spec: ActionSpec::new(
            "prompt.complete",
            "Complete",
            "As much more of the path as is certain.",
        )
        .word("complete"),
        enabled: |prompt, _| Enabled::when(prompt.complete.is_some(), "there is nothing to complete"),
        run: |prompt, _| {
            if let Some(complete) = prompt.complete {
                let text = complete(&prompt.field.text());
                prompt.field.set(&text);
            }
            Effects::none()
        },
    },
    Action::close(ActionSpec::new("prompt.close", "Leave it", "Close without saving.").word("close")),
];

/// Says what is wrong with a text, or how it is understood.
pub type Check = Box<dyn Fn(&str) -> Result<String, String>>;

/// The overlay. Answers with the text as a `String`.
pub struct Prompt {
    title: String,
    hint: &'static str,
    ticket: Ticket,
    field: Field,
    lines: bool,
    check: Check,
    complete: Option<fn(&str) -> String>,
    edited: Slot<String>,
}

impl Prompt {
    /// Asks for one line. `check` is shown below the line as it is typed and must hold before it is taken.
    pub fn line(
        title: impl Into<String>,
        hint: &'static str,
        ticket: Ticket,
        text: &str,
        check: Check,
    ) -> Self {
        let field = Field::line(text);
        Self {
            title: title.into(),
            hint,
            ticket,
            field,
            lines: false,
            check,
            complete: None,
            edited: Slot::new(),
        }
    }

    /// The same with a way to complete what is typed.
    #[must_use]
    pub fn completing(mut self, complete: fn(&str) -> String) -> Self {
        self.complete = Some(complete);
        self
    }

    /// Asks for a text of several lines.
    pub fn lines(title: impl Into<String>, hint: &'static str, ticket: Ticket, text: &str) -> Self {
        let check: Check = Box::new(|text| {
            if text.trim().is_empty() {
                Err("nothing typed yet".to_owned())
            } else {
                Ok(String::new())
            }
        });
        let field = Field::lines(text);
        Self {
            title: title.into(),
            hint,
            ticket,
            field,
            lines: true,
            check,
            complete: None,
            edited: Slot::new(),
        }
    }

    fn accept(&mut self, cx: &mut Cx<'_>) -> Effects {
        let text = self.field.text();
        match (self.check)(&text) {
            Ok(_) => cx.answer(self.ticket, text),
            Err(reason) => cx.say(Notice::warn(reason)),
        }
        Effects::none()
    }
}

impl Pane for Prompt {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id]
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        match msg {
            Msg::Input(Input::Key(key)) => {
                self.field.key(*key);
            }
            Msg::Input(Input::Paste(text)) => {
                self.field.insert(text);
            }
            Msg::Loaded(loaded) => match self.edited.take(loaded) {
                Some(Ok(text)) => self.field.set(text.trim_end_matches('\n')),
                Some(Err(refusal)) => cx.say(Notice::bad(refusal.0)),
                None => return Effects::unchanged(),
            },
            _ => return Effects::unchanged(),
        }
        Effects::none()
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(ACTIONS, self, id, look)
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    fn place(&self, screen: Rect) -> Rect {
        let width = 76.min(screen.width.saturating_sub(4));
        let rows = if self.lines {
            self.field.height(width.saturating_sub(4)).clamp(5, 14)
        } else {
            2
        };
        draw::middle(screen, width, rows + 2)
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let inner = draw::panel(frame.buffer_mut(), area, &self.title, look);
        let rows = if self.lines {
            inner.height
        } else {
            inner.height.min(1)
        };
        self.field.view(
            frame,
            Rect {
                height: rows,
                ..inner
            },
            self.hint,
            true,
            look,
        );
        if !self.lines {
            let (words, style) = match (self.check)(&self.field.text()) {
                Ok(words) => (words, look.styles().dim),
                Err(words) => (words, look.styles().warn),
            };
            let words = if self.field.is_blank() {
                String::new()
            } else {
                words
            };
            draw::text(frame.buffer_mut(), inner, 0, 1, &words, style);
        }
    }
}
