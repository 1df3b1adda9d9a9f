//! Messages to people when half of all answers are lost after the work was done, and the program is killed and put to sleep
//! in between (P7, P8): each reaches its person once, and of those that never left somebody is told.

use std::collections::BTreeMap;
use std::time::Duration;

use leadline::domain::command::Command;
use leadline::domain::contact::Channel;
use leadline::domain::conversation::Draft;
use leadline::domain::outbox::{Intent, OutboxState};
use leadline::store::Reader;
use rand::Rng;

use crate::crm::{Fate, Weather};
use crate::history::History;
use crate::number_from;
use crate::office::Went;

/// Half of the answers are lost, and a tenth of the calls do not arrive.
const STORM: Weather = Weather {
    lost: 0.5,
    away: 0.1,
    ..Weather::FAIR
};
/// Of pushes, one in so many meets a kill, and as many the machine's sleep.
const FATE: u32 = 25;

fn say(history: &mut History, body: &str) {
    let draft = Draft {
        contact: history.person().as_str().into(),
        channel: Channel::Sms,
        subject: None,
        body: body.to_owned(),
    };
    let (key, not_before) = (None, None);
    let send = Command::Send {
        draft,
        key,
        not_before,
    };
    history.office.submit(send).unwrap();
}

fn one_push(history: &mut History) -> Went {
    let fate = match history.chance.random_range(0..FATE) {
        0 => Some(Fate::Dies),
        1 if !history.office.sleeps() => Some(Fate::Sleeps),
        _ => None,
    };
    history.crm.state().fate = fate;
    let went = history.office.push(&history.crm);
    history.crm.state().fate = None;
    went
}

#[test]
fn each_message_reaches_its_person_once_though_half_of_the_answers_are_lost() {
    let seed = number_from("LEADLINE_SEED").unwrap_or(20_261_125);
    let many = number_from("LEADLINE_SENDS").unwrap_or(150);
    let mut history = History::begin(seed);
    history.crm.state().weather = STORM;
    let (mut kills, mut sleeps) = (0, 0);
    for number in 0..many {
        say(&mut history, &format!("Shall we look at house number {number}?"));
        let seconds = history.chance.random_range(0..20);
        history.clock.advance(Duration::from_secs(seconds));
        match one_push(&mut history) {
            Went::Killed => kills += 1,
            Went::Asleep => sleeps += 1,
            Went::Did(_) | Went::Nothing => {}
        }
        history.office.look_up(&history.crm);
        if history.chance.random_bool(0.3) {
            history.office.wake(&history.crm);
        }
    }
    history.office.wake(&history.crm);
    // Half of the answers are lost to the end; only the calls arrive again, and the lists go on to trail.
    history.crm.state().weather.away = 0.0;
    for _ in 0..many + 20 {
        history.clock.advance(Duration::from_secs(61));
        while history.office.push(&history.crm) != Went::Nothing {}
        while history.office.look_up(&history.crm) != Went::Nothing {}
    }

    let mut reached = BTreeMap::new();
    for (_, body) in &history.crm.state().reached {
        *reached.entry(body.clone()).or_insert(0) += 1;
    }
    let rows = history
        .office
        .read(|reader: &Reader| reader.outbox(None, 100_000));
    assert_eq!(rows.len() as u64, many);
    let (mut once, mut shown) = (0, 0);
    for row in rows {
        let Intent::Send { draft, .. } = row.intent else {
            panic!("{row:?}")
        };
        let times = reached.get(&draft.body).copied().unwrap_or(0);
        match row.state {
            OutboxState::Sent | OutboxState::Delivered => once += i32::from(times == 1),
            OutboxState::Held if times == 0 && row.error.is_some() => shown += 1,
            other => panic!(
                "seed {seed}: \"{}\" is {} and reached {times}",
                draft.body,
                other.word()
            ),
        }
        assert!(times <= 1, "seed {seed}: \"{}\" reached {times}", draft.body);
    }
    println!(
        "seed {seed}: {many} messages, {kills} kills, {sleeps} sleeps: {once} reached their person once, {shown} never left \
         and wait for a person"
    );
    assert_eq!(once + shown, i32::try_from(many).unwrap());
}
