# The screen a newcomer sees, through the very command of the README, in a real pseudo-terminal at two sizes.

section_screen() {
  step 'screen: the camera' need_camera || return
  step 'screen: the release build' cargo build --release || return
  local size
  for size in 120x36 80x24; do
    step "screen: cargo run --release -- demo, $size" tour "$size" cargo run --release --quiet -- demo
  done
}

need_camera() {
  need_shared tools/termshot.py || return 1
  if [ ! -e /usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf ]; then
    apt-get update -qq && apt-get install -y -qq fonts-dejavu-core || return 1
  fi
  need_python pyte==0.8.2 pillow
}

# tour SIZE PROGRAM...: each run gets a folder of its own, so that a demo does not find the crumbs of another.
tour() {
  local size=$1 home=$out/home-$1
  shift
  rm -rf "$home" "$out/pictures-$size" && mkdir -p "$home"
  "$python" "$shared/tools/termshot.py" --size "$size" --script .ci/screen/tour.steps --out "$out/pictures-$size" \
    --env TERM=xterm-256color --env "HOME=$home" --env "XDG_DATA_HOME=$home/share" --env "XDG_CONFIG_HOME=$home/config" \
    --env "XDG_STATE_HOME=$home/state" --env "XDG_CACHE_HOME=$home/cache" \
    --env "CARGO_HOME=${CARGO_HOME:-$HOME/.cargo}" --env "RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}" -- "$@"
}
