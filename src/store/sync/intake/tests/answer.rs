//! What the CRM answers to a write.

use super::*;

/// Ana with her city edited, and the claim that tells the CRM.
fn edited() -> (Bench, Claim) {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    let claim = bench.claim().unwrap();
    (bench, claim)
}

fn answer(bench: &Bench, claim: &Claim, members: Value) {
    let record = told(EntityKind::Contact, "c1", members);
    let outcome = PushOutcome::Done {
        remote_id: Some("c1".into()),
        record: Some(Box::new(record)),
    };
    bench.settle(claim, outcome);
}

fn conflicts(bench: &Bench) -> Vec<(Value, Value, Value)> {
    let open = bench.store.read_blocking(Reader::conflicts).unwrap();
    open.into_iter()
        .map(|row| (row.base, row.here, row.there))
        .collect()
}

#[test]
fn f27_an_answer_from_before_the_write_does_not_take_it_back() {
    let (bench, claim) = edited();
    answer(
        &bench,
        &claim,
        json!({"city": "Upland", "state": "CA", "dateUpdated": "2026-11-25T10:00:00Z"}),
    );
    assert_eq!(bench.ana().contact.address.city.raw(), "Rialto");
    assert_eq!(bench.ana().contact.address.state.raw(), "CA", "the rest is news");
    assert_eq!((conflicts(&bench), bench.claim()), (Vec::new(), None));
}

#[test]
fn f33_who_writes_between_our_look_and_our_write_is_shown_with_both_values() {
    let (bench, claim) = edited();
    answer(
        &bench,
        &claim,
        json!({"city": "Fontana", "dateUpdated": "2026-11-25T10:00:00Z"}),
    );
    assert_eq!(
        conflicts(&bench),
        [(json!("Upland"), json!("Rialto"), json!("Fontana"))]
    );
    assert_eq!(bench.claim(), None, "nothing goes until somebody has decided");
    let row = bench.store.read_blocking(Reader::conflicts).unwrap().remove(0);
    let keep = Side::There;
    let conflict = row.id;
    bench.commit(Command::Resolve { conflict, keep }).unwrap();
    assert_eq!(bench.ana().contact.address.city.raw(), "Fontana");
    assert_eq!(bench.claim(), None);
}

#[test]
fn what_the_crm_puts_into_its_own_form_is_taken_and_no_conflict() {
    let bench = Bench::with_ana();
    bench.set("phone", "+1 909 555 0177");
    let claim = bench.claim().unwrap();
    answer(
        &bench,
        &claim,
        json!({"phone": "+19095550177", "dateUpdated": "2026-11-25T10:00:00Z"}),
    );
    assert_eq!(bench.ana().contact.phone.raw(), "+19095550177");
    assert_eq!((conflicts(&bench), bench.claim()), (Vec::new(), None));
}

#[test]
fn f28_an_answer_that_is_overtaken_by_a_newer_one_says_nothing() {
    let (bench, claim) = edited();
    bench.tell(vec![told(
        EntityKind::Contact,
        "c1",
        json!({"city": "Rialto", "state": "AZ", "dateUpdated": "2026-11-25T10:00:05Z"}),
    )]);
    answer(
        &bench,
        &claim,
        json!({"city": "Rialto", "state": "CA", "dateUpdated": "2026-11-25T10:00:00Z"}),
    );
    assert_eq!(bench.ana().contact.address.state.raw(), "AZ");
}

#[test]
fn a_note_that_both_sides_changed_in_other_lines_has_both() {
    let bench = Bench::with_ana();
    let note = |body: &str, at: &str| {
        let members = json!({"contactId": "c1", "body": body, "dateUpdated": at});
        bench.tell(vec![told(EntityKind::Note, "n1", members)]);
    };
    note("garden\n\nbudget 500", "2026-11-24T10:00:00Z");
    let body = || {
        let read = |reader: &Reader| reader.fields(EntityKind::Note, "n1");
        bench.store.read_blocking(read).unwrap().unwrap()["body"].clone()
    };
    bench.set("customFields.cf1", "one\n\ntwo");
    let field = |words: &str, at: &str| {
        let members = json!({"customFields": {"cf1": words}, "dateUpdated": at});
        bench.tell(vec![told(EntityKind::Contact, "c1", members)]);
    };
    let claim = bench.claim().unwrap();
    bench.done(&claim, None);
    bench.set("customFields.cf1", "one\n\n2");
    field("1\n\ntwo", "2026-11-25T11:00:00Z");
    let claim = bench.claim().unwrap();
    assert_eq!(claim.fields["customFields.cf1"], "1\n\n2");
    assert_eq!(claim.base["customFields.cf1"], "1\n\ntwo");
    assert_eq!(conflicts(&bench), Vec::new());
    note("garden and pool\n\nbudget 500", "2026-11-25T10:00:00Z");
    assert_eq!(body(), "garden and pool\n\nbudget 500");
}
