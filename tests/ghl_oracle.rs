//! Every call of the CRM client against the strict mock of HighLevel's own specification.
//!
//! Runs when `LEADLINE_ORACLE_URL` names a running mock (`../shared/ghl-api/oracle/run.sh mock v3 strict PORT`);
//! otherwise it says that it was skipped. A request the specification does not allow is answered 422 and fails here.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use std::fmt::Debug;
use std::future::Future;

use leadline::clock::Clock;
use leadline::domain::record::Fields;
use leadline::domain::value::{ContactId, ConversationId};
use leadline::ghl::{
    ConversationSearch, Crm, CustomFieldModel, Events, Export, Filter, GhlError, HomeObject, Lane, Limiter,
    Rates, Search, SendEmail, SendSms, Settings, TaskSearch,
};
use leadline::secret::Secret;
use serde_json::{Value, json};

/// The calls made so far, and those that failed.
#[derive(Default)]
struct Scenario {
    made: usize,
    failed: Vec<String>,
}

impl Scenario {
    async fn step<T: Debug>(
        &mut self,
        name: &str,
        call: impl Future<Output = Result<T, GhlError>>,
    ) -> Option<T> {
        self.made += 1;
        match call.await {
            Ok(answer) => Some(answer),
            Err(error) => {
                self.failed.push(format!("{name}: {error} {error:?}"));
                None
            }
        }
    }
}

fn fields(value: Value) -> Fields {
    value.as_object().unwrap().clone()
}

fn crm(base_url: String) -> Crm {
    let clock = Clock::system();
    let rates = Rates {
        max: 10_000,
        ..Rates::default()
    };
    let limiter = Limiter::new(rates, clock.clone());
    let settings = Settings {
        base_url,
        ..Settings::new(Secret::new("pit-oracle"), "loc1".into())
    };
    Crm::new(settings, limiter, clock).unwrap().at(Lane::Person)
}

#[tokio::test]
async fn every_call_is_one_the_specification_allows() {
    let Ok(url) = std::env::var("LEADLINE_ORACLE_URL") else {
        println!("skipped: LEADLINE_ORACLE_URL is not set");
        return;
    };
    let crm = crm(url);
    let mut scenario = Scenario::default();
    people(&crm, &mut scenario).await;
    notes_and_tasks(&crm, &mut scenario).await;
    deals(&crm, &mut scenario).await;
    threads(&crm, &mut scenario).await;
    calendar(&crm, &mut scenario).await;
    house(&crm, &mut scenario).await;
    println!("{} calls, {} refused", scenario.made, scenario.failed.len());
    assert!(scenario.failed.is_empty(), "\n{}", scenario.failed.join("\n"));
}

async fn people(crm: &Crm, scenario: &mut Scenario) {
    let (contacts, id) = (crm.contacts(), ContactId::from("c1"));
    let search = Search::newest_contacts();
    if let Some(page) = scenario
        .step("contacts.search", contacts.search(&search, None))
        .await
        && page.next.is_some()
    {
        scenario
            .step(
                "contacts.search next",
                contacts.search(&search, page.next.as_ref()),
            )
            .await;
    }
    let since = "2026-11-01T00:00:00Z".parse().unwrap();
    let mut changed = Search::changed_contacts(since);
    changed.filters.push(Filter::Any(vec![
        Filter::exists("email"),
        Filter::eq("type", "lead"),
    ]));
    changed.words = Some("ana".to_owned());
    scenario
        .step("contacts.search changed", contacts.search(&changed, None))
        .await;
    scenario.step("contacts.get", contacts.get(&id)).await;
    scenario
        .step("contacts.duplicate", contacts.duplicate_of(Some("a@b.co"), None))
        .await;
    let change = json!({
        "firstName": "Ana", "lastName": null, "email": "ana@example.com", "phone": "+19095550100",
        "address1": "1 Main St", "city": "Upland", "dateOfBirth": "1980-02-29", "dnd": false,
        "dndSettings": {"sms": {"status": "active", "message": "asked", "code": "1"}},
        "inboundDndSettings": {"all": {"status": "inactive"}},
        "customFields": {"f1": 450_000, "f2": ["a", "b"], "f3": "text", "f4": null},
        "additionalEmails": ["b@example.com"], "source": "Open house", "assignedTo": "u1"
    });
    scenario
        .step("contacts.update", contacts.update(&id, &fields(change.clone())))
        .await;
    let mut new = fields(change);
    new.insert("tags".to_owned(), json!(["buyer"]));
    new.insert("companyName".to_owned(), json!("Acme"));
    new.remove("lastName");
    scenario.step("contacts.create", contacts.create(&new)).await;
    scenario
        .step("contacts.upsert", contacts.upsert(&new, Some(false)))
        .await;
    let tags = ["hot".to_owned()];
    scenario
        .step("contacts.add_tags", contacts.add_tags(&id, &tags))
        .await;
    scenario
        .step("contacts.remove_tags", contacts.remove_tags(&id, &tags))
        .await;
    scenario
        .step(
            "contacts.add_followers",
            contacts.add_followers(&id, &["u1".into()]),
        )
        .await;
    scenario
        .step(
            "contacts.remove_followers",
            contacts.remove_followers(&id, &["u1".into()]),
        )
        .await;
    scenario
        .step(
            "contacts.add_to_workflow",
            contacts.add_to_workflow(&id, &"w1".into()),
        )
        .await;
    scenario
        .step(
            "contacts.remove_from_workflow",
            contacts.remove_from_workflow(&id, &"w1".into()),
        )
        .await;
    scenario.step("contacts.delete", contacts.delete(&id)).await;
}

