//! Whether a conversation is live, and who began it.

use jiff::Timestamp;

use super::rules::LIVE;

/// Until when a conversation counts as live that the person began; `None` when it is over or we began it. `messages`
/// are those on one channel, newest first, each with whether it came from the person.
pub fn live_until(now: Timestamp, messages: &[(Timestamp, bool)]) -> Option<Timestamp> {
    let mut later = now;
    let mut stretch = messages
        .iter()
        .filter(|(at, _)| *at <= now)
        .take_while(|(at, _)| {
            let near = later.duration_since(*at) < LIVE;
            later = *at;
            near
        });
    let newest = stretch.next().copied()?;
    let all: Vec<_> = std::iter::once(newest).chain(stretch.copied()).collect();
    let began_by_them = all.last().is_some_and(|(_, inbound)| *inbound);
    let (last, _) = all.iter().find(|(_, inbound)| *inbound)?;
    began_by_them.then(|| last.checked_add(LIVE).unwrap_or(*last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    #[test]
    fn the_first_word_after_a_silence_says_who_began() {
        let now: Timestamp = "2026-11-26T07:00:00Z".parse().unwrap();
        let ago = |minutes: i64| now - SignedDuration::from_mins(minutes);
        let until = |messages: &[(i64, bool)]| {
            let messages: Vec<_> = messages
                .iter()
                .map(|(minutes, inbound)| (ago(*minutes), *inbound))
                .collect();
            live_until(now, &messages)
        };
        assert_eq!(until(&[]), None);
        assert_eq!(until(&[(10, true)]), Some(ago(10) + LIVE));
        assert_eq!(until(&[(5, false), (10, true)]), Some(ago(10) + LIVE));
        assert_eq!(until(&[(5, true), (10, false)]), None, "we began");
        assert_eq!(
            until(&[(10, true), (500, false)]),
            Some(ago(10) + LIVE),
            "after a silence they began anew"
        );
        assert_eq!(until(&[(241, true)]), None, "it is over");
        assert_eq!(until(&[(5, false)]), None);
        assert_eq!(
            until(&[(-5, true), (10, false)]),
            None,
            "what is dated in the future says nothing"
        );
    }
}
