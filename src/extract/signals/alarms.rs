//! A person has to take over.

use super::{Row, but, row};
use crate::domain::signal::Alarm as Is;
use crate::domain::signal::SignalKind::NeedsPerson;

pub(super) const ROWS: &[Row] = &[
    row(
        NeedsPerson(Is::Anger),
        "furious|livid|outraged|enraged|pissed|infuriated|fuming",
    ),
    row(NeedsPerson(Is::Anger), "fed up"),
    row(
        NeedsPerson(Is::Anger),
        "fuck|fucking|bullshit|asshole|assholes|bastards",
    ),
    row(
        NeedsPerson(Is::Anger),
        "unacceptable|disgusting|disgraceful|how_dare_you",
    ),
    row(
        NeedsPerson(Is::Anger),
        "am|im|are|were|is|so|really|very ..1 angry|mad",
    ),
    row(NeedsPerson(Is::Anger), "sick of ..2 you|your|this|people"),
    row(NeedsPerson(Is::Anger), "worst ..2 agent|realtor|service|company"),
    row(NeedsPerson(Is::Anger), "stop|quit harassing|bothering"),
    row(NeedsPerson(Is::Anger), "harassment|harassing"),
    but(
        NeedsPerson(Is::Legal),
        "lawyer|attorney|attorneys|lawyers",
        &[
            "divorce|estate|closing|real_estate|probate|title lawyer|attorney",
            "am|im|be|as|is|a ..1 lawyer|attorney $",
            "@kin|i|who ..2 lawyer|attorney",
        ],
    ),
    but(
        NeedsPerson(Is::Legal),
        "sue|suing|sued|lawsuit|litigation|small_claims|take_you_to_court|see_you_in_court|legal_action",
        &[
            "sue and|says|is|will|has|wants",
            "my|our|and|aunt|miss|ask|tell|called sue",
        ],
    ),
    row(
        NeedsPerson(Is::Legal),
        "report|complaint|complain|reporting ..5 board|commission|bbb|attorney_general|state|real_estate_commission|dre|broker|authorities",
    ),
    row(NeedsPerson(Is::Legal), "breach of contract"),
    row(NeedsPerson(Is::Legal), "cease and desist"),
    row(NeedsPerson(Is::Legal), "fcc|tcpa|ftc"),
    row(NeedsPerson(Is::Legal), "demanda|abogado"),
    row(
        NeedsPerson(Is::Discrimination),
        "discriminate|discriminated|discriminating|discrimination|discriminatory|racist|racism|racial|sexist|bigot|bigoted|redlining|steering|hud",
    ),
    row(NeedsPerson(Is::Discrimination), "fair housing"),
    row(
        NeedsPerson(Is::Discrimination),
        "because ..4 black|white|hispanic|latino|latina|asian|mexican|muslim|jewish|christian|gay|lesbian|trans|disabled|immigrant|immigrants|race|color|religion|wheelchair|pregnant|accent|section_8|skin",
    ),
    row(
        NeedsPerson(Is::Discrimination),
        "treated|treating ..3 unfairly|differently",
    ),
    row(NeedsPerson(Is::Hardship), "passed away|last_night"),
    but(
        NeedsPerson(Is::Hardship),
        "died|dying|funeral|hospice|cancer|stroke|suicide|chemo",
        &[
            "battery|phone|market|deal|laptop|car|line ..2 died|dying",
            "dying to",
        ],
    ),
    row(NeedsPerson(Is::Hardship), "death in|of ..2 family|@kin"),
    row(NeedsPerson(Is::Hardship), "lost my|our|her|his ..1 @kin|job"),
    row(
        NeedsPerson(Is::Hardship),
        "in|at|to ..1 hospital|icu|emergency_room",
    ),
    row(NeedsPerson(Is::Hardship), "laid off"),
    row(
        NeedsPerson(Is::Hardship),
        "very|seriously|really|too|terminally ill|sick",
    ),
    row(NeedsPerson(Is::Hardship), "heart attack"),
    but(
        NeedsPerson(Is::Hardship),
        "evicted|eviction|homeless|bankruptcy|bankrupt|foreclosure",
        &[
            "is this|it|that ..1 foreclosure",
            "foreclosure home|homes|house|houses|listing|listings|property|properties|auction|auctions|deal|deals",
        ],
    ),
    row(
        NeedsPerson(Is::Hardship),
        "behind on ..3 payments|mortgage|payment",
    ),
    row(NeedsPerson(Is::Hardship), "murio|fallecio"),
    but(
        NeedsPerson(Is::Media),
        "reporter|journalist|newspaper|tv_station|news_station|media_inquiry|press_inquiry",
        &["newspaper ad|ads|clipping|listing", "court reporter"],
    ),
    row(
        NeedsPerson(Is::Media),
        "writing|doing|working_on ..3 article|story|piece|segment ..2 about|on",
    ),
    row(
        NeedsPerson(Is::Media),
        "from|with ..2 times|gazette|herald|tribune|channel|press|news",
    ),
    row(NeedsPerson(Is::Media), "on the record"),
    row(
        NeedsPerson(Is::OtherAgent),
        "have|got|with|working_with|signed_with|using|hired|represented_by|listed_with ..3 @agent",
    ),
    row(NeedsPerson(Is::OtherAgent), "my|our|another|other @agent"),
    row(
        NeedsPerson(Is::OtherAgent),
        "already ..2 represented|signed|listed_with|under_contract_with|have_representation",
    ),
    row(NeedsPerson(Is::OtherAgent), "im|i_am|were ..2 @agent|licensed"),
    row(
        NeedsPerson(Is::OtherAgent),
        "exclusive ..2 agreement|with|listing",
    ),
];
