//! States and provinces with their zones, area codes and postal codes. Data only.
//!
//! From general knowledge of the numbering plan and of postal prefixes, 2026-11-25; where a state has two zones and
//! the code does not tell which, both stand here, and a send must suit both.

/// A state, territory or province.
#[derive(Debug)]
pub struct State {
    /// Postal abbreviation.
    pub code: &'static str,
    /// Full name, lower case.
    pub name: &'static str,
    /// Its zones, IANA.
    pub zones: &'static [&'static str],
    /// Area codes of its numbers.
    pub areas: &'static [u16],
    /// Ranges of the first three digits of its ZIP codes, both ends included.
    pub zips: &'static [(u16, u16)],
}

const E: &str = "America/New_York";
const C: &str = "America/Chicago";
const M: &str = "America/Denver";
const P: &str = "America/Los_Angeles";

/// Every zone somebody with a US number or address may be in; the far territories have area codes of their own.
pub const ALL_US: &[&str] = &[
    "America/Puerto_Rico",
    E,
    C,
    M,
    "America/Phoenix",
    P,
    "America/Anchorage",
    "Pacific/Honolulu",
];

/// Zones of single area codes where the state alone would say too many.
pub const NARROW_AREAS: &[(&[u16], &[&str])] = &[
    (&[915], &[M]),
    (&[850, 448], &[E, C]),
    (&[423, 729, 865], &[E]),
    (&[615, 629, 731, 901, 931], &[C]),
    (&[502, 859], &[E]),
    (&[219], &[C]),
    (&[260, 317, 463, 765], &["America/Indiana/Indianapolis"]),
    (&[906], &["America/Detroit", C]),
    (&[316, 913], &[C]),
    (&[402, 531], &[C]),
    (&[503, 971], &[P]),
    (&[928], &["America/Phoenix", M]),
    (&[480, 520, 602, 623], &["America/Phoenix"]),
    (&[250], &["America/Vancouver", "America/Edmonton"]),
    (&[807], &["America/Toronto", "America/Winnipeg"]),
];

/// The same for whole states whose area codes lie in one of their zones unless [`NARROW_AREAS`] says otherwise.
pub const MOSTLY: &[(&str, &[&str])] = &[
    ("TX", &[C]),
    ("FL", &[E]),
    ("MI", &["America/Detroit"]),
    ("BC", &["America/Vancouver"]),
    ("ON", &["America/Toronto"]),
];

/// Zones of single ZIP prefixes, likewise.
pub const NARROW_ZIPS: &[(&[u16], &[&str])] = &[
    (&[798, 799, 885], &[M]),
    (&[324], &[E, C]),
    (&[325], &[C]),
    (&[498, 499], &["America/Detroit", C]),
    (&[979], &[P, "America/Boise"]),
];

macro_rules! states {
    ($($code:literal $name:literal $zones:tt $areas:tt $zips:tt;)+) => {
        /// All of them.
        pub const STATES: &[State] = &[$(State {
            code: $code, name: $name, zones: &$zones, areas: &$areas, zips: &$zips,
        }),+];
    };
}

