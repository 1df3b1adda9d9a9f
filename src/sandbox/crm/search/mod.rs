//! The search language of contacts and opportunities: filters, sort, cursors, over a table's index.
//!
//! Owns: reading a search body, and finding what it asks for with the least walking. Must not: know how a record
//! is spelled on the wire. To add a searchable field: one arm in the record's [`Searchable::cell`].

mod cell;
mod test;

use std::cmp::Ordering;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::exchange::Refusal;
use crate::sandbox::world::World;
use crate::sandbox::world::seed::Kind;
use crate::sandbox::world::table::{Base, Order, Place, Record, Table};
pub use cell::{Cell, moment};
use test::Test;

/// Records that page numbers can reach; cursors go on.
const PAGED: u64 = 10_000;

/// A record that can be searched.
pub trait Searchable: Record {
    /// The kind its ids are made with.
    const KIND: Kind;
    /// The wire's names of [`Order::Added`] and [`Order::Updated`].
    const TIMES: (&'static str, &'static str);
    /// The names of the fields it can be sorted by, besides the two times.
    const SORTS: &'static [&'static str];
    /// What a field holds; `None` for a field that cannot be searched.
    fn cell(&self, field: &str, world: &World) -> Option<Cell>;
    /// Whether free text finds it; the text is in lower case.
    fn mentions(&self, text: &str, world: &World) -> bool;
    /// The numbers of all records that could hold exactly this value, where that is known without looking.
    fn shortlist(field: &str, value: &str, world: &World) -> Option<Vec<u64>>;
}

/// One search, read from its body.
#[derive(Debug)]
pub struct Search {
    tests: Vec<Test>,
    sort: Vec<Key>,
    limit: usize,
    page: Option<u64>,
    after: Option<Vec<Value>>,
    text: Option<String>,
}

#[derive(Debug)]
struct Key {
    field: String,
    ascending: bool,
}

/// A page of what was found.
#[derive(Debug)]
pub struct Found<T> {
    /// The records, each with the cursor that leads behind it.
    pub rows: Vec<(Arc<T>, Vec<Value>)>,
    /// How many there are in all.
    pub total: u64,
}

impl Search {
    /// Reads a body whose shape has been checked. `limit` is the name of the page size.
    pub fn read<T: Searchable>(body: &Map<String, Value>, limit: &str) -> Result<Self, Refusal> {
        let list = |name: &str| {
            body.get(name)
                .and_then(Value::as_array)
                .map(Vec::as_slice)
                .unwrap_or_default()
        };
        let page = body.get("page").and_then(Value::as_f64).map(|page| page as u64);
        let after = body
            .get("searchAfter")
            .and_then(Value::as_array)
            .filter(|after| !after.is_empty())
            .cloned();
        if after.is_some() && page.is_some_and(|page| page > 1) {
            return Err(Refusal::invalid("page and searchAfter cannot be used together"));
        }
        let limit = body.get(limit).and_then(Value::as_u64).unwrap_or(20);
        if page.unwrap_or(1).max(1).saturating_mul(limit) > PAGED && after.is_none() {
            return Err(Refusal::new(
                400,
                "Result window is too large, use searchAfter beyond 10000 records",
            ));
        }
        let text = body
            .get("query")
            .and_then(Value::as_str)
            .map(|text| text.trim().to_lowercase());
        if text.as_ref().is_some_and(|text| text.chars().count() > 75) {
            return Err(Refusal::invalid(
                "query must be shorter than or equal to 75 characters",
            ));
        }
        let tests = list("filters")
            .iter()
            .map(Test::read::<T>)
            .collect::<Result<_, _>>()?;
        let mut sort = list("sort")
            .iter()
            .map(Key::read::<T>)
            .collect::<Result<Vec<_>, _>>()?;
        if sort.is_empty() {
            sort.push(Key {
                field: T::TIMES.0.to_owned(),
                ascending: false,
            });
        }
        if sort.len() > 2 {
            return Err(Refusal::invalid("sort must contain no more than 2 elements"));
        }
        Ok(Self {
            tests,
            sort,
            limit: limit as usize,
            page,
            after,
            text: text.filter(|text| !text.is_empty()),
        })
    }

    /// Whether nothing narrows the search.
    pub fn is_everything(&self) -> bool {
        self.tests.is_empty() && self.text.is_none()
    }

