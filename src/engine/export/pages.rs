//! The files of an export: for each kind the lines of everything, and where it is one a table; people as cards too.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::folder::{Folder, Page};
use super::{ExportError, Written};
use crate::domain::contact::Contact;
use crate::domain::export::{Names, card, file_name, head, line, row};
use crate::domain::record::{EntityKind, Record};
use crate::domain::value::safe_cell;
use crate::store::{AuditRow, FactRow, Poured, Reader};

/// Chats at most; nobody has so many.
const MOST_CHATS: usize = 1_000_000;

/// The open files.
#[derive(Debug)]
pub(super) struct Pages {
    names: Names,
    lines: BTreeMap<EntityKind, Page>,
    tables: BTreeMap<EntityKind, Page>,
    cards: Page,
    history: Page,
    log: Page,
    log_table: Page,
    chats: Page,
}

impl Pages {
    pub(super) fn open(folder: &Folder, names: Names) -> Result<Self, ExportError> {
        let (mut lines, mut tables) = (BTreeMap::new(), BTreeMap::new());
        for kind in EntityKind::ALL {
            let name = file_name(kind);
            lines.insert(kind, folder.page(&format!("{name}.jsonl"))?);
            if let Some(heads) = head(kind, &names) {
                let mut page = folder.page(&format!("{name}.csv"))?;
                page.heads(&heads)?;
                tables.insert(kind, page);
            }
        }
        let mut log_table = folder.page("log.csv")?;
        log_table.heads(&["at", "who", "what", "kind", "id", "ack"].map(str::to_owned))?;
        Ok(Self {
            names,
            lines,
            tables,
            cards: folder.page("people.vcf")?,
            history: folder.page("history.jsonl")?,
            log: folder.page("log.jsonl")?,
            log_table,
            chats: folder.page("chats.jsonl")?,
        })
    }

    pub(super) fn take(&mut self, poured: &Poured) -> Result<(), ExportError> {
        match poured {
            Poured::Record(record) => self.record(record),
            Poured::Fact(fact) => json_line(&mut self.history, &fact_line(fact)),
            Poured::Audit(row) => self.audit(row),
        }
    }

    fn record(&mut self, record: &Record) -> Result<(), ExportError> {
        let kind = record.entity.kind;
        if let Some(page) = self.lines.get_mut(&kind) {
            json_line(page, &line(record))?;
        }
        // Who is gone in the CRM is in the lines, but nobody wants them in a table.
        if record.tombstone {
            return Ok(());
        }
        if let Some(page) = self.tables.get_mut(&kind) {
            page.cells(&row(record, &self.names))?;
        }
        if kind == EntityKind::Contact {
            let person = Contact::from_fields(record.entity.id.as_str().into(), &record.fields);
            self.cards.record(card(&person).as_bytes())?;
        }
        Ok(())
    }

    fn audit(&mut self, row: &AuditRow) -> Result<(), ExportError> {
        let (kind, id) = row.about.clone().unzip();
        json_line(
            &mut self.log,
            &json!({
                "seq": row.seq, "ack": row.id, "at": row.at, "who": row.who, "what": row.what, "kind": kind, "id": id,
                "more": row.more, "hash": row.hash,
            }),
        )?;
        let cells = [
            row.at.to_string(),
            row.who.clone(),
            row.what.clone(),
            kind.unwrap_or_default(),
            id.unwrap_or_default(),
            row.id.clone(),
        ];
        self.log_table.cells(&cells.map(|cell| safe_cell(&cell)))
    }

    /// What was said to Claude and what it answered, a turn a line.
    pub(super) fn chats(&mut self, reader: &Reader) -> Result<(), ExportError> {
        for thread in reader.threads("", MOST_CHATS)? {
            for turn in reader.transcript(&thread.id)? {
                let blocks: Vec<Value> = turn
                    .blocks
                    .iter()
                    .filter_map(|block| serde_json::from_str(block).ok())
                    .collect();
                let said = json!({
                    "chat": thread.id, "title": thread.title, "turn": turn.id, "at": turn.at, "model": turn.model,
                    "speaker": format!("{:?}", turn.speaker).to_lowercase(), "blocks": blocks, "partial": turn.partial,
                    "outcome": turn.outcome, "usage": turn.usage,
                });
                json_line(&mut self.chats, &said)?;
            }
        }
        Ok(())
    }

    pub(super) fn close(self) -> Result<Vec<Written>, ExportError> {
        let Self {
            lines,
            tables,
            cards,
            history,
            log,
            log_table,
            chats,
            ..
        } = self;
        let pages = tables.into_values().chain(lines.into_values());
        let others = [cards, history, log, log_table, chats];
        pages.chain(others).map(|mut page| page.close()).collect()
    }
}

/// The heads of a table of people.
pub(super) fn begin_people(page: &mut Page, names: &Names) -> Result<(), ExportError> {
    page.heads(&head(EntityKind::Contact, names).unwrap_or_default())
}

/// A row of a table of people.
pub(super) fn person(page: &mut Page, person: &Record, names: &Names) -> Result<(), ExportError> {
    page.cells(&row(person, names))
}

fn fact_line(fact: &FactRow) -> Value {
    let (kind, id) = fact.about.clone().unzip();
    json!({
        "seq": fact.seq, "at": fact.at, "by": fact.origin, "kind": kind, "id": id, "fact": fact.fact,
    })
}

fn json_line(page: &mut Page, value: &Value) -> Result<(), ExportError> {
    page.record(format!("{value}\n").as_bytes())
}
