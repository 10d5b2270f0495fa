#!/bin/bash
# A bundle with a few kilobytes of payload, for what a box must refuse before it reads any of it.
# usage: make-bundle.sh FILE TARGET VERSION KEYS
set -euo pipefail
if [ "${STAGEBOX_IMAGE_NAMESPACE:-}" != yes ]; then STAGEBOX_IMAGE_NAMESPACE=yes exec unshare --mount --propagation private "$0" "$@"; fi
image=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../image" && pwd)
# shellcheck source=../../image/lib/common.sh
. "$image/lib/common.sh"
# shellcheck source=../../image/lib/tools.sh
. "$image/lib/tools.sh"
# shellcheck source=../../image/lib/bundle.sh
. "$image/lib/bundle.sh"
WORK=$(mktemp -d -p "$CACHE" work.XXXXXX) OUT=$WORK/out ARCH=amd64 TARGET=$2 VERSION=$3 KEYS=$4
trap 'rm -rf --one-file-system "$WORK"' EXIT
export ARCH TARGET VERSION
mkdir "$OUT"
# Random, so that it does not shrink to less than a bundle may be.
head -c 65536 /dev/urandom > "$OUT/root.img"
head -c 65536 /dev/urandom > "$OUT/boot.img"
name_tools
fetch_tools
enter_tools
make_bundle "$1"
