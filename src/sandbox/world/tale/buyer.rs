//! What is said when somebody wants to buy.

use super::step::Chapter;
use super::step::Step::{Call, In, MailIn, MailOut, Out};
use super::step::Table;

/// Chapters of buyers.
pub const LINES: Table = &[
    (
        Chapter::Enquiry,
        &[
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
    ),
    (
        Chapter::Talk,
        &[
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
    ),
    (
        Chapter::Chase,
        &[
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
    ),
    (Chapter::Stop, &[&[(30, In("STOP"))]]),
    (
        Chapter::Later,
        &[
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
    ),
    (
        Chapter::Elsewhere,
        &[
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
    ),
    (
        Chapter::Booking,
        &[
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
    ),
    (
        Chapter::Visit,
        &[
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
    ),
    (
        Chapter::Offer,
        &[&[
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
    ),
    (
        Chapter::Contract,
        &[&[
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
    ),
    (
        Chapter::Closing,
        &[&[
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
    ),
];
