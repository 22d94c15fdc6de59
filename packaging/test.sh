#!/usr/bin/env bash
# Everything a change must pass, on a bare Debian 12 too: format, two builds, all tests. Exits 1 when anything failed.
#
#   packaging/test.sh
#
# Needs no display and no network once the packages are there. EFFORTLAB_BUILD_DIR: where to build instead of build/.
set -euo pipefail
# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
mkdir "$results/runtime"
chmod 700 "$results/runtime"
export XDG_RUNTIME_DIR=$results/runtime
unset DISPLAY WAYLAND_DISPLAY
failed=""

# step NAME COMMAND...: runs it, notes its time and whether it failed; the next step runs all the same.
step() {
  local name=$1 start=$SECONDS status=0
  shift
  printf '\n== %s\n' "$name"
  "$@" || status=$?
  printf '%-36s %4d s  %s\n' "$name" $((SECONDS - start)) "$([ $status -eq 0 ] && echo ok || echo FAILED)" \
    >>"$results/steps"
  [ $status -eq 0 ] || failed="$failed $name;"
  return 0
}

check_format() {
  local folder folders=()
  for folder in engine widgets app tests; do
    [ ! -d "$root/$folder" ] || folders+=("$root/$folder")
  done
  find "${folders[@]}" \( -name '*.h' -o -name '*.cpp' \) -print0 |
    xargs -0 clang-format --dry-run -Werror
}

# build FOLDER "TARGET..." [CMAKE OPTION...]
build() {
  local folder=$1 targets=$2
  shift 2
  # shellcheck disable=SC2086  # a list of words
  configure "$folder" "$@" && cmake --build "$folder" -j "$jobs" --target $targets
}

# shellcheck disable=SC2034  # named by the callers of run_tests
offscreen=(env QT_QPA_PLATFORM=offscreen)
# shellcheck disable=SC2034
x11=(xvfb-run -a -s "-screen 0 1920x1200x24" env QT_QPA_PLATFORM=xcb)

# run_tests offscreen|x11 NAME FOLDER [CTEST OPTION...]: keeps ctest's last lines for the summary.
run_tests() {
  local -n screen=$1
  local name=$2 folder=$3 status=0
  shift 3
  "${screen[@]}" ctest --test-dir "$folder" --output-on-failure --no-tests=error "$@" |
    tee "$results/ctest.log" || status=$?
  { printf '%s: ' "$name" && sed -n '/tests passed/,$p' "$results/ctest.log"; } >>"$results/ctest"
  return $status
}

install_packages build run test

step "format" check_format

release=$build_root/test-release
step "release build" build "$release" all -DCMAKE_BUILD_TYPE=Release -DEFFORTLAB_WERROR=ON -DEFFORTLAB_UNITY=ON \
  -DEFFORTLAB_PCH=ON -DEFFORTLAB_TESTS=ON
step "tests" run_tests offscreen "all tests" "$release" -j "$jobs"

# The same widgets in real X11 windows.
step "tests on X11" run_tests x11 "widgets and app on X11" "$release" -L '^(widgets|app)$'

sanitized=$build_root/test-sanitized
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS=suppressions=$root/packaging/lsan.supp:print_suppressions=0
step "sanitized build" build "$sanitized" "tests_engine tests_widgets tests_app" -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g1" -DEFFORTLAB_SANITIZE=ON -DEFFORTLAB_WERROR=OFF -DEFFORTLAB_UNITY=ON \
  -DEFFORTLAB_PCH=ON -DEFFORTLAB_TESTS=ON
step "sanitized tests" run_tests offscreen "under ASan and UBSan" "$sanitized" -j "$jobs" -L '^(engine|widgets|app)$'

printf '\n== summary (%d s)\n' $SECONDS
cat "$results/steps"
echo
cat "$results/ctest" 2>/dev/null || true
[ -z "$failed" ] || fail "failed:$failed"
