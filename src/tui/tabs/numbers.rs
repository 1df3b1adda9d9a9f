//! How it goes, in figures that can be opened: for now whether the score is any good.
//!
//! Owns nothing but what it has read. Must not work out a figure: the engine does, so that the command line says the same.
//! Bad news is shown like good news. One more block: its question in `Numbers::ask`, and a function that draws it.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::command::Command;
use crate::domain::fact::Topic;
use crate::domain::score::LearnedCommand;
use crate::engine::query::{Band, Check, LearnedFrom, Learning, ScoreCheck};
use crate::engine::view::Receipt;
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::notice::Notice;
use crate::tui::pane::{Action, Cx, Look, Pane, Target, enabled, run, specs};
use crate::tui::tabs::TabSpec;
use crate::tui::text::{Side, fit, grouped, wrap};
use crate::tui::ticket::Slot;
use crate::tui::widgets::draw;
use crate::tui::widgets::list::{self, Motion};

/// The row of this tab.
pub const TAB: TabSpec = TabSpec {
    id: "numbers",
    title: "Numbers",
    short: "Nums",
    go: ActionSpec::new("app.numbers", "Go to Numbers", "Is the score any good."),
    open: || Box::new(Numbers::default()),
    scopes: &[&SCOPE],
    actions: || specs(ACTIONS).collect(),
};

/// The scope of its keys.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "numbers",
    title: "On Numbers",
    text: false,
};

const ACTIONS: &[Action<Numbers>] = &[OPEN, USE];

const OPEN: Action<Numbers> = Action {
    spec: ActionSpec::new(
        "numbers.open",
        "The people of a band",
        "Lists who has a score of that band now.",
    )
    .word("people"),
    enabled: |numbers, _| Enabled::when(numbers.band().is_some(), "there are no bands yet"),
    run: |numbers, cx| {
        if let Some(band) = numbers.band() {
            let (from, to) = (band.from, band.to);
            cx.go(Target::Filter(format!("score:{from}..{to} sort:-score")));
        }
        Effects::none()
    },
};

const USE: Action<Numbers> = Action {
    spec: ActionSpec::new(
        "numbers.use",
        "Go by the newer model",
        "Lets scores go by the model that waits.",
    )
    .word("use it"),
    enabled: |numbers, _| Enabled::when(numbers.waiting().is_some(), "no newer model waits"),
    run: |numbers, cx| {
        let Some(model) = numbers.waiting() else {
            return Effects::none();
        };
        let go_by = LearnedCommand::Use { model: Some(model) };
        Effects::one(cx.submit(&mut numbers.done, Command::Learned(go_by)))
    },
};

/// Columns of the bar beside a band.
const BAR: usize = 20;

/// The tab.
#[derive(Default)]
pub struct Numbers {
    check: Option<Check>,
    asked: Slot<Check>,
    learning: Learning,
    asked_learning: Slot<Learning>,
    done: Slot<Receipt>,
    cursor: usize,
}

impl Numbers {
    fn ask(&mut self, cx: &mut Cx<'_>) -> Effects {
        let mut effects = Effects::one(cx.ask(&mut self.asked, ScoreCheck::default()));
        effects.push(cx.ask(&mut self.asked_learning, LearnedFrom));
        effects
    }

    fn waiting(&self) -> Option<i64> {
        self.learning.waiting.as_ref().map(|model| model.seq)
    }

    fn bands(&self) -> &[Band] {
        self.check.as_ref().map_or(&[], |check| &check.bands)
    }

    fn band(&self) -> Option<&Band> {
        self.bands().get(self.cursor)
    }
}

/// A share that is kept in hundredths of a percent, as it is said: .28, and 1.00 where it is the whole.
fn share(hundredths: Option<i64>, look: Look<'_>) -> String {
    hundredths.map_or_else(|| look.glyphs().dash.to_owned(), of_one)
}

fn of_one(hundredths: i64) -> String {
    match ((hundredths + 50) / 100).clamp(0, 100) {
        100 => "1.00".to_owned(),
        part => format!(".{part:02}"),
    }
}

