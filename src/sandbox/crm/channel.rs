//! How the CRM spells the channels of messages, for threads and messages alike.

use crate::sandbox::world::thread::Channel;

/// The name and the number of a message's type.
pub fn kind(channel: Channel) -> (&'static str, u8) {
    match channel {
        Channel::Call => ("TYPE_CALL", 1),
        Channel::Sms => ("TYPE_SMS", 2),
        Channel::Email => ("TYPE_EMAIL", 3),
        Channel::Facebook => ("TYPE_FACEBOOK", 11),
        Channel::Instagram => ("TYPE_INSTAGRAM", 18),
        Channel::WhatsApp => ("TYPE_WHATSAPP", 19),
        Channel::LiveChat => ("TYPE_LIVE_CHAT", 29),
    }
}

/// The channel of a send's `type`, for those the sandbox knows.
pub fn channel(word: &str) -> Option<Channel> {
    match word {
        "SMS" | "RCS" | "Custom" => Some(Channel::Sms),
        "Email" => Some(Channel::Email),
        "Call" => Some(Channel::Call),
        "WhatsApp" => Some(Channel::WhatsApp),
        "FB" => Some(Channel::Facebook),
        "IG" => Some(Channel::Instagram),
        "Live_Chat" | "WebChat" | "TIKTOK" | "GMB" => Some(Channel::LiveChat),
        _ => None,
    }
}
