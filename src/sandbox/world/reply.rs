//! What people answer: a few words that fit the question.

use super::persona::Persona;
use super::seed::Dice;
use super::story::fill;

/// Words to look for in what we wrote, and answers to it in English and Spanish.
type Rule = (
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

const RULES: &[Rule] = &[
    (
        &["budget", "price", "spend", "afford", "precio", "presupuesto"],
        &[
            "Around {price}",
            "We would like to stay under {price}",
            "{price} tops",
        ],
        &["Como {price}", "No más de {price}"],
    ),
    (
        &["lender", "pre-approv", "preapprov", "loan", "banco"],
        &[
            "Yes, pre-approved last month",
            "Not yet, do you know somebody good?",
        ],
        &["Todavía no, ¿conoce a alguien?"],
    ),
    (
        &[
            "when", "time", "day", "tomorrow", "slot", "show", "meet", "cuándo", "hora", "mañana",
        ],
        &[
            "Thursday after 4 works",
            "Saturday morning would be best",
            "Any evening this week",
        ],
        &["El jueves después de las 4", "El sábado por la mañana"],
    ),
    (
        &["call", "phone", "llam"],
        &["Sure, call me after 5", "I am at work until 3, then yes"],
        &["Sí, llámeme después de las 5"],
    ),
    (
        &["where", "area", "neighborhood", "city", "zona"],
        &["{city} or close to it", "{city}, we know it well"],
        &["Por {city}"],
    ),
];
const ENGLISH: &[&str] = &[
    "Ok thank you!",
    "Sounds good",
    "Got it, let me talk to my partner",
    "Thanks, that helps",
    "👍",
];
const SPANISH: &[&str] = &[
    "Muchas gracias",
    "Está bien, gracias",
    "Lo platico con mi familia",
];

/// An answer to `text`. Of somebody without a story only the general kind is known.
pub fn to(text: &str, persona: Option<&Persona>, dice: &mut Dice) -> String {
    let text = text.to_lowercase();
    let Some(persona) = persona else {
        return dice.pick(ENGLISH).to_owned();
    };
    let spanish = persona.spanish;
    let rule = RULES
        .iter()
        .find(|(words, ..)| text.contains('?') && words.iter().any(|word| text.contains(word)));
    let answers = match rule {
        Some((_, english, other)) => {
            if spanish {
                other
            } else {
                english
            }
        }
        None if spanish => &SPANISH,
        None => &ENGLISH,
    };
    fill(dice.pick(answers), persona, "", "")
}
