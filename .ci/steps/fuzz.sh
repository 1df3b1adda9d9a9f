# Requests nobody would think of, made by Schemathesis from the CRM's own API files: our sandbox may refuse them, but never
# break, never answer off the schema, and never take a body that the schema forbids.

fuzz_seed=${LEADLINE_FUZZ_SEED:-20261125}
# The paths the sandbox serves; the rest of the API is answered "not found" and has nothing to find.
fuzz_served='^/(calendars|campaigns|contacts|conversations|locations|oauth|opportunities|users|workflows)(/|$)'
fuzz_strange='/(groups|resources|schedules|services|notifications|business|permissions|recurring-tasks|upload|transcription|recording|providers|attachments|timezones|conversationChannels|preferences)(/|$)|^/calendars/appointments/'
# Two answers cannot satisfy their schema. A message without a provider is answered 201 and nothing, as the live service
# does; a list of templates must be of exactly one of two forms, and every template has both at once.
fuzz_odd=(/conversations/messages/inbound '/locations/{locationId}/templates')

section_fuzz() {
  step 'fuzz: the reference folder' need_shared ghl-api/oracle/run.sh || return
  step 'fuzz: the program' need_program || return
  oracle_home=${GHL_ORACLE_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/ghl-oracle}
  if ! need_schemathesis >"$out/schemathesis.log" 2>&1; then
    skip 'fuzz' "Schemathesis cannot be installed ($(grep -i 'error' "$out/schemathesis.log" | tail -1))"
    return
  fi
  local served=(--include-path-regex "$fuzz_served" --exclude-path-regex "$fuzz_strange" "${fuzz_odd[@]/#/--exclude-path=}")
  local bodies=(--exclude-method GET --exclude-method DELETE)
  step 'fuzz: v3, answers' fuzz v3 50 "${served[@]}" --exclude-checks negative_data_rejection
  step 'fuzz: v3, bodies that must be refused' fuzz v3 45 "${served[@]}" "${bodies[@]}"
  step 'fuzz: v3, odd answers' fuzz v3 5 "${fuzz_odd[@]/#/--include-path=}" \
    --exclude-checks negative_data_rejection,response_schema_conformance
  step 'fuzz: dated generation, answers' fuzz v2 40 "${served[@]}" --exclude-checks negative_data_rejection
}

need_schemathesis() {
  [ -x "$oracle_home/fuzz/bin/schemathesis" ] && return 0
  python3 -m venv "$oracle_home/fuzz" && "$oracle_home/fuzz/bin/pip" install --quiet --disable-pip-version-check \
    -r "$shared/ghl-api/oracle/requirements.txt"
}

# fuzz GENERATION SECONDS OPTIONS...: against a sandbox of its own, since fuzzing deletes.
fuzz() {
  local generation=$1 seconds=$2 status=0 log
  shift 2
  log=$out/fuzz-$generation-$seconds.log
  sandbox sandbox-fuzz --unlimited --contacts 300 --seed 7 || return 1
  local upstream=$server
  GHL_GENERATION=$generation node .ci/oracle/fuzz-config.mjs >"$oracle_home/schemathesis.toml" || return 1
  echo "seed $fuzz_seed, $seconds seconds (LEADLINE_FUZZ_SEED chooses another seed)"
  EXAMPLES=5 SECONDS_MAX=$seconds sh "$shared/ghl-api/oracle/run.sh" fuzz "$generation" "$GHL_DIRECT_URL" --seed "$fuzz_seed" \
    --generation-database none --no-shrink "$@" >"$log" 2>&1 || status=1
  [ "$status" -eq 0 ] || sed -n '/= FAILURES =/,/= SUMMARY =/p' "$log" | cut -c1-600 | head -150
  grep -E 'generated|Selected|No failures|[0-9]+ failures? in' "$log"
  stop "$upstream"
  if grep -q 'panicked at' "$out/sandbox-fuzz.log"; then
    echo 'the sandbox broke:'
    grep -A1 'panicked at' "$out/sandbox-fuzz.log" | head -20
    status=1
  fi
  return "$status"
}
