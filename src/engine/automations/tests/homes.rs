//! What happens with homes, through the file and the worker.

use super::*;

const NOTE: &str = "[[step]]\nid = \"hello\"\ndo = \"note\"\nsays = \"Look at {address}\"\n";

/// Somebody who comes in when this happens with a home.
fn when(what: &str) -> String {
    format!("on = \"listing\"\nwhat = \"{what}\"\nagain_after = \"1 min\"")
}

impl Bench {
    /// An account that asks people what they can spend and how many rooms they want, and two who said so.
    async fn with_seekers(&self) {
        for (id, name) in [("budget", "Budget"), ("beds", "Bedrooms")] {
            let field = json!({ "name": name, "model": "contact", "dataType": "TEXT" });
            self.tell(EntityKind::CustomField, id, field).await;
        }
        self.wants("c1", "450k").await;
        self.wants("c2", "300k").await;
        self.wants("c3", "450k").await;
        for id in ["c1", "c2"] {
            let deal = json!({
                "contactId": id, "name": id, "status": "open", "pipelineId": "p1", "pipelineStageId": "s1",
            });
            self.tell(EntityKind::Opportunity, &format!("deal-{id}"), deal)
                .await;
        }
    }

    async fn wants(&self, id: &str, budget: &str) {
        let members = json!({ "firstName": "Ana", "customFields": { "budget": budget, "beds": 3 } });
        self.tell(EntityKind::Contact, id, members).await;
    }

    async fn home(&self, id: &str, (price, status): (i64, &str), more: Value) {
        let mut members = json!({
            "address": format!("{id} Elm St"), "price": price, "status": status, "beds": 3,
            "createdAt": "2026-08-04T00:00:00Z",
        });
        for (name, value) in more.as_object().unwrap() {
            members[name.as_str()] = value.clone();
        }
        self.tell(EntityKind::Listing, id, members).await;
    }

    async fn moved_in(&self) -> Vec<(String, String)> {
        self.rounds().await;
        let runs = self.runs().await.into_iter();
        let mut all: Vec<_> = runs
            .map(|run| (run.automation, run.contact.to_string()))
            .collect();
        all.sort();
        all
    }
}

fn these(who: &[(&str, &str)]) -> Vec<(String, String)> {
    who.iter()
        .map(|(id, whom)| ((*id).to_owned(), (*whom).to_owned()))
        .collect()
}

#[tokio::test]
async fn who_looks_for_such_a_home_is_told_of_it_once() {
    let bench = Bench::new();
    bench.with_seekers().await;
    bench.publish_on("T1", ("", &when("new match")), NOTE).await;
    let now = bench.clock.now().to_string();
    bench
        .home("h1", (44_000_000, "active"), json!({ "createdAt": now }))
        .await;
    // c2 cannot spend that, and of c3 nothing was ever heard.
    assert_eq!(bench.moved_in().await, these(&[("T1", "c1")]));
    bench.later(1);
    for price in [43_000_000, 42_000_000] {
        bench.home("h1", (price, "pending"), json!({})).await;
        bench.home("h1", (price, "active"), json!({})).await;
        bench.restart();
        assert_eq!(bench.moved_in().await, these(&[("T1", "c1")]), "never twice");
    }
    bench.later(1);
    bench
        .home(
            "h2",
            (44_000_000, "active"),
            json!({ "createdAt": bench.clock.now().to_string() }),
        )
        .await;
    assert_eq!(bench.moved_in().await, these(&[("T1", "c1"), ("T1", "c1")]));
}

#[tokio::test]
async fn a_home_that_was_there_long_before_is_not_new_until_it_is_to_be_had_again() {
    let bench = Bench::new();
    bench.with_seekers().await;
    bench.publish_on("T1", ("", &when("new match")), NOTE).await;
    bench
        .home(
            "h1",
            (44_000_000, "pending"),
            json!({ "createdAt": "2026-01-01T00:00:00Z" }),
        )
        .await;
    bench
        .home(
            "h2",
            (44_000_000, "active"),
            json!({ "createdAt": "2026-01-01T00:00:00Z" }),
        )
        .await;
    assert_eq!(bench.moved_in().await, these(&[]));
    bench
        .home(
            "h1",
            (44_000_000, "active"),
            json!({ "createdAt": "2026-01-01T00:00:00Z" }),
        )
        .await;
    assert_eq!(bench.moved_in().await, these(&[("T1", "c1")]));
}