/// What the whole of it means, in sentences.
fn verdict(check: &Check) -> Vec<String> {
    let mut words = Vec::new();
    if check.too_little {
        words.push(format!(
            "Too little has happened to judge it: {} closings of {} people. Thirty people and five closings say something.",
            check.closed,
            grouped(check.people as u64)
        ));
    }
    if let (Some(brier), Some(base)) = (check.brier, check.base) {
        let than = if brier < base {
            "better than"
        } else {
            "no better than"
        };
        words.push(format!(
            "Its squared error is .{:03}, {than} saying the same chance of everybody (.{:03}).",
            (brier + 500) / 1_000,
            (base + 500) / 1_000
        ));
    }
    words.push(check.highest_fifth());
    let (hot, hit) = check.hot;
    words.push(match hot {
        0 => "Nobody who became hot in the half year has had 30 days since.".to_owned(),
        _ => format!("Of {hot} who became hot, {hit} booked or closed within 30 days."),
    });
    words
}

impl Pane for Numbers {
    fn scopes(&self) -> Vec<&'static str> {
        vec![SCOPE.id, list::SCOPE.id]
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.ask(cx)
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        match msg {
            Msg::Committed(committed) if committed.topics.contains(&Topic::Scores) => self.ask(cx),
            Msg::Loaded(loaded) => {
                let mut told = Effects::none();
                if let Some(answer) = self.asked.take(loaded) {
                    answer.map_or_else(
                        |refusal| cx.say(Notice::bad(refusal.0)),
                        |check| self.check = Some(check),
                    );
                } else if let Some(answer) = self.asked_learning.take(loaded) {
                    answer.map_or_else(
                        |refusal| cx.say(Notice::bad(refusal.0)),
                        |learning| self.learning = learning,
                    );
                } else if let Some(answer) = self.done.take(loaded) {
                    cx.say(answer.map_or_else(
                        |refusal| Notice::bad(refusal.0),
                        |receipt| Notice::new(receipt.summary),
                    ));
                } else {
                    told = Effects::unchanged();
                }
                told
            }
            _ => Effects::unchanged(),
        }
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        enabled(ACTIONS, self, id, look)
    }

    fn go(&mut self, motion: Motion, _: &mut Cx<'_>) -> Effects {
        self.cursor = motion.target(self.cursor, self.bands().len(), 1);
        Effects::none()
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        run(ACTIONS, self, id, cx)
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let buf = frame.buffer_mut();
        let styles = look.styles();
        let Some(check) = &self.check else {
            draw::text(buf, area, 1, 0, "reading", styles.dim);
            return;
        };
        draw::text(buf, area, 1, 0, "IS THE SCORE ANY GOOD?", styles.heading);
        let asked = format!(
            "{} people scored {}, +90 d",
            grouped(check.people as u64),
            look.stamp(check.at)
        );
        draw::right(buf, area, 1, 0, &asked, styles.dim);
        draw::text(
            buf,
            area,
            1,
            1,
            " band     people   closed   said   saw",
            styles.dim,
        );
        for (row, (at, band)) in (2..).zip(check.bands.iter().enumerate()) {
            if at == self.cursor {
                draw::tint(buf, area, row, styles.selected);
                draw::text(buf, area, 0, row, look.glyphs().cursor, styles.accent);
            }
            view_band(buf, area, row, band, look);
        }
        let mut row = 3 + check.bands.len() as u16;
        for sentence in verdict(check).into_iter().chain(self.learning.sentences()) {
            for line in wrap(&sentence, usize::from(area.width.saturating_sub(3))) {
                draw::text(buf, area, 2, row, &line, styles.text);
                row += 1;
            }
        }
    }
}

fn view_band(buf: &mut Buffer, area: Rect, row: u16, band: &Band, look: Look<'_>) {
    let cell = |words: String, columns: usize| fit(&words, columns, Side::Right);
    let line = format!(
        "{} {} {} {} {}",
        cell(format!("{}\u{2013}{}", band.from, band.to), 7),
        cell(grouped(band.people as u64), 8),
        cell(grouped(band.closed as u64), 8),
        cell(share(band.said, look), 6),
        cell(share(band.saw, look), 5),
    );
    let end = draw::text(buf, area, 1, row, &line, look.styles().text);
    let saw = band.saw.unwrap_or(0) as f64 / 10_000.0;
    let full = (saw * BAR as f64).round() as usize;
    draw::text(
        buf,
        area,
        end + 2,
        row,
        &look.glyphs().full.repeat(full.min(BAR)),
        look.styles().accent,
    );
}

#[cfg(test)]
mod tests;
