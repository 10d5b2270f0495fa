# SBOM and notices: beside the image, and in it under /usr/share/stagebox.
# shellcheck shell=bash

make_notices() {
  local npm_list=$OUT/npm-packages.json to=$WORK/root/usr/share/stagebox
  [ -e "$npm_list" ] || echo '[]' > "$npm_list"
  node "$IMAGE_DIR/sbom.mjs" "$ARCH" "$VERSION" "$EPOCH" "$OUT/dpkg-status" "$WORK/copyright" "$BASE/debs" "$npm_list" "$SERVICE" "$OUT"
  rm "$OUT/dpkg-status" "$npm_list"
  mkdir -p "$to"
  cp "$OUT/sbom.spdx.json" "$to/"
  gzip -9n < "$OUT/notices.txt" > "$to/notices.txt.gz"
  cp -r /usr/share/common-licenses "$to/licences"
  find "$to" -exec touch -h -d "@$EPOCH" {} +
}
