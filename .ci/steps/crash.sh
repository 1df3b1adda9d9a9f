# The plug is pulled 200 times at random moments of copying and editing; `tests/it/crash.rs` says what must hold afterwards.
# The quick part, `house`, pulls it 24 times. Two runs side by side, since most of the time is spent waiting for a moment.
# Every kind of step of an automation is killed in as well, in made-up time; `src/engine/automations/tests/killed.rs` says what
# must hold then.

crash_seed=${LEADLINE_SEED:-20261125}

section_crash() {
  step 'crash: the tests' cargo test --test it --no-run || return
  step 'crash: 200 pulled plugs' pull_plugs 100 "$crash_seed" "$((crash_seed + 1))"
  step 'crash: killed in every kind of step' kill_steps "${LEADLINE_STEP_KILLS:-150}"
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

# kill_steps TIMES: so many times in steps of each kind.
kill_steps() {
  LEADLINE_STEP_KILLS=$1 LEADLINE_SEED=$crash_seed cargo test --lib tests::killed -- --nocapture >"$out/step-kills.log" 2>&1
  local status=$?
  if [ $status = 0 ]; then grep '^figure' "$out/step-kills.log"; else tail -60 "$out/step-kills.log"; fi
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
