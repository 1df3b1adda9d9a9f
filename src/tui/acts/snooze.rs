//! Putting people off until a moment: nothing of theirs is asked for until then, unless they write.

use super::{Acts, People, whom};
use crate::domain::command::Command;
use crate::domain::record::{EntityKind, EntityRef};
use crate::domain::today::Verdict;
use crate::domain::when;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::prompt::Prompt;
use crate::tui::pane::Cx;

impl Acts {
    /// Puts people off until a moment in words.
    pub fn snooze(&mut self, people: People, words: &str, cx: &mut Cx<'_>) -> Effects {
        let until = when::parse(words, cx.now, &cx.world.zone).filter(|until| *until > cx.now);
        let Some(until) = until else {
            cx.say(Notice::warn(format!(
                "\"{words}\" is no moment to come; nothing was put off"
            )));
            return Effects::none();
        };
        let judge = |contact: crate::domain::value::ContactId| Command::Judge {
            entity: EntityRef::new(EntityKind::Contact, contact.as_str()),
            verdict: Some(Verdict::Snoozed { until }),
        };
        let what = format!("snooze until {}", cx.look.due(until));
        self.submit(&what, people.into_iter().map(judge).collect(), cx)
    }

    /// Asks until when, in words.
    pub fn snooze_until(&mut self, people: People, name: &str, cx: &mut Cx<'_>) {
        let title = format!("put off {}", whom(&people, name));
        let (now, zone) = (cx.now, cx.world.zone.clone());
        let ticket = cx.ticket(&mut self.snoozed.slot);
        self.snoozed.about = people;
        let check = move |words: &str| moment(words, now, &zone);
        cx.open(Prompt::line(title, "tomorrow 9", ticket, "", Box::new(check)));
    }
}

/// Says until when words would put somebody off, or why they cannot.
pub fn moment(words: &str, now: jiff::Timestamp, zone: &jiff::tz::TimeZone) -> Result<String, String> {
    match when::parse(words, now, zone) {
        Some(until) if until > now => {
            let until = until.to_zoned(zone.clone());
            Ok(format!("until {}", until.strftime("%a %-d %b %H:%M")))
        }
        Some(_) => Err("that moment has passed".to_owned()),
        None => Err("write tomorrow 9, in 3 days, monday, 17:30".to_owned()),
    }
}
