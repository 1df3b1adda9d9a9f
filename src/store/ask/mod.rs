//! Questions that are answered from the file and change nothing, one file each: methods of `Reader`.
//!
//! What is both asked and written about one thing (people, chats, scores) has a folder of its own. To add a question: a file
//! with a method of `Reader`, and a row in the plan test.

pub(in crate::store) mod answered;
pub(in crate::store) mod booked;
pub(in crate::store) mod chosen;
pub(in crate::store) mod directory;
pub(in crate::store) mod drafts;
pub(in crate::store) mod drift;
pub(in crate::store) mod known;
pub(in crate::store) mod offer;
pub(in crate::store) mod pour;
pub(in crate::store) mod queue;
pub(in crate::store) mod said;
pub(in crate::store) mod source;
pub(in crate::store) mod turn;
pub(in crate::store) mod undoable;
pub(in crate::store) mod undone;
pub(in crate::store) mod vocabulary;
pub(in crate::store) mod would;
