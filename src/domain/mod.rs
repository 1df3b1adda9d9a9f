//! The business: records, commands, facts and rules. Pure: no async, SQL, HTTP, terminal or clock.
//!
//! A record type bears the CRM's own name from the wire to the screen ("lead" and "deal" are words of the screen).
//! To add a kind of record: one file here with its type and its commands, one row in [`record::EntityKind`].

pub mod value;

pub mod record;
