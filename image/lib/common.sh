# Shared by every step: where things are kept, how a step is logged, how a command runs in the tool chroot.
# Sourced by build.sh; expects `set -euo pipefail`.
# shellcheck shell=bash

IMAGE_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
REPO_DIR=$(dirname "$IMAGE_DIR")
CACHE=${STAGEBOX_IMAGE_CACHE:-$HOME/.cache/stagebox-image}
MIRROR=${STAGEBOX_DEBIAN_MIRROR:-http://deb.debian.org/debian}
SECURITY_MIRROR=${STAGEBOX_DEBIAN_SECURITY_MIRROR:-http://security.debian.org/debian-security}
SUITE=trixie
export LC_ALL=C.UTF-8 TZ=UTC

say() { printf 'image: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# step NAME COMMAND…: runs the command and says how long it took.
step() {
  local name=$1 begun=$SECONDS
  shift
  say "$name …"
  "$@"
  say "$name: $((SECONDS - begun)) s"
}

# Package names of a list, without comments, joined by commas.
package_list() { sed -e 's/#.*//' "$@" | tr -s ' \t\n' ',' | sed -e 's/^,//' -e 's/,$//'; }

# First 12 hex digits of the sha256 of standard input: the name of a cached product.
content_key() { sha256sum | cut -c1-12; }

debian_sources() { # components
  printf 'deb %s %s %s\ndeb %s %s-updates %s\ndeb %s %s-security %s\n' \
    "$MIRROR" "$SUITE" "$1" "$MIRROR" "$SUITE" "$1" "$SECURITY_MIRROR" "$SUITE" "$1"
}

# with_system DIR: /proc, /dev and /sys of the host inside a chroot. The build runs in a mount namespace of its own
# (build.sh re-executes itself under unshare), so nothing is left mounted whichever way it ends.
with_system() {
  local dir
  for dir in proc dev sys; do
    mkdir -p "$1/$dir"
    mountpoint -q "$1/$dir" || mount --rbind "/$dir" "$1/$dir"
  done
}

# in_tools COMMAND…: runs in the tool chroot; the work folder is /work there and the repository /repo (read-only).
in_tools() { chroot "$TOOLS" env -C /work PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
