# What may come in from outside: deny.toml, judged by cargo-deny.

section_policy() {
  step 'cargo-deny is here' need_deny || return
  step 'licences, bans, sources' cargo deny check -D warnings licenses bans sources
  # The list of known holes lives on the network; where it cannot be fetched, nothing can be said about them.
  if timeout 120 cargo deny fetch db >"$out/advisories.log" 2>&1; then
    step 'advisories' cargo deny check --disable-fetch advisories
  else
    skip 'advisories' "the advisory database cannot be fetched ($(grep -o 'Could not[^"]*\|fatal: .*' "$out/advisories.log" | head -1))"
  fi
}

need_deny() {
  export PATH=$tools/bin:$PATH
  cargo deny --version 2>/dev/null && return 0
  cargo install cargo-deny --version 0.20.2 --locked --root "$tools" --target-dir "$tools/target" --quiet
}
