//! Blocks of Markdown as lines.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::flow::{self, Run};
use super::table::Table;
use crate::domain::value::{Foreign, Shown};
use crate::tui::theme::Skin;

/// A tab in a listing.
const TAB: &str = "    ";

/// The lines of some blocks, `columns` wide.
pub(super) fn lines(source: &str, columns: usize, skin: &Skin) -> Vec<Line<'static>> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut painter = Painter::new(columns, skin);
    for event in Parser::new_ext(source, options) {
        painter.take(event);
    }
    painter.flush();
    painter.lines
}

/// The lines of a listing.
pub(super) fn code(source: &str, columns: usize, skin: &Skin) -> Vec<Line<'static>> {
    let source = source.strip_suffix('\n').unwrap_or(source).replace('\t', TAB);
    let words = Foreign::from(source).shown_lines();
    let run = Run {
        words,
        style: skin.styles.code,
    };
    let edge = format!("{} ", skin.glyphs.bar);
    flow::wrap(&[run], columns.saturating_sub(2).max(1))
        .into_iter()
        .map(|words| {
            let edge = Span::styled(edge.clone(), skin.styles.rule);
            std::iter::once(edge).chain(words).collect()
        })
        .collect()
}

/// What a block stands in.
enum Frame {
    Quote,
    /// An item of a list, and its mark as long as it was not drawn.
    Item {
        mark: String,
        drawn: bool,
    },
    /// Too deep to be shown.
    Deep,
}

struct Painter<'a> {
    columns: usize,
    skin: &'a Skin,
    lines: Vec<Line<'static>>,
    frames: Vec<Frame>,
    /// The next number of each open list; `None` for one with bullets.
    lists: Vec<Option<u64>>,
    styles: Vec<Style>,
    links: Vec<String>,
    runs: Vec<Run>,
    listing: Option<String>,
    table: Option<Table>,
    /// The next block is set off by an empty line.
    gap: bool,
}

