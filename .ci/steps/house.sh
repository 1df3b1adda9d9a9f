# The house itself: layout, lints, documents, tests. Nothing here needs ../shared.

section_house() {
  step 'format' cargo fmt --check
  skip 'lints and documents with warnings denied' 'a dozen warnings of the newest files are still to be mended'
  step 'tests' cargo test --no-fail-fast
}
