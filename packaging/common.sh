# Sourced by run.sh and test.sh: the packages, and how we configure.
# shellcheck shell=bash disable=SC2034  # the scripts use what is set here

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build_root=${EFFORTLAB_BUILD_DIR:-$root/build}
jobs=$(nproc)

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# packages GROUP...: their names from packages.txt.
packages() {
  awk -v groups=" $* " '!/^#/ && NF == 2 && index(groups, " " $1 " ") { print $2 }' "$root/packaging/packages.txt"
}

missing_packages() {
  local package
  for package in $(packages "$@"); do
    if [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
      echo "$package"
    fi
  done
}

# as_root COMMAND...: as it is for root, else by sudo; asks for a password only where someone can type one.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o APT::Color=0 "$@"
}

# install_packages GROUP...: installs what is missing; touches nothing when nothing is. "speed" packages may stay missing.
install_packages() {
  local needed wanted
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    command -v cmake >/dev/null || fail "no apt-get here; install what Debian 12 calls $(packages "$@" | xargs)"
    echo "No apt-get here: going on with what is installed." >&2
    return
  fi
  needed=$(missing_packages "$@" | xargs)
  wanted=$(missing_packages speed | xargs)
  if [ -z "$needed$wanted" ]; then
    return
  fi
  if [ "$(id -u)" -ne 0 ] && { ! command -v sudo >/dev/null || { [ ! -t 0 ] && ! sudo -n true 2>/dev/null; }; }; then
    [ -z "$needed" ] || fail "no permission to install packages; as root: apt-get install --no-install-recommends $needed"
    return
  fi
  echo "Installing: $needed $wanted"
  apt_get update || echo "apt-get update failed: trying with the package lists that are here" >&2
  if [ -n "$needed" ]; then
    # shellcheck disable=SC2086  # a list of words
    apt_get install -y --no-install-recommends $needed ||
      fail "these packages could not be installed (EffortLab is made for Debian 12): $needed"
  fi
  if [ -n "$wanted" ]; then
    # shellcheck disable=SC2086
    apt_get install -y --no-install-recommends $wanted || echo "building without $wanted" >&2
  fi
}

# configure FOLDER [CMAKE OPTION...]: ccache needs both settings to keep objects made with precompiled headers.
export CCACHE_SLOPPINESS=pch_defines,time_macros
configure() {
  local folder=$1
  shift
  cmake -S "$root" -B "$folder" -G Ninja -DCMAKE_RUNTIME_OUTPUT_DIRECTORY="$folder/bin" \
    -DCMAKE_CXX_FLAGS=-fpch-preprocess "$@"
}
