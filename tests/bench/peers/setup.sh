# shellcheck shell=bash disable=SC2034  # what it sets is for the scripts
# For the scripts of this folder: sets peers, build and cli from their first two arguments, and installs ONNX Runtime
# (npm, without install scripts) into the build folder the first time.
peers=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1"
build=$(cd "$1" && pwd)
cli=$(realpath "$2")

cp "$peers"/package.json "$peers"/*.mjs "$build/"
if [ ! -d "$build/node_modules/onnxruntime-node" ]; then
  (cd "$build" && npm install --ignore-scripts --no-audit --no-fund --silent)
fi

# peer SCRIPT ARGUMENT...: in the build folder, where the packages are.
peer() {
  (cd "$build" && node "$@")
}
