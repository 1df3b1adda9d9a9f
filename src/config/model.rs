//! The settings themselves. The documentation of each field is the text of `config.example.toml`.
//!
//! Keys of the two services are not here on purpose: they live in the keyring (see [`super::secrets`]).

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::schema::{Key, Section, section};
use super::value::{Auth, BaseUrl, Glyphs, LogFormat, LogLevel, MicroDollars, SendHours, SendUnseen};
use crate::domain::plan::Permits;

section! {
    /// Everything a person may decide, with a default for all of it.
    Settings at "" {
        /// Folder of the local copy, the queue and the log. Default: the platform's data folder.
        data_dir: Option<PathBuf> = None,
        variable "LEADLINE_DATA_DIR", flag "--data-dir", example "\"/home/ana/leadline\"",
        expects "the path of a folder";
        /// Who you are in the CRM: your user id or the e-mail address you log in with. Answers `@me` in filters.
        user: Option<String> = None,
        example "\"ana@example.com\"",
        expects "a user id or an e-mail address";
        /// Time zone for dates, quiet hours and the start of a day. Default: the machine's own.
        zone: Option<String> = None,
        flag "--zone", example "\"America/Los_Angeles\"",
        expects "a time zone such as \"America/Los_Angeles\"";
    }
    with {
        /// The CRM.
        ghl: Ghl,
        /// Claude.
        claude: Claude,
        /// How things look.
        screen: Screen,
        /// How the copy is kept fresh.
        sync: Sync,
        /// Messages to people.
        send: Send,
        /// Calls of the CRM.
        webhooks: Webhooks,
        /// Homes for sale.
        listings: Listings,
        /// What automations know, and may reach outside.
        automations: Automations,
        /// What waits today.
        today: Today,
        /// The log file.
        log: Log,
    }
}

section! {
    /// The CRM (GoHighLevel). Its token is never kept in this file: `leadline login ghl`.
    Ghl at "ghl" {
        /// Where the CRM answers. Plain http is accepted for this machine only.
        base_url: BaseUrl = BaseUrl::ghl(),
        variable "GHL_BASE_URL", flag "--ghl-url",
        expects "an https address such as \"https://services.leadconnectorhq.com\" (http only for this machine)";
        /// The sub-account to work in: Settings > Business Profile in the CRM shows its id.
        location_id: Option<String> = None,
        variable "LOCATION_ID", flag "--location", example "\"ve9EPM428h8vShlRW1KT\"",
        expects "the id of a location: letters, digits, - and _";
        /// Generation of the CRM's interface, sent as the `Version` header.
        version: String = "v3".to_owned(),
        expects "\"v3\" or a dated generation such as \"2021-07-28\"";
        /// Requests in any 10 seconds. The CRM allows 100 per location; the rest is left to your other programs.
        requests_per_10s: u32 = 80,
        expects "a whole number from 1 to 80";
        /// The conversation provider under which calls are logged (Settings > Conversation Providers in the CRM). Without
        /// one a call reaches the CRM as a note only.
        call_provider: Option<String> = None,
        example "\"61d6d1f9cdac7612faf80753\"",
        expects "the id of a conversation provider: letters, digits, - and _";
        /// The part of a day's requests, in per cent, kept for your own edits: background copying stops there.
        daily_reserve: u32 = 5,
        expects "a whole number of per cent from 0 to 90";
    }
}

