//! What the person at the keyboard does.

use std::time::Duration;

use leadline::domain::command::{Command, Side};
use leadline::domain::contact::Channel;
use leadline::domain::conversation::Draft;
use leadline::domain::opportunity::OpportunityStatus;
use leadline::domain::outbox::{Intent, OutboxState};
use rand::Rng;
use serde_json::json;

use crate::history::{Acked, DEAL_FIELDS, FIELDS, History, STAGES, What};

impl History {
    pub fn act_here(&mut self) {
        match self.chance.random_range(0..33) {
            0..11 => self.edit_here(),
            11..16 => self.tag_here(),
            16..18 => self.note_here(),
            18..20 => self.task_here(),
            20..25 => self.text_here(),
            25..26 => self.take_a_text_back(),
            26..28 => self.undo(),
            28..29 => drop(self.submit(Command::Redo)),
            29..30 => self.meet_somebody(),
            30..31 => self.move_deal_here(),
            _ => self.decide_a_conflict(),
        }
    }

    /// True when it was acked.
    pub fn submit(&mut self, command: Command) -> bool {
        match self.office.submit(command) {
            Ok(receipt) => {
                self.totals.edits_here += 1;
                self.note(format!("here: {}", receipt.summary));
                true
            }
            Err(error) => {
                self.note(format!("here, refused: {error}"));
                false
            }
        }
    }

    fn acked(&mut self, id: String, what: What) {
        let over = false;
        self.acked.push(Acked { id, what, over });
    }

    fn edit_here(&mut self) {
        let of_deal = self.chance.random_bool(0.25);
        let (id, path) = if of_deal {
            let deals = self.deals.clone();
            (self.one_of(&deals), self.one_of(&DEAL_FIELDS))
        } else {
            (self.person(), self.one_of(&FIELDS))
        };
        let value = self.value("mine", path);
        let changes = vec![(path.to_owned(), value.clone())];
        let command = if of_deal {
            let opportunity = id.as_str().into();
            Command::EditOpportunity { opportunity, changes }
        } else {
            let contact = id.as_str().into();
            Command::EditContact { contact, changes }
        };
        if self.submit(command) {
            self.replaced(&id, path);
            self.acked(id, What::Field { path, value });
        }
    }

    /// Somebody new, whom the CRM does not know yet.
    fn meet_somebody(&mut self) {
        // Nobody edits the source, so it says who is who.
        let (source, phone) = (self.word("source"), self.value("", "phone"));
        let fields = json!({"firstName": "Bo", "phone": phone, "source": source, "tags": ["buyer"]});
        let command = Command::CreateContact {
            fields: fields.as_object().unwrap().clone(),
        };
        let Ok(receipt) = self.office.submit(command) else {
            return;
        };
        self.totals.edits_here += 1;
        let id = receipt.created.unwrap().id;
        self.note(format!("here: somebody new at {phone}"));
        self.people.push(id.clone());
        self.acked(id, What::Person(source));
    }

    /// What was written before to a member is over.
    fn replaced(&mut self, id: &str, member: &str) {
        for before in &mut self.acked {
            if before.id == id && matches!(before.what, What::Field { path, .. } if path == member) {
                before.over = true;
            }
        }
    }

    fn tag_here(&mut self) {
        let id = self.person();
        let mine = self
            .acked
            .iter()
            .position(|acked| acked.id == id && matches!(acked.what, What::Tag(_)) && !acked.over);
        let (mut add, mut remove) = (Vec::new(), Vec::new());
        if let Some(mine) = mine.filter(|_| self.chance.random_bool(0.3)) {
            if let What::Tag(word) = &self.acked[mine].what {
                remove.push(word.clone());
            }
            self.acked[mine].over = true;
        } else {
            add.push(self.word("tag"));
        }
        let command = Command::EditTags {
            contact: id.as_str().into(),
            add: add.clone(),
            remove,
        };
        if self.submit(command)
            && let Some(word) = add.pop()
        {
            self.acked(id, What::Tag(word));
        }
    }

    fn note_here(&mut self) {
        let (id, body) = (self.person(), self.word("note"));
        let command = Command::AddNote {
            contact: id.as_str().into(),
            body: body.clone(),
        };
        if self.submit(command) {
            self.acked(id, What::Note(body));
        }
    }

