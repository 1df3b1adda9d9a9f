//! Markdown as Claude writes it, made into lines of a given width: paragraphs, lists, tables, code.
//!
//! Owns how each construct looks. Must not: follow links, know chats, or take text for safe: every leaf goes through
//! the sanitiser after parsing, because an entity such as `&#27;` becomes a control character only there.
//!
//! `piece` cuts the source where nothing that follows can change what came before; `block` makes lines of one
//! piece; `flow` and `table` lay its words and cells out; [`stream`] does all that while the text is still coming.
//! [`render`] is a stream that ended, so a kept answer looks exactly as it looked while it was written.
//! To add a construct: its event in `block`.

mod block;
mod flow;
mod piece;
pub mod stream;
mod table;

#[cfg(test)]
mod tests;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use ratatui::text::Line;

use crate::tui::theme::Skin;
use stream::Stream;

/// The listings in a text, as they were written. Foreign text.
pub fn listings(text: &str) -> Vec<String> {
    let mut listings = Vec::new();
    let mut open = false;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                listings.push(String::new());
                open = true;
            }
            Event::End(TagEnd::CodeBlock) => open = false,
            Event::Text(words) if open => {
                if let Some(listing) = listings.last_mut() {
                    listing.push_str(&words);
                }
            }
            _ => {}
        }
    }
    listings
}

/// The lines of a whole text, `columns` wide.
pub fn render(text: &str, columns: usize, skin: &Skin) -> Vec<Line<'static>> {
    let mut stream = Stream::new(columns);
    stream.show(text, skin);
    stream.into_lines(text, skin)
}
