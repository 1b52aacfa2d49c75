// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** The texts of the files that several of the constants below consist of. */
const TEXTS = {
  "provider/host/shell/roots.sh": `c3=/run
o=/sys/class/net
j0=/sys/module
d0=/proc/sys
w=`,
  "provider/host/shell/lock.sh": `umask 077
u=$c3/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$u" || u=
k0() { [ -z "$u" ] || exec 9>>"$u"; }
O2() {
[ -z "$u" ] || : >"$u"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
k0
}
K0() {
[ -n "$u" ] || return 0
[ ! -e "$u.wanted" ] || { rm -f "$u.wanted"; sleep 2; }
g3 -n || L1 || {
if [ -n "$n" ]; then g lock-failed; echo "$n"; else g busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $b1"; fi >"$u"
}
g3() { n=$(flock "$@" 3 2>&1 3>&9); }
L1() {
[ -z "$n" ] || return 1
t0=$(flock --version 2>&1)
b0=
read -r b0 <"$u"
m0 10 && return
[ -z "$n" ] || return 1
B0
m0 20
}
m0() {
case $t0 in *util-linux*) g3 -w "$1"; return;; esac
s=$1
while [ "$s" -gt 0 ]; do
: >>"$u.wanted"
sleep 1
g3 -n && { rm -f "$u.wanted"; return; }
[ -z "$n" ] || return 1
s=$((s - 1))
done
return 1
}
B0() { t2 && sleep 1 && t2 && kill "\${b0%% *}"; }
t2() {
d=
read -r d <"$u"
D=\${b0%% *}
case $D in '' | *[!0-9]*) return 1;; esac
[ "$d" = "$b0" ] && [ "/proc/$D/fd/9" -ef "$u" ] &&
[ -r "/proc/$D/task/$D/children" ] || return 1
read -r d <"/proc/$D/task/$D/children"
case $d in '' | "\${b0##* }") ;; *) return 1;; esac
}
k0`,
  "provider/host/shell/persistent-ip.sh": `b1=
P2() {
exec 6>&- 7<&- 4<<E 7<<E
.
E
.
E
b1=
if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
read -r b1 <&4
read -r b1 <&7
exec 6>/proc/self/fd/4 5>/proc/self/fd/7
ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
b1=$!
exec 4<&- 5>&-
else
exec 4<&- 7<&-
fi
}
w1() {
n=
while [ "$Z" -gt 0 ]; do
IFS= read -r d <&7 || return 1
case $d in
'['* | '{'*) Z=$((Z - 1)); printf '%s\\n' "$d";;
*) n=$n$d$k;;
esac
done
}`,
  "provider/host/shell/guards.sh": `O=26992
a3() {
v=$1 C1=$2 H=
shift 2
case $v in
@*) [ -e "$c/\${v#@}" ] && IFS= read -r H <"$c/\${v#@}";;
*)
[ -e "$o/$v" ] || { q2=gone; return 1; }
IFS= read -r H <"$o/$v/ifalias";;
esac
for a; do case $H in "$a" | "$a "*) return 0;; esac; done
[ "$C1" = y ] && [ -z "$H" ] && i0 "$v" && return 0
q2="foreign $H"
return 1
}
i0() { read -r a <"$o/$1/netdev_group" && [ "$a" = $O ]; }
x0() { g "\${q2%% *} $1 \${q2#* }"; }`,
  "provider/host/shell/markers.sh": `c=
s3() {
[ -n "$c" ] || {
c=$(readlink /proc/self/ns/net)
c=\${c#*\\[}
c=$c3/pulumi-iproute2/\${c%]}
}
}
v2() {
[ $# -lt 2 ] || n=$({ mkdir -p "$c" && echo "$2" $3 >"$c/.$1"; } 2>&1)
}
v1() {
case $# in
0) ;;
1) rm -f "$c/$1";;
*) mv -f "$c/.$1" "$c/$1";;
esac
}
t1() { [ $# -lt 2 ] || rm -f "$c/.$1"; }
K1() {
for a in "$c/clsact."*; do
[ -e "$o/\${a##*/clsact.}" ] || rm -f "$a"
done
rmdir "$c" "$c3/pulumi-iproute2" 2>/dev/null
}`,
  "provider/host/shell/operations.sh": `V=' '
E3() { [ -e "$j0/$1" ] || modprobe -q "$1" || g "no-module $1"; }
M() {
B3=$1 p3=0
shift
while [ $# -gt 0 ]; do
h=$1 a2=$2 K=$3 f=$4 a0=$5 q0=$6 r=$7 p1=$8 b=$9
p3=$((p3 + 1))
shift 9
case $R in *" $h "*) ;; *) $B3 || return 0;; esac
done
}
A0() {
case $V in
*" \${h#k} "*) R="$R$h "; return;;
esac
if [ -n "$a2" ] && ! a3 $a2; then
u1
x0 "$h"
case $b in "- "*) w3 \${b#- } "\${a2##* }";; esac
elif ! v2 $r; then
u1
g "unmarked $h"
echo "$n"
else
case $b in "- "*) f1="$f1 \${b#- }";; esac
fi
}
u1() { R="$R$h " V="$V$h "; }
h2() {
f1=
M A0 "$@"
[ -z "$f1" ] || n2 $f1
}
v3() {
printf '%s' "$f"
Y=$((Y + K)) Z=$((Z + p1))
}
z1() { Y=$((Y + K)); }
e2() {
v1 $r
case $b in "+ "*) L3 \${b#+ };; esac
C="$C $h"
}
F0() {
V="$V$h "
t1 $r
C="$C $h"
}
B1() {
b3=$((b3 + K))
if [ "$z" -gt "$K" ]; then
z=$((z - K))
e2
else
s1
return 1
fi
}
s1() {
x=y V="$V$h "
g1
g "failed $h $z"
printf '%s\\n' "$n"
[ "$z" -gt 1 ] && [ -n "$q0" ] && F2 &&
printf '%s' "$q0" | $d1 -force -batch - >/dev/null 2>&1
t1 $r
}
F2() {
case $a0 in
'') return 0;;
*" =")
[ -z "$E" ] ||
f=$(printf '%s' "$E" | sed -n "$((b3 - K)),$((b3 - 1))p")
f=\${f#*"link set dev \${a0%% *} alias "}
f=\${f%%"$k"*}
a3 \${a0%=}\${f%% *};;
*) a3 $a0;;
esac
}
g1() {
[ -z "$a1" ] || I1
[ -z "$C" ] || g "done$C"
C=
}
r2() {
if [ -n "$E" ]; then C=" $2-$(($2 + $# / 9 - 1))"; else C=; M "$@"; fi
}
X() {
d1=$1 G3=$2 E=$3 G2=$4 R=" $d2"
shift 4
[ "$G3" = y ] || h2 "$@"
while [ $# -gt 0 ]; do
g run
Y=0 Z=0
if [ "$G2" = y ] && [ -n "$Q" ]; then
r3=$Q g2=0
M v3 "$@" >&6 2>/dev/null
if w1; then Q=$((Q + Y)); else g2=1 Q=; fi
else
r3=0
{
n=$(if [ -n "$E" ]; then printf '%s' "$E"; else M v3 "$@"; fi |
$d1 -batch - 2>&1 >&3 3>&-)
g2=$?
} 3>&1
fi
if [ "$g2" = 0 ]; then
r2 e2 "$@"
g1
return
fi
z=0 Y=0
case $n in
*"Command failed -:"*)
z=\${n##*"Command failed -:"}
z=$((\${z%%[!0-9]*} - r3));;
esac
M z1 "$@"
if [ "$z" -lt 1 ] || [ "$z" -gt "$Y" ]; then
x=y
r2 F0 "$@"
g "lost $g2$C"
printf '%s\\n' "$n"
return
fi
b3=1 C=
M B1 "$@"
shift $((p3 * 9))
[ -z "$E" ] || E=$(printf '%s' "$E" | tail -n +$b3)$k
done
}
O0() {
R=" $d2" C=
h2 "$@"
M e2 "$@"
g1
}
I0() {
d1=$1 R=" $d2" C=
shift
h2 "$@"
M H3 "$@"
g1
}
H3() {
z=0 i=$f
while [ -n "$i" ]; do
z=$((z + 1))
n=$(printf '%s\\n' "\${i%%"$k"*}" | $d1 -batch - 2>&1) || { s1; return 0; }
i=\${i#*"$k"}
done
e2
}`,
  "provider/host/shell/removals.sh": `M3() {
(
cd "$o" && z2=$1 C0=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$z2" ] &&
[ "$(grep -lx $O -- */netdev_group 2>/dev/null)" = "$C0" ]
) && {
shift 2
[ ! -d "$e" ] || w2 "$@"
g removing
ip link del group $O 2>&1
} && g "done r0-$(($# - 1))"
}
N0() {
o3=$1 P='' t='' m=0 k2=0 j1=
shift
while [ $# -gt 0 ]; do
if a3 $2; then
P="$P $1" t="$t $3" m=$((m + 1))
j1="\${j1}link set dev $3 group $o3$k"
i0 "$3" && k2=$((k2 + 1))
else
x0 "$1"
[ ! -d "$e" ] || w3 "link-$3" "\${2##* }"
fi
shift 3
done
[ $m = 0 ] && return
[ ! -d "$e" ] || w2 $t
g removing
if A3; then g "done$P"; else A2; fi
}
A3() {
[ $m -gt 1 ] || {
o2 1 "link del dev$t$k"
return
}
i3=0 y1=y
for b in "$o"/*/netdev_group; do
read -r a <"$b"
case $a in
"$O") i3=$((i3 + 1));;
"$o3") y1=;;
esac
done 2>/dev/null
if [ $k2 = $m ] && [ $i3 = $m ]; then
o2 1 "link del group $O$k"
elif [ -n "$y1" ]; then
o2 $((m + 1)) "\${j1}link del group $o3$k"
else return 1; fi
}
A2() {
for a in $t; do
[ -e "$o/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $P; do
t=\${t# } v=\${t%% *}
if [ -e "$o/$v" ]; then x=y; g "stays $a"; else g "done $a"; fi
t=\${t#"$v"}
done
}
o2() {
[ -n "$Q" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
Z=1
w1 >/dev/null || {
Q=
printf '%s\\n' "$n"
return 1
}
Q=$((Q + $1 + 1))
}`,
  "provider/host/shell/clsact.sh": `z0() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$c" && cat "$o/$1/ifindex" 2>/dev/null >"$c/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$c/clsact.$1"
}
O3() {
[ -e "$c/clsact.$1" ] || return
if [ "$(cat "$c/clsact.$1")" = "$(cat "$o/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$c/clsact.$1"
}`,
  "provider/host/shell/sysctl.sh": `I3() {
m=0
while read -r d r H; do
m=$((m + 1)) y=\${d%%=*} r=$c/$r k1=
b=$d0/$(echo "$y" | tr . /)
q=\${y#net.} q=\${q%%.*}
I=$d0/net/$q/conf
for a in "\${r%:*}":*; do
[ -f "$a" ] && [ "$a" != "$r" ] && k1=$a
done
case $d in
*=*) C3 "\${d#*=}";;
*) H0;;
esac || {
echo "Command failed -:$m" >&2
return 1
}
done
}
C3() {
G0=$(cat "$b") && mkdir -p "$c" || return
L=$G0 v0=y
for a in "$r" "$k1"; do
[ -f "$a" ] || continue
read -r j L <"$a"
v0=
break
done
if echo "$H $L" >"$c/.sysctl" && mv -f "$c/.sysctl" "$r"; then
y3 "$1" && return
fi
[ -z "$v0" ] || { rm -f "$r"; x1; }
return 1
}
H0() {
L=
[ ! -f "$r" ] || read -r a L <"$r"
if [ -z "$k1" ]; then
if [ "$L" = 0 ] && [ "$(cat "$b")" != 0 ] && F3; then
:
else
[ -z "$L" ] || y3 "$L" || return
[ "$L" != 0 ] || x1
fi
rm -f "$c/conf:$q:"* "$c/devices:$q"
fi
rm -f "$r"
}
y3() {
if [ "$1" != 0 ] && [ "$(cat "$b")" = 0 ]; then H1 || return; fi
echo "$1" >"$b"
}
H1() {
J=0
for a in "$o"/*/ifindex; do
read -r h <"$a" && [ "$h" -gt "$J" ] && J=$h
done
[ -e "$c/devices:$q" ] || echo "$J" >"$c/devices:$q"
for a in "$I"/*/forwarding; do
l=\${a%/forwarding} l=\${l##*/}
[ "$l" = all ] || [ "$(cat "$a")" = 0 ] || g0 forwarding
done
l=all
if [ "$q" = ipv4 ]; then
g0 accept_redirects
return
fi
for l in $({ ip -6 route show table all proto ra; ip -6 -o addr show dynamic; } 2>/dev/null |
sed -n -e 's/^[0-9]*: \\([^ ]*\\) .*/\\1/p' -e 's/.* dev \\([^ ]*\\) .*/\\1/p' | sort -u); do
[ "$(cat "$I/$l/accept_ra" 2>/dev/null)" = 1 ] || continue
g0 accept_ra
echo 2 >"$I/$l/accept_ra" || return
done
}
g0() {
s2
a=$c/conf:$q:$1:$l
[ -e "$a" ] || echo "$h $(cat "$I/$l/$1")" >"$a"
}
s2() { h=$(cat "$o/$l/ifindex" 2>/dev/null) || h=0; }
x1() {
for a in "$c/conf:$q:"*; do
[ -f "$a" ] || continue
read -r J G <"$a"
j=\${a##*"/conf:$q:"} l=\${j#*:} j=\${j%%:*}
s2
[ "$h" = "$J" ] || continue
[ "$j" = accept_ra ] && [ "$(cat "$I/$l/$j")" != 2 ] && continue
echo "$G" 2>/dev/null >"$I/$l/$j"
done
rm -f "$c/conf:$q:"* "$c/devices:$q"
}
F3() {
[ -f "$c/devices:$q" ] || return 0
read -r J <"$c/devices:$q"
for a in etc run usr/local/lib usr/lib lib; do
cat "$w/$a/sysctl.conf" "$w/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${q}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$o"/*/; do
read -r h <"\${a}ifindex" || continue
read -r O <"\${a}netdev_group"
read -r B2 <"\${a}flags"
case $B2 in *[13579bdf]) [ "$h" -le "$J" ] || [ "$O" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$q" = ipv4 ] || return
{
[ ! -e "$j0/nf_tables" ] || nft list ruleset
[ ! -e "$j0/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}`,
  "provider/host/shell/ip-and-bridge.sh": `D3() {
c0='' l2='' f3=0 l0=0 k3=
[ "$1" != -force ] || k3=-force
while IFS= read -r d; do
case $d in
"bridge "*) a='bridge -j';;
"sysctl "*) a=I2;;
*) a='ip -d -j -N';;
esac
if [ "$a" != "$l2" ]; then
x3 || return
l2=$a
fi
d=\${d#bridge }
c0=$c0\${d#sysctl }$k f3=$((f3 + 1))
done
x3
}
x3() {
[ -n "$c0" ] || return 0
{
c1=$({ printf '%s' "$c0"; } 2>/dev/null | $l2 $k3 -batch - 2>&1 >&4 4>&-)
l1=$?
} 4>&1
if [ "$l1" != 0 ] && [ -z "$k3" ]; then
a=
case $c1 in
*"Command failed -:"*)
a=\${c1##*"Command failed -:"} c1=\${c1%"Command failed -:"*}
a=\${a%%[!0-9]*};;
esac
[ "$l1" != 127 ] || a=1
printf '%s\\n' "$c1" >&2
[ -z "$a" ] || printf 'Command failed -:%s\\n' $((l0 + a)) >&2
return "$l1"
fi
l0=$((l0 + f3)) c0='' f3=0
}
I2() {
m=0 J0=$1
while read -r y l; do
m=$((m + 1)) G=\${y#*=} b=$d0/\${y%%=*}
case $y:$G in
show:*) J1 "$l"; continue;;
*:default) a=\${b%/*} && G=$(cat "\${a%/*}/default/\${b##*/}");;
esac
echo "$G" >"$b" || {
[ "$J0" = -force ] && continue
echo "Command failed -:$m" >&2
return 1
}
done
}
J1() {
a=
for y in ipv4/rp_filter ipv4/accept_local ipv4/disable_policy ipv4/disable_xfrm ipv6/disable_ipv6 \\
ipv6/keep_addr_on_down ipv6/addr_gen_mode; do
G=
{ read -r G <"$d0/net/\${y%/*}/conf/$1/\${y#*/}"; } 2>/dev/null
a="$a\${a:+,}\\"$y\\":\${G:-null}"
done
echo "{$a}"
}`,
  "provider/host/shell/files.sh": `e=$w/etc/pulumi-iproute2
a1='' f0='' n3='' A=
N3() {
A=$({
mkdir -p "$e/objects" "$e/.new" && cat >"$e/.boot" &&
sh "$e/.boot" install "$1" && sync "$e/.boot" && mv -f "$e/.boot" "$e/boot"
} 2>&1) && A=
}
L3() {
[ -n "$a1" ] || [ -n "$A" ] || G1
a1="$a1 $h"
[ -z "$A" ] || return 0
m=$p1 j=$1 a=$2 l=\${3#-}
shift 3
while [ "$m" -gt 0 ]; do
f=\${f%"$k"}
f=\${f%"$k"*}$k m=$((m - 1))
done
case $a:$f in
sysctl:*) L2;;
ip:"link add name "* | bridge:"link add name "*) J2 "\${a0%% *}";;
esac
case $f in *\\"*) f=$(printf '%s' "$f" | sed 's/"/\\\\"/g')$k;; esac
b=$e/objects/$j
f0="$f0 $b"
[ ! -e "$b" ] || n3=y b=$e/.new/$j
{ printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\\n' "$b2" "$a" \\
$((K - p1)) "$f" "$a0" "$q0" "$r" "$*" "$l" \\
>"$b"; } 2>/dev/null || {
A=$({ printf '%s' "$f" >"$b"; } 2>&1)
: "\${A:=$b cannot be written}"
}
}
G1() {
for b in "$e/.new"/*; do [ ! -e "$b" ] || rm -f "$b"; done
b2=
{ read -r b2 <"$w/etc/machine-id"; } 2>/dev/null
[ -e "$e/boot" ] || A="$e/boot is missing"
}
L2() {
for b in "$c/conf:ipv6:accept_ra:"*; do
[ ! -f "$b" ] || echo "\${b##*:accept_ra:}"
done 2>/dev/null >"$e/accept-ra"
}
J2() {
read -r t3 <"$o/$1/ifindex"
case \${f%%"$k"*} in
*" type bridge" | *" type bridge "*)
f="link add name $1 index $t3 \${f#"link add name $1 "}"
return;;
esac
read -r m <"$o/$1/mtu"
read -r K3 <"$o/$1/type"
d3=
[ "$K3" != 1 ] || { read -r d3 <"$o/$1/address" && d3="address $d3 "; }
f=\${f#"link add name $1 "}
case $f in "mtu "*) f=\${f#mtu * };; esac
f="link add name $1 index $t3 \${d3}mtu $m $f"
}
I1() {
if [ -z "$A" ]; then
A=$({
if [ -n "$n3" ]; then
sync "$e/.new"/* && mv -f "$e/.new"/* "$e/objects"
fi && sync $f0 "$e/objects"
} 2>&1) && A=
fi
[ -z "$A" ] || { g "unsaved$a1"; echo "$A"; }
a1='' f0='' n3='' A=
}
n2() {
[ -d "$e" ] || return 0
a=
for j; do [ ! -e "$e/objects/$j" ] || a="$a $e/objects/$j"; done
[ -n "$a" ] || return 0
rm -f $a && sync "$e/objects"
rmdir "$e/objects" 2>/dev/null || return 0
sh "$e/boot" uninstall
g uninstalled
}
w2() {
j2=
for a; do j2="$j2 link-$a"; done
n2 $j2
}
w3() {
[ ! -e "$e/objects/$1" ] || ! grep -q -F -e "$2" "$e/objects/$1" || n2 "$1"
}`,
  "provider/host/shell/boot-service.sh": `c2() {
b=$w$1
shift
[ -d "\${b%/*}" ] || mkdir -p "\${b%/*}"
n1="$n1 $b"
if [ -e "$b" ]; then
printf '%s\\n' "$@" >"$b.new" && sync "$b.new" && mv -f "$b.new" "$b"
else
printf '%s\\n' "$@" >"$b"
fi
}
q1=/etc/systemd/system/pulumi-iproute2.service
h0=/etc/systemd/system/multi-user.target.wants/pulumi-iproute2.service
x2=/etc/udev/rules.d/70-pulumi-iproute2.rules
j3=/etc/systemd/network/00-pulumi-iproute2.network
u2=/etc/systemd/network/00-pulumi-iproute2.link
e3=/etc/init.d/pulumi-iproute2
y0=/etc/runlevels/default/pulumi-iproute2
D2() {
c2 $q1 '[Unit]' 'Description=Restore the tunnels of pulumi-iproute2' \\
'Wants=network-pre.target' 'After=network-pre.target systemd-udevd.service systemd-sysctl.service' \\
'Before=network-online.target' \\
"ConditionDirectoryNotEmpty=$e/objects" '' \\
'[Service]' Type=oneshot RemainAfterExit=yes "ExecStart=/bin/sh $e/boot" '' \\
'[Install]' WantedBy=multi-user.target &&
{ [ -d "$w\${h0%/*}" ] || mkdir -p "$w\${h0%/*}"; } && ln -sf ../pulumi-iproute2.service "$w$h0" &&
c2 $x2 '# Network managers keep their hands off the devices of pulumi-iproute2.' \\
"ACTION!=\\"remove\\", SUBSYSTEM==\\"net\\", ATTR{netdev_group}==\\"$O\\", ENV{ID_NET_MANAGED_BY}=\\"pulumi-iproute2\\", ENV{NM_UNMANAGED}=\\"1\\"" &&
c2 $u2 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' \\
'[Link]' NamePolicy=keep MACAddressPolicy=none ||
return
udevadm control --reload
a=$(systemctl --version | { read -r _ a _ && echo "\${a%%[!0-9]*}"; })
[ "\${a:-0}" -lt 255 ] || return 0
c2 $j3 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' '[Link]' Unmanaged=yes || return
systemctl -q is-active systemd-networkd && networkctl reload
return 0
}
D1() {
c2 $e3 '#!/sbin/openrc-run' 'description="Restore the tunnels of pulumi-iproute2"' \\
'depend() {' '  need localmount' '  after sysctl modules firewall' '  before net' '}' \\
'start() {' "  ebegin 'Restoring the tunnels of pulumi-iproute2'" "  /bin/sh $e/boot" '  eend $?' '}' &&
chmod 755 "$w$e3" && ln -sf $e3 "$w$y0"
}
D0() {
umask 022
n1=
case $1 in
systemd) D2;;
openrc) D1;;
esac && sync $n1
}
L0() {
[ ! -e "$w$q1" ] || ! systemctl -q is-active pulumi-iproute2 || systemctl stop pulumi-iproute2
a=
[ ! -e "$w$j3" ] || a=y
set -- "$e"
for b in $h0 $q1 $x2 $u2 $j3 $y0 $e3; do
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
F="$F $i"
echo "could not restore $i:"
}
E0() {
v=\${1%% *} i=\${3#*" alias "}
i=\${i#\\"}
i=\${i%%"$k"*}
if [ -n "$2" ]; then
[ -e "$c/\${2%% *}" ]
return
fi
[ -n "$1" ] && [ -e "$o/$v" ] || return
read -r H <"$o/$v/ifalias"
[ "\${H%% *}" = "\${i%% *}" ] && return
if [ -z "$H" ] && i0 "$v"; then
ip link del dev "$v"
return 1
fi
[ -n "$e0" ] || echo "$v belongs to another owner, so it stays as it is"
}
C2() {
i=\${2##*" cookie "}
{ tc filter show dev "$1" ingress; tc filter show dev "$1" egress; } 2>/dev/null |
grep -q -F "cookie \${i%%"$k"*}"
}
restore() {
r0=y
[ "$1" = 1 ] || { echo "$j has the unknown format $1"; return; }
[ "$2" = "$b2" ] || { f2=$((f2 + 1)); return; }
if [ "$3" = tc ]; then C2 "\${10%%,*}" "$5"; else E0 "$6" "$8" "$5"; fi && return
for a in $9; do E3 "$a"; done
f=$5
E2 "\${6%% *}"
S=" '$j' '' $4 '$f' '$6' '$7' '$8' 0 ''"
case $3 in
ip) i1=$i1$S;;
bridge) h1=$h1$S;;
ip6) o1=$o1$S;;
fou) m1=$m1$S;;
fou6) m2=$m2$S;;
xfrm) p2=$p2$S;;
tc) h3=$h3$S t=$t\${10},;;
sysctl)
case $5 in
net.ipv6.*) H2 || { F="$F $j"; return; };;
esac
p0=$p0$S;;
esac
}
E2() {
i=\${f#"link add name $1 index "}
[ "$i" != "$f" ] || return 0
case $e0$P in
y* | *" \${i%% *} "*) f="link add name $1 \${i#* }";;
esac
}
H2() {
[ -e "$e/accept-ra" ] || return 0
q=ipv6 I=$d0/net/ipv6/conf u3=
mkdir -p "$c"
while read -r l; do
if [ ! -d "$I/$l" ]; then u3=y
elif [ "$(cat "$I/$l/accept_ra")" = 1 ]; then
g0 accept_ra
echo 2 >"$I/$l/accept_ra"
fi
done <"$e/accept-ra"
[ -z "$u3" ] || [ -n "$J" ]
}
o0() {
F='' f2=0 P=' ' V=' '
i1='' o1='' m1='' m2='' p2='' h3='' t='' p0='' h1=
k0
K0 n || { F=" $*"; return; }
for a in "$o"/*/ifindex; do
read -r a <"$a" && P="$P$a "
done 2>/dev/null
for j; do
[ -f "$e/objects/$j" ] || continue
r0=
command . "$e/objects/$j" 2>/dev/null
[ -n "$r0" ] || [ -n "$e0" ] || echo "$j cannot be read. Run pulumi refresh and pulumi up"
done
U "X I3 n '' n" "$p0"
U "X ip n '' n" "$m1"
U "X 'ip -6' n '' n" "$m2"
U "I0 ip" "$p2"
U "X ip n '' n" "$i1"
U "X D3 n '' n" "$h1"
U "X 'ip -6' n '' n" "$o1"
while [ -n "$t" ]; do
z0 "\${t%%,*}"
t=\${t#*,}
done
U "X tc n '' n" "$h3"
exec 9>&-
}
U() { [ -z "$2" ] || eval "$1$2"; }
z3() {
s3
b2='' e0='' J=
{ read -r b2 <"$w/etc/machine-id"; } 2>/dev/null
cd "$e/objects" || return
set -- *
o0 "$@"
[ "$f2" = 0 ] || echo "this machine is a copy of another one: $f2 objects of that one are not restored"
echo "read $# files, restored all but these:\${F:- none}"
[ -z "$F" ] || K2 </dev/null &
}
K2() {
e0=y s=0
while [ "$s" -lt 60 ]; do
if [ "$s" -lt 10 ]; then l3=1; else l3=5; fi
sleep $l3
s=$((s + l3))
if [ "$s" -lt 60 ]; then o0 $F >/dev/null 2>&1
else J=y; o0 $F; fi
[ -n "$F" ] || { echo "restored the others after $s s"; return; }
done
echo "gave up after $s s:$F"
}
case $1 in
install) D0 "$2";;
uninstall) L0;;
*) z3;;
esac`,
} as const;

