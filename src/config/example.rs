//! `config.example.toml`: every setting with its explanation, all of it commented out, made from the types.

use std::fmt::Write as _;

use super::model::Settings;
use super::schema::{Key, Section};

const HEAD: &str = "\
# leadline reads this file as config.toml in its configuration folder (`leadline config` shows where).
# Everything here is commented out and shows the default; take the # away from what you want to change.
# A setting can also come from the environment variable named with it, or from its flag; flags win over variables,
# variables win over this file. The keys of the CRM and of Claude are never kept here: see `leadline login`.
";

/// The text of the example file.
pub fn text() -> String {
    let defaults = toml::Table::try_from(Settings::default()).unwrap_or_default();
    let mut out = HEAD.to_owned();
    for section in Settings::SECTIONS {
        write_section(&mut out, section, &defaults);
    }
    out
}

fn write_section(out: &mut String, section: &Section, defaults: &toml::Table) {
    let mut tables = section.name.split('.');
    let nested = tables.try_fold(defaults, |table, name| table.get(name)?.as_table());
    if !section.name.is_empty() {
        out.push('\n');
        write_doc(out, section.doc);
        let _ = writeln!(out, "# [{}]", section.name);
    }
    for key in section.keys {
        out.push('\n');
        write_doc(out, key.doc);
        let _ = writeln!(out, "# {}", sources(key));
        let default = nested.unwrap_or(defaults).get(key.leaf());
        let shown = key
            .example
            .map(str::to_owned)
            .or_else(|| default.map(toml::Value::to_string));
        let _ = writeln!(out, "# {} = {}", key.leaf(), shown.unwrap_or_default());
    }
}

fn write_doc(out: &mut String, doc: &[&str]) {
    for line in doc {
        let _ = writeln!(out, "#{line}");
    }
}

/// How else the setting can be given.
fn sources(key: &Key) -> String {
    match key.flag {
        Some(flag) => format!("Variable {}, flag {flag}.", key.variable()),
        None => format!("Variable {}.", key.variable()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::load::{Sources, load};
    use super::*;
    use std::fs;

    /// The file as a person gets it who takes away every # before a setting or a table.
    fn uncommented() -> String {
        let setting = |line: &str| {
            let name = line.split(" = ").next().unwrap_or_default();
            line.starts_with('[') || (line.contains(" = ") && !name.contains(' '))
        };
        let lines = text();
        let lines = lines.lines().map(|line| match line.strip_prefix("# ") {
            Some(rest) if setting(rest) => rest,
            _ => line,
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_example_in_the_repository_is_the_one_the_types_make() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/config.example.toml");
        let kept = fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept == text(),
            "run: leadline config --example > config.example.toml"
        );
    }

    #[test]
    fn all_of_it_is_commented_out() {
        for line in text().lines() {
            assert!(line.is_empty() || line.starts_with('#'), "{line}");
            assert!(line.len() <= 140, "{line}");
        }
    }

    #[test]
    fn uncommented_it_loads_names_every_setting_and_changes_no_default() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        fs::write(&file, uncommented()).unwrap();
        let config = load(&Sources {
            file,
            file_named: true,
            ..Sources::default()
        })
        .unwrap();
        let mut settings = config.settings.clone();
        for key in Settings::keys() {
            assert_ne!(
                config.origin(key.path).to_string(),
                "default",
                "{} is not in the example",
                key.path
            );
        }
        let default = Settings::default();
        (settings.data_dir, settings.user, settings.zone) = (None, None, None);
        (settings.ghl.location_id, settings.ghl.call_provider) = (None, None);
        settings.today.pond = None;
        (settings.webhooks.listen, settings.webhooks.key) = (None, None);
        settings.automations = Settings::default().automations;
        settings.listings = Settings::default().listings;
        settings.claude.prices.clear();
        settings.claude.rules.clear();
        assert_eq!(settings, default);
    }
}
