//! What counts as "send me nothing more": words, whole short answers, and sentences. Nothing here is read as a part
//! of a word.
//!
//! Sources: house = the house's business rules; FCC = 47 CFR 64.1200(a)(10) as in force since
//! 2025-04-11 (seven words always count, and any other reasonable wording does); CTIA = carriers' key words. Rows
//! without a mark are our own reading of "any other reasonable wording".

/// The rules as of this day; audit rows bear it.
pub const RULES_VERSION: &str = "opt-out 2026-11-27";

/// What a row means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Means {
    /// A person must decide.
    Doubt,
    /// No further message.
    Stop,
}

/// A sentence, or a part of one that says it all.
pub(super) struct Sentence {
    pub(super) phrase: &'static str,
    pub(super) means: Means,
    /// Harmless readings over the same words.
    pub(super) unless: &'static [&'static str],
}

pub(super) const fn stop(phrase: &'static str, unless: &'static [&'static str]) -> Sentence {
    Sentence {
        phrase,
        means: Means::Stop,
        unless,
    }
}

pub(super) const fn doubt(phrase: &'static str, unless: &'static [&'static str]) -> Sentence {
    Sentence {
        phrase,
        means: Means::Doubt,
        unless,
    }
}

/// Somebody else's stopping, told.
const TOLD: &[&str] = &[
    "@third ..4 @stop",
    "@third ..3 leave",
    "a|an|the|that|some|my ..4 wont|doesnt|didnt|cant|never|wouldnt ..1 @stop",
    "my ..2 wont|doesnt|didnt @stop",
    "dont|do_not|never|please_dont ever? @stop",
    "if|when|once|because|since you|u|i|we ..1 @stop",
    "^ to|2 @stop",
    "reply|send|txt|text ..2 @stop",
    "told|asked|tell|ask|telling him|her|them|everyone|my ..4 @stop",
];

/// A wish about when or how, not about whether.
const LATER: &[&str] = &[
    "@dont ..3 @text ..2 @me? ..1 @later",
    "you|u|he|she|they|i|we|who|people|why|nobody|if_you|@third ..1 @dont ..4 @text",
    "@dont forget|hesitate|mind|be_afraid|need|know|think|have|worry|wait|see|remember|just ..3 @text",
    "text|call|email me|us|instead|my_wife ..2 @dont",
    "@dont ..1 @text @me ..1 @later",
    "@dont ..1 @text @me ..6 @other",
    "@dont @text ..6 @other",
    "@dont ..1 @text @later",
    "you|u|he|she|they|i|we|who|people|why|nobody|if_you @dont ..1 @text",
    "@third ..4 @dont @text",
];

/// Sentences, clear wherever they stand (house: clear sentences count too).
pub(super) const SENTENCES: &[Sentence] = &[
    // stop texting me
    stop("@stop ..1 @texting ..1 @me", &TOLD_OR_NAMED),
    stop(
        "@stop ..1 @texting please|now|already|immediately|thanks|thank_you|asap|anymore|again? $",
        TOLD,
    ),
    stop("if|unless you|u|yall dont|do_not|wont @stop ..1 @texting", &[]),
    stop(
        "@stop sending|sendin ..3 @texts|stuff|anything|this|these|those|things|crap|shit|junk|bs|garbage",
        TOLD,
    ),
    stop(
        "@stop sending|sendin me|us|them|to_me? please|now|already|thanks? $",
        TOLD,
    ),
    stop(
        "@stop sending me|us @alerts please|now|already|thanks|anymore? $",
        TOLD,
    ),
    doubt("@stop sending me|us ..2 @alerts", TOLD),
    stop(
        "@stop|end|cancel|unsubscribe|stop_with|quit_with all|these|the|this|your|any|with|those|my ..2 @texts|text|txt|\
        conversation|message|subscription|texting|messaging|bullshit",
        TO_END,
    ),
    stop("@stop|end|cancel @texts please|now? $", TO_END),
    stop(
        "turn|shut off|them_off ..2 @texts|alerts",
        &["if you|youd|youre|youve ..8 @texts"],
    ),
    stop("turn|shut these|the|those|your ..1 @texts|alerts off", &[]),
    stop(
        "^ stop i|ive|im|we|weve|were|my|not|wrong|you_have|u_have|this_is|please|bothering|enough",
        &[
            "stop im|were coming|here|at|on|almost",
            "stop i_think|we_think|i_will|i_can|i_love|not_far|not_the|we_can|im_dying",
        ],
    ),
    stop(
        "i|ive|we|weve|have ..1 said|asked|told|requested|begged you|u|yall|u_guys|this|repeatedly|already|before|\
        multiple_times|many_times|several_times|twice|times? ..3 stop|quit|remove_me|leave_me_alone|not_to",
        &["stop|quit by|at|in|for|over", "will|would|might stop"],
    ),
    stop(
        "can|could|will|would|wont you|u|yall|you_guys please|pls|just|plz? ..1 stop|quit please|pls|now|already|this|it? $",
        &[],
    ),
    stop(
        "you|u|yall people|guys|folks? need|have|better|gotta|got|must to? stop|quit now|this|it|please? $",
        &[],
    ),
    stop("you|u can|may|could stop|quit now|trying|reaching? $", &[]),
    stop(
        "need|want|wish|like|asking|beg|begging|tell you|u|yall ..1 to stop|quit now|please|this|it? $",
        &[],
    ),
    // don't contact me
    stop("@dont ..1 @text @me", LATER),
    stop(
        "@dont ..1 @text ..1 anymore|any_more|again|any_longer|further|ever|any_further",
        LATER,
    ),
    stop(
        "@dont @text|contact please|thanks? $",
        &[
            "you|u|he|she|they|i|we|who|people|why|nobody @dont",
            "@later",
            "and @dont",
            "text|call|email|message ..2 @dont",
        ],
    ),
    stop(
        "can|could|would|will|do you|u|yall ..1 not @text @me|anymore",
        LATER,
    ),
    stop("please|pls refrain from @texting", &[]),
    stop(
        "@nolonger want|wish|wanna|like|care|need|wanting|wishing|desire ..4 @texts",
        WANTED,
    ),
    stop(
        "@nolonger want|wish|wanna|like|care|need|wanting|wishing|desire ..2 be|being|get|getting ..1 @texted",
        WANTED,
    ),
    stop(
        "@nolonger want|wish|wanna|like|care|need ..3 hear|hearing from you|u|your|yall|you_guys|anyone",
        &["hear ..4 bad"],
    ),
    stop(
        "@nolonger want|wish|like|need you|u|yall|anyone ..1 @text|@texting",
        LATER,
    ),
    stop(
        "@nolonger want|wish|wanna|need to? receive|receiving|get|getting|be_getting ..3 @texts|@alerts|anything|these|this|those|any_more",
        WANTED,
    ),
    stop("@nolonger want|wish|wanna|like ..2 to be on ..3 @list", WANTED),
    stop(
        "@nolonger interested ..1 in? receiving|getting|hearing|being|your_texts|your_messages|your_calls|these_texts",
        &["if youre|you|youve ..4 interested"],
    ),
    stop(
        "no more|further @texts|texting|calling|text|messaging|mailers",
        &["no more ..1 contact_with"],
    ),
    stop(
        "no ..1 texts|calls|solicitation|solicitations|soliciting|solicitors|spam please|thanks|anymore $",
        &["no ..2 after|before"],
    ),
    stop("^ no soliciting|solicitation|solicitors|spam", &[]),
    stop(
        "there|no is? no? need to|for @text|@texting ..1 me|us|anymore|again",
        &LATER_NEED,
    ),
    stop(
        "@dont ..2 @text @me? or|and|nor @text ..1 @me",
        &["@dont ..8 @later"],
    ),
    doubt(
        "@dont|dont ..1 call|text ..6 @other",
        &[
            "you|u|he|she|they|i|we|who|people|why|nobody @dont ..1 call|text",
            "@dont ..3 @later",
        ],
    ),
    doubt("@dont call text|email $", &[]),
    // lists and numbers
    stop(
        "@remove me|us|my|our|this ..4 off|from|out ..1 of? ..3 @list",
        OFF,
    ),
    stop(
        "@remove me|us off|please|now|thanks|immediately|asap? please|now|thanks|immediately? $",
        &[
            "take|get|pull|drop me|us $",
            "get|drop|take|pull me|us please|now",
        ],
    ),
    stop(
        "remove|delete|erase|lose|forget|block|purge|scrub my|this|our|the cell? phone? number|digits|info|information|contact|name|\
        email|data|details|numbers",
        &[
            "remove|delete|block my|our info|information|name|details|data|email|contact from|on|in ..3 listing|mls|photo|\
        title|flyer|zillow|website|sign|contract|offer",
            "dont|do_not|didnt|never|did_you|to|you|not|wont|ill|i lose|delete|forget|block",
        ],
    ),
    stop("forget|lose you|that_you have|had my number", &[]),
    stop(
        "i|id|we|please|pls want|like|need|wish|would_like|ask|asked|am_asking|wanted? to? be|get removed|taken_off|unsubscribed|deleted|\
        opted_out",
        &[],
    ),
    stop(
        "how|where|trying|want|like|need|wish|attempting ..3 unsubscribe|opt_out|optout",
        OPT,
    ),
    stop("can|could i|you|u|we|someone ..1 unsubscribe|opt_out|optout", OPT),
    stop(
        "unsubscribe|unsubcribe|unsuscribe|unsub|un_subscribe me|us|my|from|this|these|please|now|immediately|asap",
        OPT,
    ),
    stop("opt me|us|my_number|this_number out", &[]),
    stop(
        "opt|opting|opted out of|from ..3 @texts|@list|everything|all|alerts",
        OPT,
    ),
    stop(
        "^ i|id|im|we|please|am|want|would|like|to|wish ..4 opt|opting out $",
        &[],
    ),
    stop(
        "put|add|place me|us|my_number|this_number ..4 do_not_call|dnc|no_call|do_not_contact|do_not_text|donotcall",
        &[],
    ),
    stop(
        "on|with|to ..4 do_not_call|dnc|donotcall|do_not_contact",
        &["check|checked|search ..4 do_not_call|dnc"],
    ),
    // leave me alone
    stop(
        "leave|let me|us|my_family|my_mom|my_wife ..2 alone",
        &[
            "@third ..3 leave",
            "leave|let ..3 alone with|in|for|at",
            "dont|never leave",
            "leave me ..2 alone time",
        ],
    ),
    stop(
        "leave|let me|us be",
        &[
            "@third ..3 leave",
            "let me|us be",
            "leave me|us be honest|clear|sure|the",
        ],
    ),
    stop(
        "revoke|withdraw|rescind|revoking|withdrawing my? consent|permission|authorization",
        &[],
    ),
    stop(
        "@nolonger have|given|give|gave|got my? ..1 consent|permission|authorization ..2 @text|@texting|to",
        &["consent|permission to_show|to_enter|to_list"],
    ),
    stop("cease|desist and desist|cease", &[]),
    stop("this|it|thats|this_is|its is? ..1 harassment|harassing", &[]),
    stop(
        "blocking|block|blocked you|u|this_number|your_number|ur_number|your_texts",
        &["did|have|has|dont|not ..2 block|blocked", "^ to block"],
    ),
    stop(
        "report|reporting|reported you|u|your_number|as_spam|this_number|this_as_spam",
        &["report you sent|mentioned|gave|asked"],
    ),
    stop("^ @fillers? @away $", &[]),
    stop(
        "^ @fillers? @away and|you|u|already|please|stop|dont|leave|with|asshole|now",
        &[],
    ),
    stop("enough with|of the|these|your|all ..2 @texts|texting", &[]),
    stop(
        "please|pls|plz|just|so|thanks|interested|wrong_number stop|unsubscribe please? $",
        &["@third ..2 just stop", "i|we|you|u|and|then|cant just stop"],
    ),
    stop(
        ", stop|unsubscribe|optout|opt_out|remove_me|stop_it|stop_this please|now|thanks? $",
        &[
            "^ ..1 stop $",
            "if you|youd ..14 stop|unsubscribe|optout|opt_out|remove_me",
            "unsubscribe|stop|optout at|here|by|or",
        ],
    ),
    stop(
        "@texts|@texting|this|harassment|it ..1 need|needs|must|has|have|better|gotta|got to? stop|end|cease please|now|immediately|today? $",
        &["it|this ..2 end"],
    ),
    stop(
        "want|wanna|need|like ..1 off|out of? ..2 list|lists|mailing|database|rotation|campaign",
        OFF,
    ),
    stop(
        "asked|requested|request|tried|begged|demand|demanded ..4 removed|taken_off|unsubscribed|unsubscribe|opt_out|opted_out|deleted|left_alone",
        &["he|she|they|seller|sellers|buyer|buyers asked|requested|tried"],
    ),
    stop(
        "no|any|what|zero right|business|reason to|for|in @text|@texting me|us|my",
        &[],
    ),
    stop("@dont @text or|and|nor @text", LATER),
    stop("@stop ..4 my phone|inbox|number|cell|voicemail", TOLD),
    stop("^ fuck_off ..1 $", &[]),
    doubt("respect my ..1 wishes|privacy|request", &[]),
    doubt("@stop ..6 @texts|@texting", &OTHERS_OR_NAMED),
    doubt("@texts|@texting ..4 @stop", &TOLD_OR_NAMED),
    doubt("@dont ..3 @text ..2 me|us|again|anymore", LATER),
    doubt(
        "remove|removed|unsubscribe|unsubscribed|delete|deleted ..4 @list|contacts",
        OFF_OR_OPT,
    ),
    stop("make it|this|them|these|em stop|end", &[]),
    stop(
        "tired|sick|fed_up|annoyed|had_enough|enough of|with|by ..2 @texts|@texting|spam|this_spam",
        &[],
    ),
    stop(
        "@dont send|sending me|us|this_number ..1 @texts|anything|any_more|this|these|stuff|more_texts|more_messages|more_emails|another_text|\
        another_message",
        &["@dont send ..4 @later", "you|u|he|she|they|i|we|why @dont send"],
    ),
    stop(
        "@dont send|sending anymore|any_more|anything|@texts please|again|else|anymore? $",
        &["you|u|he|she|they|i|we|why @dont send"],
    ),
    stop(
        "appreciate|wish|prefer|love|great|grateful|rather ..4 stopped|quit|stop ..1 @texting|messages|texts",
        &[],
    ),
    stop(
        "rather|prefer|prefer_to|would_like|choose not ..1 be|get|receive|hear ..2 @texts|@texted|from_you",
        &["you|youd ..2 rather|prefer|like|choose"],
    ),
    stop("@stop asking ..2 me|us|about|if|to", TOLD),
    stop("@stop trying to @text|reach|buy|get|sell|contact", TOLD),
    stop("@stop wasting my|our", &[]),
    stop(
        "stay away from me|us|my",
        &["stay away from my ..1 budget|price|limit"],
    ),
    stop(
        "you|this_number|your_number|u|youre|ur are|have|has|is? ..1 been? blocked|reported",
        &["blocked off|by|from"],
    ),
    stop(
        "consent|permission is|has_been|have_been? revoked|withdrawn|rescinded",
        &[],
    ),
    stop(
        "@nolonger consent|agree|agreed to ..2 @texts|@texted|being|this_contact",
        &[],
    ),
    doubt(
        "this is|looks_like|smells_like|must_be ..1 spam|scam|unsolicited",
        &["is ..1 this"],
    ),
    doubt("unsolicited|spammer|spammers|scammer|scammers|spamming", &[]),
    doubt("too many @texts|texts", &["@third ..3 too_many"]),
    doubt(
        "by|with that|this name here|at_this_number|lives_here?",
        &["lives here"],
    ),
    doubt("this isnt|is_not|is_no_longer|aint ..2 number|phone|cell", &[]),
    stop("please|pls|plz quit|end please? $", &["@third ..2 please"]),
    // a person decides
    doubt(
        "^ @fillers? im|i_am|were|we_are|am|really|definitely? no_longer|not|aint|never ..1 interested",
        &[
            "interested in|but|unless|until|yet|till",
            "interested ..8 but|maybe|yet|unless|until",
        ],
    ),
    doubt(
        "not|no_longer interested ..1 in your|ur|any|real_estate|talking|speaking|working_with_you|this_service|being ..3",
        &["in any|your of? ..2 condos|condo|homes|houses|ones|those|listings|townhomes|house|home"],
    ),
    doubt(
        "not|no_longer interested ..1 in selling|buying|moving anymore|thanks|thank_you? $",
        &[],
    ),
    doubt(
        "wrong number|person|guy|lady",
        &[
            "gave|sent|dialed|wrote|listed|typed|entered|put|have_i|did_i|do_i|is_this|was|texted|called ..4 wrong number|person",
        ],
    ),
    doubt(
        "never|didnt|did_not ..1 sign|signed|ask|asked|agree|agreed|consent|consented|request|requested|opt|opted ..1 up|for|to|in ..3 this|these|texts|messages|calls|emails|contacted",
        &["agree ..2 to this price|offer|clause|term|terms|amount|repair"],
    ),
    stop("let|get me|us off ..2 list|texts|messages|this|please", OFF),
    stop(
        "how|why|when ..4 off ..2 list|lists",
        &["off ..2 list price", "how ..2 much"],
    ),
    doubt("^ fuck|screw you|u|yourself", &[]),
    doubt("^ go to hell", &[]),
];

const TOLD_OR_NAMED: [&str; 11] = [
    TOLD[0],
    TOLD[1],
    TOLD[2],
    TOLD[3],
    TOLD[4],
    TOLD[5],
    TOLD[6],
    TOLD[7],
    TOLD[8],
    "@stop calling me|us names|sir|maam|mam|mr|mrs|ms|miss|babe|baby|honey|sweetie|crazy|stupid|a|an|by|that",
    "@stop ..1 @texting me at|before|after|so|late|during|on",
];
/// The same, and what is told to others about somebody.
const OTHERS_OR_NAMED: [&str; 12] = {
    let mut all =
        ["@stop ..1 @texting everyone|everybody|people|them|her|him saying|telling|to_say|to_tell"; 12];
    let mut at = 0;
    while at < TOLD_OR_NAMED.len() {
        all[at] = TOLD_OR_NAMED[at];
        at += 1;
    }
    all
};
/// Directions of somebody's own list, quoted or forwarded.
const TO_END: &[&str] = &[
    "to|2 @stop|end|cancel",
    "reply|send|txt|text ..3 @stop|end",
    "if you ..4 cancel|end|stop",
    "cancel ..3 message|text|call_with",
];
const LATER_NEED: [&str; 2] = ["need to|for @text ..4 @later", "need to|for @text ..4 @other"];
const WANTED: &[&str] = &[
    "want|wanna|like|need ..2 miss|lose|interrupt|ignore|forget",
    "want|wish|like|need ..4 by|from other|another|lenders|anyone_else|multiple|ten|agents",
    "@texts|@texted at|during|before|after|about|on|by|for",
    "why|you|u|they|he|she @nolonger want|like|need",
    "if you|youd|youre|youve ..10 @texts|@alerts|@texted|this|these",
    "@nolonger need ..2 contact|marketing|communication|ads|advertisements|notifications",
];
const OFF: &[&str] = &[
    "off|from|out ..3 market|title|loan|deed|mortgage|lease|contract|offer|mls|waiting|wait|showing|guest|price",
    "@remove my|our|this house|home|listing|property|sign|stuff|things|keys|key|shoes|dog|furniture|condo|place",
    "from|off this house|home|property|listing|price",
    "get|take|pull|drop me|us|my|our|this ..4 from|out|out_of it|this|these|phone|file",
];
const OFF_OR_OPT: &[&str] = &[
    OFF[0],
    OFF[1],
    OFF[2],
    OFF[3],
    OPT[3],
    OPT[4],
    OPT[5],
    "@third ..3 remove|removed|delete",
    "remove|removed|delete|deleted ..4 favorites|search|alerts|this|these|it|phone|file|files|group|thread|contacts|texts|messages|emails",
    "take|remove|delete it|that|the|one ..6 list",
    "remove|delete ..1 0|1|2|3|4|5|6|7|8|9",
    "i|we removed|deleted|unsubscribed",
    "dont|never|not|didnt remove|delete",
    "^ to remove|unsubscribe|delete from ..3 sms|send|reply|txt|text|call|visit|click",
];
const OPT: &[&str] = &[
    "opt out of ..2 inspection|contingency|contingencies|warranty|hoa|insurance|escrow|appraisal|coverage|club",
    "^ to unsubscribe|opt_out",
    "not|didnt|dont|cant_you ..1 unsubscribe|opt_out $",
    "if you|youd ..12 unsubscribe|opt_out",
    "reply|send|txt|text ..3 unsubscribe|optout|opt_out",
    "unsubscribe from ..2 zillow|redfin|realtor|trulia|their|other",
    "unsubscribe with|from_alerts_reply|reply|yet",
];
