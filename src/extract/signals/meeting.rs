//! They agree to a call, a tour or a visit.

use super::{Row, but, row};
use crate::domain::signal::SignalKind::AgreesToMeet;

pub(super) const ROWS: &[Row] = &[
    but(
        AgreesToMeet,
        "@weekday|morning|afternoon|evening|noon|that|it|time ..3 works|work|is_good|is_great|is_fine|is_perfect|sounds_good|sounds_great|good_for_me|ok_for_me",
        &[
            "work ..1 on|at|from|until|late",
            "what|which|does|do|if|how|will|would|whether ..4 work|works",
            "i|we work",
        ],
    ),
    row(AgreesToMeet, "@month works"),
    row(AgreesToMeet, "works for me|us"),
    row(AgreesToMeet, "see you then|there|@weekday|at|soon|in"),
    row(
        AgreesToMeet,
        "ill|i_will|well|we_will|we_can|i_can ..1 be_there|meet|come_by|stop_by|do_it|come|make_it|call_you",
    ),
    row(
        AgreesToMeet,
        "lets ..2 meet|do_it|tour|talk|see_it|schedule|set_it_up|set_up|chat|go_see|look_at|do",
    ),
    row(
        AgreesToMeet,
        "can|could|id_like_to|would_like_to|want_to|wanna|love_to|like_to ..1 see_it|tour|visit|view|come_see|walk_through|meet|schedule|stop_by|look_at_it|take_a_look ..1 @weekday|it|the|that|this|you|a|with|on|at|in|sometime",
    ),
    row(
        AgreesToMeet,
        "book|schedule|set_up|arrange ..3 tour|showing|visit|appointment|call|viewing|time|meeting",
    ),
    row(
        AgreesToMeet,
        "yes|yeah|sure|ok|okay|yep ..3 call|come|meet|stop_by|@weekday|tomorrow",
    ),
    row(
        AgreesToMeet,
        "call|give_me_a_call|ring me|us|at ..3 @weekday|after|at|tomorrow|anytime|tonight",
    ),
    row(
        AgreesToMeet,
        "im|i_am|were|we_are ..1 free|available ..3 @weekday|after|at|between|anytime|morning|afternoon",
    ),
    row(AgreesToMeet, "stop|swing|come by ..2 @weekday|after|at|tomorrow"),
    row(AgreesToMeet, "nos vemos"),
];