    /// Finds one page in the index of `table`.
    pub fn find<B>(&self, table: &Table<B>, world: &World) -> Found<B::Item>
    where
        B: Base,
        B::Item: Searchable,
    {
        let short = self
            .tests
            .iter()
            .find_map(|test| test.shortlist::<B::Item>(world));
        if let Some(numbers) = short {
            return self.gather(
                numbers.into_iter().filter_map(|number| table.indexed(number)),
                table,
                world,
            );
        }
        let (added, updated) = (
            self.bounds::<B::Item>(Order::Added),
            self.bounds::<B::Item>(Order::Updated),
        );
        let (order, ascending) = match self.sort.as_slice() {
            [key] => (key.order::<B::Item>(), key.ascending),
            _ => (None, true),
        };
        match order {
            Some(Order::Added) if updated.is_none() => {
                self.stream(table, world, Order::Added, ascending, added)
            }
            Some(Order::Updated) if added.is_none() => {
                self.stream(table, world, Order::Updated, ascending, updated)
            }
            _ => {
                let (order, (low, high)) = match (added, updated) {
                    (_, Some(bounds)) => (Order::Updated, bounds),
                    (Some(bounds), None) => (Order::Added, bounds),
                    (None, None) => (Order::Added, (i64::MIN, i64::MAX)),
                };
                self.gather(table.walk(order, true, (low, 0), (high, u64::MAX)), table, world)
            }
        }
    }

