#!/bin/bash
# Builds the box's image. Run as root on Debian 12 or 13 (`npm run image -- --arch=amd64`); needs mmdebstrap and, for a foreign
# architecture, qemu-user-static. Every option has an environment name for scripts.
set -euo pipefail
usage() {
  cat <<'TEXT'
usage: npm run image -- [options]
  --arch=amd64|arm64      board family (default amd64)
  --board=pc|pi4|pi5      board (default: pc for amd64, pi4 for arm64)
  --out=FOLDER            where the products go (default dist/image/<arch>, or arm64-pi5)
  --version=VERSION       version of this image (default: package.json's)
  --min-version=VERSION   oldest version this box will ever take (default 0.1.0)
  --keys=FOLDER           ca.pem, signer.pem, signer.key (default: development keys in the cache, and a warning)
  --service=FOLDER        a ready-made service folder instead of bundling this repository
  --flavour=release|development   development adds ssh with --developer-key=FILE; never with --keys
  --fast                  quick compression, for tests
  --bundle-only           no disk image
  --break=hash            a system that cannot start, to test the way back
  --refresh               fetch Debian's packages anew
Cache: $STAGEBOX_IMAGE_CACHE or ~/.cache/stagebox-image (about 2 GB).
Exit status 69: Debian's or npm's servers did not give what is needed; 1: any other fault.
TEXT
}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ "${STAGEBOX_IMAGE_NAMESPACE:-}" != yes ]; then
  [ "$(id -u)" = 0 ] || { echo 'image: needs root (chroot, mounts in a namespace of its own)' >&2; exit 1; }
  STAGEBOX_IMAGE_NAMESPACE=yes exec nice -n 10 unshare --mount --propagation private "$0" "$@"
fi
# shellcheck source=lib/common.sh
. "$here/lib/common.sh"
for part in tools base unpacked kernel service overlay slot disk bundle notices; do
  # shellcheck disable=SC1090
  . "$here/lib/$part.sh"
done

ARCH=amd64 BOARD='' OUT='' VERSION='' MIN_VERSION=0.1.0 KEYS='' SERVICE='' FLAVOUR=release DEVELOPER_KEY='' SQUASH_LEVEL=19 DISK=yes BREAK=''
export MIN_VERSION SQUASH_LEVEL BREAK KEYS
for option in "$@"; do
  value=${option#*=}
  case $option in
    --arch=amd64 | --arch=arm64) ARCH=$value ;;
    --board=pc) BOARD=pc ARCH=amd64 ;;
    --board=pi4 | --board=pi5) BOARD=$value ARCH=arm64 ;;
    --out=*) OUT=$value ;;
    --version=*) VERSION=$value ;;
    --min-version=*) MIN_VERSION=$value ;;
    --keys=*) KEYS=$value ;;
    --service=*) SERVICE=$value ;;
    --flavour=release | --flavour=development) FLAVOUR=$value ;;
    --developer-key=*) DEVELOPER_KEY=$value ;;
    --fast) SQUASH_LEVEL=3 ;;
    --bundle-only) DISK=no ;;
    --break=hash) BREAK="hash" ;;
    --refresh) export REFRESH=yes ;;
    --help) usage; exit 0 ;;
    *) usage >&2; die "option not understood: $option" ;;
  esac
done
[ "$FLAVOUR" = release ] || [ -r "$DEVELOPER_KEY" ] || die "a development image needs --developer-key=FILE"
# Boxes in the field install anything signed with these keys, so these keys must never sign a system with a backdoor.
[ "$FLAVOUR" = release ] || [ -z "$KEYS" ] || die "a development image is signed by the development keys: leave --keys out"
for program in mmdebstrap node dpkg-deb unshare; do
  command -v "$program" > /dev/null || die "$program is missing: apt-get install mmdebstrap (and nodejs, dpkg, util-linux)"
done
case $ARCH$BOARD in
  amd64) BOARD=pc ;;
  arm64) BOARD=pi4 ;;
  amd64pc | arm64pi4 | arm64pi5) ;;
  *) die "--arch=$ARCH and --board=$BOARD do not go together" ;;
esac
if [ "$(dpkg --print-architecture)" != "$ARCH" ]; then
  # mmdebstrap runs this test too. Its failure is not a failed download, so it is checked here.
  arch-test "$ARCH" > /dev/null 2>&1 ||
    die "programs of $ARCH do not run here: apt-get install qemu-user-static binfmt-support arch-test (and mount /proc/sys/fs/binfmt_misc)"
fi
# The target of an image and its bundles. A Pi 5 has another kernel than a Pi 4, so
# neither installs the other's bundles.
TARGET=$ARCH
if [ "$BOARD" = pi5 ]; then TARGET=arm64-pi5; fi
VERSION=${VERSION:-$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).version' "$REPO_DIR/package.json")}
printf %s "$VERSION" | grep -Eqx '[0-9]+\.[0-9]+\.[0-9]+([.+~-][A-Za-z0-9.]+)?' || die "version '$VERSION' is not like 1.2.3"
# Every time stamp in the image is that of the last commit, so the same source gives the same bytes.
EPOCH=${SOURCE_DATE_EPOCH:-$(git -c safe.directory="$REPO_DIR" -C "$REPO_DIR" log -1 --format=%ct 2>/dev/null || echo 1735689600)}
export ARCH BOARD TARGET VERSION EPOCH SOURCE_DATE_EPOCH=$EPOCH
OUT=${OUT:-$REPO_DIR/dist/image/$TARGET}
mkdir -p "$CACHE" "$OUT"
CACHE=$(cd "$CACHE" && pwd) OUT=$(cd "$OUT" && pwd)
exec 9> "$CACHE/lock"
flock 9
WORK=$(mktemp -d -p "$CACHE" work.XXXXXX)
trap 'rm -rf --one-file-system "$WORK"' EXIT

# Each of the two fetches and unpacks for half a minute or more, so they run together.
name_tools
name_base
(step 'tools' fetch_tools) & tools=$!
fetched=0
(step 'Debian packages' make_base) || fetched=$?
wait $tools || fetched=$?
[ $fetched = 0 ] || exit $fetched
enter_tools
step 'kernel and firmware packages' make_unpacked
step 'kernel and initrd' make_kernel
if [ -z "$KEYS" ]; then
  KEYS=$CACHE/development-keys
  "$here/keys/make-ca.sh" "$KEYS"
fi
if [ -z "$SERVICE" ]; then step 'service' make_service; fi
step 'root' make_root
step 'SBOM and notices' make_notices
step 'slot' make_slot
step 'update bundle' make_bundle "$OUT/stagebox-$TARGET-$VERSION.raucb"
if [ "$DISK" = yes ]; then step 'disk' make_disk; fi
(cd "$OUT" && sha256sum -- *.img *.raucb > SHA256SUMS)
say "$OUT:"
(cd "$OUT" && du -h -- *.img *.raucb | sed 's/^/  /') >&2
if with_development_keys; then
  say 'WARNING: signed with the development keys of this machine, and a box with this image takes what they sign.'
  say 'WARNING: for boxes that are given away: image/keys/make-ca.sh, then --keys=FOLDER (docs/image.md, Keys)'
fi
