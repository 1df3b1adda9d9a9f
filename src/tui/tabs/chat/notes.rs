//! What an answer had looked up, and what became of what it proposed: lines of the program, below the words of the model.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::chat::{CallNote, Turn};
use crate::domain::plan::{ItemState, Proposal, Stand};
use crate::domain::value::Foreign;
use crate::engine::Step;
use crate::engine::query::Worked;
use crate::engine::tool::TOOLS;
use crate::tui::pane::World;
use crate::tui::text::{clip, count};

/// Below this width the calls of an answer are one line.
const NARROW: usize = 84;

/// One call.
struct Call<'a> {
    tool: &'a str,
    line: &'a str,
    fault: bool,
    proposes: bool,
}

/// Lines for an answer that is kept.
pub(super) fn kept(turns: &[Turn], worked: &Worked, columns: usize, world: &World) -> Vec<Line<'static>> {
    let proposals: Vec<&Proposal> = turns
        .iter()
        .flat_map(|turn| worked.proposals.iter().filter(|made| made.turn == turn.id))
        .collect();
    let calls: Vec<Call<'_>> = turns
        .iter()
        .filter_map(|turn| worked.calls.get(&turn.id))
        .flatten()
        .map(|note: &CallNote| Call {
            tool: &note.tool,
            line: &note.line,
            fault: note.fault,
            proposes: proposals.iter().any(|made| made.tool == note.tool),
        })
        .collect();
    let mut lines = lines(&calls, columns, world);
    for proposal in proposals.into_iter().filter(|made| !made.is_open()) {
        let words = format!("{} proposed  {}", world.skin.glyphs.unfold, became(proposal));
        lines.push(Line::styled(clip(&words, columns), world.skin.styles.dim));
    }
    lines
}

/// Lines for an answer that is being written.
pub(super) fn live(steps: &[Step], columns: usize, world: &World) -> Vec<Line<'static>> {
    let calls = steps.iter().map(|step| Call {
        tool: &step.tool,
        line: &step.line,
        fault: step.fault,
        proposes: step.proposes > 0,
    });
    lines(&calls.collect::<Vec<_>>(), columns, world)
}

fn lines(calls: &[Call<'_>], columns: usize, world: &World) -> Vec<Line<'static>> {
    let (faults, well): (Vec<&Call<'_>>, Vec<&Call<'_>>) = calls.iter().partition(|call| call.fault);
    let mut lines = if columns < NARROW && well.len() > 1 {
        vec![folded(&well, columns, world)]
    } else {
        let word = |call: &Call<'_>| if call.proposes { "plan" } else { "read" };
        let one = |call: &&Call<'_>| {
            let words = Foreign::from(call.line).shown();
            line(word(call), words.as_str(), world.skin.styles.dim, columns, world)
        };
        well.iter().map(one).collect()
    };
    for fault in faults {
        let words = Foreign::from(format!("{}: {}", fault.tool, fault.line)).shown();
        let would_propose = TOOLS.iter().any(|row| row.name == fault.tool && row.proposes);
        lines.push(line(
            if would_propose { "no plan" } else { "not read" },
            words.as_str(),
            world.skin.styles.warn,
            columns,
            world,
        ));
    }
    lines
}

fn line(word: &str, words: &str, style: Style, columns: usize, world: &World) -> Line<'static> {
    let words = format!("{} {word}  {words}", world.skin.glyphs.unfold);
    Line::from(Span::styled(clip(&words, columns), style))
}

/// All calls in one line, with the figures of the last that was looked up, where it has any: those of another would be taken
/// for the sum.
fn folded(calls: &[&Call<'_>], columns: usize, world: &World) -> Line<'static> {
    let plans = calls.iter().filter(|call| call.proposes).count();
    let reads = calls.len() - plans;
    let mut parts = Vec::new();
    if reads > 0 {
        parts.push(count(reads as u64, "read", "reads"));
    }
    if plans > 0 {
        parts.push(count(plans as u64, "plan", "plans"));
    }
    let looked_up = calls.iter().rfind(|call| !call.proposes);
    let figures = looked_up.and_then(|call| {
        let last = call.line.rsplit(" · ").next()?;
        last.contains('→')
            .then(|| Foreign::from(last).shown().to_string())
    });
    parts.extend(figures);
    let words = format!("{} {}", world.skin.glyphs.unfold, parts.join(" · "));
    Line::styled(clip(&words, columns), world.skin.styles.dim)
}

/// What became of a proposal, in a few words.
pub(super) fn became(proposal: &Proposal) -> String {
    let of = |wanted: fn(&ItemState) -> bool| {
        let states = proposal.items.iter().filter(|(_, state)| wanted(state));
        states.count()
    };
    let all = proposal.items.len();
    match proposal.stand {
        Stand::Open => format!("{all} wait for you"),
        Stand::Expired => format!("{all} · older than a day, nothing was done"),
        Stand::Rejected => match &proposal.reason {
            Some(why) => format!("{all} · rejected: {}", Foreign::from(why.as_str()).shown()),
            None => format!("{all} · rejected"),
        },
        Stand::Applied => {
            let parts = [
                (of(|state| matches!(state, ItemState::Done { .. })), "done"),
                (
                    of(|state| matches!(state, ItemState::NotStarted { .. })),
                    "not done",
                ),
                (of(|state| matches!(state, ItemState::Denied)), "declined"),
            ];
            let parts: Vec<String> = parts
                .into_iter()
                .filter(|(number, _)| *number > 0)
                .map(|(number, word)| format!("{number} {word}"))
                .collect();
            format!("{all} · {}", parts.join(", "))
        }
    }
}
