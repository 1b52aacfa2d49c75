// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** The texts of the files that several of the constants below consist of. */
const TEXTS = {
  "provider/host/shell/roots.sh": `d2=/run
n=/sys/class/net
k3=/sys/module
d3=/proc/sys
A=`,
  "provider/host/shell/lock.sh": `umask 077
w=$d2/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$w" || w=
l3() { [ -z "$w" ] || exec 9>>"$w"; }
T2() {
[ -z "$w" ] || : >"$w"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
l3
}
O3() {
[ -n "$w" ] || return 0
[ ! -e "$w.wanted" ] || { rm -f "$w.wanted"; sleep 2; }
i2 -n || Q0 || {
if [ -n "$o" ]; then j lock-failed; echo "$o"; else j busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $c0"; fi >"$w"
}
i2() { o=$(flock "$@" 3 2>&1 3>&9); }
Q0() {
[ -z "$o" ] || return 1
v3=$(flock --version 2>&1)
b3=
read -r b3 <"$w"
o0 10 && return
[ -z "$o" ] || return 1
F2
o0 20
}
o0() {
case $v3 in *util-linux*) i2 -w "$1"; return;; esac
s=$1
while [ "$s" -gt 0 ]; do
: >>"$w.wanted"
sleep 1
i2 -n && { rm -f "$w.wanted"; return; }
[ -z "$o" ] || return 1
s=$((s - 1))
done
return 1
}
F2() { w1 && sleep 1 && w1 && kill "\${b3%% *}"; }
w1() {
c=
read -r c <"$w"
E=\${b3%% *}
case $E in '' | *[!0-9]*) return 1;; esac
[ "$c" = "$b3" ] && [ "/proc/$E/fd/9" -ef "$w" ] &&
[ -r "/proc/$E/task/$E/children" ] || return 1
read -r c <"/proc/$E/task/$E/children"
case $c in '' | "\${b3##* }") ;; *) return 1;; esac
}
l3`,
  "provider/host/shell/persistent-ip.sh": `c0=
U2() {
exec 6>&- 7<&- 4<<E 7<<E
.
E
.
E
c0=
if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
read -r c0 <&4
read -r c0 <&7
exec 6>/proc/self/fd/4 5>/proc/self/fd/7
ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
c0=$!
exec 4<&- 5>&-
else
exec 4<&- 7<&-
fi
}
A0() {
o=
while [ "$a1" -gt 0 ]; do
IFS= read -r c <&7 || return 1
case $c in
'['* | '{'*) a1=$((a1 - 1)); printf '%s\\n' "$c";;
*) o=$o$c$k;;
esac
done
}`,
  "provider/host/shell/guards.sh": `L=26992
b2() {
z=$1 G3=$2 H=
shift 2
case $z in
@*) [ -e "$d/\${z#@}" ] && IFS= read -r H <"$d/\${z#@}";;
*)
[ -e "$n/$z" ] || { s3=gone; return 1; }
IFS= read -r H <"$n/$z/ifalias";;
esac
for a; do case $H in "$a" | "$a "*) return 0;; esac; done
[ "$G3" = y ] && [ -z "$H" ] && k0 "$z" && return 0
s3="foreign $H"
return 1
}
k0() { read -r a <"$n/$1/netdev_group" && [ "$a" = $L ]; }
A3() { j "\${s3%% *} $1 \${s3#* }"; }`,
  "provider/host/shell/markers.sh": `d=
v1() {
[ -n "$d" ] || {
d=$(readlink /proc/self/ns/net)
d=\${d#*\\[}
d=$d2/pulumi-iproute2/\${d%]}
}
}
z1() {
[ $# -lt 2 ] || o=$({ mkdir -p "$d" && echo "$2" $3 >"$d/.$1"; } 2>&1)
}
z0() {
case $# in
0) ;;
1) rm -f "$d/$1";;
*) mv -f "$d/.$1" "$d/$1";;
esac
}
w0() { [ $# -lt 2 ] || rm -f "$d/.$1"; }
P0() {
for a in "$d/clsact."*; do
[ -e "$n/\${a##*/clsact.}" ] || rm -f "$a"
done
rmdir "$d" "$d2/pulumi-iproute2" 2>/dev/null
}`,
  "provider/host/shell/operations.sh": `W=' '
y0() { [ -e "$k3/$1" ] || modprobe -q "$1" || j "no-module $1"; }
Q() {
G1=$1 i1=0
shift
while [ $# -gt 0 ]; do
l=$1 b1=$2 K=$3 f=$4 a3=$5 s1=$6 r=$7 r3=$8 b=$9
i1=$((i1 + 1))
shift 9
case $T in *" $l "*) ;; *) $G1 || return 0;; esac
done
}
E2() {
case $W in
*" \${l#k} "*) T="$T$l "; return;;
esac
if [ -n "$b1" ] && ! b2 $b1; then
x2
A3 "$l"
case $b in "- "*) A2 \${b#- } "\${b1##* }";; esac
elif ! z1 $r; then
x2
j "unmarked $l"
echo "$o"
else
case $b in "- "*) g1="$g1 \${b#- }";; esac
fi
}
x2() { T="$T$l " W="$W$l "; }
j2() {
g1=
Q E2 "$@"
[ -z "$g1" ] || p3 $g1
}
z2() {
printf '%s' "$f"
Z=$((Z + K)) a1=$((a1 + r3))
}
D1() { Z=$((Z + K)); }
f0() {
z0 $r
[ -n "$u" ] || case $b in "+ "*) Q2 \${b#+ };; esac
D="$D $l"
}
v2() { [ -z "$u" ] || case \${10} in "+ "*) Q3 "$@";; esac; }
J0() {
W="$W$l "
w0 $r
D="$D $l"
}
F3() {
c1=$((c1 + K))
if [ "$C" -gt "$K" ]; then
C=$((C - K))
f0
else
return 1
fi
}
u3() {
y=y W="$W$l "
h2
j "failed $l $C"
printf '%s\\n' "$o"
[ "$C" -gt 1 ] && [ -n "$s1" ] && J2 &&
printf '%s' "$s1" | $e0 -force -batch - >/dev/null 2>&1
w0 $r
}
J2() {
case $a3 in
'') return 0;;
*" =")
[ -z "$u" ] ||
f=$(printf '%s' "$u" | sed -n "$((c1 - K)),$((c1 - 1))p")
f=\${f#*"link set dev \${a3%% *} alias "}
f=\${f%%"$k"*}
b2 \${a3%=}\${f%% *};;
*) b2 $a3;;
esac
}
h2() {
[ -z "$a0" ] || M2
[ -z "$D" ] || j "done$D"
D=
}
u0() {
if [ -n "$u" ]; then D=" $2-$(($2 + $# / 9 - 1))"; else D=; Q "$@"; fi
}
a2() {
e0=$1 K3=$2 u=$3 K2=$4 T=" $e1"
shift 4
[ "$K3" = y ] || j2 "$@"
while [ $# -gt 0 ]; do
j run
Z=0 a1=0
if [ "$K2" = y ] && [ -n "$S" ]; then
u1=$S h3=0
Q z2 "$@" >&6 2>/dev/null
if A0; then S=$((S + Z)); else h3=1 S=; fi
else
u1=0
{
o=$(if [ -n "$u" ]; then printf '%s' "$u"; else Q z2 "$@"; fi |
$e0 -batch - 2>&1 >&3 3>&-)
h3=$?
} 3>&1
fi
if [ "$h3" = 0 ]; then
u0 f0 "$@"
v2 $(($# / 9)) "$@"
h2
return
fi
C=0 Z=0
case $o in
*"Command failed -:"*)
C=\${o##*"Command failed -:"}
C=$((\${C%%[!0-9]*} - u1));;
esac
Q D1 "$@"
if [ "$C" -lt 1 ] || [ "$C" -gt "$Z" ]; then
y=y
u0 J0 "$@"
j "lost $h3$D"
printf '%s\\n' "$o"
return
fi
c1=1 D=
Q F3 "$@"
v2 $((i1 - 1)) "$@"
u3
shift $((i1 * 9))
[ -z "$u" ] || u=$(printf '%s' "$u" | tail -n +$c1)$k
done
}
T0() {
T=" $e1" D='' u=
j2 "$@"
Q f0 "$@"
h2
}
q3() {
e0=$1 T=" $e1" D='' u=
shift
j2 "$@"
Q M0 "$@"
h2
}
M0() {
C=0 m=$f
while [ -n "$m" ]; do
C=$((C + 1))
o=$(printf '%s\\n' "\${m%%"$k"*}" | $e0 -batch - 2>&1) || { u3; return 0; }
m=\${m#*"$k"}
done
f0
}`,
  "provider/host/shell/removals.sh": `R3() {
(
cd "$n" && D3=$1 G2=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$D3" ] &&
[ "$(grep -lx $L -- */netdev_group 2>/dev/null)" = "$G2" ]
) && {
shift 2
[ ! -d "$e" ] || A1 "$@"
j removing
ip link del group $L 2>&1
} && j "done r0-$(($# - 1))"
}
S0() {
r1=$1 R='' t='' g=0 m2=0 l0=
shift
while [ $# -gt 0 ]; do
if b2 $2; then
R="$R $1" t="$t $3" g=$((g + 1))
l0="\${l0}link set dev $3 group $r1$k"
k0 "$3" && m2=$((m2 + 1))
else
A3 "$1"
[ ! -d "$e" ] || A2 "link-$3" "\${2##* }"
fi
shift 3
done
[ $g = 0 ] && return
[ ! -d "$e" ] || A1 $t
j removing
if F1; then j "done$R"; else F0; fi
}
F1() {
[ $g -gt 1 ] || {
r0 1 "link del dev$t$k"
return
}
k2=0 C1=y
for b in "$n"/*/netdev_group; do
read -r a <"$b"
case $a in
"$L") k2=$((k2 + 1));;
"$r1") C1=;;
esac
done 2>/dev/null
if [ $m2 = $g ] && [ $k2 = $g ]; then
r0 1 "link del group $L$k"
elif [ -n "$C1" ]; then
r0 $((g + 1)) "\${l0}link del group $r1$k"
else return 1; fi
}
F0() {
for a in $t; do
[ -e "$n/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $R; do
t=\${t# } z=\${t%% *}
if [ -e "$n/$z" ]; then y=y; j "stays $a"; else j "done $a"; fi
t=\${t#"$z"}
done
}
r0() {
[ -n "$S" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
a1=1
A0 >/dev/null || {
S=
printf '%s\\n' "$o"
return 1
}
S=$((S + $1 + 1))
}`,
  "provider/host/shell/clsact.sh": `D0() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$d" && cat "$n/$1/ifindex" 2>/dev/null >"$d/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$d/clsact.$1"
}
T3() {
[ -e "$d/clsact.$1" ] || return
if [ "$(cat "$d/clsact.$1")" = "$(cat "$n/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$d/clsact.$1"
}`,
  "provider/host/shell/sysctl.sh": `N0() {
g=0
while read -r c r H; do
g=$((g + 1)) B=\${c%%=*} r=$d/$r m0=
b=$d3/$(echo "$B" | tr . /)
q=\${B#net.} q=\${q%%.*}
I=$d3/net/$q/conf
for a in "\${r%:*}":*; do
[ -f "$a" ] && [ "$a" != "$r" ] && m0=$a
done
case $c in
*=*) H1 "\${c#*=}";;
*) L1;;
esac || {
echo "Command failed -:$g" >&2
return 1
}
done
}
H1() {
K1=$(cat "$b") && mkdir -p "$d" || return
P=$K1 y2=y
for a in "$r" "$m0"; do
[ -f "$a" ] || continue
read -r h P <"$a"
y2=
break
done
if echo "$H $P" >"$d/.sysctl" && mv -f "$d/.sysctl" "$r"; then
C3 "$1" && return
fi
[ -z "$y2" ] || { rm -f "$r"; B0; }
return 1
}
L1() {
P=
[ ! -f "$r" ] || read -r a P <"$r"
if [ -z "$m0" ]; then
if [ "$P" = 0 ] && [ "$(cat "$b")" != 0 ] && J3; then
:
else
[ -z "$P" ] || C3 "$P" || return
[ "$P" != 0 ] || B0
fi
rm -f "$d/conf:$q:"* "$d/devices:$q"
fi
rm -f "$r"
}
C3() {
if [ "$1" != 0 ] && [ "$(cat "$b")" = 0 ]; then L2 || return; fi
echo "$1" >"$b"
}
L2() {
J=0
for a in "$n"/*/ifindex; do
read -r l <"$a" && [ "$l" -gt "$J" ] && J=$l
done
[ -e "$d/devices:$q" ] || echo "$J" >"$d/devices:$q"
for a in "$I"/*/forwarding; do
i=\${a%/forwarding} i=\${i##*/}
[ "$i" = all ] || [ "$(cat "$a")" = 0 ] || h0 forwarding
done
i=all
if [ "$q" = ipv4 ]; then
h0 accept_redirects
return
fi
for i in $({ ip -6 route show table all proto ra; ip -6 -o addr show dynamic; } 2>/dev/null |
sed -n -e 's/^[0-9]*: \\([^ ]*\\) .*/\\1/p' -e 's/.* dev \\([^ ]*\\) .*/\\1/p' | sort -u); do
[ "$(cat "$I/$i/accept_ra" 2>/dev/null)" = 1 ] || continue
h0 accept_ra
echo 2 >"$I/$i/accept_ra" || return
done
}
h0() {
v0
a=$d/conf:$q:$1:$i
[ -e "$a" ] || echo "$l $(cat "$I/$i/$1")" >"$a"
}
v0() { l=$(cat "$n/$i/ifindex" 2>/dev/null) || l=0; }
B0() {
for a in "$d/conf:$q:"*; do
[ -f "$a" ] || continue
read -r J G <"$a"
h=\${a##*"/conf:$q:"} i=\${h#*:} h=\${h%%:*}
v0
[ "$l" = "$J" ] || continue
[ "$h" = accept_ra ] && [ "$(cat "$I/$i/$h")" != 2 ] && continue
echo "$G" 2>/dev/null >"$I/$i/$h"
done
rm -f "$d/conf:$q:"* "$d/devices:$q"
}
J3() {
[ -f "$d/devices:$q" ] || return 0
read -r J <"$d/devices:$q"
for a in etc run usr/local/lib usr/lib lib; do
cat "$A/$a/sysctl.conf" "$A/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${q}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$n"/*/; do
read -r l <"\${a}ifindex" || continue
read -r L <"\${a}netdev_group"
read -r G0 <"\${a}flags"
case $G0 in *[13579bdf]) [ "$l" -le "$J" ] || [ "$L" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$q" = ipv4 ] || return
{
[ ! -e "$k3/nf_tables" ] || nft list ruleset
[ ! -e "$k3/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}`,
  "provider/host/shell/ip-and-bridge.sh": `I1() {
c3='' n2='' g3=0 n0=0 m3=
[ "$1" != -force ] || m3=-force
while IFS= read -r c; do
case $c in
"bridge "*) a='bridge -j';;
"sysctl "*) a=M3;;
"nft "*) a=M1;;
*) a='ip -d -j -N';;
esac
if [ "$a" != "$n2" ]; then
B3 || return
n2=$a
fi
c=\${c#bridge } c=\${c#nft }
c3=$c3\${c#sysctl }$k g3=$((g3 + 1))
done
B3
}
B3() {
[ -n "$c3" ] || return 0
{
d0=$({ printf '%s' "$c3"; } 2>/dev/null | $n2 $m3 -batch - 2>&1 >&4 4>&-)
n1=$?
} 4>&1
if [ "$n1" != 0 ] && [ -z "$m3" ]; then
a=
case $d0 in
*"Command failed -:"*)
a=\${d0##*"Command failed -:"} d0=\${d0%"Command failed -:"*}
a=\${a%%[!0-9]*};;
esac
[ "$n1" != 127 ] || a=1
printf '%s\\n' "$d0" >&2
[ -z "$a" ] || printf 'Command failed -:%s\\n' $((n0 + a)) >&2
return "$n1"
fi
n0=$((n0 + g3)) c3='' g3=0
}
M3() {
g=0 N1=$1
while read -r B i; do
g=$((g + 1)) G=\${B#*=} b=$d3/\${B%%=*}
case $B:$G in
show:*) N2 "$i"; continue;;
*:default) a=\${b%/*} && G=$(cat "\${a%/*}/default/\${b##*/}");;
esac
echo "$G" >"$b" || {
[ "$N1" = -force ] && continue
echo "Command failed -:$g" >&2
return 1
}
done
}
N2() {
a=
for B in ipv4/rp_filter ipv4/accept_local ipv4/disable_policy ipv4/disable_xfrm ipv6/disable_ipv6 \\
ipv6/keep_addr_on_down ipv6/addr_gen_mode; do
G=
{ read -r G <"$d3/net/\${B%/*}/conf/$1/\${B#*/}"; } 2>/dev/null
a="$a\${a:+,}\\"$B\\":\${G:-null}"
done
echo "{$a}"
}`,
  "provider/host/shell/nft.sh": `M1() {
c2='' g=0 K0=$1
while IFS= read -r c; do
case $c in
"show "*)
t0 || return
N3 "\${c#show }";;
*) c2=$c2$c$k;;
esac
g=$((g + 1))
done
t0
}
t0() {
[ -n "$c2" ] || return 0
if command -v nft >/dev/null; then printf '%s' "$c2" | nft -f -
else
echo "there is no program nft on the host: install the package nftables" >&2
false
fi || [ "$K0" = -force ] || {
echo "Command failed -:$g" >&2
return 1
}
c2=
}
N3() { nft -j list table inet "pulumi_iproute2_$1" 2>/dev/null || echo '{"nftables":[]}'; }`,
  "provider/host/shell/files.sh": `e=$A/etc/pulumi-iproute2
a0='' g0='' h1='' v=
S3() {
v=$({
mkdir -p "$e/objects" "$e/.new" && cat >"$e/.boot" &&
sh "$e/.boot" install "$1" && sync "$e/.boot" && mv -f "$e/.boot" "$e/boot"
} 2>&1) && v=
}
Q2() {
[ -n "$a0" ] || [ -n "$v" ] || y3
a0="$a0 $l"
[ -z "$v" ] || return 0
g=$r3 h=$1 a=$2 i=\${3#-}
shift 3
while [ "$g" -gt 0 ]; do
f=\${f%"$k"}
f=\${f%"$k"*}$k g=$((g - 1))
done
case $a:$f in
sysctl:*) Q1;;
ip:"link add name "* | bridge:"link add name "*) O0 "\${a3%% *}";;
esac
case $f in *\\"*) f=$(printf '%s' "$f" | sed 's/"/\\\\"/g')$k;; esac
b=$e/objects/$h
g0="$g0 $b"
[ ! -e "$b" ] || h1=y b=$e/.new/$h
{ printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\\n' "$Y" "$a" \\
$((K - r3)) "$f" "$a3" "$s1" "$r" "$*" "$i" \\
>"$b"; } 2>/dev/null || {
v=$({ printf '%s' "$f" >"$b"; } 2>&1)
: "\${v:=$b cannot be written}"
}
}
y3() {
for b in "$e/.new"/*; do [ ! -e "$b" ] || rm -f "$b"; done
Y=
{ read -r Y <"$A/etc/machine-id"; } 2>/dev/null
[ -e "$e/boot" ] || v="$e/boot is missing"
}
Q1() {
for b in "$d/conf:ipv6:accept_ra:"*; do
[ ! -f "$b" ] || echo "\${b##*:accept_ra:}"
done 2>/dev/null >"$e/accept-ra"
}
O0() {
read -r w2 <"$n/$1/ifindex"
case \${f%%"$k"*} in
*" type bridge" | *" type bridge "*)
f="link add name $1 index $w2 \${f#"link add name $1 "}"
return;;
esac
read -r g <"$n/$1/mtu"
read -r P2 <"$n/$1/type"
e2=
[ "$P2" != 1 ] || { read -r e2 <"$n/$1/address" && e2="address $e2 "; }
f=\${f#"link add name $1 "}
case $f in "mtu "*) f=\${f#mtu * };; esac
f="link add name $1 index $w2 \${e2}mtu $g $f"
}
M2() {
if [ -z "$v" ]; then
v=$({
if [ -n "$h1" ]; then
sync "$e/.new"/* && mv -f "$e/.new"/* "$e/objects"
fi && sync $g0 "$e/objects"
} 2>&1) && v=
fi
[ -z "$v" ] || { j "unsaved$a0"; echo "$v"; }
a0='' g0='' h1='' v=
}
p3() {
[ -d "$e" ] || return 0
a=
for h; do [ ! -e "$e/objects/$h" ] || a="$a $e/objects/$h"; done
[ -n "$a" ] || return 0
rm -f $a && sync "$e/objects"
rmdir "$e/objects" 2>/dev/null || return 0
sh "$e/boot" uninstall
j uninstalled
}
A1() {
l1=
for a; do l1="$l1 link-$a"; done
p3 $l1
}
A2() {
[ ! -e "$e/objects/$1" ] || ! grep -q -F -e "$2" "$e/objects/$1" || p3 "$1"
}`,
  "provider/host/shell/boot-service.sh": `d1() {
b=$A$1
shift
[ -d "\${b%/*}" ] || mkdir -p "\${b%/*}"
p1="$p1 $b"
if [ -e "$b" ]; then
printf '%s\\n' "$@" >"$b.new" && sync "$b.new" && mv -f "$b.new" "$b"
else
printf '%s\\n' "$@" >"$b"
fi
}
s2=/etc/systemd/system/pulumi-iproute2.service
j0=/etc/systemd/system/multi-user.target.wants/pulumi-iproute2.service
B1=/etc/udev/rules.d/70-pulumi-iproute2.rules
l2=/etc/systemd/network/00-pulumi-iproute2.network
x3=/etc/systemd/network/00-pulumi-iproute2.link
f1=/etc/init.d/pulumi-iproute2
C0=/etc/runlevels/default/pulumi-iproute2
I0() {
d1 $s2 '[Unit]' 'Description=Restore the tunnels of pulumi-iproute2' \\
'Wants=network-pre.target' 'After=network-pre.target systemd-udevd.service systemd-sysctl.service' \\
'Before=network-online.target' \\
"ConditionDirectoryNotEmpty=$e/objects" '' \\
'[Service]' Type=oneshot RemainAfterExit=yes "ExecStart=/bin/sh $e/boot" '' \\
'[Install]' WantedBy=multi-user.target &&
{ [ -d "$A\${j0%/*}" ] || mkdir -p "$A\${j0%/*}"; } && ln -sf ../pulumi-iproute2.service "$A$j0" &&
d1 $B1 '# Network managers keep their hands off the devices of pulumi-iproute2.' \\
"ACTION!=\\"remove\\", SUBSYSTEM==\\"net\\", ATTR{netdev_group}==\\"$L\\", ENV{ID_NET_MANAGED_BY}=\\"pulumi-iproute2\\", ENV{NM_UNMANAGED}=\\"1\\"" &&
d1 $x3 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' \\
'[Link]' NamePolicy=keep MACAddressPolicy=none ||
return
udevadm control --reload
a=$(systemctl --version | { read -r _ a _ && echo "\${a%%[!0-9]*}"; })
[ "\${a:-0}" -lt 255 ] || return 0
d1 $l2 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' '[Link]' Unmanaged=yes || return
systemctl -q is-active systemd-networkd && networkctl reload
return 0
}
H3() {
d1 $f1 '#!/sbin/openrc-run' 'description="Restore the tunnels of pulumi-iproute2"' \\
'depend() {' '  need localmount' '  after sysctl modules firewall' '  before net' '}' \\
'start() {' "  ebegin 'Restoring the tunnels of pulumi-iproute2'" "  /bin/sh $e/boot" '  eend $?' '}' &&
chmod 755 "$A$f1" && ln -sf $f1 "$A$C0"
}
H2() {
umask 022
p1=
case $1 in
systemd) I0;;
openrc) H3;;
esac && sync $p1
}
P3() {
[ ! -e "$A$s2" ] || ! systemctl -q is-active pulumi-iproute2 || systemctl stop pulumi-iproute2
a=
[ ! -e "$A$l2" ] || a=y
set -- "$e"
for b in $j0 $s2 $B1 $x3 $l2 $C0 $f1; do
set -- "$@" "$A$b"
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
j() {
case $1 in
"failed "*) m=\${1#* } m=\${m% *};;
"lost "*) m=\${1#* * };;
"unmarked "*) m=\${1#* };;
"no-module "*) echo "the kernel has no module \${1#* }"; return;;
*) return;;
esac
F="$F $m"
echo "could not restore $m:"
}
I2() {
z=\${1%% *} m=\${3#*" alias "}
m=\${m#\\"}
m=\${m%%"$k"*}
if [ -n "$2" ]; then
[ -e "$d/\${2%% *}" ]
return
fi
[ -n "$1" ] && [ -e "$n/$z" ] || return
read -r H <"$n/$z/ifalias"
[ "\${H%% *}" = "\${m%% *}" ] && return
if [ -z "$H" ] && k0 "$z"; then
ip link del dev "$z"
return 1
fi
[ -n "$b0" ] || echo "$z belongs to another owner, so it stays as it is"
}
H0() {
m=\${2##*" cookie "}
{ tc filter show dev "$1" ingress; tc filter show dev "$1" egress; } 2>/dev/null |
grep -q -F "cookie \${m%%"$k"*}"
}
restore() {
t2=y
[ -z "$i0" ] || { L0 "$@"; return; }
[ "$1" = 1 ] || { echo "$h has the unknown format $1"; return; }
[ "$2" = "$Y" ] || { g2=$((g2 + 1)); return; }
if [ "$3" = tc ]; then H0 "\${10%%,*}" "$5"; else I2 "$6" "$8" "$5"; fi && return
for a in $9; do y0 "$a"; done
f=$5
x1 "\${6%% *}"
M=" '$h' '' $4 '$f' '$6' '$7' '$8' 0 ''"
case $3 in
ip) if [ -n "$8" ]; then q1=$q1$M; else D2; fi;;
bridge) j1=$j1$M;;
ip6) q2=$q2$M;;
fou) o1=$o1$M;;
fou6) o2=$o2$M;;
xfrm) s0=$s0$M;;
tc) j3=$j3$M t=$t\${10},;;
sysctl)
case $5 in
net.ipv6.*) L3 || { F="$F $h"; return; };;
esac
r2=$r2$M;;
esac
}
D2() {
U=$U$M i3=$((i3 + 1))
[ -z "$w3" ] || [ "$i3" -lt 64 ] || B2
}
B2() {
O "a2 ip n '' n" "$U"
U='' i3=0
}
L0() {
case "$1 $2 $3 $8" in
"1 $Y ip ")
i=\${6%% *}
if [ -n "$i" ] && [ ! -e "$n/$i" ]; then
for a in $9; do y0 "$a" >/dev/null; done
f=$5
x1 "$i"
printf '%s' "$f"
return
fi;;
esac
echo "$h" >&8
}
O2() {
i0=y
f2=$({ p2 "$@" 2>/dev/null | ip -batch - >/dev/null 2>&1 || echo failed; } 8>&1)
i0=
case $k$f2 in *"\${k}failed") f2=$*;; esac
}
x1() {
m=\${f#"link add name $1 index "}
[ "$m" != "$f" ] || return 0
case $b0$R in
y* | *" \${m%% *} "*) f="link add name $1 \${m#* }";;
esac
}
L3() {
[ -e "$e/accept-ra" ] || return 0
q=ipv6 I=$d3/net/ipv6/conf y1=
mkdir -p "$d"
while read -r i; do
if [ ! -d "$I/$i" ]; then y1=y
elif [ "$(cat "$I/$i/accept_ra")" = 1 ]; then
h0 accept_ra
echo 2 >"$I/$i/accept_ra"
fi
done <"$e/accept-ra"
[ -z "$y1" ] || [ -n "$J" ]
}
p2() {
for h; do
[ -f "$e/objects/$h" ] || continue
t2=
command . "$e/objects/$h" 2>/dev/null
[ -n "$t2" ] || if [ -n "$i0" ]; then echo "$h" >&8
elif [ -z "$b0" ]; then echo "$h cannot be read. Run pulumi refresh and pulumi up"; fi
done
}
q0() {
F='' g2=0 R=' ' W=' ' i3=0 w3='' i0=
U='' q1='' q2='' o1='' o2='' s0='' j3='' t='' r2='' j1=
l3
O3 n || { F=" $*"; return; }
for a in "$n"/*/ifindex; do
read -r a <"$a" && R="$R$a "
done 2>/dev/null
f3='' m1=
for h; do
case $h in
link-*) f3="$f3 $h";;
*) m1="$m1 $h";;
esac
done
p2 $m1
O "a2 N0 n '' n" "$r2"
O "a2 ip n '' n" "$o1"
O "a2 'ip -6' n '' n" "$o2"
O "q3 ip" "$s0"
E0=$U U='' w3=y f2=$f3
[ -n "$b0" ] || O2 $f3
p2 $f2
U=$U$E0
B2
O "a2 I1 n '' n" "$j1"
O "q3 ip" "$q1"
O "q3 'ip -6'" "$q2"
while [ -n "$t" ]; do
D0 "\${t%%,*}"
t=\${t#*,}
done
O "a2 tc n '' n" "$j3"
exec 9>&-
}
O() { [ -z "$2" ] || eval "$1$2"; }
E1() {
v1
Y='' b0='' J=
{ read -r Y <"$A/etc/machine-id"; } 2>/dev/null
cd "$e/objects" || return
set -- *
q0 "$@"
[ "$g2" = 0 ] || echo "this machine is a copy of another one: $g2 objects of that one are not restored"
echo "read $# files, restored all but these:\${F:- none}"
[ -z "$F" ] || P1 </dev/null &
}
P1() {
b0=y s=0
while [ "$s" -lt 60 ]; do
if [ "$s" -lt 10 ]; then n3=1; else n3=5; fi
sleep $n3
s=$((s + n3))
if [ "$s" -lt 60 ]; then q0 $F >/dev/null 2>&1
else J=y; q0 $F; fi
[ -n "$F" ] || { echo "restored the others after $s s"; return; }
done
echo "gave up after $s s:$F"
}
case $1 in
install) H2 "$2";;
uninstall) P3;;
*) E1;;
esac`,
} as const;