async fn notes_and_tasks(crm: &Crm, scenario: &mut Scenario) {
    let contact = ContactId::from("c1");
    let (notes, tasks) = (crm.notes(&contact), crm.tasks(&contact));
    let note = fields(json!({"body": "Likes gardens", "userId": "u1", "pinned": true}));
    scenario.step("notes.list", notes.list()).await;
    scenario.step("notes.create", notes.create(&note)).await;
    scenario
        .step("notes.update", notes.update(&"n1".into(), &note))
        .await;
    scenario.step("notes.delete", notes.delete(&"n1".into())).await;
    let task = json!({
        "title": "Call", "body": "About the tour", "dueDate": "2026-11-24T17:00:00.000Z", "completed": false,
        "assignedTo": "u1"
    });
    let (task, id) = (fields(task), "t1".into());
    scenario.step("tasks.list", tasks.list()).await;
    scenario.step("tasks.get", tasks.get(&id)).await;
    scenario.step("tasks.create", tasks.create(&task)).await;
    scenario.step("tasks.update", tasks.update(&id, &task)).await;
    scenario.step("tasks.complete", tasks.complete(&id, true)).await;
    scenario.step("tasks.delete", tasks.delete(&id)).await;
    let open = TaskSearch {
        completed: Some(false),
        contacts: vec![contact.clone()],
        assigned_to: vec!["u1".into()],
        words: Some("call".to_owned()),
    };
    scenario.step("tasks.search", crm.search_tasks(&open, None)).await;
}

async fn deals(crm: &Crm, scenario: &mut Scenario) {
    let (deals, id) = (crm.opportunities(), "o1".into());
    let search = Search::newest_opportunities();
    if let Some(page) = scenario
        .step("opportunities.search", deals.search(&search, None))
        .await
    {
        // The specification names no cursor: what follows is the plain list.
        scenario
            .step("opportunities.list", deals.search(&search, page.next.as_ref()))
            .await;
    }
    let since = "2026-11-01T00:00:00Z".parse().unwrap();
    scenario
        .step(
            "opportunities.search changed",
            deals.search(&Search::changed_opportunities(since), None),
        )
        .await;
    scenario.step("opportunities.get", deals.get(&id)).await;
    let change = json!({
        "name": "Oak St", "pipelineId": "p1", "pipelineStageId": "s1", "status": "open", "monetaryValue": 450_000.5,
        "assignedTo": "u1", "source": "Referral", "forecastExpectedCloseDate": "2026-12-24",
        "customFields": {"f1": 7, "f2": ["a"], "f3": "text"}
    });
    scenario
        .step("opportunities.update", deals.update(&id, &fields(change.clone())))
        .await;
    let mut new = fields(change);
    new.insert("contactId".to_owned(), json!("c1"));
    scenario.step("opportunities.create", deals.create(&new)).await;
    scenario
        .step(
            "opportunities.set_status",
            deals.set_status(&id, "lost", Some("r1")),
        )
        .await;
    scenario.step("opportunities.delete", deals.delete(&id)).await;
    scenario.step("pipelines.list", deals.pipelines()).await;
    scenario.step("lost_reasons.list", deals.lost_reasons(0)).await;
}

