//! A long list seen through a window: the cursor moves at once, rows are asked for a screen ahead, and when they come
//! back the cursor is still on the same record.

use std::ops::Range;

pub use crate::tui::motion::{Motion, SCOPE};

/// Rows of a list that may be longer than memory.
#[derive(Clone, Debug)]
pub struct Window<T> {
    cursor: usize,
    offset: usize,
    page: usize,
    total: Option<usize>,
    start: usize,
    rows: Vec<T>,
    loaded: bool,
}

/// Where a list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowPlace {
    cursor: usize,
    offset: usize,
    total: Option<usize>,
}

impl<T> Default for Window<T> {
    fn default() -> Self {
        Self {
            cursor: 0,
            offset: 0,
            page: 1,
            total: None,
            start: 0,
            rows: Vec::new(),
            loaded: false,
        }
    }
}

impl<T> Window<T> {
    /// The position of the cursor.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The first row on the screen.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Rows on the screen.
    pub fn page(&self) -> usize {
        self.page
    }

    /// How many there are: exact once counted, until then what is known to be there.
    pub fn len(&self) -> usize {
        self.total.unwrap_or(self.start + self.rows.len())
    }

    /// The exact number, once counted.
    pub fn total(&self) -> Option<usize> {
        self.total
    }

    /// Loaded, and nothing there.
    pub fn is_empty(&self) -> bool {
        self.loaded && self.len() == 0
    }

    /// Whether an answer has come since the last reset.
    pub fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// The row at a position, when it is here.
    pub fn row(&self, at: usize) -> Option<&T> {
        self.rows.get(at.checked_sub(self.start)?)
    }

    /// The row under the cursor, when it is here and of the list as it is now.
    pub fn current(&self) -> Option<&T> {
        self.row(self.cursor).filter(|_| self.loaded)
    }

    /// All rows that are here, with their positions.
    pub fn rows(&self) -> impl Iterator<Item = (usize, &T)> {
        self.rows
            .iter()
            .enumerate()
            .map(|(at, row)| (self.start + at, row))
    }

    /// Positions on the screen, with their rows when they are here.
    pub fn visible(&self) -> impl Iterator<Item = (usize, Option<&T>)> {
        let end = (self.offset + self.page).min(self.len());
        (self.offset..end).map(|at| (at, self.row(at)))
    }

    /// Starts anew at the top, for another list. Old rows stay until new ones come, so nothing flickers.
    pub fn reset(&mut self) {
        self.cursor = 0;
        self.offset = 0;
        self.loaded = false;
        self.total = None;
    }

    /// Where the list stands, so that it can be put back there.
    pub const fn place(&self) -> WindowPlace {
        WindowPlace {
            cursor: self.cursor,
            offset: self.offset,
            total: self.total,
        }
    }

    /// Goes back to where it stood before it was started anew: the other list never came.
    pub fn put_back(&mut self, place: WindowPlace) {
        self.cursor = place.cursor;
        self.offset = place.offset;
        self.total = place.total;
        self.loaded = true;
    }

    /// Learns how many there are in all.
    pub fn set_total(&mut self, total: Option<usize>) {
        if total.is_some() {
            self.total = total;
            self.set_cursor(self.cursor);
        }
    }

    /// Moves the cursor; says whether it moved.
    pub fn go(&mut self, motion: Motion) -> bool {
        let before = self.cursor;
        self.cursor = motion.target(self.cursor, self.len(), self.page);
        self.follow();
        self.cursor != before
    }

    /// Puts the cursor somewhere.
    pub fn set_cursor(&mut self, at: usize) {
        self.cursor = at.min(self.len().saturating_sub(1));
        self.follow();
    }

    /// Learns how many rows fit the screen. The cursor stays on it.
    pub fn set_page(&mut self, page: usize) {
        self.page = page.max(1);
        self.follow();
    }

    /// Scrolls; the cursor moves only when it would leave the screen.
    pub fn scroll(&mut self, by: isize) {
        let last = self.len().saturating_sub(1);
        self.offset = self
            .offset
            .saturating_add_signed(by)
            .min(self.len().saturating_sub(self.page));
        self.cursor = self
            .cursor
            .clamp(self.offset, self.offset + self.page - 1)
            .min(last);
    }

    fn follow(&mut self) {
        if self.cursor < self.offset {
            self.offset = self.cursor;
        } else if self.cursor >= self.offset + self.page {
            self.offset = self.cursor + 1 - self.page;
        }
        // No empty rows below the last one while there are rows above the first.
        self.offset = self.offset.min(self.len().saturating_sub(self.page));
    }

