//! What is said when somebody wants to sell.

use super::step::Chapter;
use super::step::Step::{Call, In, MailIn, MailOut, Out};
use super::step::Table;

/// Chapters of sellers.
pub const LINES: Table = &[
    (
        Chapter::Enquiry,
        &[
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
    ),
    (
        Chapter::Talk,
        &[
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
    ),
    (
        Chapter::Chase,
        &[&[
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
    ),
    (Chapter::Stop, &[&[(30, In("Stop texting me")), (1, In("STOP"))]]),
    (
        Chapter::Later,
        &[&[
            (
                600,
                In("Thanks, that is helpful. We decided to wait until school is out"),
            ),
            (15, Out("Makes sense. I will refresh the numbers in April.")),
            (30, In("Perfect")),
        ]],
    ),
    (
        Chapter::Elsewhere,
        &[&[
            (5_000, Out("Hi {first}, any thoughts on the numbers?")),
            (300, In("We listed with another office yesterday, sorry")),
            (9, Out("Thank you for telling me. Good luck with the sale!")),
        ]],
    ),
    (
        Chapter::Booking,
        &[&[
            (
                45,
                Out("May I come by {slot} to see the house? Takes 40 minutes."),
            ),
            (25, In("Ok. Ring the bell, the dog is friendly")),
            (2, Out("See you {slot}. {agent}")),
        ]],
    ),
    (
        Chapter::Visit,
        &[&[
            (
                180,
                Out("Thank you for the tour, {first}. With new carpet upstairs I am comfortable at {price}."),
            ),
            (240, In("We talked it over. Let's do it")),
        ]],
    ),
    (
        Chapter::Offer,
        &[&[
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
    ),
    (
        Chapter::Contract,
        &[&[
            (
                9_000,
                Out(
                    "Three offers, {first}. The best is a little over {price}, with a clean inspection clause. Call?",
                ),
            ),
            (3, Call(901)),
            (30, In("Let's take it!")),
        ]],
    ),
    (
        Chapter::Closing,
        &[&[
            (
                25_000,
                Out("Recorded this morning, {first}. The wire is on its way."),
            ),
            (20, In("Thank you {agent}. Best decision we made this year")),
        ]],
    ),
];
