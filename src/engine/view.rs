//! What front ends may see of the layers below: the rows and answers of the store, and nothing that writes.

pub use crate::store::{
    Backup, Board, BoardColumn, CommitError, Committed, ConflictRow, CursorAge, DealCard, Difference,
    Directory, Doubt, Integrity, LaneFault, LogRow, Lost, OutboxRow, PeopleWindow, Person, PersonRow,
    Receipt, Restored, Source, StoreError, StoreHealth, TagCount, Trace, UndoRow, Undoable,
};
