//! The chapters stories are told in: who says what after how many minutes. `{…}` stands for a person's own words:
//! `{first} {agent} {street} {city} {price} {slot}`.

use super::persona::{Plot, Side};

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

/// The chapters of a plot.
pub fn chapters(plot: Plot) -> &'static [Chapter] {
    use Chapter::{Booking, Chase, Closing, Contract, Elsewhere, Enquiry, Later, Offer, Stop, Talk, Visit};
    match plot {
        Plot::Fresh => &[Enquiry],
        Plot::Silent => &[Enquiry, Chase],
        Plot::OptOut => &[Enquiry, Chase, Stop],
        Plot::Nurture => &[Enquiry, Talk, Later],
        Plot::Lost => &[Enquiry, Talk, Elsewhere],
        Plot::Appointment => &[Enquiry, Talk, Booking],
        Plot::Offer => &[Enquiry, Talk, Booking, Visit, Offer],
        Plot::Contract => &[Enquiry, Talk, Booking, Visit, Offer, Contract],
        Plot::Closed => &[Enquiry, Talk, Booking, Visit, Offer, Contract, Closing],
    }
}

/// The ways a chapter can go. There is always at least one.
pub fn ways(chapter: Chapter, side: Side, spanish: bool) -> &'static [&'static [Line]] {
    match (side, spanish) {
        (Side::Buyer, false) => buyer(chapter),
        (Side::Seller, false) => seller(chapter),
        (_, true) => spanish_lines(chapter, side),
    }
}

use Step::{Call, In, MailIn, MailOut, Out};

fn buyer(chapter: Chapter) -> &'static [&'static [Line]] {
    match chapter {
        Chapter::Enquiry => &[
            &[(
                0,
                In("Hi, I saw {street} in {city} online. Is it still available?"),
            )],
            &[(
                0,
                In("Hello! We are looking for a place around {city}, up to {price}. Can you help?"),
            )],
            &[(
                0,
                MailIn(
                    "{street}",
                    "Hello,<br>could you send me the details of {street}, {city}?<br>Thanks, {first}",
                ),
            )],
            &[(0, In("is the house on {street} open this weekend"))],
        ],
        Chapter::Talk => &[
            &[
                (
                    4,
                    Out(
                        "Hi {first}, {agent} at Orange Grove Realty. It is, as of this morning. Are you already working with an agent?",
                    ),
                ),
                (11, In("No, just started looking")),
                (
                    3,
                    Out(
                        "Great. Have you talked to a lender yet, and is there a price you want to stay under?",
                    ),
                ),
                (26, In("Pre-approved last week, we want to stay under {price}")),
                (
                    5,
                    Out("Perfect. What matters most: location, yard, schools, commute?"),
                ),
                (48, In("Commute and a yard. {city} is the favorite")),
            ],
            &[
                (
                    9,
                    Out("Hi {first}, thanks for writing! This is {agent}. When do you hope to move?"),
                ),
                (
                    95,
                    In("Sometime in the next few months, our lease is month to month"),
                ),
                (
                    7,
                    Out("That is a good place to be. What would you like to spend?"),
                ),
                (33, In("Around {price} if the payment works")),
                (15, Call(412)),
                (
                    40,
                    MailOut(
                        "Homes near {city}",
                        "<p>Hi {first},</p><p>As promised, five homes near {city} under {price}. {street} is the one I would see first.</p><p>{agent}</p>",
                    ),
                ),
            ],
        ],
        Chapter::Chase => &[
            &[
                (
                    6,
                    Out(
                        "Hi {first}, {agent} at Orange Grove Realty. Yes, it is available. Would you like to see it?",
                    ),
                ),
                (
                    1_500,
                    Out("Hi {first}, just checking that my text arrived. {street} has showings on Saturday."),
                ),
                (2_900, Call(0)),
                (
                    4_300,
                    Out(
                        "I will leave you in peace, {first}. If {city} is still on your mind, text me any time. {agent}",
                    ),
                ),
            ],
            &[
                (14, Call(0)),
                (
                    2,
                    Out(
                        "Hi {first}, I just tried to call. When is a good time to talk about {city}? {agent}",
                    ),
                ),
                (
                    2_800,
                    MailOut(
                        "Still looking in {city}?",
                        "<p>Hi {first},</p><p>Three homes came on this week in {city}. Shall I send them?</p><p>{agent}</p>",
                    ),
                ),
            ],
        ],
        Chapter::Stop => &[&[(30, In("STOP"))]],
        Chapter::Later => &[
            &[
                (
                    180,
                    In("Honestly we are not in a hurry, maybe after the holidays"),
                ),
                (
                    8,
                    Out(
                        "No pressure at all. I will send a short note once a month, tell me if it is too much.",
                    ),
                ),
                (21, In("That works, thanks {agent}")),
                (
                    4_000,
                    MailOut(
                        "Your month in {city}",
                        "<p>Hi {first},</p><p>Two sales near {street} this month, both close to {price}.</p><p>{agent}</p>",
                    ),
                ),
            ],
            &[
                (
                    300,
                    In("Our lender says six months, need to fix the credit first"),
                ),
                (
                    12,
                    Out(
                        "Good plan. Want me to introduce you to somebody who does just that? It costs nothing.",
                    ),
                ),
                (55, In("Yes please")),
            ],
        ],
        Chapter::Elsewhere => &[
            &[
                (
                    4_000,
                    Out("Hi {first}, anything you would like to see this weekend?"),
                ),
                (
                    200,
                    In("Hey, we ended up going with my cousin's agent. Thank you though!"),
                ),
                (6, Out("Congratulations, and all the best with the search!")),
            ],
            &[
                (7_000, Out("Hi {first}, still thinking about {city}?")),
                (900, In("We renewed our lease. Prices are too crazy right now")),
            ],
        ],
        Chapter::Booking => &[
            &[
                (30, Out("Would you like to see {street}? I can do {slot}.")),
                (18, In("{slot} works!")),
                (
                    2,
                    Out("Booked: {slot}, {street}. I will meet you in front of the house."),
                ),
                (3, In("👍")),
            ],
            &[
                (60, In("Can we see {street} this week?")),
                (9, Out("Sure. How about {slot}?")),
                (75, In("Yes that is fine, my wife comes too")),
                (2, Out("See you both {slot} then.")),
            ],
        ],
        Chapter::Visit => &[
            &[
                (
                    120,
                    In("Thanks for today, we loved the kitchen. The street is a bit loud"),
                ),
                (
                    14,
                    Out("Noted. There is a quieter one two blocks east, shall I ask?"),
                ),
                (40, In("Yes! But we keep thinking about {street}")),
            ],
            &[
                (90, Out("How did {street} feel, {first}?")),
                (35, In("Like home. What would it take?")),
            ],
        ],
        Chapter::Offer => &[&[
            (1_200, In("We want to make an offer")),
            (
                10,
                Out(
                    "Wonderful. Going through the sales nearby I would write {price}, 30 days, 3 percent down. Call?",
                ),
            ),
            (5, Call(655)),
            (
                90,
                MailOut(
                    "Offer on {street}",
                    "<p>Hi {first},</p><p>The offer at {price} is ready to sign. They answer by tomorrow 5 pm.</p><p>{agent}</p>",
                ),
            ),
            (45, In("Signed!! 🤞")),
        ]],
        Chapter::Contract => &[&[
            (
                1_500,
                Out("They accepted, {first}! Congratulations. Inspection comes next, I have two openings."),
            ),
            (4, In("No way!! Amazing. Any day works")),
            (
                4_300,
                MailOut(
                    "Your next two weeks",
                    "<p>Hi {first},</p><p>Inspection, appraisal, loan papers: dates attached.</p><p>{agent}</p>",
                ),
            ),
            (200, In("Got it, thank you")),
        ]],
        Chapter::Closing => &[&[
            (20_000, Out("Clear to close, {first}. Keys on Friday!")),
            (12, In("We cannot believe it 😭 thank you for everything")),
            (
                8_000,
                MailOut(
                    "Welcome home",
                    "<p>Dear {first},</p><p>Welcome to {street}! If you liked working with us, a short review helps a lot.</p><p>{agent}</p>",
                ),
            ),
        ]],
    }
}

