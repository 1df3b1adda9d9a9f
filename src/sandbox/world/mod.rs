//! The made-up brokerage: a procedural base, an overlay of everything that changed, and the people in it.
