//! Workflows of the CRM: they can be listed, not made or changed.

use crate::domain::record::EntityKind;
use crate::ghl::call::Call;
use crate::ghl::crm::{self, Crm, named};
use crate::ghl::error::GhlError;
use crate::ghl::page::Page;
use crate::ghl::record::{Form, Shape, member};

const SHAPE: Shape = Shape {
    kind: EntityKind::Workflow,
    members: &[
        member("locationId", Form::Text),
        member("name", Form::Text),
        member("status", Form::Text),
        member("version", Form::Number),
        member("createdAt", Form::Time),
        member("updatedAt", Form::Time),
    ],
};

/// The calls about workflows.
#[derive(Debug)]
pub struct Workflows<'a>(&'a Crm);

impl Crm {
    /// Workflows of the CRM.
    pub const fn workflows(&self) -> Workflows<'_> {
        Workflows(self)
    }
}

impl Workflows<'_> {
    /// All workflows of the location. Usual lane: read.
    pub async fn list(&self) -> Result<Page, GhlError> {
        const CALL: &str = "workflows.list";
        let call = Call::get(CALL, ["workflows"])
            .slash()
            .with("locationId", self.0.location_text());
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        named(CALL, crm::page(&members, "workflows", &SHAPE))
    }
}
