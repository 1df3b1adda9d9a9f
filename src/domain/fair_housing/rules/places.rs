//! Words about areas: their schools, their safety, and who belongs where.

use super::super::Category::{Safety, Schools, Steering};
use super::super::Severity::{High, Low, Medium};
use super::Group;

const SCHOOLS: &str = "district name + link to official data";
const SAFETY: &str = "link to official sources";
const AREA: &str = "cul-de-sac, gated, built 1960s";

pub(super) const GROUPS: &[Group] = &[
    Group::new(Schools, "the house's rules on schools", SCHOOLS, &[
        (High, "@good|@poor @adj? @adj? @adj? @school", &["@good|@poor elementary|high $", "@good ~0 high|elementary ceiling|ceilings|end|speed|quality|value",
            "nice|great|good|best old school", "@good city|area high"]),
        (High, "@school ~3 are|is|rank|ranks|rate|rated|scored|score|ranked|rating ~3 @good|@poor|high|highly|higher|low|10|9|8|a|number|1|phenomenal|tops|better", &["schools|school ~1 are|is ~2 close|near", "schools|school ~1 are|is ~2 0|1|2|3|8|9|10|a mile|miles|minutes|blocks|min|5|block"]),
        (High, "@school ..5 are|is very|so|really|pretty|quite|not_very|truly|all? @good|@poor", &["schools|school ~1 are|is ~2 close|near"]),
        (High, "best|top|finest ~3 in ..2 @school", &["best|top ~3 in ~1 school|elementary zone"]),
        (High, "10|9|8|a|five_star|5_star ~0 rated|ranked ~1 @school", &[]),
        (High, "school|schools ~1 ratings|rating|scores|rankings|ranking|test_scores", &["official ..2 school", "school|schools ~1 ratings|rating|scores|rankings are_available|on_the|can_be|link"]),
        (High, "@school of excellence|distinction", &[]),
        (High, "great|top|best|good education|educational|academics", &[]),
    ]),
    Group::new(Safety, "the house's rules on safety", SAFETY, &[
        (High, "safe|safest|safer|secure|unsafe|dangerous|crime_free|crimefree|low_crime ~3 @hood|@street|town|city|village|place_to_live|place_to_raise|environment|atmosphere|blocks", &["secure ~3 parking|your|the|an|a|this|location|spot|drive|court",
            "safe ~3 drive|trip", "secure gated|building"]),
        (High, "@hood|@street|@town|it|its|thats|here|there ~0 is|are|feels|feel|was|seems|stays? ~2 safe|safer|safest|unsafe|dangerous|sketchy|rough|ghetto", &[
            "it|its|here|there ~0 is|was|feels|seems? ~2 safe|safer to|for|if", "it|its|there is|was? ~2 rough|rough_in|dangerous", "rough in|estimate|draft|week|day|idea|start|number", "it|its ~3 safe"]),
        (High, "feel|feels|feeling|be|youll_be|walk|sleep|play so|very|more|really|totally|perfectly|completely? safe|safer|safely", &["be safe to|there|out|driving|on", "feel safe with|about|going", "be safer to|if", "walk safely|safe across"]),
        (High, "safe|safer|dangerous|unsafe ~1 at_night|after_dark|to_walk|for_kids|for_children|to_live", &[]),
        (High, "low|no|little|less|high|lower|zero|minimal|reduced|more|bad|higher|hardly_any|lowest|almost_no|virtually_no|rising|much|any ~0 crime|crimes|criminals|violence", &["crime insurance"]),
        (High, "crime free|ridden|rate|rates|infested|is|isnt|problem|level|levels|here|area|there|doesnt", &["crime is ~2 on|available|at"]),
        (High, "bad|rough|sketchy|shady|seedy|ghetto|dicey|undesirable|wrong|questionable|gang|scary|iffy|troubled|worst|worse|declining|run_down|rundown|trashy|sketch|slummy|blighted|terrible|crappy|hood ~1 @hood|street|block|part|side|town|blocks|neighbors", &[
            "bad|wrong|worst part about|is|of_the_deal", "wrong street|block|side|zip|area code", "wrong side of_the_road|of_the_street|of_the_house|of_the_fence", "wrong zip|street", "iffy part"]),
        (High, "wrong|other|bad side of_the tracks", &[]),
        (High, "ghetto|slum|slums|da_hood", &[]),
        (High, "avoid|stay_away_from|steer_clear_of|stay_out_of|keep_away_from|skip|rule_out|away_from|not_recommend ..2 @hood|side|part", &["skip ~2 area rug", "avoid|away_from ~2 seating"]),
        (High, "wouldnt|would_not|dont|shouldnt|never|do_not ~1 want|live|recommend|buy|raise|go|be|look|walk ..3 that|this|those ~1 @hood|side|part|neighborhood", &[]),
        (High, "not_the|isnt_the|not_a best|greatest|safest|nicest|good|great|nice|safe ~0 @hood|part|side", &[]),
        (Medium, "good|nice|better|best|nicer|nicest|decent|right|clean|respectable ~1 neighborhood|neighbourhood|area|part_of_town|side_of_town|areas|neighborhoods|side_of_the_tracks", &["best ~1 area for|to ~2 sofa|desk", "the right ~1 area", "good|nice|better|best ~1 area agent|rug",
            "nice|good|decent|best ~1 area on|under|above|behind|off", "nice|good ~1 size|sized"]),
    ]),
    Group::new(Steering, "the house's rules on what an area is called", AREA, &[
        (Medium, "quiet|quieter|quietest|exclusive|elite|traditional|integrated|segregated|restricted|homogeneous ~2 @hood", &["restricted area"]),
        (Medium, "@hood|it|its|thats is|feels|are|was|stays? very|so|really|super|nice_and|pretty|quite|most|more? quiet|exclusive|traditional|integrated|segregated", &[
            "it|its|thats is|feels|was|stays? ~1 quiet|exclusive|traditional|integrated"]),
        (High, "diverse|diversity|mixed|non_white|nonwhite|homogenous|all_american|changing|inner_city ~1 @hood|population|residents|neighbors", &["mixed use"]),
        (High, "@hood is|are ~2 diverse|changing|mixed|integrating|turning", &[]),
        (Medium, "up_and_coming|transitional|transitioning|gentrifying|gentrified|in_transition|emerging ~1 @hood", &[]),
        (Low, "quiet|quieter|peaceful|tranquil|serene|private ~1 street|streets|block|cul_de_sac|culdesac|road|lane|court|circle|loop|avenue|dead_end|location|corner", &["private ~1 road|lane|drive|court|street|location|corner|block",
            "peaceful|tranquil|serene ~1 location|corner"]),
        (Low, "peaceful|tranquil|serene|upscale|prestigious|affluent|wealthy|high_end|elite|close_knit|tight_knit|private ~1 @hood", &["private ~1 community|area"]),
        (Low, "quiet|friendly|great|good|nice|wonderful|respectful|lovely neighbors|neighbours", &[]),
    ]),
    Group::new(Steering, "the house's rules: never steer towards or away from an area", "homes by the wishes the person named: price, rooms, distance", &[
        (High, "people|buyers|families|folks|neighbors|others like|similar_to you|yourself|yours|us|them|yourselves", &["people|others like you said|them_because"]),
        (High, "you people", &[]),
        (High, "your|our|their|right|wrong|same|certain|those|different|other type|kind|kinds|types|sort|class ~0 of people|neighbors|neighbours|residents|folks|person|element", &[]),
        (High, "your|their|his|her own people|kind|community|background", &["your|their|his|her own kind_of_home"]),
        (High, "fit|blend|belong ~1 in ~1 better|best|well|right|nicely|there|here|around|with", &["fit ~0 in ..2 garage|kitchen|room|driveway|closet|budget|space|nook|schedule", "fit ~0 in ~1 with your|the|my|well|nicely|there|here"]),
        (High, "you ~1 fit|blend ~0 right? in", &[]),
        (High, "would|youd|you_d|might|may|ll|youll|will ~1 be|feel ~1 more_comfortable|happier|more_at_home|more_welcome|out_of_place|comfortable|accepted|uncomfortable|welcome ~0 in|there|living|around|with ~2 @hood|people|there|neighbors|residents|community", &[]),
        (High, "like_minded|likeminded ~1 neighbors|people|residents|families|community|folks|individuals", &[]),
        (High, "demographic|demographics|undesirables|undesirable_element|riff_raff|riffraff|white_flight", &[]),
        (High, "your|their|his|her kind|type of @hood|area|street", &[]),
        (Medium, "kind|type of people|neighbors", &[]),
    ]),
    Group::new(Steering, "the house's rules on what homes are matched by", "price, rooms, distance and features", &[
        (High, "school|schools rating|ratings|score|quality|rank", &[]),
        (High, "crime|safety|safe|demographics|race|ethnicity|religion|nationality|church|churches|median_age|household_composition|family_status|familial_status|marital_status", &[
            "gun|wall|fire safe", "safety glass|rail|gate|features|pool|cover|fence"]),
        (High, "kids|children|families|seniors|retirees|singles", &[]),
    ]).inputs_only(),
];
