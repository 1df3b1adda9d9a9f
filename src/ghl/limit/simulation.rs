//! The governor against a simulated server that counts by its own clock. Every run prints its seed when it fails.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::*;

fn at(elapsed: Duration) -> Moment {
    let start: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
    Moment {
        elapsed,
        wall: start + SignedDuration::try_from(elapsed).unwrap(),
    }
}

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn governor() -> Governor {
    Governor::new(Rates::default(), at(Duration::ZERO))
}

fn go(governor: &mut Governor, lane: Lane, now: Duration) -> Slot {
    let ticket = governor.join(lane);
    match governor.ask(ticket, at(now)) {
        Verdict::Go(slot) => slot,
        other => panic!("{lane:?} at {now:?}: {other:?}"),
    }
}

fn refused(governor: &mut Governor, lane: Lane, now: Duration) -> Verdict {
    let ticket = governor.join(lane);
    let verdict = governor.ask(ticket, at(now));
    governor.leave(ticket);
    verdict
}

/// What the simulated server does besides counting.
struct Server {
    max: u32,
    /// Chance of a refusal for speed, in per mille, with this wait.
    refuses: u32,
    wait: Option<u64>,
    /// Requests of another program, spread evenly over each interval.
    others: u32,
    latency: std::ops::Range<u64>,
}

#[derive(Default)]
struct Outcome {
    arrivals: Vec<Duration>,
    waits: Vec<(Lane, Duration)>,
    /// Whether a request left before a wait was over.
    early: bool,
    end: Duration,
}

/// Plays `demand` (when, lane) against the server and returns what was seen.
fn play(seed: u64, server: &Server, demand: &[(Duration, Lane)]) -> Outcome {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut governor = governor();
    let mut outcome = Outcome::default();
    let mut now = Duration::ZERO;
    let mut coming = demand.iter().copied().collect::<std::collections::VecDeque<_>>();
    let mut waiting: Vec<(Ticket, Duration)> = Vec::new();
    let mut flying: Vec<(Duration, Slot, Option<u64>)> = Vec::new();
    let mut paused: Vec<(Duration, Duration)> = Vec::new();
    while !coming.is_empty() || !waiting.is_empty() || !flying.is_empty() {
        while coming.front().is_some_and(|(when, _)| *when <= now) {
            let (when, lane) = coming.pop_front().unwrap();
            waiting.push((governor.join(lane), when));
        }
        while let Some(index) = flying.iter().position(|(back, ..)| *back <= now) {
            let (_, slot, refusal) = flying.swap_remove(index);
            let recent = outcome.arrivals.iter().rev().take(300);
            let recent = recent.filter(|t| **t + ms(10_000) > now && **t <= now).count();
            let announced = Announced {
                max: Some(server.max),
                remaining: Some(
                    server
                        .max
                        .saturating_sub(u32::try_from(recent).unwrap() + server.others),
                ),
                interval: Some(ms(10_000)),
                ..Announced::default()
            };
            let seen = match refusal {
                Some(wait) => {
                    paused.push((now, now + Duration::from_secs(wait)));
                    Seen::Refused(announced, Some(Duration::from_secs(wait)))
                }
                None => Seen::Answered(announced),
            };
            governor.report(slot, &seen, at(now));
        }
        let mut next: Option<Duration> = None;
        let mut progressed = true;
        while progressed {
            progressed = false;
            next = None;
            waiting.sort_unstable();
            for index in 0..waiting.len() {
                let (ticket, since) = waiting[index];
                let retry = match governor.ask(ticket, at(now)) {
                    Verdict::Go(slot) => {
                        waiting.remove(index);
                        outcome.waits.push((ticket.lane, now.checked_sub(since).unwrap()));
                        let latency = rng.random_range(server.latency.clone());
                        outcome.arrivals.push(now + ms(rng.random_range(0..=latency)));
                        outcome.early |= paused.iter().any(|(from, until)| *from <= now && now < *until);
                        let refusal = server.wait.filter(|_| rng.random_range(0..1000) < server.refuses);
                        flying.push((now + ms(latency), slot, refusal));
                        progressed = true;
                        break;
                    }
                    // Behind the first that must wait, everybody waits.
                    Verdict::Behind => break,
                    Verdict::Wait(wait) => now + wait,
                    // Whoever is told to stop comes back after a while.
                    Verdict::Stop(_) => now + ms(500),
                };
                next = Some(next.map_or(retry, |n: Duration| n.min(retry)));
            }
        }
        let events = flying
            .iter()
            .map(|(back, ..)| *back)
            .chain(coming.front().map(|(when, _)| *when))
            .chain(next);
        let step = events.filter(|t| *t > now).min().unwrap_or(now + ms(1));
        now = step;
        assert!(now < Duration::from_hours(12), "seed {seed}: never ends");
    }
    outcome.end = now;
    outcome.arrivals.sort();
    outcome
}

/// The most arrivals in any window of this length.
fn densest(arrivals: &[Duration], window: Duration) -> usize {
    let mut first = 0;
    let mut most = 0;
    for (last, time) in arrivals.iter().enumerate() {
        while arrivals[first] + window <= *time {
            first += 1;
        }
        most = most.max(last - first + 1);
    }
    most
}