/** Defined once in each shell. */
export const HOST_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/persistent-ip.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/removals.sh"], TEXTS["provider/host/shell/clsact.sh"]].join("\n");

/** Defined once in each shell, if the host may have files for a reboot. */
export const FILE_FUNCTIONS = [TEXTS["provider/host/shell/files.sh"]].join("\n");

/** Defined in each frame that writes many files. */
export const MANY_FILES_FUNCTIONS = `Q3() {
g=$1
shift
[ "$g" -gt 0 ] || return 0
y3
a0=" $1-$(($1 + g - 1))"
[ -z "$v" ] || return 0
h1=y
v=$({
ip -o link show group "$L"
printf '\\036%s\\036' "$u"
printf '%s\\036' "$@"
} | awk -v number="$g" -v machine="$Y" -v folder="$e/.new/" '
BEGIN { RS = "\\036" }
NR == 1 { read_devices($0); next }
NR == 2 { split($0, line, "\\n"); at = 1; next }
{ word[++words] = $0 }
words == 9 {
words = 0
if (++records <= number) write_file()
}
function read_devices(text,  rows, row, i, name, more) {
rows = split(text, row, "\\n")
for (i = 1; i <= rows; i++) {
name = row[i]
sub(/^[0-9]+: /, "", name)
sub(/[@:].*/, "", name)
ifindex[name] = row[i] + 0
match(row[i], / mtu [0-9]+/)
mtu[name] = substr(row[i], RSTART + 5, RLENGTH - 5)
more = substr(row[i], index(row[i], "\\\\") + 1)
if (match(more, /^ *link\\/ether [0-9a-f:]+/)) {
address[name] = substr(more, RSTART, RLENGTH)
sub(/^ *link\\/ether /, "", address[name])
}
}
}
function write_file(  file, parts, i, text, count, modules) {
count = word[3] - word[8]
for (i = 0; i < count; i++) text = text line[at + i] "\\n"
text = spell_out(text, word[5], line[at])
at += word[3]
parts = split(word[9], file, " ")
for (i = 5; i <= parts; i++) modules = modules (i > 5 ? " " : "") file[i]
if (index(text, "\\"")) gsub(/"/, "\\\\\\"", text)
printf "restore 1 \\"%s\\" %s %d \\"%s\\" \\"%s\\" \\"%s\\" \\"%s\\" \\"%s\\" \\"%s\\"\\n", machine, file[3], count, text, word[5], word[6], word[7], modules, (file[4] == "-" ? "" : file[4]) > (folder file[2])
close(folder file[2])
}
function spell_out(text, checks, first,  device, start, rest) {
device = checks
sub(/ .*/, "", device)
start = "link add name " device " "
if (!(device in ifindex) || index(text, start) != 1) return text
rest = substr(text, length(start) + 1)
if (first ~ / type bridge( |$)/) return start "index " ifindex[device] " " rest
sub(/^mtu [^ ]+ /, "", rest)
return start "index " ifindex[device] " " (device in address ? "address " address[device] " " : "") "mtu " mtu[device] " " rest
}
' 2>&1) && v=
}`;

