//! What others do in the CRM: colleagues in the web app, the CRM's own workflows, carriers, and the people themselves.

use leadline::domain::record::EntityKind;
use rand::Rng;
use serde_json::{Value, json};

use crate::history::{DEAL_FIELDS, FIELDS, History, STAGES, What};

impl History {
    pub fn act_there(&mut self) {
        match self.chance.random_range(0..110) {
            0..48 => self.edit_there(),
            48..66 => self.tag_there(),
            66..80 => self.they_write(),
            80..85 => self.move_deal_there(),
            85..90 => self.silence_there(),
            90..95 => self.note_there(),
            95..100 => self.tick_off_there(),
            100..103 => self.workflow_writes(),
            103..107 => self.carrier_tells(),
            107 => self.delete_there(),
            _ => self.merge_there(),
        }
    }

    fn changed(&mut self, id: &str, path: &str, value: Value) {
        self.crm.edit(id, &[(path, value.clone())]);
        self.totals.edits_there += 1;
        self.note(format!("there: {path} of {id} is {value}"));
    }

    fn edit_there(&mut self) {
        let (id, path) = if self.chance.random_bool(0.25) {
            let deals = self.deals.clone();
            (self.one_of(&deals), self.one_of(&DEAL_FIELDS))
        } else {
            (self.person(), self.one_of(&FIELDS))
        };
        if self.crm.record(&id).is_none() {
            return;
        }
        let value = self.value("theirs", path);
        self.changed(&id, path, value.clone());
        self.theirs.push((id, path, value));
    }

    fn tag_there(&mut self) {
        let (id, word) = (self.person(), self.word("label"));
        let Some(person) = self.crm.record(&id) else {
            return;
        };
        let mut tags = person.fields["tags"].clone();
        tags.as_array_mut().unwrap().push(json!(word));
        self.changed(&id, "tags", tags);
        self.their_tags.push((id, word));
    }

    fn they_write(&mut self) {
        let contact = self.person();
        let body = self.one_of(&["Yes, Thursday works", "STOP", "How much is it?", "START"]);
        if self.crm.record(&contact).is_none() {
            return;
        }
        let message =
            json!({"contactId": contact, "messageType": "TYPE_SMS", "direction": "inbound", "body": body});
        self.crm.make(EntityKind::Message, message);
        self.note(format!("{contact} writes {body}"));
        if body == "STOP" {
            self.said_stop.insert(contact);
        }
    }

    fn move_deal_there(&mut self) {
        let deals = self.deals.clone();
        let deal = self.one_of(&deals);
        if self.chance.random_bool(0.6) {
            let stage = self.one_of(&STAGES);
            self.changed(&deal, "pipelineStageId", json!(stage));
        } else {
            let status = self.one_of(&["open", "won", "lost", "abandoned"]);
            self.changed(&deal, "status", json!(status));
        }
    }

    /// Do-not-disturb in the web app.
    fn silence_there(&mut self) {
        let (contact, status) = (self.person(), self.one_of(&["active", "inactive"]));
        self.changed(&contact, "dndSettings.sms", json!({ "status": status }));
    }

    fn note_there(&mut self) {
        let (contact, body) = (self.person(), self.word("memo"));
        if self.crm.record(&contact).is_some() {
            self.crm
                .make(EntityKind::Note, json!({"contactId": contact, "body": body}));
            self.note(format!("there: {body} on {contact}"));
        }
    }

    fn tick_off_there(&mut self) {
        let tasks: Vec<String> = {
            let state = self.crm.state();
            let tasks = state
                .records
                .iter()
                .filter(|(_, kept)| kept.kind == EntityKind::Task);
            tasks.map(|(id, _)| id.clone()).collect()
        };
        if !tasks.is_empty() {
            let (task, completed) = (self.one_of(&tasks), self.chance.random_bool(0.7));
            self.changed(&task, "completed", json!(completed));
        }
    }

    /// A workflow of the CRM sends the very words that wait here, or others.
    fn workflow_writes(&mut self) {
        let ours: Vec<(String, String)> = self
            .acked
            .iter()
            .filter_map(|acked| match &acked.what {
                What::Text(body) => Some((acked.id.clone(), body.clone())),
                _ => None,
            })
            .collect();
        if ours.is_empty() {
            return;
        }
        let (contact, body) = self.one_of(&ours);
        if self.crm.record(&contact).is_some() {
            let message = json!({"contactId": contact, "messageType": "TYPE_SMS", "direction": "outbound",
                                 "body": body, "source": "workflow", "status": "delivered"});
            self.crm.make(EntityKind::Message, message);
            self.note(format!("a workflow writes \"{body}\" to {contact}"));
        }
    }

    fn carrier_tells(&mut self) {
        let sent: Vec<(String, String)> = {
            let state = self.crm.state();
            let sent = state.records.iter().filter(|(_, kept)| {
                kept.kind == EntityKind::Message && kept.now().get("status") == Some(&json!("sent"))
            });
            sent.map(|(id, kept)| (id.clone(), kept.now()["body"].as_str().unwrap().to_owned()))
                .collect()
        };
        if sent.is_empty() {
            return;
        }
        let (id, body) = self.one_of(&sent);
        let status = self.one_of(&["delivered", "failed"]);
        if status == "failed" {
            self.crm.state().undelivered.insert(body);
        }
        self.changed(&id, "status", json!(status));
    }

    fn delete_there(&mut self) {
        let contact = self.person();
        self.crm.delete(&contact);
        self.note(format!("there: {contact} is deleted"));
    }

    fn merge_there(&mut self) {
        let (from, into) = (self.person(), self.person());
        if from == into || self.crm.record(&from).is_none() || self.crm.record(&into).is_none() {
            return;
        }
        self.crm.merge(&from, &into);
        self.note(format!("there: {from} is merged into {into}"));
        if self.said_stop.contains(&from) {
            self.said_stop.insert(into);
        }
    }
}
