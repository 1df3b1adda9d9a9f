//! What a person does with automations: proving a text and switching it on.

use std::sync::Arc;

use super::facts::Known;
use crate::automation::check::{Account, Weight, check, is_sound};
use crate::automation::definition::{Definition, read};
use crate::automation::gallery;
use crate::domain::automation::{AutomationText, Switch};
use crate::domain::command::{AutomationCommand, Command};
use crate::domain::origin::Origin;
use crate::engine::{Engine, blanks, team};
use crate::store::{CommitError, Reader, Receipt, StoreError};

/// An automation that was published.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// How other automations and the log call it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The version it is now.
    pub version: u32,
    /// Messages leave by themselves.
    pub auto_send: bool,
    /// What the proofs warn of, each with its line.
    pub warnings: Vec<String>,
    /// What the commit did.
    pub receipt: Receipt,
}

/// Why a text is not published.
#[derive(Debug, thiserror::Error)]
pub enum Unsound {
    /// It cannot be read, or a proof forbids it: a sentence for each fault, with its line.
    #[error("this cannot be switched on; nothing was changed: {}", .0.join("; "))]
    Faults(Vec<String>),
    /// It was not kept.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

impl From<StoreError> for Unsound {
    fn from(error: StoreError) -> Self {
        Self::Commit(error.into())
    }
}

impl Engine {
    /// Proves a text as publishing would, and leaves everything as it is; what the proofs warn of, each with its line.
    pub async fn prove_automation(&self, text: &str) -> Result<Vec<String>, Unsound> {
        self.prove(text).await.map(|(_, warnings)| warnings)
    }

    async fn prove(&self, text: &str) -> Result<(Definition, Vec<String>), Unsound> {
        let definition =
            read(text).map_err(|faults| Unsound::Faults(faults.iter().map(ToString::to_string).collect()))?;
        let proven = definition.clone();
        let (findings, idle) = self
            .automations
            .ask(move |known| {
                let running = others(known, proven.id())?;
                let templates = templates(&running, proven.id());
                let all: Vec<&Definition> = running.iter().chain(&templates).collect();
                let findings = check(&proven, &all, &account(known)?);
                Ok((findings, idle(&proven, &running)))
            })
            .await?;
        let told = |weight: Weight| {
            let found = findings.iter().filter(|finding| finding.weight == weight);
            found
                .map(|finding| format!("line {}: {}", finding.spot.line, finding.message))
                .collect::<Vec<_>>()
        };
        if !is_sound(&findings) {
            return Err(Unsound::Faults(told(Weight::Blocks)));
        }
        let mut warnings = told(Weight::Warns);
        warnings.extend(idle);
        if definition.trigger.word == "listing" && !self.automations.store.read(Reader::has_homes).await? {
            warnings.push(
                "no homes for sale are copied from this account's CRM, so nobody will come in by \"listing\" until some are"
                    .to_owned(),
            );
        }
        Ok((definition, warnings))
    }

    /// Proves a text, and publishes it as the next version of its automation.
    pub async fn publish_automation(&self, text: String, origin: Origin) -> Result<Published, Unsound> {
        let (definition, warnings) = self.prove(&text).await?;
        let (id, name, auto_send) = (
            definition.id().to_owned(),
            definition.name().to_owned(),
            definition.sends(),
        );
        let publish = AutomationCommand::Publish(AutomationText {
            id: id.clone(),
            name: name.clone(),
            auto_send,
            text,
        });
        let receipt = self.submit(Command::Automation(publish), origin).await?;
        let rows = self
            .automations
            .store
            .read(crate::store::Reader::automations)
            .await?;
        let version = rows
            .into_iter()
            .find(|row| row.id == id)
            .and_then(|row| row.version);
        Ok(Published {
            id,
            name,
            version: version.unwrap_or_default(),
            auto_send,
            warnings,
            receipt,
        })
    }
}

/// The other automations that run.
fn others(known: &Known<'_>, but: &str) -> Result<Vec<Definition>, StoreError> {
    let mut found = Vec::new();
    for row in known.reader.automations()? {
        if row.id == but || row.state != Switch::On {
            continue;
        }
        let text = known.reader.automation_text(&row.id, row.version)?;
        found.extend(text.and_then(|text| read(&text).ok()));
    }
    Ok(found)
}

/// The templates that do not run: one may be named before it is switched on, or none could ever be the first.
fn templates(running: &[Definition], but: &str) -> Vec<Definition> {
    let templates = gallery::TEMPLATES.iter().filter(|template| {
        let mut running = running.iter();
        template.id != but && !running.any(|one| one.id() == template.id)
    });
    templates
        .filter_map(|template| read(template.text).ok())
        .collect()
}

/// What somebody would wait for in vain: steps into automations that are not switched on.
fn idle(definition: &Definition, running: &[Definition]) -> Vec<String> {
    let steps = definition.all_steps().into_iter();
    let starts = steps.filter(|step| step.action.word == "start");
    starts
        .filter_map(|step| {
            let other = step.args.line("automation")?;
            let is_on = other == definition.id() || running.iter().any(|one| one.id() == other);
            let line = step.spot.line;
            (!is_on)
                .then(|| format!("line {line}: nobody goes on into {other} until it is switched on as well"))
        })
        .collect()
}

/// What the proofs may know of the account.
fn account(known: &Known<'_>) -> Result<Account, StoreError> {
    let tags = known.reader.tags()?;
    let workflows = known.directory().workflows.iter();
    Ok(Account {
        names: Arc::clone(known.vocabulary()),
        tags: tags.into_iter().map(|tag| tag.name.raw().to_owned()).collect(),
        workflows: workflows.map(|workflow| workflow.name.raw().to_owned()).collect(),
        forms: known
            .directory()
            .forms
            .iter()
            .map(|form| form.name.raw().to_owned())
            .collect(),
        blanks: Vec::new(),
        missing: blanks::missing(known.directory(), known.terms),
        no_lead: team::no_lead(known.directory(), known.terms),
    })
}
