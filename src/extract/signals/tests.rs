use proptest::prelude::*;

use super::*;
use crate::domain::signal::{
    Alarm, Level, Milestone, Objection, Pillar, PriceReason, Side, SignalKind as Kind, Strength,
};

fn kinds(text: &str) -> Vec<Kind> {
    signals(text).into_iter().map(|signal| signal.kind).collect()
}

fn has(text: &str, kind: Kind) {
    assert!(
        kinds(text).contains(&kind),
        "{text:?}: {kind:?} is missing in {:?}",
        kinds(text)
    );
}

fn has_not(text: &str, kind: Kind) {
    assert!(
        !kinds(text).contains(&kind),
        "{text:?}: {kind:?} is in {:?}",
        signals(text)
    );
}

#[test]
fn a_denied_word_is_no_finding() {
    let motive = |level| Kind::Pillar(Pillar::Motivation, level);
    let text = "Just browsing, no divorce or anything";
    let pillars: Vec<Kind> = kinds(text)
        .into_iter()
        .filter(|kind| matches!(kind, Kind::Pillar(..)))
        .collect();
    assert_eq!(pillars, [motive(Level::Low)], "{text}");
    for text in [
        "It is not a foreclosure",
        "we are not getting a divorce",
        "I never inherited anything",
        "there's no new job",
        "I don't need to sell",
        "nobody is behind on payments, no foreclosure here",
    ] {
        has_not(text, motive(Level::High));
    }
    has("No, the divorce is final so we must sell", motive(Level::High));
    has("not only a divorce, also a new job", motive(Level::High));
    has_not("I'm not angry", Kind::NeedsPerson(Alarm::Anger));
    has_not("I don't have an agent", Kind::NeedsPerson(Alarm::OtherAgent));
    has_not("I'm not pre-approved", Kind::Wants(Side::Buy, Strength::Weak));
    has_not(
        "not looking to sell my house",
        Kind::Wants(Side::Sell, Strength::Clear),
    );
}

#[test]
fn alarms_alone_are_what_signals_say_of_alarms() {
    for text in [
        "My mom passed away last week",
        "My lawyer will contact you",
        "I am so angry, this is unacceptable. My attorney will hear of it.",
        "I'm not angry and nobody died",
        "We signed with another agent",
        "Do you know a real estate attorney?",
        "We are in foreclosure and behind on the mortgage",
        "Saturday at ten works",
    ] {
        let mut all: Vec<Alarm> = Vec::new();
        for kind in kinds(text) {
            if let Kind::NeedsPerson(alarm) = kind
                && !all.contains(&alarm)
            {
                all.push(alarm);
            }
        }
        assert_eq!(alarms(text), all, "{text}");
    }
}

#[test]
fn a_home_in_foreclosure_that_they_ask_about_is_no_hardship() {
    let hardship = Kind::NeedsPerson(Alarm::Hardship);
    has("We are facing foreclosure", hardship);
    has("The bank started the foreclosure", hardship);
    for text in ["Is this a foreclosure?", "Do you have foreclosure listings?"] {
        has_not(text, hardship);
    }
}

#[test]
fn pillars_are_told_high_and_low() {
    use Level::{High, Low};
    use Pillar::{Condition, Motivation, Price, Timeline};
    for (text, pillar, level) in [
        ("we have to sell by June", Motivation, High),
        ("I'm relocating for work", Motivation, High),
        ("We're three months behind on the mortgage", Motivation, High),
        ("I inherited my aunt's place", Motivation, High),
        ("just curious", Motivation, Low),
        ("what if rates drop?", Motivation, Low),
        ("ASAP please", Timeline, High),
        ("within 30 days", Timeline, High),
        ("our lease ends in June", Timeline, High),
        ("someday, when the time is right", Timeline, Low),
        ("no rush at all", Timeline, Low),
        ("we'd sell it as-is", Condition, High),
        ("the roof is leaking and it needs work", Condition, High),
        ("it's in immaculate condition", Condition, Low),
        ("I saw the comps", Price, High),
        ("we want a fair price", Price, High),
        ("I won't take a penny less", Price, Low),
        ("the price is firm", Price, Low),
    ] {
        has(text, Kind::Pillar(pillar, level));
    }
}

