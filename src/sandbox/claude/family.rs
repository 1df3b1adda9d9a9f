//! What whole families of models have in common: sizes, what they accept and refuse, how they think and cache.

/// How hard a model may be told to try, in rising order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effort {
    Low,
    Medium,
    High,
    Xhigh,
    Max,
}

impl Effort {
    /// All levels, rising.
    pub(super) const ALL: [Self; 5] = [Self::Low, Self::Medium, Self::High, Self::Xhigh, Self::Max];

    /// The word on the wire.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Xhigh => "xhigh",
            Self::Max => "max",
        }
    }

    /// The level a word on the wire names.
    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effort| effort.word() == word)
    }
}

/// How far `thinking: disabled` (or `between_tools`) is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Accepts {
    Never,
    /// Only together with an effort of `high` or below.
    UpToHigh,
    Always,
}

/// What a family of models has in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Family {
    pub(super) window: u64,
    pub(super) max_output: u64,
    pub(super) efforts: &'static [Effort],
    pub(super) default_effort: Effort,
    pub(super) adaptive: bool,
    /// `thinking: enabled` with a budget.
    pub(super) enabled: bool,
    pub(super) disabled: Accepts,
    pub(super) between_tools: Accepts,
    /// Whether it thinks when the request does not say.
    pub(super) thinks_unasked: bool,
    /// Whether thinking text stays hidden when the request does not say.
    pub(super) hides_thinking: bool,
    /// Whether `tool_choice` `any` and `tool` are accepted.
    pub(super) forced_tools: bool,
    /// Whether a last message of role `assistant` is accepted.
    pub(super) prefill: bool,
    /// Whether non-default sampling values are accepted under the older version.
    pub(super) sampling: bool,
    /// Whether a thinking block is refused once anything before it changed.
    pub(super) binds_prefix: bool,
    /// Whether messages of role `system` may stand between others.
    pub(super) system_turns: bool,
    /// Shortest prefix in tokens that is cached.
    pub(super) cache_minimum: u64,
    /// The finer tokenizer, about 30 % more tokens for the same text.
    pub(super) fine_tokens: bool,
    /// `speed: fast`.
    pub(super) fast: bool,
}

const NO_XHIGH: &[Effort] = &[Effort::Low, Effort::Medium, Effort::High, Effort::Max];

/// Opus 5.5; the other 5.x families are described by their difference to it.
pub(super) const OPUS_5_5: Family = Family {
    window: 1_000_000,
    max_output: 128_000,
    efforts: &Effort::ALL,
    default_effort: Effort::Medium,
    adaptive: true,
    enabled: false,
    disabled: Accepts::Never,
    between_tools: Accepts::Never,
    thinks_unasked: true,
    hides_thinking: true,
    forced_tools: false,
    prefill: false,
    sampling: false,
    binds_prefix: true,
    system_turns: true,
    cache_minimum: 512,
    fine_tokens: true,
    fast: true,
};
pub(super) const SONNET_5_5: Family = Family {
    default_effort: Effort::High,
    between_tools: Accepts::UpToHigh,
    fast: false,
    ..OPUS_5_5
};
pub(super) const HAIKU_5_5: Family = Family {
    disabled: Accepts::UpToHigh,
    forced_tools: true,
    fast: false,
    ..OPUS_5_5
};
pub(super) const FABLE_5_1: Family = Family {
    default_effort: Effort::High,
    fast: false,
    ..OPUS_5_5
};
pub(super) const OPUS_5: Family = Family {
    default_effort: Effort::High,
    disabled: Accepts::UpToHigh,
    forced_tools: true,
    binds_prefix: false,
    ..OPUS_5_5
};
pub(super) const SONNET_5: Family = Family {
    disabled: Accepts::Always,
    system_turns: false,
    cache_minimum: 1024,
    fast: false,
    ..OPUS_5
};
pub(super) const FABLE_5: Family = Family {
    disabled: Accepts::Never,
    fast: false,
    ..OPUS_5
};
/// Opus 4.7 and 4.8: the finer tokenizer, no budget any more, thinking off unless asked.
pub(super) const OPUS_4_7: Family = Family {
    disabled: Accepts::Always,
    thinks_unasked: false,
    sampling: true,
    system_turns: false,
    cache_minimum: 2048,
    fast: false,
    ..OPUS_5
};
pub(super) const OPUS_4_8: Family = Family {
    cache_minimum: 1024,
    ..OPUS_4_7
};
pub(super) const OPUS_4_6: Family = Family {
    efforts: NO_XHIGH,
    enabled: true,
    hides_thinking: false,
    cache_minimum: 4096,
    fine_tokens: false,
    ..OPUS_4_7
};
pub(super) const SONNET_4_6: Family = Family {
    cache_minimum: 1024,
    ..OPUS_4_6
};
pub(super) const HAIKU_4_5: Family = Family {
    window: 200_000,
    max_output: 64_000,
    efforts: &[],
    adaptive: false,
    prefill: true,
    cache_minimum: 4096,
    ..OPUS_4_6
};
pub(super) const SONNET_4_5: Family = Family {
    cache_minimum: 1024,
    ..HAIKU_4_5
};
