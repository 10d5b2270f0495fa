#!/bin/bash
# mmdebstrap customize-hook: downloads, into a folder of the host, packages that are unpacked later but never "installed".
# Their maintainer scripts would build an initrd (minutes, when emulated) and ask about a machine that is not there.
# usage: fetch-unpacked.sh ROOT FOLDER PACKAGE…
set -euo pipefail
root=$1 folder=$2
shift 2
packages=("$@")
# linux-image-<arch> is a name that depends on the real kernel package of the day.
for name in "$@"; do
  case $name in linux-image-*)
    real=$(chroot "$root" apt-cache depends "$name" | sed -n 's/^ *Depends: *\(linux-image-[^ ]*\)$/\1/p' | head -1)
    packages+=("$real") ;;
  esac
done
mkdir -p "$root/tmp/debs" "$folder"
chroot "$root" sh -c 'cd /tmp/debs && exec apt-get -qq -o APT::Sandbox::User=root download "$@"' sh "${packages[@]}"
mv "$root"/tmp/debs/*.deb "$folder/"
rmdir "$root/tmp/debs"