section! {
    /// Claude. Its key is never kept in this file: `leadline login claude`.
    Claude at "claude" {
        /// Where Claude answers; change it for a gateway of your own.
        base_url: BaseUrl = BaseUrl::claude(),
        variable "ANTHROPIC_BASE_URL", flag "--claude-url",
        expects "an https address such as \"https://api.anthropic.com\" (http only for this machine)";
        /// The model that answers in the chat.
        model: String = "claude-sonnet-5-5".to_owned(),
        variable "CLAUDE_MODEL", flag "--model",
        expects "a model id such as \"claude-sonnet-5-5\"";
        /// Version of the interface, sent as `anthropic-version`.
        version: String = "2026-10-21".to_owned(),
        expects "a date such as \"2026-10-21\"";
        /// Header that carries the key: "x-api-key", or "bearer" for most gateways.
        auth: Auth = Auth::XApiKey,
        expects "\"x-api-key\" or \"bearer\"";
        /// The longest answer in tokens, thinking included.
        max_tokens: u32 = 32_000,
        expects "a whole number from 1 to 128000";
        /// The most Claude may cost in one day, in US dollars. Asked for before a call, not after it.
        daily_limit: MicroDollars = MicroDollars(10_000_000),
        expects "an amount of dollars such as 10.00";
        /// The most Claude may cost in one month.
        monthly_limit: MicroDollars = MicroDollars(100_000_000),
        expects "an amount of dollars such as 100.00";
        /// The most one question may cost with everything that is looked up for it.
        turn_limit: MicroDollars = MicroDollars(2_000_000),
        expects "an amount of dollars such as 2.00";
        /// Tokens from which on a chat goes on with a summary in place of what was said; all of it can still be read.
        compact_at: u32 = 120_000,
        expects "a whole number of tokens from 10000 to 900000";
        /// The most Claude may cost in one night, in US dollars, for drafts and briefs that are ready when the day begins. 0
        /// prepares nothing. It counts into the day as well.
        nightly_limit: MicroDollars = MicroDollars(0),
        expects "an amount of dollars such as 0.50";
        /// Prices that differ from the built-in table, in US dollars per million tokens, by model id; also as tables
        /// of their own, such as [claude.prices.claude-sonnet-5-5].
        prices: BTreeMap<String, Price> = BTreeMap::new(),
        example "{ my-model = { input = 2, output = 10, cache_write_5m = 2.5, cache_write_1h = 4, cache_read = 0.1 } }",
        expects "a table of prices by model id";
        /// What Claude's tools may do, by their names: "ask" (what holds without a rule), "deny", or "allow" for what is to
        /// be done at once, at most 25 people and only while nothing that others wrote was read. "own" keeps a rule to your
        /// own people, a number to so many: "allow own 10". What reaches a person is always asked about.
        rules: Permits = Permits::new(),
        example "{ edit_tags = \"allow own 10\", bulk_edit = \"deny\" }",
        expects "rules by the name of a tool, such as { edit_tags = \"allow\" }: ask, allow or deny, then `own` and a number of people";
    }
    with {
        /// Which model does what.
        lanes: Lanes,
    }
}

section! {
    /// Which model does what, and how thoroughly: a model id, an effort (low, medium, high, xhigh, max), or both. A chat
    /// keeps what it began with.
    Lanes at "claude.lanes" {
        /// Questions in the chat. Empty: claude.model as it works by itself.
        chat: String = String::new(),
        expects "a model id, an effort, or both: \"claude-sonnet-5-5 high\"";
        /// Replies and other texts: the drafts of `leadline work` and of automations, /reply, an automation said in words.
        drafts: String = "claude-sonnet-5-5 low".to_owned(),
        expects "a model id, an effort, or both: \"claude-sonnet-5-5 low\"";
        /// The same small task for many people: what the night prepares, call briefs, answers found in messages, choices of
        /// automations, translations.
        bulk: String = "claude-haiku-5-5 low".to_owned(),
        expects "a model id, an effort, or both: \"claude-haiku-5-5 low\"";
        /// What is worth a longer wait: analyses, plans, preparation of appointments, /plan and /review.
        deep: String = "claude-opus-5-5 high".to_owned(),
        expects "a model id, an effort, or both: \"claude-opus-5-5 high\"";
    }
}

section! {
    /// How things look.
    Screen at "screen" {
        /// Colours: "dusk", "paper", "ink" (none), "contrast".
        theme: String = "dusk".to_owned(),
        expects "the name of a theme such as \"dusk\"";
        /// Signs and lines: "full", or "ascii" for terminals and fonts that lack them.
        glyphs: Glyphs = Glyphs::Full,
        expects "\"full\" or \"ascii\"";
        /// Whether the mouse selects and scrolls. Off leaves it to the terminal, for marking and copying.
        mouse: bool = false,
        expects "true or false";
        /// Plain lines with prompts instead of a full screen, for screen readers and poor lines.
        linear: bool = false,
        flag "--linear",
        expects "true or false";
        /// Show the tour of four screens the first time an account is opened. The palette has it at any time.
        tour: bool = true,
        expects "true or false";
    }
}