/** Defined once in each shell. */
export const HOST_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/persistent-ip.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/removals.sh"], TEXTS["provider/host/shell/clsact.sh"]].join("\n");

/** Defined once in each shell, if the host may have files for a reboot. */
export const FILE_FUNCTIONS = [TEXTS["provider/host/shell/files.sh"]].join("\n");

/** Defined in each frame with a change that may cut the SSH connection. */
export const CONFIRM_FUNCTIONS = `p=$c3/pulumi-iproute2.confirm d2=
M0() {
j=$1 s=$2 b=$p/$1
shift 2
[ ! -e "$b" ] || return 0
n='the time for this change is over, so the host has reversed it'
[ ! -e "$b.reversing" ] && [ ! -e "$b.reversed" ] &&
n=$({ mkdir -p "$p" && cat >"$b" && J3; } 2>&1) && return
rm -f "$b"
for a; do
d2="$d2$a "
g "unarmed $a"
echo "$n"
done
}
J3() {
[ -d "$c3/systemd/system" ] && command -v systemd-run >/dev/null &&
systemd-run --quiet --collect --unit="pulumi-iproute2-confirm-$j" --on-active="$s" \\
--timer-property=AccuracySec=100ms /bin/sh "$b" && return
a=
command -v setsid >/dev/null && a=setsid
$a sh -c 'trap "" HUP; sleep "$1"; exec sh "$2"' sh "$s" "$b" \\
</dev/null >/dev/null 2>&1 3>&- 6>&- 7<&- 9>&- &
echo "$!" >"$b.timer"
}
y2() {
D=
{ read -r D <"$p/$1.timer"; } 2>/dev/null
if [ -n "$D" ]; then
grep -q -F -e "$p/$1" "/proc/$D/cmdline" && { kill -- "-$D" || kill "$D"; }
rm -f "$p/$1.timer"
else
systemctl stop "pulumi-iproute2-confirm-$1.timer"
fi 2>/dev/null
}
M2() {
b=$p/$1
mv "$b" "$b.confirmed" 2>/dev/null && y2 "$1"
w0 "$1"
}
w0() {
for a in confirmed reversing reversed; do
[ ! -e "$p/$1.$a" ] || { g "$a"; return; }
done
if [ -e "$p/$1" ]; then g armed; else g forgotten; fi
}
P1() {
[ ! -e "$p/$1" ] || { y2 "$1"; sh "$p/$1"; }
w0 "$1"
}
N2() {
rm -f "$p/$1.confirmed" "$p/$1.reversed"
rmdir "$p" 2>/dev/null
}
M1() {
mv "$p/$1" "$p/$1.reversing" 2>/dev/null || exit 0
rm -f "$p/$1.timer"
R=' '
s3
[ -n "$u" ] || return 0
t0=$(flock --version 2>&1)
g3 -n || m0 3
}
P0() {
[ -z "$a2" ] || a3 $a2 || return 0
v2 $r
printf '%s' "$f" | $d1 -force -batch - >/dev/null 2>&1
v1 $r
}
N1() {
K1
mv "$p/$1.reversing" "$p/$1.reversed"
}`;

