//! Records over a procedural base: what nobody touched is computed, what changed is kept, and the search index
//! trails the store as the real one does.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::iter::Peekable;
use std::sync::Arc;

/// A record that can be searched by time. Times are milliseconds since 1970.
pub trait Record {
    /// Its number within its kind.
    fn number(&self) -> u64;
    /// When it was added.
    fn added(&self) -> i64;
    /// When it last changed.
    fn updated(&self) -> i64;
}

/// The untouched records `0..count`. Both times must never fall as the number grows: pages over a million
/// records are cut from this order without sorting anything.
pub trait Base {
    /// What it makes.
    type Item: Record;
    /// How many there are.
    fn count(&self) -> u64;
    /// The record with this number, under `count`.
    fn make(&self, number: u64) -> Self::Item;
    /// When record `number` was added, without making it.
    fn added(&self, number: u64) -> i64;
    /// When record `number` changed, without making it.
    fn updated(&self, number: u64) -> i64;
}

/// Which time a walk follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// When it was added.
    Added,
    /// When it last changed.
    Updated,
}

/// A place in a walk: the time, then the number, which breaks ties.
pub type Place = (i64, u64);

type Version<T> = Option<Arc<T>>;

/// One kind of record: base, overlay and index.
#[derive(Debug)]
pub struct Table<B: Base> {
    base: B,
    next: u64,
    live: BTreeMap<u64, Version<B::Item>>,
    waiting: VecDeque<(i64, u64, Version<B::Item>)>,
    index: Index<B::Item>,
}

#[derive(Debug)]
struct Index<T> {
    changed: BTreeMap<u64, Version<T>>,
    added: BTreeSet<Place>,
    updated: BTreeSet<Place>,
    /// Base records that the index no longer shows.
    gone: u64,
}

impl<B: Base> Table<B> {
    /// An untouched table.
    pub fn new(base: B) -> Self {
        let index = Index {
            changed: BTreeMap::new(),
            added: BTreeSet::new(),
            updated: BTreeSet::new(),
            gone: 0,
        };
        Self {
            next: base.count(),
            base,
            live: BTreeMap::new(),
            waiting: VecDeque::new(),
            index,
        }
    }

    /// The base it stands on.
    pub fn base(&self) -> &B {
        &self.base
    }

    /// A number nobody had yet.
    pub fn fresh_number(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }

    /// The record as it is now.
    pub fn get(&self, number: u64) -> Option<Arc<B::Item>> {
        match self.live.get(&number) {
            Some(version) => version.clone(),
            None => (number < self.base.count()).then(|| Arc::new(self.base.make(number))),
        }
    }

    /// Whether the record was ever edited, added or deleted.
    pub fn is_touched(&self, number: u64) -> bool {
        self.live.contains_key(&number)
    }

    /// Keeps a record; searches see it from `visible` on.
    pub fn put(&mut self, record: B::Item, visible: i64) {
        let number = record.number();
        let version = Some(Arc::new(record));
        self.live.insert(number, version.clone());
        self.waiting.push_back((visible, number, version));
    }

    /// Deletes a record; searches miss it from `visible` on.
    pub fn remove(&mut self, number: u64, visible: i64) {
        self.live.insert(number, None);
        self.waiting.push_back((visible, number, None));
    }

    /// Lets the index see everything that has become visible by `now`.
    pub fn settle(&mut self, now: i64) {
        while self.waiting.front().is_some_and(|(visible, ..)| *visible <= now) {
            if let Some((_, number, version)) = self.waiting.pop_front() {
                self.index.apply(number, version, number < self.base.count());
            }
        }
    }

    /// Everything that was edited or added and still exists, in order of number.
    pub fn touched(&self) -> impl Iterator<Item = &Arc<B::Item>> {
        self.live.values().flatten()
    }

    /// The numbers of everything that was ever edited, added or deleted.
    pub fn touched_numbers(&self) -> impl Iterator<Item = u64> {
        self.live.keys().copied()
    }

    /// How many records exist, seen from the store.
    pub fn len(&self) -> u64 {
        let base_gone = self
            .live
            .iter()
            .filter(|(number, version)| **number < self.base.count() && version.is_none())
            .count() as u64;
        let made = self
            .live
            .iter()
            .filter(|(number, version)| **number >= self.base.count() && version.is_some())
            .count() as u64;
        self.base.count() - base_gone + made
    }

    /// How many records the index shows.
    pub fn indexed_len(&self) -> u64 {
        self.base.count() - self.index.gone + self.index.added.len() as u64
    }