section! {
    /// How the local copy is kept fresh while the program is open.
    Sync at "sync" {
        /// Seconds between two looks at what changed in the CRM.
        every_seconds: u32 = 60,
        expects "a whole number of seconds from 15 to 86400";
    }
}

section! {
    /// Messages to people.
    Send at "send" {
        /// Seconds in which a text or an e-mail can be taken back before it leaves.
        hold_seconds: u32 = 15,
        expects "a whole number of seconds from 0 to 3600";
        /// Hours in which messages leave, by the clock of whoever gets them: "standard" (9 to 20, Sunday from 12) or
        /// "law" (8 to 21). Stricter states count in both. Outside them a message waits.
        hours: SendHours = SendHours::Standard,
        expects "\"standard\" or \"law\"";
        /// Seconds from sending until a message whose answer was lost must show in the CRM, and is looked for. The
        /// CRM's lists lag by up to a minute, so less would send it twice.
        settle_seconds: u32 = 60,
        expects "a whole number of seconds from 60 to 3600";
        /// What becomes of an automatic message whose answer was lost and that was looked for twice in vain: "hold"
        /// (shown to you) or "resend". Your own always waits for you.
        unseen: SendUnseen = SendUnseen::Hold,
        expects "\"hold\" or \"resend\"";
    }
}

section! {
    /// What waits today.
    Today at "today" {
        /// Seconds from the arrival of a lead in the CRM to the first answer of a person: the promise.
        promise_seconds: u32 = 300,
        expects "a whole number of seconds from 30 to 86400";
        /// The pond: the user, by id or name, who gets a lead that nobody has answered in time. Without it nobody does.
        pond: Option<String> = None,
        example "\"Team Pond\"",
        expects "the id or the name of a user of the CRM";
    }
}

section! {
    /// Calls of the CRM to `leadline serve`, for whoever has an app in its marketplace: a change is known at once.
    Webhooks at "webhooks" {
        /// Where to listen. Put a proxy that speaks https before it. Without it the CRM is asked, as always.
        listen: Option<String> = None,
        example "\"127.0.0.1:8787\"",
        expects "an address with a port such as \"127.0.0.1:8787\"";
        /// A second public key (Ed25519) with which a call may be signed, for the time in which the CRM changes its own.
        key: Option<String> = None,
        example "\"MCowBQYDK2VwAyEA...\"",
        expects "the text between the lines of a PEM file";
    }
}

section! {
    /// Automations: what their steps know of the house, and what they may tell other programs. What those are told is signed
    /// with the secret in the variable LEADLINE_HOOK_SECRET; without it nobody is told anything.
    Automations at "automations" {
        /// Addresses by name. A `webhook` step says the name, never an address.
        addresses: BTreeMap<String, String> = BTreeMap::new(),
        example "{ office = \"https://hooks.example.com/leadline\" }",
        expects "https addresses by name, such as { office = \"https://hooks.example.com/leadline\" }";
        /// Whether an address may lie in a private network. On this machine itself plain http will do then.
        private_addresses: bool = false,
        expects "true or false";
        /// The team lead: the user, by id or name, whom steps mean by `lead`. Without one such a step is left out and says so.
        lead: Option<String> = None,
        example "\"Rosa Vega\"",
        expects "the id or the name of a user of the CRM";
        /// What fills {lenders}: two or more to choose from, so that nobody is steered. Without it such a message is left out.
        lenders: Option<String> = None,
        example "\"Cascade Lending or Harbor Bank\"",
        expects "two names or more, such as \"Cascade Lending or Harbor Bank\"";
        /// What fills {market_facts}, by the city people live in, or under everywhere: a sentence with its source in brackets
        /// and its year. Without it such a message is left out.
        market_facts: BTreeMap<String, String> = BTreeMap::new(),
        example "{ Upland = \"Half of the homes sold for more than $785,000 (MLS, October 2026).\" }",
        expects "sentences by area, such as { Upland = \"Half of the homes sold for more than $785,000 (MLS, October 2026).\" }";
    }
}