#[test]
fn sides_objections_milestones_and_alarms_are_told() {
    for (text, kind) in [
        ("We want to buy a house", Kind::Wants(Side::Buy, Strength::Clear)),
        (
            "I'm looking for a 3 bedroom home",
            Kind::Wants(Side::Buy, Strength::Clear),
        ),
        ("we got pre-approved", Kind::Wants(Side::Buy, Strength::Weak)),
        ("I need to sell my home", Kind::Wants(Side::Sell, Strength::Clear)),
        ("thinking about selling", Kind::Wants(Side::Sell, Strength::Clear)),
        ("what's my place worth", Kind::Wants(Side::Sell, Strength::Weak)),
        ("that's too expensive for us", Kind::Objection(Objection::Price)),
        ("Not a good time", Kind::Objection(Objection::Timing)),
        ("I'll get back to you", Kind::Objection(Objection::Timing)),
        (
            "we already have a realtor",
            Kind::Objection(Objection::Competition),
        ),
        ("Ya tenemos otra agente", Kind::Objection(Objection::Competition)),
        ("is this a scam?", Kind::Objection(Objection::Trust)),
        ("I have to talk to my wife", Kind::Objection(Objection::Authority)),
        ("why would I pay an agent", Kind::Objection(Objection::Value)),
        (
            "the Zestimate says 500k",
            Kind::PriceMeasuredBy(PriceReason::Portal),
        ),
        (
            "my neighbor got more",
            Kind::PriceMeasuredBy(PriceReason::Neighbor),
        ),
        (
            "we put 40k into the kitchen",
            Kind::PriceMeasuredBy(PriceReason::Upgrades),
        ),
        ("we're under contract", Kind::Milestone(Milestone::UnderContract)),
        ("the appraiser comes today", Kind::Milestone(Milestone::Appraisal)),
        (
            "they turned down our offer",
            Kind::Milestone(Milestone::OfferRejected),
        ),
        ("we got the keys!", Kind::Milestone(Milestone::Keys)),
        ("Saturday works", Kind::AgreesToMeet),
        ("November works", Kind::AgreesToMeet),
        ("Is there a garage?", Kind::PropertyQuestion),
        ("How old is the roof?", Kind::PropertyQuestion),
        ("not sure, maybe", Kind::Vague),
        ("about 3 weeks", Kind::Definite),
        ("$450,000", Kind::Definite),
        ("the foundation is cracked", Kind::Concrete),
        ("I am furious", Kind::NeedsPerson(Alarm::Anger)),
        ("you'll hear from my lawyer", Kind::NeedsPerson(Alarm::Legal)),
        (
            "this is housing discrimination",
            Kind::NeedsPerson(Alarm::Discrimination),
        ),
        ("my mom passed away", Kind::NeedsPerson(Alarm::Hardship)),
        ("I'm a reporter", Kind::NeedsPerson(Alarm::Media)),
        (
            "I'm working with another agent",
            Kind::NeedsPerson(Alarm::OtherAgent),
        ),
        (
            "we are worried about the loan",
            Kind::Sentiment(Sentiment::Anxious),
        ),
    ] {
        has(text, kind);
    }
    for (text, kind) in [
        ("Sue says hi", Kind::NeedsPerson(Alarm::Legal)),
        ("I am dying to see it", Kind::NeedsPerson(Alarm::Hardship)),
        ("I work on Saturday", Kind::AgreesToMeet),
        ("does Saturday work for you?", Kind::AgreesToMeet),
        ("not too expensive", Kind::Objection(Objection::Price)),
        ("the paint is fine", Kind::Concrete),
    ] {
        has_not(text, kind);
    }
}

#[test]
fn every_phrase_is_in_folded_words_and_known_sets() {
    let sets = sets::SETS.iter().map(|(_, words)| *words);
    let rows = FAMILIES.iter().copied().flatten();
    let phrases = rows.flat_map(|row| std::iter::once(row.phrase).chain(row.unless.iter().copied()));
    for phrase in phrases.chain(sets) {
        assert!(
            super::super::speech::is_folded(phrase),
            "{phrase:?} can never be found"
        );
        for name in phrase
            .split([' ', '|', '?'])
            .filter_map(|item| item.strip_prefix('@'))
        {
            assert!(
                sets::SETS.iter().any(|(known, _)| *known == name),
                "{phrase:?} names the set {name}"
            );
        }
    }
}

#[test]
fn a_flood_is_read_in_time_that_grows_with_its_length() {
    let text = "we must sell asap, no divorce, the roof leaks. ".repeat(2_000);
    assert!(signals(&text).len() > 4_000);
}

proptest! {
    #[test]
    fn any_text_is_read_and_every_finding_has_its_words(text in any::<String>()) {
        for signal in signals(&text) {
            prop_assert!(text.get(signal.at).is_some());
        }
    }

    #[test]
    fn a_plain_no_before_a_motive_takes_it_back(motive in prop::sample::select(vec!["divorce", "foreclosure", "relocation", "eviction"])) {
        let high = Kind::Pillar(Pillar::Motivation, Level::High);
        let said = format!("it is a {motive}");
        let denied = format!("there is no {motive}");
        prop_assert!(kinds(&said).contains(&high));
        prop_assert!(!kinds(&denied).contains(&high));
    }
}
