//! Who is inside of an automation and who was; switching one on and off.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Automations, View};
use crate::domain::automation::{Arm, KEPT_AWAY, Switch};
use crate::domain::command::AutomationCommand;
use crate::domain::command::Command;
use crate::domain::value::Foreign;
use crate::engine::library::{Book, Remark};
use crate::engine::query::RunLineOf;
use crate::tui::backend::PublishText;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::confirm::{Confirm, Line};
use crate::tui::pane::{Cx, Look};
use crate::tui::text::{Side, fit, wrap};
use crate::tui::ticket::Loaded;
use crate::tui::widgets::draw;

/// Warnings that stand in the sheet before one is switched on, and the columns there.
const WARNED: usize = 3;
const ROOM: usize = 64;

pub(super) fn draw(tab: &Automations, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let styles = look.styles();
    let id = tab.book().map_or("", |book| book.id.as_str());
    let inside = tab.runs.iter().filter(|row| row.run.ended.is_none()).count();
    let head = format!(
        "RUNS {id} \u{b7} inside {inside} \u{b7} in all {}",
        tab.runs.len()
    );
    draw::text(buf, area, 1, 0, &head, styles.heading);
    if tab.runs.is_empty() {
        draw::text(buf, area, 1, 2, "Nobody is inside, and nobody was.", styles.text);
        return;
    }
    let titles = line(["WHO", "VER", "ENTERED", "STATE", "NEXT"].map(str::to_owned));
    draw::text(buf, area, 1, 1, &titles, styles.dim);
    let room = usize::from(area.height.saturating_sub(2)).max(1);
    let top = (tab.run + 3)
        .saturating_sub(room)
        .min(tab.runs.len().saturating_sub(room));
    for (row, (at, one)) in (2..).zip(tab.runs.iter().enumerate().skip(top).take(room)) {
        if at == tab.run {
            draw::tint(buf, area, row, styles.selected);
            draw::text(buf, area, 0, row, look.glyphs().cursor, styles.accent);
        }
        let run = &one.run;
        let next = match (run.ended, run.due) {
            (None, Some(due)) => look.due(due),
            _ => look.glyphs().dash.to_owned(),
        };
        let version = format!("v{}", run.version);
        let cells = [
            one.who.to_string(),
            version,
            look.stamp(run.entered),
            state(one),
            next,
        ];
        draw::text(buf, area, 1, row, &line(cells), styles.text);
    }
}

/// What the checks warn of, as lines of the sheet before one is switched on.
fn warned(book: &Book) -> Vec<Line> {
    let warns: Vec<&Remark> = book.remarks.iter().filter(|remark| !remark.blocks).collect();
    let mut lines = Vec::new();
    for remark in warns.iter().take(WARNED) {
        for (row, words) in wrap(&remark.words, ROOM).into_iter().enumerate() {
            lines.push((if row == 0 { "but" } else { "" }, words));
        }
    }
    if warns.len() > WARNED {
        lines.push((
            "",
            format!("and {} more; the checks tell all", warns.len() - WARNED),
        ));
    }
    lines
}

fn line(cells: [String; 5]) -> String {
    let [who, version, entered, state, next] = cells;
    format!(
        "{} {} {} {} {next}",
        fit(&who, 22, Side::Left),
        fit(&version, 4, Side::Right),
        fit(&entered, 14, Side::Left),
        fit(&state, 24, Side::Left)
    )
}

fn state(row: &RunLineOf) -> String {
    let run = &row.run;
    match (&run.why, run.arm) {
        (Some(why), _) => why.clone(),
        (None, Arm::HeldOut) => "left out, to compare".to_owned(),
        (None, Arm::KeptAway) => KEPT_AWAY.to_owned(),
        (None, Arm::In) => match run.waits.as_str() {
            "pause" => "stands still".to_owned(),
            "person" => "asks you".to_owned(),
            other => format!("waits for {other}"),
        },
    }
}

impl Automations {
    pub(super) fn show_runs(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.runs.clear();
        self.run = 0;
        self.view = View::Runs;
        self.ask_runs(cx)
    }