#[test]
fn the_server_never_sees_more_than_our_share_in_any_interval() {
    for seed in 0..24 {
        let mut rng = StdRng::seed_from_u64(seed);
        let max = [100, 100, 25, 40][rng.random_range(0..4)];
        let server = Server {
            max,
            refuses: rng.random_range(0..30),
            wait: Some(rng.random_range(0..20)),
            others: rng.random_range(0..max / 4),
            latency: 5..rng.random_range(50..3_000),
        };
        let lanes = [Lane::Person, Lane::Send, Lane::Read, Lane::Bulk, Lane::Rest];
        let mut demand: Vec<_> = (0..rng.random_range(50..400))
            .map(|_| {
                (
                    ms(rng.random_range(0..40_000)),
                    lanes[rng.random_range(0..lanes.len())],
                )
            })
            .collect();
        demand.sort();
        let outcome = play(seed, &server, &demand);
        // Before the first answer nobody can know of a lower limit than the published one.
        let share = (max * 80 / 100).max(if max < 100 { 80 } else { 0 }) as usize;
        let most = densest(&outcome.arrivals, ms(10_000));
        assert!(
            most <= share,
            "seed {seed}: {most} requests in 10 s, allowed {share}"
        );
        assert!(!outcome.early, "seed {seed}: asked before Retry-After had passed");
        assert_eq!(outcome.waits.len(), demand.len(), "seed {seed}");
    }
}

#[test]
fn bulk_work_alone_loses_almost_nothing_of_the_budget() {
    for seed in 0..5 {
        let server = Server {
            max: 100,
            refuses: 0,
            wait: None,
            others: 0,
            latency: 5..120,
        };
        let demand = vec![(Duration::ZERO, Lane::Bulk); 400];
        let outcome = play(seed, &server, &demand);
        let bound = 400.0 / 80.0 * 10.0;
        let took = outcome.end.as_secs_f64();
        assert!(
            took <= bound * 1.03,
            "seed {seed}: {took:.1} s, bound {bound:.1} s"
        );
    }
}

#[test]
fn a_person_waits_less_than_a_second_beside_a_first_copy() {
    for seed in 0..8 {
        let server = Server {
            max: 100,
            refuses: 0,
            wait: None,
            others: 0,
            latency: 5..400,
        };
        let mut demand = vec![(Duration::ZERO, Lane::Bulk); 400];
        let mut rng = StdRng::seed_from_u64(seed);
        demand.extend((0..20).map(|n| (ms(2_000 * n + rng.random_range(0..1_500)), Lane::Person)));
        demand.sort();
        let outcome = play(seed, &server, &demand);
        let worst = outcome
            .waits
            .iter()
            .filter(|(lane, _)| *lane == Lane::Person)
            .map(|(_, wait)| *wait)
            .max();
        assert!(
            worst.unwrap() <= ms(700),
            "seed {seed}: a person waited {worst:?}"
        );
    }
}

#[test]
fn lanes_are_served_in_order_and_within_a_lane_first_come_first_served() {
    let mut governor = governor();
    let slots: Vec<_> = (0..80)
        .map(|_| go(&mut governor, Lane::Person, Duration::ZERO))
        .collect();
    let lanes = [
        Lane::Rest,
        Lane::Bulk,
        Lane::Read,
        Lane::Send,
        Lane::Person,
        Lane::Person,
    ];
    let [rest, bulk, read, send, person, person_two] = lanes.map(|lane| governor.join(lane));
    for slot in slots {
        governor.report(slot, &Seen::Answered(Announced::default()), at(ms(100)));
    }
    assert_eq!(governor.ask(bulk, at(ms(200))), Verdict::Behind);
    assert_eq!(governor.ask(person, at(ms(200))), Verdict::Wait(ms(9_900)));
    for ticket in [person, person_two, send, read] {
        assert!(
            matches!(governor.ask(ticket, at(ms(10_100))), Verdict::Go(_)),
            "{ticket:?}"
        );
    }
    assert_eq!(governor.ask(rest, at(ms(10_500))), Verdict::Behind);
    assert!(matches!(governor.ask(bulk, at(ms(10_500))), Verdict::Go(_)));
}

#[test]
fn other_programs_with_the_same_key_are_left_their_part() {
    let mut governor = governor();
    let slot = go(&mut governor, Lane::Bulk, Duration::ZERO);
    let announced = Announced {
        max: Some(100),
        remaining: Some(39),
        ..Announced::default()
    };
    governor.report(slot, &Seen::Answered(announced), at(ms(50)));
    // 60 of theirs and 1 of ours are gone: 19 of our share of 80 are left.
    for _ in 0..19 {
        go(&mut governor, Lane::Person, ms(60));
    }
    assert!(matches!(
        refused(&mut governor, Lane::Person, ms(60)),
        Verdict::Wait(_)
    ));
}

