// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** The texts of the files that several of the constants below consist of. */
const TEXTS = {
  "provider/host/shell/roots.sh": `c1=/run
n=/sys/class/net
i1=/sys/module
p0=/proc/sys
w=`,
  "provider/host/shell/lock.sh": `umask 077
u=$c1/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$u" || u=
j1() { [ -z "$u" ] || exec 9>>"$u"; }
N3() {
[ -z "$u" ] || : >"$u"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
j1
}
J0() {
[ -n "$u" ] || return 0
[ ! -e "$u.wanted" ] || { rm -f "$u.wanted"; sleep 2; }
g0 -n || K2 || {
if [ -n "$l" ]; then g lock-failed; echo "$l"; else g busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $a3"; fi >"$u"
}
g0() { l=$(flock "$@" 3 2>&1 3>&9); }
K2() {
[ -z "$l" ] || return 1
s2=$(flock --version 2>&1)
a2=
read -r a2 <"$u"
l1 10 && return
[ -z "$l" ] || return 1
A3
l1 20
}
l1() {
case $s2 in *util-linux*) g0 -w "$1"; return;; esac
r=$1
while [ "$r" -gt 0 ]; do
: >>"$u.wanted"
sleep 1
g0 -n && { rm -f "$u.wanted"; return; }
[ -z "$l" ] || return 1
r=$((r - 1))
done
return 1
}
A3() { t0 && sleep 1 && t0 && kill "\${a2%% *}"; }
t0() {
e=
read -r e <"$u"
C=\${a2%% *}
case $C in '' | *[!0-9]*) return 1;; esac
[ "$e" = "$a2" ] && [ "/proc/$C/fd/9" -ef "$u" ] &&
[ -r "/proc/$C/task/$C/children" ] || return 1
read -r e <"/proc/$C/task/$C/children"
case $e in '' | "\${a2##* }") ;; *) return 1;; esac
}
j1`,
  "provider/host/shell/persistent-ip.sh": `a3=
O3() {
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
w0() {
l=
while [ "$X" -gt 0 ]; do
IFS= read -r e <&7 || return 1
case $e in
'['* | '{'*) X=$((X - 1)); printf '%s\\n' "$e";;
*) l=$l$e$k;;
esac
done
}`,
  "provider/host/shell/guards.sh": `L=26992
a1() {
v=$1 C0=$2 F=
shift 2
case $v in
@*) [ -e "$c/\${v#@}" ] && IFS= read -r F <"$c/\${v#@}";;
*)
[ -e "$n/$v" ] || { q0=gone; return 1; }
IFS= read -r F <"$n/$v/ifalias";;
esac
for a; do case $F in "$a" | "$a "*) return 0;; esac; done
[ "$C0" = y ] && [ -z "$F" ] && h1 "$v" && return 0
q0="foreign $F"
return 1
}
h1() { read -r a <"$n/$1/netdev_group" && [ "$a" = $L ]; }
w3() { g "\${q0%% *} $1 \${q0#* }"; }`,
  "provider/host/shell/markers.sh": `c=
s1() {
[ -n "$c" ] || {
c=$(readlink /proc/self/ns/net)
c=\${c#*\\[}
c=$c1/pulumi-iproute2/\${c%]}
}
}
v1() {
[ $# -lt 2 ] || l=$({ mkdir -p "$c" && echo "$2" $3 >"$c/.$1"; } 2>&1)
}
v0() {
case $# in
0) ;;
1) rm -f "$c/$1";;
*) mv -f "$c/.$1" "$c/$1";;
esac
}
s3() { [ $# -lt 2 ] || rm -f "$c/.$1"; }
J1() { rmdir "$c" "$c1/pulumi-iproute2" 2>/dev/null; }`,
  "provider/host/shell/operations.sh": `T=' '
E2() { [ -e "$i1/$1" ] || modprobe -q "$1" || g "no-module $1"; }
K() {
B2=$1 p1=0
shift
while [ $# -gt 0 ]; do
h=$1 a0=$2 I=$3 f=$4 Y=$5 p2=$6 q=$7 o2=$8 b=$9
p1=$((p1 + 1))
shift 9
case $P in *" $h "*) ;; *) $B2 || return 0;; esac
done
}
z3() {
case $T in
*" \${h#k} "*) P="$P$h "; return;;
esac
if [ -n "$a0" ] && ! a1 $a0; then
u0
w3 "$h"
case $b in "- "*) w2 \${b#- } "\${a0##* }";; esac
elif ! v1 $q; then
u0
g "unmarked $h"
echo "$l"
else
case $b in "- "*) e2="$e2 \${b#- }";; esac
fi
}
u0() { P="$P$h " T="$T$h "; }
g3() {
e2=
K z3 "$@"
[ -z "$e2" ] || m3 $e2
}
v2() {
printf '%s' "$f"
W=$((W + I)) X=$((X + o2))
}
z0() { W=$((W + I)); }
d3() {
v0 $q
case $b in "+ "*) L0 \${b#+ };; esac
B="$B $h"
}
E3() {
T="$T$h "
s3 $q
B="$B $h"
}
B0() {
b1=$((b1 + I))
if [ "$y" -gt "$I" ]; then
y=$((y - I))
d3
else
r3
return 1
fi
}
r3() {
x=y T="$T$h "
f2
g "failed $h $y"
printf '%s\\n' "$l"
[ "$y" -gt 1 ] && [ -n "$p2" ] && F1 &&
printf '%s' "$p2" | $c2 -force -batch - >/dev/null 2>&1
s3 $q
}
F1() {
case $Y in
'') return 0;;
*" =")
[ -z "$D" ] ||
f=$(printf '%s' "$D" | sed -n "$((b1 - I)),$((b1 - 1))p")
f=\${f#*"link set dev \${Y%% *} alias "}
f=\${f%%"$k"*}
a1 \${Y%=}\${f%% *};;
*) a1 $Y;;
esac
}
f2() {
[ -z "$Z" ] || I0
[ -z "$B" ] || g "done$B"
B=
}
r0() {
if [ -n "$D" ]; then B=" $2-$(($2 + $# / 9 - 1))"; else B=; K "$@"; fi
}
V() {
c2=$1 G2=$2 D=$3 G1=$4 P=" $c3"
shift 4
[ "$G2" = y ] || g3 "$@"
while [ $# -gt 0 ]; do
g run
W=0 X=0
if [ "$G1" = y ] && [ -n "$O" ]; then
r1=$O f3=0
K v2 "$@" >&6 2>/dev/null
if w0; then O=$((O + W)); else f3=1 O=; fi
else
r1=0
{
l=$(if [ -n "$D" ]; then printf '%s' "$D"; else K v2 "$@"; fi |
$c2 -batch - 2>&1 >&3 3>&-)
f3=$?
} 3>&1
fi
if [ "$f3" = 0 ]; then
r0 d3 "$@"
f2
return
fi
y=0 W=0
case $l in
*"Command failed -:"*)
y=\${l##*"Command failed -:"}
y=$((\${y%%[!0-9]*} - r1));;
esac
K z0 "$@"
if [ "$y" -lt 1 ] || [ "$y" -gt "$W" ]; then
x=y
r0 E3 "$@"
g "lost $f3$B"
printf '%s\\n' "$l"
return
fi
b1=1 B=
K B0 "$@"
shift $((p1 * 9))
[ -z "$D" ] || D=$(printf '%s' "$D" | tail -n +$b1)$k
done
}
N1() {
P=" $c3" B=
g3 "$@"
K d3 "$@"
f2
}
H3() {
c2=$1 P=" $c3" B=
shift
g3 "$@"
K H2 "$@"
f2
}
H2() {
y=0 i=$f
while [ -n "$i" ]; do
y=$((y + 1))
l=$(printf '%s\\n' "\${i%%"$k"*}" | $c2 -batch - 2>&1) || { r3; return 0; }
i=\${i#*"$k"}
done
d3
}`,
  "provider/host/shell/removals.sh": `M0() {
(
cd "$n" && z1=$1 B3=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$z1" ] &&
[ "$(grep -lx $L -- */netdev_group 2>/dev/null)" = "$B3" ]
) && {
shift 2
[ ! -d "$d" ] || w1 "$@"
g removing
ip link del group $L 2>&1
} && g "done r0-$(($# - 1))"
}
M1() {
o0=$1 M='' s='' t=0 j3=0 i2=
shift
while [ $# -gt 0 ]; do
if a1 $2; then
M="$M $1" s="$s $3" t=$((t + 1))
i2="\${i2}link set dev $3 group $o0$k"
h1 "$3" && j3=$((j3 + 1))
else
w3 "$1"
[ ! -d "$d" ] || w2 "link-$3" "\${2##* }"
fi
shift 3
done
[ $t = 0 ] && return
[ ! -d "$d" ] || w1 $s
g removing
if A2; then g "done$M"; else A1; fi
}
A2() {
[ $t -gt 1 ] || {
n3 1 "link del dev$s$k"
return
}
i0=0 y0=y
for b in "$n"/*/netdev_group; do
read -r a <"$b"
case $a in
"$L") i0=$((i0 + 1));;
"$o0") y0=;;
esac
done 2>/dev/null
if [ $j3 = $t ] && [ $i0 = $t ]; then
n3 1 "link del group $L$k"
elif [ -n "$y0" ]; then
n3 $((t + 1)) "\${i2}link del group $o0$k"
else return 1; fi
}
A1() {
for a in $s; do
[ -e "$n/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $M; do
s=\${s# } v=\${s%% *}
if [ -e "$n/$v" ]; then x=y; g "stays $a"; else g "done $a"; fi
s=\${s#"$v"}
done
}
n3() {
[ -n "$O" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
X=1
w0 >/dev/null || {
O=
printf '%s\\n' "$l"
return 1
}
O=$((O + $1 + 1))
}`,
  "provider/host/shell/clsact.sh": `y3() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$c" && cat "$n/$1/ifindex" 2>/dev/null >"$c/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$c/clsact.$1"
}
O0() {
[ -e "$c/clsact.$1" ] || return
if [ "$(cat "$c/clsact.$1")" = "$(cat "$n/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$c/clsact.$1"
}`,
  "provider/host/shell/sysctl.sh": `I1() {
t=0
while read -r e q F; do
t=$((t + 1)) t2=\${e%%=*} q=$c/$q j2=
b=$p0/$(echo "$t2" | tr . /)
p=\${t2#net.} p=\${p%%.*}
G=$p0/net/$p/conf
for a in "\${q%:*}":*; do
[ -f "$a" ] && [ "$a" != "$q" ] && j2=$a
done
case $e in
*=*) C2 "\${e#*=}";;
*) G3;;
esac || {
echo "Command failed -:$t" >&2
return 1
}
done
}
C2() {
F3=$(cat "$b") && mkdir -p "$c" || return
J=$F3 u3=y
for a in "$q" "$j2"; do
[ -f "$a" ] || continue
read -r j J <"$a"
u3=
break
done
if echo "$F $J" >"$c/.sysctl" && mv -f "$c/.sysctl" "$q"; then
y2 "$1" && return
fi
[ -z "$u3" ] || { rm -f "$q"; x0; }
return 1
}
G3() {
J=
[ ! -f "$q" ] || read -r a J <"$q"
if [ -z "$j2" ]; then
if [ "$J" = 0 ] && [ "$(cat "$b")" != 0 ] && F2; then
:
else
[ -z "$J" ] || y2 "$J" || return
[ "$J" != 0 ] || x0
fi
rm -f "$c/conf:$p:"* "$c/devices:$p"
fi
rm -f "$q"
}
y2() {
if [ "$1" != 0 ] && [ "$(cat "$b")" = 0 ]; then H0 || return; fi
echo "$1" >"$b"
}
H0() {
H=0
for a in "$n"/*/ifindex; do
read -r h <"$a" && [ "$h" -gt "$H" ] && H=$h
done
[ -e "$c/devices:$p" ] || echo "$H" >"$c/devices:$p"
for a in "$G"/*/forwarding; do
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
[ "$(cat "$G/$m/accept_ra" 2>/dev/null)" = 1 ] || continue
f1 accept_ra
echo 2 >"$G/$m/accept_ra" || return
done
}
f1() {
s0
a=$c/conf:$p:$1:$m
[ -e "$a" ] || echo "$h $(cat "$G/$m/$1")" >"$a"
}
s0() { h=$(cat "$n/$m/ifindex" 2>/dev/null) || h=0; }
x0() {
for a in "$c/conf:$p:"*; do
[ -f "$a" ] || continue
read -r H K1 <"$a"
j=\${a##*"/conf:$p:"} m=\${j#*:} j=\${j%%:*}
s0
[ "$h" = "$H" ] || continue
[ "$j" = accept_ra ] && [ "$(cat "$G/$m/$j")" != 2 ] && continue
echo "$K1" 2>/dev/null >"$G/$m/$j"
done
rm -f "$c/conf:$p:"* "$c/devices:$p"
}
F2() {
[ -f "$c/devices:$p" ] || return 0
read -r H <"$c/devices:$p"
for a in etc run usr/local/lib usr/lib lib; do
cat "$w/$a/sysctl.conf" "$w/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${p}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$n"/*/; do
read -r h <"\${a}ifindex" || continue
read -r L <"\${a}netdev_group"
read -r B1 <"\${a}flags"
case $B1 in *[13579bdf]) [ "$h" -le "$H" ] || [ "$L" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$p" = ipv4 ] || return
{
[ ! -e "$i1/nf_tables" ] || nft list ruleset
[ ! -e "$i1/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}`,
  "provider/host/shell/ip-and-bridge.sh": `D2() {
b2='' k3='' f0=0 k1=0 k0=
[ "$1" != -force ] || k0=-force
while IFS= read -r e; do
case $e in "bridge "*) a='bridge -j';; *) a='ip -d -j -N';; esac
if [ "$a" != "$k3" ]; then
x2 || return
k3=$a
fi
b2=$b2\${e#bridge }$k f0=$((f0 + 1))
done
x2
}
x2() {
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
  "provider/host/shell/files.sh": `d=$w/etc/pulumi-iproute2
Z='' e1='' n0='' z=
N0() {
z=$({
mkdir -p "$d/objects" "$d/.new" && cat >"$d/.boot" &&
sh "$d/.boot" install "$1" && sync "$d/.boot" && mv -f "$d/.boot" "$d/boot"
} 2>&1) && z=
}
L0() {
[ -n "$Z" ] || [ -n "$z" ] || G0
Z="$Z $h"
[ -z "$z" ] || return 0
t=$o2 j=$1 a=$2 m=\${3#-}
shift 3
while [ "$t" -gt 0 ]; do
f=\${f%"$k"}
f=\${f%"$k"*}$k t=$((t - 1))
done
case $a:$f in
sysctl:*) K3;;
ip:"link add name "* | bridge:"link add name "*) I2 "\${Y%% *}";;
esac
case $f in *\\"*) f=$(printf '%s' "$f" | sed 's/"/\\\\"/g')$k;; esac
b=$d/objects/$j
e1="$e1 $b"
[ ! -e "$b" ] || n0=y b=$d/.new/$j
{ printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\\n' "$b0" "$a" \\
$((I - o2)) "$f" "$Y" "$p2" "$q" "$*" "$m" \\
>"$b"; } 2>/dev/null || {
z=$({ printf '%s' "$f" >"$b"; } 2>&1)
: "\${z:=$b cannot be written}"
}
}
G0() {
for b in "$d/.new"/*; do [ ! -e "$b" ] || rm -f "$b"; done
b0=
{ read -r b0 <"$w/etc/machine-id"; } 2>/dev/null
[ -e "$d/boot" ] || z="$d/boot is missing"
}
K3() {
for b in "$c/conf:ipv6:accept_ra:"*; do
[ ! -f "$b" ] || echo "\${b##*:accept_ra:}"
done 2>/dev/null >"$d/accept-ra"
}
I2() {
read -r t1 <"$n/$1/ifindex"
case \${f%%"$k"*} in
*" type bridge" | *" type bridge "*)
f="link add name $1 index $t1 \${f#"link add name $1 "}"
return;;
esac
read -r t <"$n/$1/mtu"
read -r J3 <"$n/$1/type"
d0=
[ "$J3" != 1 ] || { read -r d0 <"$n/$1/address" && d0="address $d0 "; }
f=\${f#"link add name $1 "}
case $f in "mtu "*) f=\${f#mtu * };; esac
f="link add name $1 index $t1 \${d0}mtu $t $f"
}
I0() {
if [ -z "$z" ]; then
z=$({
if [ -n "$n0" ]; then
sync "$d/.new"/* && mv -f "$d/.new"/* "$d/objects"
fi && sync $e1 "$d/objects"
} 2>&1) && z=
fi
[ -z "$z" ] || { g "unsaved$Z"; echo "$z"; }
Z='' e1='' n0='' z=
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
w1() {
i3=
for a; do i3="$i3 link-$a"; done
m3 $i3
}
w2() {
[ ! -e "$d/objects/$1" ] || ! grep -q -F -e "$2" "$d/objects/$1" || m3 "$1"
}`,
  "provider/host/shell/boot-service.sh": `c0() {
b=$w$1
shift
[ -d "\${b%/*}" ] || mkdir -p "\${b%/*}"
m2="$m2 $b"
if [ -e "$b" ]; then
printf '%s\\n' "$@" >"$b.new" && sync "$b.new" && mv -f "$b.new" "$b"
else
printf '%s\\n' "$@" >"$b"
fi
}
p3=/etc/systemd/system/pulumi-iproute2.service
g1=/etc/systemd/system/multi-user.target.wants/pulumi-iproute2.service
x1=/etc/udev/rules.d/70-pulumi-iproute2.rules
j0=/etc/systemd/network/00-pulumi-iproute2.network
u1=/etc/systemd/network/00-pulumi-iproute2.link
e0=/etc/init.d/pulumi-iproute2
x3=/etc/runlevels/default/pulumi-iproute2
D1() {
c0 $p3 '[Unit]' 'Description=Restore the tunnels of pulumi-iproute2' \\
'Wants=network-pre.target' 'After=network-pre.target systemd-udevd.service systemd-sysctl.service' \\
'Before=network-online.target' \\
"ConditionDirectoryNotEmpty=$d/objects" '' \\
'[Service]' Type=oneshot RemainAfterExit=yes "ExecStart=/bin/sh $d/boot" '' \\
'[Install]' WantedBy=multi-user.target &&
{ [ -d "$w\${g1%/*}" ] || mkdir -p "$w\${g1%/*}"; } && ln -sf ../pulumi-iproute2.service "$w$g1" &&
c0 $x1 '# Network managers keep their hands off the devices of pulumi-iproute2.' \\
"ACTION!=\\"remove\\", SUBSYSTEM==\\"net\\", ATTR{netdev_group}==\\"$L\\", ENV{ID_NET_MANAGED_BY}=\\"pulumi-iproute2\\", ENV{NM_UNMANAGED}=\\"1\\"" &&
c0 $u1 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' \\
'[Link]' NamePolicy=keep MACAddressPolicy=none ||
return
udevadm control --reload
a=$(systemctl --version | { read -r _ a _ && echo "\${a%%[!0-9]*}"; })
[ "\${a:-0}" -lt 255 ] || return 0
c0 $j0 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' '[Link]' Unmanaged=yes || return
systemctl -q is-active systemd-networkd && networkctl reload
return 0
}
D0() {
c0 $e0 '#!/sbin/openrc-run' 'description="Restore the tunnels of pulumi-iproute2"' \\
'depend() {' '  need localmount' '  after sysctl modules firewall' '  before net' '}' \\
'start() {' "  ebegin 'Restoring the tunnels of pulumi-iproute2'" "  /bin/sh $d/boot" '  eend $?' '}' &&
chmod 755 "$w$e0" && ln -sf $e0 "$w$x3"
}
C3() {
umask 022
m2=
case $1 in
systemd) D1;;
openrc) D0;;
esac && sync $m2
}
K0() {
[ ! -e "$w$p3" ] || ! systemctl -q is-active pulumi-iproute2 || systemctl stop pulumi-iproute2
a=
[ ! -e "$w$j0" ] || a=y
set -- "$d"
for b in $g1 $p3 $x1 $u1 $j0 $x3 $e0; do
set -- "$@" "$w$b"
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
E="$E $i"
echo "could not restore $i:"
}
D3() {
v=\${1%% *} i=\${3#*" alias "}
i=\${i#\\"}
i=\${i%%"$k"*}
if [ -n "$2" ]; then
[ -e "$c/\${2%% *}" ]
return
fi
[ -n "$1" ] && [ -e "$n/$v" ] || return
read -r F <"$n/$v/ifalias"
[ "\${F%% *}" = "\${i%% *}" ] && return
if [ -z "$F" ] && h1 "$v"; then
ip link del dev "$v"
return 1
fi
[ -n "$d1" ] || echo "$v belongs to another owner, so it stays as it is"
}
C1() {
i=\${2##*" cookie "}
{ tc filter show dev "$1" ingress; tc filter show dev "$1" egress; } 2>/dev/null |
grep -q -F "cookie \${i%%"$k"*}"
}
restore() {
q2=y
[ "$1" = 1 ] || { echo "$j has the unknown format $1"; return; }
[ "$2" = "$b0" ] || { e3=$((e3 + 1)); return; }
if [ "$3" = tc ]; then C1 "\${10%%,*}" "$5"; else D3 "$6" "$8" "$5"; fi && return
for a in $9; do E2 "$a"; done
f=$5
E1 "\${6%% *}"
Q=" '$j' '' $4 '$f' '$6' '$7' '$8' 0 ''"
case $3 in
ip) h2=$h2$Q;;
bridge) g2=$g2$Q;;
ip6) n2=$n2$Q;;
fou) l2=$l2$Q;;
fou6) l3=$l3$Q;;
xfrm) o3=$o3$Q;;
tc) h0=$h0$Q s=$s\${10},;;
sysctl)
case $5 in
net.ipv6.*) H1 || { E="$E $j"; return; };;
esac
o1=$o1$Q;;
esac
}
E1() {
i=\${f#"link add name $1 index "}
[ "$i" != "$f" ] || return 0
case $d1$M in
y* | *" \${i%% *} "*) f="link add name $1 \${i#* }";;
esac
}
H1() {
[ -e "$d/accept-ra" ] || return 0
p=ipv6 G=$p0/net/ipv6/conf u2=
mkdir -p "$c"
while read -r m; do
if [ ! -d "$G/$m" ]; then u2=y
elif [ "$(cat "$G/$m/accept_ra")" = 1 ]; then
f1 accept_ra
echo 2 >"$G/$m/accept_ra"
fi
done <"$d/accept-ra"
[ -z "$u2" ] || [ -n "$H" ]
}
n1() {
E='' e3=0 M=' ' T=' '
h2='' n2='' l2='' l3='' o3='' h0='' s='' o1='' g2=
j1
J0 n || { E=" $*"; return; }
for a in "$n"/*/ifindex; do
read -r a <"$a" && M="$M$a "
done 2>/dev/null
for j; do
[ -f "$d/objects/$j" ] || continue
q2=
command . "$d/objects/$j" 2>/dev/null
[ -n "$q2" ] || [ -n "$d1" ] || echo "$j cannot be read. Run pulumi refresh and pulumi up"
done
S "V I1 n '' n" "$o1"
S "V ip n '' n" "$l2"
S "V 'ip -6' n '' n" "$l3"
S "H3 ip" "$o3"
S "V ip n '' n" "$h2"
S "V D2 n '' n" "$g2"
S "V 'ip -6' n '' n" "$n2"
while [ -n "$s" ]; do
y3 "\${s%%,*}"
s=\${s#*,}
done
S "V tc n '' n" "$h0"
exec 9>&-
}
S() { [ -z "$2" ] || eval "$1$2"; }
z2() {
s1
b0='' d1='' H=
{ read -r b0 <"$w/etc/machine-id"; } 2>/dev/null
cd "$d/objects" || return
set -- *
n1 "$@"
[ "$e3" = 0 ] || echo "this machine is a copy of another one: $e3 objects of that one are not restored"
echo "read $# files, restored all but these:\${E:- none}"
[ -z "$E" ] || J2 </dev/null &
}
J2() {
d1=y r=0
while [ "$r" -lt 60 ]; do
if [ "$r" -lt 10 ]; then l0=1; else l0=5; fi
sleep $l0
r=$((r + l0))
if [ "$r" -lt 60 ]; then n1 $E >/dev/null 2>&1
else H=y; n1 $E; fi
[ -n "$E" ] || { echo "restored the others after $r s"; return; }
done
echo "gave up after $r s:$E"
}
case $1 in
install) C3 "$2";;
uninstall) K0;;
*) z2;;
esac`,
} as const;

/** Defined once in each shell. */
export const HOST_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/persistent-ip.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/removals.sh"], TEXTS["provider/host/shell/clsact.sh"]].join("\n");

/** Defined once in each shell, if the host may have files for a reboot. */
export const FILE_FUNCTIONS = [TEXTS["provider/host/shell/files.sh"]].join("\n");

/** Defined in each frame with a change that may cut the SSH connection. */
export const CONFIRM_FUNCTIONS = `o=$c1/pulumi-iproute2.confirm c3=
L1() {
j=$1 r=$2 b=$o/$1
shift 2
[ ! -e "$b" ] || return 0
l='the time for this change is over, so the host has reversed it'
[ ! -e "$b.reversing" ] && [ ! -e "$b.reversed" ] &&
l=$({ mkdir -p "$o" && cat >"$b" && I3; } 2>&1) && return
rm -f "$b"
for a; do
c3="$c3$a "
g "unarmed $a"
echo "$l"
done
}
I3() {
[ -d "$c1/systemd/system" ] && command -v systemd-run >/dev/null &&
systemd-run --quiet --collect --unit="pulumi-iproute2-confirm-$j" --on-active="$r" \\
--timer-property=AccuracySec=100ms /bin/sh "$b" && return
a=
command -v setsid >/dev/null && a=setsid
$a sh -c 'trap "" HUP; sleep "$1"; exec sh "$2"' sh "$r" "$b" \\
</dev/null >/dev/null 2>&1 3>&- 6>&- 7<&- 9>&- &
echo "$!" >"$b.timer"
}
y1() {
C=
{ read -r C <"$o/$1.timer"; } 2>/dev/null
if [ -n "$C" ]; then
grep -q -F -e "$o/$1" "/proc/$C/cmdline" && { kill -- "-$C" || kill "$C"; }
rm -f "$o/$1.timer"
else
systemctl stop "pulumi-iproute2-confirm-$1.timer"
fi 2>/dev/null
}
L3() {
b=$o/$1
mv "$b" "$b.confirmed" 2>/dev/null && y1 "$1"
v3 "$1"
}
v3() {
for a in confirmed reversing reversed; do
[ ! -e "$o/$1.$a" ] || { g "$a"; return; }
done
if [ -e "$o/$1" ]; then g armed; else g forgotten; fi
}
O2() {
[ ! -e "$o/$1" ] || { y1 "$1"; sh "$o/$1"; }
v3 "$1"
}
M3() {
rm -f "$o/$1.confirmed" "$o/$1.reversed"
rmdir "$o" 2>/dev/null
}
L2() {
mv "$o/$1" "$o/$1.reversing" 2>/dev/null || exit 0
rm -f "$o/$1.timer"
P=' '
s1
[ -n "$u" ] || return 0
s2=$(flock --version 2>&1)
g0 -n || l1 3
}
O1() {
[ -z "$a0" ] || a1 $a0 || return 0
v1 $q
printf '%s' "$f" | $c2 -force -batch - >/dev/null 2>&1
v0 $q
}
M2() {
J1
mv "$o/$1.reversing" "$o/$1.reversed"
}`;

/** The script that restores objects at boot, without its first line. */
export const BOOT_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/clsact.sh"], TEXTS["provider/host/shell/sysctl.sh"], TEXTS["provider/host/shell/ip-and-bridge.sh"], TEXTS["provider/host/shell/files.sh"], TEXTS["provider/host/shell/boot-service.sh"], TEXTS["provider/host/shell/boot.sh"]].join("\n");

/** Defined in each frame that changes settings of the kernel. */
export const SYSCTL_FUNCTIONS = [TEXTS["provider/host/shell/sysctl.sh"]].join("\n");

/** Defined in each frame that sets forwarding entries. */
export const BRIDGE_FUNCTIONS = [TEXTS["provider/host/shell/ip-and-bridge.sh"]].join("\n");

/** Defined in each frame that reads lists of the kernel. */
export const WATCH_FUNCTIONS = `A() {
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
  pi_add_clsact: "y3",
  pi_add_count: "z0",
  pi_address: "d0",
  pi_alias: "F",
  pi_aliases: "z1",
  pi_arm: "L1",
  pi_before: "J",
  pi_begin_reversal: "L2",
  pi_check: "z3",
  pi_check_all: "g3",
  pi_checks: "a0",
  pi_collect: "r0",
  pi_conf: "G",
  pi_config_dir: "w",
  pi_confirm: "L3",
  pi_confirm_dir: "o",
  pi_count: "I",
  pi_delete_all: "M0",
  pi_delete_devices: "M1",
  pi_delete_singly: "A1",
  pi_delete_together: "A2",
  pi_device: "m",
  pi_devices: "s",
  pi_done: "B",
  pi_due: "X",
  pi_each: "K",
  pi_earlier: "r1",
  pi_end_idle_holder: "A3",
  pi_end_reversal: "M2",
  pi_error: "l",
  pi_event: "g",
  pi_fail: "r3",
  pi_failed: "x",
  pi_failing_line: "y",
  pi_family: "p",
  pi_file: "b",
  pi_files_dir: "d",
  pi_files_fault: "z",
  pi_find_failed: "B0",
  pi_find_index: "s0",
  pi_find_marker_dir: "s1",
  pi_finish: "d3",
  pi_flags: "B1",
  pi_flock: "s2",
  pi_forget_change: "M3",
  pi_forget_marker: "s3",
  pi_function: "B2",
  pi_group: "L",
  pi_groups: "B3",
  pi_guard: "a1",
  pi_half_made: "C0",
  pi_hold_sysctl: "C2",
  pi_holder: "a2",
  pi_holder_is_idle: "t0",
  pi_ifindex: "t1",
  pi_index: "h",
  pi_indices: "M",
  pi_install_boot: "N0",
  pi_ip_and_bridge: "D2",
  pi_ip_lines: "O",
  pi_ip_pid: "a3",
  pi_is_in_group: "h1",
  pi_keep: "N1",
  pi_key: "t2",
  pi_last: "H",
  pi_leave_out: "u0",
  pi_left_out: "P",
  pi_line: "e",
  pi_lines: "f",
  pi_load_module: "E2",
  pi_lock_file: "u",
  pi_lose: "E3",
  pi_machine: "b0",
  pi_marker: "q",
  pi_marker_dir: "c",
  pi_may_undo: "F1",
  pi_members: "i0",
  pi_module_dir: "i1",
  pi_moves: "i2",
  pi_name: "j",
  pi_names: "i3",
  pi_needs_forwarding: "F2",
  pi_net_dir: "n",
  pi_new: "u3",
  pi_new_files: "e1",
  pi_newline: "k",
  pi_next_line: "b1",
  pi_nonce: "N",
  pi_now: "F3",
  pi_number: "t",
  pi_object: "v",
  pi_old_files: "e2",
  pi_open_files: "G0",
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
  pi_persistent: "G1",
  pi_pid: "C",
  pi_place_marker: "v0",
  pi_plain: "G2",
  pi_poll_lock: "l1",
  pi_prepare_marker: "v1",
  pi_print: "v2",
  pi_print_change: "v3",
  pi_read_ip: "w0",
  pi_release_lock: "N3",
  pi_release_sysctl: "G3",
  pi_remember_setting: "f1",
  pi_remember_settings: "H0",
  pi_remove_clsact: "O0",
  pi_remove_files: "m3",
  pi_remove_link_files: "w1",
  pi_remove_orphan: "w2",
  pi_replaced: "n0",
  pi_report_done: "f2",
  pi_report_verdict: "w3",
  pi_rest: "i",
  pi_restore_settings: "x0",
  pi_reverse: "O1",
  pi_reverse_now: "O2",
  pi_run_batch: "V",
  pi_run_dir: "c1",
  pi_run_lines: "H2",
  pi_run_part: "x2",
  pi_run_singly: "H3",
  pi_run_unshown: "n3",
  pi_save_files: "I0",
  pi_scratch_free: "y0",
  pi_scratch_group: "o0",
  pi_seconds: "r",
  pi_set_sysctls: "I1",
  pi_shows: "o2",
  pi_spell_out_device: "I2",
  pi_start_ip: "O3",
  pi_start_timer: "I3",
  pi_status: "f3",
  pi_stop_timer: "y1",
  pi_sysctl_dir: "p0",
  pi_take_lock: "J0",
  pi_taken: "p1",
  pi_text: "D",
  pi_tidy_markers: "J1",
  pi_tool: "c2",
  pi_total: "W",
  pi_try_lock: "g0",
  pi_type: "J3",
  pi_unarmed: "c3",
  pi_undo: "p2",
  pi_undo_checks: "Y",
  pi_undone: "T",
  pi_unsaved: "Z",
  pi_value: "K1",
  pi_verdict: "q0",
  pi_wait_for_lock: "K2",
  pi_watch: "A",
  pi_word: "a",
  pi_write_accept_ra: "K3",
  pi_write_file: "L0",
  pi_write_sysctl: "y2",
} as const;

