//! The business: records, commands, facts and rules. Pure: no async, SQL, HTTP, terminal or clock.
//!
//! A record type bears the CRM's own name from the wire to the screen ("lead" and "deal" are words of the screen).
//! Typed records are views of a record's members ([`record::Fields`]); commands are decided against those members
//! in [`decide`] and remote answers are merged into them in [`merge`]. Neither knows the kind of the record.
//! To add a kind of record: one file here with its typed view, one row in [`record::EntityKind`].

pub mod value;

pub mod prepared;
pub mod record;

pub mod appointment;
pub mod automation;
pub mod contact;
pub mod conversation;
pub mod custom_field;
pub mod form;
pub mod listing;
pub mod location;
pub mod note;
pub mod opportunity;
pub mod pipeline;
pub mod plan;
pub mod slots;
pub mod snippet;
pub mod street;
pub mod task;
pub mod user;
pub mod workflow;

pub mod call;
pub mod chat;
pub mod cite;

pub mod fair_housing;
pub mod opt_out;
pub mod words;

pub mod access;
pub mod account;
pub mod command;
pub mod decide;
pub mod export;
pub mod fact;
pub mod filter;
pub mod gate;
pub mod import;
pub mod mail;
pub mod mask;
pub mod memory;
pub mod merge;
pub mod newcomer;
pub mod origin;
pub mod outbox;
pub mod qualification;
pub mod saved_list;
pub mod score;
pub mod segments;
pub mod signal;
pub mod silence;
pub mod spend;
pub mod spoken;
pub mod style;
pub mod today;
pub mod when;
