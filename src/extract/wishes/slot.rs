//! The slots of a home, as a table.

/// What can be wished of a home.
#[derive(Debug)]
pub struct Slot {
    /// Its name in the output.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// The words that name it, as choices of a phrase (see [`crate::domain::words`]).
    pub words: &'static str,
    /// Words with which an agent asks for it, besides those that name it.
    pub asked: &'static str,
}

/// Kinds of values.
#[derive(Debug)]
pub enum Kind {
    /// A small number, up to nine.
    Number,
    /// There or not.
    YesNo,
    /// The name of a place.
    Place,
    /// One of a few: the value, and the choices of a phrase that say it.
    Choice(&'static [(&'static str, &'static str)]),
}

/// Every slot. To add one: a row.
pub const SLOTS: &[Slot] = &[
    Slot {
        name: "area",
        kind: Kind::Place,
        words: "area|city|town|neighborhood|location",
        asked: "where|which_place|what_place|region|areas|cities|neighborhoods|district|locality|part_of_town",
    },
    Slot {
        name: "number_of_beds",
        kind: Kind::Number,
        words: "bedroom|bedrooms|bed|beds|bed_room|bed_rooms|bdrm|bdrms|bedrms|br|brs|bd|bds|bhk|room|rooms|sleeping_rooms",
        asked: "many_rooms|rooms",
    },
    Slot {
        name: "number_of_baths",
        kind: Kind::Number,
        words: "bathroom|bathrooms|bath|baths|bath_room|bath_rooms|ba|bas|washroom|washrooms|restroom|restrooms",
        asked: "bathrooms",
    },
    Slot {
        name: "furnished",
        kind: Kind::YesNo,
        words: "furnished|furniture|furnishings|furnish",
        asked: "furnished",
    },
    Slot {
        name: "pets_allowed",
        kind: Kind::YesNo,
        words: "pet|pets|dog|dogs|cat|cats|puppy|kitten|animal|animals",
        asked: "pets",
    },
    Slot {
        name: "has_garage",
        kind: Kind::YesNo,
        words: "garage|garages|garaged|carport",
        asked: "garage",
    },
    Slot {
        name: "in_unit_laundry",
        kind: Kind::YesNo,
        words: "laundry|washer|dryer|washing_machine|washer_dryer",
        asked: "laundry",
    },
    Slot {
        name: "intent",
        kind: Kind::Choice(&[
            (
                "rent",
                "to_rent|for_rent|renting|rent_a|rent_an|rent_one|rent_something|rather_rent|rental|rentals|to_lease|for_lease|leasing",
            ),
            (
                "buy",
                "buy|buying|purchase|purchasing|for_sale|to_own|on_sale|homeowner",
            ),
        ]),
        words: "rent|buy|lease|purchase",
        asked: "rent_or|buy_or|to_rent|to_buy|purchase_or|lease_or",
    },
];
