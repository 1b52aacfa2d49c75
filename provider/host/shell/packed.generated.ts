// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** The texts of the files that several of the constants below consist of. */
const TEXTS = {
  "provider/host/shell/roots.sh": `c1=/run
m=/sys/class/net
j2=/sys/module
r0=/proc/sys
w=`,
  "provider/host/shell/lock.sh": `umask 077
u=$c1/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$u" || u=
l0() { [ -z "$u" ] || exec 9>>"$u"; }
X1() {
[ -z "$u" ] || : >"$u"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
l0
}
R0() {
[ -n "$u" ] || return 0
[ ! -e "$u.wanted" ] || { rm -f "$u.wanted"; sleep 2; }
h0 -n || T0 || {
if [ -n "$k" ]; then g lock-failed; echo "$k"; else g busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $a2"; fi >"$u"
}
h0() { k=$(flock "$@" 3 2>&1 3>&9); }
T0() {
[ -z "$k" ] || return 1
v2=$(flock --version 2>&1)
a1=
read -r a1 <"$u"
m1 10 && return
[ -z "$k" ] || return 1
G0
m1 20
}
m1() {
case $v2 in *util-linux*) h0 -w "$1"; return;; esac
r=$1
while [ "$r" -gt 0 ]; do
: >>"$u.wanted"
sleep 1
h0 -n && { rm -f "$u.wanted"; return; }
[ -z "$k" ] || return 1
r=$((r - 1))
done
return 1
}
G0() { w1 && sleep 1 && w1 && kill "\${a1%% *}"; }
w1() {
e=
read -r e <"$u"
A=\${a1%% *}
case $A in '' | *[!0-9]*) return 1;; esac
[ "$e" = "$a1" ] && [ "/proc/$A/fd/9" -ef "$u" ] &&
[ -r "/proc/$A/task/$A/children" ] || return 1
read -r e <"/proc/$A/task/$A/children"
case $e in '' | "\${a1##* }") ;; *) return 1;; esac
}
l0`,
  "provider/host/shell/persistent-ip.sh": `a2=
Y2() {
exec 6>&- 7<&- 4<<E 7<<E
.
E
.
E
a2=
if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
read -r a2 <&4
read -r a2 <&7
exec 6>/proc/self/fd/4 5>/proc/self/fd/7
ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
a2=$!
exec 4<&- 5>&-
else
exec 4<&- 7<&-
fi
}
A0() {
k=
while [ "$T" -gt 0 ]; do
IFS= read -r e <&7 || return 1
case $e in
'['* | '{'*) T=$((T - 1)); printf '%s\\n' "$e";;
*) k=$k$e$n;;
esac
done
}`,
  "provider/host/shell/guards.sh": `K=26992
a0() {
v=$1 H2=$2 D=
shift 2
case $v in
@*) [ -e "$c/\${v#@}" ] && IFS= read -r D <"$c/\${v#@}";;
*)
[ -e "$m/$v" ] || { s1=gone; return 1; }
IFS= read -r D <"$m/$v/ifalias";;
esac
for a; do case $D in "$a" | "$a "*) return 0;; esac; done
[ "$H2" = y ] && [ -z "$D" ] && i1 "$v" && return 0
s1="foreign $D"
return 1
}
i1() { read -r a <"$m/$1/netdev_group" && [ "$a" = $K ]; }
B0() { g "\${s1%% *} $1 \${s1#* }"; }`,
  "provider/host/shell/markers.sh": `c=
v1() {
[ -n "$c" ] || {
c=$(readlink /proc/self/ns/net)
c=\${c#*\\[}
c=$c1/pulumi-iproute2/\${c%]}
}
}
z0() {
[ $# -lt 2 ] || k=$({ mkdir -p "$c" && echo "$2" $3 >"$c/.$1"; } 2>&1)
}
y2() {
case $# in
0) ;;
1) rm -f "$c/$1";;
*) mv -f "$c/.$1" "$c/$1";;
esac
}
w0() { [ $# -lt 2 ] || rm -f "$c/.$1"; }
R1() { rmdir "$c" "$c1/pulumi-iproute2" 2>/dev/null; }`,
  "provider/host/shell/operations.sh": `Q=' '
L0() { [ -e "$j2/$1" ] || modprobe -q "$1" || g "no-module $1"; }
J() {
H0=$1 r1=0
shift
while [ $# -gt 0 ]; do
h=$1 Z=$2 G=$3 f=$4 W=$5 r2=$6 q=$7 q1=$8 b=$9
r1=$((r1 + 1))
shift 9
case $O in *" $h "*) ;; *) $H0 || return 0;; esac
done
}
E2() {
case $Q in
*" \${h#k} "*) O="$O$h "; return;;
esac
if [ -n "$Z" ] && ! a0 $Z; then
x1
B0 "$h"
case $b in "- "*) A2 \${b#- } "\${Z##* }";; esac
elif ! z0 $q; then
x1
g "unmarked $h"
echo "$k"
else
case $b in "- "*) f1="$f1 \${b#- }";; esac
fi
}
x1() { O="$O$h " Q="$Q$h "; }
h2() {
f1=
J E2 "$@"
[ -z "$f1" ] || o1 $f1
}
z1() {
printf '%s' "$f"
S=$((S + G)) T=$((T + q1))
}
D2() { S=$((S + G)); }
e1() {
y2 $q
case $b in "+ "*) T2 \${b#+ };; esac
z="$z $h"
}
L1() {
Q="$Q$h "
w0 $q
z="$z $h"
}
G1() {
b1=$((b1 + G))
if [ "$x" -gt "$G" ]; then
x=$((x - G))
e1
else
u2
return 1
fi
}
u2() {
H=y Q="$Q$h "
g1
g "failed $h $x"
printf '%s\\n' "$k"
[ "$x" -gt 1 ] && [ -n "$r2" ] && M0 &&
printf '%s' "$r2" | $c2 -force -batch - >/dev/null 2>&1
w0 $q
}
M0() {
case $W in
'') return 0;;
*" =")
[ -z "$B" ] ||
f=$(printf '%s' "$B" | sed -n "$((b1 - G)),$((b1 - 1))p")
f=\${f#*"link set dev \${W%% *} alias "}
f=\${f%%"$n"*}
a0 \${W%=}\${f%% *};;
*) a0 $W;;
esac
}
g1() {
[ -z "$X" ] || P2
[ -z "$z" ] || g "done$z"
z=
}
t2() {
if [ -n "$B" ]; then z=" $2-$(($2 + $# / 9 - 1))"; else z=; J "$@"; fi
}
c0() {
c2=$1 N2=$2 B=$3 N1=$4 O=" $d0"
shift 4
[ "$N2" = y ] || h2 "$@"
while [ $# -gt 0 ]; do
g run
S=0 T=0
if [ "$N1" = y ] && [ -n "$M" ]; then
u0=$M g2=0
J z1 "$@" >&6 2>/dev/null
if A0; then M=$((M + S)); else g2=1 M=; fi
else
u0=0
{
k=$(if [ -n "$B" ]; then printf '%s' "$B"; else J z1 "$@"; fi |
$c2 -batch - 2>&1 >&3 3>&-)
g2=$?
} 3>&1
fi
if [ "$g2" = 0 ]; then
t2 e1 "$@"
g1
return
fi
x=0 S=0
case $k in
*"Command failed -:"*)
x=\${k##*"Command failed -:"}
x=$((\${x%%[!0-9]*} - u0));;
esac
J D2 "$@"
if [ "$x" -lt 1 ] || [ "$x" -gt "$S" ]; then
H=y
t2 L1 "$@"
g "lost $g2$z"
printf '%s\\n' "$k"
return
fi
b1=1 z=
J G1 "$@"
shift $((r1 * 9))
[ -z "$B" ] || B=$(printf '%s' "$B" | tail -n +$b1)$n
done
}
W2() {
O=" $d0" z=
h2 "$@"
J e1 "$@"
g1
}
P1() {
c2=$1 O=" $d0" z=
shift
h2 "$@"
J P0 "$@"
g1
}
P0() {
x=0 j=$f
while [ -n "$j" ]; do
x=$((x + 1))
k=$(printf '%s\\n' "\${j%%"$n"*}" | $c2 -batch - 2>&1) || { u2; return 0; }
j=\${j#*"$n"}
done
e1
}`,
  "provider/host/shell/removals.sh": `V0() {
(
cd "$m" && E0=$1 H1=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$E0" ] &&
[ "$(grep -lx $K -- */netdev_group 2>/dev/null)" = "$H1" ]
) && {
shift 2
[ ! -d "$d" ] || A1 "$@"
g removing
ip link del group $K 2>&1
} && g "done r0-$(($# - 1))"
}
V1() {
p2=$1 L='' s='' t=0 l2=0 k0=
shift
while [ $# -gt 0 ]; do
if a0 $2; then
L="$L $1" s="$s $3" t=$((t + 1))
k0="\${k0}link set dev $3 group $p2$n"
i1 "$3" && l2=$((l2 + 1))
else
B0 "$1"
[ ! -d "$d" ] || A2 "link-$3" "\${2##* }"
fi
shift 3
done
[ $t = 0 ] && return
[ ! -d "$d" ] || A1 $s
g removing
if F2; then g "done$L"; else F1; fi
}
F2() {
[ $t -gt 1 ] || {
p1 1 "link del dev$s$n"
return
}
j1=0 C1=y
for b in "$m"/*/netdev_group; do
read -r a <"$b"
case $a in
"$K") j1=$((j1 + 1));;
"$p2") C1=;;
esac
done 2>/dev/null
if [ $l2 = $t ] && [ $j1 = $t ]; then
p1 1 "link del group $K$n"
elif [ -n "$C1" ]; then
p1 $((t + 1)) "\${k0}link del group $p2$n"
else return 1; fi
}
F1() {
for a in $s; do
[ -e "$m/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $L; do
s=\${s# } v=\${s%% *}
if [ -e "$m/$v" ]; then H=y; g "stays $a"; else g "done $a"; fi
s=\${s#"$v"}
done
}
p1() {
[ -n "$M" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
T=1
A0 >/dev/null || {
M=
printf '%s\\n' "$k"
return 1
}
M=$((M + $1 + 1))
}`,
  "provider/host/shell/clsact.sh": `D1() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$c" && cat "$m/$1/ifindex" 2>/dev/null >"$c/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$c/clsact.$1"
}
X2() {
[ -e "$c/clsact.$1" ] || return
if [ "$(cat "$c/clsact.$1")" = "$(cat "$m/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$c/clsact.$1"
}`,
  "provider/host/shell/sysctl.sh": `Q0() {
t=0
while read -r e q D; do
t=$((t + 1)) w2=\${e%%=*} q=$c/$q l1=
b=$r0/$(echo "$w2" | tr . /)
p=\${w2#net.} p=\${p%%.*}
E=$r0/net/$p/conf
for a in "\${q%:*}":*; do
[ -f "$a" ] && [ "$a" != "$q" ] && l1=$a
done
case $e in
*=*) I1 "\${e#*=}";;
*) O0;;
esac || {
echo "Command failed -:$t" >&2
return 1
}
done
}
I1() {
M2=$(cat "$b") && mkdir -p "$c" || return
I=$M2 y1=y
for a in "$q" "$l1"; do
[ -f "$a" ] || continue
read -r i I <"$a"
y1=
break
done
if echo "$D $I" >"$c/.sysctl" && mv -f "$c/.sysctl" "$q"; then
D0 "$1" && return
fi
[ -z "$y1" ] || { rm -f "$q"; B1; }
return 1
}
O0() {
I=
[ ! -f "$q" ] || read -r a I <"$q"
if [ -z "$l1" ]; then
if [ "$I" = 0 ] && [ "$(cat "$b")" != 0 ] && M1; then
:
else
[ -z "$I" ] || D0 "$I" || return
[ "$I" != 0 ] || B1
fi
rm -f "$c/conf:$p:"* "$c/devices:$p"
fi
rm -f "$q"
}
D0() {
if [ "$1" != 0 ] && [ "$(cat "$b")" = 0 ]; then O1 || return; fi
echo "$1" >"$b"
}
O1() {
F=0
for a in "$m"/*/ifindex; do
read -r h <"$a" && [ "$h" -gt "$F" ] && F=$h
done
[ -e "$c/devices:$p" ] || echo "$F" >"$c/devices:$p"
for a in "$E"/*/forwarding; do
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
[ "$(cat "$E/$l/accept_ra" 2>/dev/null)" = 1 ] || continue
g0 accept_ra
echo 2 >"$E/$l/accept_ra" || return
done
}
g0() {
v0
a=$c/conf:$p:$1:$l
[ -e "$a" ] || echo "$h $(cat "$E/$l/$1")" >"$a"
}
v0() { h=$(cat "$m/$l/ifindex" 2>/dev/null) || h=0; }
B1() {
for a in "$c/conf:$p:"*; do
[ -f "$a" ] || continue
read -r F S2 <"$a"
i=\${a##*"/conf:$p:"} l=\${i#*:} i=\${i%%:*}
v0
[ "$h" = "$F" ] || continue
[ "$i" = accept_ra ] && [ "$(cat "$E/$l/$i")" != 2 ] && continue
echo "$S2" 2>/dev/null >"$E/$l/$i"
done
rm -f "$c/conf:$p:"* "$c/devices:$p"
}
M1() {
[ -f "$c/devices:$p" ] || return 0
read -r F <"$c/devices:$p"
for a in etc run usr/local/lib usr/lib lib; do
cat "$w/$a/sysctl.conf" "$w/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${p}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$m"/*/; do
read -r h <"\${a}ifindex" || continue
read -r K <"\${a}netdev_group"
read -r G2 <"\${a}flags"
case $G2 in *[13579bdf]) [ "$h" -le "$F" ] || [ "$K" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$p" = ipv4 ] || return
{
[ ! -e "$j2/nf_tables" ] || nft list ruleset
[ ! -e "$j2/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}`,
  "provider/host/shell/files.sh": `d=$w/etc/pulumi-iproute2
X='' f0='' o2='' y=
W1() {
y=$({
mkdir -p "$d/objects" "$d/.new" && cat >"$d/.boot" &&
sh "$d/.boot" install "$1" && sync "$d/.boot" && mv -f "$d/.boot" "$d/boot"
} 2>&1) && y=
}
T2() {
[ -n "$X" ] || [ -n "$y" ] || N0
X="$X $h"
[ -z "$y" ] || return 0
t=$q1 i=$1 a=$2 l=\${3#-}
shift 3
while [ "$t" -gt 0 ]; do
f=\${f%"$n"}
f=\${f%"$n"*}$n t=$((t - 1))
done
case $a:$f in
sysctl:*) T1;;
ip:"link add name "*) Q1 "\${W%% *}";;
esac
b=$d/objects/$i
f0="$f0 $b"
[ ! -e "$b" ] || o2=y b=$d/.new/$i
{ printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\\n' "$b0" "$a" \\
$((G - q1)) "$f" "$W" "$r2" "$q" "$*" "$l" \\
>"$b"; } 2>/dev/null || {
y=$({ printf '%s' "$f" >"$b"; } 2>&1)
: "\${y:=$b cannot be written}"
}
}
N0() {
for b in "$d/.new"/*; do [ ! -e "$b" ] || rm -f "$b"; done
b0=
{ read -r b0 <"$w/etc/machine-id"; } 2>/dev/null
[ -e "$d/boot" ] || y="$d/boot is missing"
}
T1() {
for b in "$c/conf:ipv6:accept_ra:"*; do
[ ! -f "$b" ] || echo "\${b##*:accept_ra:}"
done 2>/dev/null >"$d/accept-ra"
}
Q1() {
read -r I2 <"$m/$1/ifindex"
read -r t <"$m/$1/mtu"
read -r S0 <"$m/$1/type"
d1=
[ "$S0" != 1 ] || { read -r d1 <"$m/$1/address" && d1="address $d1 "; }
f=\${f#"link add name $1 "}
case $f in "mtu "*) f=\${f#mtu * };; esac
f="link add name $1 index $I2 \${d1}mtu $t $f"
}
P2() {
if [ -z "$y" ]; then
y=$({
if [ -n "$o2" ]; then
sync "$d/.new"/* && mv -f "$d/.new"/* "$d/objects"
fi && sync $f0 "$d/objects"
} 2>&1) && y=
fi
[ -z "$y" ] || { g "unsaved$X"; echo "$y"; }
X='' f0='' o2='' y=
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
A1() {
k1=
for a; do k1="$k1 link-$a"; done
o1 $k1
}
A2() {
[ ! -e "$d/objects/$1" ] || ! grep -q -F -e "$2" "$d/objects/$1" || o1 "$1"
}`,
  "provider/host/shell/boot-service.sh": `b2() {
b=$w$1
shift
[ -d "\${b%/*}" ] || mkdir -p "\${b%/*}"
o0="$o0 $b"
if [ -e "$b" ]; then
printf '%s\\n' "$@" >"$b.new" && sync "$b.new" && mv -f "$b.new" "$b"
else
printf '%s\\n' "$@" >"$b"
fi
}
s0=/etc/systemd/system/pulumi-iproute2.service
h1=/etc/systemd/system/multi-user.target.wants/pulumi-iproute2.service
B2=/etc/udev/rules.d/70-pulumi-iproute2.rules
k2=/etc/systemd/network/00-pulumi-iproute2.network
x2=/etc/systemd/network/00-pulumi-iproute2.link
e2=/etc/init.d/pulumi-iproute2
C0=/etc/runlevels/default/pulumi-iproute2
J2() {
b2 $s0 '[Unit]' 'Description=Restore the tunnels of pulumi-iproute2' \\
'Wants=network-pre.target' 'After=network-pre.target systemd-udevd.service systemd-sysctl.service' \\
'Before=network-online.target' \\
"ConditionDirectoryNotEmpty=$d/objects" '' \\
'[Service]' Type=oneshot RemainAfterExit=yes "ExecStart=/bin/sh $d/boot" '' \\
'[Install]' WantedBy=multi-user.target &&
{ [ -d "$w\${h1%/*}" ] || mkdir -p "$w\${h1%/*}"; } && ln -sf ../pulumi-iproute2.service "$w$h1" &&
b2 $B2 '# Network managers keep their hands off the devices of pulumi-iproute2.' \\
"ACTION!=\\"remove\\", SUBSYSTEM==\\"net\\", ATTR{netdev_group}==\\"$K\\", ENV{ID_NET_MANAGED_BY}=\\"pulumi-iproute2\\", ENV{NM_UNMANAGED}=\\"1\\"" &&
b2 $x2 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' \\
'[Link]' NamePolicy=keep MACAddressPolicy=none ||
return
udevadm control --reload
a=$(systemctl --version | { read -r _ a _ && echo "\${a%%[!0-9]*}"; })
[ "\${a:-0}" -lt 255 ] || return 0
b2 $k2 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' '[Link]' Unmanaged=yes || return
systemctl -q is-active systemd-networkd && networkctl reload
return 0
}
J1() {
b2 $e2 '#!/sbin/openrc-run' 'description="Restore the tunnels of pulumi-iproute2"' \\
'depend() {' '  need localmount' '  after sysctl modules firewall' '  before net' '}' \\
'start() {' "  ebegin 'Restoring the tunnels of pulumi-iproute2'" "  /bin/sh $d/boot" '  eend $?' '}' &&
chmod 755 "$w$e2" && ln -sf $e2 "$w$C0"
}
J0() {
umask 022
o0=
case $1 in
systemd) J2;;
openrc) J1;;
esac && sync $o0
}
S1() {
[ ! -e "$w$s0" ] || ! systemctl -q is-active pulumi-iproute2 || systemctl stop pulumi-iproute2
a=
[ ! -e "$w$k2" ] || a=y
set -- "$d"
for b in $h1 $s0 $B2 $x2 $k2 $C0 $e2; do
set -- "$@" "$w$b"
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
K0() {
v=\${1%% *} j=\${3#*" alias "}
j=\${j%%"$n"*}
if [ -n "$2" ]; then
[ -e "$c/\${2%% *}" ]
return
fi
[ -n "$1" ] && [ -e "$m/$v" ] || return
read -r D <"$m/$v/ifalias"
[ "$D" = "\${j%% *}" ] && return
if [ -z "$D" ] && i1 "$v"; then
ip link del dev "$v"
return 1
fi
[ -n "$d2" ] || echo "$v belongs to another owner, so it stays as it is"
}
I0() {
j=\${2##*" cookie "}
{ tc filter show dev "$1" ingress; tc filter show dev "$1" egress; } 2>/dev/null |
grep -q -F "cookie \${j%%"$n"*}"
}
restore() {
t0=y
[ "$1" = 1 ] || { echo "$i has the unknown format $1"; return; }
[ "$2" = "$b0" ] || { f2=$((f2 + 1)); return; }
if [ "$3" = tc ]; then I0 "\${10%%,*}" "$5"; else K0 "$6" "$8" "$5"; fi && return
for a in $9; do L0 "$a"; done
f=$5
K2 "\${6%% *}"
U=" '$i' '' $4 '$f' '$6' '$7' '$8' 0 ''"
case $3 in
ip) i2=$i2$U;;
fou) m2=$m2$U;;
fou6) n0=$n0$U;;
xfrm) q2=$q2$U;;
tc) i0=$i0$U s=$s\${10},;;
sysctl)
case $5 in
net.ipv6.*) O2 || { C="$C $i"; return; };;
esac
q0=$q0$U;;
esac
}
K2() {
j=\${f#"link add name $1 index "}
[ "$j" != "$f" ] || return 0
case $d2$L in
y* | *" \${j%% *} "*) f="link add name $1 \${j#* }";;
esac
}
O2() {
[ -e "$d/accept-ra" ] || return 0
p=ipv6 E=$r0/net/ipv6/conf y0=
mkdir -p "$c"
while read -r l; do
if [ ! -d "$E/$l" ]; then y0=y
elif [ "$(cat "$E/$l/accept_ra")" = 1 ]; then
g0 accept_ra
echo 2 >"$E/$l/accept_ra"
fi
done <"$d/accept-ra"
[ -z "$y0" ] || [ -n "$F" ]
}
p0() {
C='' f2=0 L=' ' Q=' '
i2='' m2='' n0='' q2='' i0='' s='' q0=
l0
R0 n || { C=" $*"; return; }
for a in "$m"/*/ifindex; do
read -r a <"$a" && L="$L$a "
done 2>/dev/null
for i; do
[ -f "$d/objects/$i" ] || continue
t0=
command . "$d/objects/$i" 2>/dev/null
[ -n "$t0" ] || [ -n "$d2" ] || echo "$i cannot be read. Run pulumi refresh and pulumi up"
done
V "c0 Q0 n '' n" "$q0"
V "c0 ip n '' n" "$m2"
V "c0 'ip -6' n '' n" "$n0"
V "P1 ip" "$q2"
V "c0 ip n '' n" "$i2"
while [ -n "$s" ]; do
D1 "\${s%%,*}"
s=\${s#*,}
done
V "c0 tc n '' n" "$i0"
exec 9>&-
}
V() { [ -z "$2" ] || eval "$1$2"; }
E1() {
v1
b0='' d2='' F=
{ read -r b0 <"$w/etc/machine-id"; } 2>/dev/null
cd "$d/objects" || return
set -- *
p0 "$@"
[ "$f2" = 0 ] || echo "this machine is a copy of another one: $f2 objects of that one are not restored"
echo "read $# files, restored all but these:\${C:- none}"
[ -z "$C" ] || R2 </dev/null &
}
R2() {
d2=y r=0
while [ "$r" -lt 60 ]; do
if [ "$r" -lt 10 ]; then m0=1; else m0=5; fi
sleep $m0
r=$((r + m0))
if [ "$r" -lt 60 ]; then p0 $C >/dev/null 2>&1
else F=y; p0 $C; fi
[ -n "$C" ] || { echo "restored the others after $r s"; return; }
done
echo "gave up after $r s:$C"
}
case $1 in
install) J0 "$2";;
uninstall) S1;;
*) E1;;
esac`,
} as const;

