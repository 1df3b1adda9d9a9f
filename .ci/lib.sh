# Small words of the checks: a step with its verdict, a skip with its reason, a server that is stopped at the end.

verdicts=() skipped=() servers=() failures=0

# step NAME COMMAND...: runs the command, prints its output as it comes, remembers how it ended.
step() {
  local name=$1 begun=$SECONDS status=0
  shift
  printf '\n=== %s ===\n' "$name"
  "$@" || status=$?
  if [ "$status" -eq 0 ]; then
    verdicts+=("ok     $name ($((SECONDS - begun)) s)")
  else
    verdicts+=("FAILED $name ($((SECONDS - begun)) s, status $status)")
    failures=$((failures + 1))
  fi
  printf -- '--- %s\n' "${verdicts[-1]}"
  return "$status"
}

# skip NAME WHY: says what is not looked at, here and in the summary.
skip() {
  printf '\n=== %s: skipped, %s ===\n' "$1" "$2"
  skipped+=("$1: $2")
}

summary() {
  printf '\n=== summary (%s s) ===\n' "$SECONDS"
  printf '%s\n' "${verdicts[@]}"
  for line in "${skipped[@]+"${skipped[@]}"}"; do printf 'skipped %s\n' "$line"; done
  [ "$failures" -eq 0 ] || { printf '%s failed\n' "$failures"; exit 1; }
  printf 'all passed\n'
}

# serve NAME COMMAND...: starts a server in the background; its output goes to target/ci/NAME.log, its id to $server.
serve() {
  local name=$1
  shift
  # Emptied here and now: whoever waits for a word in it must not find the word of the run before.
  : >"$out/$name.log"
  "$@" >>"$out/$name.log" 2>&1 &
  server=$!
  servers+=("$server")
}

stop() {
  kill "$1" 2>/dev/null && wait "$1" 2>/dev/null
  return 0
}

stop_all() {
  local id
  for id in "${servers[@]+"${servers[@]}"}"; do stop "$id"; done
}
trap stop_all EXIT
trap 'exit 130' INT TERM

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# answers PORT PID: waits until something listens there, for a minute at most, and gives up at once if PID has ended.
answers() {
  local _
  for _ in $(seq 600); do
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
    kill -0 "$2" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}

# sandbox NAME ARGUMENTS...: starts the teaching account and exports where it is; the scenarios read these names.
sandbox() {
  local name=$1 _
  shift
  serve "$name" "$program" sandbox --json --ghl-port 0 --claude-port 0 "$@"
  for _ in $(seq 600); do
    grep -q '"ready"' "$out/$name.log" && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  grep -q '"ready"' "$out/$name.log" || { echo "the sandbox is not ready:"; cat "$out/$name.log"; return 1; }
  GHL_DIRECT_URL=$(ready_field "$name" ghl_url) CLAUDE_URL=$(ready_field "$name" claude_url)
  GHL_TOKEN=$(ready_field "$name" token) GHL_LOCATION=$(ready_field "$name" location_id)
  CLAUDE_KEY=$(ready_field "$name" claude_key) GHL_URL=$GHL_DIRECT_URL
  export GHL_DIRECT_URL GHL_URL GHL_TOKEN GHL_LOCATION CLAUDE_URL CLAUDE_KEY
}

ready_field() {
  python3 -c 'import json, sys
line = next(line for line in open(sys.argv[1]) if "\"ready\"" in line)
print(json.loads(line)[sys.argv[2]])' "$out/$1.log" "$2"
}

# insists that the reference folder is there: a check that quietly does nothing is worse than none.
need_shared() {
  [ -e "$shared/$1" ] && return 0
  echo "../shared/$1 is missing; it belongs beside the clone"
  return 1
}

# the program as the tests built it; built here if this section runs alone.
need_program() {
  program=$here/target/debug/leadline
  cargo build --bin leadline
}

# python PACKAGES...: an environment of our own with these packages in it; the interpreter is $python.
need_python() {
  python=$tools/venv/bin/python
  [ -x "$python" ] || python3 -m venv "$tools/venv" || return 1
  "$python" -m pip install --quiet --disable-pip-version-check "$@"
}
