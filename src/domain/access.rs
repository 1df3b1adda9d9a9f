//! Who may do what (the house's business rules). Deny by default: an unknown role has no rights.

use serde::{Deserialize, Serialize};

use super::command::{AutomationCommand, Command};
use super::origin::Origin;

/// What a person is in the team.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Owns the account.
    #[default]
    Owner,
    /// Runs the account.
    Admin,
    /// Leads a team.
    Lead,
    /// Works own people.
    Agent,
    /// First calls for the team.
    Isa,
    /// Runs files from contract to close.
    Coordinator,
    /// Reads totals.
    Analyst,
    /// Reads.
    Viewer,
}

/// A right that was missing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("your role ({role}) may not {right}; nothing was changed; ask an admin of the account")]
pub struct Denied {
    role: &'static str,
    right: &'static str,
}

impl Role {
    /// The word in settings.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Lead => "lead",
            Self::Agent => "agent",
            Self::Isa => "isa",
            Self::Coordinator => "coordinator",
            Self::Analyst => "analyst",
            Self::Viewer => "viewer",
        }
    }

    /// Whether any of the account's data may be changed.
    pub const fn may_edit(self) -> bool {
        !matches!(self, Self::Analyst | Self::Viewer)
    }
}

/// Whether `role` may have `command` done. What the CRM tells and what the program keeps for itself is not asked.
pub fn check(role: Role, origin: &Origin, command: &Command) -> Result<(), Denied> {
    if !origin.is_person() {
        return Ok(());
    }
    match command {
        Command::LiftOptOut { .. } => return by_owners_hand(role, origin, "lift an opt-out"),
        Command::Forget { .. } => return by_owners_hand(role, origin, "forget a person"),
        Command::Trim(_) => return by_owners_hand(role, origin, "trim the local copy"),
        Command::AcceptLog => return by_owners_hand(role, origin, "accept a log that was cut"),
        _ => {}
    }
    if matches!(command, Command::LogExport { .. }) {
        // An agent may take their own people along, but the copy here is not theirs alone.
        return if matches!(role, Role::Owner | Role::Admin) {
            Ok(())
        } else {
            Err(Denied {
                role: role.word(),
                right: "export people",
            })
        };
    }
    let right = match command {
        // Whoever sees that something goes wrong may stop it.
        // What somebody calls a list changes nothing of the account's.
        // What a proposal does is asked about item by item.
        Command::Chat(_)
        | Command::Memory(_)
        | Command::Style(_)
        | Command::Proposal(_)
        | Command::Prepare(_)
        | Command::Spend(_)
        | Command::Settle { .. }
        | Command::Scores(_)
        | Command::Automation(AutomationCommand::Pause { .. } | AutomationCommand::Told { .. })
        | Command::List(_)
        | Command::Sync(_)
        | Command::KeepDraft { .. }
        | Command::SeeTour
        | Command::SwitchAutomatic { on: false } => return Ok(()),
        Command::Automation(_) => "switch automations",
        Command::Send { .. } => "send messages",
        Command::MarkRead { .. } => "mark threads as read",
        Command::SwitchAutomatic { on: true } => "let what is automatic go on",
        Command::Learned(_) => "say what scores go by",
        _ => "edit people and deals",
    };
    if role.may_edit() {
        return Ok(());
    }
    Err(Denied {
        role: role.word(),
        right,
    })
}

/// What is done by an owner or admin with their own hand, and never because a model proposed it: a model may only make
/// things stricter.
fn by_owners_hand(role: Role, origin: &Origin, right: &'static str) -> Result<(), Denied> {
    let by_model = matches!(origin, Origin::Copilot { .. });
    if matches!(role, Role::Owner | Role::Admin) && !by_model {
        return Ok(());
    }
    Err(Denied {
        role: if by_model { "Claude" } else { role.word() },
        right,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::ContactId;

    #[test]
    fn a_viewer_reads_and_an_agent_edits() {
        let note = Command::AddNote {
            contact: ContactId::from("c"),
            body: "x".into(),
        };
        assert!(check(Role::Agent, &Origin::Agent, &note).is_ok());
        let denied = check(Role::Viewer, &Origin::Agent, &note).unwrap_err();
        assert!(denied.to_string().contains("may not edit"));
        assert!(check(Role::Viewer, &Origin::Remote, &note).is_ok());
    }
}