impl<'a> Painter<'a> {
    fn new(columns: usize, skin: &'a Skin) -> Self {
        Self {
            columns,
            skin,
            lines: Vec::new(),
            frames: Vec::new(),
            lists: Vec::new(),
            styles: Vec::new(),
            links: Vec::new(),
            runs: Vec::new(),
            listing: None,
            table: None,
            gap: false,
        }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.listing {
                Some(listing) => listing.push_str(&text),
                None => self.say(&text, Style::new()),
            },
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.say(&text, self.skin.styles.code);
            }
            Event::Html(text) | Event::InlineHtml(text) => self.say(text.trim_end(), self.skin.styles.dim),
            Event::FootnoteReference(text) => self.say(&format!("[{text}]"), self.skin.styles.dim),
            Event::SoftBreak => self.own(" "),
            Event::HardBreak => self.push(Foreign::from("\n").shown_lines(), Style::new()),
            Event::TaskListMarker(done) => self.own(if done { "[x] " } else { "[ ] " }),
            Event::Rule => {
                self.set_off();
                let rule = self.skin.glyphs.rule.repeat(self.columns);
                self.lines.push(Line::styled(rule, self.skin.styles.rule));
                self.gap = true;
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let styles = &self.skin.styles;
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.set_off(),
            Tag::Heading { level, .. } => {
                self.set_off();
                let leads = matches!(level, HeadingLevel::H1 | HeadingLevel::H2);
                let style = if leads {
                    styles.strong.patch(styles.accent)
                } else {
                    styles.strong
                };
                self.styles.push(style);
            }
            Tag::BlockQuote(_) => {
                self.set_off();
                self.enter(Frame::Quote);
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.set_off();
                self.listing = Some(String::new());
            }
            Tag::List(first) => {
                self.flush();
                if self.lists.is_empty() {
                    self.set_off();
                }
                self.lists.push(first);
            }
            Tag::Item => {
                let mark = self.next_mark();
                self.enter(Frame::Item { mark, drawn: false });
            }
            Tag::Table(alignments) => {
                self.set_off();
                self.table = Some(Table {
                    alignments,
                    rows: Vec::new(),
                });
            }
            Tag::TableHead => {
                self.new_row();
                self.styles.push(styles.heading);
            }
            Tag::TableRow => self.new_row(),
            Tag::Emphasis => self.styles.push(styles.italic),
            Tag::Strong => self.styles.push(styles.strong),
            Tag::Strikethrough => self.styles.push(styles.struck),
            Tag::Link { dest_url, .. } => {
                self.styles.push(styles.link);
                self.links.push(dest_url.into_string());
            }
            Tag::Image { .. } => self.own("[image: "),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => {
                self.flush();
                self.gap = true;
            }
            TagEnd::Heading(_) => {
                self.flush();
                self.styles.pop();
                self.gap = true;
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.frames.pop();
                self.gap = true;
            }
            TagEnd::CodeBlock => self.end_listing(),
            TagEnd::Item => {
                self.flush();
                if matches!(self.frames.last(), Some(Frame::Item { drawn: false, .. })) {
                    self.put(Vec::new());
                }
                self.frames.pop();
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.gap |= self.lists.is_empty();
            }
            TagEnd::Table => self.end_table(),
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.runs);
                if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(cell);
                }
            }
            TagEnd::TableHead | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                self.styles.pop();
            }
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.own("]"),
            _ => {}
        }
    }

    fn next_mark(&mut self) -> String {
        match self.lists.last_mut() {
            Some(Some(number)) => {
                let mark = format!("{number}. ");
                *number += 1;
                mark
            }
            _ => format!("{} ", self.skin.glyphs.bullet),
        }
    }

    fn new_row(&mut self) {
        if let Some(table) = &mut self.table {
            table.rows.push(Vec::new());
        }
    }

    /// Where a link leads is always said: its words can say anything.
    fn end_link(&mut self) {
        self.styles.pop();
        let address = self.links.pop().unwrap_or_default();
        let bare = address
            .split_once("://")
            .map_or(address.as_str(), |(_, rest)| rest);
        let host = bare.split(['/', '?', '#']).next().unwrap_or_default();
        let is_said = self
            .runs
            .last()
            .is_some_and(|run| address.ends_with(run.words.as_str()));
        if !host.is_empty() && !is_said {
            self.say(&format!(" ({host})"), self.skin.styles.dim);
        }
    }

    fn end_listing(&mut self) {
        let listing = self.listing.take().unwrap_or_default();
        let width = self.width();
        for line in code(&listing, width, self.skin) {
            self.put(line.spans);
        }
        self.gap = true;
    }

    fn end_table(&mut self) {
        if let Some(table) = self.table.take() {
            let width = self.width();
            for line in table.lines(width, self.skin) {
                self.put(line.spans);
            }
        }
        self.gap = true;
    }

    /// Foreign words in the style of where they stand.
    fn say(&mut self, text: &str, style: Style) {
        self.push(Foreign::from(text).shown(), style);
    }

    fn own(&mut self, text: &'static str) {
        self.push(Shown::own(text), Style::new());
    }

    fn push(&mut self, words: Shown, style: Style) {
        let style = self
            .styles
            .iter()
            .fold(Style::new(), |all, one| all.patch(*one))
            .patch(style);
        self.runs.push(Run { words, style });
    }

    /// Begins a block: what is open is drawn, and an empty line stands before it where one is due.
    fn set_off(&mut self) {
        self.flush();
        if std::mem::take(&mut self.gap) && !self.lines.is_empty() {
            let edges = self.edges();
            self.lines.push(Line::from(edges));
        }
    }

    /// Draws the words that were said.
    fn flush(&mut self) {
        if self.table.is_some() {
            return;
        }
        let runs = std::mem::take(&mut self.runs);
        if runs.is_empty() {
            return;
        }
        for words in flow::wrap(&runs, self.width()) {
            self.put(words);
        }
    }

    /// Goes into a quote or an item. However deep they stand, words keep half of the columns: what is deeper has no edge.
    fn enter(&mut self, frame: Frame) {
        let fits = self.width() - frame.columns().min(self.width()) >= self.columns / 2;
        self.frames.push(if fits { frame } else { Frame::Deep });
    }

    fn width(&self) -> usize {
        let taken: usize = self.frames.iter().map(Frame::columns).sum();
        self.columns.saturating_sub(taken)
    }

    /// Draws one line inside its quotes and items; the first line of an item gets its mark.
    fn put(&mut self, words: Vec<Span<'static>>) {
        let mut spans = Vec::with_capacity(self.frames.len() + words.len());
        for frame in &mut self.frames {
            spans.push(frame.edge(self.skin));
        }
        spans.extend(words);
        self.lines.push(Line::from(spans));
    }

    /// The left edges of an empty line: quotes go on, marks wait for words.
    fn edges(&self) -> Vec<Span<'static>> {
        let last = self
            .frames
            .iter()
            .rposition(|frame| matches!(frame, Frame::Quote));
        let shown = self.frames.iter().take(last.map_or(0, |at| at + 1));
        shown.map(|frame| frame.rest(self.skin)).collect()
    }
}

impl Frame {
    fn columns(&self) -> usize {
        match self {
            Self::Quote => 2,
            Self::Item { mark, .. } => crate::tui::text::width(mark),
            Self::Deep => 0,
        }
    }

    /// The left edge of the next line.
    fn edge(&mut self, skin: &Skin) -> Span<'static> {
        match self {
            Self::Item { mark, drawn } if !*drawn => {
                *drawn = true;
                Span::styled(mark.clone(), skin.styles.accent)
            }
            _ => self.rest(skin),
        }
    }

    /// The left edge of a line that is not the first.
    fn rest(&self, skin: &Skin) -> Span<'static> {
        match self {
            Self::Quote => Span::styled(format!("{} ", skin.glyphs.quote), skin.styles.rule),
            _ => Span::raw(" ".repeat(self.columns())),
        }
    }
}
