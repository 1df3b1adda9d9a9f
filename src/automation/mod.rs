//! Automations: follow-up that runs while the person sleeps, as text and as a pure machine.
//!
//! What an automation is and what it would do, whoever drives it: the engine, a dry run over the past, a forecast. All
//! three take the same steps through [`machine`] and [`arbiter`], so that they differ in nothing but time. Nothing here
//! reads a file, a clock or a table: events and facts come in, what is to be done goes out.
//!
//! | to | go to |
//! |---|---|
//! | read, write or change a file | [`definition`]; its members are rows of [`schema`] |
//! | add what puts people in | [`trigger`], one file each; what can happen at all is [`event`], what nobody writes down [`moment`] |
//! | add what it can do | [`action`], one file each |
//! | add a proof | [`check`], one file each |
//! | step a run | [`machine`]: one input, what is to be done |
//! | decide between automations | [`arbiter`] |
//! | ask what would have happened, or will | [`simulate`] |
//! | ask what leaving some people out has shown | [`compare`] |
//! | take in a newer template | [`merge`] |
//! | add a template | a file in `assets/automations` and a row in [`gallery`] |
//!
//! Whoever drives it answers [`facts`] and keeps what [`machine::Run`] says in one transaction with what is to be done.

pub mod action;
pub mod arbiter;
pub mod check;
pub mod compare;
pub mod definition;
pub mod event;
pub mod facts;
pub mod gallery;
pub mod length;
pub mod machine;
pub mod merge;
pub mod moment;
pub mod schema;
pub mod share;
pub mod simulate;
pub mod trigger;
pub mod words;