section! {
    /// Homes for sale, when the account keeps them in an object of its own. It is found by the names of its fields, so this is
    /// for one that is not. The key then needs the scopes `objects/schema.readonly` and `objects/record.readonly`.
    Listings at "listings" {
        /// The key of the object (Settings > Objects in the CRM).
        object: Option<String> = None,
        example "\"custom_objects.property\"",
        expects "the key of an object, such as \"custom_objects.property\"";
        /// Which field holds what, by its name or key, where that is not plain from the name. What can be named: address, area,
        /// baths, beds, city, features, hoa, liked, listed, lot, mls, owner, parking, price, seen, sqft, status, type, year, zip.
        fields: BTreeMap<String, String> = BTreeMap::new(),
        example "{ price = \"Ask\", owner = \"Seller's contact id\" }",
        expects "names of fields by what they hold, such as { price = \"Ask\" }";
    }
}

section! {
    /// The log file. It holds what happened, never keys, names or messages.
    Log at "log" {
        /// How much is written: "error", "warn", "info", "debug" or "trace".
        level: LogLevel = LogLevel::Info,
        variable "LOG_LEVEL", flag "--log-level",
        expects "\"error\", \"warn\", \"info\", \"debug\" or \"trace\"";
        /// "text" for people, "json" for programs.
        format: LogFormat = LogFormat::Text,
        expects "\"text\" or \"json\"";
        /// Days after which a log file is deleted.
        days: u32 = 14,
        expects "a whole number of days from 1 to 365";
    }
}

/// What a model costs, in dollars per million tokens; so one [`MicroDollars`] per token for each dollar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Tokens of the question that were not cached.
    pub input: MicroDollars,
    /// Tokens of the answer, thinking included.
    pub output: MicroDollars,
    /// Tokens written to the five-minute cache.
    pub cache_write_5m: MicroDollars,
    /// Tokens written to the one-hour cache.
    pub cache_write_1h: MicroDollars,
    /// Tokens read from the cache.
    pub cache_read: MicroDollars,
    /// The dearer prices of long questions, for models that have them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<PriceAbove>,
}

/// What a question costs that is longer than a number of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceAbove {
    /// Tokens of the whole question above which these prices hold.
    pub tokens: u64,
    /// Tokens of the question that were not cached.
    pub input: MicroDollars,
    /// Tokens of the answer, thinking included.
    pub output: MicroDollars,
    /// Tokens written to the five-minute cache.
    pub cache_write_5m: MicroDollars,
    /// Tokens written to the one-hour cache.
    pub cache_write_1h: MicroDollars,
    /// Tokens read from the cache.
    pub cache_read: MicroDollars,
}

impl Price {
    /// Names of its fields, for naming the nearest one when a name is wrong.
    pub const FIELDS: &'static [&'static str] = &[
        "input",
        "output",
        "cache_write_5m",
        "cache_write_1h",
        "cache_read",
        "above",
        "tokens",
    ];
}

impl Settings {
    /// All tables of the file in the order they are shown.
    pub const SECTIONS: &'static [Section] = &[
        Settings::SECTION,
        Ghl::SECTION,
        Claude::SECTION,
        Lanes::SECTION,
        Screen::SECTION,
        Sync::SECTION,
        Send::SECTION,
        Today::SECTION,
        Webhooks::SECTION,
        Listings::SECTION,
        Automations::SECTION,
        Log::SECTION,
    ];

    /// All settings.
    pub fn keys() -> impl Iterator<Item = &'static Key> {
        Self::SECTIONS.iter().flat_map(|section| section.keys)
    }

    /// The setting at `path`.
    pub fn key(path: &str) -> Option<&'static Key> {
        Self::keys().find(|key| key.path == path)
    }
}