    /// The rows to ask for, when those on the screen or the next screen are not all here: the screen with two more on
    /// either side. `None` when everything near is here.
    pub fn wants(&self) -> Option<Range<usize>> {
        let end = (self.offset + 2 * self.page).min(self.total.unwrap_or(usize::MAX));
        let start = self.offset.saturating_sub(self.page).min(end);
        let covered = self.start <= start && end <= self.start + self.rows.len();
        (!self.loaded || (!covered && start < end)).then(|| self.around())
    }

    /// The rows to ask for in any case, after something changed: of a list of which nothing is here the screen alone,
    /// because it is there soonest; [`Window::wants`] asks for what is around it when it has come.
    pub fn around(&self) -> Range<usize> {
        if self.loaded {
            self.offset.saturating_sub(2 * self.page)..self.offset + 3 * self.page
        } else {
            self.offset..self.offset + self.page
        }
    }

    /// Takes all rows of a list in that is read at once.
    pub fn fill_whole<K: PartialEq>(&mut self, rows: Vec<T>, key: impl Fn(&T) -> K) {
        let total = rows.len();
        self.fill(0, rows, Some(total), key);
    }

    /// Takes rows in. When the record that was under the cursor is among them, the cursor stays on it and the screen
    /// does not jump; `key` tells records apart.
    pub fn fill<K: PartialEq>(
        &mut self,
        start: usize,
        rows: Vec<T>,
        total: Option<usize>,
        key: impl Fn(&T) -> K,
    ) {
        let held = if self.loaded {
            self.current().map(&key)
        } else {
            None
        };
        (self.start, self.rows, self.total, self.loaded) = (start, rows, total, true);
        let found = held.and_then(|held| self.rows.iter().position(|row| key(row) == held));
        if let Some(at) = found {
            let at = self.start + at;
            self.offset = (self.offset + at).saturating_sub(self.cursor);
            self.cursor = at;
        }
        self.cursor = self.cursor.min(self.len().saturating_sub(1));
        self.follow();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::motion::MOTIONS;

    fn window(total: usize, page: usize) -> Window<usize> {
        let mut window = Window::default();
        window.set_page(page);
        load(&mut window, total);
        window
    }

    fn load(window: &mut Window<usize>, total: usize) {
        // First the screen, then what is around it.
        while let Some(range) = window.wants() {
            let rows: Vec<usize> = (range.start..range.end.min(total)).collect();
            window.fill(range.start, rows, Some(total), |row| *row);
        }
    }

    #[test]
    fn a_million_rows_are_seen_through_a_window() {
        let mut list = window(1_000_000, 30);
        assert!(list.rows.len() <= 150);
        list.go(Motion::Bottom);
        assert_eq!((list.cursor(), list.offset()), (999_999, 999_970));
        assert_eq!(list.current(), None);
        load(&mut list, 1_000_000);
        assert_eq!(list.current(), Some(&999_999));
        list.go(Motion::Top);
        assert_eq!(list.offset(), 0);
    }

    #[test]
    fn walking_never_leaves_the_rows_that_are_here() {
        let mut list = window(10_000, 20);
        for _ in 0..2_000 {
            list.go(Motion::Down);
            assert!(list.current().is_some(), "at {}", list.cursor());
            load(&mut list, 10_000);
        }
        for _ in 0..500 {
            list.go(Motion::HalfUp);
            assert!(list.current().is_some(), "at {}", list.cursor());
            load(&mut list, 10_000);
        }
    }

    #[test]
    fn the_cursor_stays_on_its_record_when_others_arrive() {
        let mut list = window(100, 10);
        list.set_cursor(15);
        let screen_row = list.cursor() - list.offset();
        let rows: Vec<usize> = [900, 901, 902].into_iter().chain(0..40).collect();
        list.fill(0, rows, Some(103), |row| *row);
        assert_eq!(list.current(), Some(&15));
        assert_eq!(list.cursor() - list.offset(), screen_row);
    }

    #[test]
    fn no_size_loses_the_cursor() {
        let mut list = window(500, 30);
        list.set_cursor(250);
        for page in [1, 500, 3, 30, 0, 7] {
            list.set_page(page);
            assert_eq!(list.cursor(), 250);
            let last = list.offset() + list.page();
            assert!((list.offset()..last).contains(&250), "{page}");
        }
    }

    #[test]
    fn an_empty_list_moves_nowhere() {
        let mut list = window(0, 10);
        for (_, motion) in MOTIONS {
            assert!(!list.go(*motion));
        }
        list.scroll(-3);
        list.scroll(3);
        assert!(list.is_empty() && list.current().is_none());
    }
}
