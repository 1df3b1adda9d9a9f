//! How good a source is before the account has twenty people of its own from it.

/// Words in the name of a source, and what it is worth, 0 to 100 points. The first that fits counts.
const PRIORS: [(&str, u8); 22] = [
    ("agent referral", 95),
    ("client referral", 90),
    ("past client", 90),
    ("referral", 90),
    ("direct", 85),
    ("zillow", 78),
    ("realtor.com", 75),
    ("trulia", 72),
    ("redfin", 70),
    ("phone", 70),
    ("google ad", 68),
    ("open house", 68),
    ("facebook ad", 65),
    ("networking", 65),
    ("website", 60),
    ("instagram ad", 60),
    ("google", 58),
    ("mail", 55),
    ("facebook", 50),
    ("instagram", 48),
    ("youtube", 45),
    ("", 40),
];

/// What a source is worth. Of one that is not named nothing is known.
pub(super) fn prior(source: &str) -> Option<u8> {
    let source = source.trim().to_lowercase();
    if source.is_empty() || source == "unknown" {
        return None;
    }
    let row = PRIORS.iter().find(|(word, _)| source.contains(word));
    row.map(|(_, worth)| *worth)
}
