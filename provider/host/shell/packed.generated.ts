// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** The texts of the files that several of the constants below consist of. */
const TEXTS = {
  "provider/host/shell/roots.sh": `m1=/run
l=/sys/class/net
h1=/sys/module
o1=/proc/sys
t=`,
  "provider/host/shell/lock.sh": `umask 077
r=$m1/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$r" || r=
i2() { [ -z "$r" ] || exec 9>>"$r"; }
S0() {
[ -z "$r" ] || : >"$r"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
i2
}
N2() {
[ -n "$r" ] || return 0
[ ! -e "$r.wanted" ] || { rm -f "$r.wanted"; sleep 2; }
p0 -n || P1 || {
if [ -n "$o" ]; then g lock-failed; echo "$o"; else g busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $Y"; fi >"$r"
}
p0() { o=$(flock "$@" 3 2>&1 3>&9); }
P1() {
[ -z "$o" ] || return 1
D0=$(flock --version 2>&1)
X=
read -r X <"$r"
v2 10 && return
[ -z "$o" ] || return 1
B2
v2 20
}
v2() {
case $D0 in *util-linux*) p0 -w "$1"; return;; esac
z=$1
while [ "$z" -gt 0 ]; do
: >>"$r.wanted"
sleep 1
p0 -n && { rm -f "$r.wanted"; return; }
[ -z "$o" ] || return 1
z=$((z - 1))
done
return 1
}
B2() { t2 && sleep 1 && t2 && kill "\${X%% *}"; }
t2() {
d=
read -r d <"$r"
R=\${X%% *}
case $R in '' | *[!0-9]*) return 1;; esac
[ "$d" = "$X" ] && [ "/proc/$R/fd/9" -ef "$r" ] &&
[ -r "/proc/$R/task/$R/children" ] || return 1
read -r d <"/proc/$R/task/$R/children"
case $d in '' | "\${X##* }") ;; *) return 1;; esac
}
i2`,
  "provider/host/shell/persistent-ip.sh": `Y=
S2() {
exec 6>&- 7<&- 4<<E 7<<E
.
E
.
E
Y=
if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
read -r Y <&4
read -r Y <&7
exec 6>/proc/self/fd/4 5>/proc/self/fd/7
ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
Y=$!
exec 4<&- 5>&-
else
exec 4<&- 7<&-
fi
}
w1() {
o=
while [ "$Q" -gt 0 ]; do
IFS= read -r d <&7 || return 1
case $d in
'['* | '{'*) Q=$((Q - 1)); printf '%s\\n' "$d";;
*) o=$o$d$m;;
esac
done
}`,
  "provider/host/shell/guards.sh": `I=26992
c1() {
s=$1 E0=$2 A=
shift 2
case $s in
@*) [ -e "$b/\${s#@}" ] && IFS= read -r A <"$b/\${s#@}";;
*)
[ -e "$l/$s" ] || { q0=gone; return 1; }
IFS= read -r A <"$l/$s/ifalias";;
esac
for a; do case $A in "$a" | "$a "*) return 0;; esac; done
[ "$E0" = y ] && [ -z "$A" ] && g0 "$s" && return 0
q0="foreign $A"
return 1
}
g0() { read -r a <"$l/$1/netdev_group" && [ "$a" = $I ]; }
x1() { g "\${q0%% *} $1 \${q0#* }"; }`,
  "provider/host/shell/markers.sh": `b=
C1() {
[ -n "$b" ] || {
b=$(readlink /proc/self/ns/net)
b=\${b#*\\[}
b=$m1/pulumi-iproute2/\${b%]}
}
}
K2() {
[ $# -lt 2 ] || o=$({ mkdir -p "$b" && echo "$2" $3 >"$b/.$1"; } 2>&1)
}
K0() {
case $# in
0) ;;
1) rm -f "$b/$1";;
*) mv -f "$b/.$1" "$b/$1";;
esac
}
t1() { [ $# -lt 2 ] || rm -f "$b/.$1"; }
T0() { rmdir "$b" "$m1/pulumi-iproute2" 2>/dev/null; }`,
  "provider/host/shell/operations.sh": `H1() { [ -e "$h1/$1" ] || modprobe -q "$1" || g "no-module $1"; }
D() {
D1=$1 o2=0
shift
while [ $# -gt 0 ]; do
i=$1 f1=$2 F=$3 f=$4 U=$5 p1=$6 q=$7 n2=$8 e=$9
o2=$((o2 + 1))
shift 9
case $O in *" $i "*) ;; *) $D1 || return 0;; esac
done
}
f0() {
if [ -n "$f1" ] && ! c1 $f1; then
O="$O$i "
x1 "$i"
case $e in "- "*) x0 \${e#- } "\${f1##* }";; esac
elif ! K2 $q; then
O="$O$i "
g "unmarked $i"
echo "$o"
else
case $e in "- "*) l1 \${e#- };; esac
fi
}
w0() {
printf '%s' "$f"
P=$((P + F)) Q=$((Q + n2))
}
z2() { P=$((P + F)); }
c0() {
K0 $q
case $e in "+ "*) Q0 \${e#+ };; esac
w="$w $i"
}
H2() {
t1 $q
w="$w $i"
}
C0() {
a0=$((a0 + F))
if [ "$u" -gt "$F" ]; then
u=$((u - F))
c0
else
s2
return 1
fi
}
s2() {
G=y
e0
g "failed $i $u"
printf '%s\\n' "$o"
[ "$u" -gt 1 ] && [ -n "$p1" ] && I1 &&
printf '%s' "$p1" | $e2 -force -batch - >/dev/null 2>&1
t1 $q
}
I1() {
case $U in
'') return 0;;
*" =")
[ -z "$x" ] ||
f=$(printf '%s' "$x" | sed -n "$((a0 - F)),$((a0 - 1))p")
f=\${f#*"link set dev \${U%% *} alias "}
f=\${f%%"$m"*}
c1 \${U%=}\${f%% *};;
*) c1 $U;;
esac
}
e0() {
[ -z "$V" ] || M2
[ -z "$w" ] || g "done$w"
w=
}
r2() {
if [ -n "$x" ]; then w=" $2-$(($2 + $# / 9 - 1))"; else w=; D "$@"; fi
}
a2() {
e2=$1 K1=$2 x=$3 J2=$4 O=' '
shift 4
[ "$K1" = y ] || D f0 "$@"
while [ $# -gt 0 ]; do
g run
P=0 Q=0
if [ "$J2" = y ] && [ -n "$K" ]; then
s0=$K e1=0
D w0 "$@" >&6 2>/dev/null
if w1; then K=$((K + P)); else e1=1 K=; fi
else
s0=0
{
o=$(if [ -n "$x" ]; then printf '%s' "$x"; else D w0 "$@"; fi |
$e2 -batch - 2>&1 >&3 3>&-)
e1=$?
} 3>&1
fi
if [ "$e1" = 0 ]; then
r2 c0 "$@"
e0
return
fi
u=0 P=0
case $o in
*"Command failed -:"*)
u=\${o##*"Command failed -:"}
u=$((\${u%%[!0-9]*} - s0));;
esac
D z2 "$@"
if [ "$u" -lt 1 ] || [ "$u" -gt "$P" ]; then
G=y
r2 H2 "$@"
g "lost $e1$w"
printf '%s\\n' "$o"
return
fi
a0=1 w=
D C0 "$@"
shift $((o2 * 9))
[ -z "$x" ] || x=$(printf '%s' "$x" | tail -n +$a0)$m
done
}
R1() {
O=' ' w=
D f0 "$@"
D c0 "$@"
e0
}
M1() {
e2=$1 O=' ' w=
shift
D f0 "$@"
D M0 "$@"
e0
}
M0() {
u=0 h=$f
while [ -n "$h" ]; do
u=$((u + 1))
o=$(printf '%s\\n' "\${h%%"$m"*}" | $e2 -batch - 2>&1) || { s2; return 0; }
h=\${h#*"$m"}
done
c0
}`,
  "provider/host/shell/removals.sh": `Q1() {
(
cd "$l" && A0=$1 D2=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$A0" ] &&
[ "$(grep -lx $I -- */netdev_group 2>/dev/null)" = "$D2" ]
) && {
shift 2
[ ! -d "$c" ] || w2 "$@"
g removing
ip link del group $I 2>&1
} && g "done r0-$(($# - 1))"
}
Q2() {
n0=$1 J='' C='' p=0 j1=0 h2=
shift
while [ $# -gt 0 ]; do
if c1 $2; then
J="$J $1" C="$C $3" p=$((p + 1))
h2="\${h2}link set dev $3 group $n0$m"
g0 "$3" && j1=$((j1 + 1))
else
x1 "$1"
[ ! -d "$c" ] || x0 "link-$3" "\${2##* }"
fi
shift 3
done
[ $p = 0 ] && return
[ ! -d "$c" ] || w2 $C
g removing
if B1; then g "done$J"; else B0; fi
}
B1() {
[ $p -gt 1 ] || {
m2 1 "link del dev$C$m"
return
}
h0=0 y2=y
for e in "$l"/*/netdev_group; do
read -r a <"$e"
case $a in
"$I") h0=$((h0 + 1));;
"$n0") y2=;;
esac
done 2>/dev/null
if [ $j1 = $p ] && [ $h0 = $p ]; then
m2 1 "link del group $I$m"
elif [ -n "$y2" ]; then
m2 $((p + 1)) "\${h2}link del group $n0$m"
else return 1; fi
}
B0() {
for a in $C; do
[ -e "$l/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $J; do
C=\${C# } s=\${C%% *}
if [ -e "$l/$s" ]; then G=y; g "stays $a"; else g "done $a"; fi
C=\${C#"$s"}
done
}
m2() {
[ -n "$K" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
Q=1
w1 >/dev/null || {
K=
printf '%s\\n' "$o"
return 1
}
K=$((K + $1 + 1))
}`,
  "provider/host/shell/clsact.sh": `z1() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$b" && cat "$l/$1/ifindex" 2>/dev/null >"$b/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$b/clsact.$1"
}
S1() {
[ -e "$b/clsact.$1" ] || return
if [ "$(cat "$b/clsact.$1")" = "$(cat "$l/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$b/clsact.$1"
}`,
  "provider/host/shell/sysctl.sh": `N0() {
p=0
while read -r d q A; do
p=$((p + 1)) u0=\${d%%=*} q=$b/$q j0=
e=$o1/$(echo "$u0" | tr . /)
n=\${u0#net.} n=\${n%%.*}
B=$o1/net/$n/conf
for a in "\${q%:*}":*; do
[ -f "$a" ] && [ "$a" != "$q" ] && j0=$a
done
case $d in
*=*) E2 "\${d#*=}";;
*) L0;;
esac || {
echo "Command failed -:$p" >&2
return 1
}
done
}
E2() {
J0=$(cat "$e") && mkdir -p "$b" || return
H=$J0 v1=y
for a in "$q" "$j0"; do
[ -f "$a" ] || continue
read -r j H <"$a"
v1=
break
done
if echo "$A $H" >"$b/.sysctl" && mv -f "$b/.sysctl" "$q"; then
z0 "$1" && return
fi
[ -z "$v1" ] || { rm -f "$q"; x2; }
return 1
}
L0() {
H=
[ ! -f "$q" ] || read -r a H <"$q"
if [ -z "$j0" ]; then
if [ "$H" = 0 ] && [ "$(cat "$e")" != 0 ] && I2; then
:
else
[ -z "$H" ] || z0 "$H" || return
[ "$H" != 0 ] || x2
fi
rm -f "$b/conf:$n:"* "$b/devices:$n"
fi
rm -f "$q"
}
z0() {
if [ "$1" != 0 ] && [ "$(cat "$e")" = 0 ]; then L1 || return; fi
echo "$1" >"$e"
}
L1() {
E=0
for a in "$l"/*/ifindex; do
read -r i <"$a" && [ "$i" -gt "$E" ] && E=$i
done
[ -e "$b/devices:$n" ] || echo "$E" >"$b/devices:$n"
for a in "$B"/*/forwarding; do
k=\${a%/forwarding} k=\${k##*/}
[ "$k" = all ] || [ "$(cat "$a")" = 0 ] || d2 forwarding
done
k=all
if [ "$n" = ipv4 ]; then
d2 accept_redirects
return
fi
for k in $({ ip -6 route show table all proto ra; ip -6 -o addr show dynamic; } 2>/dev/null |
sed -n -e 's/^[0-9]*: \\([^ ]*\\) .*/\\1/p' -e 's/.* dev \\([^ ]*\\) .*/\\1/p' | sort -u); do
[ "$(cat "$B/$k/accept_ra" 2>/dev/null)" = 1 ] || continue
d2 accept_ra
echo 2 >"$B/$k/accept_ra" || return
done
}
d2() {
t0
a=$b/conf:$n:$1:$k
[ -e "$a" ] || echo "$i $(cat "$B/$k/$1")" >"$a"
}
t0() { i=$(cat "$l/$k/ifindex" 2>/dev/null) || i=0; }
x2() {
for a in "$b/conf:$n:"*; do
[ -f "$a" ] || continue
read -r E P0 <"$a"
j=\${a##*"/conf:$n:"} k=\${j#*:} j=\${j%%:*}
t0
[ "$i" = "$E" ] || continue
[ "$j" = accept_ra ] && [ "$(cat "$B/$k/$j")" != 2 ] && continue
echo "$P0" 2>/dev/null >"$B/$k/$j"
done
rm -f "$b/conf:$n:"* "$b/devices:$n"
}
I2() {
[ -f "$b/devices:$n" ] || return 0
read -r E <"$b/devices:$n"
for a in etc run usr/local/lib usr/lib lib; do
cat "$t/$a/sysctl.conf" "$t/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${n}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$l"/*/; do
read -r i <"\${a}ifindex" || continue
read -r I <"\${a}netdev_group"
read -r C2 <"\${a}flags"
case $C2 in *[13579bdf]) [ "$i" -le "$E" ] || [ "$I" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$n" = ipv4 ] || return
{
[ ! -e "$h1/nf_tables" ] || nft list ruleset
[ ! -e "$h1/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}`,
  "provider/host/shell/files.sh": `c=$t/etc/pulumi-iproute2
V='' d0='' l2='' v=
R0() {
v=$({
mkdir -p "$c/objects" "$c/.new" && cat >"$c/.boot" && sync "$c/.boot" &&
mv -f "$c/.boot" "$c/boot" && sh "$c/boot" install "$1"
} 2>&1) && v=
}
Q0() {
[ -n "$V" ] || [ -n "$v" ] || J1
V="$V $i"
[ -z "$v" ] || return 0
p=$n2 j=$1 a=$2 k=\${3#-}
shift 3
while [ "$p" -gt 0 ]; do
f=\${f%"$m"}
f=\${f%"$m"*}$m p=$((p - 1))
done
case $a:$f in
sysctl:*) P2;;
ip:"link add name "*) N1 "\${U%% *}";;
esac
e=$c/objects/$j
d0="$d0 $e"
[ ! -e "$e" ] || l2=y e=$c/.new/$j
v=$({ printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\\n' "$Z" "$a" \\
$((F - n2)) "$f" "$U" "$p1" "$q" "$*" "$k" \\
>"$e"; } 2>&1) && v=
}
J1() {
for e in "$c/.new"/*; do [ ! -e "$e" ] || rm -f "$e"; done
Z=
{ read -r Z <"$t/etc/machine-id"; } 2>/dev/null
[ -e "$c/boot" ] || v="$c/boot is missing"
}
P2() {
for e in "$b/conf:ipv6:accept_ra:"*; do
[ ! -f "$e" ] || echo "\${e##*:accept_ra:}"
done 2>/dev/null >"$c/accept-ra"
}
N1() {
read -r F0 <"$l/$1/ifindex"
read -r p <"$l/$1/mtu"
read -r O1 <"$l/$1/type"
b0=
[ "$O1" != 1 ] || { read -r b0 <"$l/$1/address" && b0="address $b0 "; }
f=\${f#"link add name $1 "}
case $f in "mtu "*) f=\${f#mtu * };; esac
f="link add name $1 index $F0 \${b0}mtu $p $f"
}
M2() {
if [ -z "$v" ]; then
v=$({
if [ -n "$l2" ]; then
sync "$c/.new"/* && mv -f "$c/.new"/* "$c/objects"
fi && sync $d0 "$c/objects"
} 2>&1) && v=
fi
[ -z "$v" ] || { g "unsaved$V"; echo "$v"; }
V='' d0='' l2='' v=
}
l1() {
[ -d "$c" ] || return 0
a=
for j; do [ ! -e "$c/objects/$j" ] || a="$a $c/objects/$j"; done
[ -n "$a" ] || return 0
rm -f $a && sync "$c/objects"
rmdir "$c/objects" 2>/dev/null || return 0
sh "$c/boot" uninstall
g uninstalled
}
w2() {
i0=
for a; do i0="$i0 link-$a"; done
l1 $i0
}
x0() {
[ ! -e "$c/objects/$1" ] || ! grep -q -F -e "$2" "$c/objects/$1" || l1 "$1"
}`,
  "provider/host/shell/boot-service.sh": `a1() {
e=$t$1
shift
mkdir -p "\${e%/*}" && printf '%s\\n' "$@" >"$e.new" && sync "$e.new" && mv -f "$e.new" "$e"
}
p2=/etc/systemd/system/pulumi-iproute2.service
q1=/etc/systemd/system/multi-user.target.wants/pulumi-iproute2.service
y0=/etc/udev/rules.d/70-pulumi-iproute2.rules
i1=/etc/systemd/network/00-pulumi-iproute2.network
u2=/etc/systemd/network/00-pulumi-iproute2.link
c2=/etc/init.d/pulumi-iproute2
y1=/etc/runlevels/default/pulumi-iproute2
G0() {
a1 $p2 '[Unit]' 'Description=Restore the tunnels of pulumi-iproute2' \\
'Wants=network-pre.target' 'After=network-pre.target systemd-udevd.service systemd-sysctl.service' \\
'Before=network-online.target' \\
"ConditionDirectoryNotEmpty=$c/objects" '' \\
'[Service]' Type=oneshot RemainAfterExit=yes "ExecStart=/bin/sh $c/boot" '' \\
'[Install]' WantedBy=multi-user.target &&
mkdir -p "$t\${q1%/*}" && ln -sf ../pulumi-iproute2.service "$t$q1" &&
a1 $y0 '# Network managers keep their hands off the devices of pulumi-iproute2.' \\
"ACTION!=\\"remove\\", SUBSYSTEM==\\"net\\", ATTR{netdev_group}==\\"$I\\", ENV{ID_NET_MANAGED_BY}=\\"pulumi-iproute2\\", ENV{NM_UNMANAGED}=\\"1\\"" &&
a1 $u2 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' \\
'[Link]' NamePolicy=keep MACAddressPolicy=none ||
return
udevadm control --reload
a=$(systemctl --version | { read -r _ a _ && echo "\${a%%[!0-9]*}"; })
[ "\${a:-0}" -lt 255 ] || return 0
a1 $i1 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' '[Link]' Unmanaged=yes || return
systemctl -q is-active systemd-networkd && networkctl reload
return 0
}
F2() {
a1 $c2 '#!/sbin/openrc-run' 'description="Restore the tunnels of pulumi-iproute2"' \\
'depend() {' '  need localmount' '  after sysctl modules firewall' '  before net' '}' \\
'start() {' "  ebegin 'Restoring the tunnels of pulumi-iproute2'" "  /bin/sh $c/boot" '  eend $?' '}' &&
chmod 755 "$t$c2" && ln -sf $c2 "$t$y1"
}
F1() {
umask 022
case $1 in
systemd) G0;;
openrc) F2;;
esac
}
O2() {
[ ! -e "$t$p2" ] || ! systemctl -q is-active pulumi-iproute2 || systemctl stop pulumi-iproute2
a=
[ ! -e "$t$i1" ] || a=y
for e in $q1 $p2 $y0 $u2 $i1 $y1 $c2; do rm -f "$t$e"; done
rm -rf "$c"
command -v udevadm >/dev/null && udevadm control --reload
[ -z "$a" ] || ! systemctl -q is-active systemd-networkd || networkctl reload
}`,
  "provider/host/shell/boot.sh": `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
m='
'
g() {
case $1 in
"failed "*) h=\${1#* } h=\${h% *};;
"lost "*) h=\${1#* * };;
"unmarked "*) h=\${1#* };;
"no-module "*) echo "the kernel has no module \${1#* }"; return;;
*) return;;
esac
y="$y $h"
echo "could not restore $h:"
}
G1() {
s=\${1%% *} h=\${3#*" alias "}
h=\${h%%"$m"*}
if [ -n "$2" ]; then
[ -e "$b/\${2%% *}" ]
return
fi
[ -n "$1" ] && [ -e "$l/$s" ] || return
read -r A <"$l/$s/ifalias"
[ "$A" = "\${h%% *}" ] && return
if [ -z "$A" ] && g0 "$s"; then
ip link del dev "$s"
return 1
fi
[ -n "$b1" ] || echo "$s belongs to another owner, so it stays as it is"
}
E1() {
h=\${2##*" cookie "}
{ tc filter show dev "$1" ingress; tc filter show dev "$1" egress; } 2>/dev/null |
grep -q -F "cookie \${h%%"$m"*}"
}
restore() {
r0=y
[ "$1" = 1 ] || { echo "$j has the unknown format $1"; return; }
[ "$2" = "$Z" ] || { d1=$((d1 + 1)); return; }
if [ "$3" = tc ]; then E1 "\${10}" "$5"; else G1 "$6" "$8" "$5"; fi && return
for a in $9; do H1 "$a"; done
[ -z "\${10}" ] || z1 "\${10}"
f=$5
H0 "\${6%% *}"
S=" '$j' '' $4 '$f' '$6' '$7' '$8' 0 ''"
case $3 in
ip) g1=$g1$S;;
fou) k0=$k0$S;;
fou6) k1=$k1$S;;
xfrm) o0=$o0$S;;
tc) f2=$f2$S;;
sysctl)
case $5 in
net.ipv6.*) L2 || { y="$y $j"; return; };;
esac
n1=$n1$S;;
esac
}
H0() {
h=\${f#"link add name $1 index "}
[ "$h" != "$f" ] || return 0
case $b1$J in
y* | *" \${h%% *} "*) f="link add name $1 \${h#* }";;
esac
}
L2() {
[ -e "$c/accept-ra" ] || return 0
n=ipv6 B=$o1/net/ipv6/conf v0=
mkdir -p "$b"
while read -r k; do
if [ ! -d "$B/$k" ]; then v0=y
elif [ "$(cat "$B/$k/accept_ra")" = 1 ]; then
d2 accept_ra
echo 2 >"$B/$k/accept_ra"
fi
done <"$c/accept-ra"
[ -z "$v0" ] || [ -n "$E" ]
}
m0() {
y='' d1=0 J=' '
g1='' k0='' k1='' o0='' f2='' n1=
i2
N2 n || { y=" $*"; return; }
for a in "$l"/*/ifindex; do
read -r a <"$a" && J="$J$a "
done 2>/dev/null
for j; do
[ -f "$c/objects/$j" ] || continue
r0=
command . "$c/objects/$j" 2>/dev/null
[ -n "$r0" ] || [ -n "$b1" ] || echo "$j cannot be read. Run pulumi refresh and pulumi up"
done
T "a2 N0 n '' n" "$n1"
T "a2 ip n '' n" "$k0"
T "a2 'ip -6' n '' n" "$k1"
T "M1 ip" "$o0"
T "a2 ip n '' n" "$g1"
T "a2 tc n '' n" "$f2"
exec 9>&-
}
T() { [ -z "$2" ] || eval "$1$2"; }
A1() {
C1
Z='' b1='' E=
{ read -r Z <"$t/etc/machine-id"; } 2>/dev/null
cd "$c/objects" || return
set -- *
m0 "$@"
[ "$d1" = 0 ] || echo "this machine is a copy of another one: $d1 objects of that one are not restored"
echo "read $# files, restored all but these:\${y:- none}"
[ -z "$y" ] || O0 </dev/null &
}
O0() {
b1=y z=0
while [ "$z" -lt 60 ]; do
if [ "$z" -lt 10 ]; then j2=1; else j2=5; fi
sleep $j2
z=$((z + j2))
if [ "$z" -lt 60 ]; then m0 $y >/dev/null 2>&1
else E=y; m0 $y; fi
[ -n "$y" ] || { echo "restored the others after $z s"; return; }
done
echo "gave up after $z s:$y"
}
case $1 in
install) F1 "$2";;
uninstall) O2;;
*) A1;;
esac`,
} as const;

