#!/usr/bin/env bash
# From a bare Debian 12 to the running program: installs what is missing, builds, starts.
#
#   packaging/run.sh [ARGUMENT...]
#
# With a display the window opens and gets the arguments. Without one `effortlab-cli` gets them; with none, or with
# options only, it runs its demo and the charts are left in build/demo.
# EFFORTLAB_BUILD_DIR: where to build instead of build/.
set -euo pipefail
# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

install_packages build run
configure "$build_root/run" -DCMAKE_BUILD_TYPE=Release -DEFFORTLAB_UNITY=ON -DEFFORTLAB_PCH=ON \
  -DEFFORTLAB_WERROR=OFF -DEFFORTLAB_TESTS=OFF
cmake --build "$build_root/run" -j "$jobs" --target effortlab effortlab-cli

bin=$build_root/run/bin
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec "$bin/effortlab" "$@"
fi
case ${1:-} in
  "" | -*)
    echo "No display: running the demo."
    "$bin/effortlab-cli" demo --out "$build_root/demo" "$@"
    echo "The charts are in $build_root/demo"
    ;;
  *) exec "$bin/effortlab-cli" "$@" ;;
esac
