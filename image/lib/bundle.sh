# The update bundle: both images of a slot, a manifest, a hash tree over all of it, one signature.
# shellcheck shell=bash

# True if $KEYS are the development keys that a build makes for itself. It compares the certificates, not the paths.
with_development_keys() { cmp -s "$KEYS/ca.pem" "$CACHE/development-keys/ca.pem"; }

make_bundle() { # output file
  rm -rf "$WORK/bundle" "$WORK/bundle.raucb"
  mkdir -p "$WORK/bundle"
  ln -f "$OUT/root.img" "$OUT/boot.img" "$WORK/bundle/" 2>/dev/null || cp "$OUT/root.img" "$OUT/boot.img" "$WORK/bundle/"
  printf '[update]\ncompatible=stagebox-%s\nversion=%s\n\n[bundle]\nformat=verity\n\n[image.rootfs]\nfilename=root.img\n\n[image.boot]\nfilename=boot.img\n' \
    "$TARGET" "$VERSION" > "$WORK/bundle/manifest.raucm"
  if with_development_keys; then sed -i '/^version=/a description=signed with development keys' "$WORK/bundle/manifest.raucm"; fi
  mkdir -p "$WORK/keys"
  cp "$KEYS/signer.pem" "$KEYS/signer.key" "$WORK/keys/"
  in_tools rauc bundle --cert keys/signer.pem --key keys/signer.key bundle bundle.raucb > "$WORK/rauc.log" 2>&1 ||
    { cat "$WORK/rauc.log" >&2; die "rauc bundle failed"; }
  rm -rf "$WORK/keys" "$WORK/bundle"
  mv "$WORK/bundle.raucb" "$1"
}
