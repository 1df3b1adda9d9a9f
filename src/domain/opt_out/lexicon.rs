//! Words and short answers that count, and the named sets the sentences of `rules` are made of (sources there).

use super::super::words::Sets;

/// The whole message, squeezed: lifts an earlier stop (house). Kept short on purpose: only the number itself may lift.
pub(super) const START: &[&str] = &["start", "unstop"];

/// Words that count as a sentence of their own, anywhere in a message (house, FCC, CTIA).
pub(super) const STRONG: &str = "stop|stopall|stop_all|stopp|stpo|sotp|stop_it|stop_this|stop_that|stop_now|quit_it|\
    unsubscribe|unsubscribed|unsubcribe|unsuscribe|unsubscibe|un_subscribe|unsub|unsubscribe_me|unsubscribe_all|\
    opt_out|optout|opt_me_out|opt_us_out|remove_me|remove_us|take_me_off|knock_it_off|cut_it_out|\
    no_mas_mensajes|no_mas_llamadas|no_mas_textos|basta|ya_basta|pare_ya|para_ya|paren|paren_ya";

/// Words that count when nothing else is said in the whole message (house, FCC, CTIA).
pub(super) const LONE: &str = "quit|end|revoke|cancel|remove|cease|desist|go_away|no_more_texts|stop_texting|\
    parar|pare|para|alto|cancelar|baja|dar_de_baja|darme_de_baja|no_mas|detener|detengase|detente|cancelen|cancele";

/// Answers that leave the decision to a person when nothing else is said (house).
pub(super) const DOUBTS: &str = "not_interested|no_thanks|no_thank_you|no_thx|no_ty|nothanks|no_interest|\
    im_not_interested|i_am_not_interested|were_not_interested|we_are_not_interested|aint_interested|\
    im_no_longer_interested|no_longer_interested|not_interested_anymore|uninterested|not_interested_at_all|\
    wrong_number|wrong_person|wrong_guy|no_more|enough|pass|ill_pass|hard_pass|cancel_it|cancel_this|cancel_that|\
    end_it|end_this|no_gracias|no_me_interesa|no_estoy_interesado|no_estoy_interesada|no_estamos_interesados|\
    numero_equivocado|ya_no|ya_no_gracias|persona_equivocada|not_interested_thanks|never_mind_not_interested";

/// Words that say nothing beside the others: `please stop now, thanks`.
pub(super) const FILLERS: &str = "please|pls|plz|plse|pleas|thanks|thank_you|thankyou|thx|ty|hi|hey|hello|ok|okay|k|kk|\
    yes|yeah|yea|yep|no|nope|nah|now|right_now|immediately|asap|already|just|sir|maam|mam|miss|dude|bro|man|guys|\
    sorry|im_sorry|god|omg|lol|lmao|seriously|again|today|and|so|but|for_real|fr|anymore|any_more|at_once|forever|\
    for_good|for_now|permanently|kindly|u|you|yall|me|us|i_said|i_say|said|damn|fucking|fuckin|dammit|wtf|all|\
    everything|really|at_all|this_time|all_of_it|por_favor|porfavor|porfa|favor|gracias|hola|ya|ahora|si|oye|\
    mucha|muchas|mil|de_inmediato|senor|senora|disculpe|perdon|lo_siento|pero|y";

/// Named sets of the sentences below.
pub(super) const SETS: &Sets = &[
    ("strong", STRONG),
    ("lone", LONE),
    ("doubts", DOUBTS),
    ("fillers", FILLERS),
    ("stop", "stop|quit|cease|discontinue|halt|stpo|sotp|stopp|stahp"),
    (
        "me",
        "me|us|my_phone|my_number|my_cell|this_number|this_phone|this_line|our_number|our_phone|my_house|our_house|\
        my_wife|my_husband|my_family|my_mom|my_email|here",
    ),
    (
        "texting",
        "texting|txting|textin|txtin|texing|calling|callin|messaging|messagin|msging|contacting|emailing|\
        e_mailing|mailing|writing|writing_to|bothering|botherin|harassing|spamming|pestering|bugging|hounding|\
        annoying|soliciting|dming|hitting_up|blowing_up|reaching_out_to|reaching_out|stalking|badgering|pinging",
    ),
    (
        "text",
        "text|txt|tex|call|message|msg|contact|email|e_mail|mail|write|write_to|bother|reach_out_to|disturb|\
        harass|spam|bug|ring|phone|dm|solicit|pester|hit_up|ping",
    ),
    (
        "texted",
        "contacted|texted|txted|called|messaged|emailed|bothered|solicited|disturbed|spammed|harassed",
    ),
    (
        "texts",
        "texts|txts|messages|msgs|messeges|mesages|calls|emails|e_mails|mails|contact|communication|communications|\
        solicitations|solicitation|solicitors|spam|text_messages|phone_calls|correspondence|newsletters|marketing|\
        robocalls|advertisements|ads|promotions|notifications",
    ),
    (
        "alerts",
        "alerts|listings|listing|homes|houses|updates|properties|property_alerts|info|information",
    ),
    (
        "dont",
        "dont|do_not|dnt|donot|never|please_not|not_to|to_not|dont_ever|do_not_ever|dont_you_ever|dont_you_dare|\
        dont_even|better_not",
    ),
    (
        "nolonger",
        "dont|do_not|dnt|donot|no_longer|didnt|did_not|never|not|dont_really|wouldnt",
    ),
    (
        "remove",
        "remove|removed|take|get|delete|drop|erase|scratch|cross|strike|pull|removing|deleting|exclude",
    ),
    (
        "list",
        "list|lists|listserv|system|database|records|contacts|rotation|campaign|thread|chain|crm|file|files|\
        mailing|mailings|texts|messages|emails|distribution|group|phone|books|blast|blasts|drip|phonebook|\
        whatever_this_is|directory|this|it|these",
    ),
    (
        "third",
        "he|she|they|him|her|them|it|hes|shes|theyre|who|everyone|everybody|somebody|someone",
    ),
    (
        "later",
        "until|till|til|before|after|at|while|tonight|today|tomorrow|tmrw|this_week|this_weekend|\
        this_morning|this_afternoon|this_evening|this_month|when|if|unless|between|during|\
        on|yet|right_now|in_the|so_late|so_early|late|early|first|names|sir|maam|mam|mr|mrs|ms|miss|babe|baby|\
        honey|dear|sweetie|crazy|stupid|about_it|past|later|just_yet|every_time|from_that|from_a|from_an|as|\
        too_early|too_late|during_the|back_until|back_till|that|over|by",
    ),
    (
        "other",
        "instead|rather|text_me|email_me|message_me|txt_me|just_text|only_text|text_only|texts_only|text_is|texting_is|\
        but_text|please_text|can_text|texts_are|ill_call|well_call|i_will_call|ill_text|ill_reach|well_reach|ill_contact|\
        well_contact|ill_let_you|text_please|prefer",
    ),
    (
        "away",
        "go_away|fuck_off|f_off|piss_off|bugger_off|screw_off|buzz_off|get_lost|kick_rocks|get_bent|bug_off|back_off|\
        fuck_right_off|eff_off",
    ),
];