/** Defined once in each shell. */
export const HOST_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/persistent-ip.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/removals.sh"], TEXTS["provider/host/shell/clsact.sh"]].join("\n");

/** Defined once in each shell, if the host may have files for a reboot. */
export const FILE_FUNCTIONS = [TEXTS["provider/host/shell/files.sh"]].join("\n");

/** The script that restores objects at boot, without its first line. */
export const BOOT_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/clsact.sh"], TEXTS["provider/host/shell/sysctl.sh"], TEXTS["provider/host/shell/files.sh"], TEXTS["provider/host/shell/boot-service.sh"], TEXTS["provider/host/shell/boot.sh"]].join("\n");

/** Defined in each frame that changes settings of the kernel. */
export const SYSCTL_FUNCTIONS = [TEXTS["provider/host/shell/sysctl.sh"]].join("\n");

/** Defined in each frame that reads lists of the kernel. */
export const WATCH_FUNCTIONS = `W() {
{ { "$@" 2>&1 >&3 3>&- || echo pi-failed; } | (
a=0
while IFS= read -r d; do
case $d in
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
  pi_add_clsact: "z1",
  pi_add_count: "z2",
  pi_address: "b0",
  pi_alias: "A",
  pi_aliases: "A0",
  pi_before: "H",
  pi_check: "f0",
  pi_checks: "f1",
  pi_collect: "r2",
  pi_conf: "B",
  pi_config_dir: "t",
  pi_count: "F",
  pi_delete_all: "Q1",
  pi_delete_devices: "Q2",
  pi_delete_singly: "B0",
  pi_delete_together: "B1",
  pi_device: "k",
  pi_devices: "C",
  pi_done: "w",
  pi_due: "Q",
  pi_each: "D",
  pi_earlier: "s0",
  pi_end_idle_holder: "B2",
  pi_error: "o",
  pi_event: "g",
  pi_fail: "s2",
  pi_failed: "G",
  pi_failing_line: "u",
  pi_family: "n",
  pi_file: "e",
  pi_files_dir: "c",
  pi_files_fault: "v",
  pi_find_failed: "C0",
  pi_find_index: "t0",
  pi_find_marker_dir: "C1",
  pi_finish: "c0",
  pi_flags: "C2",
  pi_flock: "D0",
  pi_forget_marker: "t1",
  pi_function: "D1",
  pi_group: "I",
  pi_groups: "D2",
  pi_guard: "c1",
  pi_half_made: "E0",
  pi_hold_sysctl: "E2",
  pi_holder: "X",
  pi_holder_is_idle: "t2",
  pi_ifindex: "F0",
  pi_index: "i",
  pi_indices: "J",
  pi_install_boot: "R0",
  pi_ip_lines: "K",
  pi_ip_pid: "Y",
  pi_is_in_group: "g0",
  pi_keep: "R1",
  pi_key: "u0",
  pi_last: "E",
  pi_left_out: "O",
  pi_line: "d",
  pi_lines: "f",
  pi_load_module: "H1",
  pi_lock_file: "r",
  pi_lose: "H2",
  pi_machine: "Z",
  pi_marker: "q",
  pi_marker_dir: "b",
  pi_may_undo: "I1",
  pi_members: "h0",
  pi_module_dir: "h1",
  pi_moves: "h2",
  pi_name: "j",
  pi_names: "i0",
  pi_needs_forwarding: "I2",
  pi_net_dir: "l",
  pi_new: "v1",
  pi_new_files: "d0",
  pi_newline: "m",
  pi_next_line: "a0",
  pi_nonce: "N",
  pi_now: "J0",
  pi_number: "p",
  pi_object: "s",
  pi_open_files: "J1",
  pi_open_lock: "i2",
  pi_other: "j0",
  pi_ours: "j1",
  pi_persistent: "J2",
  pi_pid: "R",
  pi_place_marker: "K0",
  pi_plain: "K1",
  pi_poll_lock: "v2",
  pi_prepare_marker: "K2",
  pi_print: "w0",
  pi_read_ip: "w1",
  pi_release_lock: "S0",
  pi_release_sysctl: "L0",
  pi_remember_setting: "d2",
  pi_remember_settings: "L1",
  pi_remove_clsact: "S1",
  pi_remove_files: "l1",
  pi_remove_link_files: "w2",
  pi_remove_orphan: "x0",
  pi_replaced: "l2",
  pi_report_done: "e0",
  pi_report_verdict: "x1",
  pi_rest: "h",
  pi_restore_settings: "x2",
  pi_run_batch: "a2",
  pi_run_dir: "m1",
  pi_run_lines: "M0",
  pi_run_singly: "M1",
  pi_run_unshown: "m2",
  pi_save_files: "M2",
  pi_scratch_free: "y2",
  pi_scratch_group: "n0",
  pi_seconds: "z",
  pi_set_sysctls: "N0",
  pi_shows: "n2",
  pi_spell_out_device: "N1",
  pi_start_ip: "S2",
  pi_status: "e1",
  pi_sysctl_dir: "o1",
  pi_take_lock: "N2",
  pi_taken: "o2",
  pi_text: "x",
  pi_tidy_markers: "T0",
  pi_tool: "e2",
  pi_total: "P",
  pi_try_lock: "p0",
  pi_type: "O1",
  pi_undo: "p1",
  pi_undo_checks: "U",
  pi_unsaved: "V",
  pi_value: "P0",
  pi_verdict: "q0",
  pi_wait_for_lock: "P1",
  pi_watch: "W",
  pi_word: "a",
  pi_write_accept_ra: "P2",
  pi_write_file: "Q0",
  pi_write_sysctl: "z0",
} as const;

/** What prints each section of a dump. */
export const DUMPS = {
  "facts": `[ -d /run/systemd/system ] && systemctl --version 2>/dev/null | { read -r _ a _ && echo "systemd $a"; }
