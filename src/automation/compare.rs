//! What leaving some people out has shown: two shares, and how far apart they may truly be.
//!
//! The interval of a share is Wilson's, that of a difference is Newcombe's hybrid of two of them (method 10 in R. G.
//! Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17, 1998).
//! Both hold for small groups and for shares near none and all, where the usual plus and minus promises too much.

/// Standard deviations at which chance alone would lie outside one time in twenty.
const SURE: f64 = 1.96;
/// People in each group before a difference says anything.
pub const ENOUGH: u64 = 30;

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Of whom it is true.
    pub part: u64,
    /// All of them.
    pub of: u64,
}

/// How many more of a hundred, and between which bounds 19 times out of 20.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// As it was counted; below zero when it is fewer.
    pub more: f64,
    /// It may be as few as that.
    pub least: f64,
    /// Or as many as that.
    pub most: f64,
}

/// What leaving some out has shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Brings {
    /// Nobody is left out, so there is nothing to compare with.
    NotAsked,
    /// Too few people, or a difference that may be none.
    CannotTellYet,
    /// So many of a hundred more do it than without it.
    PerHundred(Difference),
}

impl Share {
    /// The share, from 0 to 1; 0 of nobody.
    pub fn rate(self) -> f64 {
        if self.of == 0 {
            return 0.0;
        }
        self.part as f64 / self.of as f64
    }

    /// Between which shares it truly lies, 19 times out of 20.
    fn bounds(self) -> (f64, f64) {
        let (rate, of) = (self.rate(), self.of as f64);
        if self.of == 0 {
            return (0.0, 1.0);
        }
        let square = SURE * SURE;
        let middle = rate + square / (2.0 * of);
        let spread = SURE * (rate * (1.0 - rate) / of + square / (4.0 * of * of)).sqrt();
        let whole = 1.0 + square / of;
        let bound = |share: f64| (share / whole).clamp(0.0, 1.0);
        (bound(middle - spread), bound(middle + spread))
    }
}

/// How much more often something is true of those who are inside than of those who were left out.
pub fn difference(inside: Share, left_out: Share) -> Difference {
    let (with, without) = (inside.rate(), left_out.rate());
    let ((with_least, with_most), (without_least, without_most)) = (inside.bounds(), left_out.bounds());
    let more = with - without;
    Difference {
        more: more * 100.0,
        least: (more - (with - with_least).hypot(without_most - without)) * 100.0,
        most: (more + (with_most - with).hypot(without - without_least)) * 100.0,
    }
}

/// What can honestly be said of it.
pub fn brings(inside: Share, left_out: Share) -> Brings {
    if left_out.of == 0 {
        return Brings::NotAsked;
    }
    if inside.of < ENOUGH || left_out.of < ENOUGH {
        return Brings::CannotTellYet;
    }
    let found = difference(inside, left_out);
    if found.least <= 0.0 && found.most >= 0.0 {
        return Brings::CannotTellYet;
    }
    Brings::PerHundred(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn share(part: u64, of: u64) -> Share {
        Share { part, of }
    }

    #[test]
    fn the_interval_is_that_of_the_paper() {
        // Table II of the paper, method 10: (a) 56/70 and 48/80, (b) 9/10 and 3/10, (f) 10/10 and 0/20, (h) 10/10 and 0/10.
        let rows = [
            (share(56, 70), share(48, 80), (0.0524, 0.3339)),
            (share(9, 10), share(3, 10), (0.1705, 0.8090)),
            (share(10, 10), share(0, 20), (0.6791, 1.0)),
            (share(10, 10), share(0, 10), (0.6075, 1.0)),
        ];
        for (inside, left_out, (least, most)) in rows {
            let found = difference(inside, left_out);
            assert!((found.least / 100.0 - least).abs() < 1e-4, "{found:?}");
            assert!((found.most / 100.0 - most).abs() < 1e-4, "{found:?}");
        }
    }

    #[test]
    fn a_difference_is_told_only_when_it_can_be() {
        assert_eq!(brings(share(90, 500), share(0, 0)), Brings::NotAsked);
        assert_eq!(brings(share(90, 500), share(0, 29)), Brings::CannotTellYet);
        assert_eq!(brings(share(20, 100), share(17, 100)), Brings::CannotTellYet);
        assert_eq!(brings(share(0, 100), share(0, 100)), Brings::CannotTellYet);
        let Brings::PerHundred(found) = brings(share(120, 400), share(80, 400)) else {
            panic!("ten of a hundred more is no chance");
        };
        assert!((found.more - 10.0).abs() < 1e-9, "{found:?}");
        assert!(found.least > 0.0 && found.least < found.more && found.more < found.most);
    }
}
