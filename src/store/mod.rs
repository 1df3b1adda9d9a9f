//! The SQLite file: the only module with SQL, and the one door for writes.
