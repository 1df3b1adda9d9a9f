//! The automations that come with the program, as their files are.

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
