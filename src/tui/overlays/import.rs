//! What a file of people would bring, before anything is done: what its columns are taken as, who is new, who is here
//! already, what is wrong with which row. Scrolled like a list; enter takes the people in.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::value::Foreign;
use crate::engine::import::{Incoming, sentence};
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::pane::{Action, Cx, Look, Pane, enabled, run};
use crate::tui::text::{Side, clip, count, fit, grouped, wrap};
use crate::tui::ticket::Ticket;
use crate::tui::widgets::draw;
use crate::tui::widgets::list::{self, Motion};

/// The scope of its keys.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "import",
    title: "Before people are taken in from a file",
    text: false,
};

/// Columns of the widest sheet.
const WIDE: u16 = 104;
/// Rows that are not scrolled: what was read, how many, what was not taken, two rules, and what enter does.
const FIXED: u16 = 6;
/// Columns of a head, and of what it is taken as.
const HEAD: usize = 18;
const TAKEN: usize = 30;

/// What can be done on the sheet.
pub const ACTIONS: &[Action<Import>] = &[
    Action {
        spec: ActionSpec::new(
            "import.go",
            "Take them in",
            "Make who is new and fill who is here, as one line of undo.",
        )
        .word("take them in")
        .weight(Weight::Pushed),
        enabled: |import, _| Enabled::when(import.number > 0, "nobody in the file is new"),
        run: |import, cx| {
            cx.answer(import.ticket, import.incoming.commands());
            Effects::none()
        },
    },
    Action::close(ActionSpec::new("import.close", "Leave it", "Close; nothing was done.").word("leave it")),
];

/// A line of the part that is scrolled.
#[derive(Debug)]
enum Line {
    Empty,
    Heading(String),
    Column {
        head: String,
        taken_as: String,
        is_taken: bool,
        samples: String,
    },
    Words(String),
}

/// The overlay. Answers with the commands that take the people in.
pub struct Import {
    name: String,
    incoming: Incoming,
    number: usize,
    ticket: Ticket,
    lines: Vec<Line>,
    /// For how many columns the lines were broken.
    wide: u16,
    page: usize,
    top: usize,
}

impl Import {
    /// Shows what a file, called `name`, would bring.
    pub fn new(name: &str, incoming: Incoming, ticket: Ticket) -> Self {
        Self {
            name: shown(name),
            number: incoming.number(),
            incoming,
            ticket,
            lines: Vec::new(),
            wide: 0,
            page: 1,
            top: 0,
        }
    }

    fn width(screen: Rect) -> u16 {
        screen.width.saturating_sub(4).min(WIDE)
    }

    /// The lines that are scrolled, for so many columns.
    fn broken(&self, wide: u16) -> Vec<Line> {
        let columns = self.incoming.columns.iter();
        let mut lines: Vec<Line> = columns
            .filter(|column| !column.samples.is_empty())
            .map(|column| Line::Column {
                head: shown(&column.head),
                taken_as: shown(&column.taken_as),
                is_taken: column.is_taken,
                samples: shown(&column.samples.join(" · ")),
            })
            .collect();
        let faults = self.incoming.faults.iter().map(sentence);
        section(&mut lines, "NOT TAKEN AS IT STANDS", wide, faults);
        let twice = self.incoming.twice().map(|rows| {
            let rows: Vec<String> = rows.iter().map(usize::to_string).collect();
            format!("rows {}", rows.join(", "))
        });
        section(
            &mut lines,
            "MORE THAN ONCE IN THE FILE, TAKEN AS ONE",
            wide,
            twice,
        );
        for (heading, changes) in [
            ("HERE ALREADY, FILLED BY IT", true),
            ("HERE ALREADY, NOTHING NEW", false),
        ] {
            let known = self.incoming.known();
            let known = known.filter(|known| known.fields.is_empty() != changes);
            section(&mut lines, heading, wide, known.map(|known| known.sentence()));
        }
        lines
    }

    fn last(&self, look: Look<'_>) -> (String, Style) {
        let styles = look.styles();
        if self.number == 0 {
            let words = "nothing is to be done: nobody in the file is new".to_owned();
            return (words, styles.warn);
        }
        let people = count(self.number as u64, "person", "people");
        let key = look.key("import.go");
        let words = format!("nothing was done yet; {key} takes {people} in, as one line of undo");
        (words, styles.accent)
    }
}

