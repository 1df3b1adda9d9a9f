//! What people hold against going on, and what a price that is too low in their eyes is measured by.

use super::{Row, but, row};
use crate::domain::signal::Objection as Is;
use crate::domain::signal::PriceReason;
use crate::domain::signal::SignalKind::{Objection, PriceMeasuredBy};

pub(super) const ROWS: &[Row] = &[
    but(
        Objection(Is::Price),
        "too expensive|pricey|much|high|low|steep",
        &[
            "too much|high ..2 trouble|to_do|going_on|ceiling|ceilings|traffic|noise|work",
            "not too",
        ],
    ),
    row(
        Objection(Is::Price),
        "overpriced|lowball|low_ball|lowballed|rip_off",
    ),
    row(
        Objection(Is::Price),
        "out_of|over|above|beyond|outside ..2 budget|price_range|range|means",
    ),
    row(
        Objection(Is::Price),
        "cant|cannot|couldnt|dont_think_we_can|dont_think_i_can ..1 afford",
    ),
    row(Objection(Is::Price), "more than ..4 afford|spend|pay|budget"),
    row(
        Objection(Is::Price),
        "price|asking|number|offer|payment|rate|rates|cost is|seems|are|feels|was|sounds ..2 high|low|steep|crazy|insane|ridiculous|too_much",
    ),
    row(
        Objection(Is::Price),
        "worth|deserves|should_get|should_be ..2 more than",
    ),
    row(Objection(Is::Price), "demasiado|muy caro|cara|caras"),
    row(
        PriceMeasuredBy(PriceReason::Paid),
        "paid more|less|so_much for|than",
    ),
    row(PriceMeasuredBy(PriceReason::Paid), "i|we paid"),
    row(PriceMeasuredBy(PriceReason::Paid), "lose|losing|lost money"),
    row(
        PriceMeasuredBy(PriceReason::Portal),
        "@portal ..3 says|said|shows|has_it|estimate|estimates|thinks|value|values|price|puts",
    ),
    row(PriceMeasuredBy(PriceReason::Portal), "zestimate"),
    row(
        PriceMeasuredBy(PriceReason::Portal),
        "on|per|according_to @portal",
    ),
    row(
        PriceMeasuredBy(PriceReason::Neighbor),
        "neighbor|neighbors|neighbour|house_next_door|house_across|house_down|one_down ..5 sold|got|listed|went|asking",
    ),
    row(
        PriceMeasuredBy(PriceReason::Recovery),
        "market|prices|values ..3 recover|come_back|bounce_back|go_up|rise|rebound|pick_up",
    ),
    row(
        PriceMeasuredBy(PriceReason::Upgrades),
        "put|spent|invested|sank ..5 into|on ..3 kitchen|bathroom|bathrooms|roof|remodel|upgrades|it|pool|renovation|house|home",
    ),
    row(
        PriceMeasuredBy(PriceReason::Upgrades),
        "new|brand_new|remodeled|updated|upgraded ..2 kitchen|bathrooms|roof|pool ..6 worth|more",
    ),
    row(Objection(Is::Timing), "not ..2 good|right|best time"),
    row(Objection(Is::Timing), "bad|wrong|terrible time"),
    row(Objection(Is::Timing), "not|dont ..3 ready"),
    row(
        Objection(Is::Timing),
        "not|dont ..3 now|yet|at_this_time|at_the_moment",
    ),
    row(Objection(Is::Timing), "too soon|early|busy"),
    row(
        Objection(Is::Timing),
        "wait|waiting|hold_off ..3 rates|market|prices|spring|year|until|for",
    ),
    row(Objection(Is::Timing), "thinking|think about it"),
    row(Objection(Is::Timing), "think ..2 over"),
    row(Objection(Is::Timing), "get back to|with you"),
    row(
        Objection(Is::Timing),
        "call|text|check|reach|try me|us|back|again|in ..2 later|next_year|few_months|couple_months|in_a_few",
    ),
    row(Objection(Is::Timing), "maybe later|next_year"),
    row(
        Objection(Is::Competition),
        "have|got|with|working_with|signed_with|using|hired|use|talking_to ..3 @agent",
    ),
    row(
        Objection(Is::Competition),
        "already ..2 listed|represented|signed|working_with|have_someone|have_somebody|have_an_agent",
    ),
    row(Objection(Is::Competition), "another|other|different ..1 @agent"),
    row(Objection(Is::Competition), "my @agent"),
    row(
        Objection(Is::Competition),
        "otro|otra ..1 agente|realtor|corredor",
    ),
    row(
        Objection(Is::Competition),
        "interviewing|comparing|talking_to ..3 agents|realtors|brokers|others",
    ),
    row(
        Objection(Is::Competition),
        "@kin|friend ..3 is|in ..1 @agent|real_estate",
    ),
    row(Objection(Is::Competition), "sell it ourselves|myself|by_owner"),
    row(
        Objection(Is::Trust),
        "is this|it a|some ..1 scam|spam|legit|bot|robot|real",
    ),
    row(Objection(Is::Trust), "scam|scammer|spam"),
    row(
        Objection(Is::Trust),
        "how did|do you get|have|got my number|name|info|email",
    ),
    row(Objection(Is::Trust), "dont|cant|hard_to|not_sure_i ..1 trust"),
    row(Objection(Is::Trust), "dont|do_not believe"),
    row(Objection(Is::Trust), "last|previous|old @agent"),
    row(Objection(Is::Trust), "been burned|lied_to|screwed|ripped_off"),
    row(Objection(Is::Trust), "whats the catch"),
    row(Objection(Is::Trust), "too good to be true"),
    row(
        Objection(Is::Authority),
        "talk|speak|check|discuss|ask|run|need|consult|confer ..4 @kin|lawyer|attorney|accountant|cpa|financial_advisor|trustee|executor",
    ),
    row(
        Objection(Is::Authority),
        "@kin ..2 decides|has_to|needs_to|wants_to|doesnt_want|isnt_ready|wont_sell|wont|is_not_on_board|has_final_say|not_on_board",
    ),
    row(
        Objection(Is::Authority),
        "not|isnt ..2 only one ..3 decision|decides|deciding|title|deed",
    ),
    row(Objection(Is::Authority), "not|isnt my|up_to ..1 decision|call|me"),
    row(
        Objection(Is::Value),
        "why ..3 need|use|hire|pay ..2 @agent|you|commission",
    ),
    row(Objection(Is::Value), "dont|do_not need|want ..2 @agent"),
    row(
        Objection(Is::Value),
        "commission ..3 high|much|low|less|negotiable|discount",
    ),
    row(Objection(Is::Value), "what ..2 you do for|different|offer"),
    row(
        Objection(Is::Value),
        "lower|reduce|cut|discount ..2 commission|fee|rate",
    ),
    row(Objection(Is::Value), "without|save_on|save ..2 @agent|commission"),
];