/** Defined once in each shell. */
export const HOST_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/persistent-ip.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/removals.sh"], TEXTS["provider/host/shell/clsact.sh"]].join("\n");

/** Defined once in each shell, if the host may have files for a reboot. */
export const FILE_FUNCTIONS = [TEXTS["provider/host/shell/files.sh"]].join("\n");

/** Defined in each frame with a change that may cut the SSH connection. */
export const CONFIRM_FUNCTIONS = `o=$c1/pulumi-iproute2.confirm d0=
U0() {
i=$1 r=$2 b=$o/$1
shift 2
[ ! -e "$b" ] || return 0
k='the time for this change is over, so the host has reversed it'
[ ! -e "$b.reversing" ] && [ ! -e "$b.reversed" ] &&
k=$({ mkdir -p "$o" && cat >"$b" && Q2; } 2>&1) && return
rm -f "$b"
for a; do
d0="$d0$a "
g "unarmed $a"
echo "$k"
done
}
Q2() {
[ -d "$c1/systemd/system" ] && command -v systemd-run >/dev/null &&
systemd-run --quiet --collect --unit="pulumi-iproute2-confirm-$i" --on-active="$r" \\
--timer-property=AccuracySec=100ms /bin/sh "$b" && return
a=
command -v setsid >/dev/null && a=setsid
$a sh -c 'trap "" HUP; sleep "$1"; exec sh "$2"' sh "$r" "$b" \\
</dev/null >/dev/null 2>&1 3>&- 6>&- 7<&- 9>&- &
echo "$!" >"$b.timer"
}
C2() {
A=
{ read -r A <"$o/$1.timer"; } 2>/dev/null
if [ -n "$A" ]; then
grep -q -F -e "$o/$1" "/proc/$A/cmdline" && { kill -- "-$A" || kill "$A"; }
rm -f "$o/$1.timer"
else
systemctl stop "pulumi-iproute2-confirm-$1.timer"
fi 2>/dev/null
}
U2() {
b=$o/$1
mv "$b" "$b.confirmed" 2>/dev/null && C2 "$1"
z2 "$1"
}
z2() {
for a in confirmed reversing reversed; do
[ ! -e "$o/$1.$a" ] || { g "$a"; return; }
done
if [ -e "$o/$1" ]; then g armed; else g forgotten; fi
}
Y1() {
[ ! -e "$o/$1" ] || { C2 "$1"; sh "$o/$1"; }
z2 "$1"
}
W0() {
rm -f "$o/$1.confirmed" "$o/$1.reversed"
rmdir "$o" 2>/dev/null
}
U1() {
mv "$o/$1" "$o/$1.reversing" 2>/dev/null || exit 0
rm -f "$o/$1.timer"
O=' '
v1
[ -n "$u" ] || return 0
v2=$(flock --version 2>&1)
h0 -n || m1 3
}
Y0() {
[ -z "$Z" ] || a0 $Z || return 0
z0 $q
printf '%s' "$f" | $c2 -force -batch - >/dev/null 2>&1
y2 $q
}
V2() {
R1
mv "$o/$1.reversing" "$o/$1.reversed"
}`;