/// Words of a file as a terminal may get them, on one line.
fn shown(words: &str) -> String {
    Foreign::from(words.split_whitespace().collect::<Vec<_>>().join(" "))
        .shown()
        .to_string()
}

/// Adds lines under a heading, where there are any.
fn section(lines: &mut Vec<Line>, heading: &str, wide: u16, words: impl Iterator<Item = String>) {
    let mut words = words.peekable();
    if words.peek().is_none() {
        return;
    }
    lines.push(Line::Empty);
    lines.push(Line::Heading(heading.to_owned()));
    let room = usize::from(wide.saturating_sub(2));
    for sentence in words {
        for (at, part) in wrap(&shown(&sentence), room).into_iter().enumerate() {
            let indent = if at == 0 { "" } else { "  " };
            lines.push(Line::Words(format!("{indent}{part}")));
        }
    }
}

impl Pane for Import {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id, list::SCOPE.id]
    }

    fn update(&mut self, _: &mut Msg, _: &mut Cx<'_>) -> Effects {
        Effects::unchanged()
    }

    fn arrange(&mut self, area: Rect, _: &mut Cx<'_>) -> Effects {
        let wide = area.width.saturating_sub(4);
        if self.wide != wide {
            self.lines = self.broken(wide);
            self.wide = wide;
        }
        self.page = usize::from(area.height.saturating_sub(FIXED + 2));
        self.top = self.top.min(self.lines.len().saturating_sub(self.page));
        Effects::unchanged()
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(ACTIONS, self, id, look)
    }

    fn go(&mut self, motion: Motion, _: &mut Cx<'_>) -> Effects {
        let tops = self.lines.len().saturating_sub(self.page) + 1;
        self.top = motion.target(self.top, tops, self.page);
        Effects::none()
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    fn place(&self, screen: Rect) -> Rect {
        let wide = Self::width(screen);
        let inside = wide.saturating_sub(4);
        let lines = if self.wide == inside {
            self.lines.len()
        } else {
            self.broken(inside).len()
        };
        let most = screen.height.saturating_sub(4);
        let lines = u16::try_from(lines).unwrap_or(most).min(most);
        draw::middle(screen, wide, (lines + FIXED + 2).min(most))
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let styles = look.styles();
        let title = format!("import {}", self.name);
        let inner = draw::panel(frame.buffer_mut(), area, &title, look);
        let buf = frame.buffer_mut();
        draw::text(buf, inner, 0, 0, &self.incoming.read_as(), styles.strong);
        draw::text(buf, inner, 0, 1, &self.incoming.counted(), styles.text);
        let (faults, style) = match self.incoming.faults.len() as u64 {
            0 => ("every row was taken as it stands".to_owned(), styles.dim),
            faults => {
                let faults = count(faults, "remark on a row", "remarks on rows");
                (format!("{} {faults}, below", look.glyphs().warn), styles.warn)
            }
        };
        draw::text(buf, inner, 0, 2, &faults, style);
        if self.lines.len() > self.page {
            let seen = (self.top + self.page).min(self.lines.len());
            let words = format!("{} of {}", grouped(seen as u64), grouped(self.lines.len() as u64));
            draw::right(buf, inner, 0, 2, &words, styles.dim);
        }
        draw::rule(buf, inner, 3, look);
        let room = usize::from(inner.width);
        for (row, line) in (4..).zip(self.lines.iter().skip(self.top).take(self.page)) {
            match line {
                Line::Empty => {}
                Line::Heading(words) => {
                    draw::text(buf, inner, 0, row, words, styles.heading);
                }
                Line::Words(words) => {
                    draw::text(buf, inner, 1, row, &clip(words, room), styles.text);
                }
                Line::Column {
                    head,
                    taken_as,
                    is_taken,
                    samples,
                } => {
                    let style = if *is_taken { styles.text } else { styles.dim };
                    let x = draw::text(buf, inner, 0, row, &fit(head, HEAD, Side::Left), styles.strong);
                    let x = draw::text(buf, inner, x + 1, row, &fit(taken_as, TAKEN, Side::Left), style);
                    draw::text(buf, inner, x + 1, row, samples, styles.dim);
                }
            }
        }
        let below = inner.height.saturating_sub(2);
        draw::rule(buf, inner, below, look);
        let (last, style) = self.last(look);
        draw::text(buf, inner, 0, below + 1, &last, style);
    }
}
