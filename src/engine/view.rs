//! What front ends may see of the layers below: the rows and answers of the store, and nothing that writes.

pub use crate::store::{
    Away, Backup, Board, BoardColumn, CallList, CommitError, Committed, ConflictRow, CursorAge, DealCard,
    Difference, Directory, Double, Doubt, HistoryRow, Integrity, Kin, LaneFault, LikeThem, LogRow, Lost,
    OutboxRow, PeopleWindow, Person, PersonRow, Queue, QueuePart, Receipt, Restored, Source, StoreError,
    StoreHealth, TagCount, Trace, Twin, UndoRow, Undoable, Upcoming, Would,
};