/** The script that restores objects at boot, without its first line. */
export const BOOT_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/clsact.sh"], TEXTS["provider/host/shell/sysctl.sh"], TEXTS["provider/host/shell/ip-and-bridge.sh"], TEXTS["provider/host/shell/files.sh"], TEXTS["provider/host/shell/boot-service.sh"], TEXTS["provider/host/shell/boot.sh"]].join("\n");

/** Defined in each frame that changes settings of the kernel. */
export const SYSCTL_FUNCTIONS = [TEXTS["provider/host/shell/sysctl.sh"]].join("\n");

/** Defined in each frame that sets forwarding entries. */
export const BRIDGE_FUNCTIONS = [TEXTS["provider/host/shell/ip-and-bridge.sh"]].join("\n");

/** Defined in each frame that reads lists of the kernel. */
export const WATCH_FUNCTIONS = `B() {
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
  pi_add_clsact: "z0",
  pi_add_count: "z1",
  pi_address: "d3",
  pi_alias: "H",
  pi_aliases: "z2",
  pi_arm: "M0",
  pi_before: "L",
  pi_begin_reversal: "M1",
  pi_check: "A0",
  pi_check_all: "h2",
  pi_checks: "a2",
  pi_collect: "r2",
  pi_conf: "I",
  pi_config_dir: "w",
  pi_confirm: "M2",
  pi_confirm_dir: "p",
  pi_count: "K",
  pi_delete_all: "M3",
  pi_delete_devices: "N0",
  pi_delete_singly: "A2",
  pi_delete_together: "A3",
  pi_device: "l",
  pi_devices: "t",
  pi_done: "C",
  pi_due: "Z",
  pi_each: "M",
  pi_earlier: "r3",
  pi_end_idle_holder: "B0",
  pi_end_reversal: "N1",
  pi_error: "n",
  pi_event: "g",
  pi_fail: "s1",
  pi_failed: "x",
  pi_failing_line: "z",
  pi_family: "q",
  pi_file: "b",
  pi_files_dir: "e",
  pi_files_fault: "A",
  pi_find_failed: "B1",
  pi_find_index: "s2",
  pi_find_marker_dir: "s3",
  pi_finish: "e2",
  pi_flags: "B2",
  pi_flock: "t0",
  pi_forget_change: "N2",
  pi_forget_marker: "t1",
  pi_function: "B3",
  pi_group: "O",
  pi_groups: "C0",
  pi_guard: "a3",
  pi_half_made: "C1",
  pi_hold_sysctl: "C3",
  pi_holder: "b0",
  pi_holder_is_idle: "t2",
  pi_ifindex: "t3",
  pi_index: "h",
  pi_indices: "P",
  pi_install_boot: "N3",
  pi_ip_and_bridge: "D3",
  pi_ip_lines: "Q",
  pi_ip_pid: "b1",
  pi_is_in_group: "i0",
  pi_keep: "O0",
  pi_key: "y",
  pi_last: "J",
  pi_leave_out: "u1",
  pi_left_out: "R",
  pi_line: "d",
  pi_lines: "f",
  pi_load_module: "E3",
  pi_lock_file: "u",
  pi_lose: "F0",
  pi_machine: "b2",
  pi_marker: "r",
  pi_marker_dir: "c",
  pi_may_undo: "F2",
  pi_members: "i3",
  pi_module_dir: "j0",
  pi_moves: "j1",
  pi_name: "j",
  pi_names: "j2",
  pi_needs_forwarding: "F3",
  pi_net_dir: "o",
  pi_new: "v0",
  pi_new_files: "f0",
  pi_newline: "k",
  pi_next_line: "b3",
  pi_nonce: "N",
  pi_now: "G0",
  pi_number: "m",
  pi_object: "v",
  pi_old_files: "f1",
  pi_open_files: "G1",
  pi_open_lock: "k0",
  pi_other: "k1",
  pi_ours: "k2",
  pi_part: "c0",
  pi_part_error: "c1",
  pi_part_force: "k3",
  pi_part_lines: "f3",
  pi_part_start: "l0",
  pi_part_status: "l1",
  pi_part_tool: "l2",
  pi_persistent: "G2",
  pi_pid: "D",
  pi_place_marker: "v1",
  pi_plain: "G3",
  pi_poll_lock: "m0",
  pi_prepare_marker: "v2",
  pi_print: "v3",
  pi_print_change: "w0",
  pi_read_ip: "w1",
  pi_release_lock: "O2",
  pi_release_sysctl: "H0",
  pi_remember_setting: "g0",
  pi_remember_settings: "H1",
  pi_remove_clsact: "O3",
  pi_remove_files: "n2",
  pi_remove_link_files: "w2",
  pi_remove_orphan: "w3",
  pi_replaced: "n3",
  pi_report_done: "g1",
  pi_report_verdict: "x0",
  pi_rest: "i",
  pi_restore_settings: "x1",
  pi_reverse: "P0",
  pi_reverse_now: "P1",
  pi_run_batch: "X",
  pi_run_dir: "c3",
  pi_run_lines: "H3",
  pi_run_part: "x3",
  pi_run_singly: "I0",
  pi_run_unshown: "o2",
  pi_save_files: "I1",
  pi_scratch_free: "y1",
  pi_scratch_group: "o3",
  pi_seconds: "s",
  pi_set_settings: "I2",
  pi_set_sysctls: "I3",
  pi_setting_force: "J0",
  pi_show_settings: "J1",
  pi_shows: "p1",
  pi_spell_out_device: "J2",
  pi_start_ip: "P2",
  pi_start_timer: "J3",
  pi_status: "g2",
  pi_stop_timer: "y2",
  pi_sysctl_dir: "d0",
  pi_take_lock: "K0",
  pi_taken: "p3",
  pi_text: "E",
  pi_tidy_markers: "K1",
  pi_tool: "d1",
  pi_total: "Y",
  pi_try_lock: "g3",
  pi_type: "K3",
  pi_unarmed: "d2",
  pi_undo: "q0",
  pi_undo_checks: "a0",
  pi_undone: "V",
  pi_unsaved: "a1",
  pi_value: "G",
  pi_verdict: "q2",
  pi_wait_for_lock: "L1",
  pi_watch: "B",
  pi_word: "a",
  pi_write_accept_ra: "L2",
  pi_write_file: "L3",
  pi_write_sysctl: "y3",
} as const;

/** What prints each section of a dump. */
export const DUMPS = {
  "dependents": `a=$(readlink "/sys/class/net/$1/master") && echo "master \${a##*/}"
