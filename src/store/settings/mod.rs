//! What is set once for this copy and not about a record: the switch of everything automatic, clocks, the tour, trimming, a yes
//! to a log that was cut. Nothing here is about a person. To add a switch: a file here, a command, and its arm in `commit`.

pub(in crate::store) mod automatic;
pub(in crate::store) mod clocks;
pub(in crate::store) mod tour;
pub(in crate::store) mod trim;
pub(in crate::store) mod vouch;
