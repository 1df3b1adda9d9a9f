# 10,000 states that a loss of power can leave, of a day with the real program; each call of an edit and every fourth of an
# upgrade cut off or refused; `tests/it/power.rs`, `disk.rs` and `upgrade.rs` say what must hold afterwards.
# The quick part, `house`, looks at 200 states.

section_power() {
  step 'power: the tests' cargo test --test it --no-run || return
  step 'power: 10,000 states without power' \
    env LEADLINE_POWER_STATES="${LEADLINE_POWER_STATES:-10000}" cargo test --test it power:: -- --nocapture
  step 'power: 40 calls of each upgrade cut, 40 of a first copy refused' \
    env LEADLINE_UPGRADE_KILLS=40 LEADLINE_DISK_FAULTS=40 cargo test --test it -- --nocapture f98_killed f38_f39
  # Another build: SQLCipher and OpenSSL from source.
  step 'power: lints with encryption' cargo clippy --all-targets --features encryption -- -D warnings
  step 'power: a copy that is encrypted shows nothing' cargo test --features encryption --test it -- encryption:: --nocapture
}
