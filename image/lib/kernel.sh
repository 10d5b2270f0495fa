# Kernel, its modules (without those left out) and the initrd: made once per base and board, kept beside the base.
# Sets $BOOT: vmlinuz, initrd.img, modules.tar, version, and dtb/ if the board has device trees.
# shellcheck shell=bash

make_kernel() {
  local key lists=("$IMAGE_DIR/packages/modules-left-out.list" "$IMAGE_DIR/packages/initrd.list" "$IMAGE_DIR/lib/kernel.sh")
  key=$(cat "${lists[@]}" | content_key)
  BOOT=$BASE/boot-$BOARD
  [ "$(cat "$BOOT/key" 2>/dev/null)" = "$key" ] && return
  rm -rf "${BOOT:?}"
  mkdir -p "$BOOT" "$WORK/kernel" "$WORK/initrd/root"
  local deb
  for deb in "$DEBS"/linux-*-[0-9]*.deb; do dpkg-deb -x "$deb" "$WORK/kernel"; done
  local version
  version=$(basename "$WORK"/kernel/usr/lib/modules/*)
  trim_modules "$WORK/kernel/usr/lib/modules/$version/kernel"
  in_tools depmod -b /work/kernel/usr "$version" 2>/dev/null || in_tools depmod -b /work/kernel "$version"
  take_boot_files "$version"

  # dracut runs in the root for which it makes an initrd, over a temporary layer.
  tar -C "$WORK/initrd/root" --numeric-owner -xf "$BASE/root.tar"
  cp -a "$WORK/kernel/usr/lib/modules" "$WORK/initrd/root/usr/lib/"
  with_system "$WORK/initrd/root"
  cp --remove-destination /etc/resolv.conf "$WORK/initrd/root/etc/resolv.conf"
  debian_sources "$(components)" > "$WORK/initrd/root/etc/apt/sources.list"
  fetching "the initrd's packages" install_initrd_packages
  SOURCE_DATE_EPOCH=$DEBIAN_EPOCH chroot "$WORK/initrd/root" dracut --quiet --force --no-hostonly --no-early-microcode --reproducible \
    --zstd --modules "base systemd systemd-initrd systemd-udevd systemd-veritysetup dm kernel-modules rootfs-block shutdown" \
    --drivers "$(initrd_drivers)" --filesystems "squashfs" --kver "$version" /boot/initrd.img > "$WORK/dracut.log" 2>&1 ||
    { tail "$WORK/dracut.log" >&2; die "dracut failed"; }
  cp "$WORK/initrd/root/boot/initrd.img" "$BOOT/initrd.img"
  # For the SBOM: some programs of these packages are in the initrd, and so on the box.
  cp "$WORK/initrd/root/var/lib/dpkg/status" "$BOOT/dpkg-status"
  copy_copyrights "$WORK/initrd/root" "$BOOT/copyright"
  umount -R "$WORK/initrd/root/proc" "$WORK/initrd/root/dev" "$WORK/initrd/root/sys"
  rm -rf "$WORK/initrd"
  tar -C "$WORK/kernel/usr/lib" --sort=name --mtime="@$DEBIAN_EPOCH" --owner=0 --group=0 -cf "$BOOT/modules.tar" modules
  echo "$version" > "$BOOT/version"
  echo "$key" > "$BOOT/key"
}

# Kernel and device trees. Newer packages keep them among the modules, where the box does not need them.
take_boot_files() { # version
  local modules=$WORK/kernel/usr/lib/modules/$1
  if [ -e "$modules/vmlinuz" ]; then
    mv "$modules/vmlinuz" "$BOOT/"
    if [ "$ARCH" = arm64 ]; then cp -r "$modules/dtb/broadcom" "$BOOT/dtb"; fi
    rm -rf "$modules"/{dtb,config,System.map}
  else
    cp "$WORK/kernel/boot/vmlinuz-$1" "$BOOT/vmlinuz"
    if [ "$ARCH" = arm64 ]; then cp -r "$WORK/kernel/usr/lib/linux-image-$1/broadcom" "$BOOT/dtb"; fi
  fi
}

install_initrd_packages() {
  chroot "$WORK/initrd/root" apt-get -qq -o APT::Sandbox::User=root update || return
  # shellcheck disable=SC2046
  DEBIAN_FRONTEND=noninteractive chroot "$WORK/initrd/root" apt-get -qq -o APT::Sandbox::User=root install -y \
    --no-install-recommends $(package_list "$IMAGE_DIR/packages/initrd.list" | tr , ' ') > "$WORK/initrd.log"
}

# The modules needed to find and open the root; all others are loaded from the root.
initrd_drivers() {
  local common="virtio_blk virtio_pci virtio_mmio sd_mod nvme usb_storage uas xhci_pci mmc_block dm_verity dm_mod squashfs loop"
  case $BOARD in
    pc) echo "$common virtio_scsi ahci sdhci_pci sdhci_acpi i6300esb" ;;
    # `fixed` and `gpio_regulator` power the card reader: without them the kernel never finds it.
    pi4) echo "$common fixed gpio_regulator sdhci_iproc sdhci_brcmstb bcm2835 bcm2835_wdt pcie_brcmstb reset_raspberrypi phy_generic clk_raspberrypi raspberrypi_hwmon" ;;
    pi5) echo "$common fixed gpio_regulator gpio_brcmstb pinctrl_brcmstb_bcm2712 sdhci_brcmstb irq_bcm2712_mip rp1_pci pcie_brcmstb bcm2835_wdt reset_raspberrypi reset_brcmstb reset_brcmstb_rescal clk_raspberrypi raspberrypi_hwmon" ;;
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
