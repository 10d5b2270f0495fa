# The tool chroot: Debian 13's own image tools, so that the build gives the same bytes on a Debian 12 and a Debian 13 host.
# shellcheck shell=bash

make_tools() {
  local key
  key=$({ package_list "$IMAGE_DIR/packages/tools.list"; echo "$SUITE $(dpkg --print-architecture)"; } | content_key)
  TOOLS=$CACHE/tools-$key
  if [ ! -e "$TOOLS/.complete" ]; then
    rm -rf "$TOOLS"
    debian_sources main | mmdebstrap --quiet --variant=apt --aptopt='Apt::Install-Recommends "false"' \
      --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
      --include="$(package_list "$IMAGE_DIR/packages/tools.list")" "$SUITE" "$TOOLS" -
    touch "$TOOLS/.complete"
  fi
  with_system "$TOOLS"
  mkdir -p "$TOOLS/work" "$TOOLS/repo"
  mount --bind "$WORK" "$TOOLS/work"
  mount --bind "$REPO_DIR" "$TOOLS/repo"
  mount -o remount,bind,ro "$TOOLS/repo"
}
