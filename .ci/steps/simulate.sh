# 4,000 random two-sided histories in made-up time (LEADLINE_SEEDS for more); `tests/simulation.rs` says what must hold after
# each step and at rest. The quick part, `house`, plays 25 of them. Two runs side by side, one for each core, of the release build, which
# the screen needs as well.

simulated=${LEADLINE_SEEDS:-4000}

section_simulate() {
  step 'simulate: the tests' cargo test --release --test simulation --no-run || return
  step "simulate: $simulated histories" play_histories
}

play_histories() {
  local half=$((simulated / 2)) status=0 at first
  local -a runs=()
  first=${LEADLINE_FIRST:-1}
  for at in 0 1; do
    LEADLINE_FIRST=$((first + at * half)) LEADLINE_SEEDS=$half \
      cargo test --release --test simulation two_sided -- --nocapture >"$out/simulate-$at.log" 2>&1 &
    runs+=("$!")
  done
  for at in 0 1; do
    if wait "${runs[$at]}"; then
      grep '^figure' "$out/simulate-$at.log"
    else
      status=1
      tail -40 "$out/simulate-$at.log"
    fi
  done
  return "$status"
}
