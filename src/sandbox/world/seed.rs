//! Everything made up is a pure function of a seed, a kind and a number: dice, ids, and the way back from an id.

use std::convert::Infallible;

use fake::rand::TryRng;

/// What a number counts; each kind has its own stream of chance and its own ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Kind {
    Location = 1,
    User,
    Contact,
    Opportunity,
    Conversation,
    Message,
    Email,
    Note,
    Task,
    Appointment,
    Calendar,
    Pipeline,
    Stage,
    LostReason,
    Tag,
    CustomField,
    CustomValue,
    Template,
    Workflow,
    Campaign,
    Trace,
    Token,
    Life,
    Form,
    Submission,
    Home,
}

/// The seed of one world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(pub u64);

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62^11 > 2^64: eleven letters carry a whole number.
const CARRIER: usize = 11;
/// Nine more letters make the CRM's usual twenty and tell a real id from a guessed one.
const CHECK: usize = 9;
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

impl Seed {
    /// Fresh dice for one thing.
    pub fn dice(self, kind: Kind, number: u64) -> Dice {
        Dice(scramble(self.key(kind) ^ scramble(number ^ GOLDEN)))
    }

    /// Twenty letters and digits, as the CRM's ids look.
    pub fn id(self, kind: Kind, number: u64) -> String {
        let carried = scramble(number ^ self.key(kind));
        let mut id = letters(scramble(carried ^ self.key(kind)), CHECK);
        id.push_str(&letters(carried, CARRIER));
        id
    }

    /// The number behind an id made by [`Seed::id`]; `None` for anything else.
    pub fn number(self, kind: Kind, id: &str) -> Option<u64> {
        let carried = id
            .get(CHECK..)
            .filter(|tail| tail.len() == CARRIER)
            .and_then(value)?;
        let number = unscramble(carried) ^ self.key(kind);
        (self.id(kind, number) == id).then_some(number)
    }

    /// A version 4 UUID, the form of stages, workflows and traces.
    pub fn uuid(self, kind: Kind, number: u64) -> String {
        let mut dice = self.dice(kind, number);
        let (high, low) = (dice.roll(), dice.roll());
        uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes())
            .into_uuid()
            .to_string()
    }

    fn key(self, kind: Kind) -> u64 {
        scramble(self.0 ^ (kind as u64).wrapping_mul(GOLDEN))
    }
}

/// Reproducible chance.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Sixty-four even bits.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        scramble(self.0)
    }

    /// A number under `limit`; 0 when `limit` is 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.roll()) * u128::from(limit)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(high.abs_diff(low) + 1) as i64
    }

    /// True in `percent` of 100 cases.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of the table; the default value when it is empty.
    pub fn pick<T: Copy + Default>(&mut self, table: &[T]) -> T {
        let place = self.below(table.len() as u64) as usize;
        table.get(place).copied().unwrap_or_default()
    }

    /// One of the table by weight; the default value when it is empty.
    pub fn weighted<T: Copy + Default>(&mut self, table: &[(u64, T)]) -> T {
        let mut rest = self.below(table.iter().map(|(weight, _)| weight).sum());
        for (weight, item) in table {
            if rest < *weight {
                return *item;
            }
            rest -= weight;
        }
        T::default()
    }
}

impl TryRng for Dice {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.roll() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.roll())
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Infallible> {
        for chunk in target.chunks_mut(8) {
            chunk.copy_from_slice(self.roll().to_le_bytes().get(..chunk.len()).unwrap_or_default());
        }
        Ok(())
    }
}

/// The finaliser of splitmix64 (Steele, Lea, Flood 2014): a bijection on 64 bits.
fn scramble(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// The way back through [`scramble`]; the factors are the inverses of its factors modulo 2^64.
fn unscramble(mut x: u64) -> u64 {
    x = (x ^ (x >> 31) ^ (x >> 62)).wrapping_mul(0x3196_42B2_D24D_8EC3);
    x = (x ^ (x >> 27) ^ (x >> 54)).wrapping_mul(0x96DE_1B17_3F11_9089);
    x ^ (x >> 30) ^ (x >> 60)
}

fn letters(mut value: u64, count: usize) -> String {
    let mut text = String::with_capacity(CHECK + CARRIER);
    for _ in 0..count {
        let letter = ALPHABET.get((value % 62) as usize).copied().unwrap_or(b'0');
        text.push(char::from(letter));
        value /= 62;
    }
    text
}

fn value(text: &str) -> Option<u64> {
    let mut value: u64 = 0;
    for letter in text.bytes().rev() {
        let digit = match letter {
            b'0'..=b'9' => letter - b'0',
            b'A'..=b'Z' => letter - b'A' + 10,
            b'a'..=b'z' => letter - b'a' + 36,
            _ => return None,
        };
        value = value.checked_mul(62)?.checked_add(u64::from(digit))?;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_leads_back_to_its_number_and_a_guessed_one_nowhere() {
        let seed = Seed(7);
        for number in (0..2_000).chain([u64::MAX, 1 << 40]) {
            let id = seed.id(Kind::Contact, number);
            assert_eq!(id.len(), 20);
            assert_eq!(
                seed.number(Kind::Contact, &id),
                Some(number),
                "seed 7, number {number}"
            );
            assert_eq!(seed.number(Kind::Task, &id), None);
        }
        for wrong in [
            "",
            "abc",
            "00000000000000000000",
            "zzzzzzzzzzzzzzzzzzzz",
            "ééééééééééé",
        ] {
            assert_eq!(seed.number(Kind::Contact, wrong), None);
        }
    }

    #[test]
    fn the_same_seed_rolls_the_same() {
        let rolls = |seed: u64| {
            let mut dice = Seed(seed).dice(Kind::Message, 3);
            (0..20).map(|_| dice.between(-5, 5)).collect::<Vec<_>>()
        };
        assert_eq!(rolls(1), rolls(1));
        assert_ne!(rolls(1), rolls(2));
        assert!(rolls(1).iter().all(|roll| (-5..=5).contains(roll)));
    }
}
