//! The CRM client and the sandbox understand each other: paging to the last record, edits that come back, refusals.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use std::collections::BTreeSet;
use std::time::Duration;

use leadline::clock::Clock;
use leadline::domain::record::Fields;
use leadline::domain::value::{ContactId, LocationId, OpportunityId};
use leadline::ghl::{
    Crm, CustomFieldModel, HomeObject, Kind, Lane, Limiter, Page, Rates, Search, Settings, Walk,
};
use leadline::sandbox::{Sandbox, SandboxOptions};
use leadline::secret::Secret;
use serde_json::{Value, json};

async fn sandbox(contacts: usize, unlimited: bool) -> Sandbox {
    let options = SandboxOptions {
        contacts,
        unlimited,
        lively: false,
        index_lag: Duration::ZERO,
        ..SandboxOptions::default()
    };
    Sandbox::start(options, Clock::system()).await.unwrap()
}

fn crm(sandbox: &Sandbox, token: Secret, location: LocationId, rates: Rates) -> Crm {
    let clock = Clock::system();
    let settings = Settings {
        base_url: sandbox.ghl_url().to_owned(),
        ..Settings::new(token, location)
    };
    Crm::new(settings, Limiter::new(rates, clock.clone()), clock).unwrap()
}

fn own(sandbox: &Sandbox) -> Crm {
    let rates = Rates {
        max: 100_000,
        ..Rates::default()
    };
    crm(
        sandbox,
        sandbox.token().clone(),
        sandbox.location_id().into(),
        rates,
    )
}

fn fields(value: Value) -> Fields {
    value.as_object().unwrap().clone()
}

fn ids(page: &Page) -> impl Iterator<Item = String> + '_ {
    page.records.iter().map(|record| record.id.clone())
}

