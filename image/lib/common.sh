# Shared by every step: folders, the log of a step, and commands in the tool chroot.
# Sourced by build.sh; expects `set -euo pipefail`.
# shellcheck shell=bash

IMAGE_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
REPO_DIR=$(dirname "$IMAGE_DIR")
CACHE=${STAGEBOX_IMAGE_CACHE:-$HOME/.cache/stagebox-image}
MIRROR=${STAGEBOX_DEBIAN_MIRROR:-http://deb.debian.org/debian}
SECURITY_MIRROR=${STAGEBOX_DEBIAN_SECURITY_MIRROR:-http://security.debian.org/debian-security}
SUITE=trixie
export LC_ALL=C.UTF-8 TZ=UTC
umask 022
# Time stamp of files from outside this repository (2025-01-01), so that it does not change with every commit.
DEBIAN_EPOCH=1735689600

say() { printf 'image: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Exit status if the servers of Debian or npm do not deliver: not a fault of this repository.
NOT_AVAILABLE=69

# fetching WHAT COMMAND…: runs a command that downloads, and repeats it once if it fails. A package that does not exist
# is our fault; anything else that fails twice counts as a network fault.
fetching() {
  local what=$1 log attempt
  shift
  log=$(mktemp -p "$WORK")
  for attempt in 1 2; do
    if "$@" 2> "$log"; then return; fi
    cat "$log" >&2
    say "$what: attempt $attempt failed"
  done
  if grep -Eq 'Unable to locate|has no installation candidate|[Uu]nmet dependencies|was not found' "$log"; then die "$what cannot be installed"; fi
  say "$what could not be fetched"
  exit $NOT_AVAILABLE
}

# step NAME COMMAND…: runs the command and prints how long it took.
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

# with_system DIR: mounts /proc, /dev and /sys of the host inside a chroot. The build has its own mount namespace
# (build.sh re-executes itself under unshare), so nothing stays mounted, however it ends.
with_system() {
  local dir
  for dir in proc dev sys; do
    mkdir -p "$1/$dir"
    mountpoint -q "$1/$dir" || mount --rbind "/$dir" "$1/$dir"
  done
}

# in_tools COMMAND…: runs in the tool chroot; the work folder is /work there and the repository /repo (read-only).
in_tools() { chroot "$TOOLS" env -C /work PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
