//! Small words that tell a wish from a question, a yes from a no, and one topic from another.

use std::sync::LazyLock;

use jiff::civil::Date;

use crate::domain::when::day;
use crate::domain::words::Phrase;
use crate::extract::speech::{Clause, REACH, phrase};

/// Phrases, any of which tells the thing.
pub(super) struct Cue(Vec<Phrase>);

impl Cue {
    fn new(rows: &[&str]) -> Self {
        Self(rows.iter().map(|row| phrase(row)).collect())
    }

    /// Whether one of the phrases stands in the clause.
    pub fn is_in(&self, clause: &Clause) -> bool {
        self.0
            .iter()
            .any(|phrase| !phrase.find(clause.words, REACH).is_empty())
    }
}

macro_rules! cues {
    ($($(#[$about:meta])* $name:ident: [$($row:literal),* $(,)?];)*) => {
        $($(#[$about])* pub(super) static $name: LazyLock<Cue> = LazyLock::new(|| Cue::new(&[$($row),*]));)*
    };
}

cues! {
    /// Somebody looks for homes: a question with such words is a wish.
    SEARCH: [
        "find|found|search|searching|finding|explore|suggest|recommend|locate|hunt|browse",
        "look|looking for|up|in|at_other|into|around|elsewhere",
        "show me|us|more",
        "get|give me|us",
        "need|want|wants|wanted|needs|prefer|wish|hoping|require|must|should",
        "would|id|wed ..1 like|love|prefer",
        "do you|they have ..1 anything|something|any|other|others|another|one|ones|apartments|homes|houses|places",
        "are|is there ..2 any|anything|something|another|other|others|else|apartments|homes|houses|places|ones",
        "anything|something|another|others",
        "any|some|other|more ..1 apartments|apartment|options|option|places|homes|houses|properties|listings|ones|one|choices",
        "what|how about ..2 with|in|one|ones|something",
        "what else", "what other", "good|great|nice|perfect|ideal|better|best if|with|to_have",
    ];
    /// They put something forward: `how about one with 2 baths?`
    PROPOSE: ["what|how about", "maybe|perhaps|possibly|preferably", "can|could ..2 be"];
    /// The agent asks what is wanted.
    WANTED: [
        "you|your ..3 want|wanting|need|needing|like|prefer|looking|interested|have_in_mind|in_mind|require|wish|wanted",
        "should ..3 search|look|have|be|i|it",
        "how many", "number of", "which|what|witch|in_which ..3 area|city|town|location|place|neighborhood|region",
        "where", "you|any ..6 mind", "any ..2 preference|preferences|preferred|specific|specifications|particular", "would you",
        "rent or", "buy or", "purchase or", "are you", "do you",
        "in_which", "with how", "preferred|desired|specific|particular area|city|location|number",
    ];
    /// A sentence that begins as a question does, with its mark or without.
    BEGINS_AS_QUESTION: ["^ ..1 is|are|can|could|may|shall|should|do|would|will|want|have|was anything|something|there|i|you|we", "^ any|anything"];
    /// They want to be told something about a home.
    KNOW: [
        "know|tell|check|find_out|confirm|wondering|details|information|info ..4 if|whether|about|is|are|what|the|their",
        "phone|contact|telephone number|details|info", "number", "address",
    ];
    /// Yes.
    YES: [
        "^ yes|yeah|yep|yup|yea|sure|ok|okay|please|absolutely|definitely|certainly|correct|right|alright|indeed|perfect|great|fine",
        "sounds|works|look|looks good|great|perfect|fine|for_me|ok|okay|wonderful|nice",
        "go ahead", "of course", "that works", "please do", "id|would love|like to", "lets do", "why not", "i|we would $", "i do $",
    ];
    /// No.
    NO: [
        ", no|nope $", "^ ..1 no|nope|nah|negative|not|never",
        "not|no right_now|now|yet|today|necessary|needed|at_this|at_the_moment|thanks|thank_you",
        "dont ..1 want|need|think|like", "maybe|possibly|perhaps ..1 later|some_other_time|another_time|next_time", "some other time",
        "pass on", "ill|i_will ..1 pass|think|decide|let_you_know|get_back",
        "later $", "not ..2 interested", "no need",
    ];
    /// They have what they need.
    ENOUGH: [
        "that|thats|thatll|that_will|thats_all|that_is|it_is|its|this_is|this ..2 all|everything|it|enough",
        "all ..1 set|for_now|i_need|i_needed|done|good",
        "nothing else|more", "good|have_a day|bye", "bye|goodbye", "im good|fine|done|all_set", "i am good|fine|done|all_set",
        "all the help", "no further", "all i need|needed|wanted", "dont need anything",
    ];
    /// The agent offers to arrange a visit.
    VISIT_OFFERED: [
        "schedule|book|arrange|fix|make|set|reserve|plan|organize|setup ..6 visit|tour|viewing|appointment|showing|schedule|see|view",
        "want|like|wish|interested|care|you|should|shall|can ..5 visit|visiting|tour|touring|see|view|viewing|seeing|schedule|scheduling",
        "visit", "schedule it", "see|view ..2 person",
    ];
    /// The agent asks whether there is more to do.
    MORE_OFFERED: [
        "anything|something|what ..5 else|more|further|other",
        "any other|further|more ..2 help|assistance|way|thing|details|information|service|assist",
        "help|assist|assistance|do ..5 else|further|anything|other_way|other_ways|more|something",
        "need|needed|want|like ..2 anything|something|else|more", "any|other ..1 questions",
    ];
    /// They want to see a home.
    VISIT: [
        "visit|visiting|tour|touring|viewing|walkthrough",
        "schedule|book|arrange|set_up|setup|make|reserve|fix|plan ..5 visit|appointment|tour|viewing|showing|it|one|time|see|this|that|me|there",
        "schedule|appointment|showing",
        "see|view|check_out|look_at|looking_at|look|checking_out|seeing|viewing ..1 it|the|this|that|apartment|property|place|home|house|one",
        "go|come|want|like ..3 to_see|and_see|to_view|view|see_it|over|by",
        "want|like|love|hoping|able to look|see|view on|this|next|today|tomorrow",
        "stop|drop|come|swing by",
    ];
    /// They want to see a list, not a home.
    MORE: ["see|look|view|show|visit ..4 more|other|others|options|another|if|whether|some|anything|else|what"];
    /// They speak about homes to be found.
    HOMES: [
        "apartment|apartments|appartment|appartments|appartement|apartament|apartement|condo|condos|townhouse|townhome|flat|flats|studio|loft|duplex|bungalow",
        "home|homes|house|houses|property|properties|listing|listings ..8 bedroom|bedrooms|rent|buy|bath|baths|area|in|with|that",
        "find|search|need|want|looking|look|buy|rent|get|searching ..6 home|homes|house|houses|property|properties|place|places|residence|accommodation",
        "place|somewhere to live|stay|rent|buy", "bedroom|bedrooms|bath|baths|bathroom|bathrooms", "other|another|more ..1 place|places|home|homes|property|properties|options|option|one|ones",
        "property|unit", "rent or buy", "buy or rent", "garage|laundry|furnished",
    ];
    /// They turn to something that has nothing to do with homes.
    OTHER: [
        "rent|rental|hire|reserve|book|find|need|get|want|looking|pick ..4 car|cars|vehicle|automobile|suv|hatchback|sedan|van|truck",
        "rental car", "car rental", "bus|buses|train|flight|flights|plane|ticket|tickets|coach",
        "calendar", "taxi|cab|uber|lyft|ride|rideshare",
        "restaurant|restaurants|dinner|lunch|table|movie|movies|concert|hotel|hotels|music|song|songs|weather|dentist|doctor|salon|therapist|stylist|event|events|attraction|attractions|museum",
        "my|own schedule|availability|agenda|day|free_time|plans|appointments",
        "am i|we ..2 available|free|busy|booked", "i|we have ..3 scheduled|planned|appointments|plans|openings|opening|on_my",
        "when am i", "i am|will_be free", "free time|slots|slot", "do i have", "if|see|check ..1 i ..3 free|available|busy|time|plans|anything", "have i anything",
        "anything|something ..1 scheduled|planned|on_my", "transfer|send|pay|balance|bank|money ..3 account|to|checking|savings",
        "dropoff", "account balance|transfer",
    ];
    /// The agent speaks of something that has nothing to do with homes.
    OTHER_AGENT: [
        "car|cars|vehicle|pick|pickup|rental|bus|buses|ticket|tickets|ride|restaurant|flight|hotel",
        "event|calendar|name|call|title|added|create",
    ];
    /// They speak of their own calendar.
    CALENDAR: ["calendar", "my schedule|agenda"];
    /// A place that was named before.
    SAME_AREA: [
        "that|this|the|same area|city|town|place|location|region|neighborhood", "there", "same area|city|town|place",
        "around|near here",
    ];
    /// Nothing is asked for.
    DENIED: [
        "no|not|dont|doesnt|without|never|isnt|arent|wont|cant|neither|nor|unnecessary|necessary",
    ];
    /// The lead speaks about one home.
    ONE_HOME: [
        "^ ..3 is|are|does|do|has|have|will|can|could|may|would|was it|they|there|this|that|the|pets|pet|animals|i|we|dogs|cats",
        "^ ..4 what|whats|how|when|who|which|where|whether",
        "tell|know|confirm|check ..3 if|whether|about|is|are|do|does|has|have",
    ];
}

/// A question about one home, not a wish.
pub(super) fn is_question(clause: &Clause) -> bool {
    ONE_HOME.is_in(clause) && !SEARCH.is_in(clause) && !PROPOSE.is_in(clause)
}

/// Whether a day is named: when that is does not matter here.
pub(super) fn has_day(clause: &Clause) -> bool {
    let (Some(first), Some(last)) = (clause.words.first(), clause.words.last()) else {
        return false;
    };
    let text = clause.text.get(first.at.start..last.at.end).unwrap_or_default();
    !day::days(text, Date::constant(2000, 1, 1)).is_empty()
}
