//! The automations that come with the program, as their files are.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// A template.
#[derive(Debug)]
pub struct Template {
    /// Its id.
    pub id: &'static str,
    /// The file.
    pub text: &'static str,
}

macro_rules! row {
    ($id:literal) => {
        Template {
            id: $id,
            text: include_str!(concat!("../../assets/automations/", $id, ".toml")),
        }
    };
}

/// Every template.
pub const TEMPLATES: &[Template] = &[
    row!("A01"),
    row!("A02"),
    row!("A03"),
    row!("A04"),
    row!("A05"),
    row!("A06"),
    row!("A07"),
    row!("A08"),
    row!("A09"),
    row!("A10"),
    row!("A11"),
    row!("A12"),
    row!("A13"),
    row!("A14"),
    row!("A15"),
    row!("A16"),
    row!("A17"),
    row!("A18"),
    row!("A19"),
    row!("A20"),
    row!("A21"),
    row!("A22"),
    row!("A23"),
    row!("A24"),
    row!("A25"),
    row!("A26"),
];

/// The template of this id.
pub fn template(id: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.id == id)
}

/// SHA-256 of what templates said in earlier versions, by their ids: how a copy is known of which nothing else is.
const EARLIER: &[(&str, &str)] = &[
    (
        "A01",
        "ec3ef0f3261b848a6877c9f504d02a8c103fdcd1a40ee5eb7c7072c792f998b4",
    ),
    (
        "A02",
        "9ee9077535db26516fa637232ff9392f887210cab45e667977e716cc747c6b9b",
    ),
    (
        "A03",
        "86040a0c40cea6534274c9bb3b5d8d76f2ffd1eb4e0d900888e3c907217480ab",
    ),
    (
        "A04",
        "3866ae5f24f024810d1c5bc3be40df7637d7ebf892e1d75ab2420102b5e6c0be",
    ),
    (
        "A05",
        "7f2a3ad16814558c979f1767d21c81f2f9bc0f03d50cd10c62e62a1fbe517026",
    ),
    (
        "A07",
        "0cbfae582d4824bccf8b0f4f8f1f68d9ccc53da484046b8d5f075d393cccf653",
    ),
    (
        "A08",
        "9f223c2fd2c50b686df3e874261662b659dcff622ae4d65522c6a9824d6d1dce",
    ),
    (
        "A20",
        "ce4dcb357264e7b26be043412deb46e82f151408be56638ac60166756e60ac6d",
    ),
    (
        "A22",
        "7fbb00e40f6cf3820272a6591d120cdc6b97049240aef3d6786ec873b48aa818",
    ),
    (
        "A22",
        "83a3e33dd34e096402a54928da3805db73d8f3f7954130317caff214f1b2ecf5",
    ),
    (
        "A23",
        "21366fec3334e379d9444a11a546322de920b4f3838d267aecb7da1c2ddf678d",
    ),
];

/// Whether a text is a version of a template to the letter, of now or of before.
pub fn is_version(text: &str, template: &Template) -> bool {
    if text == template.text {
        return true;
    }
    let mut hash = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing into a string does not fail.
        let _written = write!(hash, "{byte:02x}");
    }
    EARLIER.contains(&(template.id, hash.as_str()))
}
