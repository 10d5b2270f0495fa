# The Debian part of the root: only packages, nothing of ours. It is kept as a tar, named after the package lists, and
# shared by all boards of an architecture. `--refresh` fetches it again, with Debian's security updates.
# shellcheck shell=bash

components() { if [ "$ARCH" = arm64 ]; then echo 'main non-free-firmware'; else echo main; fi; }

name_base() {
  local packages
  packages=$(package_list "$IMAGE_DIR/packages/common.list" "$IMAGE_DIR/packages/$ARCH.list")
  BASE=$CACHE/base-$ARCH-$(echo "$packages $SUITE $ARCH $(sha256sum < "$IMAGE_DIR/lib/base.sh")" | content_key)
  BASE_PACKAGES=$packages
}

make_base() {
  [ -z "${REFRESH:-}" ] || rm -rf "$BASE"
  [ -e "$BASE/complete" ] && return
  rm -rf "$BASE"
  mkdir -p "$BASE"
  fetching "Debian's packages" fetch_base
  touch "$BASE/complete"
}

fetch_base() {
  debian_sources "$(components)" | SOURCE_DATE_EPOCH=$DEBIAN_EPOCH mmdebstrap --quiet --architectures="$ARCH" --variant=apt --aptopt='Apt::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --include="$BASE_PACKAGES" "$SUITE" "$BASE/root.tar" -
}