for a; do
{ [ -e "/sys/module/$a" ] || modprobe -n -q "$a" 2>/dev/null; } && echo "module $a"
done
G=y`,
  "files": `[ ! -d /etc/pulumi-iproute2/objects ] || (cd /etc/pulumi-iproute2/objects && set -- * && [ -e "$1" ] && cksum "$@")`,
  "fou": `W ip -j fou show || G=y`,
  "identity": `d=
{ IFS= read -r d; } 2>/dev/null </etc/machine-id
echo "$d"
d=
{ IFS= read -r d; } 2>/dev/null </proc/sys/kernel/osrelease
echo "$d"
if [ -d /run/systemd/system ] && [ -w /etc/systemd/system ]; then echo systemd
elif [ -d /run/openrc ] && [ -w /etc/init.d ]; then echo openrc
else echo none; fi
d=
[ ! -r /etc/pulumi-iproute2/boot ] || IFS= read -r d </etc/pulumi-iproute2/boot
d=\${d#"# pulumi-iproute2 "}
echo "\${d%%:*}"
a=$SSH_CONNECTION d=$PPID
while [ -z "$a" ] && [ "\${d:-0}" -gt 1 ]; do
a=$(tr '\\0' '\\n' <"/proc/$d/environ" | sed -n 's/^SSH_CONNECTION=//p')
read -r _ _ _ d _ <"/proc/$d/stat"
done 2>/dev/null
echo "$a"
a=\${a%% *}
[ -z "$a" ] || ip -o route get "\${a#::ffff:}" 2>/dev/null`,
  "links": `W ip -d -j -N addr show || G=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | W ip -d -j -N -batch - || G=y`,
  "markers": `for a in "$b"/*; do [ -f "$a" ] && IFS= read -r d <"$a" && echo "\${a##*/} $d"; done`,
  "routes": `printf 'route show table all proto %s\\n' boot static | W ip -d -j -N -batch - || G=y`,
  "sysctl": `for a in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
d=$(cat "/proc/sys/$(echo $a | tr . /)" 2>/dev/null) && echo "$a $d"
done`,
  "tc": `a=$(tc qdisc show dev "$1" 2>/dev/null | sed -n -e 's/^qdisc clsact .*/clsact/p' -e 's/^qdisc ingress .*/ingress/p')
[ -z "$a" ] || {
echo "[\\"$a\\",\\"$1\\"]"
printf "filter show dev $1 %s\\n" ingress egress | tc -j -force -batch -
}`,
  "udp": `ss -Hulnp`,
  "xfrm-policy": `W ip xfrm policy list || G=y`,
  "xfrm-state": `W ip xfrm state list nokeys || G=y`,
} as const;