#[test]
fn a_refusal_for_speed_holds_everybody_and_a_long_one_is_told() {
    let mut governor = governor();
    let slot = go(&mut governor, Lane::Read, Duration::ZERO);
    governor.report(
        slot,
        &Seen::Refused(Announced::default(), Some(Duration::from_secs(3))),
        at(ms(10)),
    );
    assert_eq!(
        refused(&mut governor, Lane::Person, ms(10)),
        Verdict::Wait(Duration::from_secs(3))
    );
    let slot = go(&mut governor, Lane::Read, ms(3_010));
    governor.report(
        slot,
        &Seen::Refused(Announced::default(), Some(Duration::from_hours(2))),
        at(ms(3_020)),
    );
    let until = at(Duration::from_hours(2) + ms(3_020)).wall;
    assert_eq!(
        refused(&mut governor, Lane::Bulk, ms(4_000)),
        Verdict::Stop(Stop::Paused { until })
    );
    // A new run keeps the promise; only a person lifts it.
    let kept = governor.snapshot();
    let mut restarted = Governor::new(Rates::default(), at(ms(5_000)));
    restarted.restore(kept, at(ms(5_000)));
    assert_eq!(
        refused(&mut restarted, Lane::Send, ms(6_000)),
        Verdict::Stop(Stop::Paused { until })
    );
    restarted.lift();
    go(&mut restarted, Lane::Send, ms(6_000));
}

#[test]
fn five_failures_open_the_breaker_and_one_trial_leaves_in_thirty_seconds() {
    let mut governor = governor();
    for n in 0..5 {
        let slot = go(&mut governor, Lane::Read, ms(n));
        governor.report(slot, &Seen::Unreached, at(ms(n)));
    }
    let trial_at = at(ms(30_004)).wall;
    assert_eq!(
        refused(&mut governor, Lane::Person, ms(10)),
        Verdict::Stop(Stop::Broken { trial_at })
    );
    let trial = go(&mut governor, Lane::Read, ms(30_004));
    assert!(matches!(
        refused(&mut governor, Lane::Person, ms(30_005)),
        Verdict::Stop(Stop::Broken { .. })
    ));
    governor.report(trial, &Seen::Failed(Announced::default(), None), at(ms(31_000)));
    assert!(matches!(
        refused(&mut governor, Lane::Person, ms(60_999)),
        Verdict::Stop(Stop::Broken { .. })
    ));
    let trial = go(&mut governor, Lane::Read, ms(61_000));
    governor.report(trial, &Seen::Answered(Announced::default()), at(ms(61_100)));
    go(&mut governor, Lane::Person, ms(61_101));
}

#[test]
fn the_last_requests_of_the_day_belong_to_people() {
    let mut governor = governor();
    let slot = go(&mut governor, Lane::Bulk, Duration::ZERO);
    let announced = Announced {
        daily_limit: Some(1_000),
        daily_remaining: Some(50),
        daily_reset: Some(Duration::from_hours(3)),
        ..Announced::default()
    };
    governor.report(slot, &Seen::Answered(announced), at(ms(50)));
    let resets_at = at(Duration::from_hours(3) + ms(50)).wall;
    let stop = Verdict::Stop(Stop::Daily {
        resets_at,
        reserved: true,
    });
    assert_eq!(refused(&mut governor, Lane::Bulk, ms(60)), stop);
    assert_eq!(governor.snapshot().remaining(), 50);
    let slot = go(&mut governor, Lane::Send, ms(60));
    let none = Announced {
        daily_remaining: Some(0),
        ..Announced::default()
    };
    governor.report(slot, &Seen::Refused(none, None), at(ms(70)));
    let stop = Verdict::Stop(Stop::Daily {
        resets_at,
        reserved: false,
    });
    assert_eq!(refused(&mut governor, Lane::Person, ms(10_100)), stop);
    go(&mut governor, Lane::Bulk, Duration::from_hours(3) + ms(100));
}

#[tokio::test]
async fn waiting_callers_are_let_go_in_turn_and_a_cancelled_one_is_skipped() {
    let rates = Rates {
        max: 3,
        interval: ms(80),
        share: 100,
        ..Rates::default()
    };
    let limiter = Limiter::new(rates, crate::clock::Clock::system());
    for _ in 0..3 {
        limiter
            .acquire(Lane::Person)
            .await
            .unwrap()
            .done(&Seen::Answered(Announced::default()));
    }
    let order = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let ask = |lane| {
        let (limiter, order) = (limiter.clone(), order.clone());
        async move {
            let permit = limiter.acquire(lane).await.unwrap();
            order.lock().unwrap().push(lane);
            drop(permit);
        }
    };
    let cancelled = tokio::spawn(ask(Lane::Person));
    let bulk = tokio::spawn(ask(Lane::Bulk));
    let send = tokio::spawn(ask(Lane::Send));
    tokio::task::yield_now().await;
    cancelled.abort();
    tokio::time::timeout(ms(5_000), async { (bulk.await.unwrap(), send.await.unwrap()) })
        .await
        .unwrap();
    assert_eq!(*order.lock().unwrap(), [Lane::Send, Lane::Bulk]);
}
