#!/usr/bin/env bash
# check_rules.sh must accept a clean tree, and refuse the same tree with one breach in it, by that rule's name.
set -euo pipefail
check=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/check_rules.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

clean_tree() {
  rm -rf "${tree:?}"/*
  mkdir -p "$tree"/engine/core "$tree"/widgets/charts "$tree"/app/shell "$tree"/tests
  printf '#pragma once\n#include <vector>\n' >"$tree/engine/core/shape.h"
  printf '#include "core/shape.h"\n#include <Eigen/Core>\n#include "core/generated.pb.h"\n' >"$tree/engine/core/shape.cpp"
  printf '#pragma once\n#include "core/shape.h"\n#include <QWidget>\n' >"$tree/widgets/charts/chart.h"
  printf '#pragma once\n#include "charts/chart.h"\n#include <thread>\n' >"$tree/app/shell/window.h"
  printf '#include "shell/window.h"\n#include <QTest>\n' >"$tree/tests/tst_window.cpp"
}

# long_file LINES
long_file() {
  echo '#pragma once'
  awk -v n="$1" 'BEGIN { for (i = 1; i < n; i++) print "// " i }'
}

# expect NAME STATUS PATTERN: on the tree as it is now.
expect() {
  local output status=0
  output=$("$check" "$tree" 2>&1) || status=$?
  if [ "$status" -ne "$2" ] || ! grep -q -e "$3" <<<"$output"; then
    printf 'FAIL %s: exit %s, wanted %s and /%s/ in:\n%s\n' "$1" "$status" "$2" "$3" "$output"
    failures=$((failures + 1))
  fi
}

# breach RULE FILE TEXT: TEXT at the end of FILE must be refused.
breach() {
  clean_tree
  printf '%s\n' "$3" >>"$tree/$2"
  expect "$1 in $2" 1 "^$2:[0-9]*: $1: "
}

clean_tree
expect "a clean tree" 0 '^$'
breach layers engine/core/shape.cpp '#include "charts/chart.h"'
breach layers engine/core/shape.h '#include "widgets/charts/chart.h"'
breach layers engine/core/shape.h '#include "shell/window.h"'
breach layers widgets/charts/chart.h '#include "shell/window.h"'
breach layers engine/core/shape.cpp '#include "../../widgets/charts/chart.h"'
breach no-qt engine/core/shape.cpp '#include <QString>'
breach no-qt engine/core/shape.cpp '#include <QtCore/QString>'
breach no-qt engine/core/shape.cpp '#include <qglobal.h>'
for name in opencv2/core.hpp Eigen/Core tbb/tbb.h google/protobuf/message.h onnx/onnx_pb.h nlohmann/json.hpp sqlite3.h \
  zlib.h; do
  breach private engine/core/shape.h "#include <$name>"
done
breach private engine/core/shape.h '#include "core/generated.pb.h"'
for name in thread future mutex QThread QtConcurrent/QtConcurrent QMutex QFutureWatcher; do
  breach no-threads widgets/charts/chart.h "#include <$name>"
done
breach no-threads widgets/charts/chart.h 'std::mutex guard;'

clean_tree
sed -i 1d "$tree/engine/core/shape.h"
expect "a header without guard" 1 '^engine/core/shape.h: once: '
clean_tree
long_file 200 >"$tree/engine/core/long.h"
long_file 400 >"$tree/engine/core/long.cpp"
expect "the longest files" 0 '^$'
long_file 401 >"$tree/engine/core/long.cpp"
expect "a long source" 0 '^engine/core/long.cpp:401: warning: '
long_file 601 >"$tree/engine/core/long.cpp"
expect "too long a source" 1 '^engine/core/long.cpp:601: length: '
clean_tree
long_file 201 >"$tree/app/shell/long.h"
expect "too long a header" 1 '^app/shell/long.h:201: length: '
rm -rf "${tree:?}"/*
expect "an empty tree" 1 'no sources here'

[ "$failures" -eq 0 ] && echo "check_rules.sh finds every breach"