fn seller(chapter: Chapter) -> &'static [&'static [Line]] {
    match chapter {
        Chapter::Enquiry => &[
            &[(0, In("Hi, what would my house on {street} sell for right now?"))],
            &[(
                0,
                MailIn(
                    "Selling {street}",
                    "Hello,<br>we are thinking of selling {street} in {city}. What are your fees?<br>{first}",
                ),
            )],
            &[(
                0,
                In("Got your letter about home values in {city}. Curious about {street}"),
            )],
        ],
        Chapter::Talk => &[
            &[
                (
                    5,
                    Out(
                        "Hi {first}, {agent} at Orange Grove Realty. Happy to tell you. When would you like to move, and is the house up to date?",
                    ),
                ),
                (40, In("Probably in spring. Kitchen is from 2019, roof is ok")),
                (
                    9,
                    Out("Good bones then. Is there a price you need to make the move work?"),
                ),
                (120, In("Hoping for {price}, we still owe some on it")),
                (
                    30,
                    MailOut(
                        "What {street} would sell for",
                        "<p>Hi {first},</p><p>Three sales within half a mile point to about {price}. I would like to see it before I promise anything.</p><p>{agent}</p>",
                    ),
                ),
            ],
            &[
                (12, Call(388)),
                (
                    3,
                    Out(
                        "Good talking to you, {first}. I will have the numbers for {street} tonight. {agent}",
                    ),
                ),
                (500, In("Great, no rush")),
            ],
        ],
        Chapter::Chase => &[&[
            (
                8,
                Out(
                    "Hi {first}, {agent} here. I can have a value for {street} by tonight. Anything new since you bought it?",
                ),
            ),
            (1_440, Call(0)),
            (
                2_900,
                Out("The numbers for {street} are ready whenever you want them, {first}."),
            ),
        ]],
        Chapter::Stop => &[&[(30, In("Stop texting me")), (1, In("STOP"))]],
        Chapter::Later => &[&[
            (
                600,
                In("Thanks, that is helpful. We decided to wait until school is out"),
            ),
            (15, Out("Makes sense. I will refresh the numbers in April.")),
            (30, In("Perfect")),
        ]],
        Chapter::Elsewhere => &[&[
            (5_000, Out("Hi {first}, any thoughts on the numbers?")),
            (300, In("We listed with another office yesterday, sorry")),
            (9, Out("Thank you for telling me. Good luck with the sale!")),
        ]],
        Chapter::Booking => &[&[
            (
                45,
                Out("May I come by {slot} to see the house? Takes 40 minutes."),
            ),
            (25, In("Ok. Ring the bell, the dog is friendly")),
            (2, Out("See you {slot}. {agent}")),
        ]],
        Chapter::Visit => &[&[
            (
                180,
                Out("Thank you for the tour, {first}. With new carpet upstairs I am comfortable at {price}."),
            ),
            (240, In("We talked it over. Let's do it")),
        ]],
        Chapter::Offer => &[&[
            (
                1_000,
                MailOut(
                    "Listing agreement for {street}",
                    "<p>Hi {first},</p><p>Six months, {price}, photos on Tuesday. Please sign when you are ready.</p><p>{agent}</p>",
                ),
            ),
            (400, In("Signed. When do the photos go up?")),
            (12, Out("Live on Thursday, first open house Saturday 11 to 2.")),
        ]],
        Chapter::Contract => &[&[
            (
                9_000,
                Out(
                    "Three offers, {first}. The best is a little over {price}, with a clean inspection clause. Call?",
                ),
            ),
            (3, Call(901)),
            (30, In("Let's take it!")),
        ]],
        Chapter::Closing => &[&[
            (
                25_000,
                Out("Recorded this morning, {first}. The wire is on its way."),
            ),
            (20, In("Thank you {agent}. Best decision we made this year")),
        ]],
    }
}

