//! Two records that are one: made here and told by the CRM, doubles that a person joins, who stays when the CRM made one of
//! two, and people made anew. Whether two are one is decided by a person or by the CRM, never here. To add something that goes over
//! with a person: a row in `rows::handed`, or a step in [`twin`].

pub(in crate::store) mod doubles;
pub(in crate::store) mod naming;
pub(in crate::store) mod rebuild;
pub(in crate::store) mod survivor;
pub(in crate::store) mod twin;
