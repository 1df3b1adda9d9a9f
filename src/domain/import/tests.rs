use serde_json::{Value, json};

use super::*;
use crate::domain::command::Command;
use crate::domain::contact::{Channel, Contact};
use crate::domain::custom_field::CustomField;
use crate::domain::gate::consent;
use crate::domain::record::Fields;
use crate::domain::user::User;
use crate::domain::value::Shown;

fn fields(value: &Value) -> Fields {
    value.as_object().unwrap().clone()
}

fn custom() -> Vec<CustomField> {
    [
        ("f1", "Budget", "MONETORY"),
        ("f2", "SMS Consent", "TEXT"),
        ("f3", "Areas", "MULTIPLE_OPTIONS"),
    ]
    .map(|(id, name, kind)| {
        CustomField::from_fields(
            id.into(),
            &fields(&json!({"name": name, "dataType": kind, "model": "contact"})),
        )
    })
    .into()
}

fn users() -> Vec<User> {
    vec![User::from_fields(
        "u1".into(),
        &fields(&json!({"name": "Jo Lee", "email": "jo@example.com"})),
    )]
}

fn understood(text: &str) -> (Vec<Draft>, Vec<Fault>) {
    let sheet = Sheet::read(text).unwrap();
    let (custom, users) = (custom(), users());
    let meanings = meanings(&sheet.head, &[], &custom).unwrap();
    let account = Account {
        users: &users,
        custom: &custom,
    };
    let (people, mut faults) = drafts(&sheet, &meanings, &[], account);
    faults.extend(sheet.faults);
    (people, faults)
}

fn told(faults: &[Fault]) -> Vec<String> {
    faults
        .iter()
        .map(|fault| {
            let column = fault.column.as_deref().unwrap_or("-");
            format!("{} {column}: {}", fault.row, fault.reason)
        })
        .collect()
}

fn here(id: &str, members: &Value) -> Here {
    Here {
        id: id.into(),
        remote_id: None,
        fields: fields(members),
    }
}

fn planned(text: &str, here: &[Here], overwrite: bool) -> Plan {
    plan(understood(text).0, here, &custom(), overwrite)
}

#[test]
fn letters_are_found_out_and_told() {
    let text = "name\nNúñez\n";
    let utf16 = |swap: bool| -> Vec<u8> {
        let bytes = |unit: u16| {
            if swap {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        };
        text.encode_utf16().flat_map(bytes).collect()
    };
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        ([b"\xef\xbb\xbf", text.as_bytes()].concat(), Encoding::Utf8),
        ([&b"\xff\xfe"[..], &utf16(false)].concat(), Encoding::Utf16Le),
        ([&b"\xfe\xff"[..], &utf16(true)].concat(), Encoding::Utf16Be),
        (utf16(false), Encoding::Utf16Le),
        (utf16(true), Encoding::Utf16Be),
        (b"name\nN\xfa\xf1ez\n".to_vec(), Encoding::Windows1252),
    ] {
        let decoded = decode(&bytes);
        assert_eq!(
            (decoded.text.as_str(), decoded.encoding, decoded.broken),
            (text, encoding, false)
        );
    }
    let broken = decode("name\nNúñez\nPeña\nGr\u{fc}n\n".replace('ü', "?").as_bytes());
    assert!(!broken.broken);
    let broken = decode(&[text.as_bytes(), b"Pe\xf1a\n"].concat());
    assert_eq!((broken.encoding, broken.broken), (Encoding::Utf8, true));
    let (people, faults) = understood(&broken.text);
    assert_eq!(people.len(), 1, "the rest goes on");
    assert_eq!(
        told(&faults),
        ["3 name: has bytes or signs that are no text; the row is left out"]
    );
}

#[test]
fn a_cell_with_one_number_is_not_cut_at_its_signs_and_an_extension_becomes_a_note() {
    let text = "name,phone,note\nAna,909/555-0142,met at 12 Elm\nBo,\"(909) 555-0143, ext. 12\",\nCy,909-555-0144 (cell) / 909-555-0145,\nDi,909-555-0146/0147,\n";
    let (people, faults) = understood(text);
    let phones: Vec<&str> = people
        .iter()
        .filter_map(|draft| draft.fields["phone"].as_str())
        .collect();
    assert_eq!(
        phones,
        ["+19095550142", "+19095550143", "+19095550144", "+19095550146"]
    );
    assert_eq!(
        people[1].note.as_deref(),
        Some("+19095550143 has the extension 12")
    );
    assert_eq!(people[2].fields["additionalPhones"], json!(["+19095550145"]));
    assert_eq!(
        told(&faults),
        ["5 phone: \"0147\" has the wrong number of digits for a phone number; the cell is left out"]
    );
}