async fn threads(crm: &Crm, scenario: &mut Scenario) {
    let (threads, messages, id) = (crm.conversations(), crm.messages(), ConversationId::from("v1"));
    let since = "2026-11-01T00:00:00Z".parse().ok();
    let search = ConversationSearch {
        contact: Some("c1".into()),
        unread: true,
        since,
    };
    scenario
        .step("conversations.search", threads.search(&search, None))
        .await;
    scenario.step("conversations.get", threads.get(&id)).await;
    scenario
        .step("conversations.create", threads.create(&"c1".into()))
        .await;
    scenario
        .step("conversations.mark_read", threads.mark_read(&id))
        .await;
    scenario
        .step("conversations.star", threads.update(&id, None, Some(true)))
        .await;
    scenario.step("messages.list", messages.list(&id, None)).await;
    scenario
        .step("messages.export", messages.export(&Export::default(), None))
        .await;
    let mail = Export {
        email: true,
        by_change: true,
        newest_first: true,
        since,
        contact: Some("c1".into()),
    };
    scenario
        .step("messages.export mail", messages.export(&mail, None))
        .await;
    scenario.step("messages.get", messages.get(&"m1".into())).await;
    scenario.step("messages.email", messages.email("e1")).await;
    let scheduled = "2027-01-01T00:00:00Z".parse().ok();
    let sms = SendSms {
        contact: "c1".into(),
        message: "Tomorrow at 5?".to_owned(),
        from_number: Some("+19095550100".to_owned()),
        to_number: Some("+19095550101".to_owned()),
        attachments: vec!["https://example.com/a.jpg".to_owned()],
        scheduled,
    };
    scenario.step("messages.send_sms", messages.send_sms(&sms)).await;
    let mail = SendEmail {
        contact: "c1".into(),
        subject: "Tour".to_owned(),
        html: "<p>Hi</p>".to_owned(),
        from: Some("me@example.com".to_owned()),
        to: Some("ana@example.com".to_owned()),
        cc: vec!["cc@example.com".to_owned()],
        bcc: vec!["bcc@example.com".to_owned()],
        attachments: vec!["https://example.com/a.pdf".to_owned()],
        reply_to: Some("m1".into()),
        thread: Some("th1".to_owned()),
        scheduled,
    };
    scenario
        .step("messages.send_email", messages.send_email(&mail))
        .await;
    scenario
        .step("messages.cancel", messages.cancel(&"m1".into()))
        .await;
    scenario
        .step("messages.cancel_email", messages.cancel_email("e1"))
        .await;
}

async fn calendar(crm: &Crm, scenario: &mut Scenario) {
    let (calendars, booked) = (crm.calendars(), crm.appointments());
    let (calendar, user, id) = ("k1".into(), "u1".into(), "a1".into());
    let from = "2026-11-23T00:00:00Z".parse().unwrap();
    let to = "2026-11-30T00:00:00Z".parse().unwrap();
    scenario.step("calendars.list", calendars.list()).await;
    let slots = calendars.free_slots(&calendar, from, to, Some("America/Los_Angeles"), Some(&user));
    scenario.step("calendars.free_slots", slots).await;
    scenario
        .step(
            "calendars.events",
            calendars.events(Events::Calendar(&calendar), from, to),
        )
        .await;
    scenario
        .step(
            "calendars.events of a user",
            calendars.events(Events::User(&user), from, to),
        )
        .await;
    let change = json!({
        "title": "Tour", "startTime": "2026-11-24T10:00:00-08:00", "endTime": "2026-11-24T10:30:00-08:00",
        "appointmentStatus": "confirmed", "assignedUserId": "u1", "toNotify": false, "calendarId": "k1"
    });
    scenario.step("appointments.get", booked.get(&id)).await;
    scenario
        .step("appointments.update", booked.update(&id, &fields(change.clone())))
        .await;
    let mut new = fields(change);
    new.insert("contactId".to_owned(), json!("c1"));
    scenario.step("appointments.create", booked.create(&new)).await;
    scenario.step("appointments.delete", booked.delete(&id)).await;
}

async fn house(crm: &Crm, scenario: &mut Scenario) {
    let location = crm.location();
    scenario.step("location.get", location.get()).await;
    scenario.step("users.search", location.users("co1", None)).await;
    scenario.step("users.get", location.user(&"u1".into())).await;
    scenario.step("tags.list", location.tags()).await;
    scenario.step("tags.create", location.create_tag("hot")).await;
    for model in [
        CustomFieldModel::Contact,
        CustomFieldModel::Opportunity,
        CustomFieldModel::All,
    ] {
        scenario
            .step("custom_fields.list", location.custom_fields(model))
            .await;
    }
    scenario.step("workflows.list", crm.workflows().list()).await;
    let objects = crm.objects();
    scenario.step("objects.list", objects.list()).await;
    let key = "custom_objects.property";
    scenario.step("objects.fields", objects.fields(key)).await;
    let named = leadline::domain::listing::Model {
        object: Some(key.to_owned()),
        ..Default::default()
    };
    let object = HomeObject::of(key, &[], &named).unwrap();
    scenario
        .step("objects.search", objects.homes(&object, None))
        .await;
    scenario
        .step(
            "objects.record",
            objects.home(&object, "632ca2f2b4e7d3d0d0a1c0b1"),
        )
        .await;
    let forms = crm.forms();
    scenario.step("forms.list", forms.list(None)).await;
    let days = ("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap());
    scenario
        .step("forms.submissions", forms.submissions(days, None))
        .await;
}
