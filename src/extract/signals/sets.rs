//! Words that several phrases share.

use crate::domain::words::Sets;

pub(super) const SETS: &Sets = &[
    (
        "home",
        "home|house|place|property|condo|townhouse|townhome|apartment|duplex|it|this|mine",
    ),
    (
        "our",
        "my|our|the|this|a|his|her|their|moms|dads|parents|grandmas",
    ),
    (
        "we",
        "i|we|im|were|id|wed|ill|well|ive|weve|i_am|we_are|i_would|we_would|i_have|we_have|i_will|we_will",
    ),
    (
        "want",
        "want|wanna|wants|need|needs|looking|hoping|ready|trying|planning|plan|plans|would_like|id_like|wed_like|going|gonna|thinking|like|have|got|must",
    ),
    (
        "number",
        "1|2|3|4|5|6|7|8|9|10|14|15|20|21|30|45|60|90|one|two|three|four|five|six|ten|thirty|sixty|ninety|a|an|couple|few|couple_of|a_couple|a_few|a_couple_of|several",
    ),
    ("unit", "day|days|week|weeks|month|months|wk|wks|mo|mos"),
    (
        "month",
        "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec",
    ),
    (
        "weekday",
        "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|thurs|fri|sat|sun|today|tomorrow|tonight|weekend",
    ),
    (
        "kin",
        "wife|husband|spouse|partner|mom|mother|dad|father|parents|parent|brother|sister|siblings|son|daughter|grandmother|grandma|grandfather|aunt|uncle|fiance|girlfriend|boyfriend|family|kids|children",
    ),
    ("sell", "sell|selling|list|listing|unload|get_rid_of"),
    (
        "portal",
        "zillow|zestimate|redfin|realtor_com|trulia|opendoor|zillows",
    ),
    ("agent", "agent|realtor|broker|realtors|agents"),
];