#[test]
fn cells_are_parted_by_what_the_head_is_parted_by() {
    for (text, sign) in [
        ("name,phone\nAna,1\n", ','),
        ("name;phone\n\"Ruiz; Ana\";1\nBo, Lee;2\n", ';'),
        ("name\tphone\nAna, Bo; Cy\t1\n", '\t'),
        ("sep=;\r\nname, first;phone\r\nAna;1\r\n", ';'),
        ("email\nana@example.com\n", ','),
    ] {
        let sheet = Sheet::read(text).unwrap();
        assert_eq!(sheet.form, Form::Table(sign), "{text}");
        assert_eq!(sheet.faults, [], "{text}");
    }
    let quoted = "name,note\n\"O'Brien-Núñez, Jr.\",\"two\nlines and a \"\"word\"\"\"\n";
    assert_eq!(
        Sheet::read(quoted).unwrap().rows[0].cells,
        ["O'Brien-Núñez, Jr.", "two\nlines and a \"word\""]
    );
}

#[test]
fn ragged_rows_and_open_quotes_are_told_and_stop_nobody() {
    let text = "first,last,phone\nAna,Ruiz,9095550101\nBo,Lee,Jr.,9095550102\n\"Cy,Poe,9095550103\nDee,Fox,9095550104\nEd\n";
    let sheet = Sheet::read(text).unwrap();
    let firsts: Vec<&str> = sheet.rows.iter().map(|row| row.cells[0].as_str()).collect();
    assert_eq!(firsts, ["Ana", "Dee", "Ed"]);
    let told = told(&sheet.faults);
    assert!(
        told[0].starts_with("3 -: has 4 cells where the head has 3"),
        "{told:?}"
    );
    assert_eq!(
        told[1],
        "4 -: has a quote that is never closed; the row is left out"
    );
    assert!(
        told[2].starts_with("6 -: has 1 of the 3 cells that the head has; the missing"),
        "{told:?}"
    );
    let many = format!("first,last\n{}", "\"open,row\n".repeat(500));
    let sheet = Sheet::read(&many).unwrap();
    assert!(sheet.faults.len() < 60 && sheet.faults.last().unwrap().reason.contains("nothing after it"));
    assert!(
        Sheet::read(&"a,".repeat(300))
            .unwrap_err()
            .contains("301 columns")
    );
    assert!(Sheet::read("").is_err() && Sheet::read("first,last\n").is_err());
    let long = format!("first,last\nAna,{}\n", "x".repeat(MOST_LETTERS + 1));
    assert!(
        Sheet::read(&long).unwrap().faults[0]
            .reason
            .contains("20001 letters")
    );
}