/** Defined in each frame with a change that may cut the SSH connection. */
export const CONFIRM_FUNCTIONS = `p=$d2/pulumi-iproute2.confirm e1=
R0() {
h=$1 s=$2 b=$p/$1
shift 2
[ ! -e "$b" ] || return 0
o='the time for this change is over, so the host has reversed it'
[ ! -e "$b.reversing" ] && [ ! -e "$b.reversed" ] &&
o=$({ mkdir -p "$p" && cat >"$b" && O1; } 2>&1) && return
rm -f "$b"
for a; do
e1="$e1$a "
j "unarmed $a"
echo "$o"
done
}
O1() {
[ -d "$d2/systemd/system" ] && command -v systemd-run >/dev/null &&
systemd-run --quiet --collect --unit="pulumi-iproute2-confirm-$h" --on-active="$s" \\
--timer-property=AccuracySec=100ms /bin/sh "$b" && return
a=
command -v setsid >/dev/null && a=setsid
$a sh -c 'trap "" HUP; sleep "$1"; exec sh "$2"' sh "$s" "$b" \\
</dev/null >/dev/null 2>&1 3>&- 6>&- 7<&- 9>&- &
echo "$!" >"$b.timer"
}
C2() {
E=
{ read -r E <"$p/$1.timer"; } 2>/dev/null
if [ -n "$E" ]; then
grep -q -F -e "$p/$1" "/proc/$E/cmdline" && { kill -- "-$E" || kill "$E"; }
rm -f "$p/$1.timer"
else
systemctl stop "pulumi-iproute2-confirm-$1.timer"
fi 2>/dev/null
}
R2() {
b=$p/$1
mv "$b" "$b.confirmed" 2>/dev/null && C2 "$1"
z3 "$1"
}
z3() {
for a in confirmed reversing reversed; do
[ ! -e "$p/$1.$a" ] || { j "$a"; return; }
done
if [ -e "$p/$1" ]; then j armed; else j forgotten; fi
}
U1() {
[ ! -e "$p/$1" ] || { C2 "$1"; sh "$p/$1"; }
z3 "$1"
}
S2() {
rm -f "$p/$1.confirmed" "$p/$1.reversed"
rmdir "$p" 2>/dev/null
}
R1() {
mv "$p/$1" "$p/$1.reversing" 2>/dev/null || exit 0
rm -f "$p/$1.timer"
T=' '
v1
[ -n "$w" ] || return 0
v3=$(flock --version 2>&1)
i2 -n || o0 3
}
U0() {
[ -z "$b1" ] || b2 $b1 || return 0
z1 $r
printf '%s' "$f" | $e0 -force -batch - >/dev/null 2>&1
z0 $r
}
S1() {
P0
mv "$p/$1.reversing" "$p/$1.reversed"
}`;

