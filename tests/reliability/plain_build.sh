#!/usr/bin/env bash
# Every source of the engine and the command line on its own: no merged units, no precompiled headers, no window, no
# optimiser. Shows that the includes are complete and that the engine needs no Qt. Some five minutes on two cores.
#
#   tests/reliability/plain_build.sh
set -euo pipefail
# shellcheck source=../../packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../packaging/common.sh"

configure "$build_root/test-plain" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0 -DEFFORTLAB_WERROR=ON \
  -DEFFORTLAB_UNITY=OFF -DEFFORTLAB_PCH=OFF -DEFFORTLAB_GUI=OFF -DEFFORTLAB_TESTS=OFF
cmake --build "$build_root/test-plain" -j "$jobs" --target effortlab-cli
