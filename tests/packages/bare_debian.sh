#!/usr/bin/env bash
# bare_debian.sh BUILD CLIP [ROOT]: on a bare Debian 12 in the folder ROOT (made anew by debootstrap; root, the
# network, 2 GB and some minutes) installs the packages of BUILD with what they depend on, encodes and
# decodes, purges, and looks for what is left. Not one of the tests that run by themselves.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
build=$(realpath "$1") clip=$(realpath "$2")
root=${3:-$(mktemp -d)}
mirror=http://deb.debian.org/debian
if [ ! -e "$root/etc/debian_version" ]; then
  debootstrap --variant=minbase bookworm "$root" "$mirror"
fi
mkdir -p "$root/packages"
cpack --config "$build/CPackConfig.cmake" -B "$root/packages" > /dev/null
cp "$clip" "$root/packages/clip.flac"
# In a namespace of mounts of its own, which takes /proc and terminals with it when it ends.
in_root() {
  # shellcheck disable=SC2016  # for that bash to expand
  unshare --mount bash -euo pipefail -c '
    mount -t proc proc "$0/proc" && mount -t devpts devpts "$0/dev/pts"
    exec chroot "$0" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \
      OMP_WAIT_POLICY=passive bash -euo pipefail -c "$1"' "$root" "$1"
}
files='find / -xdev \( -path /proc -o -path /sys -o -path /packages -o -path /var/cache -o -path /var/lib/apt -o -path /var/log -o -path /tmp \) -prune -o -print | grep spk | sort'
in_root "$files" > "$root/packages/before" || true
in_root 'apt-get update -qq && apt-get install -y -qq --no-install-recommends /packages/*.deb > /packages/install.log'
in_root 'cd /packages && spk --version && spk models && spk encode -q -c clip.flac | spk decode -q - -c > back.wav && stat -c "%s bytes there and back" back.wav'
in_root 'apt-get purge -y -qq spk spk-models libspk-dev "libspk[0-9]*" > /packages/purge.log'
in_root "$files" > "$root/packages/after" || true
diff "$root/packages/before" "$root/packages/after"
echo "installed, used and purged"