/** The script that restores objects at boot, without its first line. */
export const BOOT_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/clsact.sh"], TEXTS["provider/host/shell/sysctl.sh"], TEXTS["provider/host/shell/ip-and-bridge.sh"], TEXTS["provider/host/shell/nft.sh"], TEXTS["provider/host/shell/files.sh"], TEXTS["provider/host/shell/boot-service.sh"], TEXTS["provider/host/shell/boot.sh"]].join("\n");

/** Defined in each frame that changes settings of the kernel. */
export const SYSCTL_FUNCTIONS = [TEXTS["provider/host/shell/sysctl.sh"]].join("\n");

/** Defined in each frame that sets forwarding entries. */
export const BRIDGE_FUNCTIONS = [TEXTS["provider/host/shell/ip-and-bridge.sh"], TEXTS["provider/host/shell/nft.sh"]].join("\n");

/** Defined in each frame that reads lists of the kernel. */
export const WATCH_FUNCTIONS = `x() {
{ { "$@" 2>&1 >&3 3>&- || echo pi-failed; } | (
a=0
while IFS= read -r c; do
case $c in
*"Dump was interrupted"*) a=2;;
pi-failed) [ $a = 2 ] || a=1;;
esac
done
exit $a
); } 3>&1
case $? in
0) ;;
2) j interrupted;;
*) return 1;;
esac
}`;

