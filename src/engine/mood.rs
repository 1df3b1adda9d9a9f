//! How a message of theirs sounds to automations, for what happens and for what would have.

use crate::automation::event::Mood;
use crate::domain::signal::{Alarm, Sentiment};
use crate::extract::sentiment::sentiment;
use crate::extract::signals::alarms;

/// The mood in which something was written. Of several, what a careless answer would make worst: the law, then hardship, then
/// anger.
pub(super) fn mood(words: &str) -> Mood {
    let alarms = alarms(words);
    let says = |alarm| alarms.contains(&alarm);
    if says(Alarm::Legal) {
        Mood::Legal
    } else if says(Alarm::Hardship) {
        Mood::Hardship
    } else if says(Alarm::Anger) || sentiment(words).class == Sentiment::Angry {
        Mood::Angry
    } else {
        Mood::Plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_care_is_heard_and_its_near_miss_is_not() {
        for (words, sounds) in [
            ("My mom passed away, please give us some time", Mood::Hardship),
            ("My lawyer will contact you", Mood::Legal),
            ("My husband died and my lawyer will contact you", Mood::Legal),
            ("This is unacceptable, I am furious", Mood::Angry),
            ("I am furious, and my father is in the hospital", Mood::Hardship),
            ("My phone died, call me tomorrow", Mood::Plain),
            ("Do you know a real estate attorney?", Mood::Plain),
            ("Is this a foreclosure?", Mood::Plain),
            ("I'm not angry, just busy", Mood::Plain),
            ("Saturday at ten works", Mood::Plain),
        ] {
            assert_eq!(mood(words), sounds, "{words}");
        }
    }
}
