//! Every option from flag, environment, file and default, in one table; and every way to get it wrong.

use std::fs;

use super::*;
use crate::config::value::{Auth, LogLevel};

struct Bench {
    folder: tempfile::TempDir,
    sources: Sources,
}

impl Bench {
    fn new(file: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        fs::write(&path, file).unwrap();
        Self {
            folder,
            sources: Sources {
                file: path,
                file_named: true,
                ..Sources::default()
            },
        }
    }

    fn load(&self) -> Result<Config, ConfigError> {
        load(&self.sources)
    }

    /// The errors with the folder left out.
    fn errors(&self) -> String {
        let text = self.load().unwrap_err().to_string();
        text.replace(&format!("{}/", self.folder.path().display()), "")
    }
}

/// For each setting: the file's TOML value, the variable's text, the flag's text, and each as JSON.
const TABLE: &[(&str, [&str; 3], [&str; 3])] = &[
    ("data_dir", ["\"/f\"", "/e", "/a"], ["\"/f\"", "\"/e\"", "\"/a\""]),
    (
        "user",
        ["\"f@x.com\"", "e@x.com", ""],
        ["\"f@x.com\"", "\"e@x.com\"", ""],
    ),
    (
        "zone",
        ["\"Europe/Berlin\"", "Asia/Tokyo", "UTC"],
        ["\"Europe/Berlin\"", "\"Asia/Tokyo\"", "\"UTC\""],
    ),
    (
        "ghl.base_url",
        ["\"https://f.example\"", "https://e.example", "http://127.0.0.1:1"],
        [
            "\"https://f.example\"",
            "\"https://e.example\"",
            "\"http://127.0.0.1:1\"",
        ],
    ),
    (
        "ghl.location_id",
        ["\"f1\"", "123", "a1"],
        ["\"f1\"", "\"123\"", "\"a1\""],
    ),
    (
        "ghl.version",
        ["\"2021-07-28\"", "2023-02-21", ""],
        ["\"2021-07-28\"", "\"2023-02-21\"", ""],
    ),
    ("ghl.requests_per_10s", ["40", "50", ""], ["40", "50", ""]),
    (
        "ghl.call_provider",
        ["\"f2\"", "456", ""],
        ["\"f2\"", "\"456\"", ""],
    ),
    ("ghl.daily_reserve", ["1", "0", ""], ["1", "0", ""]),
    (
        "claude.base_url",
        [
            "\"https://f.example/c\"",
            "https://e.example",
            "http://localhost:2",
        ],
        [
            "\"https://f.example/c\"",
            "\"https://e.example\"",
            "\"http://localhost:2\"",
        ],
    ),
    (
        "claude.model",
        ["\"m-f\"", "m-e", "m-a"],
        ["\"m-f\"", "\"m-e\"", "\"m-a\""],
    ),
    (
        "claude.version",
        ["\"2023-06-01\"", "2024-01-01", ""],
        ["\"2023-06-01\"", "\"2024-01-01\"", ""],
    ),
    (
        "claude.auth",
        ["\"bearer\"", "bearer", ""],
        ["\"bearer\"", "\"bearer\"", ""],
    ),
    ("claude.max_tokens", ["100", "200", ""], ["100", "200", ""]),
    ("claude.daily_limit", ["2.5", "3", ""], ["2.5", "3.0", ""]),
    ("claude.monthly_limit", ["2.5", "3", ""], ["2.5", "3.0", ""]),
    ("claude.turn_limit", ["2.5", "3", ""], ["2.5", "3.0", ""]),
    (
        "claude.compact_at",
        ["20000", "30000", ""],
        ["20000", "30000", ""],
    ),
    (
        "claude.lanes.chat",
        ["\"high\"", "m low", ""],
        ["\"high\"", "\"m low\"", ""],
    ),
    (
        "claude.lanes.drafts",
        ["\"m\"", "m low", ""],
        ["\"m\"", "\"m low\"", ""],
    ),
    (
        "claude.lanes.bulk",
        ["\"m\"", "m low", ""],
        ["\"m\"", "\"m low\"", ""],
    ),
    (
        "claude.lanes.deep",
        ["\"m\"", "m max", ""],
        ["\"m\"", "\"m max\"", ""],
    ),
    ("claude.nightly_limit", ["0.25", "1", ""], ["0.25", "1.0", ""]),
    (
        "claude.prices",
        [
            "{ m = { input = 1, output = 2, cache_write_5m = 3, cache_write_1h = 4, cache_read = 0.125 } }",
            "{ n = { input = 1, output = 2, cache_write_5m = 3, cache_write_1h = 4, cache_read = 5 } }",
            "",
        ],
        [
            r#"{"m":{"input":1.0,"output":2.0,"cache_write_5m":3.0,"cache_write_1h":4.0,"cache_read":0.125}}"#,
            r#"{"n":{"input":1.0,"output":2.0,"cache_write_5m":3.0,"cache_write_1h":4.0,"cache_read":5.0}}"#,
            "",
        ],
    ),
    (
        "claude.rules",
        [
            r#"{ edit_tags = "allow own 10" }"#,
            r#"{ edit_tags = "deny" }"#,
            "",
        ],
        [r#"{"edit_tags":"allow own 10"}"#, r#"{"edit_tags":"deny"}"#, ""],
    ),
    (
        "screen.theme",
        ["\"paper\"", "ink", ""],
        ["\"paper\"", "\"ink\"", ""],
    ),
    (
        "screen.glyphs",
        ["\"ascii\"", "ascii", ""],
        ["\"ascii\"", "\"ascii\"", ""],
    ),
    ("screen.mouse", ["true", "true", ""], ["true", "true", ""]),
    (
        "screen.linear",
        ["true", "true", "true"],
        ["true", "true", "true"],
    ),
    ("screen.tour", ["false", "false", ""], ["false", "false", ""]),
    ("sync.every_seconds", ["30", "45", ""], ["30", "45", ""]),
    ("send.hold_seconds", ["0", "60", ""], ["0", "60", ""]),
    (
        "send.hours",
        ["\"law\"", "standard", ""],
        ["\"law\"", "\"standard\"", ""],
    ),
    ("send.settle_seconds", ["90", "120", ""], ["90", "120", ""]),
    (
        "send.unseen",
        ["\"resend\"", "hold", ""],
        ["\"resend\"", "\"hold\"", ""],
    ),
    (
        "log.level",
        ["\"warn\"", "debug", "trace"],
        ["\"warn\"", "\"debug\"", "\"trace\""],
    ),
    (
        "log.format",
        ["\"json\"", "json", ""],
        ["\"json\"", "\"json\"", ""],
    ),
    ("today.promise_seconds", ["60", "90", ""], ["60", "90", ""]),
    (
        "today.pond",
        ["\"Team Pond\"", "u-pond", ""],
        ["\"Team Pond\"", "\"u-pond\"", ""],
    ),
    (
        "webhooks.listen",
        ["\"127.0.0.1:1\"", "127.0.0.1:2", ""],
        ["\"127.0.0.1:1\"", "\"127.0.0.1:2\"", ""],
    ),
    ("webhooks.key", ["\"abc\"", "def", ""], ["\"abc\"", "\"def\"", ""]),
    (
        "listings.object",
        ["\"custom_objects.a\"", "custom_objects.b", ""],
        ["\"custom_objects.a\"", "\"custom_objects.b\"", ""],
    ),
    (
        "listings.fields",
        [r#"{ price = "Ask" }"#, r#"{ beds = "Rooms to sleep" }"#, ""],
        [r#"{"price":"Ask"}"#, r#"{"beds":"Rooms to sleep"}"#, ""],
    ),
    (
        "automations.addresses",
        [
            r#"{ a = "https://a.example" }"#,
            r#"{ b = "https://b.example" }"#,
            "",
        ],
        [r#"{"a":"https://a.example"}"#, r#"{"b":"https://b.example"}"#, ""],
    ),
    (
        "automations.private_addresses",
        ["true", "true", ""],
        ["true", "true", ""],
    ),
    (
        "automations.lead",
        ["\"Rosa\"", "Ben", ""],
        ["\"Rosa\"", "\"Ben\"", ""],
    ),
    (
        "automations.lenders",
        ["\"A or B\"", "C or D", ""],
        ["\"A or B\"", "\"C or D\"", ""],
    ),
    (
        "automations.market_facts",
        [r#"{ a = "One (MLS, 2026)" }"#, r#"{ b = "Two (MLS, 2026)" }"#, ""],
        [r#"{"a":"One (MLS, 2026)"}"#, r#"{"b":"Two (MLS, 2026)"}"#, ""],
    ),
    ("log.days", ["3", "4", ""], ["3", "4", ""]),
];

#[test]
fn every_setting_comes_from_default_file_environment_and_flag_in_this_order() {
    assert_eq!(
        TABLE.len(),
        Settings::keys().count(),
        "a setting is missing in the table"
    );
    for (path, given, wanted) in TABLE {
        let key = Settings::key(path).unwrap_or_else(|| panic!("{path} is no setting"));
        let bare = Bench::new("");
        let config = bare.load().unwrap();
        assert_eq!(config.origin(path), Origin::Default, "{path}");

        let (table, leaf) = path.rsplit_once('.').unwrap_or(("", path));
        let head = if table.is_empty() {
            String::new()
        } else {
            format!("[{table}]\n")
        };
        let mut bench = Bench::new(&format!("# first line\n{head}{leaf} = {}\n", given[0]));
        let config = bench.load().unwrap();
        assert_eq!(config.value(path).to_string(), wanted[0], "{path} from the file");
        let line = if table.is_empty() { 2 } else { 3 };
        assert!(
            matches!(config.origin(path), Origin::File { line: l, column: 1, .. } if l == line),
            "{path}"
        );

        bench.sources.environment = Environment::default().with(key.variable(), given[1]);
        let config = bench.load().unwrap();
        assert_eq!(
            config.value(path).to_string(),
            wanted[1],
            "{path} from the environment"
        );
        assert_eq!(config.origin(path).to_string(), key.variable());

        let Some(flag) = key.flag else {
            assert!(given[2].is_empty(), "{path} has no flag");
            continue;
        };
        bench.sources.flags = vec![(flag, given[2].to_owned())];
        let config = bench.load().unwrap();
        assert_eq!(config.value(path).to_string(), wanted[2], "{path} from the flag");
        assert_eq!(config.origin(path), Origin::Flag(flag));
    }
}

#[test]
fn the_contract_names_of_variables_and_flags_stay() {
    let named: Vec<_> = Settings::keys()
        .filter(|key| key.contract_variable.is_some() || key.flag.is_some())
        .map(|key| {
            format!(
                "{} {} {}",
                key.path,
                key.contract_variable.unwrap_or("-"),
                key.flag.unwrap_or("-")
            )
        })
        .collect();
    assert_eq!(
        named,
        [
            "data_dir LEADLINE_DATA_DIR --data-dir",
            "zone - --zone",
            "ghl.base_url GHL_BASE_URL --ghl-url",
            "ghl.location_id LOCATION_ID --location",
            "claude.base_url ANTHROPIC_BASE_URL --claude-url",
            "claude.model CLAUDE_MODEL --model",
            "screen.linear - --linear",
            "log.level LOG_LEVEL --log-level",
        ]
    );
}

#[test]
fn a_mistake_in_the_file_is_told_with_its_place_what_was_expected_and_what_was_found() {
    for (file, told) in [
        (
            "[ghl]\nrequests_per_10s = \"fast\"\n",
            "config.toml:2:20: `ghl.requests_per_10s` should be a whole number from 1 to 80, found \"fast\"",
        ),
        (
            "[ghl]\n  requests_per_10s = 90\n",
            "config.toml:2:3: `ghl.requests_per_10s` should be a whole number from 1 to 80, found 90",
        ),
        (
            "[log]\nlevel = \"wran\"\n",
            "config.toml:2:9: `log.level` should be \"error\", \"warn\", \"info\", \"debug\" or \"trace\", found \"wran\" \
             (did you mean \"warn\"?)",
        ),
        (
            "[ghl]\nbas_url = 1\n",
            "config.toml:2:1: `ghl.bas_url` is not a setting; did you mean `ghl.base_url`?",
        ),
        (
            "model = \"x\"\n",
            "config.toml:1:1: `model` is not a setting; did you mean `claude.model`?",
        ),
        (
            "[clade]\nmodel = \"x\"\n",
            "config.toml:1:2: `clade` is not a setting; did you mean `claude`?",
        ),
        (
            "colour = 1\n",
            "config.toml:1:1: `colour` is not a setting; `leadline config` lists them all",
        ),
        (
            "ghl = 3\n",
            "config.toml:1:7: `ghl` should be a table, written [ghl], found 3",
        ),
        (
            "[ghl]\napi_key = \"pit-1234\"\n",
            "config.toml:2:1: `ghl.api_key` does not belong here: keys are kept with `leadline login`, never in this file",
        ),
        (
            "[ghl]\nlocation_id = [\"pit-1234\"]\n",
            "config.toml:2:15: `ghl.location_id` should be the id of a location: letters, digits, - and _, found a key \
             (keys are kept with `leadline login`, never here)",
        ),
        (
            "[ghl]\nbase_url = \"http://example.com\"\n",
            "config.toml:2:12: `ghl.base_url` should be an https address such as \"https://services.leadconnectorhq.com\" \
             (http only for this machine), found \"http://example.com\" (plain http is accepted for this machine only, \
             use https)",
        ),
        (
            "[claude.prices]\nm = { input = 1, output = 2, cache_write_5m = 3, cache_write_1h = 4, cache_read = 5, ouptut = 6 }\n",
            "config.toml:2:86: `claude.prices.m.ouptut` is not a setting; did you mean `output`?",
        ),
        (
            "[claude]\nbase_url = \"https://services.leadconnectorhq.com/x\"\n",
            "config.toml:2:1: `claude.base_url` should be an https address such as \"https://api.anthropic.com\" (http only \
             for this machine), found \"https://services.leadconnectorhq.com/x\" (it is also the CRM's address, and a key \
             must not reach the other service)",
        ),
    ] {
        let errors = Bench::new(file).errors();
        assert_eq!(errors.lines().next().unwrap(), told, "{file}");
    }
}

#[test]
fn a_file_that_is_not_toml_is_told_with_line_and_column() {
    let errors = Bench::new("[ghl]\nversion = v3\n").errors();
    assert!(
        errors.starts_with("config.toml:2:11: this is not TOML: "),
        "{errors}"
    );
}

#[test]
fn every_unknown_name_is_told_at_once() {
    let errors = Bench::new("usr = \"x\"\n[log]\nlvel = \"info\"\n").errors();
    assert_eq!(errors.lines().count(), 2, "{errors}");
}

#[test]
fn control_signs_of_a_value_do_not_reach_the_terminal() {
    let errors = Bench::new("[log]\ndays = \"\u{9b}31m\u{202e}\"\n").errors();
    assert!(!errors.contains(['\u{9b}', '\u{202e}']), "{errors:?}");
}

#[test]
fn a_mistake_in_a_variable_or_flag_names_it() {
    let mut bench = Bench::new("");
    bench.sources.environment = Environment::default().with("LEADLINE_SYNC_EVERY_SECONDS", "soon");
    assert_eq!(
        bench.errors(),
        "environment variable LEADLINE_SYNC_EVERY_SECONDS: `sync.every_seconds` should be a whole number of seconds from \
         15 to 86400, found \"soon\""
    );
    bench.sources.environment = Environment::default();
    bench.sources.flags = vec![("--location", "a/../b".to_owned())];
    assert_eq!(
        bench.errors(),
        "--location: `ghl.location_id` should be the id of a location: letters, digits, - and _, found a/../b"
    );
}

#[test]
fn a_misspelt_variable_is_mentioned_and_an_empty_one_ignored() {
    let mut bench = Bench::new("");
    bench.sources.environment = Environment::default()
        .with("LEADLINE_SYNC_EVRY_SECONDS", "30")
        .with("CLAUDE_MODEL", "");
    let config = bench.load().unwrap();
    assert_eq!(
        config.warnings,
        [
            "The variable LEADLINE_SYNC_EVRY_SECONDS means nothing here; did you mean LEADLINE_SYNC_EVERY_SECONDS?"
        ]
    );
    assert_eq!(config.origin("claude.model"), Origin::Default);
}

#[test]
fn a_missing_file_is_fine_unless_it_was_named() {
    let mut bench = Bench::new("");
    bench.sources.file = bench.folder.path().join("none.toml");
    assert_eq!(
        bench.errors(),
        "the file none.toml cannot be read: no such file or directory"
    );
    bench.sources.file_named = false;
    assert_eq!(bench.load().unwrap().settings, Settings::default());
}

#[test]
fn a_moved_address_is_told_with_what_moved_it() {
    let mut bench = Bench::new(
        "\n[claude]\nbase_url = \"https://gw.example\"\nauth = \"bearer\"\n[log]\nlevel = \"warn\"\n",
    );
    bench.sources.flags = vec![("--ghl-url", "http://127.0.0.1:7".to_owned())];
    let config = bench.load().unwrap();
    let told = config.moved_addresses();
    assert_eq!(told[0], "The CRM is at http://127.0.0.1:7, set by --ghl-url.");
    assert!(
        told[1].starts_with("Claude is at https://gw.example, set by ")
            && told[1].ends_with("config.toml:3.")
    );
    assert_eq!(
        (config.settings.claude.auth, config.settings.log.level),
        (Auth::Bearer, LogLevel::Warn)
    );
    assert!(Bench::new("").load().unwrap().moved_addresses().is_empty());
}

#[test]
fn a_problem_found_later_still_names_its_line() {
    let bench = Bench::new("[screen]\ntheme = \"dask\"\n");
    let problem = bench
        .load()
        .unwrap()
        .problem("screen.theme", ["dusk", "paper"])
        .to_string();
    assert!(
        problem.ends_with(
            "config.toml:2:1: `screen.theme` should be the name of a theme such as \"dusk\", found \"dask\" (did you mean \
             \"dusk\"?)"
        ),
        "{problem}"
    );
}
