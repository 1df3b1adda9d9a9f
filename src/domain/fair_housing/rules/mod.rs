//! What is not written, what is lawful all the same, and what to write instead.
//!
//! Only tables live here, no logic. Each [`Group`] has its source: the house's rules = what the house asks of its own words
//! beyond the law, named by what they are about; FHA = 42 U.S.C. 3604(c) and 24 CFR 100.75; HUD95 = HUD's memorandum of
//! 1995-01-09 on advertisements, which calls words for the property and facilities lawful. Phrases are written as in
//! `domain::words`. To add one more: a row in its group, or a group listed in [`groups`].

mod people;
mod places;
mod spanish;

use super::super::words::Sets;
use super::{Category, Severity};

/// The rules as of this day; audit rows bear it.
pub const RULES_VERSION: &str = "fair-housing 2026-11-25";

/// How grave, the phrase, and its harmless readings.
pub(super) type Row = (Severity, &'static str, &'static [&'static str]);

/// Rows of one kind.
pub(super) struct Group {
    pub(super) category: Category,
    pub(super) instead: &'static str,
    pub(super) source: &'static str,
    /// Lawful for housing of people of 55 and older.
    pub(super) exempt_55_plus: bool,
    /// Looked for in matching inputs only.
    pub(super) inputs_only: bool,
    pub(super) rows: &'static [Row],
}

impl Group {
    const fn new(
        category: Category,
        source: &'static str,
        instead: &'static str,
        rows: &'static [Row],
    ) -> Self {
        Self {
            category,
            instead,
            source,
            exempt_55_plus: false,
            inputs_only: false,
            rows,
        }
    }

    const fn exempt_55_plus(mut self) -> Self {
        self.exempt_55_plus = true;
        self
    }

    const fn inputs_only(mut self) -> Self {
        self.inputs_only = true;
        self
    }
}

/// Every group.
pub(super) fn groups() -> impl Iterator<Item = &'static Group> {
    people::GROUPS.iter().chain(places::GROUPS).chain(spanish::GROUPS)
}

/// Named sets of all phrases.
pub(super) const SETS: &Sets = &[
    (
        "hood",
        "neighborhood|neighbourhood|neighborhoods|neighbourhoods|neighborhoood|area|areas|community|communities|\
        part_of_town|side_of_town|end_of_town|suburb|suburbs|district|subdivision|enclave|pocket|section_of_town|zip|\
        zip_code|locale|surroundings|hood|part_of_the_city|part_of_the_county|section_of_the_city|side_of_the_city|\
        vicinity|neighborhood_feel",
    ),
    (
        "street",
        "street|streets|block|cul_de_sac|culdesac|cul_de_sacs|road|lane|court|drive|circle|loop|avenue|\
        dead_end|location|setting|corner|tract",
    ),
    (
        "ways",
        "street|st|ave|avenue|rd|road|lane|ln|dr|drive|blvd|boulevard|way|ct|court|hill|place|pl|creek|point|pkwy|\
        parkway|terrace|ter|circle|cir|square|plaza|trail|alley|hwy|highway|row|view",
    ),
    (
        "town",
        "town|city|village|place_to_live|place_to_raise|spot|environment|atmosphere",
    ),
    (
        "suit",
        "perfect|perfectly|ideal|ideally|great|good|excellent|wonderful|suitable|suited|best|fantastic|amazing|\
        awesome|lovely|nice|designed|made|built|meant|tailored|geared|appropriate|fit|terrific|superb|ready|loved|\
        intended|marketed|reserved|preferred|available|right|well_suited|perfectly_suited|super|cool|fun|tailor_made|\
        a_dream|a_haven|paradise|heaven|a_paradise|a_must|beloved|popular|a_good_fit|a_great_fit|catered|cater|caters",
    ),
    (
        "suited",
        "suited|tailored|geared|cater|caters|catered|catering|marketed|limited|restricted|appeals|appeal|appealing|\
        attractive|suitable|conducive",
    ),
    ("families", "family|families|fams"),
    (
        "kids",
        "kids|children|kiddos|little_ones|toddlers|youngsters|kiddies|teens|teenagers|infants|babies|child|kid|baby",
    ),
    (
        "folks",
        "couple|couples|newlyweds|newly_weds|singles|single_people|single_person|single_man|single_woman|\
        single_moms|single_mom|single_mothers|single_parents|retirees|retiree|retired_couple|retired_couples|\
        retired_people|retired_folks|retired_person|seniors|senior|senior_citizens|elderly|elders|old_people|\
        older_people|older_adults|empty_nesters|empty_nester|emptynesters|young_professionals|young_professional|\
        young_people|younger_people|parents|moms|mothers|dads|fathers|mom_and_dad|bachelor|bachelors|bachelorette|\
        bachelorettes|grandparents|millennials|millennial|gen_z|boomers|baby_boomers|retirement|mature_adults|\
        mature_couple|mature_person|mature_individuals|active_adults|newlywed_couple|young_adults|the_elderly|\
        college_students|young_couple|honeymooners|a_bachelor",
    ),
    (
        "activity",
        "room|rooms|gathering|gatherings|dinner|dinners|game|games|movie|time|meals|meal|bbq|bbqs|barbecues|\
        holidays|holiday|get|fun|events|event|celebrations|use|kitchen|den|style|members|living|parties|functions|\
        visits|night|nights|bath|bathroom|reunions|owned|law",
    ),
    (
        "wantlike",
        "will|would|can|gonna|going_to|could|youll|theyll|may|are_sure_to|is_sure_to|are_going_to",
    ),
    (
        "good",
        "good|great|best|top|top_rated|toprated|excellent|outstanding|highly_rated|high_rated|award_winning|\
        awardwinning|blue_ribbon|amazing|fantastic|wonderful|desirable|better|superior|exceptional|stellar|strong|\
        superb|acclaimed|highly_acclaimed|a_rated|a_plus|coveted|sought_after|highly_sought_after|prestigious|\
        high_performing|topnotch|top_notch|high_ranked|highly_ranked|top_ranked|top_tier|finest|premier|terrific|\
        incredible|awesome|nice|solid|decent|high_quality|quality|first_rate|distinguished|renowned|favorite|highly_regarded|\
        well_regarded|top_scoring|high_scoring|10_rated|9_rated|10_10|9_10|number_one|1_rated|1_ranked|impressive|fabulous",
    ),
    (
        "poor",
        "bad|poor|failing|low_rated|low_performing|underperforming|terrible|awful|worst|weak|lousy|struggling|\
        low_ranked|poorly_rated|subpar",
    ),
    (
        "school",
        "school|schools|school_district|school_districts|school_system|elementary|high_school|elementary_school|\
        middle_school|schooling",
    ),
    (
        "adj",
        "public|elementary|high|middle|charter|private|local|neighborhood|area|nearby|and|safe|k_12|city|\
        unified|award|winning|rated|ranked|close|community|district|best|top|performing|very|primary",
    ),
    (
        "near",
        "near|nearby|close_to|closeby_to|walking_distance_to|walking_distance_of|walking_distance_from|walk_to|walkable_to|\
        steps_to|steps_from|blocks_to|blocks_from|block_from|minutes_from|minutes_to|min_from|min_to|mins_from|next_to|\
        across_from|across_the_street_from|proximity_to|convenient_to|distance_to|distance_from|down_the_street_from|\
        around_the_corner_from|by|beside|adjacent_to|miles_from|mile_from|mi_from|mile_to|miles_to|access_to|next_door_to|stroll_to|walk_from|\
        within_walking_distance_to|drive_to|drive_from|short_walk_to|short_drive_to|footsteps_from|location_to|local",
    ),
    (
        "worship",
        "church|churches|synagogue|synagogues|mosque|mosques|temple|temples|parish|parishes|cathedral|chapel|shul|\
        shuls|eruv|masjid|gurdwara|ward_building|islamic_center|jewish_center|place_of_worship|places_of_worship|house_of_worship|\
        houses_of_worship|jewish_community_center|stake_center|hindu_temple|kingdom_hall|tabernacle",
    ),
    (
        "faith",
        "christian|jewish|muslim|catholic|mormon|hindu|lds|protestant|islamic|hebrew|buddhist|sikh|evangelical|\
        orthodox|baptist|lutheran|religious|churchgoing|church_going|god_fearing|amish|hasidic|atheist|secular",
    ),
    (
        "faithful",
        "christians|jews|muslims|catholics|mormons|hindus|protestants|buddhists|sikhs|atheists|baptists|believers",
    ),
    (
        "origin",
        "asian|hispanic|latino|latina|latinx|african_american|caucasian|chinese|mexican|indian|korean|vietnamese|\
        filipino|japanese|arab|arabic|middle_eastern|persian|iranian|armenian|russian|cuban|puerto_rican|dominican|haitian|\
        somali|native_american|immigrant|foreign|minority|anglo|oriental|desi|ethnic|multicultural|multiethnic|\
        multi_ethnic|salvadoran|guatemalan|nigerian|ethiopian|pakistani|bangladeshi|cambodian|hmong|ukrainian|polish|\
        italian|irish|greek|portuguese|american_born|spanish_speaking|english_speaking|african|colored|racial|biracial|mixed_race",
    ),
    ("namelike", "white|black|english|french|german|brown|roman"),
    (
        "peoples",
        "whites|blacks|asians|hispanics|latinos|latinas|african_americans|caucasians|mexicans|indians|koreans|\
        immigrants|foreigners|minorities|arabs|chinese|filipinos|vietnamese|jews|muslims|christians|catholics|russians|\
        armenians|persians|people_of_color|white_people|black_people|white_folks|black_folks|white_families|black_families",
    ),
    (
        "crowd",
        "families|people|residents|population|buyers|owners|tenants|neighbors|households|majority|folks|clientele|\
        demographic|applicants|renters|couples|homeowners|occupants|persons|individuals|crowd|roommates",
    ),
    (
        "disabled",
        "wheelchair|wheelchairs|handicapped|disabled|handicap|crippled|blind|deaf|mentally_ill|mentally_disabled|\
        disabilities|disability|walker|walkers|mobility_issues|mobility_impaired|physically_challenged|wheelchair_users|\
        disabled_people|special_needs|the_handicapped|the_disabled|autistic|bad_knees|impaired",
    ),
    (
        "gender",
        "male|female|males|females|men|women|man|woman|lady|ladies|gentleman|gentlemen|girls|guys|boys|gal",
    ),
    (
        "orientation",
        "gay|lesbian|lgbt|lgbtq|queer|straight|heterosexual|homosexual|transgender|trans",
    ),
];

/// Lawful wordings; what begins or ends inside one is no finding (the house's rules, HUD95).
pub(super) const PASSES: &[&str] = &[
    // no answer, and where one is found
    "cant|cannot|unable|not_able|not_allowed|wont|dont to? say|comment|tell|advise|speak|answer|discuss|describe|characterize|judge \
        whether|if|on|which|how|about|you ..8 safe|safety|@school|@hood|crime|demographics|safer",
    // the property
    "single|multi|two|2|three|four|3|4|one|1 family|families",
    "single|multi|two|one story|storey|level|floor|stories",
    "family room|rooms|kitchen|bath|bathroom|gathering|gatherings|owned|operated|run|law|trust|doctor|business|members|member|dinner|\
        tree|heirloom|emergency|vacation|reunion|medicine|dentist|court|style|dining|den",
    "walk|walkin in closet|closets|pantry|shower|tub",
    "master|mastered plan|planned|plans|key|switch|shutoff|of|craftsman|builder|gardener|electrician|plumber|association|hoa|lease|\
        class|agreement|deed|planner|chef|carpenter|valve",
    "masterplan|masterplanned",
    "church|churchill|temple|mosque|chapel|mission|cathedral|parish|abbey|kirk|synagogue|christian|white|black|school|bishop|\
        bachelor|schoolhouse|english|french|german|indian|spanish|irish|masters|master @ways",
    "@ways of? church|temple|chapel",
    "quiet dishwasher|dishwashers|appliance|appliances|fan|fans|hvac|ac|a|furnace|garage|motor|close|closing|disposal|cool|heat|\
        pump|windows|flooring|floors|title|hours|refrigerator|washer|dryer|mode|office|opener|unit|system|compressor|time|moment|market|day|week|slow",
    "exclusive listing|agent|agency|right|rights|buyer|representation|use|agreement|seller|access|offer|showing|preview|brokerage|contract",
    "traditional floor|floorplan|style|architecture|home|house|kitchen|loan|mortgage|financing|sale|layout|colonial|elevation|design|details|\
        styling|brick|exterior|interior|listing|commission",
    "integrated appliance|appliances|dishwasher|refrigerator|fridge|sound|speakers|garage|smart|lighting|audio|design|system|systems",
    "gun|wall|floor|fire|hidden|jewelry|built_in|in_wall|water safe",
    "safe room|deposit|travels|trip|flight|drive|and_sound|to_say|to_assume|bet|harbor|side|guess|weekend|holiday|holidays|in_the|return|journey",
    "drive|stay|be|travel|play|keep|home safe",
    "old|driving|dance|new|law|med|medical|nursing|trade|grad|graduate|cooking|home|business school",
    "area rug|rugs|code|codes|median|agent|agents|average|map|sq|square|of_the_home|of_town_is",
    "living|dining|seating|sitting|laundry|storage|bonus|office|work|kitchen|bar|bbq|grilling|patio|outdoor|common|study|reading|loft|\
        parking|pool|spa|entertaining|entertainment|lounge|breakfast|utility|basement|attic|lot|surface|dog|pet|hobby|craft|picnic|\
        deck|yard|desk|eating|workout|gym|playroom|nook|fireplace|media|mudroom|flex|workshop|gathering area|areas",
    "community pool|pools|room|rooms|center|garden|gardens|clubhouse|park|parks|spa|gym|amenities|trails|college|hospital|garage|\
        laundry|association|fees|theater|mailbox|gate|dock|hall|bank|events|event|property|lending|reinvestment",
    "street parking|lights|light|level|view|views|address|number|front|noise|facing|trees|lamp|map|side",
    "block wall|walls|foundation|fence|construction|party",
    "city view|views|lights|hall|inspector|water|sewer|permit|limits",
    "children|childrens museum|hospital|theatre|theater|place",
    "mens|womens|ladies|gentlemens restroom|restrooms|locker|club",
    "temple city|hills|terrace|university|beautiful",
    "falls|bull church",
    "church hill|falls|hill_rd",
    "cathedral|vaulted ceiling|ceilings|city|style",
    "converted|former|old church|chapel|schoolhouse|school",
    "churchs chicken",
    "christian science|dior",
    "white|black rock|canyon|oak|oaks|horse|water|fence|picket|mountain|hills|diamond|granite",
    "in ground",
    "bachelor of|button",
    "man made",
    "guest house",
    "childproof|child proof",
    "retirement|retire account|accounts|savings|plan|plans|fund|funds|party|the|early_from",
    "adult beverage|beverages|supervision|education|school|swim|child|son|daughter|kids|children|signature",
    "independent living facility|near",
    "active listing|listings|duty|military|adult_education",
    "asian|african|indian|italian|mexican|chinese fusion|restaurant|restaurants|market|markets|food|cuisine|\
        tile|wedding|marble|villa|garden|hill|hills|wells|style|paint|inspired|stone|creek|american_museum|palms|trail",
    "polish nickel|concrete|the|up",
    "foreign currency|national|buyer|exchange|sellers",
    "white|black noise|board|glove|paper|out|top|list|tie|friday|box|rock_road",
    "straight forward|line|shot|up|to|away|from|on|through|ahead|sale|talk|across|out",
    "crime data|statistics|stats|map|maps|reports_link",
    "official crime",
    "minority interest|owner|share|shareholder|owned",
    "handicap accessible|parking|placard|ramp|restroom|bathroom|shower|access",
    "blind corner|spot|offer|side|cut|cleaning|shade",
    "deaf ear",
    "walker dr|street|ave|rd|lake|road",
    "mobility scooter",
    "french door|doors|country|style|drain|oak|inspired|provincial",
    "english style|tudor|ivy|garden|cottage",
    "german shepherd|engineered|made|appliances",
    "hoa|hud|section section",
    "the single",
];
