# 1,000 messages with half of the answers lost and the plug pulled between; `tests/it/sends.rs` says what must hold.
# The quick part, `house`, sends 30.

section_sends() {
  step 'sends: the tests' cargo test --test it --no-run || return
  step 'sends: 1,000 messages, each once' \
    env LEADLINE_SENDS=1000 cargo test --test it sends -- --nocapture
}
