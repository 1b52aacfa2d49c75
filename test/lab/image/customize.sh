#!/bin/sh
# mmdebstrap's customize hook: $1 is the new root. Adds the users; takes away what a booted host must not share
# (keys, machine id), what a booted host must not start, and what only makes the image bigger. The passwords come by
# environment.
set -eu
root=$1
chroot "$root" useradd --create-home --shell /bin/bash ops
chroot "$root" useradd --create-home --shell /bin/bash plain
printf 'ops:%s\nplain:%s\n' "$LAB_OPS_PASSWORD" "$LAB_PLAIN_PASSWORD" | chroot "$root" chpasswd
echo 'ops ALL=(ALL:ALL) NOPASSWD: ALL' > "$root/etc/sudoers.d/ops"
chmod 0440 "$root/etc/sudoers.d/ops"
# A test starts NetworkManager where it needs it.
if [ -e "$root/usr/sbin/NetworkManager" ]; then
  chroot "$root" systemctl disable NetworkManager NetworkManager-wait-online NetworkManager-dispatcher
fi
rm -f "$root"/etc/ssh/ssh_host_* "$root"/boot/initrd.img* "$root"/initrd.img* "$root"/boot/System.map*
: > "$root/etc/machine-id"
rm -f "$root"/etc/apt/sources.list "$root"/etc/apt/sources.list.d/*
rm -rf "$root"/usr/share/doc "$root"/usr/share/man "$root"/usr/share/locale
