//! How Health looks: one glance says whether all is well; below it what waits, what is contested, who did what.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Health;
use crate::domain::custom_field::show_value;
use crate::domain::decide::word_for;
use crate::domain::outbox::{Intent, OutboxState};
use crate::domain::record::EntityKind;
use crate::engine::Link;
use crate::engine::view::{ConflictRow, Doubt, OutboxRow};
use crate::tui::pane::Look;
use crate::tui::text::{Side, count, fit, grouped, phone, wrap};
use crate::tui::widgets::draw;

/// The kinds that Health counts.
const COUNTED: [(EntityKind, &str, &str); 6] = [
    (EntityKind::Contact, "person", "people"),
    (EntityKind::Opportunity, "deal", "deals"),
    (EntityKind::Message, "message", "messages"),
    (EntityKind::Task, "task", "tasks"),
    (EntityKind::Note, "note", "notes"),
    (EntityKind::Appointment, "appointment", "appointments"),
];

/// Where the verdict begins, behind its heading.
const VERDICT: u16 = 9;

/// Whether a row will not go on by itself.
pub(super) fn needs_a_person(row: &OutboxRow) -> bool {
    matches!(row.state, OutboxState::Failed | OutboxState::Held) && !row.wakes
}

/// One line of the lower part: a heading, or an item the cursor can be on.
enum Line<'a> {
    Heading(String),
    Conflict(&'a ConflictRow),
    Outbox(&'a OutboxRow),
    Log(usize),
    Words(&'static str),
}

/// Draws the tab.
pub(super) fn draw(tab: &Health, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let row = summary(tab, buf, area, look);
    draw::rule(buf, area, row, look);
    let lower = Rect {
        y: area.y + row + 1,
        height: area.height.saturating_sub(row + 1),
        ..area
    };
    let lines = lines(tab);
    let mut item = 0;
    let mut at = 0;
    for (line_at, line) in lines.iter().enumerate() {
        if !matches!(line, Line::Heading(_) | Line::Words(_)) {
            if item == tab.cursor {
                at = line_at;
            }
            item += 1;
        }
    }
    let rows = usize::from(lower.height);
    let first = (at + 2)
        .saturating_sub(rows)
        .min(lines.len().saturating_sub(rows));
    let mut item = lines
        .iter()
        .take(first)
        .filter(|line| !matches!(line, Line::Heading(_) | Line::Words(_)))
        .count();
    for (place, line) in lines.iter().skip(first).take(rows).enumerate() {
        let is_item = !matches!(line, Line::Heading(_) | Line::Words(_));
        one_line(
            tab,
            buf,
            lower,
            place as u16,
            line,
            is_item && item == tab.cursor,
            look,
        );
        item += usize::from(is_item);
    }
}

fn lines(tab: &Health) -> Vec<Line<'_>> {
    let mut lines = vec![Line::Heading(format!("CONFLICTS {}", tab.conflicts.len()))];
    lines.extend(tab.conflicts.iter().map(Line::Conflict));
    if tab.conflicts.is_empty() {
        lines.push(Line::Words("No field was changed on both sides."));
    }
    let open = tab
        .outbox
        .iter()
        .filter(|row| !row.state.is_done() && row.state != OutboxState::Cancelled);
    lines.push(Line::Heading(format!("OUTBOX {} open", open.count())));
    lines.extend(tab.outbox.iter().map(Line::Outbox));
    if tab.outbox.is_empty() {
        lines.push(Line::Words("Nothing waits to be pushed."));
    }
    lines.push(Line::Heading("WHO DID WHAT".to_owned()));
    lines.extend((0..tab.log.len()).map(Line::Log));
    if tab.log.is_empty() {
        lines.push(Line::Words("Nothing has been done yet."));
    }
    lines
}

fn summary(tab: &Health, buf: &mut Buffer, area: Rect, look: Look<'_>) -> u16 {
    let styles = look.styles();
    let (words, style) = verdict(tab, look);
    draw::text(buf, area, 1, 0, "HEALTH", styles.heading);
    let mut row = put_wrapped(buf, area, VERDICT, 0, &words, style) + 1;
    if let Some(health) = &tab.copy {
        let records = |kind| {
            health
                .records
                .iter()
                .find(|(other, _)| *other == kind)
                .map_or(0, |(_, count)| *count)
        };
        let counts: Vec<_> = COUNTED
            .iter()
            .map(|(kind, one, many)| (records(*kind), one, many))
            .filter(|(number, ..)| *number > 0)
            .map(|(number, one, many)| count(number, one, many))
            .collect();
        let counts = if counts.is_empty() {
            "nothing is here yet".to_owned()
        } else {
            counts.join("  ")
        };
        draw::text(buf, area, 1, row, &counts, styles.base);
        let newest = health.cursors.iter().map(|cursor| cursor.at).max();
        let age = newest.map_or_else(
            || "never fetched".to_owned(),
            |at| format!("fetched {}", look.ago(at)),
        );
        let size = health.bytes / (1024 * 1024);
        let backup = health
            .backup
            .map_or_else(String::new, |(at, _)| format!("   backed up {}", look.ago(at)));
        let line = format!("{age}{}   {size} MB{backup}", budget(tab));
        draw::text(buf, area, 1, row + 1, &line, styles.dim);
        row += 2;
        let mut stumbles = stumbles(tab.progress.again, tab.progress.slowed, health.quarantined);
        if let Some((resource, why)) = &health.aside {
            stumbles = format!("{stumbles}   {}: {}", word_of(resource), why.shown());
        }
        if !stumbles.is_empty() {
            draw::text(buf, area, 1, row, &stumbles, styles.dim);
            row += 1;
        }
    }
    if tab.progress.first_copy {
        row = put_wrapped(buf, area, 1, row, &first_copy(tab), styles.accent);
    }
    let said = match &tab.progress.link {
        Link::Down { why, .. } | Link::Refused { why } => Some(why),
        Link::None | Link::Up => None,
    };
    // What the verdict says already is not said again.
    let faults = tab
        .progress
        .faults
        .iter()
        .filter(|(_, fault, _)| Some(fault) != said);
    for (resource, fault, at) in faults.take(2) {
        let words = format!("{} {}: {}", word_of(resource), look.stamp(*at), fault.shown());
        row = put_wrapped(buf, area, 1, row, &words, styles.warn);
    }
    row = checks(tab, buf, area, row, look);
    row
}

/// What did not go smoothly and hurt nobody, in one line; nothing when all went smoothly.
fn stumbles(again: u64, slowed: u64, aside: u64) -> String {
    let counts = [
        (again, "read tried again", "reads tried again"),
        (slowed, "request refused for speed", "requests refused for speed"),
        (
            aside,
            "record not readable, set aside",
            "records not readable, set aside",
        ),
    ];
    let told: Vec<_> = counts
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| count(number, one, many))
        .collect();
    told.join("   ")
}

