//! The one description of a setting, from which types, defaults, checks, the example file and the manual come.

/// One setting: a leaf of the configuration file.
#[derive(Debug)]
pub struct Key {
    /// Its place in the file, such as `ghl.base_url`.
    pub path: &'static str,
    /// What it does, one entry a line.
    pub doc: &'static [&'static str],
    /// The variable of the command-line contract; the others follow [`Key::variable`].
    pub contract_variable: Option<&'static str>,
    /// The flag that sets it.
    pub flag: Option<&'static str>,
    /// What a right value looks like; completes "should be …".
    pub expects: &'static str,
    /// TOML text to show in the example file where there is no default.
    pub example: Option<&'static str>,
}

impl Key {
    /// The environment variable that sets it: the contract's name, or `LEADLINE_` and the path in capitals.
    pub fn variable(&self) -> String {
        self.contract_variable.map_or_else(
            || format!("LEADLINE_{}", self.path.replace('.', "_").to_uppercase()),
            str::to_owned,
        )
    }

    /// The part after the last dot.
    pub fn leaf(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }
}

/// A table of the file with its settings.
#[derive(Debug)]
pub struct Section {
    /// Name of the table; empty for the top of the file.
    pub name: &'static str,
    /// What the table is about, one entry a line.
    pub doc: &'static [&'static str],
    /// Its settings in the order they are shown.
    pub keys: &'static [Key],
}

/// Declares a section: a struct whose documentation, defaults and keys cannot drift apart.
macro_rules! section {
    (
        $(#[doc = $title:literal])+
        $name:ident at $table:tt {
            $(
                $(#[doc = $doc:literal])+
                $field:ident: $type:ty = $default:expr,
                $(variable $variable:literal,)?
                $(flag $flag:literal,)?
                $(example $example:literal,)?
                expects $expects:literal;
            )+
        }
        $(with { $( $(#[doc = $part_doc:literal])+ $part:ident: $part_type:ty ),+ $(,)? })?
    ) => {
        $(#[doc = $title])+
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub struct $name {
            $( $(#[doc = $doc])+ pub $field: $type, )+
            $($( $(#[doc = $part_doc])+ pub $part: $part_type, )+)?
        }

        impl Default for $name {
            fn default() -> Self {
                Self {
                    $( $field: $default, )+
                    $($( $part: <$part_type>::default(), )+)?
                }
            }
        }

        impl $name {
            /// The table as data: for the example file, the checks and the manual.
            pub const SECTION: $crate::config::schema::Section = $crate::config::schema::Section {
                name: $table,
                doc: &[$($title),+],
                keys: &[$(
                    $crate::config::schema::Key {
                        path: $crate::config::schema::section!(@path $table, $field),
                        doc: &[$($doc),+],
                        contract_variable: $crate::config::schema::section!(@maybe $($variable)?),
                        flag: $crate::config::schema::section!(@maybe $($flag)?),
                        expects: $expects,
                        example: $crate::config::schema::section!(@maybe $($example)?),
                    }
                ),+],
            };
        }
    };
    (@path "", $field:ident) => { stringify!($field) };
    (@path $table:tt, $field:ident) => { concat!($table, ".", stringify!($field)) };
    (@maybe) => { None };
    (@maybe $value:literal) => { Some($value) };
}
pub(super) use section;
