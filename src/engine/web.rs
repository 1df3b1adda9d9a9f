//! The pages of the CRM on the web.

use crate::store::{Directory, Person};

/// The page of somebody whom the CRM knows; nothing while the account is not known, or made up.
pub fn page(person: &Person, directory: &Directory) -> Option<String> {
    let safe = |id: &&str| {
        id.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let location = directory
        .location
        .as_ref()
        .map(|location| location.id.as_str())
        .filter(safe)?;
    let remote = person.remote_id.as_deref().filter(safe)?;
    Some(format!(
        "https://app.gohighlevel.com/v2/location/{location}/contacts/detail/{remote}"
    ))
}
