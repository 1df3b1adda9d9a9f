//! What a person does with automations and runs.

use std::sync::Arc;

use super::Automations;
use super::facts::Known;
use super::keep::Planned;
use super::plan::Stepping;
use crate::automation::check::{Account, Weight, check, is_sound};
use crate::automation::definition::{Definition, read};
use crate::automation::gallery;
use crate::automation::machine::{Input, Run};
use crate::domain::automation::{AutomationText, Switch};
use crate::domain::command::{AutomationCommand, Command};
use crate::domain::origin::Origin;
use crate::engine::Engine;
use crate::store::{CommitError, Receipt, StoreError};

/// What puts people in that nothing tells this program of: the CRM names no homes, and does not say which form was filled in.
pub const UNHEARD: [&str; 2] = ["listing", "form"];

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
    /// The text of the template of this id.
    pub fn automation_template(id: &str) -> Option<&'static str> {
        gallery::template(id).map(|template| template.text)
    }

    /// Proves a text, and publishes it as the next version of its automation.
    pub async fn publish_automation(&self, text: String, origin: Origin) -> Result<Published, Unsound> {
        let definition = read(&text)
            .map_err(|faults| Unsound::Faults(faults.iter().map(ToString::to_string).collect()))?;
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
        let word = definition.trigger.word;
        if UNHEARD.contains(&word) {
            warnings.push(format!(
                "nothing tells this program of \"{word}\" yet, so nobody will come in by it"
            ));
        }
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

    /// Ends a run; nothing when there is none of this id that goes on.
    pub async fn end_run(&self, id: &str, why: String) -> Result<Option<()>, CommitError> {
        self.automations.by_hand(id, Input::End(why)).await
    }

    /// Lets a run go on that stands still or asks; nothing when there is none of this id that goes on.
    pub async fn go_on_with_run(&self, id: &str) -> Result<Option<()>, CommitError> {
        self.automations.by_hand(id, Input::Resume).await
    }

    /// Puts a run on another version, at the step with the same name; nothing when there is no such run, version or step.
    pub async fn move_run(
        &self,
        id: &str,
        version: u32,
        origin: Origin,
    ) -> Result<Option<Receipt>, CommitError> {
        let worker = &self.automations;
        let Some(row) = worker.row(id).await? else {
            return Ok(None);
        };
        let (Ok(from), Ok(to)) = (
            worker.program(&row.automation, row.version).await?,
            worker.program(&row.automation, version).await?,
        ) else {
            return Ok(None);
        };
        let mut run: Run = serde_json::from_str(&row.state).map_err(StoreError::from)?;
        let place = |number: usize| from.step(number).and_then(|step| to.number(&step.id));
        let at = match run.at {
            Some(at) => match place(at) {
                Some(at) => Some(at),
                None => return Ok(None),
            },
            None => None,
        };
        run.times = run
            .times
            .iter()
            .filter_map(|(number, times)| Some((place(*number)?, *times)))
            .collect();
        run.at = at;
        run.version = version;
        let moved = AutomationCommand::Move {
            run: row.id,
            rev: row.rev,
            version,
            state: serde_json::to_string(&run).map_err(StoreError::from)?,
        };
        self.submit(Command::Automation(moved), origin).await.map(Some)
    }
}

impl Automations {
    async fn row(&self, id: &str) -> Result<Option<crate::store::RunRow>, StoreError> {
        let id = id.to_owned();
        let row = self.store.read(move |reader| reader.run(&id)).await?;
        Ok(row.filter(|row| row.ended.is_none()))
    }

    pub(super) async fn by_hand(&self, id: &str, input: Input) -> Result<Option<()>, CommitError> {
        let Some(row) = self.row(id).await? else {
            return Ok(None);
        };
        let Ok(program) = self.program(&row.automation, row.version).await? else {
            return Ok(None);
        };
        let (now, kind) = (self.clock.now(), program.definition.kind());
        let step = self
            .ask(move |known| Stepping::of(row, program, known, now)?.step(input, 0, Vec::new()))
            .await?;
        match step {
            Some(step) => self.keep(Planned::of(step, kind)).await.map(Some),
            None => Ok(None),
        }
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
        blanks: Vec::new(),
    })
}
