// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** The texts of the files that several of the constants below consist of. */
const TEXTS = {
  "provider/host/shell/roots.sh": `c1=/run
n=/sys/class/net
i1=/sys/module
o3=/proc/sys
v=`,
  "provider/host/shell/lock.sh": `umask 077
t=$c1/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$t" || t=
j1() { [ -z "$t" ] || exec 9>>"$t"; }
N2() {
[ -z "$t" ] || : >"$t"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
j1
}
I3() {
[ -n "$t" ] || return 0
[ ! -e "$t.wanted" ] || { rm -f "$t.wanted"; sleep 2; }
g0 -n || K1 || {
if [ -n "$l" ]; then g lock-failed; echo "$l"; else g busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $a3"; fi >"$t"
}
g0() { l=$(flock "$@" 3 2>&1 3>&9); }
K1() {
[ -z "$l" ] || return 1
s1=$(flock --version 2>&1)
a2=
read -r a2 <"$t"
l1 10 && return
[ -z "$l" ] || return 1
A2
l1 20
}
l1() {
case $s1 in *util-linux*) g0 -w "$1"; return;; esac
r=$1
while [ "$r" -gt 0 ]; do
: >>"$t.wanted"
sleep 1
g0 -n && { rm -f "$t.wanted"; return; }
[ -z "$l" ] || return 1
r=$((r - 1))
done
return 1
}
A2() { s3 && sleep 1 && s3 && kill "\${a2%% *}"; }
s3() {
e=
read -r e <"$t"
z=\${a2%% *}
case $z in '' | *[!0-9]*) return 1;; esac
[ "$e" = "$a2" ] && [ "/proc/$z/fd/9" -ef "$t" ] &&
[ -r "/proc/$z/task/$z/children" ] || return 1
read -r e <"/proc/$z/task/$z/children"
case $e in '' | "\${a2##* }") ;; *) return 1;; esac
}
j1`,
  "provider/host/shell/persistent-ip.sh": `a3=
O2() {
exec 6>&- 7<&- 4<<E 7<<E
.
E
.
E
a3=
if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
read -r a3 <&4
read -r a3 <&7
exec 6>/proc/self/fd/4 5>/proc/self/fd/7
ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
a3=$!
exec 4<&- 5>&-
else
exec 4<&- 7<&-
fi
}
v3() {
l=
while [ "$W" -gt 0 ]; do
IFS= read -r e <&7 || return 1
case $e in
'['* | '{'*) W=$((W - 1)); printf '%s\\n' "$e";;
*) l=$l$e$k;;
esac
done
}`,
  "provider/host/shell/guards.sh": `K=26992
a1() {
u=$1 B3=$2 C=
shift 2
case $u in
@*) [ -e "$c/\${u#@}" ] && IFS= read -r C <"$c/\${u#@}";;
*)
[ -e "$n/$u" ] || { p3=gone; return 1; }
IFS= read -r C <"$n/$u/ifalias";;
esac
for a; do case $C in "$a" | "$a "*) return 0;; esac; done
[ "$B3" = y ] && [ -z "$C" ] && h1 "$u" && return 0
p3="foreign $C"
return 1
}
h1() { read -r a <"$n/$1/netdev_group" && [ "$a" = $K ]; }
w2() { g "\${p3%% *} $1 \${p3#* }"; }`,
  "provider/host/shell/markers.sh": `c=
s0() {
[ -n "$c" ] || {
c=$(readlink /proc/self/ns/net)
c=\${c#*\\[}
c=$c1/pulumi-iproute2/\${c%]}
}
}
v0() {
[ $# -lt 2 ] || l=$({ mkdir -p "$c" && echo "$2" $3 >"$c/.$1"; } 2>&1)
}
u3() {
case $# in
0) ;;
1) rm -f "$c/$1";;
*) mv -f "$c/.$1" "$c/$1";;
esac
}
s2() { [ $# -lt 2 ] || rm -f "$c/.$1"; }
J0() { rmdir "$c" "$c1/pulumi-iproute2" 2>/dev/null; }`,
  "provider/host/shell/operations.sh": `Q=' '
E1() { [ -e "$i1/$1" ] || modprobe -q "$1" || g "no-module $1"; }
J() {
B1=$1 p0=0
shift
while [ $# -gt 0 ]; do
h=$1 a0=$2 G=$3 f=$4 Y=$5 p1=$6 q=$7 o1=$8 b=$9
p0=$((p0 + 1))
shift 9
case $O in *" $h "*) ;; *) $B1 || return 0;; esac
done
}
z2() {
case $Q in
*" \${h#k} "*) O="$O$h "; return;;
esac
if [ -n "$a0" ] && ! a1 $a0; then
t3
w2 "$h"
case $b in "- "*) w1 \${b#- } "\${a0##* }";; esac
elif ! v0 $q; then
t3
g "unmarked $h"
echo "$l"
else
case $b in "- "*) e2="$e2 \${b#- }";; esac
fi
}
t3() { O="$O$h " Q="$Q$h "; }
g3() {
e2=
J z2 "$@"
[ -z "$e2" ] || m3 $e2
}
v1() {
printf '%s' "$f"
V=$((V + G)) W=$((W + o1))
}
y3() { V=$((V + G)); }
d3() {
u3 $q
case $b in "+ "*) K3 \${b#+ };; esac
y="$y $h"
}
E2() {
Q="$Q$h "
s2 $q
y="$y $h"
}
A3() {
b1=$((b1 + G))
if [ "$w" -gt "$G" ]; then
w=$((w - G))
d3
else
r2
return 1
fi
}
r2() {
H=y Q="$Q$h "
f2
g "failed $h $w"
printf '%s\\n' "$l"
[ "$w" -gt 1 ] && [ -n "$p1" ] && F0 &&
printf '%s' "$p1" | $c2 -force -batch - >/dev/null 2>&1
s2 $q
}
F0() {
case $Y in
'') return 0;;
*" =")
[ -z "$A" ] ||
f=$(printf '%s' "$A" | sed -n "$((b1 - G)),$((b1 - 1))p")
f=\${f#*"link set dev \${Y%% *} alias "}
f=\${f%%"$k"*}
a1 \${Y%=}\${f%% *};;
*) a1 $Y;;
esac
}
f2() {
[ -z "$Z" ] || H3
[ -z "$y" ] || g "done$y"
y=
}
q3() {
if [ -n "$A" ]; then y=" $2-$(($2 + $# / 9 - 1))"; else y=; J "$@"; fi
}
X() {
c2=$1 G1=$2 A=$3 G0=$4 O=" $c3"
shift 4
[ "$G1" = y ] || g3 "$@"
while [ $# -gt 0 ]; do
g run
V=0 W=0
if [ "$G0" = y ] && [ -n "$M" ]; then
r0=$M f3=0
J v1 "$@" >&6 2>/dev/null
if v3; then M=$((M + V)); else f3=1 M=; fi
else
r0=0
{
l=$(if [ -n "$A" ]; then printf '%s' "$A"; else J v1 "$@"; fi |
$c2 -batch - 2>&1 >&3 3>&-)
f3=$?
} 3>&1
fi
if [ "$f3" = 0 ]; then
q3 d3 "$@"
f2
return
fi
w=0 V=0
case $l in
*"Command failed -:"*)
w=\${l##*"Command failed -:"}
w=$((\${w%%[!0-9]*} - r0));;
esac
J y3 "$@"
if [ "$w" -lt 1 ] || [ "$w" -gt "$V" ]; then
H=y
q3 E2 "$@"
g "lost $f3$y"
printf '%s\\n' "$l"
return
fi
b1=1 y=
J A3 "$@"
shift $((p0 * 9))
[ -z "$A" ] || A=$(printf '%s' "$A" | tail -n +$b1)$k
done
}
N0() {
O=" $c3" y=
g3 "$@"
J d3 "$@"
f2
}
H2() {
c2=$1 O=" $c3" y=
shift
g3 "$@"
J H1 "$@"
f2
}
H1() {
w=0 i=$f
while [ -n "$i" ]; do
w=$((w + 1))
l=$(printf '%s\\n' "\${i%%"$k"*}" | $c2 -batch - 2>&1) || { r2; return 0; }
i=\${i#*"$k"}
done
d3
}`,
  "provider/host/shell/removals.sh": `L3() {
(
cd "$n" && z0=$1 B2=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$z0" ] &&
[ "$(grep -lx $K -- */netdev_group 2>/dev/null)" = "$B2" ]
) && {
shift 2
[ ! -d "$d" ] || w0 "$@"
g removing
ip link del group $K 2>&1
} && g "done r0-$(($# - 1))"
}
M0() {
n3=$1 L='' E='' s=0 j3=0 i2=
shift
while [ $# -gt 0 ]; do
if a1 $2; then
L="$L $1" E="$E $3" s=$((s + 1))
i2="\${i2}link set dev $3 group $n3$k"
h1 "$3" && j3=$((j3 + 1))
else
w2 "$1"
[ ! -d "$d" ] || w1 "link-$3" "\${2##* }"
fi
shift 3
done
[ $s = 0 ] && return
[ ! -d "$d" ] || w0 $E
g removing
if A1; then g "done$L"; else A0; fi
}
A1() {
[ $s -gt 1 ] || {
n2 1 "link del dev$E$k"
return
}
i0=0 x3=y
for b in "$n"/*/netdev_group; do
read -r a <"$b"
case $a in
"$K") i0=$((i0 + 1));;
"$n3") x3=;;
esac
done 2>/dev/null
if [ $j3 = $s ] && [ $i0 = $s ]; then
n2 1 "link del group $K$k"
elif [ -n "$x3" ]; then
n2 $((s + 1)) "\${i2}link del group $n3$k"
else return 1; fi
}
A0() {
for a in $E; do
[ -e "$n/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $L; do
E=\${E# } u=\${E%% *}
if [ -e "$n/$u" ]; then H=y; g "stays $a"; else g "done $a"; fi
E=\${E#"$u"}
done
}
n2() {
[ -n "$M" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
W=1
v3 >/dev/null || {
M=
printf '%s\\n' "$l"
return 1
}
M=$((M + $1 + 1))
}`,
  "provider/host/shell/clsact.sh": `y2() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$c" && cat "$n/$1/ifindex" 2>/dev/null >"$c/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$c/clsact.$1"
}
N3() {
[ -e "$c/clsact.$1" ] || return
if [ "$(cat "$c/clsact.$1")" = "$(cat "$n/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$c/clsact.$1"
}`,
  "provider/host/shell/sysctl.sh": `I0() {
s=0
while read -r e q C; do
s=$((s + 1)) t1=\${e%%=*} q=$c/$q j2=
b=$o3/$(echo "$t1" | tr . /)
p=\${t1#net.} p=\${p%%.*}
D=$o3/net/$p/conf
for a in "\${q%:*}":*; do
[ -f "$a" ] && [ "$a" != "$q" ] && j2=$a
done
case $e in
*=*) C1 "\${e#*=}";;
*) G2;;
esac || {
echo "Command failed -:$s" >&2
return 1
}
done
}
C1() {
F2=$(cat "$b") && mkdir -p "$c" || return
I=$F2 u2=y
for a in "$q" "$j2"; do
[ -f "$a" ] || continue
read -r j I <"$a"
u2=
break
done
if echo "$C $I" >"$c/.sysctl" && mv -f "$c/.sysctl" "$q"; then
y1 "$1" && return
fi
[ -z "$u2" ] || { rm -f "$q"; w3; }
return 1
}
G2() {
I=
[ ! -f "$q" ] || read -r a I <"$q"
if [ -z "$j2" ]; then
if [ "$I" = 0 ] && [ "$(cat "$b")" != 0 ] && F1; then
:
else
[ -z "$I" ] || y1 "$I" || return
[ "$I" != 0 ] || w3
fi
rm -f "$c/conf:$p:"* "$c/devices:$p"
fi
rm -f "$q"
}
y1() {
if [ "$1" != 0 ] && [ "$(cat "$b")" = 0 ]; then G3 || return; fi
echo "$1" >"$b"
}
G3() {
F=0
for a in "$n"/*/ifindex; do
read -r h <"$a" && [ "$h" -gt "$F" ] && F=$h
done
[ -e "$c/devices:$p" ] || echo "$F" >"$c/devices:$p"
for a in "$D"/*/forwarding; do
m=\${a%/forwarding} m=\${m##*/}
[ "$m" = all ] || [ "$(cat "$a")" = 0 ] || f1 forwarding
done
m=all
if [ "$p" = ipv4 ]; then
f1 accept_redirects
return
fi
for m in $({ ip -6 route show table all proto ra; ip -6 -o addr show dynamic; } 2>/dev/null |
sed -n -e 's/^[0-9]*: \\([^ ]*\\) .*/\\1/p' -e 's/.* dev \\([^ ]*\\) .*/\\1/p' | sort -u); do
[ "$(cat "$D/$m/accept_ra" 2>/dev/null)" = 1 ] || continue
f1 accept_ra
echo 2 >"$D/$m/accept_ra" || return
done
}
f1() {
r3
a=$c/conf:$p:$1:$m
[ -e "$a" ] || echo "$h $(cat "$D/$m/$1")" >"$a"
}
r3() { h=$(cat "$n/$m/ifindex" 2>/dev/null) || h=0; }
w3() {
for a in "$c/conf:$p:"*; do
[ -f "$a" ] || continue
read -r F K0 <"$a"
j=\${a##*"/conf:$p:"} m=\${j#*:} j=\${j%%:*}
r3
[ "$h" = "$F" ] || continue
[ "$j" = accept_ra ] && [ "$(cat "$D/$m/$j")" != 2 ] && continue
echo "$K0" 2>/dev/null >"$D/$m/$j"
done
rm -f "$c/conf:$p:"* "$c/devices:$p"
}
F1() {
[ -f "$c/devices:$p" ] || return 0
read -r F <"$c/devices:$p"
for a in etc run usr/local/lib usr/lib lib; do
cat "$v/$a/sysctl.conf" "$v/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${p}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$n"/*/; do
read -r h <"\${a}ifindex" || continue
read -r K <"\${a}netdev_group"
read -r B0 <"\${a}flags"
case $B0 in *[13579bdf]) [ "$h" -le "$F" ] || [ "$K" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$p" = ipv4 ] || return
{
[ ! -e "$i1/nf_tables" ] || nft list ruleset
[ ! -e "$i1/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}`,
  "provider/host/shell/ip-and-bridge.sh": `D1() {
b2='' k3='' f0=0 k1=0 k0=
[ "$1" != -force ] || k0=-force
while IFS= read -r e; do
case $e in "bridge "*) a='bridge -j';; *) a='ip -d -j -N';; esac
if [ "$a" != "$k3" ]; then
x1 || return
k3=$a
fi
b2=$b2\${e#bridge }$k f0=$((f0 + 1))
done
x1
}
x1() {
[ -n "$b2" ] || return 0
{
b3=$(printf '%s' "$b2" | $k3 $k0 -batch - 2>&1 >&4 4>&-)
k2=$?
} 4>&1
if [ "$k2" != 0 ] && [ -z "$k0" ]; then
a=
case $b3 in
*"Command failed -:"*)
a=\${b3##*"Command failed -:"} b3=\${b3%"Command failed -:"*}
a=\${a%%[!0-9]*};;
esac
[ "$k2" != 127 ] || a=1
printf '%s\\n' "$b3" >&2
[ -z "$a" ] || printf 'Command failed -:%s\\n' $((k1 + a)) >&2
return "$k2"
fi
k1=$((k1 + f0)) b2='' f0=0
}`,
  "provider/host/shell/files.sh": `d=$v/etc/pulumi-iproute2
Z='' e1='' n0='' x=
M3() {
x=$({
mkdir -p "$d/objects" "$d/.new" && cat >"$d/.boot" &&
sh "$d/.boot" install "$1" && sync "$d/.boot" && mv -f "$d/.boot" "$d/boot"
} 2>&1) && x=
}
K3() {
[ -n "$Z" ] || [ -n "$x" ] || F3
Z="$Z $h"
[ -z "$x" ] || return 0
s=$o1 j=$1 a=$2 m=\${3#-}
shift 3
while [ "$s" -gt 0 ]; do
f=\${f%"$k"}
f=\${f%"$k"*}$k s=$((s - 1))
done
case $a:$f in
sysctl:*) K2;;
ip:"link add name "* | bridge:"link add name "*) I1 "\${Y%% *}";;
esac
case $f in *\\"*) f=$(printf '%s' "$f" | sed 's/"/\\\\"/g')$k;; esac
b=$d/objects/$j
e1="$e1 $b"
[ ! -e "$b" ] || n0=y b=$d/.new/$j
{ printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\\n' "$b0" "$a" \\
$((G - o1)) "$f" "$Y" "$p1" "$q" "$*" "$m" \\
>"$b"; } 2>/dev/null || {
x=$({ printf '%s' "$f" >"$b"; } 2>&1)
: "\${x:=$b cannot be written}"
}
}
F3() {
for b in "$d/.new"/*; do [ ! -e "$b" ] || rm -f "$b"; done
b0=
{ read -r b0 <"$v/etc/machine-id"; } 2>/dev/null
[ -e "$d/boot" ] || x="$d/boot is missing"
}
K2() {
for b in "$c/conf:ipv6:accept_ra:"*; do
[ ! -f "$b" ] || echo "\${b##*:accept_ra:}"
done 2>/dev/null >"$d/accept-ra"
}
I1() {
read -r t0 <"$n/$1/ifindex"
case \${f%%"$k"*} in
*" type bridge" | *" type bridge "*)
f="link add name $1 index $t0 \${f#"link add name $1 "}"
return;;
esac
read -r s <"$n/$1/mtu"
read -r J2 <"$n/$1/type"
d0=
[ "$J2" != 1 ] || { read -r d0 <"$n/$1/address" && d0="address $d0 "; }
f=\${f#"link add name $1 "}
case $f in "mtu "*) f=\${f#mtu * };; esac
f="link add name $1 index $t0 \${d0}mtu $s $f"
}
H3() {
if [ -z "$x" ]; then
x=$({
if [ -n "$n0" ]; then
sync "$d/.new"/* && mv -f "$d/.new"/* "$d/objects"
fi && sync $e1 "$d/objects"
} 2>&1) && x=
fi
[ -z "$x" ] || { g "unsaved$Z"; echo "$x"; }
Z='' e1='' n0='' x=
}
m3() {
[ -d "$d" ] || return 0
a=
for j; do [ ! -e "$d/objects/$j" ] || a="$a $d/objects/$j"; done
[ -n "$a" ] || return 0
rm -f $a && sync "$d/objects"
rmdir "$d/objects" 2>/dev/null || return 0
sh "$d/boot" uninstall
g uninstalled
}
w0() {
i3=
for a; do i3="$i3 link-$a"; done
m3 $i3
}
w1() {
[ ! -e "$d/objects/$1" ] || ! grep -q -F -e "$2" "$d/objects/$1" || m3 "$1"
}`,
  "provider/host/shell/boot-service.sh": `c0() {
b=$v$1
shift
[ -d "\${b%/*}" ] || mkdir -p "\${b%/*}"
m2="$m2 $b"
if [ -e "$b" ]; then
printf '%s\\n' "$@" >"$b.new" && sync "$b.new" && mv -f "$b.new" "$b"
else
printf '%s\\n' "$@" >"$b"
fi
}
p2=/etc/systemd/system/pulumi-iproute2.service
g1=/etc/systemd/system/multi-user.target.wants/pulumi-iproute2.service
x0=/etc/udev/rules.d/70-pulumi-iproute2.rules
j0=/etc/systemd/network/00-pulumi-iproute2.network
u0=/etc/systemd/network/00-pulumi-iproute2.link
e0=/etc/init.d/pulumi-iproute2
x2=/etc/runlevels/default/pulumi-iproute2
D0() {
c0 $p2 '[Unit]' 'Description=Restore the tunnels of pulumi-iproute2' \\
'Wants=network-pre.target' 'After=network-pre.target systemd-udevd.service systemd-sysctl.service' \\
'Before=network-online.target' \\
"ConditionDirectoryNotEmpty=$d/objects" '' \\
'[Service]' Type=oneshot RemainAfterExit=yes "ExecStart=/bin/sh $d/boot" '' \\
'[Install]' WantedBy=multi-user.target &&
{ [ -d "$v\${g1%/*}" ] || mkdir -p "$v\${g1%/*}"; } && ln -sf ../pulumi-iproute2.service "$v$g1" &&
c0 $x0 '# Network managers keep their hands off the devices of pulumi-iproute2.' \\
"ACTION!=\\"remove\\", SUBSYSTEM==\\"net\\", ATTR{netdev_group}==\\"$K\\", ENV{ID_NET_MANAGED_BY}=\\"pulumi-iproute2\\", ENV{NM_UNMANAGED}=\\"1\\"" &&
c0 $u0 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' \\
'[Link]' NamePolicy=keep MACAddressPolicy=none ||
return
udevadm control --reload
a=$(systemctl --version | { read -r _ a _ && echo "\${a%%[!0-9]*}"; })
[ "\${a:-0}" -lt 255 ] || return 0
c0 $j0 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' '[Link]' Unmanaged=yes || return
systemctl -q is-active systemd-networkd && networkctl reload
return 0
}
C3() {
c0 $e0 '#!/sbin/openrc-run' 'description="Restore the tunnels of pulumi-iproute2"' \\
'depend() {' '  need localmount' '  after sysctl modules firewall' '  before net' '}' \\
'start() {' "  ebegin 'Restoring the tunnels of pulumi-iproute2'" "  /bin/sh $d/boot" '  eend $?' '}' &&
chmod 755 "$v$e0" && ln -sf $e0 "$v$x2"
}
C2() {
umask 022
m2=
case $1 in
systemd) D0;;
openrc) C3;;
esac && sync $m2
}
J3() {
[ ! -e "$v$p2" ] || ! systemctl -q is-active pulumi-iproute2 || systemctl stop pulumi-iproute2
a=
[ ! -e "$v$j0" ] || a=y
set -- "$d"
for b in $g1 $p2 $x0 $u0 $j0 $x2 $e0; do
set -- "$@" "$v$b"
done
rm -rf "$@"
command -v udevadm >/dev/null && udevadm control --reload
[ -z "$a" ] || ! systemctl -q is-active systemd-networkd || networkctl reload
}`,
  "provider/host/shell/boot.sh": `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
k='
'
g() {
case $1 in
"failed "*) i=\${1#* } i=\${i% *};;
"lost "*) i=\${1#* * };;
"unmarked "*) i=\${1#* };;
"no-module "*) echo "the kernel has no module \${1#* }"; return;;
*) return;;
esac
B="$B $i"
echo "could not restore $i:"
}
D2() {
u=\${1%% *} i=\${3#*" alias "}
i=\${i#\\"}
i=\${i%%"$k"*}
if [ -n "$2" ]; then
[ -e "$c/\${2%% *}" ]
return
fi
[ -n "$1" ] && [ -e "$n/$u" ] || return
read -r C <"$n/$u/ifalias"
[ "\${C%% *}" = "\${i%% *}" ] && return
if [ -z "$C" ] && h1 "$u"; then
ip link del dev "$u"
return 1
fi
[ -n "$d1" ] || echo "$u belongs to another owner, so it stays as it is"
}
C0() {
i=\${2##*" cookie "}
{ tc filter show dev "$1" ingress; tc filter show dev "$1" egress; } 2>/dev/null |
grep -q -F "cookie \${i%%"$k"*}"
}
restore() {
q1=y
[ "$1" = 1 ] || { echo "$j has the unknown format $1"; return; }
[ "$2" = "$b0" ] || { e3=$((e3 + 1)); return; }
if [ "$3" = tc ]; then C0 "\${10}" "$5"; else D2 "$6" "$8" "$5"; fi && return
for a in $9; do E1 "$a"; done
[ -z "\${10}" ] || y2 "\${10}"
f=$5
E0 "\${6%% *}"
T=" '$j' '' $4 '$f' '$6' '$7' '$8' 0 ''"
case $3 in
ip) h2=$h2$T;;
bridge) g2=$g2$T;;
fou) l2=$l2$T;;
fou6) l3=$l3$T;;
xfrm) o2=$o2$T;;
tc) h0=$h0$T;;
sysctl)
case $5 in
net.ipv6.*) H0 || { B="$B $j"; return; };;
esac
o0=$o0$T;;
esac
}
E0() {
i=\${f#"link add name $1 index "}
[ "$i" != "$f" ] || return 0
case $d1$L in
y* | *" \${i%% *} "*) f="link add name $1 \${i#* }";;
esac
}
H0() {
[ -e "$d/accept-ra" ] || return 0
p=ipv6 D=$o3/net/ipv6/conf u1=
mkdir -p "$c"
while read -r m; do
if [ ! -d "$D/$m" ]; then u1=y
elif [ "$(cat "$D/$m/accept_ra")" = 1 ]; then
f1 accept_ra
echo 2 >"$D/$m/accept_ra"
fi
done <"$d/accept-ra"
[ -z "$u1" ] || [ -n "$F" ]
}
n1() {
B='' e3=0 L=' ' Q=' '
h2='' l2='' l3='' o2='' h0='' o0='' g2=
j1
I3 n || { B=" $*"; return; }
for a in "$n"/*/ifindex; do
read -r a <"$a" && L="$L$a "
done 2>/dev/null
for j; do
[ -f "$d/objects/$j" ] || continue
q1=
command . "$d/objects/$j" 2>/dev/null
[ -n "$q1" ] || [ -n "$d1" ] || echo "$j cannot be read. Run pulumi refresh and pulumi up"
done
U "X I0 n '' n" "$o0"
U "X ip n '' n" "$l2"
U "X 'ip -6' n '' n" "$l3"
U "H2 ip" "$o2"
U "X ip n '' n" "$h2"
U "X D1 n '' n" "$g2"
U "X tc n '' n" "$h0"
exec 9>&-
}
U() { [ -z "$2" ] || eval "$1$2"; }
z1() {
s0
b0='' d1='' F=
{ read -r b0 <"$v/etc/machine-id"; } 2>/dev/null
cd "$d/objects" || return
set -- *
n1 "$@"
[ "$e3" = 0 ] || echo "this machine is a copy of another one: $e3 objects of that one are not restored"
echo "read $# files, restored all but these:\${B:- none}"
[ -z "$B" ] || J1 </dev/null &
}
J1() {
d1=y r=0
while [ "$r" -lt 60 ]; do
if [ "$r" -lt 10 ]; then l0=1; else l0=5; fi
sleep $l0
r=$((r + l0))
if [ "$r" -lt 60 ]; then n1 $B >/dev/null 2>&1
else F=y; n1 $B; fi
[ -n "$B" ] || { echo "restored the others after $r s"; return; }
done
echo "gave up after $r s:$B"
}
case $1 in
install) C2 "$2";;
uninstall) J3;;
*) z1;;
esac`,
} as const;