    /// Shows what will be switched on, and asks for the number of people.
    pub(super) fn publish(&mut self, cx: &mut Cx<'_>) -> Effects {
        let (Some(book), Some(Ok(tried))) = (self.book(), self.figures()) else {
            return Effects::unchanged();
        };
        let counts = &tried.run.counts;
        let (text, id) = (book.text.clone(), book.id.clone());
        let section = |name: &str| {
            let found = book.sections.iter().find(|(known, _)| *known == name);
            found.map_or_else(String::new, |(_, words)| words.clone())
        };
        let inside = self.line(&id).map_or(0, |line| line.inside);
        let enters = section("enters");
        let mut lines = vec![
            ("enters", enters),
            ("exits", section("exits")),
            ("hours", section("hours")),
            (
                "a year",
                format!(
                    "{} people, {} messages, by the dry run",
                    tried.run.people.len(),
                    counts.messages()
                ),
            ),
            (
                "today",
                format!("{} people fit, and come in when it happens", tried.fits.len()),
            ),
            ("left out", format!("{} of them, to compare", counts.held_out)),
            ("inside", format!("{inside} people stay on their version")),
        ];
        lines.extend(warned(book));
        // Who gets nothing is told with the reason.
        let came = tried.run.people.iter().map(|somebody| {
            let why = if somebody.messages > 0 { "" } else { &somebody.why };
            (Foreign::from(somebody.name.as_str()).shown(), why.to_owned())
        });
        let fit = tried.fits.iter().map(|somebody| {
            let name = Foreign::from(somebody.name.as_str()).shown();
            (name, "fits today".to_owned())
        });
        // Whoever types a number can look at whom it counts.
        let people: Vec<_> = if tried.run.people.len() < tried.fits.len() {
            fit.collect()
        } else {
            came.collect()
        };
        let number = people.len() as u64;
        let ticket = cx.ticket(&mut self.confirmed);
        self.publishing = Some(text);
        cx.open(Confirm::new(format!("switch {id} on"), lines, number, ticket).about(people));
        Effects::none()
    }

    pub(super) fn pause_or_go_on(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(line) = self.book().and_then(|book| self.line(&book.id)) else {
            return Effects::unchanged();
        };
        let id = line.id.clone();
        let command = match line.state {
            Switch::Paused => AutomationCommand::Resume { id },
            _ => AutomationCommand::Pause {
                id,
                why: "paused by hand".to_owned(),
            },
        };
        Effects::one(cx.submit(&mut self.done, Command::Automation(command)))
    }

    /// What comes back of switching and of looking at runs.
    pub(super) fn took_switch(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Effects {
        let fault = if let Some(answer) = self.lined.take(loaded) {
            answer.map(|lines| self.lines = lines).err()
        } else if let Some(answer) = self.inside.take(loaded) {
            answer.map(|runs| self.runs = runs).err()
        } else if let Some(answer) = self.confirmed.take(loaded) {
            let text = self.publishing.take();
            if let (Ok(_), Some(text)) = (answer, text) {
                return Effects::one(cx.ask(&mut self.published, PublishText(text)));
            }
            None
        } else if let Some(answer) = self.published.take(loaded) {
            let said = answer.map(|done| {
                let how = if done.auto_send {
                    "messages leave by themselves"
                } else {
                    "messages are laid ready as drafts"
                };
                let told = format!("{} v{} is on; {how}", done.id, done.version);
                cx.say(match done.warnings.first() {
                    Some(warning) => Notice::warn(format!("{told}; {warning}")),
                    None => Notice::new(told),
                });
            });
            said.err()
        } else if let Some(answer) = self.done.take(loaded) {
            answer.map(|receipt| cx.say(Notice::new(receipt.summary))).err()
        } else {
            return Effects::unchanged();
        };
        if let Some(refusal) = fault {
            cx.say(Notice::bad(refusal.0));
        }
        self.run = self.run.min(self.runs.len().saturating_sub(1));
        Effects::none()
    }
}