fn checks(tab: &Health, buf: &mut Buffer, area: Rect, row: u16, look: Look<'_>) -> u16 {
    let Some(checks) = &tab.checks else { return row };
    let styles = look.styles();
    let failed: Vec<_> = checks.iter().filter(|check| !check.ok).collect();
    let words = format!(
        "doctor: {} ok, {} to look at",
        checks.len() - failed.len(),
        failed.len()
    );
    draw::text(
        buf,
        area,
        1,
        row,
        &words,
        if failed.is_empty() {
            styles.good
        } else {
            styles.warn
        },
    );
    let mut row = row + 1;
    for check in failed.iter().take(4) {
        let words = format!(
            "{} {}: {}; {}",
            look.glyphs().warn,
            check.id,
            check.detail,
            check.fix.unwrap_or_default()
        );
        row = put_wrapped(buf, area, 3, row, &words, styles.warn);
    }
    row
}

/// Writes a sentence from column `x` on over as many rows as it needs, three at most; returns the row behind it.
fn put_wrapped(buf: &mut Buffer, area: Rect, x: u16, row: u16, words: &str, style: Style) -> u16 {
    let lines = wrap(words, usize::from(area.width.saturating_sub(x + 1)));
    let mut row = row;
    for line in lines.iter().take(3) {
        draw::text(buf, area, x, row, line, style);
        row += 1;
    }
    row
}

/// Requests to the CRM and their limits; empty where there is no CRM.
fn budget(tab: &Health) -> String {
    let (now, most) = tab.progress.requests;
    let (today, day) = tab.progress.today;
    if most == 0 {
        return String::new();
    }
    let (today, day) = (grouped(today), grouped(day));
    format!("   calls {now} of {most} in 10 s, {today} of {day} today")
}

/// The kinds of records that are being copied for the first time, each with its own count.
fn first_copy(tab: &Health) -> String {
    let going = tab.progress.parts.iter().filter(|part| part.more);
    let going = going.map(|part| {
        let of = part
            .total
            .map(|total| format!(" of {}", grouped(total)))
            .unwrap_or_default();
        format!("{} {}{of}", word_of(&part.what), grouped(part.done))
    });
    let going = going.collect::<Vec<_>>().join("   ");
    if going.is_empty() {
        "copying begins".to_owned()
    } else {
        format!("copying   {going}")
    }
}

/// The screen's word for a resource of sync.
fn word_of(resource: &str) -> &str {
    match resource {
        "contacts" => "people",
        "opportunities" => "deals",
        "conversations" => "threads",
        "messages.email" => "mails",
        "custom_fields" => "fields",
        other => other,
    }
}