/** The script that restores objects at boot, without its first line. */
export const BOOT_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/clsact.sh"], TEXTS["provider/host/shell/sysctl.sh"], TEXTS["provider/host/shell/files.sh"], TEXTS["provider/host/shell/boot-service.sh"], TEXTS["provider/host/shell/boot.sh"]].join("\n");

/** Defined in each frame that changes settings of the kernel. */
export const SYSCTL_FUNCTIONS = [TEXTS["provider/host/shell/sysctl.sh"]].join("\n");

/** Defined in each frame that reads lists of the kernel. */
export const WATCH_FUNCTIONS = `Y() {
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
  pi_add_clsact: "D1",
  pi_add_count: "D2",
  pi_address: "d1",
  pi_alias: "D",
  pi_aliases: "E0",
  pi_arm: "U0",
  pi_before: "I",
  pi_begin_reversal: "U1",
  pi_check: "E2",
  pi_check_all: "h2",
  pi_checks: "Z",
  pi_collect: "t2",
  pi_conf: "E",
  pi_config_dir: "w",
  pi_confirm: "U2",
  pi_confirm_dir: "o",
  pi_count: "G",
  pi_delete_all: "V0",
  pi_delete_devices: "V1",
  pi_delete_singly: "F1",
  pi_delete_together: "F2",
  pi_device: "l",
  pi_devices: "s",
  pi_done: "z",
  pi_due: "T",
  pi_each: "J",
  pi_earlier: "u0",
  pi_end_idle_holder: "G0",
  pi_end_reversal: "V2",
  pi_error: "k",
  pi_event: "g",
  pi_fail: "u2",
  pi_failed: "H",
  pi_failing_line: "x",
  pi_family: "p",
  pi_file: "b",
  pi_files_dir: "d",
  pi_files_fault: "y",
  pi_find_failed: "G1",
  pi_find_index: "v0",
  pi_find_marker_dir: "v1",
  pi_finish: "e1",
  pi_flags: "G2",
  pi_flock: "v2",
  pi_forget_change: "W0",
  pi_forget_marker: "w0",
  pi_function: "H0",
  pi_group: "K",
  pi_groups: "H1",
  pi_guard: "a0",
  pi_half_made: "H2",
  pi_hold_sysctl: "I1",
  pi_holder: "a1",
  pi_holder_is_idle: "w1",
  pi_ifindex: "I2",
  pi_index: "h",
  pi_indices: "L",
  pi_install_boot: "W1",
  pi_ip_lines: "M",
  pi_ip_pid: "a2",
  pi_is_in_group: "i1",
  pi_keep: "W2",
  pi_key: "w2",
  pi_last: "F",
  pi_leave_out: "x1",
  pi_left_out: "O",
  pi_line: "e",
  pi_lines: "f",
  pi_load_module: "L0",
  pi_lock_file: "u",
  pi_lose: "L1",
  pi_machine: "b0",
  pi_marker: "q",
  pi_marker_dir: "c",
  pi_may_undo: "M0",
  pi_members: "j1",
  pi_module_dir: "j2",
  pi_moves: "k0",
  pi_name: "i",
  pi_names: "k1",
  pi_needs_forwarding: "M1",
  pi_net_dir: "m",
  pi_new: "y1",
  pi_new_files: "f0",
  pi_newline: "n",
  pi_next_line: "b1",
  pi_nonce: "N",
  pi_now: "M2",
  pi_number: "t",
  pi_object: "v",
  pi_old_files: "f1",
  pi_open_files: "N0",
  pi_open_lock: "l0",
  pi_other: "l1",
  pi_ours: "l2",
  pi_persistent: "N1",
  pi_pid: "A",
  pi_place_marker: "y2",
  pi_plain: "N2",
  pi_poll_lock: "m1",
  pi_prepare_marker: "z0",
  pi_print: "z1",
  pi_print_change: "z2",
  pi_read_ip: "A0",
  pi_release_lock: "X1",
  pi_release_sysctl: "O0",
  pi_remember_setting: "g0",
  pi_remember_settings: "O1",
  pi_remove_clsact: "X2",
  pi_remove_files: "o1",
  pi_remove_link_files: "A1",
  pi_remove_orphan: "A2",
  pi_replaced: "o2",
  pi_report_done: "g1",
  pi_report_verdict: "B0",
  pi_rest: "j",
  pi_restore_settings: "B1",
  pi_reverse: "Y0",
  pi_reverse_now: "Y1",
  pi_run_batch: "c0",
  pi_run_dir: "c1",
  pi_run_lines: "P0",
  pi_run_singly: "P1",
  pi_run_unshown: "p1",
  pi_save_files: "P2",
  pi_scratch_free: "C1",
  pi_scratch_group: "p2",
  pi_seconds: "r",
  pi_set_sysctls: "Q0",
  pi_shows: "q1",
  pi_spell_out_device: "Q1",
  pi_start_ip: "Y2",
  pi_start_timer: "Q2",
  pi_status: "g2",
  pi_stop_timer: "C2",
  pi_sysctl_dir: "r0",
  pi_take_lock: "R0",
  pi_taken: "r1",
  pi_text: "B",
  pi_tidy_markers: "R1",
  pi_tool: "c2",
  pi_total: "S",
  pi_try_lock: "h0",
  pi_type: "S0",
  pi_unarmed: "d0",
  pi_undo: "r2",
  pi_undo_checks: "W",
  pi_undone: "Q",
  pi_unsaved: "X",
  pi_value: "S2",
  pi_verdict: "s1",
  pi_wait_for_lock: "T0",
  pi_watch: "Y",
  pi_word: "a",
  pi_write_accept_ra: "T1",
  pi_write_file: "T2",
  pi_write_sysctl: "D0",
} as const;

/** What prints each section of a dump. */
export const DUMPS = {
  "facts": `[ -d /run/systemd/system ] && systemctl --version 2>/dev/null | { read -r _ a _ && echo "systemd $a"; }
