#!/usr/bin/env bash
# The goal table of Multi-Fovea: policies in turns on the same frames, times as medians over repetitions.
#
#   tests/bench/fovea_goals.sh BUILD [DATA [REPETITIONS]]
#
# BUILD: a build folder with bench_fovea (EFFORTLAB_BENCH). DATA: the shared data collection; without it only the ten
# scenes. Scores from 0.1 on count in every AP but the thesis's, which cuts where the detector does.
set -euo pipefail
bench=$(find "$1" -name bench_fovea -type f | head -1)
data=${2:-}
repetitions=${3:-3}
plans=$(mktemp -d)
trap 'rm -r "$plans"' EXIT
run() {
  "$bench" "$@" every:5 track:5 thesis,score=0 best --score 0.1 --repeat "$repetitions" --plans "$plans"
}
run report
[ -n "$data" ] || exit 0
person=$data/models/yolo-fastest-1.1-body/yolo_fastest_body.model.json
run tud "$data/tud-campus" "$person"
# The first half served to look at the budget of pixels.
run pets "$data/pets09/vtest.avi" "$person" --first 400
