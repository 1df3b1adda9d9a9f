//! The right side: who it is, why now, what was said, what is ready, what to do next.

use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Today;
use super::whom::first_answer;
use crate::domain::contact::{Channel, Contact, Dnd};
use crate::domain::conversation::{Direction, Message, MessageKind};
use crate::domain::mail::plain;
use crate::domain::today::{Cost, Item, Kind};
use crate::domain::value::Foreign;
use crate::engine::query::Card;
use crate::engine::view::Person;
use crate::tui::overlays::sheet::SheetLine;
use crate::tui::pane::Look;
use crate::tui::text::{Side, clip, fit, listed, phone, width, wrap};
use crate::tui::widgets::{draw, score};

/// Columns of time and kind before the words of a thread.
const LEFT: usize = 13;
/// Lines of what somebody is, and of how they are reached.
const WHO: usize = 2;
/// Lines of an entry of the thread.
const SHORT: usize = 3;
/// What stands above words that are ready.
const READY: &str = "READY FOR YOU";
/// Lines of a draft that are shown.
const DRAFT: usize = 6;
/// Lines of what Claude prepared that are shown; all of it is on its sheet.
const BRIEF: usize = 4;

/// Inside the pane: behind its rule.
pub(super) fn inset(area: Rect) -> Rect {
    Rect {
        x: area.x + 2.min(area.width),
        width: area.width.saturating_sub(3),
        ..area
    }
}

/// A line of the pane.
struct Row {
    left: String,
    left_style: Style,
    words: String,
    style: Style,
}

impl Row {
    fn plain(words: impl Into<String>, style: Style) -> Self {
        Self {
            left: String::new(),
            left_style: Style::new(),
            words: words.into(),
            style,
        }
    }
}

/// A heading and what stands below it.
struct Section {
    title: &'static str,
    right: String,
    rows: Vec<Row>,
}

pub(super) fn view(today: &Today, buf: &mut Buffer, area: Rect, look: Look<'_>) {
    let Some(item) = today.current() else { return };
    let card = today.card();
    let row = view_who(today, item, card, buf, area, look);
    let columns = usize::from(area.width);
    let mut why = why(&today.cost(item, look), columns, look);
    let mut thread = card.map(|card| thread(card, columns, today.scroll, look));
    let mut ready = ready(today, columns, look);
    let mut brief = card.and_then(|card| brief(card, columns, look));
    let next = next(today, item, columns, look);
    let room = usize::from(area.height.saturating_sub(row));
    let height = |section: &Section| section.rows.len() + 2;
    let taken = |section: &Option<Section>| section.as_ref().map_or(0, height);
    // What was said gives way first, then the brief, the draft and the reasons; what to do next never does.
    let fixed = height(&why) + height(&next);
    fold(
        &mut thread,
        room.saturating_sub(fixed + taken(&ready) + taken(&brief)),
    );
    fold(
        &mut brief,
        room.saturating_sub(fixed + taken(&thread) + taken(&ready)),
    );
    let fixed = fixed + taken(&brief);
    fold(&mut ready, room.saturating_sub(fixed + taken(&thread)));
    let left = room.saturating_sub(height(&next) + taken(&thread) + taken(&ready) + taken(&brief));
    why.rows.truncate(left.saturating_sub(2).max(1));
    let mut y = row + 1;
    for section in [Some(why), thread, brief, ready, Some(next)]
        .into_iter()
        .flatten()
    {
        y = view_section(&section, buf, area, y, look);
    }
}

/// Cuts a section to a height, or leaves it out when nothing of it fits.
fn fold(section: &mut Option<Section>, room: usize) {
    if let Some(shown) = section {
        shown.rows.truncate(room.saturating_sub(2));
        if shown.rows.is_empty() {
            *section = None;
        }
    }
}

fn view_section(section: &Section, buf: &mut Buffer, area: Rect, row: u16, look: Look<'_>) -> u16 {
    draw::text(buf, area, 0, row, section.title, look.styles().heading);
    draw::right(buf, area, 0, row, &section.right, look.styles().dim);
    let mut y = row + 1;
    for line in &section.rows {
        let x = draw::text(buf, area, 1, y, &line.left, line.left_style);
        draw::text(buf, area, x, y, &line.words, line.style);
        y += 1;
    }
    y + 1
}

