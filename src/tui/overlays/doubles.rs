//! Two records of one person side by side: which values stay, what goes over, what the CRM will not give back.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::confirm::{Confirm, Confirmed};
use crate::domain::command::Command;
use crate::domain::custom_field::CustomField;
use crate::domain::merge::words;
use crate::domain::record::value_at;
use crate::domain::value::ContactId;
use crate::engine::doubles::{Differs, Takes, before, differences, make_one, name};
use crate::engine::query::{Doubles as Question, DoublesOf};
use crate::engine::view::{Double, Receipt, Twin};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::notice::Notice;
use crate::tui::pane::{Action, Cx, Holds, Look, Pane, enabled, run};
use crate::tui::text::{clip, count, width};
use crate::tui::ticket::Slot;
use crate::tui::widgets::draw;

/// The scope of its keys.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "doubles",
    title: "Two records of one person",
    text: false,
};

/// Pairs that are read at once.
const MOST: usize = 200;
/// Rows of fields that are shown.
const ROWS: usize = 10;

fn pair(doubles: &Doubles, _: Look<'_>) -> Enabled {
    Enabled::when(doubles.current().is_some(), "there are no doubles")
}

/// Its own actions.
pub const ACTIONS: &[Action<Doubles>] = &[
    Action {
        spec: ActionSpec::new("doubles.down", "Next field", "The next field that differs.").word("field"),
        enabled: pair,
        run: |doubles, _| {
            doubles.row = (doubles.row + 1).min(doubles.rows.len().saturating_sub(1));
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("doubles.up", "Field before", "The field before.").word("field"),
        enabled: pair,
        run: |doubles, _| {
            doubles.row = doubles.row.saturating_sub(1);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("doubles.left", "Left", "The value on the left stays.").word("left"),
        enabled: pair,
        run: |doubles, _| doubles.choose(Takes::Left),
    },
    Action {
        spec: ActionSpec::new("doubles.right", "Right", "The value on the right is taken.").word("right"),
        enabled: pair,
        run: |doubles, _| doubles.choose(Takes::Right),
    },
    Action {
        spec: ActionSpec::new(
            "doubles.both",
            "Both",
            "Both values stay: the other number or address becomes a further one, choices are put together.",
        )
        .word("both"),
        enabled: |doubles, look| match (pair(doubles, look), doubles.rows.get(doubles.row)) {
            (Enabled::Yes, Some(row)) => Enabled::when(row.has_room(), "this field has room for one value"),
            (Enabled::Yes, None) => Enabled::No("no field differs"),
            (no, _) => no,
        },
        run: |doubles, _| doubles.choose(Takes::Both),
    },
    Action {
        spec: ActionSpec::new("doubles.swap", "Swap", "The other one stays.").word("swap"),
        enabled: pair,
        run: |doubles, _| {
            let at = doubles.at;
            if let Some(double) = doubles.pairs.get_mut(at) {
                std::mem::swap(&mut double.left, &mut double.right);
            }
            doubles.compare();
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "doubles.apart",
            "Not the same",
            "They are two people; never show them again.",
        )
        .word("not the same")
        .weight(Weight::Local),
        enabled: pair,
        run: |doubles, cx| {
            let Some(double) = doubles.current() else {
                return Effects::unchanged();
            };
            let command = Command::TellApart {
                one: double.left.id.clone(),
                two: double.right.id.clone(),
            };
            Effects::one(cx.submit(&mut doubles.done, command))
        },
    },
    Action {
        spec: ActionSpec::new("doubles.one", "Make one", "Make them one, after a question.")
            .word("make one")
            .weight(Weight::Grave),
        enabled: pair,
        run: Doubles::ask,
    },
    Action {
        spec: ActionSpec::new(
            "doubles.next",
            "Next pair",
            "The next pair; this one stays as it is.",
        )
        .word("next"),
        enabled: pair,
        run: |doubles, _| {
            doubles.at = (doubles.at + 1) % doubles.pairs.len().max(1);
            doubles.compare();
            Effects::none()
        },
    },
    Action::close(ActionSpec::new("doubles.close", "Close", "Back to where you were.").word("close")),
];

/// The overlay.
#[derive(Default)]
pub struct Doubles {
    /// Only those of this person.
    of: Option<ContactId>,
    pairs: Vec<Double>,
    is_read: bool,
    at: usize,
    rows: Vec<Differs>,
    row: usize,
    added: Vec<CustomField>,
    slot: Slot<Vec<Double>>,
    sure: Slot<Confirmed>,
    done: Slot<Receipt>,
}

impl Doubles {
    /// The doubles of one person.
    pub fn of(contact: ContactId) -> Self {
        Self {
            of: Some(contact),
            ..Self::default()
        }
    }

    fn current(&self) -> Option<&Double> {
        self.pairs.get(self.at)
    }

    fn choose(&mut self, takes: Takes) -> Effects {
        if let Some(row) = self.rows.get_mut(self.row) {
            row.takes = takes;
        }
        self.row = (self.row + 1).min(self.rows.len().saturating_sub(1));
        Effects::none()
    }

    /// Lists the fields in which the pair differs. What only the right one has is taken unasked.
    fn compare(&mut self) {
        self.row = 0;
        self.rows.clear();
        let Some(double) = self.pairs.get(self.at) else {
            return;
        };
        self.rows = differences(double, &self.added);
    }

    fn ask(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(double) = self.current() else {
            return Effects::unchanged();
        };
        let lines = before(double, &cx.look.key("app.undo"));
        let ticket = cx.ticket(&mut self.sure);
        cx.open(Confirm::new("make two records one".to_owned(), lines, 2, ticket));
        Effects::none()
    }

    fn make_one(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(double) = self.pairs.get(self.at) else {
            return Effects::unchanged();
        };
        let command = make_one(double, &self.rows);
        Effects::one(cx.submit(&mut self.done, command))
    }
}

impl Pane for Doubles {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id]
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.added.clone_from(&cx.world.directory.custom_fields);
        Effects::one(match &self.of {
            Some(contact) => cx.ask(&mut self.slot, DoublesOf(contact.clone())),
            None => cx.ask(&mut self.slot, Question { limit: MOST }),
        })
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        let Msg::Loaded(loaded) = msg else {
            return Effects::unchanged();
        };
        if let Some(read) = self.slot.take(loaded) {
            match read {
                Ok(pairs) => {
                    self.pairs = pairs;
                    self.at = self.at.min(self.pairs.len().saturating_sub(1));
                    self.is_read = true;
                    self.compare();
                }
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
        } else if let Some(Ok(Confirmed)) = self.sure.take(loaded) {
            return self.make_one(cx);
        } else if let Some(done) = self.done.take(loaded) {
            match done {
                Ok(receipt) => {
                    let notice = Notice::new(receipt.summary);
                    cx.say(if receipt.undo.is_some() {
                        notice.with_undo()
                    } else {
                        notice
                    });
                    return self.wake(cx);
                }
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
        } else {
            return Effects::unchanged();
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
        if self.pairs.is_empty() {
            return draw::middle(screen, screen.width.saturating_sub(4).min(76), 3);
        }
        let rows = self.rows.len().clamp(1, ROWS) as u16;
        draw::middle(screen, screen.width.saturating_sub(4).min(96), rows + 9)
    }

    fn holds(&self) -> Holds {
        Holds::refused(self.slot.is_open())
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let styles = look.styles();
        let title = match self.pairs.len() {
            0 => "doubles".to_owned(),
            many => format!("doubles, {} of {many}", self.at + 1),
        };
        let inner = draw::panel(frame.buffer_mut(), area, &title, look);
        let buf = frame.buffer_mut();
        let Some(double) = self.current() else {
            let words = match &self.of {
                _ if !self.is_read => "looking for doubles",
                Some(_) => "no other record of this person is known",
                None => "nobody shares a number or an address with somebody else",
            };
            draw::text(buf, inner, 0, 0, words, styles.dim);
            return;
        };
        let half = inner.width.saturating_sub(14) / 2;
        let room = usize::from(half.saturating_sub(3));
        let column = [14, 14 + half];
        let shared = format!("same {}", double.shared);
        draw::text(buf, inner, 0, 0, &shared, styles.dim);
        for (x, (twin, word)) in column
            .into_iter()
            .zip([(&double.left, "stays"), (&double.right, "goes")])
        {
            let head = format!("{} {} {word}", clip(&name(twin), room - 6), look.glyphs().dot);
            draw::text(buf, inner, x, 0, &head, styles.strong);
            draw::text(buf, inner, x, 1, &clip(&has(twin, room, look), room), styles.dim);
        }
        draw::rule(buf, inner, 2, look);
        if self.rows.is_empty() {
            draw::text(buf, inner, 0, 3, "no field differs", styles.dim);
        }
        let first = self.row.saturating_sub(ROWS - 1);
        for (line, (at, row)) in (3..).zip(self.rows.iter().enumerate().skip(first).take(ROWS)) {
            if at == self.row {
                draw::cursor(buf, inner, line, look);
            }
            draw::text(buf, inner, 0, line, &clip(&row.label, 13), styles.dim);
            for (x, (value, kept)) in column
                .into_iter()
                .zip(row.shown.iter().zip([row.keeps(false), row.keeps(true)]))
            {
                let sign = if kept { look.glyphs().yes } else { " " };
                let style = if kept { styles.text } else { styles.dim };
                draw::text(
                    buf,
                    inner,
                    x,
                    line,
                    &format!("{sign} {}", clip(value, room)),
                    style,
                );
            }
        }
        let below = 3 + self.rows.len().clamp(1, ROWS) as u16;
        draw::rule(buf, inner, below, look);
        let mut tags = words(value_at(&double.left.fields, "tags"));
        for tag in words(value_at(&double.right.fields, "tags")) {
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let tags = match tags.as_slice() {
            [] => "neither has a tag".to_owned(),
            tags => format!("tags of both: {}", tags.join(", ")),
        };
        let tags = crate::domain::value::Foreign::from(tags).shown();
        draw::text(
            buf,
            inner,
            0,
            below + 1,
            &clip(tags.as_str(), usize::from(inner.width)),
            styles.dim,
        );
        let words = "notes, tasks and open deals go over; the stricter do-not-disturb holds";
        draw::text(buf, inner, 0, below + 2, words, styles.dim);
    }
}

/// What is kept with a record, what is not left out; in shorter words where there is no room for the long ones.
fn has(twin: &Twin, room: usize, look: Look<'_>) -> String {
    let kept = [
        (twin.messages, ["message", "messages"], ["msg", "msgs"]),
        (twin.notes, ["note", "notes"], ["note", "notes"]),
        (twin.deals, ["deal", "deals"], ["deal", "deals"]),
    ];
    let dot = format!(" {} ", look.glyphs().dot);
    let told = |short: bool| {
        let parts = kept.iter().filter(|(many, ..)| *many > 0);
        let parts = parts.map(|(many, long, brief)| {
            let [one, more] = if short { brief } else { long };
            count(*many, one, more)
        });
        parts.collect::<Vec<_>>().join(&dot)
    };
    match told(false) {
        words if words.is_empty() => "nothing is kept with it".to_owned(),
        words if width(&words) > room => told(true),
        words => words,
    }
}
