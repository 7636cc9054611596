#!/usr/bin/env bash
# What the specs of WebGPU and of the page need besides npm: Mesa 25, which plays a GPU, and Chromium. On Debian x64 as root; elsewhere it says so,
# and those specs are skipped where they find neither. Packages come from where this machine has its own from.
set -Eeuo pipefail

skip() {
  printf 'skipped: %s; specs of WebGPU and of the page run only where a GPU and a Chromium are\n' "$1"
  exit 0
}

[ "$(uname -sm)" = 'Linux x86_64' ] || skip "this is $(uname -sm)"
[ -r /etc/os-release ] && . /etc/os-release
[ "${ID:-}" = debian ] || skip "this is ${ID:-no Debian}"
[ "$(id -u)" = 0 ] || skip 'only root installs packages'

sources=$(mktemp -d)
trap 'rm -rf "$sources"' EXIT
trap 'skip "a package could not be installed (line $LINENO)"' ERR
find /etc/apt/sources.list.d -maxdepth 1 \( -name '*.sources' -o -name '*.list' \) -exec cp {} "$sources" \;

# apt_get ARGUMENT…: with the suites of this machine and, once they are added, the backports.
apt_get() { DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dir::Etc::sourceparts="$sources" -o Dpkg::Use-Pty=0 "$@" >/dev/null; }

apt_get update
# Mesa before 24 is too old for Dawn: Debian 12 has a newer one among its backports, beside the suite that the machine has.
newest=()
if [ "${VERSION_CODENAME:-}" = bookworm ]; then
  suite=$VERSION_CODENAME-backports
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    awk -v from="$VERSION_CODENAME" -v to="$suite" '$2 == from && $3 == "main" { print "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]", $1, to, "main"; exit }' \
      >"$sources/backports.list"
  newest=(-t "$suite")
  apt_get update
fi

apt_get install --yes --no-install-recommends "${newest[@]}" mesa-vulkan-drivers
apt_get install --yes --no-install-recommends chromium
printf 'installed: %s\n' "$(dpkg-query --show --showformat '${Package} ${Version}; ' mesa-vulkan-drivers chromium)"
