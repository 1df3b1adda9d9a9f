//! What the CRM tells, record by record: merged into what is here, kept aside when it cannot be read, and compared with what
//! was asked for. When and in which order it is fetched is not known here. To add something that may be told: a file here, called
//! by `sync::intake`.

pub(in crate::store) mod echo;
pub(in crate::store) mod faults;
pub(in crate::store) mod hints;
pub(in crate::store) mod listed;
pub(in crate::store) mod quarantine;
pub(in crate::store) mod standing;
pub(in crate::store) mod told;
