//! Moods as people say them. A row: the mood, the phrase, its harmless readings.

use crate::domain::signal::Sentiment;
use crate::domain::words::Sets;

/// A mood and how much it outweighs others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feels {
    Angry,
    Frustrated,
    Disappointed,
    Anxious,
    Confused,
}

impl Feels {
    pub(super) const fn weight(self) -> u8 {
        match self {
            Self::Confused => 1,
            Self::Anxious => 2,
            Self::Disappointed => 3,
            Self::Frustrated => 4,
            Self::Angry => 5,
        }
    }

    pub(super) const fn class(self) -> Sentiment {
        match self {
            Self::Angry => Sentiment::Angry,
            Self::Frustrated => Sentiment::Frustrated,
            Self::Disappointed => Sentiment::Disappointed,
            Self::Anxious => Sentiment::Anxious,
            Self::Confused => Sentiment::Confused,
        }
    }
}

/// Named sets of the phrases below.
pub(super) const SETS: &Sets = &[
    ("not", "not|no|never|dont|isnt|arent|wasnt|aint|without|nothing"),
    (
        "very",
        "so|very|really|too|pretty|quite|getting|just|beyond|a_bit|a_little|kind_of|feeling",
    ),
];

/// The rows.
pub(super) const ROWS: &[(Feels, &str, &[&str])] = &[
    (
        Feels::Angry,
        "furious|livid|outraged|outrageous|enraged|infuriating|infuriated|pissed|fuming",
        &["@not ..2 furious|livid|outraged|pissed"],
    ),
    (
        Feels::Angry,
        "am|im|were|we_are|are|is|hes|shes ..2 angry|mad",
        &["@not ..1 angry|mad", "mad about"],
    ),
    (
        Feels::Angry,
        "sick|fed up|tired of ..3 this|you|your|people|being|it",
        &["@not sick|fed"],
    ),
    (Feels::Angry, "fed up", &["@not fed"]),
    (Feels::Angry, "how dare you", &[]),
    (
        Feels::Angry,
        "unacceptable|disgusting|disgraceful|despicable",
        &["@not unacceptable"],
    ),
    (Feels::Angry, "ripped|ripping|rip me|us? off", &[]),
    (
        Feels::Angry,
        "you|youre|you_people ..2 liar|liars|lied|crook|crooks|scammer|scammers|thieves",
        &[],
    ),
    (Feels::Angry, "fuck|fucking|bullshit|asshole", &[]),
    (
        Feels::Angry,
        "worst agent|realtor|service|company|experience",
        &[],
    ),
    (
        Feels::Frustrated,
        "frustrated|frustrating|frustration|exasperated|annoyed|annoying|irritated|irritating",
        &["@not ..2 frustrated|annoyed|irritated"],
    ),
    (
        Feels::Frustrated,
        "waiting|waited for ..1 days|weeks|hours|months|ages|forever|a_week|a_month",
        &[],
    ),
    (
        Feels::Frustrated,
        "nobody|no_one|never|still_havent ..2 called|calls|answered|answers|replied|replies|responds|responded|heard ..1 back|me",
        &["i never ..2 called|answered"],
    ),
    (
        Feels::Frustrated,
        "keep|kept losing|getting_outbid|being_outbid|asking_the_same|hitting",
        &[],
    ),
    (Feels::Frustrated, "how many times", &["how many times a"]),
    (Feels::Frustrated, "going nowhere|in_circles", &["@not going"]),
    (Feels::Frustrated, "waste of ..1 time", &["@not ..2 waste"]),
    (Feels::Frustrated, "had enough", &["@not had"]),
    (
        Feels::Frustrated,
        "tired of ..3 waiting|looking|searching|losing|bidding|renting|offers|games",
        &["@not ..1 tired"],
    ),
    (
        Feels::Disappointed,
        "disappointed|disappointing|disappointment|let_down|letdown|heartbroken|gutted|bummed|bummer|crushed",
        &["@not ..2 disappointed|disappointing|bummed|let_down"],
    ),
    (
        Feels::Disappointed,
        "not what ..2 expected|hoped|promised|described|in_the_pictures",
        &[],
    ),
    (Feels::Disappointed, "expected|hoped|hoping ..2 more|better", &[]),
    (
        Feels::Disappointed,
        "lost|losing the house|home|bid|offer|deal|place",
        &[],
    ),
    (Feels::Disappointed, "had hoped|high_hopes", &[]),
    (
        Feels::Anxious,
        "worried|worry|worries|worrying|worrisome|anxious|nervous|scared|afraid|terrified|stressed|stressful|stressing|panicking|uneasy|overwhelmed|overwhelming",
        &[
            "@not ..2 worried|worry|worries|anxious|nervous|scared|afraid|stressed|stressful",
            "worry_free",
            "no worries",
            "afraid ..1 i|we cant|wont|have_to|must",
        ],
    ),
    (
        Feels::Anxious,
        "what if ..8 wrong|lose|falls|fall|crash|crashes|cant|dont|never|through",
        &[],
    ),
    (Feels::Anxious, "freaking|freaks me|us|him|her? out", &[]),
    (Feels::Anxious, "keeps|keeping|kept me|us|him|her up|awake", &[]),
    (Feels::Anxious, "cant sleep", &[]),
    (
        Feels::Anxious,
        "concerned|concerns about|that",
        &["@not ..1 concerned", "no concerns"],
    ),
    (Feels::Anxious, "cold feet", &[]),
    (
        Feels::Confused,
        "confused|confusing|confusion|puzzled|baffled|bewildered",
        &["@not ..2 confused|confusing"],
    ),
    (
        Feels::Confused,
        "dont|do_not|cant|didnt ..2 understand|get_it|follow|figure_out|make_sense",
        &[],
    ),
    (Feels::Confused, "doesnt|does_not|didnt ..1 make ..2 sense", &[]),
    (Feels::Confused, "what do|does|did you|that|this|it mean", &[]),
    (Feels::Confused, "im|i_am|we_are|were|totally lost $", &[]),
    (Feels::Confused, "not sure what ..3 means|mean|doing|do_next", &[]),
    (Feels::Confused, "makes no sense", &[]),
    (Feels::Confused, "no idea ..1 what|how|why|where", &[]),
];
