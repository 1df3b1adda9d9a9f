//! Do-not-disturb, on the channel and both ways.

use serde_json::json;

use super::Rule;
use crate::domain::contact::Dnd;
use crate::domain::gate::look::Look;

pub(super) const RULE: Rule = Rule {
    id: "dnd",
    look: |request, _| {
        let inputs = json!({ "channel": request.channel, "outbound": request.dnd, "inbound": request.dnd_inbound,
            "told": request.dnd_told });
        let (name, by) = (&request.name, request.channel.word());
        match request.dnd.max(request.dnd_inbound) {
            Dnd::Open if !request.dnd_told && !request.by_person() => Look::ask(
                format!(
                    "the CRM has not told yet whether {name} may be disturbed by {by}; nothing was sent; open the person once, then send it again"
                ),
                inputs,
            ),
            Dnd::Open => Look::pass(inputs),
            _ if request.dnd == Dnd::Open => Look::refuse(
                format!(
                    "the CRM lets nothing from {name} in, so they could not answer; nothing was sent; lift inbound do-not-disturb in the CRM first"
                ),
                inputs,
            ),
            Dnd::Permanent => Look::refuse(
                format!(
                    "{name} asked not to be disturbed by {by}, for good; nothing was sent; it cannot be lifted here"
                ),
                inputs,
            ),
            Dnd::Active => Look::refuse(
                format!(
                    "{name} asked not to be disturbed by {by}; nothing was sent; take another way to reach them"
                ),
                inputs,
            ),
        }
    },
};
