//! The bare program that the real one is measured against: a table of made-up people, as the library's own examples
//! draw one, and keys to move in it. No file, no network, no threads, nothing but the library.

use std::io::stdout;

use crossterm::event::{self, Event, KeyCode, KeyModifiers};
use crossterm::execute;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::layout::Constraint;
use ratatui::style::{Color, Style};
use ratatui::widgets::{Row, Table, TableState};

/// People in its table.
const PEOPLE: usize = 200;
const TITLES: [&str; 9] = [
    "NAME", "STAGE", "IN", "OUT", "VALUE", "CITY", "SOURCE", "OWNER", "TAGS",
];

/// Runs it until `q` is pressed.
pub fn run() -> std::io::Result<()> {
    let people: Vec<[String; 9]> = (0..PEOPLE).map(person).collect();
    let mut terminal = ratatui::try_init()?;
    let mut state = TableState::new().with_selected(Some(0));
    loop {
        execute!(stdout(), BeginSynchronizedUpdate)?;
        terminal.draw(|frame| {
            let rows = people
                .iter()
                .map(|person| Row::new(person.iter().map(String::as_str)));
            let table = Table::new(rows, [Constraint::Fill(1); 9])
                .header(Row::new(TITLES).style(Style::new().fg(Color::DarkGray)))
                .row_highlight_style(Style::new().bg(Color::Rgb(40, 44, 60)));
            frame.render_stateful_widget(table, frame.area(), &mut state);
        })?;
        execute!(stdout(), EndSynchronizedUpdate)?;
        let Event::Key(key) = event::read()? else { continue };
        match key.code {
            KeyCode::Char('q') => break,
            KeyCode::Char('d') if key.modifiers == KeyModifiers::CONTROL => state.scroll_down_by(30),
            KeyCode::Char('j') => state.select_next(),
            KeyCode::Char('k') => state.select_previous(),
            KeyCode::Char('g') => state.select_first(),
            KeyCode::Char('G') => state.select(Some(PEOPLE - 1)),
            _ => {}
        }
    }
    ratatui::try_restore()
}

fn person(nr: usize) -> [String; 9] {
    [
        format!("Maria Fitzgerald {nr}"),
        "Showing".to_owned(),
        format!("{}d", nr % 90),
        format!("{}d", nr % 60),
        format!("${}k", nr % 900),
        "Rancho Cucamonga".to_owned(),
        "Open house".to_owned(),
        "Ana".to_owned(),
        "buyer hot past client".to_owned(),
    ]
}
