# Packages that are unpacked and never "installed": kernel, boot loaders, firmware. Their maintainer scripts would build
# an initrd (minutes, when emulated) and ask about a machine that does not exist. The tool chroot's apt downloads them;
# it is a native program whatever the target. Sets $DEBS.
# shellcheck shell=bash

unpacked_packages() {
  case $BOARD in
    pc) echo linux-image-amd64 grub-efi-amd64-bin ;;
    pi4) echo linux-image-arm64 grub-efi-arm64-bin u-boot-rpi raspi-firmware firmware-brcm80211 ;;
    # Debian 13's own kernel has no driver for the Pi 5's card reader, USB and Ethernet; the backports' has.
    pi5) echo "linux-image-arm64/$SUITE-backports" grub-efi-arm64-bin u-boot-rpi raspi-firmware firmware-brcm80211 ;;
  esac
}

make_unpacked() {
  DEBS=$BASE/debs-$({ unpacked_packages; cat "$IMAGE_DIR/lib/unpacked.sh"; } | content_key)
  [ -e "$DEBS/complete" ] && return
  rm -rf "$DEBS"
  mkdir -p "$DEBS" "$WORK"/apt/{state/lists/partial,cache/archives/partial,debs}
  : > "$WORK/apt/status"
  { debian_sources "$(components)"; if [ "$BOARD" = pi5 ]; then echo "deb $MIRROR $SUITE-backports $(components)"; fi; } > "$WORK/apt/sources.list"
  fetching "kernel and firmware packages" fetch_unpacked
  mv "$WORK"/apt/debs/*.deb "$DEBS/"
  rm -rf "$WORK/apt"
  touch "$DEBS/complete"
}

# A separate package manager for the target's architecture: nothing installed, its state in the work folder.
target_apt() { # command …
  local program=$1
  shift
  in_tools env -C /work/apt/debs "$program" -qq -o APT::Architecture="$ARCH" -o APT::Architectures="$ARCH" -o Dir::State=/work/apt/state \
    -o Dir::State::status=/work/apt/status -o Dir::Cache=/work/apt/cache -o Dir::Etc::SourceList=/work/apt/sources.list \
    -o Dir::Etc::SourceParts=/dev/null -o APT::Sandbox::User=root "$@"
}

fetch_unpacked() {
  local entry name real part packages=()
  target_apt apt-get update || return
  for entry in $(unpacked_packages); do
    name=${entry%/*}
    packages+=("$entry")
    # linux-image-<arch> depends on the current kernel package. Newer kernels come in several parts.
    case $name in linux-image-*)
      real=$(kernel_parts "$entry" image)
      [ -n "$real" ] || { say "$entry names no kernel"; return 1; }
      packages+=("$real${entry#"$name"}")
      for part in $(kernel_parts "$real${entry#"$name"}" 'base\|binary\|modules'); do packages+=("$part${entry#"$name"}"); done ;;
    esac
  done
  target_apt apt-get download "${packages[@]}"
}

kernel_parts() { # package, kinds
  target_apt apt-cache show "$1" | sed -n '/^Depends:/{s/^Depends: *//;s/, */\n/g;p;q}' | sed -n "s/^\(linux-\($2\)-[0-9][^ ]*\).*/\1/p"
}
