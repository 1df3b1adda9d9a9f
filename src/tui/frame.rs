//! When to draw: a dirty flag and a limiter. Pure; time comes in as an argument.
//!
//! A frame that a key asked for is drawn at once, because a person cannot type faster than we draw and must never
//! wait for us; so is what the store answers to that key. Frames that other messages ask for (streamed text, sync
//! progress, resizes) come at most sixty times a second, because nobody can see more. The first frame waits as long
//! for its list, so that it is seen whole. Without a wish, nothing is drawn and nobody wakes up.

use std::time::Duration;

/// Shortest time between two frames that no key asked for.
const SPACING: Duration = Duration::from_micros(16_667);

/// An answer within this time after a key is what the key asked for.
const ANSWERED: Duration = Duration::from_millis(100);

/// Who wants the next frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Want {
    /// Nobody.
    Nothing,
    /// A message changed something: soon.
    Soon,
    /// An answer came: now when a key was pressed a moment ago, otherwise soon.
    Answer,
    /// A key changed something: now.
    Now,
}

/// Remembers whether a frame is wanted and when the last one was drawn.
#[derive(Debug)]
pub struct Pace {
    want: Want,
    last: Duration,
    /// When the last frame was drawn that a key asked for.
    keyed: Duration,
}

impl Pace {
    /// The first frame is wanted soon after `now`.
    pub fn new(now: Duration) -> Self {
        Self {
            want: Want::Soon,
            last: now,
            keyed: now,
        }
    }

    /// Asks for a frame; the more urgent wish wins.
    pub fn want(&mut self, want: Want) {
        self.want = self.want.max(want);
    }

    /// How long to wait before drawing: `None` when nobody wants a frame, zero when it is due.
    pub fn wait(&self, now: Duration) -> Option<Duration> {
        match self.want {
            Want::Nothing => None,
            Want::Now => Some(Duration::ZERO),
            Want::Answer if now < self.keyed + ANSWERED => Some(Duration::ZERO),
            Want::Answer | Want::Soon => Some((self.last + SPACING).saturating_sub(now)),
        }
    }

    /// Notes that a frame was drawn.
    pub fn drawn(&mut self, now: Duration) {
        if self.want == Want::Now {
            self.keyed = now;
        }
        self.want = Want::Nothing;
        self.last = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    #[test]
    fn idle_draws_nothing() {
        let mut pace = Pace::new(ms(0));
        pace.drawn(ms(0));
        assert_eq!(pace.wait(ms(100_000)), None);
    }

    #[test]
    fn the_first_frame_waits_for_its_list_but_not_for_long() {
        let mut pace = Pace::new(ms(5));
        assert_eq!(pace.wait(ms(5)), Some(SPACING));
        assert_eq!(pace.wait(ms(25)), Some(Duration::ZERO));
        pace.want(Want::Now);
        assert_eq!(pace.wait(ms(6)), Some(Duration::ZERO));
    }

    #[test]
    fn what_a_key_asked_for_is_drawn_at_once_and_other_answers_are_not() {
        let mut pace = Pace::new(ms(0));
        pace.want(Want::Now);
        pace.drawn(ms(1_000));
        pace.want(Want::Answer);
        assert_eq!(pace.wait(ms(1_003)), Some(Duration::ZERO));
        pace.drawn(ms(1_003));
        pace.want(Want::Answer);
        assert_eq!(pace.wait(ms(1_004)), Some(Duration::ZERO));
        pace.drawn(ms(1_200));
        pace.want(Want::Answer);
        assert_eq!(pace.wait(ms(1_200)), Some(SPACING));
        pace.want(Want::Soon);
        assert_eq!(pace.wait(ms(1_200)), Some(SPACING));
    }

    #[test]
    fn a_key_is_drawn_at_once() {
        let mut pace = Pace::new(ms(0));
        pace.drawn(ms(10));
        pace.want(Want::Soon);
        pace.want(Want::Now);
        assert_eq!(pace.wait(ms(11)), Some(Duration::ZERO));
    }

    #[test]
    fn a_flood_of_messages_is_drawn_sixty_times_a_second() {
        let mut pace = Pace::new(ms(0));
        let mut frames = 0;
        for at in 0..10_000 {
            let now = Duration::from_micros(at * 100);
            pace.want(Want::Soon);
            if pace.wait(now) == Some(Duration::ZERO) {
                pace.drawn(now);
                frames += 1;
            }
        }
        assert!((58..=60).contains(&frames), "{frames}");
    }
}
