# Judges that nobody on this project wrote: the CRM's own API files. Our client against a mock that answers only valid
# requests, our sandbox behind a proxy that checks its answers.

judge=$shared/ghl-api/oracle/run.sh

section_oracle() {
  step 'oracle: the reference folder' need_shared ghl-api/oracle/run.sh || return
  step 'oracle: build' sh "$judge" build || return
  step 'oracle: our client against the strict mock' client_against_mock
  step 'oracle: the program' need_program || return
  step 'oracle: our sandbox, v3, strict' sandbox_behind_proxy v3 strict
  step 'oracle: our sandbox, dated generation, strict' sandbox_behind_proxy v2 strict
}

client_against_mock() {
  local port status=0
  port=$(free_port)
  serve mock-v3 sh "$judge" mock v3 strict "$port"
  local mock=$server
  answers "$port" "$mock" || { echo 'the mock does not answer'; tail -20 "$out/mock-v3.log"; return 1; }
  LEADLINE_ORACLE_URL=http://127.0.0.1:$port cargo test --test ghl_oracle -- --nocapture || status=1
  stop "$mock"
  sh "$judge" report "$out/mock-v3.log" requests || status=1
  return "$status"
}

# A scenario walks through every route it can; the proxy judges each answer against the published schema. Profile strict
# is everything field is, and members nobody knows are refused and no answer may lack what a record needs.
sandbox_behind_proxy() {
  local generation=$1 profile=$2 port status=0
  sandbox "sandbox-$generation" --unlimited --contacts 300 --seed 7 || return 1
  local upstream=$server
  port=$(free_port)
  ERRORS=0 serve "proxy-$generation" sh "$judge" proxy "$generation" "$profile" "$port" "$GHL_DIRECT_URL"
  local proxy=$server
  answers "$port" "$proxy" || { echo 'the proxy does not answer'; tail -20 "$out/proxy-$generation.log"; return 1; }
  GHL_URL=http://127.0.0.1:$port GHL_GENERATION=$generation node .ci/oracle/sandbox-scenario.mjs || status=1
  stop "$proxy"
  stop "$upstream"
  sh "$judge" report "$out/proxy-$generation.log" || status=1
  return "$status"
}