fn verdict(tab: &Health, look: Look<'_>) -> (String, Style) {
    let styles = look.styles();
    let stopped = tab.outbox.iter().filter(|row| needs_a_person(row)).count();
    let doubt = tab.copy.as_ref().and_then(|copy| copy.doubt.as_ref());
    match &tab.progress.link {
        _ if tab.progress.paused => {
            let key = look.key("health.pause");
            (
                format!("sync is paused: edits wait here until {key} goes on"),
                styles.warn,
            )
        }
        Link::Refused { why } => (why.shown().to_string(), styles.bad),
        _ if tab.progress.stopped.is_some() => {
            let since = tab
                .progress
                .stopped
                .map(|since| look.stamp(since))
                .unwrap_or_default();
            let key = look.key("app.automatic");
            (
                format!("everything automatic is stopped since {since}; {key} on Today lets it go on"),
                styles.warn,
            )
        }
        Link::Down { since, why } => (
            format!("offline since {}: {}", look.stamp(*since), why.shown()),
            styles.warn,
        ),
        Link::None => (
            "no CRM is connected: leadline login ghl connects one, from a shell; everything here is safe"
                .to_owned(),
            styles.dim,
        ),
        _ if doubt.is_some() => (doubt.map(Doubt::sentence).unwrap_or_default(), styles.bad),
        Link::Up if !tab.conflicts.is_empty() || stopped > 0 => (
            format!("{} to decide", tab.conflicts.len() + stopped),
            styles.warn,
        ),
        Link::Up if tab.progress.first_copy => (
            "first copy is running; everything shown is already true".to_owned(),
            styles.accent,
        ),
        Link::Up if tab.progress.synced.is_none() => ("asking the CRM what is new".to_owned(), styles.accent),
        Link::Up => ("all well".to_owned(), styles.good),
    }
}

fn one_line(
    tab: &Health,
    buf: &mut Buffer,
    area: Rect,
    row: u16,
    line: &Line<'_>,
    chosen: bool,
    look: Look<'_>,
) {
    let styles = look.styles();
    if chosen {
        draw::tint(buf, area, row, styles.selected);
        draw::text(buf, area, 0, row, look.glyphs().cursor, styles.accent);
    }
    match line {
        Line::Heading(words) => {
            draw::text(buf, area, 1, row, words, styles.heading);
        }
        Line::Words(words) => {
            draw::text(buf, area, 3, row, words, styles.dim);
        }
        Line::Conflict(conflict) => {
            let who = conflict.who.shown().or("a record");
            let words = format!("{who} {} {}   ", look.glyphs().dot, word_for(&conflict.path));
            let value = |value| phone(show_value(value).as_str());
            let here = format!("here {}", value(&conflict.here));
            let there = format!("   there {}", value(&conflict.there));
            draw::spans(
                buf,
                area,
                3,
                row,
                &[
                    (&words, styles.strong),
                    (&here, Style::new()),
                    (&there, Style::new()),
                ],
            );
        }
        Line::Outbox(waiting) => outbox(buf, area, row, waiting, look),
        Line::Log(at) => {
            let Some(entry) = tab.log.get(*at) else { return };
            let whom = entry.whom.shown();
            let head = format!(
                "{}  {}  ",
                fit(&look.stamp(entry.at), 6, Side::Right),
                fit(&entry.who, 7, Side::Left)
            );
            let what = entry.what.shown();
            // "text to Rob Fields" need not be told of Rob Fields.
            let tail = if what.as_str().contains(whom.as_str()) {
                String::new()
            } else {
                format!("   {whom}")
            };
            draw::spans(
                buf,
                area,
                2,
                row,
                &[
                    (&head, styles.dim),
                    (what.as_str(), Style::new()),
                    (&tail, styles.dim),
                ],
            );
        }
    }
}

fn outbox(buf: &mut Buffer, area: Rect, row: u16, waiting: &OutboxRow, look: Look<'_>) {
    let styles = look.styles();
    let state = match waiting.state {
        OutboxState::Failed => styles.bad,
        OutboxState::Held | OutboxState::Uncertain => styles.warn,
        OutboxState::Done | OutboxState::Sent | OutboxState::Delivered => styles.good,
        OutboxState::Queued | OutboxState::Sending | OutboxState::Cancelled => styles.dim,
    };
    let what = match &waiting.intent {
        Intent::Send { draft, .. } => format!("{} to {}", draft.channel.word(), waiting.who.shown()),
        intent => format!(
            "{} {} {}",
            intent.word(),
            thing(intent.entity().kind),
            waiting.who.shown()
        ),
    };
    let when = if waiting.state == OutboxState::Queued || waiting.wakes {
        look.due(waiting.not_before)
    } else {
        String::new()
    };
    let why = waiting
        .error
        .as_ref()
        .map(|why| format!("   {}", why.shown()))
        .unwrap_or_default();
    let word = format!("{}  ", fit(waiting.state.word(), 9, Side::Left));
    draw::spans(
        buf,
        area,
        3,
        row,
        &[
            (&word, state),
            (&what, Style::new()),
            (&format!("  {when}"), styles.dim),
            (&why, styles.warn),
        ],
    );
}

/// The screen's word for a kind of record.
const fn thing(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Contact => "person",
        EntityKind::Opportunity => "deal",
        EntityKind::Conversation => "thread",
        // A message to somebody is told as one above; what is left are calls that were logged.
        EntityKind::Message => "call",
        other => other.word(),
    }
}
