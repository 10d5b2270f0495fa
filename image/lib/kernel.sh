# Kernel, its modules (less what is left out) and the initrd: made once per base, kept beside it.
# Gives $BASE/boot/{vmlinuz,initrd.img} and $BASE/boot/modules.tar.
# shellcheck shell=bash

make_kernel() {
  local key lists=("$IMAGE_DIR/packages/modules-left-out.list" "$IMAGE_DIR/packages/initrd.list" "$IMAGE_DIR/lib/kernel.sh")
  key=$(cat "${lists[@]}" | content_key)
  [ "$(cat "$BASE/boot/key" 2>/dev/null)" = "$key" ] && return
  rm -rf "${BASE:?}/boot"
  mkdir -p "$BASE/boot" "$WORK/kernel" "$WORK/initrd/root"
  local deb
  for deb in "$BASE"/debs/linux-image-[0-9]*.deb; do dpkg-deb -x "$deb" "$WORK/kernel"; done
  local version
  version=$(basename "$WORK"/kernel/usr/lib/modules/*)
  trim_modules "$WORK/kernel/usr/lib/modules/$version/kernel"
  in_tools depmod -b /work/kernel/usr "$version" 2>/dev/null || in_tools depmod -b /work/kernel "$version"
  cp "$WORK/kernel/boot/vmlinuz-$version" "$BASE/boot/vmlinuz"

  # dracut runs in the root it makes an initrd for, over a layer that is thrown away.
  tar -C "$WORK/initrd/root" -xf "$BASE/root.tar"
  cp -a "$WORK/kernel/usr/lib/modules" "$WORK/initrd/root/usr/lib/"
  with_system "$WORK/initrd/root"
  cp --remove-destination /etc/resolv.conf "$WORK/initrd/root/etc/resolv.conf"
  debian_sources "$(components)" > "$WORK/initrd/root/etc/apt/sources.list"
  chroot "$WORK/initrd/root" apt-get -qq -o APT::Sandbox::User=root update
  # shellcheck disable=SC2046
  DEBIAN_FRONTEND=noninteractive chroot "$WORK/initrd/root" apt-get -qq -o APT::Sandbox::User=root install -y \
    --no-install-recommends $(package_list "$IMAGE_DIR/packages/initrd.list" | tr , ' ') > "$WORK/initrd.log" 2>&1 || { tail "$WORK/initrd.log" >&2; die "the initrd's packages could not be installed"; }
  SOURCE_DATE_EPOCH=$EPOCH chroot "$WORK/initrd/root" dracut --quiet --force --no-hostonly --no-early-microcode --reproducible \
    --zstd --modules "base systemd systemd-initrd systemd-udevd systemd-veritysetup dm kernel-modules rootfs-block shutdown" \
    --drivers "$(initrd_drivers)" --filesystems "squashfs" --kver "$version" /boot/initrd.img
  cp "$WORK/initrd/root/boot/initrd.img" "$BASE/boot/initrd.img"
  umount -R "$WORK/initrd/root/proc" "$WORK/initrd/root/dev" "$WORK/initrd/root/sys"
  rm -rf "$WORK/initrd"
  tar -C "$WORK/kernel/usr/lib" --sort=name --mtime="@$EPOCH" --owner=0 --group=0 -cf "$BASE/boot/modules.tar" modules
  if [ "$ARCH" = arm64 ]; then cp -r "$WORK/kernel/usr/lib/linux-image-$version/broadcom" "$BASE/boot/dtb"; fi
  echo "$version" > "$BASE/boot/version"
  echo "$key" > "$BASE/boot/key"
}

# What it takes to find and open the root; everything else is loaded from there.
initrd_drivers() {
  local common="virtio_blk virtio_pci virtio_mmio sd_mod nvme usb_storage uas xhci_pci mmc_block dm_verity dm_mod squashfs loop"
  case $ARCH in
    amd64) echo "$common virtio_scsi ahci sdhci_pci sdhci_acpi i6300esb" ;;
    arm64) echo "$common sdhci_iproc sdhci_brcmstb bcm2835 bcm2835_wdt pcie_brcmstb reset_raspberrypi phy_generic clk_raspberrypi raspberrypi_hwmon" ;;
  esac
}

trim_modules() { # kernel/ folder of a module tree
  local line keep="$WORK/modules-kept"
  mkdir -p "$keep"
  sed -n 's/^!//p' "$IMAGE_DIR/packages/modules-left-out.list" | while read -r line; do
    [ -e "$1/$line" ] || continue
    mkdir -p "$keep/$(dirname "$line")"
    mv "$1/$line" "$keep/$line"
  done
  grep -Ev '^(#|!|$)' "$IMAGE_DIR/packages/modules-left-out.list" | while read -r line; do rm -rf "${1:?}/$line"; done
  cp -a "$keep/." "$1/"
  rm -rf "$keep"
}
