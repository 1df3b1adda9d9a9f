//! What front ends may see of the layers below: the rows and answers of the store, scores with their reasons, and nothing
//! that writes.

pub use crate::extract::answers::accepts;
pub use crate::scoring::churn::{Tier, Urgency};
pub use crate::scoring::combine::Numbers;
pub use crate::scoring::explain::{Part, Reasons};
pub use crate::scoring::gather::Place;
pub use crate::scoring::inputs::Evidence;
pub use crate::scoring::number::shown as shown_points;
pub use crate::scoring::part::shown as shown_parts;
pub use crate::scoring::trend::Trend;
pub use crate::store::{
    Away, Backup, Board, BoardColumn, CallList, CommitError, Committed, ConflictRow, CursorAge, DealCard,
    Difference, Directory, Double, Doubt, HistoryRow, Integrity, Kin, LaneFault, LikeThem, LogRow, Lost,
    OutboxRow, PeopleWindow, Person, PersonRow, Queue, QueuePart, Receipt, Restored, RunRow, RunTry, Source,
    StoreError, StoreHealth, TagCount, Trace, Twin, UndoChange, UndoRow, Undoable, Upcoming, Would,
};
