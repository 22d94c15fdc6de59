#!/usr/bin/env bash
# Exports networks with effortlab-cli and compares their outputs in ONNX Runtime with our own.
#
#   check_export.sh BUILD_DIR CLI MODEL...
#
# BUILD_DIR takes what npm installs (ONNX Runtime, ~250 MB, without install scripts) and the files made here. CLI is the
# effortlab-cli to check. A MODEL may be followed by options of its own in one argument: "alexnet.prototxt
# --random-weights 1". Exit code 1 when an output differs by more than 1e-4 of its largest magnitude.
set -euo pipefail

if [ $# -lt 3 ]; then
  sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
# shellcheck source=setup.sh
source "$(dirname "$0")/setup.sh" "$1" "$2"
shift 2

failed=0
for entry in "$@"; do
  result=""
  timing=""
  read -ra model <<< "$entry"
  name=$(basename "${model[0]}" | sed 's/[^A-Za-z0-9_-]/_/g')
  files=$build/$name
  if "$cli" export-onnx "${model[@]}" --out "$files.onnx" > "$files.log" &&
    peer onnxruntime_peer.mjs random "$files.onnx" "$files.input.npy" > /dev/null &&
    "$cli" predict "${model[@]}" "$files.input.npy" --logits "$files.ours.npy" > "$files.log" &&
    timing=$(peer onnxruntime_peer.mjs run "$files.onnx" "$files.input.npy" "$files.theirs.npy" --runs "${RUNS:-10}") &&
    result=$(peer onnxruntime_peer.mjs compare "$files.theirs.npy" "$files.ours.npy"); then
    echo "$name: $result $timing"
  else
    echo "$name: FAILED ${result:-}" >&2
    failed=1
  fi
done
exit $failed
