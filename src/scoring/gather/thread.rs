//! What was said and when.

use crate::domain::signal::{Level, Objection, Pillar, Sentiment, SignalKind};
use crate::scoring::history::{History, Said};
use crate::scoring::inputs::{Evidence, Inputs, NEVER, Slot, Sources};
use crate::scoring::number::Hundredths;
use crate::scoring::qualify::{quality, responsiveness};

/// Days that count as recent.
const RECENT: u32 = 30;
/// Characters of a quote beside a part.
const QUOTE: usize = 60;
/// Messages whose sentiment is compared, half against half.
const HALVES: usize = 6;
/// A high pillar by one finding, and by several.
const HIGH: [u8; 2] = [85, 90];
/// A low pillar.
const LOW: u8 = 20;

/// Seconds after which nobody is waited for any more: three days, slower than which no reply is graded, and eight, which is as long as
/// one may take before it says as much of losing them as none.
const SLOW: i64 = 72 * 3_600;
/// See [`SLOW`].
const NONE: i64 = 192 * 3_600;

fn message(said: &Said<'_>) -> Evidence {
    Evidence::Message(said.id.clone().into_owned())
}

fn quote(said: &Said<'_>) -> String {
    let line = said.body.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(QUOTE) {
        Some((cut, _)) => format!("{}\u{2026}", &line[..cut]),
        None => line,
    }
}

/// What the thread tells.
pub(super) fn gather(history: &History<'_>, now: i64, inputs: &mut Inputs, sources: &mut Sources) {
    let theirs: Vec<&Said<'_>> = history.messages.iter().filter(|said| said.inbound).collect();
    replies(history, now, inputs, sources);
    let Some(last) = theirs.last() else { return };
    inputs.silent_days = Some(super::days(last.at, now));
    inputs.stale_days = inputs.silent_days;
    inputs.quiet_days = inputs.silent_days;
    sources.add(Slot::LastIn, message(last), quote(last));
    sources.add(Slot::Quiet, message(last), "");
    let recent = theirs.iter().filter(|said| super::days(said.at, now) <= RECENT);
    inputs.recent = recent.count() as u32;
    inputs.messages = theirs.len() as u32;
    let written: Vec<&Said<'_>> = theirs
        .iter()
        .copied()
        .filter(|said| !said.call && !said.body.trim().is_empty())
        .collect();
    words(&written, inputs, sources);
    let qualities: Vec<Hundredths> = written
        .iter()
        .map(|said| quality::of(said.body.trim().chars().count(), &said.signals))
        .collect();
    inputs.quality = quality::mean(&qualities);
    signals(&theirs, history, inputs, sources);
    sentiment(&written, inputs, sources);
}

/// Reply times: of every stretch of ours that they answered, from its last message to their first. Of whom never answered nothing is
/// known until they had their time; what is to leave later has not begun to wait.
fn replies(history: &History<'_>, now: i64, inputs: &mut Inputs, sources: &mut Sources) {
    let mut waking: Vec<u32> = Vec::new();
    let mut whole: Vec<u32> = Vec::new();
    let mut asked: Option<&Said<'_>> = None;
    let (mut since, mut last) = (now, None);
    for said in &history.messages {
        if !said.inbound {
            if said.at <= now {
                asked = Some(said);
                since = since.min(said.at);
            }
            continue;
        }
        if let Some(asked) = asked.take() {
            let seconds = responsiveness::waking_seconds(asked.at, said.at, i64::from(history.offset));
            waking.push(u32::try_from(seconds).unwrap_or(u32::MAX));
            whole.push(u32::try_from((said.at - asked.at).max(0)).unwrap_or(u32::MAX));
            last = Some(said);
        }
    }
    let newest = |all: &[u32]| all[all.len().saturating_sub(responsiveness::LAST)..].to_vec();
    match (last, asked) {
        (Some(last), _) => {
            let five = newest(&waking);
            inputs.reply_seconds = responsiveness::median(&five);
            inputs.responsiveness = Some(responsiveness::of(inputs.reply_seconds));
            let five = newest(&whole);
            let mean = five.iter().map(|seconds| u64::from(*seconds)).sum::<u64>() / five.len() as u64;
            // A begun hour counts: 48 h and a minute is more than 48 h.
            inputs.reply_hours = u32::try_from(mean.div_ceil(3_600)).ok();
            sources.add(Slot::Reply, message(last), "");
            sources.add(Slot::Answering, message(last), "");
        }
        (None, Some(asked)) => {
            if now - since > SLOW {
                inputs.responsiveness = Some(0);
                sources.add(Slot::Reply, message(asked), "");
            }
            if now - since > NONE {
                inputs.reply_hours = Some(NEVER);
                sources.add(Slot::Answering, message(asked), "");
            }
        }
        (None, None) => {}
    }
}

