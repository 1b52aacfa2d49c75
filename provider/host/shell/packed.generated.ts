// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** The texts of the files that several of the constants below consist of. */
const TEXTS = {
  "provider/host/shell/roots.sh": `c1=/run
m=/sys/class/net
j2=/sys/module
r1=/proc/sys
v=`,
  "provider/host/shell/lock.sh": `umask 077
t=$c1/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$t" || t=
l0() { [ -z "$t" ] || exec 9>>"$t"; }
X2() {
[ -z "$t" ] || : >"$t"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
l0
}
R1() {
[ -n "$t" ] || return 0
[ ! -e "$t.wanted" ] || { rm -f "$t.wanted"; sleep 2; }
h0 -n || T1 || {
if [ -n "$k" ]; then g lock-failed; echo "$k"; else g busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $b0"; fi >"$t"
}
h0() { k=$(flock "$@" 3 2>&1 3>&9); }
T1() {
[ -z "$k" ] || return 1
w0=$(flock --version 2>&1)
a2=
read -r a2 <"$t"
m1 10 && return
[ -z "$k" ] || return 1
G1
m1 20
}
m1() {
case $w0 in *util-linux*) h0 -w "$1"; return;; esac
r=$1
while [ "$r" -gt 0 ]; do
: >>"$t.wanted"
sleep 1
h0 -n && { rm -f "$t.wanted"; return; }
[ -z "$k" ] || return 1
r=$((r - 1))
done
return 1
}
G1() { w2 && sleep 1 && w2 && kill "\${a2%% *}"; }
w2() {
e=
read -r e <"$t"
A=\${a2%% *}
case $A in '' | *[!0-9]*) return 1;; esac
[ "$e" = "$a2" ] && [ "/proc/$A/fd/9" -ef "$t" ] &&
[ -r "/proc/$A/task/$A/children" ] || return 1
read -r e <"/proc/$A/task/$A/children"
case $e in '' | "\${a2##* }") ;; *) return 1;; esac
}
l0`,
  "provider/host/shell/persistent-ip.sh": `b0=
Z0() {
exec 6>&- 7<&- 4<<E 7<<E
.
E
.
E
b0=
if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
read -r b0 <&4
read -r b0 <&7
exec 6>/proc/self/fd/4 5>/proc/self/fd/7
ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
b0=$!
exec 4<&- 5>&-
else
exec 4<&- 7<&-
fi
}
A1() {
k=
while [ "$W" -gt 0 ]; do
IFS= read -r e <&7 || return 1
case $e in
'['* | '{'*) W=$((W - 1)); printf '%s\\n' "$e";;
*) k=$k$e$n;;
esac
done
}`,
  "provider/host/shell/guards.sh": `L=26992
a1() {
u=$1 I0=$2 E=
shift 2
case $u in
@*) [ -e "$c/\${u#@}" ] && IFS= read -r E <"$c/\${u#@}";;
*)
[ -e "$m/$u" ] || { s2=gone; return 1; }
IFS= read -r E <"$m/$u/ifalias";;
esac
for a; do case $E in "$a" | "$a "*) return 0;; esac; done
[ "$I0" = y ] && [ -z "$E" ] && i1 "$u" && return 0
s2="foreign $E"
return 1
}
i1() { read -r a <"$m/$1/netdev_group" && [ "$a" = $L ]; }
B1() { g "\${s2%% *} $1 \${s2#* }"; }`,
  "provider/host/shell/markers.sh": `c=
v2() {
[ -n "$c" ] || {
c=$(readlink /proc/self/ns/net)
c=\${c#*\\[}
c=$c1/pulumi-iproute2/\${c%]}
}
}
z1() {
[ $# -lt 2 ] || k=$({ mkdir -p "$c" && echo "$2" $3 >"$c/.$1"; } 2>&1)
}
z0() {
case $# in
0) ;;
1) rm -f "$c/$1";;
*) mv -f "$c/.$1" "$c/$1";;
esac
}
w1() { [ $# -lt 2 ] || rm -f "$c/.$1"; }
R2() { rmdir "$c" "$c1/pulumi-iproute2" 2>/dev/null; }`,
  "provider/host/shell/operations.sh": `R=' '
L1() { [ -e "$j2/$1" ] || modprobe -q "$1" || g "no-module $1"; }
K() {
H1=$1 r2=0
shift
while [ $# -gt 0 ]; do
h=$1 a0=$2 I=$3 f=$4 Y=$5 s0=$6 q=$7 q2=$8 b=$9
r2=$((r2 + 1))
shift 9
case $P in *" $h "*) ;; *) $H1 || return 0;; esac
done
}
F0() {
case $R in
*" \${h#k} "*) P="$P$h "; return;;
esac
if [ -n "$a0" ] && ! a1 $a0; then
x2
B1 "$h"
case $b in "- "*) B0 \${b#- } "\${a0##* }";; esac
elif ! z1 $q; then
x2
g "unmarked $h"
echo "$k"
else
case $b in "- "*) f1="$f1 \${b#- }";; esac
fi
}
x2() { P="$P$h " R="$R$h "; }
h2() {
f1=
K F0 "$@"
[ -z "$f1" ] || o1 $f1
}
z2() {
printf '%s' "$f"
V=$((V + I)) W=$((W + q2))
}
E0() { V=$((V + I)); }
e1() {
z0 $q
case $b in "+ "*) U0 \${b#+ };; esac
z="$z $h"
}
L2() {
R="$R$h "
w1 $q
z="$z $h"
}
G2() {
b2=$((b2 + I))
if [ "$x" -gt "$I" ]; then
x=$((x - I))
e1
else
v0
return 1
fi
}
v0() {
w=y R="$R$h "
g1
g "failed $h $x"
printf '%s\\n' "$k"
[ "$x" -gt 1 ] && [ -n "$s0" ] && M1 &&
printf '%s' "$s0" | $c2 -force -batch - >/dev/null 2>&1
w1 $q
}
M1() {
case $Y in
'') return 0;;
*" =")
[ -z "$B" ] ||
f=$(printf '%s' "$B" | sed -n "$((b2 - I)),$((b2 - 1))p")
f=\${f#*"link set dev \${Y%% *} alias "}
f=\${f%%"$n"*}
a1 \${Y%=}\${f%% *};;
*) a1 $Y;;
esac
}
g1() {
[ -z "$Z" ] || Q0
[ -z "$z" ] || g "done$z"
z=
}
u0() {
if [ -n "$B" ]; then z=" $2-$(($2 + $# / 9 - 1))"; else z=; K "$@"; fi
}
X() {
c2=$1 O0=$2 B=$3 N2=$4 P=" $d0"
shift 4
[ "$O0" = y ] || h2 "$@"
while [ $# -gt 0 ]; do
g run
V=0 W=0
if [ "$N2" = y ] && [ -n "$O" ]; then
u1=$O g2=0
K z2 "$@" >&6 2>/dev/null
if A1; then O=$((O + V)); else g2=1 O=; fi
else
u1=0
{
k=$(if [ -n "$B" ]; then printf '%s' "$B"; else K z2 "$@"; fi |
$c2 -batch - 2>&1 >&3 3>&-)
g2=$?
} 3>&1
fi
if [ "$g2" = 0 ]; then
u0 e1 "$@"
g1
return
fi
x=0 V=0
case $k in
*"Command failed -:"*)
x=\${k##*"Command failed -:"}
x=$((\${x%%[!0-9]*} - u1));;
esac
K E0 "$@"
if [ "$x" -lt 1 ] || [ "$x" -gt "$V" ]; then
w=y
u0 L2 "$@"
g "lost $g2$z"
printf '%s\\n' "$k"
return
fi
b2=1 z=
K G2 "$@"
shift $((r2 * 9))
[ -z "$B" ] || B=$(printf '%s' "$B" | tail -n +$b2)$n
done
}
X0() {
P=" $d0" z=
h2 "$@"
K e1 "$@"
g1
}
P2() {
c2=$1 P=" $d0" z=
shift
h2 "$@"
K P1 "$@"
g1
}
P1() {
x=0 j=$f
while [ -n "$j" ]; do
x=$((x + 1))
k=$(printf '%s\\n' "\${j%%"$n"*}" | $c2 -batch - 2>&1) || { v0; return 0; }
j=\${j#*"$n"}
done
e1
}`,
  "provider/host/shell/removals.sh": `V1() {
(
cd "$m" && E1=$1 H2=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$E1" ] &&
[ "$(grep -lx $L -- */netdev_group 2>/dev/null)" = "$H2" ]
) && {
shift 2
[ ! -d "$d" ] || A2 "$@"
g removing
ip link del group $L 2>&1
} && g "done r0-$(($# - 1))"
}
V2() {
q0=$1 M='' G='' s=0 l2=0 k0=
shift
while [ $# -gt 0 ]; do
if a1 $2; then
M="$M $1" G="$G $3" s=$((s + 1))
k0="\${k0}link set dev $3 group $q0$n"
i1 "$3" && l2=$((l2 + 1))
else
B1 "$1"
[ ! -d "$d" ] || B0 "link-$3" "\${2##* }"
fi
shift 3
done
[ $s = 0 ] && return
[ ! -d "$d" ] || A2 $G
g removing
if G0; then g "done$M"; else F2; fi
}
G0() {
[ $s -gt 1 ] || {
p2 1 "link del dev$G$n"
return
}
j1=0 C2=y
for b in "$m"/*/netdev_group; do
read -r a <"$b"
case $a in
"$L") j1=$((j1 + 1));;
"$q0") C2=;;
esac
done 2>/dev/null
if [ $l2 = $s ] && [ $j1 = $s ]; then
p2 1 "link del group $L$n"
elif [ -n "$C2" ]; then
p2 $((s + 1)) "\${k0}link del group $q0$n"
else return 1; fi
}
F2() {
for a in $G; do
[ -e "$m/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $M; do
G=\${G# } u=\${G%% *}
if [ -e "$m/$u" ]; then w=y; g "stays $a"; else g "done $a"; fi
G=\${G#"$u"}
done
}
p2() {
[ -n "$O" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
W=1
A1 >/dev/null || {
O=
printf '%s\\n' "$k"
return 1
}
O=$((O + $1 + 1))
}`,
  "provider/host/shell/clsact.sh": `D2() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$c" && cat "$m/$1/ifindex" 2>/dev/null >"$c/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$c/clsact.$1"
}
Y0() {
[ -e "$c/clsact.$1" ] || return
if [ "$(cat "$c/clsact.$1")" = "$(cat "$m/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$c/clsact.$1"
}`,
  "provider/host/shell/sysctl.sh": `Q1() {
s=0
while read -r e q E; do
s=$((s + 1)) x0=\${e%%=*} q=$c/$q l1=
b=$r1/$(echo "$x0" | tr . /)
p=\${x0#net.} p=\${p%%.*}
F=$r1/net/$p/conf
for a in "\${q%:*}":*; do
[ -f "$a" ] && [ "$a" != "$q" ] && l1=$a
done
case $e in
*=*) I2 "\${e#*=}";;
*) O1;;
esac || {
echo "Command failed -:$s" >&2
return 1
}
done
}
I2() {
N0=$(cat "$b") && mkdir -p "$c" || return
J=$N0 y2=y
for a in "$q" "$l1"; do
[ -f "$a" ] || continue
read -r i J <"$a"
y2=
break
done
if echo "$E $J" >"$c/.sysctl" && mv -f "$c/.sysctl" "$q"; then
D1 "$1" && return
fi
[ -z "$y2" ] || { rm -f "$q"; B2; }
return 1
}
O1() {
J=
[ ! -f "$q" ] || read -r a J <"$q"
if [ -z "$l1" ]; then
if [ "$J" = 0 ] && [ "$(cat "$b")" != 0 ] && M2; then
:
else
[ -z "$J" ] || D1 "$J" || return
[ "$J" != 0 ] || B2
fi
rm -f "$c/conf:$p:"* "$c/devices:$p"
fi
rm -f "$q"
}
D1() {
if [ "$1" != 0 ] && [ "$(cat "$b")" = 0 ]; then O2 || return; fi
echo "$1" >"$b"
}
O2() {
H=0
for a in "$m"/*/ifindex; do
read -r h <"$a" && [ "$h" -gt "$H" ] && H=$h
done
[ -e "$c/devices:$p" ] || echo "$H" >"$c/devices:$p"
for a in "$F"/*/forwarding; do
l=\${a%/forwarding} l=\${l##*/}
[ "$l" = all ] || [ "$(cat "$a")" = 0 ] || g0 forwarding
done
l=all
if [ "$p" = ipv4 ]; then
g0 accept_redirects
return
fi
for l in $({ ip -6 route show table all proto ra; ip -6 -o addr show dynamic; } 2>/dev/null |
sed -n -e 's/^[0-9]*: \\([^ ]*\\) .*/\\1/p' -e 's/.* dev \\([^ ]*\\) .*/\\1/p' | sort -u); do
[ "$(cat "$F/$l/accept_ra" 2>/dev/null)" = 1 ] || continue
g0 accept_ra
echo 2 >"$F/$l/accept_ra" || return
done
}
g0() {
v1
a=$c/conf:$p:$1:$l
[ -e "$a" ] || echo "$h $(cat "$F/$l/$1")" >"$a"
}
v1() { h=$(cat "$m/$l/ifindex" 2>/dev/null) || h=0; }
B2() {
for a in "$c/conf:$p:"*; do
[ -f "$a" ] || continue
read -r H T0 <"$a"
i=\${a##*"/conf:$p:"} l=\${i#*:} i=\${i%%:*}
v1
[ "$h" = "$H" ] || continue
[ "$i" = accept_ra ] && [ "$(cat "$F/$l/$i")" != 2 ] && continue
echo "$T0" 2>/dev/null >"$F/$l/$i"
done
rm -f "$c/conf:$p:"* "$c/devices:$p"
}
M2() {
[ -f "$c/devices:$p" ] || return 0
read -r H <"$c/devices:$p"
for a in etc run usr/local/lib usr/lib lib; do
cat "$v/$a/sysctl.conf" "$v/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${p}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$m"/*/; do
read -r h <"\${a}ifindex" || continue
read -r L <"\${a}netdev_group"
read -r H0 <"\${a}flags"
case $H0 in *[13579bdf]) [ "$h" -le "$H" ] || [ "$L" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$p" = ipv4 ] || return
{
[ ! -e "$j2/nf_tables" ] || nft list ruleset
[ ! -e "$j2/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}`,
  "provider/host/shell/files.sh": `d=$v/etc/pulumi-iproute2
Z='' f0='' o2='' y=
W2() {
y=$({
mkdir -p "$d/objects" "$d/.new" && cat >"$d/.boot" &&
sh "$d/.boot" install "$1" && sync "$d/.boot" && mv -f "$d/.boot" "$d/boot"
} 2>&1) && y=
}
U0() {
[ -n "$Z" ] || [ -n "$y" ] || N1
Z="$Z $h"
[ -z "$y" ] || return 0
s=$q2 i=$1 a=$2 l=\${3#-}
shift 3
while [ "$s" -gt 0 ]; do
f=\${f%"$n"}
f=\${f%"$n"*}$n s=$((s - 1))
done
case $a:$f in
sysctl:*) T2;;
ip:"link add name "*) Q2 "\${Y%% *}";;
esac
b=$d/objects/$i
f0="$f0 $b"
[ ! -e "$b" ] || o2=y b=$d/.new/$i
{ printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\\n' "$b1" "$a" \\
$((I - q2)) "$f" "$Y" "$s0" "$q" "$*" "$l" \\
>"$b"; } 2>/dev/null || {
y=$({ printf '%s' "$f" >"$b"; } 2>&1)
: "\${y:=$b cannot be written}"
}
}
N1() {
for b in "$d/.new"/*; do [ ! -e "$b" ] || rm -f "$b"; done
b1=
{ read -r b1 <"$v/etc/machine-id"; } 2>/dev/null
[ -e "$d/boot" ] || y="$d/boot is missing"
}
T2() {
for b in "$c/conf:ipv6:accept_ra:"*; do
[ ! -f "$b" ] || echo "\${b##*:accept_ra:}"
done 2>/dev/null >"$d/accept-ra"
}
Q2() {
read -r J0 <"$m/$1/ifindex"
read -r s <"$m/$1/mtu"
read -r S1 <"$m/$1/type"
d1=
[ "$S1" != 1 ] || { read -r d1 <"$m/$1/address" && d1="address $d1 "; }
f=\${f#"link add name $1 "}
case $f in "mtu "*) f=\${f#mtu * };; esac
f="link add name $1 index $J0 \${d1}mtu $s $f"
}
Q0() {
if [ -z "$y" ]; then
y=$({
if [ -n "$o2" ]; then
sync "$d/.new"/* && mv -f "$d/.new"/* "$d/objects"
fi && sync $f0 "$d/objects"
} 2>&1) && y=
fi
[ -z "$y" ] || { g "unsaved$Z"; echo "$y"; }
Z='' f0='' o2='' y=
}
o1() {
[ -d "$d" ] || return 0
a=
for i; do [ ! -e "$d/objects/$i" ] || a="$a $d/objects/$i"; done
[ -n "$a" ] || return 0
rm -f $a && sync "$d/objects"
rmdir "$d/objects" 2>/dev/null || return 0
sh "$d/boot" uninstall
g uninstalled
}
A2() {
k1=
for a; do k1="$k1 link-$a"; done
o1 $k1
}
B0() {
[ ! -e "$d/objects/$1" ] || ! grep -q -F -e "$2" "$d/objects/$1" || o1 "$1"
}`,
  "provider/host/shell/boot-service.sh": `c0() {
b=$v$1
shift
[ -d "\${b%/*}" ] || mkdir -p "\${b%/*}"
o0="$o0 $b"
if [ -e "$b" ]; then
printf '%s\\n' "$@" >"$b.new" && sync "$b.new" && mv -f "$b.new" "$b"
else
printf '%s\\n' "$@" >"$b"
fi
}
s1=/etc/systemd/system/pulumi-iproute2.service
h1=/etc/systemd/system/multi-user.target.wants/pulumi-iproute2.service
C0=/etc/udev/rules.d/70-pulumi-iproute2.rules
k2=/etc/systemd/network/00-pulumi-iproute2.network
y0=/etc/systemd/network/00-pulumi-iproute2.link
e2=/etc/init.d/pulumi-iproute2
C1=/etc/runlevels/default/pulumi-iproute2
K0() {
c0 $s1 '[Unit]' 'Description=Restore the tunnels of pulumi-iproute2' \\
'Wants=network-pre.target' 'After=network-pre.target systemd-udevd.service systemd-sysctl.service' \\
'Before=network-online.target' \\
"ConditionDirectoryNotEmpty=$d/objects" '' \\
'[Service]' Type=oneshot RemainAfterExit=yes "ExecStart=/bin/sh $d/boot" '' \\
'[Install]' WantedBy=multi-user.target &&
{ [ -d "$v\${h1%/*}" ] || mkdir -p "$v\${h1%/*}"; } && ln -sf ../pulumi-iproute2.service "$v$h1" &&
c0 $C0 '# Network managers keep their hands off the devices of pulumi-iproute2.' \\
"ACTION!=\\"remove\\", SUBSYSTEM==\\"net\\", ATTR{netdev_group}==\\"$L\\", ENV{ID_NET_MANAGED_BY}=\\"pulumi-iproute2\\", ENV{NM_UNMANAGED}=\\"1\\"" &&
c0 $y0 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' \\
'[Link]' NamePolicy=keep MACAddressPolicy=none ||
return
udevadm control --reload
a=$(systemctl --version | { read -r _ a _ && echo "\${a%%[!0-9]*}"; })
[ "\${a:-0}" -lt 255 ] || return 0
c0 $k2 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' '[Link]' Unmanaged=yes || return
systemctl -q is-active systemd-networkd && networkctl reload
return 0
}
J2() {
c0 $e2 '#!/sbin/openrc-run' 'description="Restore the tunnels of pulumi-iproute2"' \\
'depend() {' '  need localmount' '  after sysctl modules firewall' '  before net' '}' \\
'start() {' "  ebegin 'Restoring the tunnels of pulumi-iproute2'" "  /bin/sh $d/boot" '  eend $?' '}' &&
chmod 755 "$v$e2" && ln -sf $e2 "$v$C1"
}
J1() {
umask 022
o0=
case $1 in
systemd) K0;;
openrc) J2;;
esac && sync $o0
}
S2() {
[ ! -e "$v$s1" ] || ! systemctl -q is-active pulumi-iproute2 || systemctl stop pulumi-iproute2
a=
[ ! -e "$v$k2" ] || a=y
set -- "$d"
for b in $h1 $s1 $C0 $y0 $k2 $C1 $e2; do
set -- "$@" "$v$b"
done
rm -rf "$@"
command -v udevadm >/dev/null && udevadm control --reload
[ -z "$a" ] || ! systemctl -q is-active systemd-networkd || networkctl reload
}`,
  "provider/host/shell/boot.sh": `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
n='
'
g() {
case $1 in
"failed "*) j=\${1#* } j=\${j% *};;
"lost "*) j=\${1#* * };;
"unmarked "*) j=\${1#* };;
"no-module "*) echo "the kernel has no module \${1#* }"; return;;
*) return;;
esac
C="$C $j"
echo "could not restore $j:"
}
K1() {
u=\${1%% *} j=\${3#*" alias "}
j=\${j%%"$n"*}
if [ -n "$2" ]; then
[ -e "$c/\${2%% *}" ]
return
fi
[ -n "$1" ] && [ -e "$m/$u" ] || return
read -r E <"$m/$u/ifalias"
[ "$E" = "\${j%% *}" ] && return
if [ -z "$E" ] && i1 "$u"; then
ip link del dev "$u"
return 1
fi
[ -n "$d2" ] || echo "$u belongs to another owner, so it stays as it is"
}
I1() {
j=\${2##*" cookie "}
{ tc filter show dev "$1" ingress; tc filter show dev "$1" egress; } 2>/dev/null |
grep -q -F "cookie \${j%%"$n"*}"
}
restore() {
t1=y
[ "$1" = 1 ] || { echo "$i has the unknown format $1"; return; }
[ "$2" = "$b1" ] || { f2=$((f2 + 1)); return; }
if [ "$3" = tc ]; then I1 "\${10}" "$5"; else K1 "$6" "$8" "$5"; fi && return
for a in $9; do L1 "$a"; done
[ -z "\${10}" ] || D2 "\${10}"
f=$5
L0 "\${6%% *}"
T=" '$i' '' $4 '$f' '$6' '$7' '$8' 0 ''"
case $3 in
ip) i2=$i2$T;;
ip6) p1=$p1$T;;
fou) m2=$m2$T;;
fou6) n0=$n0$T;;
xfrm) r0=$r0$T;;
tc) i0=$i0$T;;
sysctl)
case $5 in
net.ipv6.*) P0 || { C="$C $i"; return; };;
esac
q1=$q1$T;;
esac
}
L0() {
j=\${f#"link add name $1 index "}
[ "$j" != "$f" ] || return 0
case $d2$M in
y* | *" \${j%% *} "*) f="link add name $1 \${j#* }";;
esac
}
P0() {
[ -e "$d/accept-ra" ] || return 0
p=ipv6 F=$r1/net/ipv6/conf y1=
mkdir -p "$c"
while read -r l; do
if [ ! -d "$F/$l" ]; then y1=y
elif [ "$(cat "$F/$l/accept_ra")" = 1 ]; then
g0 accept_ra
echo 2 >"$F/$l/accept_ra"
fi
done <"$d/accept-ra"
[ -z "$y1" ] || [ -n "$H" ]
}
p0() {
C='' f2=0 M=' ' R=' '
i2='' p1='' m2='' n0='' r0='' i0='' q1=
l0
R1 n || { C=" $*"; return; }
for a in "$m"/*/ifindex; do
read -r a <"$a" && M="$M$a "
done 2>/dev/null
for i; do
[ -f "$d/objects/$i" ] || continue
t1=
command . "$d/objects/$i" 2>/dev/null
[ -n "$t1" ] || [ -n "$d2" ] || echo "$i cannot be read. Run pulumi refresh and pulumi up"
done
U "X Q1 n '' n" "$q1"
U "X ip n '' n" "$m2"
U "X 'ip -6' n '' n" "$n0"
U "P2 ip" "$r0"
U "X ip n '' n" "$i2"
U "X 'ip -6' n '' n" "$p1"
U "X tc n '' n" "$i0"
exec 9>&-
}
U() { [ -z "$2" ] || eval "$1$2"; }
E2() {
v2
b1='' d2='' H=
{ read -r b1 <"$v/etc/machine-id"; } 2>/dev/null
cd "$d/objects" || return
set -- *
p0 "$@"
[ "$f2" = 0 ] || echo "this machine is a copy of another one: $f2 objects of that one are not restored"
echo "read $# files, restored all but these:\${C:- none}"
[ -z "$C" ] || S0 </dev/null &
}
S0() {
d2=y r=0
while [ "$r" -lt 60 ]; do
if [ "$r" -lt 10 ]; then m0=1; else m0=5; fi
sleep $m0
r=$((r + m0))
if [ "$r" -lt 60 ]; then p0 $C >/dev/null 2>&1
else H=y; p0 $C; fi
[ -n "$C" ] || { echo "restored the others after $r s"; return; }
done
echo "gave up after $r s:$C"
}
case $1 in
install) J1 "$2";;
uninstall) S2;;
*) E2;;
esac`,
} as const;