#[tokio::test]
async fn who_likes_a_home_hears_that_it_is_cheaper_and_by_how_much() {
    let bench = Bench::new();
    bench.with_seekers().await;
    let least = format!("{}\nat_least = 3", when("price drop"));
    bench.publish_on("T1", ("", &least), NOTE).await;
    let liked = || json!({ "liked": ["c2", "nobody"], "owner": ["c3"] });
    bench.home("h1", (50_000_000, "active"), liked()).await;
    bench.home("h1", (49_000_000, "active"), liked()).await;
    assert_eq!(bench.moved_in().await, these(&[]), "two per cent");
    bench.later(1);
    bench.home("h1", (47_500_000, "active"), liked()).await;
    assert_eq!(bench.moved_in().await, these(&[("T1", "c2")]));
    let run = bench.runs().await.remove(0);
    for told in ["$475,000", "$490,000", "h1 Elm St"] {
        assert!(run.state.contains(told), "{told}: {}", run.state);
    }
}

/// The template for listings that ran out: their owner comes in, and is let go as soon as it stands otherwise.
#[tokio::test]
async fn an_owner_whose_listing_ran_out_comes_in_and_goes_when_it_is_listed_again() {
    let bench = Bench::new();
    bench.with_seekers().await;
    let exits = ("", when("expired"), "\"opt-out\", \"listing status\"");
    let steps = "[[step]]\nid = \"wait\"\ndo = \"wait\"\nfor = \"3 days\"\n";
    bench.publish_as("T1", (exits.0, &exits.1, exits.2), steps).await;
    let of = || json!({ "owner": ["c3"], "liked": ["c1"] });
    for status in ["active", "expired"] {
        bench.home("h1", (50_000_000, status), of()).await;
    }
    assert_eq!(bench.moved_in().await, these(&[("T1", "c3")]));
    assert!(bench.runs().await[0].ended.is_none());
    bench.later(1);
    bench.home("h1", (50_000_000, "active"), of()).await;
    bench.rounds().await;
    let run = bench.runs().await.remove(0);
    assert_eq!(run.why.as_deref(), Some("listing status"), "{run:?}");
}

/// What concerns whom is taken down whether or not somebody listens, or a trial over the past would know nothing.
#[tokio::test]
async fn it_is_taken_down_without_any_automation_and_by_nobody_while_a_first_copy_runs() {
    let bench = Bench::new();
    bench.with_seekers().await;
    bench.progress.send_modify(|progress| progress.first_copy = true);
    let now = bench.clock.now().to_string();
    bench
        .home("h1", (44_000_000, "active"), json!({ "createdAt": now }))
        .await;
    bench.rounds().await;
    let news = async || bench.worker.store.read(Reader::has_home_news).await.unwrap();
    assert!(news().await);
    bench.progress.send_modify(|progress| progress.first_copy = false);
    bench.rounds().await;
    assert!(!news().await);
    let (from, until) = (
        bench.clock.now() - SignedDuration::from_hours(1),
        bench.clock.now() + SignedDuration::from_hours(1),
    );
    let past = bench.worker.store.read(move |reader| {
        reader.happened(&crate::store::Look {
            from,
            until,
            with: None,
            words: false,
        })
    });
    let homes = past.await.unwrap().into_iter();
    let homes = homes.filter(|one| matches!(one.what, crate::store::Happening::Home(_)));
    assert_eq!(
        homes.map(|one| one.contact.to_string()).collect::<Vec<_>>(),
        ["c1"]
    );
}

/// The template for owners who sell alone: they come in, and go when it is listed, or taken off the market.
#[tokio::test]
async fn an_owner_who_sells_alone_comes_in_and_goes_when_it_stands_otherwise() {
    for then in ["active", "expired"] {
        let bench = Bench::new();
        bench.with_seekers().await;
        let exits = ("", when("by owner"), "\"opt-out\", \"listing status\"");
        let steps = "[[step]]\nid = \"wait\"\ndo = \"wait\"\nfor = \"3 days\"\n";
        bench.publish_as("T1", (exits.0, &exits.1, exits.2), steps).await;
        let of = || json!({ "owner": ["c3"], "liked": ["c1"] });
        bench.home("h1", (50_000_000, "FSBO"), of()).await;
        assert_eq!(bench.moved_in().await, these(&[("T1", "c3")]));
        assert!(bench.runs().await[0].ended.is_none());
        bench.later(1);
        bench.home("h1", (50_000_000, then), of()).await;
        bench.rounds().await;
        let run = bench.runs().await.remove(0);
        assert_eq!(run.why.as_deref(), Some("listing status"), "{then}: {run:?}");
    }
}

