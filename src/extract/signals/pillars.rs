//! Motive, timeline, condition and price: ready or not yet.

use super::{Row, but, row};
use crate::domain::signal::Level::{High, Low};
use crate::domain::signal::Pillar::{Condition, Motivation, Price, Timeline};
use crate::domain::signal::{Level, Pillar, SignalKind};

const fn is(pillar: Pillar, level: Level, phrase: &'static str) -> Row {
    row(SignalKind::Pillar(pillar, level), phrase)
}

const fn unless(pillar: Pillar, level: Level, phrase: &'static str, unless: &'static [&'static str]) -> Row {
    but(SignalKind::Pillar(pillar, level), phrase, unless)
}

pub(super) const ROWS: &[Row] = &[
    // A motive that does not wait.
    is(
        Motivation,
        High,
        "must|have_to|need_to|needs_to|gotta|got_to|forced_to|has_to ..1 sell|move|relocate|be_out|get_out|downsize",
    ),
    is(
        Motivation,
        High,
        "relocating|relocate|relocation|transferred|being_transferred|job_transfer",
    ),
    is(
        Motivation,
        High,
        "got|getting|starting|took|accepted|start ..3 new_job|job|position|offer in|out|across|with|at|next|soon",
    ),
    is(Motivation, High, "new job|promotion"),
    is(Motivation, High, "job change|transfer|relocation|move"),
    is(Motivation, High, "lost|losing my|our|his|her job"),
    is(Motivation, High, "laid off"),
    is(Motivation, High, "behind on ..3 payments|mortgage|taxes|payment"),
    is(
        Motivation,
        High,
        "cant|cannot|can_no_longer|couldnt ..2 afford|pay|keep|make ..3 payment|payments|mortgage|house|home|place|it|anymore",
    ),
    is(
        Motivation,
        High,
        "foreclosure|foreclosing|foreclose|foreclosed|preforeclosure|pre_foreclosure|notice_of_default|short_sale",
    ),
    unless(
        Motivation,
        High,
        "divorce|divorcing|divorced|separating|splitting_up|separation",
        &["divorced for|years", "divorce attorney|lawyer referral"],
    ),
    is(
        Motivation,
        High,
        "inherited|inheriting|probate|inheritance|estate_sale",
    ),
    is(Motivation, High, "settling|settle|part_of|from ..2 estate"),
    is(Motivation, High, "passed away"),
    is(Motivation, High, "passed away|left ..3 house|home"),
    is(
        Motivation,
        High,
        "downsizing|upsizing|retiring|retire|retirement|outgrown|empty_nesters",
    ),
    is(Motivation, High, "expecting|having a baby|twins|child"),
    is(Motivation, High, "getting married"),
    is(Motivation, High, "lease is|is_almost up|ending|over"),
    is(
        Motivation,
        High,
        "landlord ..4 selling|sold|raising|raised|kicking|evicting",
    ),
    is(Motivation, High, "evicted|eviction"),
    is(Motivation, High, "military orders|pcs|pcsing"),
    is(
        Motivation,
        High,
        "already bought|closed_on|under_contract_on ..2 another|new|next|other",
    ),
    is(Motivation, High, "two mortgages"),
    is(
        Motivation,
        High,
        "tired of ..3 renting|tenants|being_a_landlord|landlording",
    ),
    is(Motivation, High, "motivated ..1 seller|buyer|to"),
    is(Motivation, High, "divorcio|herencia|embargo|me_mudo|nos_mudamos"),
    // No motive yet.
    is(
        Motivation,
        Low,
        "just|only|kind_of|still|merely ..1 browsing|looking|curious|window_shopping|exploring|poking_around|dreaming",
    ),
    unless(Motivation, Low, "browsing", &["browsing history"]),
    is(Motivation, Low, "window shopping"),
    unless(
        Motivation,
        Low,
        "curious",
        &["curious if|whether|about ..6 sell|buy|closing"],
    ),
    is(Motivation, Low, "what if rates ..4 drop|fall|go_down|come_down"),
    is(Motivation, Low, "no ..1 reason to move|sell|leave"),
    is(
        Motivation,
        Low,
        "not ..3 motivated|serious|ready_to_buy|ready_to_sell",
    ),
    is(Motivation, Low, "if the price|offer|number is right"),
    is(Motivation, Low, "testing|test the market|waters"),
    is(Motivation, Low, "see|know|find_out what ..3 worth|get|out_there"),
    is(Motivation, Low, "solo ..1 mirando|viendo"),
    // Soon.
    unless(
        Timeline,
        High,
        "asap|as_soon_as_possible|immediately|right_away|urgent|urgently|right_now|cuanto_antes",
        &["not|cant|busy|dont ..4 right_now|asap", "right_now is ..2 bad"],
    ),
    is(Timeline, High, "as fast|quick|quickly|soon as|possible"),
    is(Timeline, High, "this month|week"),
    is(
        Timeline,
        High,
        "within|in|next|under|less_than ..2 @number ..1 day|days|week|weeks",
    ),
    is(
        Timeline,
        High,
        "within|in|next ..2 30|45|60|thirty|sixty day|days",
    ),
    is(Timeline, High, "in|within one|1|a|two|2 month|months"),
    is(Timeline, High, "by|before|end_of|until ..2 @month"),
    is(
        Timeline,
        High,
        "by ..1 end|first|beginning|the_1st of ..1 month|@month",
    ),
    is(
        Timeline,
        High,
        "lease ..5 up|ends|ending|expires|over|out|runs_out",
    ),
    is(Timeline, High, "before school starts|school"),
    is(Timeline, High, "closing|close ..1 date"),
    is(
        Timeline,
        High,
        "need|have|want|must|got ..3 be|move|close|out|in|moved ..2 by|before|within",
    ),
    is(Timeline, High, "running out of time"),
    is(
        Timeline,
        High,
        "ready to go|move|buy|list|sell|close|start|make_an_offer|sign",
    ),
    is(Timeline, High, "next month|week"),
    is(Timeline, High, "sooner the better"),
    is(Timeline, High, "sooner than later"),
    // Some day.
    is(
        Timeline,
        Low,
        "eventually|someday|some_day|one_day|down_the_road|down_the_line|at_some_point|in_the_future",
    ),
    is(
        Timeline,
        Low,
        "when ..2 time|market|rates is|are ..1 right|better|lower|down",
    ),
    is(Timeline, Low, "no ..2 rush|hurry|timeline|timeframe|deadline"),
    is(
        Timeline,
        Low,
        "not ..3 rush|hurry|urgent|anytime_soon|any_time_soon|right_away",
    ),
    is(
        Timeline,
        Low,
        "not|dont|wont ..5 until|till|before ..2 next_year|year|2027|2028|2029|2030|spring|fall|summer|winter|retire",
    ),
    is(Timeline, Low, "next year|couple_of_years|few_years"),
    is(
        Timeline,
        Low,
        "in|within ..2 year|years|two_years|few_years|couple_years",
    ),
    is(Timeline, Low, "year|years from_now|away|out|or_two|or_so"),
    is(
        Timeline,
        Low,
        "wait|waiting|hold_off|holding_off ..3 rates|market|prices|spring|summer|election|year|see",
    ),
    is(Timeline, Low, "taking|take our|my time"),
    is(Timeline, Low, "not ..2 yet"),
    is(Timeline, Low, "algun dia"),
    // Honest about the state of the home.
    unless(Condition, High, "as_is", &["as_is the_case|usual|common"]),
    is(
        Condition,
        High,
        "needs|need|need_some|could_use|require|requires ..3 work|repairs|repair|updating|tlc|fixing|roof|paint|everything|remodel|rehab|renovation|help",
    ),
    is(
        Condition,
        High,
        "fixer|fixer_upper|teardown|tear_down|handyman|gut_job|rehab|distressed|outdated|dated|run_down|rough_shape|bad_shape|poor_condition|beat_up",
    ),
    is(
        Condition,
        High,
        "roof|foundation|plumbing|electrical|hvac|furnace|septic|kitchen|bathroom|windows|floors|water_heater|ac ..3 leaks|leaking|bad|old|original|cracked|crack|issues|problems|problem|broken|replaced_soon|shot|outdated|going_out|dead|damage|damaged",
    ),
    is(
        Condition,
        High,
        "mold|termites|termite|water_damage|fire_damage|foundation_issues|asbestos|code_violations|hoarder|leak|leaks",
    ),
    is(
        Condition,
        High,
        "original kitchen|bathrooms|roof|windows|carpet|condition|everything",
    ),
    is(
        Condition,
        High,
        "take|accept|expect|understand|open_to ..4 less|discount|lower|below_market",
    ),
    is(Condition, High, "necesita ..2 arreglos|reparaciones|trabajo"),
    // Sure that all is perfect.
    unless(
        Condition,
        Low,
        "perfect|immaculate|flawless|pristine|mint|impeccable|showroom|turnkey_perfect ..2 condition|shape|home|house",
        &["perfect ..2 for"],
    ),
    is(
        Condition,
        Low,
        "@home is|in ..2 perfect|immaculate|flawless|pristine|gorgeous",
    ),
    is(Condition, Low, "premium|top price|dollar"),
    is(Condition, Low, "nothing|not_a_thing ..3 wrong|fix|done|repair"),
    is(
        Condition,
        Low,
        "best house|home on|in ..1 street|block|neighborhood",
    ),
    is(
        Condition,
        Low,
        "doesnt|does_not|dont need ..2 work|thing|anything|repairs",
    ),
    // A realistic price.
    is(
        Price,
        High,
        "comps|comparables|comparable_sales|recent_sales|recently_sold|cma",
    ),
    is(Price, High, "market value|price|rate"),
    is(
        Price,
        High,
        "fair|realistic|reasonable ..1 price|offer|value|market|range|number",
    ),
    is(
        Price,
        High,
        "somewhere|anywhere|range between|from|of|in ..1 the_high|the_low|the_mid|the_400s|the_500s|the_300s",
    ),
    is(Price, High, "appraised|appraisal|assessed at|for|came"),
    is(
        Price,
        High,
        "flexible|negotiable|open on|about|to ..3 price|negotiate|negotiation|offers",
    ),
    is(
        Price,
        High,
        "whatever|what ..2 market will|bears|says|supports|pays",
    ),
    is(
        Price,
        High,
        "similar|same_model|houses|homes ..4 sold|selling|going for",
    ),
    // Fixed on a number.
    is(
        Price,
        Low,
        "wont|will_not|not|never|cant|refuse_to ..4 less_than|a_penny_less|lower|under|below|go_lower|go_down|budge|negotiate",
    ),
    is(Price, Low, "firm on|at ..3 price|number"),
    is(Price, Low, "price is firm"),
    is(Price, Low, "bottom line"),
    is(Price, Low, "not|wont ..2 giving|give ..2 away"),
    is(
        Price,
        Low,
        "dont|do_not care ..3 comps|appraisal|appraised|market|others|zillow",
    ),
    is(Price, Low, "worth ..1 more than"),
    is(Price, Low, "not|wont|never a_dime|penny|cent less"),
];
