# SPDX-License-Identifier: Apache-2.0
# Becomes process 1 of a machine: see machine.py.
#
#   unshare --mount --pid --fork … sh machine.sh ROOT GROUP   ROOT was furnished; GROUP names its control group
#
# It shares nothing with the host but the kernel and, read-only, /usr. Of /proc/sys it may write the network's part
# alone, which is that of its network namespace.
set -e
root=$1 group=$2

if [ "${3:-}" != inside ]; then
	mount --make-rprivate /
	mount -t cgroup2 cgroup2 "$root/sys"
	mkdir -p "$root/sys/$group"
	echo 0 >"$root/sys/$group/cgroup.procs"
	umount "$root/sys"
	exec unshare --cgroup sh "$0" "$root" "$group" inside
fi

read_only() {      # SOURCE TARGET
	mount --bind "$1" "$2"
	mount -o remount,bind,ro "$2"
}

mount --bind "$root" "$root"
read_only /usr "$root/usr"
mount --bind "$root/installed/usr/local" "$root/usr/local"
mount -t proc proc "$root/proc"
read_only "$root/proc/sys" "$root/proc/sys"
mount --bind "$root/proc/sys/net" "$root/proc/sys/net"
mount -o remount,bind,rw "$root/proc/sys/net"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
for dir in dev run tmp; do mount -t tmpfs -o mode=755 tmpfs "$root/$dir"; done
mkdir "$root/dev/net" "$root/dev/shm"
for node in null zero full random urandom tty net/tun; do
	: >"$root/dev/$node"
	mount --bind "/dev/$node" "$root/dev/$node"
done
mount -t tmpfs tmpfs "$root/dev/shm"
cd "$root"
pivot_root . host
umount -l host
exec env -i container=lab PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin /lib/systemd/systemd \
	--unit=basic.target --log-target=journal --show-status=no
