//! From the CRM's JSON to the members we store, and back.
//!
//! Owns: the forms a value can take on the wire ([`Form`]) and the tables that say which member has which
//! ([`Shape`], one beside each resource's calls). Must not: know any single resource. To teach it a new form, add a
//! variant to [`Form`] with its reading and writing; to teach it a member, add a row to the resource's table.

mod form;
mod shape;

pub(super) use form::Form;
pub(super) use shape::{Member, Shape, member};
