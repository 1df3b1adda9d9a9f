//! Owns: what the simulation knows to say about the trade. Rows, not code. Must not: know the question.
//! To add a subject: one more row in `deal` (property and contracts) or `people` (talking and planning).

mod deal;
mod people;

/// One subject, in pieces an answer is put together from.
#[derive(Debug)]
pub(in crate::sandbox::claude::answer) struct Topic {
    /// Stems that call it up; the first one counts double.
    pub(in crate::sandbox::claude::answer) stems: &'static [&'static str],
    /// Heading of a long answer.
    pub(in crate::sandbox::claude::answer) title: &'static str,
    /// The answer in one sentence.
    pub(in crate::sandbox::claude::answer) gist: &'static str,
    /// A label and a sentence each.
    pub(in crate::sandbox::claude::answer) points: &'static [(&'static str, &'static str)],
    /// Head row and body rows.
    pub(in crate::sandbox::claude::answer) table: [&'static str; 3],
    pub(in crate::sandbox::claude::answer) rows: &'static [[&'static str; 3]],
    /// Words to send; `{name}` is filled in.
    pub(in crate::sandbox::claude::answer) words: &'static str,
    /// How the answer ends.
    pub(in crate::sandbox::claude::answer) next: &'static str,
}

/// Said when nothing else fits.
pub(in crate::sandbox::claude::answer) const GENERAL: Topic = Topic {
    stems: &[],
    title: "Where to put the next hour",
    gist: "The shortest way forward is one clear next step per person, with a date on it.",
    points: &[
        (
            "Answer the newest lead first",
            "Most buyers go with the first agent who replies like a human being.",
        ),
        (
            "Close open loops",
            "Anyone waiting for a figure, a document or a callback from you comes before new outreach.",
        ),
        (
            "Write down what was said",
            "A note of two lines today saves a guess next week.",
        ),
        (
            "End every talk with a time",
            "\"Thursday at 5:30\" keeps a thread alive; \"let's touch base\" does not.",
        ),
    ],
    table: ["What", "Why now", "Takes"],
    rows: &[
        [
            "Reply to overnight inquiries",
            "interest fades within the hour",
            "15 min",
        ],
        [
            "Call the two warmest buyers",
            "they saw homes this week",
            "20 min",
        ],
        [
            "Confirm tomorrow's showings",
            "no-shows cost half a day",
            "10 min",
        ],
        ["Log notes and next steps", "the plan lives there", "15 min"],
    ],
    words: "Hi {name}, quick one: is your search still on for this season, or has the timing moved?\nEither is fine, I just want to send you only what helps.",
    next: "Tell me whom this is about and I will make it specific.",
};

/// All subjects, the more particular ones first.
pub(in crate::sandbox::claude::answer) fn all() -> impl DoubleEndedIterator<Item = &'static Topic> {
    deal::TOPICS.iter().chain(people::TOPICS)
}
