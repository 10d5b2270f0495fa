# The Debian part of the root: packages only, nothing of ours. Kept as a tar, named after the package lists; `--refresh`
# fetches it anew, which is how security updates of Debian come in.
# shellcheck shell=bash

unpacked_packages() {
  case $ARCH in
    amd64) echo linux-image-amd64 ;;
    arm64) echo linux-image-arm64 grub-efi-arm64-bin u-boot-rpi raspi-firmware firmware-brcm80211 ;;
  esac
}

components() { if [ "$ARCH" = arm64 ]; then echo 'main non-free-firmware'; else echo main; fi; }

make_base() {
  local packages key
  packages=$(package_list "$IMAGE_DIR/packages/common.list" "$IMAGE_DIR/packages/$ARCH.list")
  key=$(echo "$packages $(unpacked_packages) $SUITE $ARCH $(sha256sum < "$IMAGE_DIR/lib/base.sh")" | content_key)
  BASE=$CACHE/base-$ARCH-$key
  [ -z "${REFRESH:-}" ] || rm -rf "$BASE"
  [ -e "$BASE/complete" ] && return
  rm -rf "$BASE"
  mkdir -p "$BASE/debs"
  debian_sources "$(components)" | mmdebstrap --quiet --architectures="$ARCH" --variant=apt \
    --skip=cleanup/apt/lists --aptopt='Apt::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --include="$packages" \
    --customize-hook="'$IMAGE_DIR/lib/fetch-unpacked.sh' \"\$1\" '$BASE/debs' $(unpacked_packages)" \
    "$SUITE" "$BASE/root.tar" -
  touch "$BASE/complete"
}
