//! What happened while nobody looked, in words. The screen and linear mode tell the same.

use super::view::Away;

/// What is counted: how many, the words for one and for many, and a sentence for whoever wants to know more.
pub type Part = (u64, &'static str, &'static str, &'static str);

/// What happened, without what did not.
pub fn parts(away: &Away) -> Vec<Part> {
    let all = [
        (
            away.came,
            "new person",
            "new people",
            "new people, yours and nobody's",
        ),
        (away.wrote, "wrote", "wrote", "people who wrote or called"),
        (
            away.to_pond,
            "to the pond",
            "to the pond",
            "leads that went to the pond, for nobody had answered in time",
        ),
        (
            away.deals,
            "deal changed",
            "deals changed",
            "deals changed in the CRM",
        ),
        (
            away.people,
            "person changed",
            "people changed",
            "people changed in the CRM",
        ),
        (
            away.gone,
            "is gone",
            "are gone",
            "people whom the CRM has no more",
        ),
    ];
    all.into_iter().filter(|(many, ..)| *many > 0).collect()
}
