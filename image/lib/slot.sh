# One slot: root.img (squashfs with its hash tree behind it) and boot.img (kernel, initrd and the root's hash).
# shellcheck shell=bash

make_slot() {
  local salt size hash
  rm -f "$OUT/root.img" "$OUT/boot.img"
  in_tools mksquashfs /work/root /work/root.img -comp zstd -Xcompression-level "$SQUASH_LEVEL" -noappend -no-progress -quiet \
    -no-exports -xattrs > /dev/null
  size=$(stat -c %s "$WORK/root.img")
  size=$(((size + 4095) / 4096 * 4096))
  truncate -s "$size" "$WORK/root.img"
  # Salt and UUID come from the content's version, not from random numbers: same inputs, same bytes.
  salt=$(printf 'stagebox %s %s' "$TARGET" "$VERSION" | sha256sum | cut -c1-64)
  in_tools veritysetup format --salt="$salt" --uuid="$(as_uuid "$salt")" --hash-offset="$size" /work/root.img /work/root.img > "$WORK/verity.log"
  hash=$(awk '/^Root hash/{print $3}' "$WORK/verity.log")
  [ -n "$hash" ] || die "veritysetup gave no root hash"
  if [ "${BREAK:-}" = hash ]; then hash=$(echo "$hash" | tr 0-9a-f 1-9a-f0); fi
  printf 'set slotargs="roothash=%s systemd.verity_root_options=hash-offset=%s,panic-on-corruption root=/dev/mapper/root %s %s"\n' \
    "$hash" "$size" "$(command_line)" "$(console)" > "$WORK/slot.cfg"
  cp "$BOOT/vmlinuz" "$BOOT/initrd.img" "$WORK/"
  touch -d "@$EPOCH" "$WORK/vmlinuz" "$WORK/initrd.img" "$WORK/slot.cfg"
  truncate -s 80M "$WORK/boot.img"
  in_tools mkfs.vfat --invariant -F32 -i 57A6EB0F -n BOOT boot.img > /dev/null
  in_tools mcopy -m -i boot.img vmlinuz initrd.img slot.cfg ::/
  mv "$WORK/root.img" "$WORK/boot.img" "$OUT/"
  echo "$hash" > "$OUT/roothash"
}

as_uuid() { printf %s "$1" | sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/\1-\2-4\3-8\4-\5/'; }
command_line() { sed -e 's/#.*//' "$IMAGE_DIR/kernel-command-line" | tr -s ' \n' ' ' | sed -e 's/^ //' -e 's/ $//'; }
console() {
  case $BOARD in
    pc) echo 'console=tty0 console=ttyS0,115200' ;;
    pi4) echo 'console=tty0 console=ttyAMA0,115200' ;;
    # The three-pin debug connector; ttyAMA0 is QEMU's board.
    pi5) echo 'console=tty0 console=ttyAMA0,115200 console=ttyAMA10,115200' ;;
  esac
}
