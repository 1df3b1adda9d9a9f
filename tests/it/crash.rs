//! The plug is pulled at random moments of the first copy and of editing. Whatever was acknowledged is there afterwards,
//! the file is sound, and the copy goes on where it stopped.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::Value;

use crate::support::program::{Home, Running};
use crate::support::sandbox::Sandbox;
use crate::support::{eventually, number_from};

/// People in the account: enough for many pages, few enough for many lives.
const PEOPLE: u32 = 1_200;
/// The longest that a program lives at first before the plug is pulled. On a machine where nobody has been copied by
/// then, lives grow longer, up to a limit: a life that ends before its first page is on disk shows nothing of edits.
const SHORTEST_REACH: Duration = Duration::from_millis(1_600);
const LONGEST_REACH: Duration = Duration::from_secs(20);

/// An edit whose acknowledgement was printed before the plug was pulled.
struct Acked {
    contact: String,
    mark: String,
    note: bool,
}

#[test]
fn nothing_acknowledged_is_lost_when_the_plug_is_pulled() {
    let seed = number_from("LEADLINE_SEED").unwrap_or(20_261_125);
    let wanted = number_from("LEADLINE_CRASHES").unwrap_or(24);
    let mut moments = wanted;
    println!("seed {seed}, {moments} moments (LEADLINE_SEED and LEADLINE_CRASHES choose others)");
    let mut chance = StdRng::seed_from_u64(seed);
    let sandbox = Sandbox::start(PEOPLE, 7);
    let (mut lives, mut acked) = (0, 0);
    while moments > 0 {
        // A note whose answer was cut off is looked for when the sandbox surely lists it, which is sooner than an account does.
        let home = Home::at(&sandbox).with("LEADLINE_SEND_SETTLE_SECONDS", "5");
        let mut edits = Vec::new();
        // A life is one local copy, from nothing to complete. Edits begin as soon as the first people are there.
        let mut complete = false;
        let mut reach = SHORTEST_REACH;
        while moments > 0 && !complete {
            complete = one_moment(
                &home,
                &mut chance,
                &format!("crash-{lives}-{moments}"),
                &mut edits,
                &mut reach,
            );
            moments -= 1;
            assert_sound(&home);
        }
        lives += 1;
        acked += edits.len();
        assert_all_there(&home, &sandbox, &edits);
    }
    println!(
        "figure crash: {acked} acknowledged edits, {wanted} kills over {lives} copies, 0 lost (seed {seed})"
    );
    assert!(acked > 0, "no edit was ever acknowledged, so nothing was shown");
}

/// The copy and an edit run side by side and both are cut off. Whether the copy had finished before that.
fn one_moment(
    home: &Home,
    chance: &mut StdRng,
    mark: &str,
    edits: &mut Vec<Acked>,
    reach: &mut Duration,
) -> bool {
    let longest = *reach;
    let moment = |chance: &mut StdRng| longest.mul_f64(chance.random::<f64>());
    let mut copy = Running::start(home.command(&["sync", "--json"]));
    let contact = someone(home, chance);
    let note = chance.random_bool(0.5);
    if let Some(contact) = contact {
        let tag = format!("+{mark}");
        let words = if note {
            ["note", "--ack", &contact, mark]
        } else {
            ["tag", &contact, &tag, "--ack"]
        };
        let mut edit = Running::start(home.command(&words));
        // Anywhere from before its first byte to after its acknowledgement, also on a slow machine.
        edit.ends_within(moment(chance));
        if edit.kill().lines().any(|line| line.starts_with("ACK ")) {
            edits.push(Acked {
                contact,
                mark: mark.to_owned(),
                note,
            });
        }
    } else {
        *reach = (longest * 2).min(LONGEST_REACH);
    }
    let complete = copy.ends_within(moment(chance));
    copy.kill();
    complete
}

/// Somebody of the first page, once there is one.
fn someone(home: &Home, chance: &mut StdRng) -> Option<String> {
    let output = home.run(&["leads", "--limit", "50", "--json"]);
    let page: Value = serde_json::from_slice(&output.stdout).ok()?;
    let rows = page["rows"].as_array()?;
    let row = rows.get(chance.random_range(0..rows.len().max(1)))?;
    Some(row["id"].as_str()?.to_owned())
}

fn assert_sound(home: &Home) {
    let said = home.run(&["doctor", "--json"]);
    let report: Value = serde_json::from_slice(&said.stdout).unwrap_or(Value::Null);
    assert_eq!(report["integrity"], "ok", "the file is not sound: {report}");
}

/// Lets the copy finish undisturbed, then looks for every acknowledged edit here and in the CRM.
fn assert_all_there(home: &Home, sandbox: &Sandbox, edits: &[Acked]) {
    // People go on coming in while we look, so it takes as many rounds as it takes to catch up.
    eventually("the copy is whole", || {
        home.json(&["sync"]);
        home.json(&["leads", "--count"])["total"] == sandbox.state()["contacts"]
    });
    home.json(&["drain", "--timeout", "120"]);
    for Acked { contact, mark, note } in edits {
        let here = home.json(&["show", contact]).to_string();
        assert!(
            here.contains(mark),
            "{mark} of {contact} was acknowledged and is gone here: {here}"
        );
        let there = match note {
            true => sandbox.call("GET", &format!("/contacts/{contact}/notes"), None),
            // The person's own tags; their deals repeat them.
            false => sandbox.contact(contact)["tags"].clone(),
        };
        let times = there.to_string().matches(&format!("\"{mark}\"")).count();
        assert_eq!(
            times, 1,
            "{mark} of {contact} is {times} times in the CRM: {there}"
        );
    }
    assert_sound(home);
}