/** Defined once in each shell. */
export const HOST_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/persistent-ip.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/removals.sh"], TEXTS["provider/host/shell/clsact.sh"]].join("\n");

/** Defined once in each shell, if the host may have files for a reboot. */
export const FILE_FUNCTIONS = [TEXTS["provider/host/shell/files.sh"]].join("\n");

/** Defined in each frame with a change that may cut the SSH connection. */
export const CONFIRM_FUNCTIONS = `o=$c1/pulumi-iproute2.confirm c3=
L0() {
j=$1 r=$2 b=$o/$1
shift 2
[ ! -e "$b" ] || return 0
l='the time for this change is over, so the host has reversed it'
[ ! -e "$b.reversing" ] && [ ! -e "$b.reversed" ] &&
l=$({ mkdir -p "$o" && cat >"$b" && I2; } 2>&1) && return
rm -f "$b"
for a; do
c3="$c3$a "
g "unarmed $a"
echo "$l"
done
}
I2() {
[ -d "$c1/systemd/system" ] && command -v systemd-run >/dev/null &&
systemd-run --quiet --collect --unit="pulumi-iproute2-confirm-$j" --on-active="$r" \\
--timer-property=AccuracySec=100ms /bin/sh "$b" && return
a=
command -v setsid >/dev/null && a=setsid
$a sh -c 'trap "" HUP; sleep "$1"; exec sh "$2"' sh "$r" "$b" \\
</dev/null >/dev/null 2>&1 3>&- 6>&- 7<&- 9>&- &
echo "$!" >"$b.timer"
}
y0() {
z=
{ read -r z <"$o/$1.timer"; } 2>/dev/null
if [ -n "$z" ]; then
grep -q -F -e "$o/$1" "/proc/$z/cmdline" && { kill -- "-$z" || kill "$z"; }
rm -f "$o/$1.timer"
else
systemctl stop "pulumi-iproute2-confirm-$1.timer"
fi 2>/dev/null
}
L2() {
b=$o/$1
mv "$b" "$b.confirmed" 2>/dev/null && y0 "$1"
v2 "$1"
}
v2() {
for a in confirmed reversing reversed; do
[ ! -e "$o/$1.$a" ] || { g "$a"; return; }
done
if [ -e "$o/$1" ]; then g armed; else g forgotten; fi
}
O1() {
[ ! -e "$o/$1" ] || { y0 "$1"; sh "$o/$1"; }
v2 "$1"
}
M2() {
rm -f "$o/$1.confirmed" "$o/$1.reversed"
rmdir "$o" 2>/dev/null
}
L1() {
mv "$o/$1" "$o/$1.reversing" 2>/dev/null || exit 0
rm -f "$o/$1.timer"
O=' '
s0
[ -n "$t" ] || return 0
s1=$(flock --version 2>&1)
g0 -n || l1 3
}
O0() {
[ -z "$a0" ] || a1 $a0 || return 0
v0 $q
printf '%s' "$f" | $c2 -force -batch - >/dev/null 2>&1
u3 $q
}
M1() {
J0
mv "$o/$1.reversing" "$o/$1.reversed"
}`;

