//! What the simulation knows to say about the trade. Rows, not code: one more subject is one more row.

/// One subject, in pieces an answer is put together from.
#[derive(Debug)]
pub(super) struct Topic {
    /// Stems that call it up.
    pub(super) stems: &'static [&'static str],
    /// Heading of a long answer.
    pub(super) title: &'static str,
    /// The answer in one sentence.
    pub(super) gist: &'static str,
    /// A label and a sentence each.
    pub(super) points: &'static [(&'static str, &'static str)],
    /// Head row and body rows.
    pub(super) table: [&'static str; 3],
    pub(super) rows: &'static [[&'static str; 3]],
    /// Words to send; `{name}` is filled in.
    pub(super) words: &'static str,
    /// How the answer ends.
    pub(super) next: &'static str,
}

/// Said when nothing else fits.
pub(super) const GENERAL: Topic = Topic {
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

/// The subjects, the more particular ones first.
pub(super) const TOPICS: &[Topic] = &[
    Topic {
        stems: &[
            "offer",
            "counter",
            "negotiate",
            "negotiation",
            "negotiating",
            "bid",
            "multiple",
            "escalation",
        ],
        title: "Working the offer",
        gist: "Strong offers win on certainty as much as on price: clean terms, proof of funds and a short answer time.",
        points: &[
            (
                "Find out what the seller needs",
                "Ask the listing agent about timing, rent-back and what fell through last time.",
            ),
            (
                "Give before you bargain",
                "A flexible closing date often costs your buyer nothing and is worth thousands to the seller.",
            ),
            (
                "Cap the escalation",
                "State the ceiling, the step and the proof required, or leave the clause out.",
            ),
            (
                "Keep one lever in hand",
                "Do not spend price, dates and contingencies in the same round.",
            ),
        ],
        table: ["Lever", "Costs the buyer", "Moves the seller"],
        rows: &[
            ["Price +1 %", "high", "medium"],
            ["Larger deposit", "low", "medium"],
            ["Appraisal gap cover, capped", "medium", "high"],
            ["Seller picks closing date", "none to low", "high"],
            ["Shorter inspection period", "low", "medium"],
        ],
        words: "Hi {name}, the seller came back. They like your terms and want to see movement on price or on the closing date.\nI would give on the date first. Do you have five minutes before 4 so we can decide together?",
        next: "If you give me the list price, the days on market and the other terms, I can lay out two counters side by side.",
    },
    Topic {
        stems: &[
            "rate",
            "buydown",
            "mortgage",
            "loan",
            "lender",
            "preapproval",
            "approved",
            "financing",
            "payment",
            "afford",
        ],
        title: "Financing without the fog",
        gist: "Talk in monthly payments: buyers decide on the payment, and the rate is only one of its four parts.",
        points: &[
            (
                "Pre-approval before showings",
                "It saves the buyer heartbreak and makes the offer credible.",
            ),
            (
                "Compare a price cut with a buydown",
                "The same seller money in a 2-1 buydown lowers the first year's payment several times more.",
            ),
            (
                "Count taxes, insurance and dues",
                "They can outweigh half a point of rate.",
            ),
            (
                "Leave figures to the lender",
                "Quote ranges, never promises; have the lender on the thread.",
            ),
        ],
        table: ["Seller gives", "First-year effect", "Lasting effect"],
        rows: &[
            ["Price cut of $10,000", "about $60 a month", "about $60 a month"],
            [
                "2-1 buydown of about $10,000",
                "about $430 a month",
                "none after year two",
            ],
            ["Permanent buydown", "about $110 a month", "about $110 a month"],
        ],
        words: "Hi {name}, before Saturday: a quick call with the lender would tell us your comfortable payment, not just the maximum.\nShall I connect the two of you by text? It takes ten minutes.",
        next: "The figures above are rounded for a loan near $500,000; ask your lender for the exact ones.",
    },
    Topic {
        stems: &[
            "inspection",
            "repair",
            "inspector",
            "roof",
            "foundation",
            "defect",
            "mold",
            "hvac",
        ],
        title: "After the inspection",
        gist: "Sort findings into safety, systems and cosmetics, ask for the first two, and let the third go.",
        points: &[
            (
                "Get two bids",
                "Numbers from a contractor end arguments that adjectives begin.",
            ),
            (
                "Prefer credit to repairs",
                "The buyer controls the work and the closing date holds.",
            ),
            (
                "Watch the deadline",
                "Silence can waive the right; put the date in the calendar today.",
            ),
            (
                "Keep the tone calm",
                "Every house has a list; the question is what it costs.",
            ),
        ],
        table: ["Finding", "Ask for", "Usual outcome"],
        rows: &[
            ["Roof near end of life", "credit against a bid", "split"],
            ["Electrical hazard", "repair before closing", "seller repairs"],
            ["Old but working HVAC", "home warranty", "granted"],
            ["Paint and carpet", "nothing", "left alone"],
        ],
        words: "Hi {name}, the report is in. Most of it is ordinary; two items deserve a number before we respond.\nI have asked for bids and will have a proposal for you by tomorrow noon.",
        next: "Paste the summary page and I will sort it into the three groups.",
    },
    Topic {
        stems: &[
            "comp",
            "cma",
            "market",
            "price",
            "pricing",
            "value",
            "worth",
            "appraisal",
            "inventory",
        ],
        title: "Reading the market",
        gist: "Price to the last three closed sales nearby, adjust for condition, and check against what is pending right now.",
        points: &[
            (
                "Closed sales set the floor",
                "Six months back at most, one mile, the same school area.",
            ),
            (
                "Pending sales show today",
                "They are the newest prices, even while the figure is hidden.",
            ),
            (
                "Active listings are competition",
                "Buyers will see them in the same afternoon.",
            ),
            (
                "The first two weeks decide",
                "A listing priced right draws its best offers before day fourteen.",
            ),
        ],
        table: ["Comparable", "Closed", "Price per sq ft"],
        rows: &[
            ["3 bd · 2 ba · 1,640 sq ft", "18 days ago", "$472"],
            ["4 bd · 2 ba · 1,910 sq ft", "41 days ago", "$455"],
            ["3 bd · 2.5 ba · 1,720 sq ft", "63 days ago", "$468"],
        ],
        words: "Hi {name}, three homes like yours closed near you this season. I put them on one page with what they say about yours.\nShall I send it, or would you rather walk through it for ten minutes?",
        next: "The rows are an example of the layout; give me your comparables and I will fill it with real ones.",
    },
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
        words: "Morning light in every bedroom, a level garden you can see from the sink, and a roof from 2024.\nThree bedrooms, two baths, 1,640 sq ft on a street that ends at the park. Open Sunday, 1 to 4.",
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
        words: "Hi {name}, all set for Saturday: 10:00, 10:45 and 11:30, about ten minutes apart. Park on the street at the first one.\nReply YES to confirm, or tell me what should move.",
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
        words: "Hi {name}, two homes on your side of the park came up this week, both under your number.\nWant me to send the details, or see one on Saturday at 10:30?",
        next: "Tell me what was said last and I will fit the wording to it.",
    },
    Topic {
        stems: &[
            "closing",
            "escrow",
            "title",
            "deed",
            "contingency",
            "contract",
            "deadline",
        ],
        title: "From contract to keys",
        gist: "Deals close on a calendar: put every deadline in it on the day the contract is signed.",
        points: &[
            (
                "Deposit and disclosures",
                "First three days; a late deposit is the cheapest way to lose a deal.",
            ),
            (
                "Inspection and appraisal",
                "Order both at once, so one delay does not push the other.",
            ),
            (
                "Loan conditions",
                "Ask the lender every week what is still open, in writing.",
            ),
            (
                "The last walk-through",
                "Within a day of closing, with the repair receipts in hand.",
            ),
        ],
        table: ["Day", "Step", "Who"],
        rows: &[
            ["1-3", "deposit, disclosures", "buyer, listing agent"],
            ["3-10", "inspection, requests", "buyer's agent"],
            ["7-17", "appraisal", "lender"],
            ["21", "loan approval", "lender"],
            ["29-30", "walk-through, signing, keys", "everyone"],
        ],
        words: "Hi {name}, we are on track: the appraisal is in and the loan conditions are down to two.\nYour next date is the walk-through; I will confirm the hour tomorrow.",
        next: "Give me the acceptance date and I will write out the calendar.",
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
        words: "Hi {name}, fair question about the fee. Let me show you on one page what it pays for and what it has returned on the last five sales.\nTomorrow at 9 or at 5?",
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
        words: "Hi {name}, you are on my short list for today. Did Saturday's second home stay with you, or should I keep looking?",
        next: "With your list open I can put names to the four groups.",
    },
    Topic {
        stems: &[
            "rent",
            "rental",
            "tenant",
            "landlord",
            "lease",
            "investor",
            "investment",
            "roi",
            "cap",
        ],
        title: "For the investor",
        gist: "Judge it on net income after vacancy and repairs; the listing's figure is the one before both.",
        points: &[
            (
                "Start from real rents",
                "Three leases signed nearby this year, not three asking prices.",
            ),
            (
                "Take off a third",
                "Vacancy, management, repairs and insurance take about that much.",
            ),
            (
                "Compare like with like",
                "Cap rate compares buildings; cash on cash compares loans.",
            ),
            ("Know the exit", "Who buys this from you in seven years, and why?"),
        ],
        table: ["Line", "Share of rent", "Often forgotten"],
        rows: &[
            ["Vacancy", "5 to 8 %", "turnover cleaning"],
            ["Management", "8 to 10 %", "leasing fee"],
            ["Repairs and reserve", "8 to 12 %", "roof, HVAC"],
            ["Insurance and tax", "10 to 20 %", "reassessment"],
        ],
        words: "Hi {name}, I ran the duplex on signed rents instead of asking rents. It still works, with less room than the flyer says.\nShall I send the one-page version?",
        next: "Send me the rent roll and I will fill in the lines.",
    },
];