/** What the functions and variables are called in the packed text. */
export const NAMES = {
  pi_add_clsact: "D0",
  pi_add_count: "D1",
  pi_address: "e2",
  pi_alias: "H",
  pi_aliases: "D3",
  pi_apply_nft: "t0",
  pi_arm: "R0",
  pi_before: "P",
  pi_begin_reversal: "R1",
  pi_check: "E2",
  pi_check_all: "j2",
  pi_checks: "b1",
  pi_collect: "u0",
  pi_conf: "I",
  pi_config_dir: "A",
  pi_confirm: "R2",
  pi_confirm_dir: "p",
  pi_count: "K",
  pi_delete_all: "R3",
  pi_delete_devices: "S0",
  pi_delete_singly: "F0",
  pi_delete_together: "F1",
  pi_device: "i",
  pi_devices: "t",
  pi_done: "D",
  pi_due: "a1",
  pi_each: "Q",
  pi_earlier: "u1",
  pi_end_idle_holder: "F2",
  pi_end_reversal: "S1",
  pi_error: "o",
  pi_event: "j",
  pi_fail: "u3",
  pi_failed: "y",
  pi_failing_line: "C",
  pi_family: "q",
  pi_file: "b",
  pi_files_dir: "e",
  pi_files_fault: "v",
  pi_find_failed: "F3",
  pi_find_index: "v0",
  pi_find_marker_dir: "v1",
  pi_finish: "f0",
  pi_finish_text: "v2",
  pi_flags: "G0",
  pi_flock: "v3",
  pi_forget_change: "S2",
  pi_forget_marker: "w0",
  pi_function: "G1",
  pi_group: "L",
  pi_groups: "G2",
  pi_guard: "b2",
  pi_half_made: "G3",
  pi_hold_sysctl: "H1",
  pi_holder: "b3",
  pi_holder_is_idle: "w1",
  pi_ifindex: "w2",
  pi_index: "l",
  pi_indices: "R",
  pi_install_boot: "S3",
  pi_ip_and_bridge: "I1",
  pi_ip_lines: "S",
  pi_ip_pid: "c0",
  pi_is_in_group: "k0",
  pi_keep: "T0",
  pi_key: "B",
  pi_last: "J",
  pi_leave_out: "x2",
  pi_left_out: "T",
  pi_line: "c",
  pi_lines: "f",
  pi_load_module: "y0",
  pi_lock_file: "w",
  pi_lose: "J0",
  pi_machine: "Y",
  pi_marker: "r",
  pi_marker_dir: "d",
  pi_may_undo: "J2",
  pi_members: "k2",
  pi_module_dir: "k3",
  pi_moves: "l0",
  pi_name: "h",
  pi_names: "l1",
  pi_needs_forwarding: "J3",
  pi_net_dir: "n",
  pi_new: "y2",
  pi_new_files: "g0",
  pi_newline: "k",
  pi_next_line: "c1",
  pi_nft_force: "K0",
  pi_nft_text: "c2",
  pi_nonce: "N",
  pi_now: "K1",
  pi_number: "g",
  pi_object: "z",
  pi_old_files: "g1",
  pi_open_files: "y3",
  pi_open_lock: "l3",
  pi_other: "m0",
  pi_ours: "m2",
  pi_part: "c3",
  pi_part_error: "d0",
  pi_part_force: "m3",
  pi_part_lines: "g3",
  pi_part_start: "n0",
  pi_part_status: "n1",
  pi_part_tool: "n2",
  pi_persistent: "K2",
  pi_pid: "E",
  pi_place_marker: "z0",
  pi_plain: "K3",
  pi_poll_lock: "o0",
  pi_prepare_marker: "z1",
  pi_print: "z2",
  pi_print_change: "z3",
  pi_read_ip: "A0",
  pi_release_lock: "T2",
  pi_release_sysctl: "L1",
  pi_remember_setting: "h0",
  pi_remember_settings: "L2",
  pi_remove_clsact: "T3",
  pi_remove_files: "p3",
  pi_remove_link_files: "A1",
  pi_remove_orphan: "A2",
  pi_replaced: "h1",
  pi_report_done: "h2",
  pi_report_verdict: "A3",
  pi_rest: "m",
  pi_restore_settings: "B0",
  pi_reverse: "U0",
  pi_reverse_now: "U1",
  pi_run_batch: "a2",
  pi_run_dir: "d2",
  pi_run_lines: "M0",
  pi_run_nft: "M1",
  pi_run_part: "B3",
  pi_run_singly: "q3",
  pi_run_unshown: "r0",
  pi_save_files: "M2",
  pi_scratch_free: "C1",
  pi_scratch_group: "r1",
  pi_seconds: "s",
  pi_set_settings: "M3",
  pi_set_sysctls: "N0",
  pi_setting_force: "N1",
  pi_show_settings: "N2",
  pi_show_table: "N3",
  pi_shows: "r3",
  pi_spell_out_device: "O0",
  pi_start_ip: "U2",
  pi_start_timer: "O1",
  pi_status: "h3",
  pi_stop_timer: "C2",
  pi_sysctl_dir: "d3",
  pi_take_lock: "O3",
  pi_taken: "i1",
  pi_text: "u",
  pi_tidy_markers: "P0",
  pi_tool: "e0",
  pi_total: "Z",
  pi_try_lock: "i2",
  pi_type: "P2",
  pi_unarmed: "e1",
  pi_undo: "s1",
  pi_undo_checks: "a3",
  pi_undone: "W",
  pi_unsaved: "a0",
  pi_value: "G",
  pi_verdict: "s3",
  pi_wait_for_lock: "Q0",
  pi_watch: "x",
  pi_word: "a",
  pi_write_accept_ra: "Q1",
  pi_write_file: "Q2",
  pi_write_files: "Q3",
  pi_write_sysctl: "C3",
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
y=y`,
  "fdb": `x bridge -j fdb show dev "$1"`,
  "fib": `printf 'route show table all proto %s\\n' boot static 105 | x ip -d -j -N -batch - || y=y`,
  "files": `[ ! -d /etc/pulumi-iproute2/objects ] || (cd /etc/pulumi-iproute2/objects && set -- * && [ -e "$1" ] && cksum "$@")`,
  "fou": `x ip -j fou show || y=y`,
  "holder": `x ip "$1" -d -j -N route show to exact "$3" table "$2" || y=y`,
  "identity": `c=
{ IFS= read -r c; } 2>/dev/null </etc/machine-id
echo "$c"
c=
{ IFS= read -r c; } 2>/dev/null </proc/sys/kernel/osrelease
echo "$c"
if [ -d /run/systemd/system ] && [ -w /etc/systemd/system ]; then echo systemd
elif [ -d /run/openrc ] && [ -w /etc/init.d ]; then echo openrc
else echo none; fi
c=
[ ! -r /etc/pulumi-iproute2/boot ] || IFS= read -r c </etc/pulumi-iproute2/boot
c=\${c#"# pulumi-iproute2 "}
echo "\${c%%:*}"
a=$SSH_CONNECTION c=$PPID
while [ -z "$a" ] && [ "\${c:-0}" -gt 1 ]; do
a=$(tr '\\0' '\\n' <"/proc/$c/environ" | sed -n 's/^SSH_CONNECTION=//p')
read -r _ _ _ c _ <"/proc/$c/stat"
done 2>/dev/null
echo "$a"
a=\${a%% *}
[ -z "$a" ] || ip -o route get "\${a#::ffff:}" 2>/dev/null`,
  "links": `x ip -d -j -N addr show || y=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | x ip -d -j -N -batch - || y=y`,
  "markers": `for a in "$d"/*; do [ -f "$a" ] && IFS= read -r c <"$a" && echo "\${a##*/} $c"; done`,
  "neighbors": `x ip -d -j -N neigh show nud permanent || y=y`,
  "netns": `x ip -j netns list-id || y=y`,
  "nft": `nft -j list table inet "pulumi_iproute2_$1" 2>/dev/null || echo '{"nftables":[]}'`,
  "routes": `printf 'route show table all proto %s\\n' boot static | x ip -d -j -N -batch - || y=y`,
  "rules": `x ip -d -j -N rule show || y=y
if [ -e /proc/sys/net/ipv6 ]; then x ip -6 -d -j -N rule show || y=y; else echo '[]'; fi`,
  "settings": `a=
for B in ipv4/rp_filter ipv4/accept_local ipv4/disable_policy ipv4/disable_xfrm ipv6/disable_ipv6 \\
ipv6/keep_addr_on_down ipv6/addr_gen_mode; do
G=
{ read -r G <"/proc/sys/net/\${B%/*}/conf/$1/\${B#*/}"; } 2>/dev/null
a="$a\${a:+,}\\"$B\\":\${G:-null}"
done
echo "{$a}"`,
  "sysctl": `for a in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
c=$(cat "/proc/sys/$(echo $a | tr . /)" 2>/dev/null) && echo "$a $c"
done`,
  "tables": `b=/etc/iproute2/rt_tables
for a in /usr/share /usr/lib; do [ -e "$b" ] || b=$a/iproute2/rt_tables; done
grep -h '^[[:space:]]*[0-9]' "$b" /usr/lib/iproute2/rt_tables.d/*.conf /usr/share/iproute2/rt_tables.d/*.conf \\
/etc/iproute2/rt_tables.d/*.conf 2>/dev/null`,
  "tc": `a=$(tc qdisc show dev "$1" 2>/dev/null | sed -n -e 's/^qdisc clsact .*/clsact/p' -e 's/^qdisc ingress .*/ingress/p')
[ -z "$a" ] || {
echo "[\\"$a\\",\\"$1\\"]"
printf "filter show dev $1 %s\\n" ingress egress | tc -j -force -batch -
}`,
  "udp": `ss -Hulnp`,
  "vlan": `x bridge -j vlan show dev "$1" && x bridge -j vlan tunnelshow dev "$1"`,
  "vni": `x bridge -j vni show dev "$1"`,
  "xfrm-policy": `x ip xfrm policy list || y=y`,
  "xfrm-state": `x ip xfrm state list nokeys || y=y`,
} as const;