for a in "/sys/class/net/$1"/upper_* "/sys/class/net/$1"/lower_*; do
[ -e "$a" ] || continue
a=\${a##*/}
echo "\${a%%_*} \${a#*_}"
done
{ ip -4 -d route show table all dev "$1"; ip -6 -d route show table all dev "$1"; } 2>/dev/null |
grep -v -e ' proto kernel ' -e ' proto static ' -e ' proto ra ' | sed -n -e '1,5p' -e '$='`,
  "facts": `[ -d /run/systemd/system ] && systemctl --version 2>/dev/null | { read -r _ a _ && echo "systemd $a"; }
for a; do
{ [ -e "/sys/module/$a" ] || modprobe -n -q "$a" 2>/dev/null; } && echo "module $a"
done
x=y`,
  "fdb": `B bridge -j fdb show dev "$1"`,
  "fib": `printf 'route show table all proto %s\\n' boot static 105 | B ip -d -j -N -batch - || x=y`,
  "files": `[ ! -d /etc/pulumi-iproute2/objects ] || (cd /etc/pulumi-iproute2/objects && set -- * && [ -e "$1" ] && cksum "$@")`,
  "fou": `B ip -j fou show || x=y`,
  "holder": `B ip "$1" -d -j -N route show to exact "$3" table "$2" || x=y`,
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
  "links": `B ip -d -j -N addr show || x=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | B ip -d -j -N -batch - || x=y`,
  "markers": `for a in "$c"/*; do [ -f "$a" ] && IFS= read -r d <"$a" && echo "\${a##*/} $d"; done`,
  "neighbors": `B ip -d -j -N neigh show nud permanent || x=y`,
  "routes": `printf 'route show table all proto %s\\n' boot static | B ip -d -j -N -batch - || x=y`,
  "rules": `B ip -d -j -N rule show || x=y
if [ -e /proc/sys/net/ipv6 ]; then B ip -6 -d -j -N rule show || x=y; else echo '[]'; fi`,
  "settings": `a=
for y in ipv4/rp_filter ipv4/accept_local ipv4/disable_policy ipv4/disable_xfrm ipv6/disable_ipv6 \\
ipv6/keep_addr_on_down ipv6/addr_gen_mode; do
G=
{ read -r G <"/proc/sys/net/\${y%/*}/conf/$1/\${y#*/}"; } 2>/dev/null
a="$a\${a:+,}\\"$y\\":\${G:-null}"
done
echo "{$a}"`,
  "sysctl": `for a in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
d=$(cat "/proc/sys/$(echo $a | tr . /)" 2>/dev/null) && echo "$a $d"
done`,
  "tc": `a=$(tc qdisc show dev "$1" 2>/dev/null | sed -n -e 's/^qdisc clsact .*/clsact/p' -e 's/^qdisc ingress .*/ingress/p')
[ -z "$a" ] || {
echo "[\\"$a\\",\\"$1\\"]"
printf "filter show dev $1 %s\\n" ingress egress | tc -j -force -batch -
}`,
  "udp": `ss -Hulnp`,
  "vni": `B bridge -j vni show dev "$1"`,
  "xfrm-policy": `B ip xfrm policy list || x=y`,
  "xfrm-state": `B ip xfrm state list nokeys || x=y`,
} as const;
