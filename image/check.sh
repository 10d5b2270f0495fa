#!/bin/bash
# Same inputs, same bytes? Builds the image twice and compares what came out.
# usage: npm run image:check -- [--fresh] [options of build.sh]
#   --fresh   the second build from an empty cache: Debian's packages fetched again, kernel and initrd made again. The mirror may
#             have moved on in between; then the difference is its packages', and the list of versions (sbom.spdx.json) says which.
# Exit status 0 when every product is the same, 1 when one differs.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
fresh=no
if [ "${1:-}" = --fresh ]; then fresh=yes; shift; fi
cache=${STAGEBOX_IMAGE_CACHE:-$HOME/.cache/stagebox-image}
mkdir -p "$cache"
scratch=$(mktemp -d -p "$cache" check.XXXXXX)
trap 'rm -rf --one-file-system "$scratch"' EXIT

"$here/build.sh" "$@" --out="$scratch/1"
if [ "$fresh" = yes ]; then
  # The key inside the image is an input like any other.
  mkdir -p "$scratch/cache"
  cp -r "$cache/development-keys" "$scratch/cache/"
  STAGEBOX_IMAGE_CACHE=$scratch/cache "$here/build.sh" "$@" --out="$scratch/2"
else
  "$here/build.sh" "$@" --out="$scratch/2"
fi

# A bundle is a squashfs, its hash tree under a random salt, and a signature that holds the time of signing. Only the
# squashfs reaches the box, so only that is compared. Its superblock holds its length.
payload() { head -c "$(od -An -j40 -N8 -tu8 "$1" | tr -d ' ')" "$1"; }

differ=0
for file in "$scratch"/1/*; do
  name=${file##*/}
  case $name in
    SHA256SUMS) continue ;;
    *.raucb)
      first=$(payload "$file" | sha256sum) second=$(payload "$scratch/2/$name" | sha256sum) name="$name (content)" ;;
    *) first=$(sha256sum < "$file") second=$(sha256sum < "$scratch/2/$name") ;;
  esac
  if [ "$first" = "$second" ]; then
    printf 'same    %s  %s\n' "${first%% *}" "$name"
  else
    printf 'DIFFER  %s\n' "$name"
    differ=1
  fi
done
if [ "$differ" = 1 ] && [ -n "${STAGEBOX_KEEP_CHECK:-}" ]; then
  trap - EXIT
  echo "kept: $scratch"
fi
exit "$differ"