for a; do
{ [ -e "/sys/module/$a" ] || modprobe -n -q "$a" 2>/dev/null; } && echo "module $a"
done
H=y`,
  "files": `[ ! -d /etc/pulumi-iproute2/objects ] || (cd /etc/pulumi-iproute2/objects && set -- * && [ -e "$1" ] && cksum "$@")`,
  "fou": `Y ip -j fou show || H=y`,
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
  "links": `Y ip -d -j -N addr show || H=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | Y ip -d -j -N -batch - || H=y`,
  "markers": `for a in "$c"/*; do [ -f "$a" ] && IFS= read -r e <"$a" && echo "\${a##*/} $e"; done`,
  "routes": `printf 'route show table all proto %s\\n' boot static | Y ip -d -j -N -batch - || H=y`,
  "sysctl": `for a in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
e=$(cat "/proc/sys/$(echo $a | tr . /)" 2>/dev/null) && echo "$a $e"
done`,
  "tc": `a=$(tc qdisc show dev "$1" 2>/dev/null | sed -n -e 's/^qdisc clsact .*/clsact/p' -e 's/^qdisc ingress .*/ingress/p')
[ -z "$a" ] || {
echo "[\\"$a\\",\\"$1\\"]"
printf "filter show dev $1 %s\\n" ingress egress | tc -j -force -batch -
}`,
  "udp": `ss -Hulnp`,
  "xfrm-policy": `Y ip xfrm policy list || H=y`,
  "xfrm-state": `Y ip xfrm state list nokeys || H=y`,
} as const;