/// Name, facts and the ways to them; returns the row behind.
fn view_who(
    today: &Today,
    item: &Item,
    card: Option<&Card>,
    buf: &mut Buffer,
    area: Rect,
    look: Look<'_>,
) -> u16 {
    let styles = look.styles();
    let mark = today.scored.of(item);
    let label = mark.map(score::label).filter(|label| !label.is_empty());
    let label = label.unwrap_or_else(|| look.glyphs().dash.to_owned());
    let style = mark.map_or(styles.dim, |mark| score::style(mark, look));
    draw::right(buf, area, 0, 0, &label, style);
    let head = Rect {
        width: area.width.saturating_sub(width(&label) as u16 + 1),
        ..area
    };
    let name = item.name.shown().or("no name");
    draw::text(buf, head, 0, 0, name.as_str(), styles.strong);
    let Some(card) = card else { return 1 };
    let (reach, style) = reach(&card.person.contact, look);
    let mut y = 1;
    for (words, style) in [(facts(&card.person, look), styles.dim), (reach, style)] {
        for line in packed(words, usize::from(area.width), look) {
            draw::text(buf, area, 0, y, &line, style);
            y += 1;
        }
    }
    if card.person.household.is_empty() {
        return y;
    }
    let (key, dot) = (look.key("person.household"), look.glyphs().dot);
    let end = draw::right(buf, area, 0, y, &key, styles.key);
    let room = usize::from(end.saturating_sub(1));
    let words = format!(
        "household {dot} {}",
        listed(card.person.household.iter().map(|kin| kin.name.shown()))
    );
    draw::text(buf, area, 0, y, &clip(&words, room), Style::new());
    y + 1
}

/// Words parted by dots, on a line, or on two where they do not fit on one.
fn packed(words: Vec<String>, columns: usize, look: Look<'_>) -> Vec<String> {
    let dot = format!(" {} ", look.glyphs().dot);
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        let fits = |line: &&mut String| width(line) + width(&dot) + width(&word) <= columns;
        let last = lines.len() == WHO;
        match lines.last_mut().filter(|line| last || fits(line)) {
            Some(line) => {
                line.push_str(&dot);
                line.push_str(&word);
            }
            None => lines.push(word),
        }
    }
    lines
}