#[test]
fn columns_are_known_by_the_words_people_use_and_by_what_they_say() {
    let head: Vec<String> = [
        "First Name",
        "E-mail",
        "Budget",
        "Last Activity",
        "Shoe size",
        "DNC",
        "Contact Id",
    ]
    .map(str::to_owned)
    .into();
    let custom = custom();
    let words = |maps: &[&str]| {
        let maps: Vec<String> = maps.iter().map(|map| (*map).to_owned()).collect();
        let meanings = meanings(&head, &maps, &custom)?;
        Ok::<_, String>(
            meanings
                .iter()
                .map(|meaning| meaning.words(&custom))
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(
        words(&[]).unwrap(),
        [
            "first name",
            "email",
            "custom.Budget",
            "left out: the CRM says this itself",
            "left out: nobody said what this is",
            "do not disturb, call",
            "who it is"
        ]
    );
    let words_mapped = words(&["Shoe size=note", "1=last name", "Budget="]).unwrap();
    assert_eq!(words_mapped[4], "note (for those who are new)");
    assert_eq!(words_mapped[0], "last name");
    assert!(words_mapped[2].starts_with("left out"));
    assert!(
        words(&["Hat=note"])
            .unwrap_err()
            .contains("no column \"Hat\"; it has \"First Name\"")
    );
    assert!(words(&["1=hat"]).unwrap_err().contains("\"hat\" is no field"));
    assert!(words(&["note"]).is_err());
}

#[test]
fn a_row_becomes_a_person_and_a_bad_cell_is_left_out_with_its_reason() {
    let text = "Full Name,Phone,Email,Tags,Budget,Areas,Owner,DND,Birthday\n\
        Ana O'Brien-Núñez Jr.,909.555.0100 / (909) 555-0101,ANA@example.com;ana2@example.com,\"buyer, Vip\",450k,North; South,jo@example.com,no,2/29/1980\n\
        王小明,call me,bo@example.com,,lots,,Nobody,maybe,30/30/1980\n\
        ,,,,,,,,\n\
        ,12,,x,,,,,\n";
    let (people, faults) = understood(text);
    assert_eq!(people.len(), 2);
    assert_eq!(
        Value::Object(people[0].fields.clone()),
        json!({"firstName": "Ana", "lastName": "O'Brien-Núñez Jr.", "phone": "+19095550100",
            "additionalPhones": ["+19095550101"], "email": "ana@example.com", "additionalEmails": ["ana2@example.com"],
            "tags": ["buyer", "Vip"], "customFields": {"f1": 450_000, "f3": ["North", "South"]}, "assignedTo": "u1",
            "dateOfBirth": "1980-02-29"})
    );
    assert_eq!(
        Value::Object(people[1].fields.clone()),
        json!({"firstName": "王小明", "email": "bo@example.com"})
    );
    let told = told(&faults);
    assert_eq!(told.len(), 7, "{told:#?}");
    assert!(
        told[0].starts_with("3 Phone: \"call me\" is not a phone number"),
        "{told:?}"
    );
    assert!(told[6].contains("5 -: has nothing else to reach"), "{told:?}");
}

#[test]
fn a_formula_is_named_with_its_row_and_taken_as_the_letters_it_is() {
    let text = "name,phone,notes\n\
        Ana,+1 909 555 0100,\"=HYPERLINK(\"\"http://x\"\",\"\"look\"\")\"\n\
        =cmd|' /C calc'!A0,9095550101,- has a dog\n";
    let (people, faults) = understood(text);
    assert_eq!(
        people[0].note.as_deref(),
        Some("=HYPERLINK(\"http://x\",\"look\")")
    );
    let said = "is a formula; it is taken as the letters it is and never worked out";
    assert_eq!(
        told(&faults),
        [format!("2 notes: {said}"), format!("3 name: {said}")]
    );
}

#[test]
fn cards_of_both_versions_are_read() {
    let text = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ana Ruiz\r\nN:Ruiz;Ana;;;Jr.\r\nTEL;VALUE=uri;TYPE=\"cell,voice\":tel:+1-909-555-0100\r\n\
        item1.TEL:(909) 555-0101\r\nEMAIL:ana@example.com\r\nADR;TYPE=home:;;1 Main St\\, Unit 2;Fontana;CA;92335;USA\r\n\
        NOTE:likes a pool\\nand a\r\n  yard\r\nCATEGORIES:buyer,vip\r\nBDAY:19800229\r\nEND:VCARD\r\n\
        BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Pe=C3=B1a;Jos=C3=A9\nTEL;CELL:9095550102\nEND:VCARD\n\
        BEGIN:VCARD\nFN:Lost\n";
    let (people, faults) = understood(text);
    assert_eq!(people.len(), 2, "{faults:?}");
    assert_eq!(
        Value::Object(people[0].fields.clone()),
        json!({"firstName": "Ana", "lastName": "Ruiz Jr.", "phone": "+19095550100", "additionalPhones": ["+19095550101"],
            "email": "ana@example.com", "address1": "1 Main St, Unit 2", "city": "Fontana", "state": "CA",
            "postalCode": "92335", "country": "USA", "dateOfBirth": "1980-02-29", "tags": ["buyer", "vip"]})
    );
    assert_eq!(people[0].note.as_deref(), Some("likes a pool\nand a yard"));
    assert_eq!(people[1].name().as_str(), "José Peña");
    assert_eq!(told(&faults), ["3 -: is a card without an end; it is left out"]);
}

#[test]
fn who_is_here_is_filled_where_blank_and_nobody_is_made_twice() {
    let ana = here(
        "c1",
        &json!({"firstName": "Ana", "phone": "(909) 555-0100", "city": "Fontana", "tags": ["buyer"], "dnd": true}),
    );
    let text = "name,phone,email,city,zip,tags,dnd\n\
        Anna,909-555-0100,,Upland,92335,vip,no\n\
        Bo,9095550101,bo@example.com,,,,\n\
        Bob,9095550101,,,92336,,yes\n\
        ,,bo@example.com,Rialto,,late,\n";
    let plan = planned(text, std::slice::from_ref(&ana), false);
    assert_eq!(plan.counts(), (1, 1, 0), "{plan:#?}");
    let changed = Step::Fill {
        who: Match {
            contact: "c1".into(),
            name: Shown::own("Ana"),
            by: "+19095550100".to_owned(),
        },
        members: vec!["postalCode".into(), "tags".into()],
    };
    assert_eq!(plan.people[0].1, changed, "names, city and do-not-disturb stay");
    let bo = &plan.people[1].0;
    assert_eq!(bo.rows, [3, 4, 5]);
    assert_eq!(
        Value::Object(bo.fields.clone()),
        json!({"firstName": "Bo", "phone": "+19095550101", "email": "bo@example.com", "postalCode": "92336",
            "dnd": true, "city": "Rialto", "tags": ["late"]})
    );
    // The second time everybody is here.
    let after = [ana_after(&ana), here("c2", &Value::Object(bo.fields.clone()))];
    assert_eq!(planned(text, &after, false).counts(), (0, 0, 2));
    let over = planned(text, &[ana_after(&ana)], true);
    let Step::Fill { members, .. } = &over.people[0].1 else {
        panic!("{over:?}")
    };
    assert_eq!(
        members,
        &["firstName", "city"],
        "do-not-disturb is never loosened"
    );
}

fn ana_after(ana: &Here) -> Here {
    let mut after = ana.clone();
    after.fields.insert("postalCode".into(), "92335".into());
    after.fields.insert("tags".into(), json!(["buyer", "vip"]));
    after
}

#[test]
fn who_is_meant_is_never_guessed() {
    let couple = [
        here(
            "c1",
            &json!({"firstName": "Ana", "lastName": "Ruiz", "phone": "+19095550100"}),
        ),
        here(
            "c2",
            &json!({"firstName": "Leo", "lastName": "Ruiz", "phone": "+19095550100"}),
        ),
        here("c3", &json!({"firstName": "Cy", "email": "cy@example.com"})),
    ];
    let plan = planned(
        "name,phone,email,city\nLeo Ruiz,9095550100,,Upland\nMo,9095550100,,x\n",
        &couple,
        false,
    );
    assert_eq!(plan.people.len(), 1);
    assert!(matches!(&plan.people[0].1, Step::Fill { who, .. } if who.contact.as_str() == "c2"));
    assert_eq!(
        told(&plan.faults),
        ["3 -: may be Ana Ruiz or Leo Ruiz (+19095550100); nothing is done for this row"]
    );
    // A name alone is no proof, and still nobody is made twice.
    let plan = planned("name,city\nCy,Upland\nNew One,Upland\nnew  one,\n", &couple, true);
    assert_eq!(plan.counts(), (1, 0, 1), "{plan:?}");
    assert!(matches!(&plan.people[0].1, Step::Nothing { who } if who.by == "the name alone"));
    // The CRM's own id goes before everything.
    let plan = planned(
        "Contact Id,name,phone,city\nc3,Ana Ruiz,9095550100,x\n",
        &couple,
        false,
    );
    assert!(matches!(&plan.people[0].1, Step::Fill { who, .. } if who.contact.as_str() == "c3"));
}

#[test]
fn permission_comes_from_a_column_that_says_so_and_from_nowhere_else() {
    let names = [("f2".into(), "SMS Consent".to_owned())].into();
    let basis = |text: &str| {
        let (people, _) = understood(text);
        let contact = Contact::from_fields("c".into(), &people[0].fields);
        consent::known(&contact, Channel::Sms, &names, false).map(|consent| consent.basis)
    };
    assert_eq!(basis("name,type,opt in,consent\nAna,customer,yes,yes\n"), None);
    assert_eq!(basis("name,SMS consent\nAna,no\n"), None);
    assert!(basis("name,SMS consent\nAna,Yes 2026-03-01\n").is_some());
    // What is written down here stays, also where the file goes before it.
    let ana = here(
        "c1",
        &json!({"firstName": "Ana", "phone": "+19095550100", "customFields": {"f2": "no"}}),
    );
    let plan = planned("phone,SMS consent\n9095550100,yes\n", &[ana], true);
    assert_eq!(plan.counts(), (0, 0, 1), "{plan:?}");
}

#[test]
fn the_commands_carry_what_the_plan_says() {
    let plan = planned("name,phone,note\nAna,9095550100,calls late\n", &[], false);
    let Command::ImportContact {
        contact,
        fill,
        set,
        note,
    } = &plan.commands()[0]
    else {
        panic!("{plan:?}")
    };
    assert_eq!(
        (contact, set.len(), note.as_deref()),
        (&None, 0, Some("calls late"))
    );
    assert_eq!(fill["phone"], "+19095550100");
}

#[test]
fn the_export_of_the_crm_is_understood_as_it_is() {
    let text = "Contact Id,First Name,Last Name,Phone,Email,Business Name,Created,Last Activity,Tags,Additional Emails,Additional Phones\n\
        abc,Ana,Ruiz,+19095550100,ana@example.com,Ruiz LLC,Nov 25 2026,Nov 25 2026,\"buyer,hot lead\",ana2@example.com,+19095550101\n";
    let (people, faults) = understood(text);
    assert_eq!(faults, []);
    assert_eq!(people[0].id.as_deref(), Some("abc"));
    assert_eq!(
        Value::Object(people[0].fields.clone()),
        json!({"firstName": "Ana", "lastName": "Ruiz", "phone": "+19095550100", "email": "ana@example.com",
            "companyName": "Ruiz LLC", "tags": ["buyer", "hot lead"], "additionalEmails": ["ana2@example.com"],
            "additionalPhones": ["+19095550101"]})
    );
}
