//! What is said in Spanish; chapters that are not here are told in English.

use super::step::Chapter;
use super::step::Step::{Call, In, Out};
use super::step::Table;

/// Chapters of everybody.
pub const LINES: Table = &[
    (
        Chapter::Talk,
        &[&[
            (
                6,
                Out(
                    "¡Hola {first}! Soy {agent} de Orange Grove Realty. Claro que sí. ¿Para cuándo piensan mudarse?",
                ),
            ),
            (22, In("En unos tres meses, más o menos")),
            (4, Out("Muy bien. ¿Qué precio tienen en mente?")),
            (37, In("Como {price}")),
        ]],
    ),
    (
        Chapter::Chase,
        &[&[
            (
                7,
                Out("Hola {first}, soy {agent} de Orange Grove Realty. ¿Le puedo ayudar con la casa?"),
            ),
            (1_500, Call(0)),
            (
                2_800,
                Out("Quedo a sus órdenes, {first}. Mándeme un mensaje cuando guste."),
            ),
        ]],
    ),
    (
        Chapter::Later,
        &[&[
            (200, In("Gracias, pero vamos a esperar hasta el próximo año")),
            (9, Out("Con gusto. Le aviso de vez en cuando cómo va el mercado.")),
            (31, In("Sí, gracias")),
        ]],
    ),
    (
        Chapter::Booking,
        &[&[
            (40, Out("¿Le queda bien {slot}?")),
            (16, In("Sí, ahí nos vemos")),
            (2, Out("Perfecto, {slot}. Hasta entonces. {agent}")),
        ]],
    ),
];

/// Chapters of buyers.
pub const BUYER: Table = &[(
    Chapter::Enquiry,
    &[
        &[(
            0,
            In("Hola, vi la casa de {street} en {city}. ¿Todavía está disponible?"),
        )],
        &[(
            0,
            In("Buenas tardes, buscamos casa por {city}, hasta {price}. ¿Hablan español?"),
        )],
    ],
)];

/// Chapters of sellers.
pub const SELLER: Table = &[(
    Chapter::Enquiry,
    &[&[(
        0,
        In("Hola, quisiera saber cuánto vale mi casa en {street}, {city}"),
    )]],
)];