#[tokio::test]
async fn every_contact_and_every_deal_is_reached_page_by_page() {
    let sandbox = sandbox(1_300, true).await;
    let crm = own(&sandbox);
    let (mut walk, mut people, mut next, mut total) = (Walk::default(), BTreeSet::new(), None, None);
    loop {
        let page = crm
            .contacts()
            .search(&Search::newest_contacts(), next.as_ref())
            .await
            .unwrap();
        walk.check("contacts.search", &page).unwrap();
        assert!(page.skipped.is_empty(), "{:?}", page.skipped);
        people.extend(ids(&page));
        total = page.total.or(total);
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    assert_eq!((people.len(), total), (1_300, Some(1_300)));
    let (mut walk, mut deals, mut next, mut total) = (Walk::default(), BTreeSet::new(), None, None);
    loop {
        let page = crm
            .opportunities()
            .search(&Search::newest_opportunities(), next.as_ref())
            .await
            .unwrap();
        walk.check("opportunities.search", &page).unwrap();
        deals.extend(ids(&page));
        total = page.total.or(total);
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    assert_eq!(Some(deals.len() as u64), total);
    sandbox.stop().await;
}

#[tokio::test]
async fn everybody_who_filled_in_a_form_is_reached_page_by_page_and_no_answer_is_taken() {
    let sandbox = sandbox(1_300, true).await;
    let crm = own(&sandbox);
    let forms = crm.forms().list(None).await.unwrap();
    assert_eq!((forms.len(), forms.total, &forms.next), (3, Some(3), &None));
    let known: BTreeSet<String> = ids(&forms).collect();
    let days = |from: &str, to: &str| (from.parse().unwrap(), to.parse().unwrap());
    let (mut walk, mut seen, mut next, mut total) = (Walk::default(), BTreeSet::new(), None, None);
    loop {
        let whole = days("2010-01-01", "2100-01-01");
        let page = crm.forms().submissions(whole, next.as_ref()).await.unwrap();
        walk.check("forms.submissions", &page).unwrap();
        assert!(page.skipped.is_empty(), "{:?}", page.skipped);
        for one in &page.records {
            let form = one.fields["formId"].as_str().unwrap();
            assert!(
                known.contains(form) && one.fields["contactId"].is_string(),
                "{one:?}"
            );
            assert!(one.fields["createdAt"].is_string(), "{one:?}");
            assert!(!one.raw.contains("others") && !one.raw.contains('@'), "{one:?}");
        }
        seen.extend(ids(&page));
        total = page.total.or(total);
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    assert!(seen.len() > 200, "several pages: {}", seen.len());
    assert_eq!(Some(seen.len() as u64), total);
    let early = days("2010-01-01", "2010-12-31");
    assert!(crm.forms().submissions(early, None).await.unwrap().is_empty());
    sandbox.stop().await;
}

#[tokio::test]
async fn the_homes_of_the_account_are_found_and_read() {
    let sandbox = sandbox(100, true).await;
    let crm = own(&sandbox);
    let objects = crm.objects();
    let found = objects.list().await.unwrap();
    assert!(HomeObject::is_likely(&found[0]), "{found:?}");
    let fields = objects.fields(&found[0].key).await.unwrap();
    let model = leadline::domain::listing::Model::default();
    let object = HomeObject::of(&found[0].key, &fields, &model).unwrap();
    assert_eq!(object.known(), 11);
    let page = objects.homes(&object, None).await.unwrap();
    assert!(page.skipped.is_empty() && page.next.is_none(), "{page:?}");
    assert_eq!(Some(page.len() as u64), page.total);
    for home in &page.records {
        let price = home.fields["price"].as_i64().unwrap();
        assert!(price > 10_000_000 && price % 100 == 0, "{home:?}");
        assert!(
            home.fields["liked"].is_array() && home.fields["updatedAt"].is_string(),
            "{home:?}"
        );
    }
    let first = &page.records[0];
    let one = objects.home(&object, &first.id).await.unwrap();
    assert_eq!(one.fields, first.fields);
    assert!(objects.home(&object, "nowhere").await.unwrap_err().is_not_found());
    sandbox.stop().await;
}

#[tokio::test]
async fn an_edit_comes_back_as_it_was_written() {
    let sandbox = sandbox(50, true).await;
    let crm = own(&sandbox).at(Lane::Send);
    let definitions = crm
        .location()
        .custom_fields(CustomFieldModel::Contact)
        .await
        .unwrap();
    let text = definitions
        .records
        .iter()
        .find(|field| field.fields["dataType"] == "TEXT")
        .unwrap();
    let new = fields(json!({"firstName": "Ana", "lastName": "O'Neill", "email": "ana.o@example.com"}));
    let made = crm.contacts().create(&new).await.unwrap();
    let id = ContactId::from(made.id.as_str());
    let change = json!({"city": "Upland", "customFields": {text.id.as_str(): "three bedrooms"}});
    crm.contacts().update(&id, &fields(change)).await.unwrap();
    let tags = crm
        .contacts()
        .add_tags(&id, &["hot".to_owned(), "buyer".to_owned()])
        .await
        .unwrap();
    assert_eq!(tags, ["buyer", "hot"]);
    assert_eq!(
        crm.contacts()
            .remove_tags(&id, &["hot".to_owned()])
            .await
            .unwrap(),
        ["buyer"]
    );
    let read = crm.contacts().get(&id).await.unwrap();
    assert_eq!(read.fields["firstName"], "Ana");
    assert_eq!(read.fields["city"], "Upland");
    assert_eq!(read.fields["tags"], json!(["buyer"]));
    assert_eq!(read.fields["customFields"][text.id.as_str()], "three bedrooms");
    let again = crm.contacts().create(&new).await.unwrap_err();
    assert!(
        matches!(&again.kind, Kind::Duplicate { existing: Some(known), .. } if *known == made.id),
        "{again:?}"
    );
    crm.contacts().delete(&id).await.unwrap();
    assert!(crm.contacts().get(&id).await.unwrap_err().is_not_found());
    sandbox.stop().await;
}

#[tokio::test]
async fn a_card_moves_and_a_deal_is_lost_for_a_reason() {
    let sandbox = sandbox(50, true).await;
    let crm = own(&sandbox).at(Lane::Send);
    let pipelines = crm.opportunities().pipelines().await.unwrap();
    let stages = |pipeline: &Value| {
        let stages = pipeline["stages"].as_array().unwrap().clone();
        stages
            .iter()
            .map(|stage| stage["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let page = crm
        .opportunities()
        .search(&Search::newest_opportunities(), None)
        .await
        .unwrap();
    let deal = page
        .records
        .iter()
        .find(|deal| deal.fields["status"] == "open")
        .unwrap();
    let pipeline = pipelines
        .records
        .iter()
        .find(|p| deal.fields["pipelineId"] == p.id.as_str())
        .unwrap();
    let stages = stages(&Value::Object(pipeline.fields.clone()));
    let other = stages
        .iter()
        .find(|stage| deal.fields["pipelineStageId"] != stage.as_str())
        .unwrap();
    let id = OpportunityId::from(deal.id.as_str());
    let change = json!({"pipelineStageId": other, "monetaryValue": 512_000});
    crm.opportunities().update(&id, &fields(change)).await.unwrap();
    let reasons = crm.opportunities().lost_reasons(0).await.unwrap();
    let reason = reasons.records.first().map(|reason| reason.id.as_str());
    crm.opportunities().set_status(&id, "lost", reason).await.unwrap();
    let read = crm.opportunities().get(&id).await.unwrap();
    assert_eq!(read.fields["pipelineStageId"], other.as_str());
    assert_eq!(read.fields["status"], "lost");
    assert_eq!(read.fields["monetaryValue"].as_f64(), Some(512_000.0));
    sandbox.stop().await;
}

#[tokio::test]
async fn a_wrong_key_and_another_location_are_told_apart() {
    let sandbox = sandbox(10, true).await;
    let wrong = crm(
        &sandbox,
        Secret::new("pit-nobody"),
        sandbox.location_id().into(),
        Rates::default(),
    );
    let error = wrong.location().get().await.unwrap_err();
    assert!(matches!(error.kind, Kind::WrongKey), "{error:?}");
    let elsewhere = crm(
        &sandbox,
        sandbox.token().clone(),
        "another".into(),
        Rates::default(),
    );
    let error = elsewhere.location().get().await.unwrap_err();
    assert!(matches!(error.kind, Kind::WrongLocation), "{error:?}");
    sandbox.stop().await;
}

#[tokio::test]
async fn the_limits_of_the_sandbox_are_learnt_and_never_met() {
    let sandbox = sandbox(10, false).await;
    let crm = crm(
        &sandbox,
        sandbox.token().clone(),
        sandbox.location_id().into(),
        Rates::default(),
    );
    let person = crm.at(Lane::Person);
    let location = person.location();
    for _ in 0..90 {
        let tags = tokio::time::timeout(Duration::from_secs(15), location.tags());
        match tags.await.unwrap() {
            Ok(_) => {}
            Err(error) => panic!("{error:?} {:?}", crm.limiter().traffic()),
        }
    }
    let traffic = crm.limiter().traffic();
    assert!(
        traffic.in_interval <= 80 && traffic.stopped.is_none(),
        "{traffic:?}"
    );
    sandbox.stop().await;
}