/** Defined once in each shell. */
export const HOST_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/persistent-ip.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/removals.sh"], TEXTS["provider/host/shell/clsact.sh"]].join("\n");

/** Defined once in each shell, if the host may have files for a reboot. */
export const FILE_FUNCTIONS = [TEXTS["provider/host/shell/files.sh"]].join("\n");

/** Defined in each frame with a change that may cut the SSH connection. */
export const CONFIRM_FUNCTIONS = `o=$c1/pulumi-iproute2.confirm d0=
U1() {
i=$1 r=$2 b=$o/$1
shift 2
[ ! -e "$b" ] || return 0
k='the time for this change is over, so the host has reversed it'
[ ! -e "$b.reversing" ] && [ ! -e "$b.reversed" ] &&
k=$({ mkdir -p "$o" && cat >"$b" && R0; } 2>&1) && return
rm -f "$b"
for a; do
d0="$d0$a "
g "unarmed $a"
echo "$k"
done
}
R0() {
[ -d "$c1/systemd/system" ] && command -v systemd-run >/dev/null &&
systemd-run --quiet --collect --unit="pulumi-iproute2-confirm-$i" --on-active="$r" \\
--timer-property=AccuracySec=100ms /bin/sh "$b" && return
a=
command -v setsid >/dev/null && a=setsid
$a sh -c 'trap "" HUP; sleep "$1"; exec sh "$2"' sh "$r" "$b" \\
</dev/null >/dev/null 2>&1 3>&- 6>&- 7<&- 9>&- &
echo "$!" >"$b.timer"
}
D0() {
A=
{ read -r A <"$o/$1.timer"; } 2>/dev/null
if [ -n "$A" ]; then
grep -q -F -e "$o/$1" "/proc/$A/cmdline" && { kill -- "-$A" || kill "$A"; }
rm -f "$o/$1.timer"
else
systemctl stop "pulumi-iproute2-confirm-$1.timer"
fi 2>/dev/null
}
V0() {
b=$o/$1
mv "$b" "$b.confirmed" 2>/dev/null && D0 "$1"
A0 "$1"
}
A0() {
for a in confirmed reversing reversed; do
[ ! -e "$o/$1.$a" ] || { g "$a"; return; }
done
if [ -e "$o/$1" ]; then g armed; else g forgotten; fi
}
Y2() {
[ ! -e "$o/$1" ] || { D0 "$1"; sh "$o/$1"; }
A0 "$1"
}
W1() {
rm -f "$o/$1.confirmed" "$o/$1.reversed"
rmdir "$o" 2>/dev/null
}
U2() {
mv "$o/$1" "$o/$1.reversing" 2>/dev/null || exit 0
rm -f "$o/$1.timer"
P=' '
v2
[ -n "$t" ] || return 0
w0=$(flock --version 2>&1)
h0 -n || m1 3
}
Y1() {
[ -z "$a0" ] || a1 $a0 || return 0
z1 $q
printf '%s' "$f" | $c2 -force -batch - >/dev/null 2>&1
z0 $q
}
W0() {
R2
mv "$o/$1.reversing" "$o/$1.reversed"
}`;

