# 10,000 random two-sided histories in made-up time; `tests/simulation.rs` says what must hold after each step and at rest.
# The quick part, `house`, plays 25 of them.

section_simulate() {
  step 'simulate: the tests' cargo test --profile quick --test simulation --no-run || return
  step 'simulate: 10,000 histories' \
    env LEADLINE_SEEDS="${LEADLINE_SEEDS:-10000}" cargo test --profile quick --test simulation two_sided -- --nocapture
}
