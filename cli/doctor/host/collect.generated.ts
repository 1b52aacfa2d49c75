// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const COLLECT = `fact() { l fact "$1"; }
peer=$1
shift
fact clock
date +%s
fact kernel
uname -r
uname -m
fact os
head -c 4096 /etc/os-release 2>/dev/null
fact user
id -un
id -u
sudo -n true 2>/dev/null && echo sudo
fact ip
ip -V 2>&1
fact tools
for word in ip tc ss ping flock modprobe nft iptables cksum awk; do command -v "$word" >/dev/null && echo "$word"; done
fact ping
ping -V 2>&1
fact container
systemd-detect-virt --container 2>/dev/null
fact modules
for word; do
if [ -e "/sys/module/$word" ]; then
echo "$word loaded"
elif ! command -v modprobe >/dev/null; then
echo "$word unknown"
else
case $(modprobe --show-depends "$word" 2>/dev/null) in
*"install "*) echo "$word blocked";;
*insmod*) echo "$word loadable";;
*builtin*) echo "$word builtin";;
*) echo "$word missing";;
esac
fi
done
fact module-tree
[ -d "/lib/modules/$(uname -r)" ] && echo present
cat /proc/sys/kernel/modules_disabled 2>/dev/null
fact init
if [ -d /run/systemd/system ]; then systemctl --version 2>/dev/null | head -n 1
elif [ -d /run/openrc ]; then echo openrc; fi
fact writable
for word in /run /etc /etc/systemd/system /etc/init.d; do
[ ! -d "$word" ] || { [ -w "$word" ] && echo "$word yes" || echo "$word no"; }
done
fact disk
df -P -k /etc /run 2>/dev/null
fact inodes
df -P -i /etc /run 2>/dev/null
fact machine-id
cat /etc/machine-id 2>/dev/null
fact boot-files
cat /etc/pulumi-iproute2/objects/* 2>/dev/null | sed -n 's/^restore 1 "\\([^"]*\\)".*/\\1/p'
fact boot-service
[ ! -d /run/systemd/system ] || systemctl show -p LoadState,UnitFileState,ActiveState pulumi-iproute2.service 2>/dev/null
fact processes
cat /proc/[0-9]*/comm 2>/dev/null | sort -u
fact netplan
for word in /etc/netplan/*.yaml; do [ ! -e "$word" ] || echo "$word"; done
fact ifupdown
grep -h -s '^[[:space:]]*iface[[:space:]]' /etc/network/interfaces /etc/network/interfaces.d/*
fact networkd
for word in /etc /run /usr/local/lib /usr/lib; do
grep -H -s -i '^[[:space:]]*ManageForeign' "$word/systemd/networkd.conf" "$word"/systemd/networkd.conf.d/*.conf
done
fact sysctl
for word in net/ipv4/ip_forward net/ipv6/conf/all/disable_ipv6 net/ipv6/conf/default/disable_ipv6; do
grep -H -s . "/proc/sys/$word"
done
grep -H -s . /proc/sys/net/ipv4/conf/*/rp_filter
fact links
ip -d -j -N addr show 2>/dev/null
fact nft
if [ -e /sys/module/nf_tables ] || ! modprobe --show-depends nf_tables 2>/dev/null | grep -q '^insmod'; then
{ nft -j list ruleset 2>/dev/null || echo unread; } | head -c 4000000
fi
for word in iptables ip6tables; do
fact "$word"
case $("$word" -V 2>/dev/null) in
*nf_tables*) "$word-legacy-save" 2>/dev/null;;
*) "$word-save" 2>/dev/null;;
esac | head -c 4000000
done
passes() { ping -n -q -c 2 -i 0.3 -W 1 -M "do" -s "$1" "$peer" >/dev/null 2>&1; }
search() {
low=$1 high=$2
while [ $((high - low)) -gt 1 ]; do
step=$(((high - low + 7) / 8))
size=$((low + step))
good=$(
while [ "$size" -lt "$high" ]; do
{ passes "$size" && echo "$size"; } &
size=$((size + step))
done
wait
)
for size in $good; do [ "$size" -le "$low" ] || low=$size; done
[ $((low + step)) -ge "$high" ] || high=$((low + step))
done
echo "$low"
}
probe() {
line=$(ip -o route get "$peer" 2>&1)
echo "route $line"
case $line in *" dev "*) ;; *) return;; esac
line=\${line#* dev }
read -r mtu <"/sys/class/net/\${line%% *}/mtu"
echo "mtu $mtu"
[ "$mtu" -le 65535 ] || mtu=65535
case $peer in *:*) headers=48;; *) headers=28;; esac
passes 16 || { echo silent; return; }
if passes $((mtu - headers)); then
echo "size $mtu"
else
echo "error $(ping -n -c 1 -W 1 -M "do" -s $((mtu - headers)) "$peer" 2>&1 | grep -i -e 'frag needed' -e 'too long' -e 'too big' | head -n 1)"
echo "size $(($(search 16 $((mtu - headers))) + headers))"
fi
}
if [ "$peer" != - ]; then
fact peer
probe
fi
fact clock-end
date +%s`;
