# The house itself: layout, lints, documents, tests. Nothing here needs ../shared.

section_house() {
  step 'format' cargo fmt --check
  step 'lints' cargo clippy --all-targets -- -D warnings
  step 'documents' env RUSTDOCFLAGS='-D warnings' cargo doc --no-deps --document-private-items
  step 'tests' cargo test --no-fail-fast
}
