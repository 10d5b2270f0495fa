#!/bin/bash
# A bare Debian 13: kernel, Debian's own initrd, systemd, login prompt, a DHCP client; what one has before installing anything.
# usage: make-bare.sh FOLDER — gives FOLDER/disk.img, vmlinuz, initrd.img
set -euo pipefail
if [ "${STAGEBOX_IMAGE_NAMESPACE:-}" != yes ]; then STAGEBOX_IMAGE_NAMESPACE=yes exec unshare --mount --propagation private "$0" "$@"; fi
image=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../image" && pwd)
# shellcheck source=../../image/lib/common.sh
. "$image/lib/common.sh"
mkdir -p "$1" "$CACHE"
WORK=$(mktemp -d -p "$CACHE" work.XXXXXX)
trap 'rm -rf --one-file-system "$WORK"' EXIT
# shellcheck disable=SC2016 # expanded by the hook, not here
fetch_bare() {
  debian_sources main | mmdebstrap --quiet --variant=minbase --aptopt='Apt::Install-Recommends "false"' \
    --include=linux-image-amd64,initramfs-tools,systemd-sysv,udev,dbus,ifupdown,isc-dhcp-client,login,passwd,kmod,zstd \
    --customize-hook='printf "allow-hotplug eth0\niface eth0 inet dhcp\n" > "$1/etc/network/interfaces"' \
    --customize-hook='printf "/dev/vda / ext4 defaults 0 1\n" > "$1/etc/fstab"; echo bare > "$1/etc/hostname"' \
    "$SUITE" "$WORK/root" -
}
fetching "a bare Debian" fetch_bare
cp "$WORK"/root/boot/vmlinuz-* "$1/vmlinuz"
cp "$WORK"/root/boot/initrd.img-* "$1/initrd.img"
truncate -s 2G "$1/disk.img"
mkfs.ext4 -q -F -L bare -d "$WORK/root" "$1/disk.img"