/** The script that restores objects at boot, without its first line. */
export const BOOT_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/clsact.sh"], TEXTS["provider/host/shell/sysctl.sh"], TEXTS["provider/host/shell/ip-and-bridge.sh"], TEXTS["provider/host/shell/files.sh"], TEXTS["provider/host/shell/boot-service.sh"], TEXTS["provider/host/shell/boot.sh"]].join("\n");

/** Defined in each frame that changes settings of the kernel. */
export const SYSCTL_FUNCTIONS = [TEXTS["provider/host/shell/sysctl.sh"]].join("\n");

/** Defined in each frame that sets forwarding entries. */
export const BRIDGE_FUNCTIONS = [TEXTS["provider/host/shell/ip-and-bridge.sh"]].join("\n");

/** Defined in each frame that reads lists of the kernel. */
export const WATCH_FUNCTIONS = `R() {
{ { "$@" 2>&1 >&3 3>&- || echo pi-failed; } | (
a=0
while IFS= read -r e; do
case $e in
*"Dump was interrupted"*) a=2;;
pi-failed) [ $a = 2 ] || a=1;;
esac
done
exit $a
); } 3>&1
case $? in
0) ;;
2) g interrupted;;
*) return 1;;
esac
}`;

/** What the functions and variables are called in the packed text. */
export const NAMES = {
  pi_add_clsact: "y2",
  pi_add_count: "y3",
  pi_address: "d0",
  pi_alias: "C",
  pi_aliases: "z0",
  pi_arm: "L0",
  pi_before: "I",
  pi_begin_reversal: "L1",
  pi_check: "z2",
  pi_check_all: "g3",
  pi_checks: "a0",
  pi_collect: "q3",
  pi_conf: "D",
  pi_config_dir: "v",
  pi_confirm: "L2",
  pi_confirm_dir: "o",
  pi_count: "G",
  pi_delete_all: "L3",
  pi_delete_devices: "M0",
  pi_delete_singly: "A0",
  pi_delete_together: "A1",
  pi_device: "m",
  pi_devices: "E",
  pi_done: "y",
  pi_due: "W",
  pi_each: "J",
  pi_earlier: "r0",
  pi_end_idle_holder: "A2",
  pi_end_reversal: "M1",
  pi_error: "l",
  pi_event: "g",
  pi_fail: "r2",
  pi_failed: "H",
  pi_failing_line: "w",
  pi_family: "p",
  pi_file: "b",
  pi_files_dir: "d",
  pi_files_fault: "x",
  pi_find_failed: "A3",
  pi_find_index: "r3",
  pi_find_marker_dir: "s0",
  pi_finish: "d3",
  pi_flags: "B0",
  pi_flock: "s1",
  pi_forget_change: "M2",
  pi_forget_marker: "s2",
  pi_function: "B1",
  pi_group: "K",
  pi_groups: "B2",
  pi_guard: "a1",
  pi_half_made: "B3",
  pi_hold_sysctl: "C1",
  pi_holder: "a2",
  pi_holder_is_idle: "s3",
  pi_ifindex: "t0",
  pi_index: "h",
  pi_indices: "L",
  pi_install_boot: "M3",
  pi_ip_and_bridge: "D1",
  pi_ip_lines: "M",
  pi_ip_pid: "a3",
  pi_is_in_group: "h1",
  pi_keep: "N0",
  pi_key: "t1",
  pi_last: "F",
  pi_leave_out: "t3",
  pi_left_out: "O",
  pi_line: "e",
  pi_lines: "f",
  pi_load_module: "E1",
  pi_lock_file: "t",
  pi_lose: "E2",
  pi_machine: "b0",
  pi_marker: "q",
  pi_marker_dir: "c",
  pi_may_undo: "F0",
  pi_members: "i0",
  pi_module_dir: "i1",
  pi_moves: "i2",
  pi_name: "j",
  pi_names: "i3",
  pi_needs_forwarding: "F1",
  pi_net_dir: "n",
  pi_new: "u2",
  pi_new_files: "e1",
  pi_newline: "k",
  pi_next_line: "b1",
  pi_nonce: "N",
  pi_now: "F2",
  pi_number: "s",
  pi_object: "u",
  pi_old_files: "e2",
  pi_open_files: "F3",
  pi_open_lock: "j1",
  pi_other: "j2",
  pi_ours: "j3",
  pi_part: "b2",
  pi_part_error: "b3",
  pi_part_force: "k0",
  pi_part_lines: "f0",
  pi_part_start: "k1",
  pi_part_status: "k2",
  pi_part_tool: "k3",
  pi_persistent: "G0",
  pi_pid: "z",
  pi_place_marker: "u3",
  pi_plain: "G1",
  pi_poll_lock: "l1",
  pi_prepare_marker: "v0",
  pi_print: "v1",
  pi_print_change: "v2",
  pi_read_ip: "v3",
  pi_release_lock: "N2",
  pi_release_sysctl: "G2",
  pi_remember_setting: "f1",
  pi_remember_settings: "G3",
  pi_remove_clsact: "N3",
  pi_remove_files: "m3",
  pi_remove_link_files: "w0",
  pi_remove_orphan: "w1",
  pi_replaced: "n0",
  pi_report_done: "f2",
  pi_report_verdict: "w2",
  pi_rest: "i",
  pi_restore_settings: "w3",
  pi_reverse: "O0",
  pi_reverse_now: "O1",
  pi_run_batch: "X",
  pi_run_dir: "c1",
  pi_run_lines: "H1",
  pi_run_part: "x1",
  pi_run_singly: "H2",
  pi_run_unshown: "n2",
  pi_save_files: "H3",
  pi_scratch_free: "x3",
  pi_scratch_group: "n3",
  pi_seconds: "r",
  pi_set_sysctls: "I0",
  pi_shows: "o1",
  pi_spell_out_device: "I1",
  pi_start_ip: "O2",
  pi_start_timer: "I2",
  pi_status: "f3",
  pi_stop_timer: "y0",
  pi_sysctl_dir: "o3",
  pi_take_lock: "I3",
  pi_taken: "p0",
  pi_text: "A",
  pi_tidy_markers: "J0",
  pi_tool: "c2",
  pi_total: "V",
  pi_try_lock: "g0",
  pi_type: "J2",
  pi_unarmed: "c3",
  pi_undo: "p1",
  pi_undo_checks: "Y",
  pi_undone: "Q",
  pi_unsaved: "Z",
  pi_value: "K0",
  pi_verdict: "p3",
  pi_wait_for_lock: "K1",
  pi_watch: "R",
  pi_word: "a",
  pi_write_accept_ra: "K2",
  pi_write_file: "K3",
  pi_write_sysctl: "y1",
} as const;