/** The script that restores objects at boot, without its first line. */
export const BOOT_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/clsact.sh"], TEXTS["provider/host/shell/sysctl.sh"], TEXTS["provider/host/shell/files.sh"], TEXTS["provider/host/shell/boot-service.sh"], TEXTS["provider/host/shell/boot.sh"]].join("\n");

/** Defined in each frame that changes settings of the kernel. */
export const SYSCTL_FUNCTIONS = [TEXTS["provider/host/shell/sysctl.sh"]].join("\n");

/** Defined in each frame that reads lists of the kernel. */
export const WATCH_FUNCTIONS = `D() {
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
  pi_add_clsact: "D2",
  pi_add_count: "E0",
  pi_address: "d1",
  pi_alias: "E",
  pi_aliases: "E1",
  pi_arm: "U1",
  pi_before: "J",
  pi_begin_reversal: "U2",
  pi_check: "F0",
  pi_check_all: "h2",
  pi_checks: "a0",
  pi_collect: "u0",
  pi_conf: "F",
  pi_config_dir: "v",
  pi_confirm: "V0",
  pi_confirm_dir: "o",
  pi_count: "I",
  pi_delete_all: "V1",
  pi_delete_devices: "V2",
  pi_delete_singly: "F2",
  pi_delete_together: "G0",
  pi_device: "l",
  pi_devices: "G",
  pi_done: "z",
  pi_due: "W",
  pi_each: "K",
  pi_earlier: "u1",
  pi_end_idle_holder: "G1",
  pi_end_reversal: "W0",
  pi_error: "k",
  pi_event: "g",
  pi_fail: "v0",
  pi_failed: "w",
  pi_failing_line: "x",
  pi_family: "p",
  pi_file: "b",
  pi_files_dir: "d",
  pi_files_fault: "y",
  pi_find_failed: "G2",
  pi_find_index: "v1",
  pi_find_marker_dir: "v2",
  pi_finish: "e1",
  pi_flags: "H0",
  pi_flock: "w0",
  pi_forget_change: "W1",
  pi_forget_marker: "w1",
  pi_function: "H1",
  pi_group: "L",
  pi_groups: "H2",
  pi_guard: "a1",
  pi_half_made: "I0",
  pi_hold_sysctl: "I2",
  pi_holder: "a2",
  pi_holder_is_idle: "w2",
  pi_ifindex: "J0",
  pi_index: "h",
  pi_indices: "M",
  pi_install_boot: "W2",
  pi_ip_lines: "O",
  pi_ip_pid: "b0",
  pi_is_in_group: "i1",
  pi_keep: "X0",
  pi_key: "x0",
  pi_last: "H",
  pi_leave_out: "x2",
  pi_left_out: "P",
  pi_line: "e",
  pi_lines: "f",
  pi_load_module: "L1",
  pi_lock_file: "t",
  pi_lose: "L2",
  pi_machine: "b1",
  pi_marker: "q",
  pi_marker_dir: "c",
  pi_may_undo: "M1",
  pi_members: "j1",
  pi_module_dir: "j2",
  pi_moves: "k0",
  pi_name: "i",
  pi_names: "k1",
  pi_needs_forwarding: "M2",
  pi_net_dir: "m",
  pi_new: "y2",
  pi_new_files: "f0",
  pi_newline: "n",
  pi_next_line: "b2",
  pi_nonce: "N",
  pi_now: "N0",
  pi_number: "s",
  pi_object: "u",
  pi_old_files: "f1",
  pi_open_files: "N1",
  pi_open_lock: "l0",
  pi_other: "l1",
  pi_ours: "l2",
  pi_persistent: "N2",
  pi_pid: "A",
  pi_place_marker: "z0",
  pi_plain: "O0",
  pi_poll_lock: "m1",
  pi_prepare_marker: "z1",
  pi_print: "z2",
  pi_print_change: "A0",
  pi_read_ip: "A1",
  pi_release_lock: "X2",
  pi_release_sysctl: "O1",
  pi_remember_setting: "g0",
  pi_remember_settings: "O2",
  pi_remove_clsact: "Y0",
  pi_remove_files: "o1",
  pi_remove_link_files: "A2",
  pi_remove_orphan: "B0",
  pi_replaced: "o2",
  pi_report_done: "g1",
  pi_report_verdict: "B1",
  pi_rest: "j",
  pi_restore_settings: "B2",
  pi_reverse: "Y1",
  pi_reverse_now: "Y2",
  pi_run_batch: "X",
  pi_run_dir: "c1",
  pi_run_lines: "P1",
  pi_run_singly: "P2",
  pi_run_unshown: "p2",
  pi_save_files: "Q0",
  pi_scratch_free: "C2",
  pi_scratch_group: "q0",
  pi_seconds: "r",
  pi_set_sysctls: "Q1",
  pi_shows: "q2",
  pi_spell_out_device: "Q2",
  pi_start_ip: "Z0",
  pi_start_timer: "R0",
  pi_status: "g2",
  pi_stop_timer: "D0",
  pi_sysctl_dir: "r1",
  pi_take_lock: "R1",
  pi_taken: "r2",
  pi_text: "B",
  pi_tidy_markers: "R2",
  pi_tool: "c2",
  pi_total: "V",
  pi_try_lock: "h0",
  pi_type: "S1",
  pi_unarmed: "d0",
  pi_undo: "s0",
  pi_undo_checks: "Y",
  pi_undone: "R",
  pi_unsaved: "Z",
  pi_value: "T0",
  pi_verdict: "s2",
  pi_wait_for_lock: "T1",
  pi_watch: "D",
  pi_word: "a",
  pi_write_accept_ra: "T2",
  pi_write_file: "U0",
  pi_write_sysctl: "D1",
} as const;

/** What prints each section of a dump. */
export const DUMPS = {
  "facts": `[ -d /run/systemd/system ] && systemctl --version 2>/dev/null | { read -r _ a _ && echo "systemd $a"; }
