# A first copy of 20,000 people while every tenth request fails; `tests/it/storm.rs` says what must hold.
# The quick part, `house`, copies 400.

section_storm() {
  step 'storm: the tests' cargo test --test it --no-run || return
  step 'storm: 20,000 people through 10 % of faults' \
    env LEADLINE_STORM=20000 cargo test --test it storm -- --nocapture
}
