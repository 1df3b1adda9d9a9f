//! When to draw: a dirty flag and a limiter. Pure; time comes in as an argument.
//!
//! A frame that a key asked for is drawn at once, because a person cannot type faster than we draw and must never
//! wait for us. Frames that messages ask for (streamed text, sync progress, resizes) come at most sixty times a
//! second, because nobody can see more. Without either, nothing is drawn and nobody wakes up.

use std::time::Duration;

/// Shortest time between two frames that no key asked for.
const SPACING: Duration = Duration::from_micros(16_667);

/// Who wants the next frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Want {
    /// Nobody.
    Nothing,
    /// A message changed something: soon.
    Soon,
    /// A key changed something: now.
    Now,
}

/// Remembers whether a frame is wanted and when the last one was drawn.
#[derive(Debug)]
pub struct Pace {
    want: Want,
    last: Option<Duration>,
}

impl Pace {
    /// The first frame is wanted now.
    pub fn new() -> Self {
        Self {
            want: Want::Now,
            last: None,
        }
    }

    /// Asks for a frame; the more urgent wish wins.
    pub fn want(&mut self, want: Want) {
        self.want = self.want.max(want);
    }

    /// How long to wait before drawing: `None` when nobody wants a frame, zero when it is due.
    pub fn wait(&self, now: Duration) -> Option<Duration> {
        match (self.want, self.last) {
            (Want::Nothing, _) => None,
            (Want::Now, _) | (_, None) => Some(Duration::ZERO),
            (Want::Soon, Some(last)) => Some((last + SPACING).saturating_sub(now)),
        }
    }

    /// Notes that a frame was drawn.
    pub fn drawn(&mut self, now: Duration) {
        self.want = Want::Nothing;
        self.last = Some(now);
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self::new()
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
        let mut pace = Pace::new();
        assert_eq!(pace.wait(ms(0)), Some(Duration::ZERO));
        pace.drawn(ms(0));
        assert_eq!(pace.wait(ms(100_000)), None);
    }

    #[test]
    fn a_key_is_drawn_at_once() {
        let mut pace = Pace::new();
        pace.drawn(ms(10));
        pace.want(Want::Soon);
        pace.want(Want::Now);
        assert_eq!(pace.wait(ms(11)), Some(Duration::ZERO));
    }

    #[test]
    fn a_flood_of_messages_is_drawn_sixty_times_a_second() {
        let mut pace = Pace::new();
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