    /// Every match, for sums over all pages.
    pub fn matches<'a, B>(
        &'a self,
        table: &'a Table<B>,
        world: &'a World,
    ) -> impl Iterator<Item = Arc<B::Item>> + 'a
    where
        B: Base,
        B::Item: Searchable,
    {
        let everything = ((i64::MIN, 0), (i64::MAX, u64::MAX));
        table
            .walk(Order::Added, true, everything.0, everything.1)
            .filter(|record| self.holds(record.as_ref(), world))
    }

    /// The sort order is an order the table keeps: walk it, and stop as soon as the page is full when nothing
    /// else has to be counted.
    fn stream<B>(
        &self,
        table: &Table<B>,
        world: &World,
        order: Order,
        ascending: bool,
        bounds: Option<(i64, i64)>,
    ) -> Found<B::Item>
    where
        B: Base,
        B::Item: Searchable,
    {
        let (low, high) = bounds.unwrap_or((i64::MIN, i64::MAX));
        let all = ((low, 0), (high, u64::MAX));
        let rest = self
            .after_place::<B::Item>(world)
            .map_or(all, |place| behind(place, ascending, all));
        let skip = self.skip();
        let timed: usize = usize::from(bounds.is_some());
        let counted = self.text.is_none() && self.tests.len() == timed;
        let (rows, total): (Vec<Arc<B::Item>>, u64) = if counted {
            let rows = table
                .walk(order, ascending, rest.0, rest.1)
                .skip(skip)
                .take(self.limit)
                .collect();
            (rows, table.indexed_between(order, low, high))
        } else {
            let matching = |range: (Place, Place)| {
                table
                    .walk(order, ascending, range.0, range.1)
                    .filter(|record| self.holds(record.as_ref(), world))
            };
            let total = matching(all).count() as u64;
            (matching(rest).skip(skip).take(self.limit).collect(), total)
        };
        let cursor = |record: &B::Item| {
            let time = match order {
                Order::Added => record.added(),
                Order::Updated => record.updated(),
            };
            vec![json!(time), json!(world.id(B::Item::KIND, record.number()))]
        };
        let rows = rows
            .into_iter()
            .map(|record| (Arc::clone(&record), cursor(&record)))
            .collect();
        Found { rows, total }
    }

    /// Any other order: collect what matches, sort it, cut the page.
    fn gather<B>(
        &self,
        candidates: impl Iterator<Item = Arc<B::Item>>,
        table: &Table<B>,
        world: &World,
    ) -> Found<B::Item>
    where
        B: Base,
        B::Item: Searchable,
    {
        let mut rows: Vec<(Vec<Value>, u64)> = candidates
            .filter(|record| self.holds(record.as_ref(), world))
            .map(|record| (self.keys(record.as_ref(), world), record.number()))
            .collect();
        rows.sort_by(|left, right| self.compare(left, right));
        let total = rows.len() as u64;
        let start = match &self.after {
            Some(after) => {
                let number = after
                    .last()
                    .and_then(Value::as_str)
                    .and_then(|id| world.era.seed.number(B::Item::KIND, id));
                let keys = after
                    .get(..after.len().saturating_sub(1))
                    .unwrap_or_default()
                    .to_vec();
                let place = (keys, number.unwrap_or(0));
                rows.partition_point(|row| self.compare(row, &place) != Ordering::Greater)
            }
            None => self.skip(),
        };
        let page = rows.into_iter().skip(start).take(self.limit);
        let rows = page.filter_map(|(mut keys, number)| {
            keys.push(json!(world.id(B::Item::KIND, number)));
            Some((table.indexed(number)?, keys))
        });
        Found {
            rows: rows.collect(),
            total,
        }
    }

    fn holds<T: Searchable>(&self, record: &T, world: &World) -> bool {
        self.tests.iter().all(|test| test.holds(record, world))
            && self.text.as_ref().is_none_or(|text| record.mentions(text, world))
    }

    fn keys<T: Searchable>(&self, record: &T, world: &World) -> Vec<Value> {
        let cells = self.sort.iter().map(|key| record.cell(&key.field, world));
        cells
            .map(|cell| cell.unwrap_or(Cell::Missing).sortable())
            .collect()
    }

    fn compare(&self, left: &(Vec<Value>, u64), right: &(Vec<Value>, u64)) -> Ordering {
        let turned =
            |ordering: Ordering, ascending: bool| if ascending { ordering } else { ordering.reverse() };
        let by_keys = self.sort.iter().zip(left.0.iter().zip(&right.0));
        let first = self.sort.first().is_none_or(|key| key.ascending);
        by_keys
            .map(|(key, (left, right))| turned(cell::order(left, right), key.ascending))
            .find(|ordering| ordering.is_ne())
            .unwrap_or_else(|| turned(left.1.cmp(&right.1), first))
    }

    fn skip(&self) -> usize {
        let page = self.page.filter(|_| self.after.is_none()).unwrap_or(1).max(1);
        (page - 1) as usize * self.limit
    }

    /// The place a cursor of the stream names.
    fn after_place<T: Searchable>(&self, world: &World) -> Option<Place> {
        let after = self.after.as_ref()?;
        let time = after.first().and_then(moment)?;
        let number = after
            .get(1)
            .and_then(Value::as_str)
            .and_then(|id| world.era.seed.number(T::KIND, id));
        Some((time, number.unwrap_or(0)))
    }

    /// What the top-level range filters say about one of the two times, both ends included.
    fn bounds<T: Searchable>(&self, order: Order) -> Option<(i64, i64)> {
        let name = match order {
            Order::Added => T::TIMES.0,
            Order::Updated => T::TIMES.1,
        };
        let mut ranges = self.tests.iter().filter_map(|test| test.time_range(name));
        let first = ranges.next()?;
        // Two ranges on one field are rare; the rest stays a test, which only costs a count.
        ranges.next().is_none().then_some(first)
    }
}

impl Key {
    fn read<T: Searchable>(value: &Value) -> Result<Self, Refusal> {
        let field = value.get("field").and_then(Value::as_str).unwrap_or_default();
        let known = [T::TIMES.0, T::TIMES.1].contains(&field) || T::SORTS.contains(&field);
        if !known {
            return Err(Refusal::invalid(format!("sort.field {field} is not sortable")));
        }
        let ascending = value.get("direction").and_then(Value::as_str) != Some("desc");
        Ok(Self {
            field: field.to_owned(),
            ascending,
        })
    }

    fn order<T: Searchable>(&self) -> Option<Order> {
        if self.field == T::TIMES.0 {
            Some(Order::Added)
        } else {
            (self.field == T::TIMES.1).then_some(Order::Updated)
        }
    }
}

/// The part of a walk strictly behind a place.
fn behind(place: Place, ascending: bool, all: (Place, Place)) -> (Place, Place) {
    let (time, number) = place;
    if ascending {
        let next = number
            .checked_add(1)
            .map_or((time.saturating_add(1), 0), |number| (time, number));
        (next.max(all.0), all.1)
    } else {
        let next = number
            .checked_sub(1)
            .map_or((time.saturating_sub(1), u64::MAX), |number| (time, number));
        (all.0, next.min(all.1))
    }
}
