# The service as it runs on the box. It is built from a clean copy of the repository, so no file of a working folder
# gets in. The tool chroot's compiler builds the native addon for the target.
# shellcheck shell=bash

make_service() {
  local tree=$WORK/service-build node_arch packages
  case $ARCH in amd64) node_arch=x64 CROSS=x86_64-linux-gnu-g++ ;; arm64) node_arch=arm64 CROSS=aarch64-linux-gnu-g++ ;; esac
  [ -d "$REPO_DIR/node_modules" ] || die "run npm ci first: the service is built from node_modules"
  mkdir -p "$tree"
  git -c safe.directory="$REPO_DIR" -C "$REPO_DIR" ls-files -z | grep -zEv '^(test|docs|image|system|systemd)/' |
    (cd "$REPO_DIR" && xargs -0 cp --parents -t "$tree")
  mkdir "$tree/node_modules"
  find "$REPO_DIR/node_modules" -mindepth 1 -maxdepth 1 -exec ln -s -t "$tree/node_modules" {} +
  # The compiler inside the chroot reads this: a link out of the chroot would be broken there.
  rm "$tree/node_modules/node-api-headers"
  cp -r "$REPO_DIR/node_modules/node-api-headers" "$tree/node_modules/"
  printf '#!/bin/sh\nexec chroot "%s" env -C /work/service-build "%s" "$@"\n' "$TOOLS" "$CROSS" > "$WORK/compiler"
  chmod +x "$WORK/compiler"
  (cd "$tree" && CXX="$WORK/compiler" node scripts/build.mjs > "$WORK/service.log" 2>&1) || { cat "$WORK/service.log" >&2; die "the service does not build"; }
  [ -e "$tree/dist/native/node_alsa_capture.node" ] || { cat "$WORK/service.log" >&2; die "the native addon was not built"; }

  packages=$REPO_DIR/node_modules
  if [ "$(dpkg --print-architecture)" != "$ARCH" ]; then
    # Packages with a binary per platform: npm installs those of the target and runs none of their scripts.
    packages=$CACHE/npm-$ARCH-$(content_key < "$REPO_DIR/package-lock.json")
    if [ ! -d "$packages/node_modules" ]; then
      rm -rf "$packages"
      mkdir -p "$packages"
      cp "$REPO_DIR/package.json" "$REPO_DIR/package-lock.json" "$packages/"
      fetching "npm packages of $ARCH" npm --prefix "$packages" ci --silent --ignore-scripts --omit=dev --os=linux --cpu="$node_arch" --libc=glibc
    fi
    packages=$packages/node_modules
  fi
  SERVICE=$WORK/service
  node "$IMAGE_DIR/bundle-service.mjs" "$tree" "$packages" "linux_$node_arch" "$SERVICE" "$WORK/npm-packages.json"
}
