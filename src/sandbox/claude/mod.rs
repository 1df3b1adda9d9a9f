//! The Claude side: a deterministic simulation of the Messages API.
