//! Somebody goes into a workflow of the CRM, by its name.

use super::facts::Known;
use crate::domain::command::Command;
use crate::domain::value::ContactId;

/// The edit that puts somebody into a workflow, or why there is none.
pub(super) fn command(
    known: &Known<'_>,
    contact: &ContactId,
    name: &str,
    key: &str,
) -> Result<Command, String> {
    let called = |name: &str, other: &str| name.trim().eq_ignore_ascii_case(other.trim());
    let mut found = known.directory().workflows.iter();
    let found = found.find(|flow| called(flow.name.raw(), name) || flow.id.as_str() == name);
    let Some(workflow) = found else {
        return Err(format!(
            "the CRM has no workflow \"{name}\" any more; nobody was put into it; name another"
        ));
    };
    if !workflow.published {
        return Err(format!(
            "the workflow \"{name}\" is a draft in the CRM; nobody was put into it; publish it there"
        ));
    }
    Ok(Command::Enrol {
        contact: contact.clone(),
        workflow: workflow.id.clone(),
        key: Some(key.to_owned()),
    })
}