/** What prints each section of a dump. */
export const DUMPS = {
  "facts": `[ -d /run/systemd/system ] && systemctl --version 2>/dev/null | { read -r _ a _ && echo "systemd $a"; }
for a; do
{ [ -e "/sys/module/$a" ] || modprobe -n -q "$a" 2>/dev/null; } && echo "module $a"
done
H=y`,
  "fdb": `R bridge -j fdb show dev "$1"`,
  "files": `[ ! -d /etc/pulumi-iproute2/objects ] || (cd /etc/pulumi-iproute2/objects && set -- * && [ -e "$1" ] && cksum "$@")`,
  "fou": `R ip -j fou show || H=y`,
  "identity": `e=
{ IFS= read -r e; } 2>/dev/null </etc/machine-id
echo "$e"
e=
{ IFS= read -r e; } 2>/dev/null </proc/sys/kernel/osrelease
echo "$e"
if [ -d /run/systemd/system ] && [ -w /etc/systemd/system ]; then echo systemd
elif [ -d /run/openrc ] && [ -w /etc/init.d ]; then echo openrc
else echo none; fi
e=
[ ! -r /etc/pulumi-iproute2/boot ] || IFS= read -r e </etc/pulumi-iproute2/boot
e=\${e#"# pulumi-iproute2 "}
echo "\${e%%:*}"
a=$SSH_CONNECTION e=$PPID
while [ -z "$a" ] && [ "\${e:-0}" -gt 1 ]; do
a=$(tr '\\0' '\\n' <"/proc/$e/environ" | sed -n 's/^SSH_CONNECTION=//p')
read -r _ _ _ e _ <"/proc/$e/stat"
done 2>/dev/null
echo "$a"
a=\${a%% *}
[ -z "$a" ] || ip -o route get "\${a#::ffff:}" 2>/dev/null`,
  "links": `R ip -d -j -N addr show || H=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | R ip -d -j -N -batch - || H=y`,
  "markers": `for a in "$c"/*; do [ -f "$a" ] && IFS= read -r e <"$a" && echo "\${a##*/} $e"; done`,
  "routes": `printf 'route show table all proto %s\\n' boot static | R ip -d -j -N -batch - || H=y`,
  "sysctl": `for a in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
e=$(cat "/proc/sys/$(echo $a | tr . /)" 2>/dev/null) && echo "$a $e"
done`,
  "tc": `a=$(tc qdisc show dev "$1" 2>/dev/null | sed -n -e 's/^qdisc clsact .*/clsact/p' -e 's/^qdisc ingress .*/ingress/p')
[ -z "$a" ] || {
echo "[\\"$a\\",\\"$1\\"]"
printf "filter show dev $1 %s\\n" ingress egress | tc -j -force -batch -
}`,
  "udp": `ss -Hulnp`,
  "vni": `R bridge -j vni show dev "$1"`,
  "xfrm-policy": `R ip xfrm policy list || H=y`,
  "xfrm-state": `R ip xfrm state list nokeys || H=y`,
} as const;