/** What prints each section of a dump. */
export const DUMPS = {
  "facts": `[ -d /run/systemd/system ] && systemctl --version 2>/dev/null | { read -r _ a _ && echo "systemd $a"; }
for a; do
{ [ -e "/sys/module/$a" ] || modprobe -n -q "$a" 2>/dev/null; } && echo "module $a"
done
x=y`,
  "fdb": `A bridge -j fdb show dev "$1"`,
  "fib": `printf 'route show table all proto %s\\n' boot static 105 | A ip -d -j -N -batch - || x=y`,
  "files": `[ ! -d /etc/pulumi-iproute2/objects ] || (cd /etc/pulumi-iproute2/objects && set -- * && [ -e "$1" ] && cksum "$@")`,
  "fou": `A ip -j fou show || x=y`,
  "holder": `A ip "$1" -d -j -N route show to exact "$3" table "$2" || x=y`,
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
  "links": `A ip -d -j -N addr show || x=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | A ip -d -j -N -batch - || x=y`,
  "markers": `for a in "$c"/*; do [ -f "$a" ] && IFS= read -r e <"$a" && echo "\${a##*/} $e"; done`,
  "neighbors": `A ip -d -j -N neigh show nud permanent || x=y`,
  "routes": `printf 'route show table all proto %s\\n' boot static | A ip -d -j -N -batch - || x=y`,
  "rules": `A ip -d -j -N rule show || x=y
if [ -e /proc/sys/net/ipv6 ]; then A ip -6 -d -j -N rule show || x=y; else echo '[]'; fi`,
  "sysctl": `for a in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
e=$(cat "/proc/sys/$(echo $a | tr . /)" 2>/dev/null) && echo "$a $e"
done`,
  "tc": `a=$(tc qdisc show dev "$1" 2>/dev/null | sed -n -e 's/^qdisc clsact .*/clsact/p' -e 's/^qdisc ingress .*/ingress/p')
[ -z "$a" ] || {
echo "[\\"$a\\",\\"$1\\"]"
printf "filter show dev $1 %s\\n" ingress egress | tc -j -force -batch -
}`,
  "udp": `ss -Hulnp`,
  "vni": `A bridge -j vni show dev "$1"`,
  "xfrm-policy": `A ip xfrm policy list || x=y`,
  "xfrm-state": `A ip xfrm state list nokeys || x=y`,
} as const;
