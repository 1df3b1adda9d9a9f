//! The digest: what happened while nobody looked, told together in the morning and not one by one.

use crate::engine::away::parts;
use crate::engine::view::Away;
use crate::tui::overlays::sheet::SheetLine;
use crate::tui::pane::Look;
use crate::tui::text::{count, grouped};

/// Whether there is anything to tell.
pub(super) fn is_quiet(away: &Away) -> bool {
    parts(away).is_empty()
}

/// All of it in one line; empty when nothing happened.
pub(super) fn line(away: &Away, look: Look<'_>) -> String {
    let parts: Vec<String> = parts(away)
        .into_iter()
        .map(|(many, one, more, _)| count(many, one, more))
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    let all = parts.join(&format!(" {} ", look.glyphs().dot));
    let least = if away.more { " at least" } else { "" };
    format!("since {}{least}: {all}", since(away, look))
}

/// The moment, with its day: `Mon 18:42`, or a date where that would be another week's.
pub(super) fn since(away: &Away, look: Look<'_>) -> String {
    let local = away.since.to_zoned(look.world.zone.clone());
    let old = look.now.duration_since(away.since).as_hours() >= 6 * 24;
    let format = if old { "%-d %b %H:%M" } else { "%a %H:%M" };
    local.strftime(format).to_string()
}

/// The same with a sentence each.
pub(super) fn lines(away: &Away) -> Vec<SheetLine> {
    let mut lines: Vec<SheetLine> = parts(away)
        .into_iter()
        .map(|(many, _, _, sentence)| (grouped(many), sentence.to_owned()))
        .collect();
    if away.more {
        let words = "there was more than is counted here; the log in Health has all of it";
        lines.push((String::new(), words.to_owned()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use crate::domain::command::Command;
    use crate::domain::origin::Origin;
    use crate::domain::record::EntityKind;
    use crate::tui::harness::{Harness, Setting, looks_like, record, records};

    /// The evening before somebody does something; in the night somebody comes, and somebody writes.
    async fn morning() -> Harness {
        let mut screen = Harness::opened((120, 36), Setting::default()).await;
        screen.apply(records()).await;
        let note = Command::AddNote {
            contact: "c-tom".into(),
            body: "called".into(),
        };
        screen.submit(note, Origin::Agent).await;
        screen.pass(Duration::from_hours(22)).await;
        let new = json!({"firstName": "Zelda", "lastName": "Quimby", "phone": "+19095550190", "type": "lead",
                         "assignedTo": "u-jo", "dateAdded": "2026-04-15T06:00:00Z"});
        let said = json!({"contactId": "c-tom", "conversationId": "v-c-tom", "messageType": "TYPE_SMS",
                          "direction": "inbound", "body": "yes", "dateAdded": "2026-04-15T05:00:00Z"});
        let moved = json!({"name": "Tom Bauer", "contactId": "c-tom", "pipelineId": "p-buy", "status": "open",
                           "pipelineStageId": "s-off", "monetaryValue": 525_000, "assignedTo": "u-jo"});
        screen
            .apply(vec![
                record(EntityKind::Contact, "c-zelda", new),
                record(EntityKind::Message, "m-night", said),
                record(EntityKind::Opportunity, "o-c-tom", moved),
            ])
            .await;
        screen
    }

    #[tokio::test]
    async fn the_night_is_told_in_one_line_until_the_first_verdict() {
        let mut screen = morning().await;
        screen.pass(Duration::from_secs(5)).await;
        let line = screen.line(34);
        assert!(line.contains("1 new person · 1 wrote · 1 deal changed"), "{line}");
        looks_like!(screen, "away");
        screen.press(":").await;
        screen.type_text("while you").await;
        screen.press("enter").await;
        looks_like!(screen, "away_sheet");
        screen.press("esc e").await;
        screen.pass(Duration::from_secs(5)).await;
        let line = screen.line(34);
        assert!(!line.contains("new person"), "the day has begun: {line}");
    }

    #[tokio::test]
    async fn a_quiet_night_is_not_told() {
        let mut screen = Harness::opened((120, 36), Setting::default()).await;
        screen.pass(Duration::from_secs(5)).await;
        assert_eq!(screen.line(34).trim(), "");
        screen.press(":").await;
        screen.type_text("while you").await;
        screen.press("enter").await;
        let line = screen.line(34);
        assert!(
            line.contains("nothing happened while you were away"),
            "{}",
            screen.picture()
        );
    }
}
