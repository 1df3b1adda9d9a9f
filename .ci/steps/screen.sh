# The screen a newcomer sees, through the very command of the README, in a real pseudo-terminal at two sizes.

section_screen() {
  step 'screen: the camera' need_camera || return
  step 'screen: the release build' cargo build --release || return
  local size
  for size in 120x36 80x24; do
    step "screen: cargo run --release -- demo, $size" tour "$size"
  done
}

need_camera() {
  need_shared tools/termshot.py || return 1
  if [ ! -e /usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf ]; then
    apt-get update -qq && apt-get install -y -qq fonts-dejavu-core || return 1
  fi
  need_python pyte pillow
}

# Each run gets a folder of its own: a demo must not find the crumbs of another.
tour() {
  local home=$out/home-$1
  rm -rf "$home" && mkdir -p "$home"
  "$python" "$shared/tools/termshot.py" --size "$1" --script ".ci/screen/demo.steps" --out "$out/pictures-$1" \
    --env TERM=xterm-256color --env "HOME=$home" --env "XDG_DATA_HOME=$home/share" --env "XDG_CONFIG_HOME=$home/config" \
    --env "CARGO_HOME=${CARGO_HOME:-$HOME/.cargo}" --env "RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}" \
    -- cargo run --release --quiet -- demo
}