/// The template for a talk about the price: what stands longer than its area and is hardly looked at, once in a fortnight.
#[tokio::test]
async fn the_owner_of_a_home_that_stands_too_long_comes_in_until_it_is_looked_at() {
    let bench = Bench::new();
    bench.with_seekers().await;
    let least = format!("{}\nat_least = 120", when("slow"));
    bench.publish_on("T1", ("", &least), NOTE).await;
    let stands = |listed: &str, owner: &str| json!({ "zip": "91730", "listed": listed, "owner": [owner] });
    for (id, listed, owner) in [
        ("h1", "2026-05-04T00:00:00Z", "c1"),
        ("h2", "2026-07-04T00:00:00Z", "c2"),
        ("h3", "2026-07-01T00:00:00Z", "nobody"),
        ("h4", "2026-05-01T00:00:00Z", "c3"),
        ("h5", "2026-07-02T00:00:00Z", "nobody"),
    ] {
        bench
            .home(id, (50_000_000, "active"), stands(listed, owner))
            .await;
    }
    // The other old one is shown once a week.
    for (nr, day) in ["2026-07-10", "2026-07-16", "2026-07-23", "2026-07-30"]
        .iter()
        .enumerate()
    {
        let showing = json!({
            "contactId": "c2", "title": "Showing h4 Elm St", "appointmentStatus": "confirmed",
            "dateAdded": "2026-07-01T00:00:00Z", "startTime": format!("{day}T20:00:00Z"),
        });
        bench
            .tell(EntityKind::Appointment, &format!("a{nr}"), showing)
            .await;
    }
    assert_eq!(bench.moved_in().await, these(&[("T1", "c1")]));
    let run = bench.runs().await.remove(0);
    assert!(run.state.contains("\"figure\":\"270\""), "{}", run.state);
    bench.later(25);
    bench.restart();
    assert_eq!(bench.moved_in().await.len(), 1, "not every day");
    bench.later(24 * 13);
    let who = bench.moved_in().await.into_iter().map(|(_, who)| who);
    assert_eq!(
        who.collect::<Vec<_>>(),
        ["c1", "c1", "c3"],
        "nobody looked at the other since"
    );
}

/// Many who look for a home, and many homes that come in one fetch: each is told of the ten that fit best, and everybody is read
/// once for all of them. `LEADLINE_SEEKERS=5000 LEADLINE_HOMES=1000` measures how long that takes.
#[tokio::test]
async fn many_homes_at_once_are_held_against_many_wishes() {
    let number_from = |name: &str, or: usize| {
        let told = std::env::var(name).ok().and_then(|told| told.parse().ok());
        told.unwrap_or(or)
    };
    let (people, homes) = (
        number_from("LEADLINE_SEEKERS", 60),
        number_from("LEADLINE_HOMES", 40),
    );
    let bench = Bench::new();
    bench.with_seekers().await;
    let now = bench.clock.now().to_string();
    for first in (0..people).step_by(500) {
        let nrs = first..people.min(first + 500);
        let someone = |nr: usize| {
            let wants = json!({ "budget": format!("{}k", 300 + nr % 5 * 100), "beds": 2 + nr % 3 });
            let deal = json!({
                "contactId": format!("p{nr}"), "name": "x", "status": "open", "pipelineId": "p1", "pipelineStageId": "s1",
            });
            let person = json!({ "firstName": "Ana", "customFields": wants });
            [
                (EntityKind::Contact, format!("p{nr}"), person),
                (EntityKind::Opportunity, format!("dp{nr}"), deal),
            ]
        };
        bench.tell_all(nrs.flat_map(someone)).await;
    }
    let home = |nr: usize| {
        let members = json!({
            "address": format!("{nr} Elm St"), "price": (300 + nr % 400) as i64 * 100_000, "status": "active", "beds": 2 + nr % 3,
            "createdAt": now,
        });
        (EntityKind::Listing, format!("h{nr}"), members)
    };
    bench.tell_all((0..homes).map(home)).await;
    let watch = Clock::system();
    bench.worker.follow_homes().await.unwrap();
    println!(
        "figure homes: {people} people, {homes} homes in {:?}",
        watch.elapsed()
    );
    let span = (
        bench.clock.now(),
        bench.clock.now() + SignedDuration::from_hours(1),
    );
    let past = bench.worker.store.read(move |reader| {
        reader.happened(&crate::store::Look {
            from: span.0,
            until: span.1,
            with: None,
            words: false,
        })
    });
    let mut told: HashMap<String, usize> = HashMap::new();
    for one in past.await.unwrap() {
        if matches!(one.what, crate::store::Happening::Home(_)) {
            *told.entry(one.contact.to_string()).or_default() += 1;
        }
    }
    let of_many = (0..people).filter_map(|nr| told.get(&format!("p{nr}")));
    let most = of_many.clone().max().copied();
    assert!(of_many.count() >= people / 2, "{told:?}");
    assert!(most.is_some_and(|most| most <= 10), "{most:?}");
}