    /// A new task, or one that is ticked off.
    fn task_here(&mut self) {
        if self.chance.random_bool(0.5) {
            let tasks = self
                .office
                .ask("SELECT id FROM record WHERE kind = 'task' AND gone = 0 ORDER BY rid");
            if !tasks.is_empty() {
                let task = self.one_of(&tasks).as_str().into();
                let completed = self.chance.random_bool(0.7);
                let changes = vec![("completed".to_owned(), json!(completed))];
                self.submit(Command::EditTask { task, changes });
            }
            return;
        }
        let (id, title) = (self.person(), self.word("task"));
        let command = Command::AddTask {
            contact: id.as_str().into(),
            title: title.clone(),
            body: String::new(),
            due: self.clock.now() + Duration::from_hours(24),
            assigned_to: None,
        };
        if self.submit(command) {
            self.acked(id, What::Task(title));
        }
    }

    fn text_here(&mut self) {
        let (id, house) = (self.person(), self.word("home"));
        let body = format!("Shall we meet about {house}?");
        let draft = Draft {
            contact: id.as_str().into(),
            channel: Channel::Sms,
            subject: None,
            body: body.clone(),
        };
        let held = self.chance.random_bool(0.5);
        let not_before = held.then(|| self.clock.now() + Duration::from_secs(15));
        let key = None;
        if self.submit(Command::Send {
            draft,
            key,
            not_before,
        }) {
            self.totals.texts += 1;
            self.acked(id, What::Text(body));
        }
    }

    fn take_a_text_back(&mut self) {
        let mut waiting = self.office.outbox();
        waiting.retain(|row| {
            matches!(row.intent, Intent::Send { .. })
                && matches!(row.state, OutboxState::Queued | OutboxState::Held)
        });
        if let Some(row) = waiting.pop() {
            self.submit(Command::CancelSend { outbox: row.id });
        }
    }

    /// The last line, or one further back.
    fn undo(&mut self) {
        let lines = self.office.read(|reader| reader.undo_list(4));
        if lines.is_empty() {
            return;
        }
        let line = self.chance.random_bool(0.4).then(|| self.one_of(&lines).id);
        let Ok(receipt) = self.office.submit(Command::Undo { line }) else {
            return self.note("nothing to undo".into());
        };
        self.totals.edits_here += 1;
        self.note(format!("here: {}", receipt.summary));
        let undone = receipt.undone.unwrap();
        let facts = self
            .office
            .ask(&format!(
                "SELECT facts FROM undo WHERE id = '{}'",
                undone.as_str()
            ))
            .join("");
        for acked in &mut self.acked {
            let told = match &acked.what {
                What::Field { value, .. } => value.to_string(),
                What::Person(word)
                | What::Tag(word)
                | What::Note(word)
                | What::Task(word)
                | What::Text(word) => word.clone(),
            };
            acked.over |= facts.contains(&told);
        }
    }

    pub fn decide_a_conflict(&mut self) {
        let Some(conflict) = self.office.conflicts().into_iter().next() else {
            return;
        };
        let keep = match self.chance.random_range(0..5) {
            0..2 => Side::Here,
            2..4 => Side::There,
            _ => Side::Before,
        };
        self.totals.conflicts += 1;
        self.note(format!(
            "{} is {} here and {} there; keep {keep:?}",
            conflict.path, conflict.here, conflict.there
        ));
        if !matches!(keep, Side::Here) {
            // Decided by the person themselves: what is here goes.
            self.replaced(&conflict.entity.id, &conflict.path);
        }
        let conflict = conflict.id;
        self.submit(Command::Resolve { conflict, keep });
    }

    fn move_deal_here(&mut self) {
        let deals = self.deals.clone();
        let opportunity = self.one_of(&deals).as_str().into();
        if self.chance.random_bool(0.6) {
            let stage = self.one_of(&STAGES).into();
            self.submit(Command::MoveOpportunity { opportunity, stage });
        } else {
            let status = self.one_of(&[
                OpportunityStatus::Open,
                OpportunityStatus::Won,
                OpportunityStatus::Lost,
            ]);
            let reason = None;
            self.submit(Command::CloseOpportunity {
                opportunity,
                status,
                reason,
            });
        }
    }
}