    /// A record as the index shows it.
    pub fn indexed(&self, number: u64) -> Option<Arc<B::Item>> {
        match self.index.changed.get(&number) {
            Some(version) => version.clone(),
            None => (number < self.base.count()).then(|| Arc::new(self.base.make(number))),
        }
    }

    /// What the index shows otherwise than the untouched world: before (if it was there) and after.
    pub fn index_changes(&self) -> impl Iterator<Item = (Option<B::Item>, Option<Arc<B::Item>>)> {
        self.index.changed.iter().map(|(number, version)| {
            let before = (*number < self.base.count()).then(|| self.base.make(*number));
            (before, version.clone())
        })
    }

    /// How many records the index shows from one time to another, both included.
    pub fn indexed_between(&self, order: Order, from: i64, to: i64) -> u64 {
        if from > to {
            return 0;
        }
        let low = self.lowest(|number| self.base_time(order, number) < from);
        let high = self.lowest(|number| self.base_time(order, number) <= to);
        let hidden = self.index.changed.range(low..high).count() as u64;
        let shown = self.index.places(order).range((from, 0)..=(to, u64::MAX)).count() as u64;
        high - low - hidden + shown
    }

    /// The indexed records with places from `from` to `to` (both included), in order.
    pub fn walk(&self, order: Order, ascending: bool, from: Place, to: Place) -> Walk<'_, B> {
        let from_base = self.lowest(|number| (self.base_time(order, number), number) < from);
        let to_base = self.lowest(|number| (self.base_time(order, number), number) <= to);
        let changed = (from <= to).then(|| self.index.places(order).range(from..=to));
        Walk {
            table: self,
            order,
            ascending,
            base: from_base..to_base.max(from_base),
            changed: Direction::of(changed.into_iter().flatten(), ascending),
        }
    }

    fn base_time(&self, order: Order, number: u64) -> i64 {
        match order {
            Order::Added => self.base.added(number),
            Order::Updated => self.base.updated(number),
        }
    }

    /// The lowest base number for which `before` is false; `before` must hold for a prefix only.
    fn lowest(&self, before: impl Fn(u64) -> bool) -> u64 {
        let (mut low, mut high) = (0, self.base.count());
        while low < high {
            let middle = low + (high - low) / 2;
            if before(middle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

impl<T: Record> Index<T> {
    fn apply(&mut self, number: u64, version: Version<T>, in_base: bool) {
        let (added, updated) = (
            version.as_ref().map(|r| r.added()),
            version.as_ref().map(|r| r.updated()),
        );
        match self.changed.insert(number, version) {
            Some(Some(before)) => {
                self.added.remove(&(before.added(), number));
                self.updated.remove(&(before.updated(), number));
            }
            None if in_base => self.gone += 1,
            Some(None) | None => {}
        }
        if let (Some(added), Some(updated)) = (added, updated) {
            self.added.insert((added, number));
            self.updated.insert((updated, number));
        }
    }

    fn places(&self, order: Order) -> &BTreeSet<Place> {
        match order {
            Order::Added => &self.added,
            Order::Updated => &self.updated,
        }
    }
}

enum Direction<I: DoubleEndedIterator> {
    Up(Peekable<I>),
    Down(Peekable<std::iter::Rev<I>>),
}

impl<I: DoubleEndedIterator> Direction<I> {
    fn of(inner: I, ascending: bool) -> Self {
        if ascending {
            Self::Up(inner.peekable())
        } else {
            Self::Down(inner.rev().peekable())
        }
    }

    fn peek(&mut self) -> Option<&I::Item> {
        match self {
            Self::Up(inner) => inner.peek(),
            Self::Down(inner) => inner.peek(),
        }
    }

    fn next(&mut self) -> Option<I::Item> {
        match self {
            Self::Up(inner) => inner.next(),
            Self::Down(inner) => inner.next(),
        }
    }
}

type Places<'a> = std::iter::Flatten<std::option::IntoIter<std::collections::btree_set::Range<'a, Place>>>;

/// A merged walk over the untouched and the changed records of the index.
pub struct Walk<'a, B: Base> {
    table: &'a Table<B>,
    order: Order,
    ascending: bool,
    base: std::ops::Range<u64>,
    changed: Direction<Places<'a>>,
}

impl<B: Base> Walk<'_, B> {
    /// The next untouched number, without taking it.
    fn base_head(&mut self) -> Option<Place> {
        loop {
            let number = if self.ascending {
                self.base.clone().next()?
            } else {
                self.base.clone().next_back()?
            };
            if !self.table.index.changed.contains_key(&number) {
                return Some((self.table.base_time(self.order, number), number));
            }
            self.skip_base();
        }
    }

    fn skip_base(&mut self) {
        if self.ascending {
            self.base.next();
        } else {
            self.base.next_back();
        }
    }
}

impl<B: Base> Iterator for Walk<'_, B> {
    type Item = Arc<B::Item>;

    fn next(&mut self) -> Option<Self::Item> {
        let base = self.base_head();
        let changed = self.changed.peek().map(|place| **place);
        let take_base = match (base, changed) {
            (Some(base), Some(changed)) => (base < changed) == self.ascending,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => return None,
        };
        if take_base {
            self.skip_base();
            return base.map(|(_, number)| Arc::new(self.table.base.make(number)));
        }
        let (_, number) = self.changed.next()?;
        self.table.index.changed.get(number).cloned().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Row {
        number: u64,
        added: i64,
        updated: i64,
    }
    impl Record for Row {
        fn number(&self) -> u64 {
            self.number
        }
        fn added(&self) -> i64 {
            self.added
        }
        fn updated(&self) -> i64 {
            self.updated
        }
    }
    #[derive(Debug)]
    struct Tens(u64);
    impl Base for Tens {
        type Item = Row;
        fn count(&self) -> u64 {
            self.0
        }
        fn make(&self, number: u64) -> Row {
            Row {
                number,
                added: self.added(number),
                updated: self.updated(number),
            }
        }
        fn added(&self, number: u64) -> i64 {
            number as i64 / 3 * 10
        }
        fn updated(&self, number: u64) -> i64 {
            number as i64 / 2 * 10
        }
    }
    const ALL: (Place, Place) = ((i64::MIN, 0), (i64::MAX, u64::MAX));

    fn numbers(table: &Table<Tens>, order: Order, ascending: bool, range: (Place, Place)) -> Vec<u64> {
        table
            .walk(order, ascending, range.0, range.1)
            .map(|row| row.number)
            .collect()
    }

    /// A walk must equal a sort of everything the index shows, whatever was edited, added and deleted.
    #[test]
    fn a_walk_is_what_a_sort_would_give() {
        let mut table = Table::new(Tens(40));
        for (number, updated) in [(3, 95), (7, 40), (39, 0), (0, 500)] {
            table.put(
                Row {
                    number,
                    added: table.base.added(number),
                    updated,
                },
                0,
            );
        }
        table.remove(5, 0);
        table.remove(7, 0);
        let fresh = table.fresh_number();
        table.put(
            Row {
                number: fresh,
                added: 130,
                updated: 130,
            },
            0,
        );
        table.settle(0);
        let mut rows: Vec<Row> = (0..=fresh)
            .filter_map(|n| table.get(n))
            .map(|row| (*row).clone())
            .collect();
        assert_eq!(rows.len() as u64, table.indexed_len());
        assert_eq!(table.len(), table.indexed_len());
        for order in [Order::Added, Order::Updated] {
            let key = |row: &Row| {
                let time = if order == Order::Added {
                    row.added
                } else {
                    row.updated
                };
                (time, row.number)
            };
            rows.sort_by_key(key);
            let up: Vec<u64> = rows.iter().map(|row| row.number).collect();
            assert_eq!(numbers(&table, order, true, ALL), up);
            let down: Vec<u64> = up.iter().rev().copied().collect();
            assert_eq!(numbers(&table, order, false, ALL), down);
            for from in [-1, 0, 35, 95, 130, 600] {
                let wanted = rows
                    .iter()
                    .filter(|row| (from..=130).contains(&key(row).0))
                    .count();
                assert_eq!(
                    table.indexed_between(order, from, 130),
                    wanted as u64,
                    "{order:?} from {from}"
                );
                let walked = numbers(&table, order, true, ((from, 0), (130, u64::MAX)));
                assert_eq!(walked.len(), wanted);
            }
        }
    }

    #[test]
    fn the_index_trails_the_store() {
        let mut table = Table::new(Tens(3));
        table.put(
            Row {
                number: 1,
                added: 0,
                updated: 900,
            },
            2_000,
        );
        table.settle(1_999);
        assert_eq!(table.get(1).unwrap().updated, 900);
        assert_eq!(numbers(&table, Order::Updated, false, ALL), [2, 1, 0]);
        table.settle(2_000);
        assert_eq!(numbers(&table, Order::Updated, false, ALL), [1, 2, 0]);
    }
}
