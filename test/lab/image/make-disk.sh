#!/bin/sh
# Turns a root file system ($1, a tar) into what QEMU boots, in the directory $2: disk.img, vmlinuz, and the
# busybox and modules of the first step of the boot. Runs as root, or as root of a user namespace.
set -eu
tar=$1 out=$2 root=$2/root
mkdir "$root"
# A user namespace cannot make device nodes; the kernel's devtmpfs has them all.
tar -x -f "$tar" -C "$root" --numeric-owner --xattrs --xattrs-include='*' --exclude='./dev/*'
kernel=$(ls "$root/lib/modules")
cp "$root/boot/vmlinuz-$kernel" "$out/vmlinuz"
cp "$root/bin/busybox" "$out/busybox"
mkdir "$out/modules"
n=10
for module in virtio_pci virtio_blk; do
  # In the root itself: the controller may have no kmod.
  list=$(chroot "$root" /sbin/modprobe -S "$kernel" --show-depends "$module")
  for file in $(echo "$list" | sed -n 's/^insmod //p'); do
    ls "$out"/modules/*-"$(basename "$file")" >/dev/null 2>&1 && continue
    cp "$root$file" "$out/modules/$n-$(basename "$file")"
    n=$((n + 1))
  done
done
rm -f "$root"/boot/vmlinuz-* "$root/vmlinuz" "$root/vmlinuz.old"
# No journal: the image is never written to, every boot writes to a throw-away layer.
mkfs.ext4 -q -F -L lab -O ^has_journal -E lazy_itable_init=1 -d "$root" "$out/disk.img" 900M
rm -rf "$root"