fn words(written: &[&Said<'_>], inputs: &mut Inputs, sources: &mut Sources) {
    let counts = written.iter().map(|said| said.body.split_whitespace().count());
    let longest = written.iter().zip(counts.clone()).max_by_key(|(_, words)| *words);
    if let Some((said, _)) = longest {
        let mean = counts.sum::<usize>().div_ceil(written.len());
        inputs.words = Some(u16::try_from(mean).unwrap_or(u16::MAX));
        sources.add(Slot::Words, message(said), "");
    }
}

const fn at(pillar: Pillar) -> usize {
    match pillar {
        Pillar::Motivation => 0,
        Pillar::Timeline => 1,
        Pillar::Condition => 2,
        Pillar::Price => 3,
    }
}

/// What was found in their words. Of a pillar the newest finding counts; several on the high end are higher.
fn signals(theirs: &[&Said<'_>], history: &History<'_>, inputs: &mut Inputs, sources: &mut Sources) {
    let mut questions = 0_u16;
    let mut asked: Option<&Said<'_>> = None;
    let mut against: Option<(&Said<'_>, Objection, usize)> = None;
    let found = |kind| {
        let mut all = theirs.iter().enumerate();
        all.find(|(_, said)| said.signals.contains(&kind))
    };
    let meets = found(SignalKind::AgreesToMeet).map(|(at, said)| (at, *said));
    for (nr, said) in theirs.iter().enumerate() {
        for kind in &said.signals {
            match kind {
                SignalKind::PropertyQuestion => {
                    questions = questions.saturating_add(1);
                    asked = Some(said);
                }
                SignalKind::Objection(kind) => against = Some((said, *kind, nr)),
                _ => {}
            }
        }
    }
    for pillar in [
        Pillar::Motivation,
        Pillar::Timeline,
        Pillar::Condition,
        Pillar::Price,
    ] {
        self::pillar(theirs, pillar, inputs, sources);
    }
    inputs.questions = Some(questions);
    let last = theirs.last().map(|last| message(last));
    let of = |said: Option<&Said<'_>>| said.map(message).or_else(|| last.clone());
    if let Some(evidence) = of(asked) {
        sources.add(Slot::Questions, evidence, "");
    }
    inputs.meets = Some(meets.is_some());
    if let Some(evidence) = of(meets.map(|(_, said)| said)) {
        sources.add(Slot::Meets, evidence, "");
    }
    if let Some((said, kind, nr)) = against {
        inputs.objection = Some(progress(
            theirs,
            history,
            nr,
            meets.is_some_and(|(at, _)| at > nr),
        ));
        sources.add(Slot::Objection, message(said), objection(kind));
    }
}

/// What becomes of an objection: resolved when they agree to meet afterwards, softened when they sound well afterwards.
fn progress(theirs: &[&Said<'_>], history: &History<'_>, nr: usize, meets: bool) -> u8 {
    let later = &theirs[nr + 1..];
    let answered = later.iter().any(|said| {
        said.signals.contains(&SignalKind::Sentiment(Sentiment::Positive))
            && history.messages.iter().any(|ours| !ours.inbound)
    });
    match (meets, answered) {
        (true, _) => 100,
        (false, true) => 50,
        (false, false) => 0,
    }
}

const fn objection(kind: Objection) -> &'static str {
    match kind {
        Objection::Price => "the price",
        Objection::Timing => "the timing",
        Objection::Competition => "another agent",
        Objection::Trust => "doubt",
        Objection::Authority => "another decider",
        Objection::Value => "the value of an agent",
    }
}

fn pillar(theirs: &[&Said<'_>], pillar: Pillar, inputs: &mut Inputs, sources: &mut Sources) {
    let mut newest: Option<(&Said<'_>, Level)> = None;
    let mut high = 0;
    for said in theirs {
        for kind in &said.signals {
            if let SignalKind::Pillar(found, level) = kind
                && *found == pillar
            {
                newest = Some((said, *level));
                high += usize::from(*level == Level::High);
            }
        }
    }
    let Some((said, level)) = newest else { return };
    let value = match level {
        Level::High => HIGH[usize::from(high > 1)],
        Level::Low => LOW,
    };
    inputs.pillars[at(pillar)] = Some(value);
    sources.add(Slot::Pillar(at(pillar) as u8), message(said), quote(said));
    if pillar == Pillar::Timeline && inputs.soon.is_none() {
        inputs.soon = Some(if level == Level::High { 100 } else { 30 });
        sources.add(Slot::Soon, message(said), quote(said));
    }
}

/// How they sound, in hundredths.
const fn sounds(sentiment: Sentiment) -> i64 {
    match sentiment {
        Sentiment::Positive => 100,
        Sentiment::Neutral => 50,
        Sentiment::Anxious | Sentiment::Confused => 30,
        Sentiment::Frustrated | Sentiment::Disappointed => 20,
        Sentiment::Angry => 0,
    }
}

/// How much worse the second half of their last six messages sounds than the first. What sounds like nothing in particular
/// is neutral; of fewer than two messages nothing is known.
fn sentiment(written: &[&Said<'_>], inputs: &mut Inputs, sources: &mut Sources) {
    let last = &written[written.len().saturating_sub(HALVES)..];
    let (Some(newest), true) = (last.last(), last.len() >= 2) else {
        return;
    };
    let (first, second) = last.split_at(last.len() / 2);
    inputs.sentiment_drop = i16::try_from(sounding(first) - sounding(second)).ok();
    // The message that sounds worst says most.
    let worst = second
        .iter()
        .rev()
        .min_by_key(|said| heard(said))
        .unwrap_or(newest);
    sources.add(Slot::Sentiment, message(worst), quote(worst));
}

/// How messages sound on average, in hundredths.
fn sounding(half: &[&Said<'_>]) -> i64 {
    half.iter().map(|said| heard(said)).sum::<i64>() / half.len().max(1) as i64
}

/// How one message sounds: by the worst that is heard in it.
fn heard(said: &Said<'_>) -> i64 {
    let all = said.signals.iter().filter_map(|kind| match kind {
        SignalKind::Sentiment(sentiment) => Some(sounds(*sentiment)),
        _ => None,
    });
    all.min().unwrap_or(sounds(Sentiment::Neutral))
}
