//! The parts stories are made of. In words `{…}` stands for a person's own: `{first} {agent} {street} {city} {price}
//! {slot}`.

/// What happens in one step of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The person texts.
    In(&'static str),
    /// We text.
    Out(&'static str),
    /// The person mails: subject, words.
    MailIn(&'static str, &'static str),
    /// We mail: subject, words.
    MailOut(&'static str, &'static str),
    /// We call, and speak so many seconds; nobody answers when it is 0.
    Call(i64),
}

/// Minutes after the step before, and the step.
pub type Line = (i64, Step);

/// A part of a story, with the days that pass before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chapter {
    /// They write to us.
    Enquiry,
    /// We ask, they answer.
    Talk,
    /// We ask again and again.
    Chase,
    /// They ask to be left alone.
    Stop,
    /// Not now.
    Later,
    /// With somebody else.
    Elsewhere,
    /// A time is found.
    Booking,
    /// We met.
    Visit,
    /// A price is named.
    Offer,
    /// Signed.
    Contract,
    /// Keys.
    Closing,
}

/// Chapters with the ways each can go.
pub type Table = &'static [(Chapter, &'static [&'static [Line]])];
