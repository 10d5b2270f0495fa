# SBOM and notices: beside the image, and in it under /usr/share/stagebox.
# shellcheck shell=bash

# copy_copyrights ROOT TO: copies the copyright file of every package of a root. A package may share another one's
# folder by a link: the pattern follows it, `find` would not.
copy_copyrights() {
  local file
  mkdir -p "$2"
  (cd "$1/usr/share/doc" && for file in */copyright; do mkdir -p "$2/${file%/*}" && cp -L "$file" "$2/$file"; done)
}

make_notices() {
  local npm_list=$WORK/npm-packages.json to=$WORK/root/usr/share/stagebox
  # A ready-made service brings no list.
  [ -e "$npm_list" ] || echo '[]' > "$npm_list"
  node "$IMAGE_DIR/sbom.mjs" "$TARGET" "$VERSION" "$EPOCH" "$BOOT/dpkg-status" "$BOOT/copyright" "$DEBS" "$npm_list" "$SERVICE" "$OUT"
  mkdir -p "$to"
  cp "$OUT/sbom.spdx.json" "$to/"
  gzip -9n < "$OUT/notices.txt" > "$to/notices.txt.gz"
  cp -r "$TOOLS/usr/share/common-licenses" "$to/licences"
  touch_changed "$WORK/root"
}
