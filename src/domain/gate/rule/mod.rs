//! The rules of the gate, one file each, in the order in which their sentences are preferred.
//!
//! A rule looks at the request and the numbers and says pass, wait, ask or refuse, with a sentence for people and its
//! inputs for the audit row. It never looks at another rule. To add one: a file, a `mod` line and a row in [`RULES`].

mod address;
mod caps;
mod carrier;
mod clock;
mod consent;
mod dnd;
mod duplicate;
mod holes;
mod housing;
mod kept_away;
mod length;
mod links;
mod mail;
mod opt_out;
mod paused;
pub(super) mod quiet;
mod recipients;
mod role;
mod stale;
mod stirred;

use super::look::Look;
use super::request::Request;
use super::rules::Rules;

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name in the audit row, in `outbox --json` and in a person's yes.
    pub id: &'static str,
    /// Looks at a send.
    pub look: fn(&Request, &Rules) -> Look,
}

/// Every rule.
pub const RULES: &[Rule] = &[
    role::RULE,
    opt_out::RULE,
    dnd::RULE,
    address::RULE,
    consent::RULE,
    kept_away::RULE,
    paused::RULE,
    stirred::RULE,
    housing::RULE,
    holes::RULE,
    recipients::RULE,
    clock::RULE,
    stale::RULE,
    length::RULE,
    mail::RULE,
    links::RULE,
    carrier::RULE,
    duplicate::RULE,
    caps::GAP,
    caps::DAY,
    caps::MONTH,
    caps::USER_HOUR,
    caps::USER_DAY,
    quiet::RULE,
];
