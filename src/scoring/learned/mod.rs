//! Chances learned from a table of past outcomes, for any table: leads that closed or not, customers that left or stayed.
//!
//! A table comes in as texts ([`table`]); columns that already know the outcome are named and left out ([`leak`]), as are protected
//! traits ([`protected`]); what is left becomes bins ([`encode`]). A small model ([`logistic`]) is fitted first, trees ([`booster`])
//! beside it, and the trees are taken only where they win on rows held out and on the newest ([`train`]). Chances are
//! calibrated ([`calibrate`]), checked ([`check`]) and taken apart into reasons that add up ([`explain`]); where nothing may be
//! claimed it says so ([`honest`]). Everything is a calculation: same table, same seed, same model to the byte. No file, clock or
//! thread belongs here. To add a way of learning: a file for it, and its row in the comparison of [`train`].

pub mod basis;
pub mod booster;
pub mod calibrate;
pub mod check;
pub mod draw;
pub mod encode;
pub mod explain;
pub mod fit;
pub mod growth;
pub mod honest;
pub mod leafwise;
pub mod leak;
pub mod logistic;
pub mod model;
pub mod outcome;
pub mod protected;
pub mod table;
#[cfg(test)]
mod tests;
pub mod train;
pub mod trees;
pub mod words;