fn spanish_lines(chapter: Chapter, side: Side) -> &'static [&'static [Line]] {
    let english = if side == Side::Buyer { buyer } else { seller };
    match (chapter, side) {
        (Chapter::Enquiry, Side::Buyer) => &[
            &[(
                0,
                In("Hola, vi la casa de {street} en {city}. ¿Todavía está disponible?"),
            )],
            &[(
                0,
                In("Buenas tardes, buscamos casa por {city}, hasta {price}. ¿Hablan español?"),
            )],
        ],
        (Chapter::Enquiry, Side::Seller) => &[&[(
            0,
            In("Hola, quisiera saber cuánto vale mi casa en {street}, {city}"),
        )]],
        (Chapter::Talk, _) => &[&[
            (
                6,
                Out(
                    "¡Hola {first}! Soy {agent} de Orange Grove Realty. Claro que sí. ¿Para cuándo piensan mudarse?",
                ),
            ),
            (22, In("En unos tres meses, más o menos")),
            (4, Out("Muy bien. ¿Qué precio tienen en mente?")),
            (37, In("Como {price}")),
        ]],
        (Chapter::Chase, _) => &[&[
            (
                7,
                Out("Hola {first}, soy {agent} de Orange Grove Realty. ¿Le puedo ayudar con la casa?"),
            ),
            (1_500, Call(0)),
            (
                2_800,
                Out("Quedo a sus órdenes, {first}. Mándeme un mensaje cuando guste."),
            ),
        ]],
        (Chapter::Later, _) => &[&[
            (200, In("Gracias, pero vamos a esperar hasta el próximo año")),
            (9, Out("Con gusto. Le aviso de vez en cuando cómo va el mercado.")),
            (31, In("Sí, gracias")),
        ]],
        (Chapter::Booking, _) => &[&[
            (40, Out("¿Le queda bien {slot}?")),
            (16, In("Sí, ahí nos vemos")),
            (2, Out("Perfecto, {slot}. Hasta entonces. {agent}")),
        ]],
        _ => english(chapter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_plot_can_be_told_to_both_sides_in_both_languages() {
        use Plot::{Appointment, Closed, Contract, Fresh, Lost, Nurture, Offer, OptOut, Silent};
        for plot in [
            Fresh,
            Silent,
            Nurture,
            Appointment,
            Offer,
            Contract,
            Closed,
            Lost,
            OptOut,
        ] {
            for chapter in chapters(plot) {
                for side in [Side::Buyer, Side::Seller] {
                    for spanish in [false, true] {
                        let ways = ways(*chapter, side, spanish);
                        assert!(
                            !ways.is_empty() && ways.iter().all(|way| !way.is_empty()),
                            "{chapter:?} {side:?}"
                        );
                    }
                }
            }
        }
    }
}
