//! Subjects about property, money and contracts.

use super::Topic;

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
        table: [
            "Seller gives, on a $500,000 loan at 6.5 %",
            "First-year effect",
            "Lasting effect",
        ],
        rows: &[
            ["Price cut of $11,000", "about $70 a month", "about $70 a month"],
            [
                "2-1 buydown for about $11,000",
                "about $630 a month",
                "none after year two",
            ],
            [
                "Permanent buydown for $11,000",
                "about $180 a month",
                "about $180 a month",
            ],
        ],
        words: "Hi {name}, before the showing: a quick call with the lender would tell us your comfortable payment, not just the maximum.\nShall I connect the two of you by text? It takes ten minutes.",
        next: "Before you quote a figure, have the lender confirm it for this loan.",
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
        words: "Hi {name}, the report is in. Most of it is ordinary; two items deserve a number before we respond.\nI have asked for bids and will send you a proposal as soon as they are in.",
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
        next: "Give me your comparables and I will set out the real ones like this.",
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
        words: "Hi {name}, we are on track: the appraisal is in and the loan conditions are down to two.\nYour next date is the walk-through; I will confirm the hour.",
        next: "Give me the acceptance date and I will write out the calendar.",
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
