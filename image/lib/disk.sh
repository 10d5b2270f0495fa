# The disk image: selector partition (boot loader and its one sector of state) and slot A; slot B is empty.
# shellcheck shell=bash

GRUB_MODULES="part_gpt fat search_fs_uuid loadenv regexp linux echo test search normal configfile sleep reboot"

make_disk() {
  mkdir -p "$WORK/esp/EFI/BOOT" "$WORK/esp/grub" "$WORK/disk"
  make_grub
  in_tools grub-editenv esp/grub/grubenv create
  in_tools grub-editenv esp/grub/grubenv set default=A try=none good_A=1 good_B=0
  if [ "$ARCH" = arm64 ]; then add_pi_firmware; fi
  find "$WORK/esp" -exec touch -d "@$EPOCH" {} +
  truncate -s 64M "$WORK/disk/esp.img"
  in_tools mkfs.vfat --invariant -F32 -i 5A1E0011 -n SELECTOR disk/esp.img > /dev/null
  in_tools sh -c 'mcopy -s -m -i disk/esp.img esp/* ::/'
  ln -f "$OUT/root.img" "$OUT/boot.img" "$WORK/disk/" 2>/dev/null || cp "$OUT/root.img" "$OUT/boot.img" "$WORK/disk/"
  cp "$IMAGE_DIR/disk/genimage.cfg.in" "$WORK/disk/genimage.cfg"
  mkdir -p "$WORK/disk/empty" "$WORK/disk/tmp" "$WORK/disk/out"
  in_tools genimage --config disk/genimage.cfg --inputpath disk --outputpath disk/out --tmppath disk/tmp --rootpath disk/empty > "$WORK/genimage.log" 2>&1 ||
    { cat "$WORK/genimage.log" >&2; die "genimage failed"; }
  mv "$WORK/disk/out/stagebox.img" "$OUT/stagebox-$TARGET.img"
}

make_grub() {
  local format file
  case $ARCH in
    amd64) format=x86_64-efi file=BOOTX64.EFI ;;
    arm64) format=arm64-efi file=BOOTAA64.EFI ;;
  esac
  dpkg-deb -x "$(echo "$DEBS"/grub-efi-*-bin_*.deb)" "$WORK/grub"
  cp "$IMAGE_DIR/grub/grub.cfg" "$WORK/grub.cfg"
  touch -d "@$EPOCH" "$WORK/grub.cfg"
  in_tools env SOURCE_DATE_EPOCH="$EPOCH" grub-mkstandalone -d "/work/grub/usr/lib/grub/$format" -O "$format" -o "esp/EFI/BOOT/$file" --modules="$GRUB_MODULES" \
    --install-modules="$GRUB_MODULES" --locales= --fonts= --themes= boot/grub/grub.cfg=grub.cfg
}

# The Pi's firmware starts U-Boot. U-Boot starts EFI/BOOT/BOOTAA64.EFI with the device tree that the firmware loaded.
# A Pi 5 has the firmware in its own flash memory and reads only config.txt, U-Boot and the device tree from here.
add_pi_firmware() {
  dpkg-deb -x "$(echo "$DEBS"/raspi-firmware_*.deb)" "$WORK/pi"
  dpkg-deb -x "$(echo "$DEBS"/u-boot-rpi_*.deb)" "$WORK/pi"
  cp "$WORK/pi/usr/lib/u-boot/rpi_arm64/u-boot.bin" "$IMAGE_DIR/disk/config.txt" "$WORK/esp/"
  case $BOARD in
    pi4)
      cp "$WORK"/pi/usr/lib/raspi-firmware/{start4.elf,fixup4.dat} "$WORK/esp/"
      cp "$BOOT"/dtb/bcm2711-rpi-*.dtb "$WORK/esp/" ;;
    pi5)
      cp "$BOOT/dtb/bcm2712-rpi-5-b.dtb" "$WORK/esp/"
      # The later stepping's device tree, under the name that the board's firmware asks for.
      cp "$BOOT/dtb/bcm2712-d-rpi-5-b.dtb" "$WORK/esp/bcm2712d0-rpi-5-b.dtb" ;;
  esac
}
