//! Subjects about people: finding them, talking to them, planning the day.

use super::Topic;

pub(super) const TOPICS: &[Topic] = &[
    Topic {
        stems: &[
            "listing",
            "description",
            "mls",
            "staging",
            "photo",
            "headline",
            "brochure",
        ],
        title: "A listing that gets read",
        gist: "Lead with the one thing this home has and its neighbours lack, then walk the reader from the door to the garden.",
        points: &[
            (
                "One idea in the headline",
                "Light, land, quiet or location; not all four.",
            ),
            (
                "Facts over adjectives",
                "\"South-facing, new roof 2024\" sells better than \"stunning\".",
            ),
            (
                "Describe the home, never the buyer",
                "Words about who should live there break fair-housing rules.",
            ),
            (
                "End with an invitation",
                "The open house date belongs in the last line.",
            ),
        ],
        table: ["Instead of", "Write", "Because"],
        rows: &[
            [
                "Stunning kitchen",
                "Quartz counters, gas range, 2023",
                "it can be checked",
            ],
            [
                "Perfect for families",
                "Four bedrooms, one on the ground floor",
                "it is about the home",
            ],
            ["Must see!", "Open Sunday, 1 to 4", "it asks for something"],
        ],
        words: "Morning light in every bedroom, a level garden you can see from the sink, and a roof from 2024.\nThree bedrooms, two baths, 1,640 sq ft on a street that ends at the park. Come and see it.",
        next: "Send me the year, the updates and one thing the sellers will miss, and I will write yours.",
    },
    Topic {
        stems: &[
            "showing",
            "tour",
            "open",
            "house",
            "visit",
            "schedule",
            "calendar",
            "appointment",
        ],
        title: "Showings that lead somewhere",
        gist: "Three homes in one loop, each chosen to teach you something, and a decision at the end of the drive.",
        points: &[
            (
                "Confirm the evening before",
                "One text with time, address and parking cuts no-shows by half.",
            ),
            (
                "Order them on purpose",
                "The best home second; people remember what came in the middle of a contrast.",
            ),
            (
                "Ask one question per home",
                "\"What would you change first?\" tells you more than \"Do you like it?\"",
            ),
            ("Book the next step in the car", "A date beats a good mood."),
        ],
        table: ["Time", "Stop", "Question to ask"],
        rows: &[
            ["10:00", "the safe choice", "What would you change first?"],
            ["10:45", "the stretch", "What would make it worth the price?"],
            [
                "11:30",
                "the compromise",
                "Could you live with this for five years?",
            ],
        ],
        words: "Hi {name}, all set for the three homes, about ten minutes apart. Park on the street at the first one.\nReply YES to confirm, or tell me what should move.",
        next: "Give me the addresses and I will put them into the shortest loop.",
    },
    Topic {
        stems: &[
            "expired",
            "fsbo",
            "prospect",
            "prospecting",
            "cold",
            "door",
            "farm",
            "farming",
            "referral",
            "sphere",
        ],
        title: "Finding the next seller",
        gist: "Talk to owners who already have a reason to move, and bring them one fact they did not have.",
        points: &[
            (
                "Expired listings",
                "They wanted to sell; find out what they would do differently before you pitch.",
            ),
            (
                "Owners selling alone",
                "Offer help with one document, not a listing appointment.",
            ),
            (
                "Your own past clients",
                "Four honest contacts a year keep most referrals from going elsewhere.",
            ),
            (
                "One street at a time",
                "Being known on forty doors beats being seen on four thousand.",
            ),
        ],
        table: ["Source", "Contacts per listing", "Patience needed"],
        rows: &[
            ["Past clients and friends", "15 to 25", "low"],
            ["Expired listings", "40 to 60", "medium"],
            ["Owners selling alone", "50 to 80", "medium"],
            ["Door knocking", "200 or more", "high"],
        ],
        words: "Hi {name}, I noticed your home came off the market. No pitch: I would just like to know what you would want done differently.\nIf a second look at the price would help, I can send one page.",
        next: "I can turn this into a four-week calendar if you tell me how many hours you have.",
    },
    Topic {
        stems: &[
            "follow", "nurture", "text", "sms", "email", "reply", "message", "write", "draft", "reach",
            "contact",
        ],
        title: "The follow-up",
        gist: "Short, specific and easy to answer: one reason for writing, one question, one way out.",
        points: &[
            (
                "Start from their words",
                "Name the street, the school or the budget they mentioned.",
            ),
            (
                "Ask something answerable in five words",
                "\"Is Saturday or Sunday better?\"",
            ),
            (
                "Space it out",
                "Day 0, 1, 3, 7 and 14, then monthly; stop the moment they answer.",
            ),
            (
                "Respect a no",
                "An opt-out is final and counts for every channel you were told.",
            ),
        ],
        table: ["Day", "Channel", "Reason to write"],
        rows: &[
            ["0", "text", "answer what they asked"],
            ["1", "call", "two questions about timing"],
            ["3", "e-mail", "three homes, one line each"],
            ["7", "text", "something changed nearby"],
            ["14", "call", "still looking, or later?"],
        ],
        words: "Hi {name}, two homes on your side of the park came up this week, both under your number.\nWant me to send the details, or see one of them?",
        next: "Tell me what was said last and I will fit the wording to it.",
    },
    Topic {
        stems: &[
            "commission",
            "fee",
            "objection",
            "interview",
            "agreement",
            "discount",
            "think",
        ],
        title: "Objections, answered plainly",
        gist: "Agree with what is true in the objection, ask one question, and only then answer.",
        points: &[
            (
                "\"Your fee is too high\"",
                "Ask: compared with what? Then show what a weak negotiation costs on this price.",
            ),
            (
                "\"We want to wait\"",
                "Ask what would have to change, and offer to watch for exactly that.",
            ),
            (
                "\"Another agent promised more\"",
                "Show the three sales the promise must stand on.",
            ),
            (
                "\"We found it online ourselves\"",
                "Good. Your work begins where the photos end.",
            ),
        ],
        table: ["They say", "They mean", "Ask"],
        rows: &[
            [
                "The fee is high",
                "I do not see what I get",
                "What matters most to you in this sale?",
            ],
            [
                "We will wait",
                "I am afraid of a mistake",
                "What would make it safe to start?",
            ],
            [
                "Just send a list",
                "I do not trust you yet",
                "Which of these two is closer?",
            ],
        ],
        words: "Hi {name}, fair question about the fee. Let me show you on one page what it pays for and what it has returned on the last five sales.\nWhich day suits you?",
        next: "Tell me the objection in their words and I will write the answer in yours.",
    },
    Topic {
        stems: &[
            "score",
            "priority",
            "prioritize",
            "hot",
            "warm",
            "rank",
            "today",
            "plan",
            "pipeline",
            "focus",
        ],
        title: "Today's order",
        gist: "Recency beats everything: whoever wrote, clicked or toured in the last two days comes first.",
        points: &[
            (
                "Answered in the last 48 hours",
                "Call, do not text; they are at their phone.",
            ),
            (
                "Deal with a date this week",
                "Deadlines do not wait for inspiration.",
            ),
            (
                "Warm and silent for ten days",
                "One specific question brings back about one in five.",
            ),
            (
                "Everybody else",
                "One useful message a month, sent because something changed.",
            ),
        ],
        table: ["Group", "First step", "By"],
        rows: &[
            ["Wrote overnight", "call back", "9:30"],
            ["Under contract", "check open conditions", "10:30"],
            ["Toured this week", "ask for the decision", "noon"],
            ["Silent ten days", "one specific text", "4:00"],
        ],
        words: "Hi {name}, you are on my short list for today. Did the second home stay with you, or should I keep looking?",
        next: "With your list open I can put names to the four groups.",
    },
];
