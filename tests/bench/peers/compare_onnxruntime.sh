#!/usr/bin/env bash
# Compares the speed of effortlab-cli with ONNX Runtime's, in 32-bit floats and in 8 bits.
#
#   compare_onnxruntime.sh BUILD_DIR CLI MODEL...
#
# BUILD_DIR takes what npm installs (ONNX Runtime, without install scripts) and the files made here. A MODEL may be
# followed by options of its own in one argument: "alexnet.prototxt --random-weights 1". Every network is exported by
# effortlab-cli, quantised statically (quantize_onnx.mjs), and timed in short bursts of our process and of ONNX Runtime
# in turn. One line of JSON a setting goes to standard output, a table to standard error.
#
# Environment: THREADS="1 2"  BATCHES="1 16"  ROUNDS=10  ENGINES=eigen,onednn,...  DATA=random (or as for bench)
# CALIBRATION="A.npy B.npy" for an 8-bit network that is good for accuracies too; otherwise random inputs.
set -euo pipefail

if [ $# -lt 3 ]; then
  sed -n '2,13s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
# shellcheck source=setup.sh
source "$(dirname "$0")/setup.sh" "$1" "$2"
shift 2

for entry in "$@"; do
  read -ra model <<< "$entry"
  model[0]=$(realpath "${model[0]}" 2> /dev/null || echo "${model[0]}")
  name=$(basename "${model[0]}" | sed 's/[^A-Za-z0-9_-]/_/g')
  files=$build/$name
  "$cli" export-onnx "${model[@]}" --out "$files.onnx" > "$files.log"
  peer onnxruntime_peer.mjs random "$files.onnx" "$files.input.npy" > /dev/null
  # shellcheck disable=SC2086  # a list of files
  peer quantize_onnx.mjs "$files.onnx" "$files.int8.onnx" ${CALIBRATION:-$files.input.npy} > /dev/null
  for threads in ${THREADS:-1 2}; do
    for batch in ${BATCHES:-1 16}; do
      peer compare_onnxruntime.mjs --cli "$cli" --name "$name" --fp32 "$files.onnx" --int8 "$files.int8.onnx" \
        --input "$files.input.npy" --threads "$threads" --batch "$batch" --rounds "${ROUNDS:-10}" --profile \
        ${ENGINES:+--engines "$ENGINES"} -- "${model[0]}" "${DATA:-random}" "${model[@]:1}"
    done
  done
done