for a; do
{ [ -e "/sys/module/$a" ] || modprobe -n -q "$a" 2>/dev/null; } && echo "module $a"
done
w=y`,
  "fib": `printf 'route show table all proto %s\\n' boot static 105 | D ip -d -j -N -batch - || w=y`,
  "files": `[ ! -d /etc/pulumi-iproute2/objects ] || (cd /etc/pulumi-iproute2/objects && set -- * && [ -e "$1" ] && cksum "$@")`,
  "fou": `D ip -j fou show || w=y`,
  "holder": `D ip "$1" -d -j -N route show to exact "$3" table "$2" || w=y`,
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
  "links": `D ip -d -j -N addr show || w=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | D ip -d -j -N -batch - || w=y`,
  "markers": `for a in "$c"/*; do [ -f "$a" ] && IFS= read -r e <"$a" && echo "\${a##*/} $e"; done`,
  "neighbors": `D ip -d -j -N neigh show nud permanent || w=y`,
  "routes": `printf 'route show table all proto %s\\n' boot static | D ip -d -j -N -batch - || w=y`,
  "rules": `D ip -d -j -N rule show || w=y
if [ -e /proc/sys/net/ipv6 ]; then D ip -6 -d -j -N rule show || w=y; else echo '[]'; fi`,
  "sysctl": `for a in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
e=$(cat "/proc/sys/$(echo $a | tr . /)" 2>/dev/null) && echo "$a $e"
done`,
  "tc": `a=$(tc qdisc show dev "$1" 2>/dev/null | sed -n -e 's/^qdisc clsact .*/clsact/p' -e 's/^qdisc ingress .*/ingress/p')
[ -z "$a" ] || {
echo "[\\"$a\\",\\"$1\\"]"
printf "filter show dev $1 %s\\n" ingress egress | tc -j -force -batch -
}`,
  "udp": `ss -Hulnp`,
  "xfrm-policy": `D ip xfrm policy list || w=y`,
  "xfrm-state": `D ip xfrm state list nokeys || w=y`,
} as const;