states! {
    "AL" "alabama" [C] [205, 251, 256, 334, 659, 938] [(350, 369)];
    "AK" "alaska" ["America/Anchorage", "America/Adak"] [907] [(995, 999)];
    "AZ" "arizona" ["America/Phoenix", M] [480, 520, 602, 623, 928] [(850, 865)];
    "AR" "arkansas" [C] [327, 479, 501, 870] [(716, 729)];
    "CA" "california" [P] [
        209, 213, 279, 310, 323, 341, 350, 357, 369, 408, 415, 424, 442, 510, 530, 559, 562, 619, 626, 628, 650, 657,
        661, 669, 707, 714, 738, 747, 760, 764, 805, 818, 820, 831, 837, 840, 858, 909, 916, 925, 949, 951
    ] [(900, 961)];
    "CO" "colorado" [M] [303, 719, 720, 970, 983] [(800, 816)];
    "CT" "connecticut" [E] [203, 475, 860, 959] [(60, 69)];
    "DE" "delaware" [E] [302] [(197, 199)];
    "DC" "district of columbia" [E] [202, 771] [(200, 200), (202, 205), (569, 569)];
    "FL" "florida" [E, C] [
        239, 305, 321, 324, 352, 386, 407, 448, 561, 645, 656, 689, 727, 728, 754, 772, 786, 813, 850, 863, 904, 941,
        954
    ] [(320, 349)];
    "GA" "georgia" [E] [229, 404, 470, 478, 678, 706, 762, 770, 912, 943] [(300, 319), (398, 399)];
    "HI" "hawaii" ["Pacific/Honolulu"] [808] [(967, 968)];
    "ID" "idaho" ["America/Boise", P] [208, 986] [(832, 838)];
    "IL" "illinois" [C] [
        217, 224, 309, 312, 331, 447, 464, 618, 630, 708, 730, 773, 779, 815, 847, 861, 872
    ] [(600, 629)];
    "IN" "indiana" ["America/Indiana/Indianapolis", C] [219, 260, 317, 463, 574, 765, 812, 930] [(460, 479)];
    "IA" "iowa" [C] [319, 515, 563, 641, 712] [(500, 528)];
    "KS" "kansas" [C, M] [316, 620, 785, 913] [(660, 679)];
    "KY" "kentucky" [E, C] [270, 364, 502, 606, 859] [(400, 427)];
    "LA" "louisiana" [C] [225, 318, 337, 457, 504, 985] [(700, 714)];
    "ME" "maine" [E] [207] [(39, 49)];
    "MD" "maryland" [E] [227, 240, 301, 410, 443, 667] [(206, 219)];
    "MA" "massachusetts" [E] [339, 351, 413, 508, 617, 774, 781, 857, 978] [(10, 27), (55, 55)];
    "MI" "michigan" ["America/Detroit", C] [
        231, 248, 269, 313, 517, 586, 616, 679, 734, 810, 906, 947, 989
    ] [(480, 499)];
    "MN" "minnesota" [C] [218, 320, 507, 612, 651, 763, 924, 952] [(550, 567)];
    "MS" "mississippi" [C] [228, 471, 601, 662, 769] [(386, 397)];
    "MO" "missouri" [C] [235, 314, 417, 557, 573, 636, 660, 816, 975] [(630, 658)];
    "MT" "montana" [M] [406] [(590, 599)];
    "NE" "nebraska" [C, M] [308, 402, 531] [(680, 693)];
    "NV" "nevada" [P, M] [702, 725, 775] [(889, 898)];
    "NH" "new hampshire" [E] [603] [(30, 38)];
    "NJ" "new jersey" [E] [201, 551, 609, 640, 732, 848, 856, 862, 908, 973] [(70, 89)];
    "NM" "new mexico" [M] [505, 575] [(870, 884)];
    "NY" "new york" [E] [
        212, 315, 329, 332, 347, 363, 516, 518, 585, 607, 624, 631, 646, 680, 716, 718, 838, 845, 914, 917, 929, 934
    ] [(5, 5), (100, 149)];
    "NC" "north carolina" [E] [252, 336, 472, 704, 743, 828, 910, 919, 980, 984] [(270, 289)];
    "ND" "north dakota" [C, M] [701] [(580, 588)];
    "OH" "ohio" [E] [216, 220, 234, 283, 326, 330, 380, 419, 436, 440, 513, 567, 614, 740, 937] [(430, 459)];
    "OK" "oklahoma" [C] [405, 539, 572, 580, 918] [(730, 732), (734, 749)];
    "OR" "oregon" [P, "America/Boise"] [458, 503, 541, 971] [(970, 979)];
    "PA" "pennsylvania" [E] [
        215, 223, 267, 272, 412, 445, 484, 570, 582, 610, 717, 724, 814, 835, 878
    ] [(150, 196)];
    "RI" "rhode island" [E] [401] [(28, 29)];
    "SC" "south carolina" [E] [803, 821, 839, 843, 854, 864] [(290, 299)];
    "SD" "south dakota" [C, M] [605] [(570, 577)];
    "TN" "tennessee" [E, C] [423, 615, 629, 729, 731, 865, 901, 931] [(370, 385)];
    "TX" "texas" [C, M] [
        210, 214, 254, 281, 325, 346, 361, 409, 430, 432, 469, 512, 621, 682, 713, 726, 737, 806, 817, 830, 832, 903,
        915, 936, 940, 945, 956, 972, 979
    ] [(733, 733), (750, 799), (885, 885)];
    "UT" "utah" [M] [385, 435, 801] [(840, 847)];
    "VT" "vermont" [E] [802] [(50, 54), (56, 59)];
    "VA" "virginia" [E] [276, 434, 540, 571, 686, 703, 757, 804, 826, 948] [(201, 201), (220, 246)];
    "WA" "washington" [P] [206, 253, 360, 425, 509, 564] [(980, 994)];
    "WV" "west virginia" [E] [304, 681] [(247, 268)];
    "WI" "wisconsin" [C] [262, 274, 353, 414, 534, 608, 715, 920] [(530, 549)];
    "WY" "wyoming" [M] [307] [(820, 831)];
    "PR" "puerto rico" ["America/Puerto_Rico"] [787, 939] [(6, 7), (9, 9)];
    "VI" "virgin islands" ["America/Puerto_Rico"] [340] [(8, 8)];
    "GU" "guam" ["Pacific/Guam"] [671] [(969, 969)];
    "MP" "northern mariana islands" ["Pacific/Guam"] [670] [];
    "AS" "american samoa" ["Pacific/Pago_Pago"] [684] [];
    "BC" "british columbia" ["America/Vancouver", "America/Edmonton"] [236, 250, 257, 604, 672, 778] [];
    "AB" "alberta" ["America/Edmonton"] [368, 403, 587, 780, 825] [];
    "SK" "saskatchewan" ["America/Regina", "America/Edmonton"] [306, 474, 639] [];
    "MB" "manitoba" ["America/Winnipeg"] [204, 431, 584] [];
    "ON" "ontario" ["America/Toronto", "America/Winnipeg"] [
        226, 249, 289, 343, 365, 382, 387, 416, 437, 519, 548, 613, 647, 683, 705, 742, 753, 807, 905, 942
    ] [];
    "QC" "quebec" ["America/Toronto"] [263, 354, 367, 418, 438, 450, 468, 514, 579, 581, 819, 873] [];
    "NB" "new brunswick" ["America/Halifax"] [428, 506] [];
    "NS" "nova scotia" ["America/Halifax"] [782, 902] [];
    "PE" "prince edward island" ["America/Halifax"] [] [];
    "NL" "newfoundland and labrador" ["America/St_Johns", "America/Halifax"] [709, 879] [];
    "YT" "yukon" ["America/Whitehorse"] [] [];
    "NT" "northwest territories" ["America/Edmonton"] [] [];
    "NU" "nunavut" ["America/Toronto", "America/Winnipeg", "America/Edmonton"] [867] [];
}
