# The plug is pulled 200 times at random moments of copying and editing; `tests/it/crash.rs` says what must hold afterwards.
# The quick part, `house`, pulls it 24 times. Two runs side by side, since most of the time is spent waiting for a moment.

crash_seed=${LEADLINE_SEED:-20261125}

section_crash() {
  step 'crash: the tests' cargo test --test it --no-run || return
  step 'crash: 200 pulled plugs' pull_plugs 100 "$crash_seed" "$((crash_seed + 1))"
  # Another build: an ordinary one carries none of these places.
  step 'crash: lints of the places to die at' cargo clippy --all-targets --features failpoints -- -D warnings
  step 'crash: killed at every place' die_at_every_place
}

die_at_every_place() {
  cargo test --features failpoints --test it -- failpoints:: --nocapture >"$out/failpoints.log" 2>&1
  local status=$?
  if [ $status = 0 ]; then grep -E '^seed|^figure' "$out/failpoints.log"; else tail -60 "$out/failpoints.log"; fi
  return $status
}

# pull_plugs TIMES SEED...: so many times with each seed.
pull_plugs() {
  local times=$1 seed status=0 at
  local -a seeds=("${@:2}") runs=()
  for seed in "${seeds[@]}"; do
    LEADLINE_CRASHES=$times LEADLINE_SEED=$seed cargo test --test it crash -- --nocapture >"$out/crash-$seed.log" 2>&1 &
    runs+=("$!")
  done
  for at in "${!seeds[@]}"; do
    if wait "${runs[$at]}"; then
      grep -E '^seed|^figure' "$out/crash-${seeds[$at]}.log"
    else
      status=1
      tail -40 "$out/crash-${seeds[$at]}.log"
    fi
  done
  return "$status"
}
