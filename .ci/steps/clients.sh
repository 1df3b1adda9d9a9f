# Clients that other people wrote, as their users install them, against our sandbox.

section_clients() {
  step 'clients: the program' need_program || return
  step 'clients: npm packages' npm_clients
  step 'clients: python packages' need_python -r .ci/clients/requirements.txt
  step 'clients: a sandbox' sandbox sandbox-clients --unlimited --contacts 300 --seed 11 || return
  local upstream=$server
  step 'clients: the CRM, npm @gohighlevel/api-client' node "$tools/clients/crm.mjs"
  step 'clients: the CRM, PyPI gohighlevel-api-client' "$python" .ci/clients/crm.py
  step 'clients: Claude, PyPI anthropic' "$python" .ci/clients/anthropic_scenario.py "$CLAUDE_URL" "$CLAUDE_KEY"
  stop "$upstream"
}

# Node looks for packages beside the script, so the scenario runs from where they are installed.
npm_clients() {
  mkdir -p "$tools/clients"
  cp .ci/clients/package.json .ci/clients/*.mjs "$tools/clients/"
  [ ! -e .ci/clients/package-lock.json ] || cp .ci/clients/package-lock.json "$tools/clients/"
  (cd "$tools/clients" && npm install --no-audit --no-fund --ignore-scripts --loglevel=error)
}