/// Kind, city, stage and worth of the open deal.
fn facts(person: &Person, look: Look<'_>) -> Vec<String> {
    let deal = person.deals.first();
    let stage = deal.and_then(|deal| look.world.directory.stage(&deal.stage));
    let owner = person.contact.assigned_to.as_ref().map(|owner| {
        if look.world.me.as_ref() == Some(owner) {
            "mine".to_owned()
        } else {
            let name = look.world.directory.user_name(owner);
            name.map(|name| name.to_string()).unwrap_or_default()
        }
    });
    let parts = [
        person.contact.kind.shown().to_string(),
        person.contact.address.city.shown().to_string(),
        stage
            .map(|stage| stage.name.shown().to_string())
            .unwrap_or_default(),
        deal.filter(|deal| deal.value.0 > 0)
            .map(|deal| deal.value.short())
            .unwrap_or_default(),
        owner.unwrap_or_else(|| "nobody's".to_owned()),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

/// Their number, whether they may be texted, and what time it is for them.
fn reach(contact: &Contact, look: Look<'_>) -> (Vec<String>, Style) {
    let styles = look.styles();
    let (address, channel) = if contact.phone.is_empty() {
        (contact.email.shown().to_string(), Channel::Email)
    } else {
        (phone(contact.phone.shown().as_str()), Channel::Sms)
    };
    if address.is_empty() {
        return (vec!["no number and no address".to_owned()], styles.warn);
    }
    let (may, style) = match contact.dnd_on(channel) {
        Dnd::Open => (format!("{} ok", channel.word()), Style::new()),
        Dnd::Active => (format!("no {}", channel.word()), styles.warn),
        Dnd::Permanent => (format!("never {}", channel.word()), styles.bad),
    };
    let zone = contact
        .timezone
        .as_deref()
        .and_then(|zone| TimeZone::get(zone).ok());
    let time = zone.map(|zone| format!("their time {}", look.now.to_zoned(zone).strftime("%H:%M")));
    ([address, may].into_iter().chain(time).collect(), style)
}

/// The parts of the cost.
fn why(cost: &Cost, columns: usize, look: Look<'_>) -> Section {
    let mut rows = Vec::new();
    for part in cost.parts() {
        let mut left = format!("{:>+4}  ", part.points);
        let style = if part.points < 0 {
            look.styles().warn
        } else {
            look.styles().good
        };
        for words in wrap(&part.reason, columns.saturating_sub(8)) {
            rows.push(Row {
                left: std::mem::replace(&mut left, " ".repeat(6)),
                left_style: style,
                words,
                style: Style::new(),
            });
        }
    }
    if rows.is_empty() {
        rows.push(Row::plain(
            "you put them off; nothing is lost by it",
            look.styles().dim,
        ));
    }
    Section {
        title: "WHY NOW",
        right: cost.total().to_string(),
        rows,
    }
}

/// The sheet behind `w`: the parts and their sum, and what the clock is counted from.
pub(super) fn why_lines(today: &Today, item: &Item, look: Look<'_>) -> Vec<SheetLine> {
    let cost = today.cost(item, look);
    let mut lines: Vec<SheetLine> = cost
        .parts()
        .iter()
        .map(|part| (format!("{:+}", part.points), part.reason.clone()))
        .collect();
    lines.push((cost.total().to_string(), "what waiting costs, in all".to_owned()));
    lines.push((String::new(), String::new()));
    let at = |moment: jiff::Timestamp| {
        let local = moment.to_zoned(look.world.zone.clone());
        local.strftime("%a %-d %b %H:%M:%S").to_string()
    };
    let since = at(item.waiting.since);
    let words = match item.waiting.kind {
        Kind::Lead => {
            let due = item.waiting.due.map(at).unwrap_or_default();
            format!("arrived in the CRM {since}, by its own time; the promise ends {due}")
        }
        Kind::Reply => format!("wrote {since}; a person's answer ends it, a workflow's does not"),
        Kind::Promise | Kind::Task => format!("due {since}"),
        Kind::Deal => format!("came to this stage {since}"),
        Kind::Call | Kind::Cooling => format!("last heard of {since}"),
        Kind::Silent => format!("wrote last {since}; a message of theirs ends it"),
        Kind::Back => format!("put off until {since}"),
        Kind::Snoozed => format!(
            "comes back {}, or when they write",
            item.waiting.due.map(at).unwrap_or_default()
        ),
    };
    lines.push((String::new(), words));
    lines
}

/// How many entries the thread has.
pub(super) fn thread_len(today: &Today) -> usize {
    today
        .card()
        .map_or(0, |card| card.person.messages.len().saturating_sub(1))
}

/// What was said, newest first.
fn thread(card: &Card, columns: usize, scroll: usize, look: Look<'_>) -> Section {
    let room = columns.saturating_sub(LEFT + 1).max(8);
    let mut rows = Vec::new();
    for message in card.person.messages.iter().skip(scroll) {
        let mut words = wrap(&said(message), room);
        words.truncate(SHORT);
        let inbound = message.direction == Direction::Inbound;
        let style = if inbound {
            look.styles().strong
        } else {
            Style::new()
        };
        let at = message.at.map(|at| look.stamp(at)).unwrap_or_default();
        let mut left = format!(
            "{} {} ",
            fit(&at, 6, Side::Left),
            fit(kind(message), 5, Side::Left)
        );
        for words in words {
            rows.push(Row {
                left: std::mem::replace(&mut left, " ".repeat(LEFT)),
                left_style: look.styles().dim,
                words,
                style,
            });
        }
    }
    if rows.is_empty() {
        rows.push(Row::plain("nothing has been said yet", look.styles().dim));
    }
    Section {
        title: "THREAD",
        right: String::new(),
        rows,
    }
}

fn kind(message: &Message) -> &'static str {
    let inbound = message.direction == Direction::Inbound;
    match (message.kind, inbound) {
        (MessageKind::Activity, _) => "",
        (MessageKind::Call, true) => "call",
        (MessageKind::Call, false) => "dial",
        (MessageKind::Email, true) => "mail",
        (MessageKind::Email, false) => "mail→",
        (_, true) => "in",
        (_, false) => "out",
    }
}

/// The words of a message; one that is still here says so, because nobody must wonder whether something was sent.
pub(super) fn said(message: &Message) -> String {
    let status = message.status.raw();
    let waits = matches!(
        status,
        "queued" | "held" | "sending" | "uncertain" | "failed" | "undelivered"
    );
    let mut words = String::new();
    if !message.subject.is_empty() {
        words.push_str(message.subject.raw().trim());
        words.push_str(": ");
    }
    words.push_str(&plain(message.body.raw()));
    let words = Foreign::from(words).shown_lines().to_string();
    match (waits, words.trim_end()) {
        // A call has no words; how it ended is all there is to say.
        (_, "") if message.kind == MessageKind::Call && !status.is_empty() => status.replace('-', " "),
        (true, "") => status.to_owned(),
        // That something came is news, and an empty line would hide it.
        (false, "") => "without words".to_owned(),
        (true, words) => format!("{status} · {words}"),
        (false, words) => words.to_owned(),
    }
}

/// A kept draft, else the words that answer a new enquiry.
fn ready(today: &Today, columns: usize, look: Look<'_>) -> Option<Section> {
    // Where there is no room for all of it, less is said of where they are from.
    let room = columns.saturating_sub(width(READY) + 1);
    let told = |ways: Vec<String>| {
        ways.into_iter()
            .find(|words| width(words) <= room)
            .unwrap_or_default()
    };
    let (body, from) = if let Some(ready) = &today.card()?.ready {
        let by = if ready.of_claude {
            "by Claude"
        } else {
            "kept draft"
        };
        let whole = format!("{by}, {}", ready.channel.word());
        (ready.body.clone(), told(vec![whole, by.to_owned()]))
    } else {
        let (text, snippet) = first_answer(today, look)?;
        let named = format!("from your snippet \"{snippet}\"");
        let ways = vec![named, "from your snippet".to_owned(), "your snippet".to_owned()];
        (text, told(ways))
    };
    let body = Foreign::from(body).shown_lines();
    let mut rows: Vec<Row> = wrap(body.as_str(), columns.saturating_sub(4).max(8))
        .into_iter()
        .map(|words| Row {
            left: format!(" {}", look.glyphs().quote),
            left_style: look.styles().accent,
            words,
            style: Style::new(),
        })
        .collect();
    rows.truncate(DRAFT);
    Some(Section {
        title: READY,
        right: from,
        rows,
    })
}

/// What Claude prepared about them, and how old it is.
fn brief(card: &Card, columns: usize, look: Look<'_>) -> Option<Section> {
    let brief = card.brief.as_ref()?;
    let room = columns.saturating_sub(LEFT + 1).max(8);
    let mut rows = Vec::new();
    for line in &brief.lines {
        let words = Foreign::from(line.text.as_str()).shown();
        for (nr, words) in wrap(words.as_str(), room).into_iter().enumerate() {
            let left = if nr == 0 { line.head } else { "" };
            rows.push(Row {
                left: fit(left, LEFT, Side::Left),
                left_style: look.styles().dim,
                words,
                style: Style::new(),
            });
        }
    }
    rows.truncate(BRIEF);
    Some(Section {
        title: brief.title(),
        right: format!("by Claude, {}", look.ago(brief.at)),
        rows,
    })
}

/// What can be done, with its keys.
fn next(today: &Today, item: &Item, columns: usize, look: Look<'_>) -> Section {
    let (styles, mut rows) = (look.styles(), Vec::new());
    let offer = today.offer(look).map_or("", super::deed::Offer::words);
    let draft = today.card().is_some_and(|card| card.ready.is_some());
    let reply = if draft || first_answer(today, look).is_some() {
        "send the draft"
    } else {
        "reply"
    };
    let mut line = String::new();
    for (id, words) in [
        ("today.open", offer),
        ("person.reply", reply),
        ("today.done", "done"),
        ("person.snooze-tomorrow", "tomorrow"),
        ("person.assign", "assign"),
        ("person.why", "why"),
    ] {
        let entry = format!("{} {words}", look.key(id));
        if !line.is_empty() && width(&line) + 3 + width(&entry) + 1 > columns {
            rows.push(Row::plain(std::mem::take(&mut line), Style::new()));
        }
        if !line.is_empty() {
            line.push_str("   ");
        }
        line.push_str(&entry);
    }
    rows.push(Row::plain(line, Style::new()));
    if let Some(pond) = to_the_pond(today, item, look) {
        let lines = wrap(&pond, columns.saturating_sub(1).max(8));
        rows.extend(lines.into_iter().map(|line| Row::plain(line, styles.dim)));
    }
    Section {
        title: "NEXT",
        right: String::new(),
        rows,
    }
}

/// That a lead goes to the pond when its clock ends.
fn to_the_pond(today: &Today, item: &Item, look: Look<'_>) -> Option<String> {
    item.clock_ends(look.now)?;
    let pond = today.queue.as_ref()?.pond.as_ref()?;
    if item.owner.as_ref() == Some(pond) {
        return None;
    }
    let name = look.world.directory.user_name(pond)?;
    Some(format!("goes to {name} when nobody answers in time"))
}
