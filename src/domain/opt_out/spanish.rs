//! Sentences of people who write Spanish (the house names the words; the sentences are our reading of it). Marks are folded
//! before: `mándeme` is looked for as `mandeme`.

use super::super::words::Sets;
use super::rules::{Sentence, doubt, stop};

/// Named sets of the sentences below.
pub(super) const SETS: &Sets = &[
    (
        "deja",
        "deja|deje|dejen|dejame|dejeme|dejenme|dejar|dejes|para|pare|paren|parar|basta|cesen|cese",
    ),
    (
        "escribirme",
        "escribirme|llamarme|mandarme|enviarme|textearme|molestarme|contactarme|mensajearme|molestar|llamar|\
        escribir|mandar|enviar|textear|contactar|escribirnos|llamarnos|mandarnos|enviarnos|molestarnos|contactarnos|\
        hablarme|marcarme|acosarme|insistir|estarme",
    ),
    (
        "escriba",
        "escriba|escriban|escribas|llame|llamen|llames|contacte|contacten|contactes|moleste|molesten|molestes|\
        textee|texteen|textees|busque|busquen|busques|hable|hablen|hables|marque|marquen|marques|insista|insistan|\
        acose|acosen|mensajee|vuelva_a_escribir|vuelva_a_llamar|vuelvan_a_escribir|vuelvan_a_llamar|\
        vuelvas_a_escribir|vuelvas_a_llamar|vuelva_a_contactar|vuelvan_a_contactar|esten_llamando|este_llamando",
    ),
    ("mande", "mande|manden|mandes|envie|envien|envies|mandar|enviar"),
    (
        "mensajes",
        "mensajes|mensaje|textos|correos|llamadas|emails|msjs|sms|mensajitos|publicidad|propaganda|\
        comunicaciones|nada|mas|esto|informacion|notificaciones",
    ),
    (
        "quite",
        "quite|quita|quiteme|quitame|quitenme|quiten|saque|saca|saqueme|sacame|saquenme|borre|borra|borreme|\
        borrame|borrenme|borren|elimine|elimina|elimineme|eliminame|eliminenme|eliminen|remueva|remuevame|\
        remueveme|remuevanme|quitarme|borrarme|eliminarme|sacarme|retire|retireme|retirame|retiren|retirenme",
    ),
    (
        "lista",
        "lista|listas|base|contactos|sistema|registros|grupo|datos|telefono",
    ),
    (
        "luego",
        "hasta|ahorita|ahora|hoy|manana|despues|antes|al_trabajo|en_el_trabajo|tan|tarde|temprano|en_este|\
        durante|por_la|por_las|en_la|mientras|cuando|si|senor|senora|de_usted|de_tu",
    ),
];

/// A wish about when, not about whether.
const LUEGO: &[&str] = &[
    "no ..2 @escriba ..1 @luego",
    "no ..2 @escriba ..6 mejor|prefiero|escribame|mandeme|texto",
];

/// Sentences, clear wherever they stand.
pub(super) const SENTENCES: &[Sentence] = &[
    stop(
        "@deja de ..1 @escribirme",
        &[
            "dejar|deja|deje de molestar a|al",
            "no ..1 @deja de",
            "no puedo ..1 dejar",
        ],
    ),
    stop("no|nunca ..1 me|nos ..1 @escriba", LUEGO),
    stop("no vuelva|vuelvan|vuelvas a @escribirme", LUEGO),
    stop(
        "ya no ..2 @escriba|@mande ..1 @mensajes? por_favor|mas|gracias? $",
        LUEGO,
    ),
    stop(
        "desuscribir|desuscribirme|desuscribanme|desuscribame|desuscribeme|darse_de_baja",
        &["para desuscribir|desuscribirse"],
    ),
    stop("no ..1 autorizo|autorizado|consiento", &[]),
    stop("no @escriba|molestar mas|por_favor|ya? $", LUEGO),
    stop(
        "no|nunca ..1 me|nos ..1 @mande ..2 @mensajes",
        &["@mande mas ..2 casas|fotos|opciones"],
    ),
    stop("no ..1 me|nos ..1 @mande mas? $", &[]),
    stop(
        "no ..1 quiero|queremos|deseo|deseamos|quisiera ..1 recibir|que_me|que_nos|mas|sus|estos|mensajes|llamadas|\
        saber_nada|recibiendo|ser_contactado|ser_contactada|seguir_recibiendo",
        &[
            "quiero ..1 que_me|que_nos ..1 gane|ganen|quiten|rechacen|suban|cobren|falte|agarre",
            "mas casas|caro|cara|grande|deuda|problemas",
            "quiero mas de",
        ],
    ),
    stop("no mas @mensajes", &["no mas mas"]),
    stop("@quite ..4 de|del ..2 @lista", &["@quite ..3 casa"]),
    stop(
        "@quite mi ..1 numero|contacto|nombre|informacion|correo|telefono|datos",
        &["no @quite"],
    ),
    stop(
        "quiteme|quitame|quitenme|borreme|borrame|eliminenme|elimineme|eliminame|saqueme|saquenme por_favor|ya? $",
        &[],
    ),
    stop(
        "dejeme|dejame|dejenme|dejanos|dejenos en paz|tranquilo|tranquila",
        &[],
    ),
    stop("dar|darme|dame|deme|denme|darnos|dese de baja", &[]),
    stop(
        "cancelar|cancele|cancela|cancelen|detener|detenga|detengan|pare|paren|alto|basta ..3 @mensajes|suscripcion|alertas",
        &["mas"],
    ),
    stop(
        "@fillers? pare|paren|basta|detenganse|alto ya|por_favor|de_mensajes $",
        &[],
    ),
    doubt(
        "^ @fillers? ya? no ..1 interesa|interesado|interesada|interesados gracias|por_ahora|ya|nada? $",
        &[],
    ),
    doubt(
        "numero|persona equivocado|equivocada",
        &["le|te di ..3 numero", "era ..2 numero"],
    ),
    doubt("se equivoco|equivocaste|equivoca ..1 de numero|persona", &[]),
];
