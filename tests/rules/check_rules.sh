#!/usr/bin/env bash
# Checks what a compiler does not: which layer includes what, and how long files are. Needs nothing but awk.
#
#   check_rules.sh ROOT     one line a breach (file:line: rule: what); exit 1 when there is one
#
# Layers: app -> widgets -> engine. An include in quotes is looked up from the layer roots and beside the file itself.
set -euo pipefail
cd "$1"

sources=()
while IFS= read -r file; do
  sources+=("$file")
done < <(find engine widgets app tests \( -name '*.h' -o -name '*.cpp' \) -type f 2>/dev/null | LC_ALL=C sort)
if [ ${#sources[@]} -eq 0 ]; then
  echo "$1: no sources here" >&2
  exit 1
fi

awk '
  function breach(rule, text) {
    printf "%s:%d: %s: %s\n", FILENAME, FNR, rule, text
    breaches++
  }
  # The layer a quoted include belongs to: beside the file first, then from the roots; "" where it is generated.
  function target_layer(name,    folder, i) {
    folder = FILENAME
    sub(/[^\/]*$/, "", folder)
    if ((folder name) in known) return layer
    for (i = 1; i <= 3; i++)
      if ((roots[i] "/" name) in known) return roots[i]
    if (name in known) { sub(/\/.*/, "", name); return name }
    return ""
  }
  function check_include(name, quoted,    to) {
    if (layer == "tests") return
    if (quoted && name ~ /\.\.\//) breach("layers", "an include is named from a root, not by ..: " name)
    to = quoted ? target_layer(name) : ""
    if (layer == "engine" && (to == "widgets" || to == "app")) breach("layers", "engine includes " name " of " to)
    if (layer == "widgets" && to == "app") breach("layers", "widgets includes " name " of app")
    if (layer == "engine" && name ~ /^(Q[A-Z]|Qt|qt|q[a-z]+\.h$)/) breach("no-qt", "engine includes " name)
    if (layer == "engine" && header && name ~ third_party) breach("private", name " belongs into a .cpp file")
    if (layer == "widgets" && name ~ threads) breach("no-threads", "widgets includes " name)
  }
  function end_of_file() {
    if (previous == "") return
    if (previous ~ /\.h$/ && !once) late[++lates] = previous ": once: no #pragma once"
    if (previous ~ /\.h$/ && lines > 200) late[++lates] = previous ":" lines ": length: a header of more than 200 lines"
    if (previous ~ /\.cpp$/ && lines > 600) late[++lates] = previous ":" lines ": length: a source of more than 600 lines"
    else if (previous ~ /\.cpp$/ && lines > 400) printf "%s:%d: warning: a source of more than 400 lines\n", previous, lines
  }
  BEGIN {
    roots[1] = "engine"; roots[2] = "widgets"; roots[3] = "app"
    third_party = "^(opencv|Eigen/|unsupported/Eigen|tbb/|oneapi/|google/|onnx/|nlohmann/|sqlite3|zlib|pugixml|dnnl|CLI/)|[.]pb[.]h$"
    threads = "^(thread|future|mutex|shared_mutex|condition_variable|semaphore|latch|barrier)$|^(QtCore/|QtConcurrent/)?(QThread|QThreadPool|QFuture|QFutureWatcher|QPromise|QMutex|QMutexLocker|QReadWriteLock|QWaitCondition|QSemaphore|QtConcurrent[A-Za-z]*)$"
    for (i = 1; i < ARGC; i++) known[ARGV[i]] = 1
  }
  FNR == 1 {
    end_of_file()
    previous = FILENAME
    layer = FILENAME
    sub(/\/.*/, "", layer)
    header = FILENAME ~ /\.h$/
    once = 0
  }
  { lines = FNR }
  /^#pragma once/ { once = 1 }
  /^[ \t]*#[ \t]*include/ {
    quoted = $0 ~ /"/
    name = $0
    sub(/^[^<"]*[<"]/, "", name)
    sub(/[>"].*$/, "", name)
    check_include(name, quoted)
  }
  layer == "widgets" && /std::(jthread|thread|mutex|async|future|promise|condition_variable)[^_a-z]/ && !/^[ \t]*\/\// {
    breach("no-threads", "widgets holds no thread, future or mutex")
  }
  END {
    end_of_file()
    for (i = 1; i <= lates; i++) print late[i]
    exit breaches + lates > 0
  }
' "${sources[@]}"
