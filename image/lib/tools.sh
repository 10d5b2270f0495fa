# The tool chroot: Debian 13's own image tools, so that the build gives the same bytes on Debian 12 and Debian 13 hosts.
# shellcheck shell=bash

name_tools() {
  TOOLS_PACKAGES=$(package_list "$IMAGE_DIR/packages/tools.list" "$IMAGE_DIR/packages/tools-$ARCH.list")
  TOOLS=$CACHE/tools-$(echo "$TOOLS_PACKAGES $SUITE $(dpkg --print-architecture)" | content_key)
}

fetch_tools() {
  if [ ! -e "$TOOLS/.complete" ]; then
    fetching "the image tools" fetch_tools_once
    touch "$TOOLS/.complete"
  fi
}

fetch_tools_once() {
  rm -rf --one-file-system "$TOOLS"
  debian_sources main | mmdebstrap --quiet --variant=apt --aptopt='Apt::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' --include="$TOOLS_PACKAGES" "$SUITE" "$TOOLS" -
}

# Prepares the chroot: the host's system folders, the work folder and the repository are mounted inside it.
enter_tools() {
  with_system "$TOOLS"
  cp --remove-destination /etc/resolv.conf "$TOOLS/etc/resolv.conf"
  mkdir -p "$TOOLS/work" "$TOOLS/repo"
  mount --bind "$WORK" "$TOOLS/work"
  mount --bind "$REPO_DIR" "$TOOLS/repo"
  mount -o remount,bind,ro "$TOOLS/repo"
}
