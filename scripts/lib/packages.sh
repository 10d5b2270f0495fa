#!/bin/sh
# Sourced by scripts/start and scripts/test: the Debian packages that they need, and how to install them.

need_node() {
  if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    echo "Node.js 20.15 or newer, with npm, is needed: apt-get install nodejs npm (Debian 13), or from nodejs.org" >&2
    exit 1
  fi
  if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 15) ? 0 : 1)'; then
    echo "Node.js 20.15 or newer is needed; this is $(node --version)" >&2
    exit 1
  fi
}

# True if the npm packages are missing or older than the lock file, or if nothing was built.
stale() {
  [ ! -e node_modules/.package-lock.json ] || [ ! -e dist/box/main.js ] ||
    [ -n "$(find package-lock.json -newer node_modules/.package-lock.json)" ]
}

installed() {
  dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii'
}

# want_packages WHAT PACKAGE[:OLD-NAME]…   Installs Debian packages if it may; otherwise says so and goes on without.
want_packages() {
  what=$1
  shift
  command -v dpkg-query >/dev/null 2>&1 || return 0
  missing=
  for entry in "$@"; do
    new=${entry%%:*}
    old=${entry#*:}
    if installed "$new" || installed "$old"; then continue; fi
    if ! apt-cache policy "$new" 2>/dev/null | grep -q '^  Candidate: [^(]'; then new=$old; fi
    missing="$missing $new"
  done
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    echo "Missing ($what): sudo apt-get install$missing" >&2
    return 0
  fi
  echo "Installing with apt-get ($what):$missing" >&2
  # shellcheck disable=SC2086  # a list of words on purpose
  if ! DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
      echo "apt-get could not install$missing; going on without ($what)" >&2
  fi
}
