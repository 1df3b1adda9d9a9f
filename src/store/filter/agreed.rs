//! Who is known to have agreed to be written to: the same three signs as the gate's, asked of the tables.

use super::values::{Values, any_of};
use crate::domain::contact::Channel;
use crate::domain::conversation::MessageKind;
use crate::domain::filter::Agreement;
use crate::domain::gate::consent::CLIENTS;

/// Whether somebody agreed in at least one of these ways.
pub(super) fn agreed(ways: &[Agreement], values: &mut Values<'_>) -> String {
    any_of(ways, |way| {
        let clients = values.list(CLIENTS.map(|kind| kind.to_owned().into()));
        let wrote = wrote(way.channel, values);
        let written = written(&way.fields, values);
        format!("(trim(c.type) IN ({clients}) OR {wrote} OR {written})")
    })
}

/// Whether they ever wrote on a channel. Of the first few of a list each is looked up; of everybody all are found at once.
fn wrote(channel: Channel, values: &mut Values<'_>) -> String {
    let kind = match channel {
        Channel::Email => MessageKind::Email,
        Channel::Call => MessageKind::Call,
        _ => MessageKind::Sms,
    };
    let kind = values.bind(kind.word().to_owned().into());
    if values.listing {
        format!(
            "EXISTS (SELECT 1 FROM message x WHERE x.contact = c.rid AND x.inbound = 1 AND x.kind = {kind})"
        )
    } else {
        format!(
            "+c.rid IN (SELECT x.contact FROM message x
               WHERE x.inbound = 1 AND x.kind = {kind} AND x.contact IS NOT NULL)"
        )
    }
}

/// Whether one of the account's fields says so.
fn written(fields: &[String], values: &mut Values<'_>) -> String {
    let says = any_of(fields, |id| {
        let path = format!("$.customFields.\"{}\"", id.replace('"', ""));
        format!("agreed(r.doc -> {})", values.bind(path.into()))
    });
    format!("EXISTS (SELECT 1 FROM record r WHERE r.rid = c.rid AND {says})")
}
