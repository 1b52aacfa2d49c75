// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** The texts of the files that several of the constants below consist of. */
const TEXTS = {
  "provider/host/shell/roots.sh": `d0=/run
o=/sys/class/net
j3=/sys/module
d1=/proc/sys
A=`,
  "provider/host/shell/lock.sh": `umask 077
w=$d0/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$w" || w=
k3() { [ -z "$w" ] || exec 9>>"$w"; }
Q1() {
[ -z "$w" ] || : >"$w"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
k3
}
L2() {
[ -n "$w" ] || return 0
[ ! -e "$w.wanted" ] || { rm -f "$w.wanted"; sleep 2; }
h2 -n || M3 || {
if [ -n "$n" ]; then h lock-failed; echo "$n"; else h busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $b2"; fi >"$w"
}
h2() { n=$(flock "$@" 3 2>&1 3>&9); }
M3() {
[ -z "$n" ] || return 1
t3=$(flock --version 2>&1)
b1=
read -r b1 <"$w"
m3 10 && return
[ -z "$n" ] || return 1
C0
m3 20
}
m3() {
case $t3 in *util-linux*) h2 -w "$1"; return;; esac
s=$1
while [ "$s" -gt 0 ]; do
: >>"$w.wanted"
sleep 1
h2 -n && { rm -f "$w.wanted"; return; }
[ -z "$n" ] || return 1
s=$((s - 1))
done
return 1
}
C0() { u1 && sleep 1 && u1 && kill "\${b1%% *}"; }
u1() {
c=
read -r c <"$w"
E=\${b1%% *}
case $E in '' | *[!0-9]*) return 1;; esac
[ "$c" = "$b1" ] && [ "/proc/$E/fd/9" -ef "$w" ] &&
[ -r "/proc/$E/task/$E/children" ] || return 1
read -r c <"/proc/$E/task/$E/children"
case $c in '' | "\${b1##* }") ;; *) return 1;; esac
}
k3`,
  "provider/host/shell/persistent-ip.sh": `b2=
R1() {
exec 6>&- 7<&- 4<<E 7<<E
.
E
.
E
b2=
if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
read -r b2 <&4
read -r b2 <&7
exec 6>/proc/self/fd/4 5>/proc/self/fd/7
ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
b2=$!
exec 4<&- 5>&-
else
exec 4<&- 7<&-
fi
}
x1() {
n=
while [ "$a0" -gt 0 ]; do
IFS= read -r c <&7 || return 1
case $c in
'['* | '{'*) a0=$((a0 - 1)); printf '%s\\n' "$c";;
*) n=$n$c$j;;
esac
done
}`,
  "provider/host/shell/guards.sh": `L=26992
b0() {
z=$1 D1=$2 H=
shift 2
case $z in
@*) [ -e "$d/\${z#@}" ] && IFS= read -r H <"$d/\${z#@}";;
*)
[ -e "$o/$z" ] || { q3=gone; return 1; }
IFS= read -r H <"$o/$z/ifalias";;
esac
for a; do case $H in "$a" | "$a "*) return 0;; esac; done
[ "$D1" = y ] && [ -z "$H" ] && i3 "$z" && return 0
q3="foreign $H"
return 1
}
i3() { read -r a <"$o/$1/netdev_group" && [ "$a" = $L ]; }
y0() { h "\${q3%% *} $1 \${q3#* }"; }`,
  "provider/host/shell/markers.sh": `d=
t1() {
[ -n "$d" ] || {
d=$(readlink /proc/self/ns/net)
d=\${d#*\\[}
d=$d0/pulumi-iproute2/\${d%]}
}
}
w2() {
[ $# -lt 2 ] || n=$({ mkdir -p "$d" && echo "$2" $3 >"$d/.$1"; } 2>&1)
}
w1() {
case $# in
0) ;;
1) rm -f "$d/$1";;
*) mv -f "$d/.$1" "$d/$1";;
esac
}
u0() { [ $# -lt 2 ] || rm -f "$d/.$1"; }
L3() {
for a in "$d/clsact."*; do
[ -e "$o/\${a##*/clsact.}" ] || rm -f "$a"
done
rmdir "$d" "$d0/pulumi-iproute2" 2>/dev/null
}`,
  "provider/host/shell/operations.sh": `V=' '
F3() { [ -e "$j3/$1" ] || modprobe -q "$1" || h "no-module $1"; }
O() {
C3=$1 h1=0
shift
while [ $# -gt 0 ]; do
i=$1 a3=$2 K=$3 f=$4 a2=$5 q1=$6 r=$7 p3=$8 b=$9
h1=$((h1 + 1))
shift 9
case $R in *" $i "*) ;; *) $C3 || return 0;; esac
done
}
B0() {
case $V in
*" \${i#k} "*) R="$R$i "; return;;
esac
if [ -n "$a3" ] && ! b0 $a3; then
v0
y0 "$i"
case $b in "- "*) x3 \${b#- } "\${a3##* }";; esac
elif ! w2 $r; then
v0
h "unmarked $i"
echo "$n"
else
case $b in "- "*) f2="$f2 \${b#- }";; esac
fi
}
v0() { R="$R$i " V="$V$i "; }
i1() {
f2=
O B0 "$@"
[ -z "$f2" ] || o1 $f2
}
w3() {
printf '%s' "$f"
Y=$((Y + K)) a0=$((a0 + p3))
}
A1() { Y=$((Y + K)); }
e3() {
w1 $r
[ -n "$u" ] || case $b in "+ "*) N1 \${b#+ };; esac
D="$D $i"
}
t2() { [ -z "$u" ] || case \${10} in "+ "*) N2 "$@";; esac; }
G0() {
V="$V$i "
u0 $r
D="$D $i"
}
C1() {
b3=$((b3 + K))
if [ "$C" -gt "$K" ]; then
C=$((C - K))
e3
else
return 1
fi
}
s3() {
y=y V="$V$i "
g3
h "failed $i $C"
printf '%s\\n' "$n"
[ "$C" -gt 1 ] && [ -n "$q1" ] && G2 &&
printf '%s' "$q1" | $d2 -force -batch - >/dev/null 2>&1
u0 $r
}
G2() {
case $a2 in
'') return 0;;
*" =")
[ -z "$u" ] ||
f=$(printf '%s' "$u" | sed -n "$((b3 - K)),$((b3 - 1))p")
f=\${f#*"link set dev \${a2%% *} alias "}
f=\${f%%"$j"*}
b0 \${a2%=}\${f%% *};;
*) b0 $a2;;
esac
}
g3() {
[ -z "$Z" ] || J2
[ -z "$D" ] || h "done$D"
D=
}
s0() {
if [ -n "$u" ]; then D=" $2-$(($2 + $# / 9 - 1))"; else D=; O "$@"; fi
}
X() {
d2=$1 H3=$2 u=$3 H2=$4 R=" $d3"
shift 4
[ "$H3" = y ] || i1 "$@"
while [ $# -gt 0 ]; do
h run
Y=0 a0=0
if [ "$H2" = y ] && [ -n "$Q" ]; then
s1=$Q h0=0
O w3 "$@" >&6 2>/dev/null
if x1; then Q=$((Q + Y)); else h0=1 Q=; fi
else
s1=0
{
n=$(if [ -n "$u" ]; then printf '%s' "$u"; else O w3 "$@"; fi |
$d2 -batch - 2>&1 >&3 3>&-)
h0=$?
} 3>&1
fi
if [ "$h0" = 0 ]; then
s0 e3 "$@"
t2 $(($# / 9)) "$@"
g3
return
fi
C=0 Y=0
case $n in
*"Command failed -:"*)
C=\${n##*"Command failed -:"}
C=$((\${C%%[!0-9]*} - s1));;
esac
O A1 "$@"
if [ "$C" -lt 1 ] || [ "$C" -gt "$Y" ]; then
y=y
s0 G0 "$@"
h "lost $h0$D"
printf '%s\\n' "$n"
return
fi
b3=1 D=
O C1 "$@"
t2 $((h1 - 1)) "$@"
s3
shift $((h1 * 9))
[ -z "$u" ] || u=$(printf '%s' "$u" | tail -n +$b3)$j
done
}
P3() {
R=" $d3" D='' u=
i1 "$@"
O e3 "$@"
g3
}
J1() {
d2=$1 R=" $d3" D='' u=
shift
i1 "$@"
O I3 "$@"
g3
}
I3() {
C=0 k=$f
while [ -n "$k" ]; do
C=$((C + 1))
n=$(printf '%s\\n' "\${k%%"$j"*}" | $d2 -batch - 2>&1) || { s3; return 0; }
k=\${k#*"$j"}
done
e3
}`,
  "provider/host/shell/removals.sh": `O2() {
(
cd "$o" && A2=$1 D0=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$A2" ] &&
[ "$(grep -lx $L -- */netdev_group 2>/dev/null)" = "$D0" ]
) && {
shift 2
[ ! -d "$e" ] || x2 "$@"
h removing
ip link del group $L 2>&1
} && h "done r0-$(($# - 1))"
}
O3() {
p1=$1 P='' t='' g=0 l1=0 k0=
shift
while [ $# -gt 0 ]; do
if b0 $2; then
P="$P $1" t="$t $3" g=$((g + 1))
k0="\${k0}link set dev $3 group $p1$j"
i3 "$3" && l1=$((l1 + 1))
else
y0 "$1"
[ ! -d "$e" ] || x3 "link-$3" "\${2##* }"
fi
shift 3
done
[ $g = 0 ] && return
[ ! -d "$e" ] || x2 $t
h removing
if B3; then h "done$P"; else B2; fi
}
B3() {
[ $g -gt 1 ] || {
p0 1 "link del dev$t$j"
return
}
j2=0 z1=y
for b in "$o"/*/netdev_group; do
read -r a <"$b"
case $a in
"$L") j2=$((j2 + 1));;
"$p1") z1=;;
esac
done 2>/dev/null
if [ $l1 = $g ] && [ $j2 = $g ]; then
p0 1 "link del group $L$j"
elif [ -n "$z1" ]; then
p0 $((g + 1)) "\${k0}link del group $p1$j"
else return 1; fi
}
B2() {
for a in $t; do
[ -e "$o/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $P; do
t=\${t# } z=\${t%% *}
if [ -e "$o/$z" ]; then y=y; h "stays $a"; else h "done $a"; fi
t=\${t#"$z"}
done
}
p0() {
[ -n "$Q" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
a0=1
x1 >/dev/null || {
Q=
printf '%s\\n' "$n"
return 1
}
Q=$((Q + $1 + 1))
}`,
  "provider/host/shell/clsact.sh": `A0() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$d" && cat "$o/$1/ifindex" 2>/dev/null >"$d/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$d/clsact.$1"
}
Q2() {
[ -e "$d/clsact.$1" ] || return
if [ "$(cat "$d/clsact.$1")" = "$(cat "$o/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$d/clsact.$1"
}`,
  "provider/host/shell/sysctl.sh": `K0() {
g=0
while read -r c r H; do
g=$((g + 1)) B=\${c%%=*} r=$d/$r l0=
b=$d1/$(echo "$B" | tr . /)
q=\${B#net.} q=\${q%%.*}
I=$d1/net/$q/conf
for a in "\${r%:*}":*; do
[ -f "$a" ] && [ "$a" != "$r" ] && l0=$a
done
case $c in
*=*) D3 "\${c#*=}";;
*) I0;;
esac || {
echo "Command failed -:$g" >&2
return 1
}
done
}
D3() {
H1=$(cat "$b") && mkdir -p "$d" || return
M=$H1 v3=y
for a in "$r" "$l0"; do
[ -f "$a" ] || continue
read -r l M <"$a"
v3=
break
done
if echo "$H $M" >"$d/.sysctl" && mv -f "$d/.sysctl" "$r"; then
z3 "$1" && return
fi
[ -z "$v3" ] || { rm -f "$r"; y1; }
return 1
}
I0() {
M=
[ ! -f "$r" ] || read -r a M <"$r"
if [ -z "$l0" ]; then
if [ "$M" = 0 ] && [ "$(cat "$b")" != 0 ] && G3; then
:
else
[ -z "$M" ] || z3 "$M" || return
[ "$M" != 0 ] || y1
fi
rm -f "$d/conf:$q:"* "$d/devices:$q"
fi
rm -f "$r"
}
z3() {
if [ "$1" != 0 ] && [ "$(cat "$b")" = 0 ]; then I1 || return; fi
echo "$1" >"$b"
}
I1() {
J=0
for a in "$o"/*/ifindex; do
read -r i <"$a" && [ "$i" -gt "$J" ] && J=$i
done
[ -e "$d/devices:$q" ] || echo "$J" >"$d/devices:$q"
for a in "$I"/*/forwarding; do
m=\${a%/forwarding} m=\${m##*/}
[ "$m" = all ] || [ "$(cat "$a")" = 0 ] || g1 forwarding
done
m=all
if [ "$q" = ipv4 ]; then
g1 accept_redirects
return
fi
for m in $({ ip -6 route show table all proto ra; ip -6 -o addr show dynamic; } 2>/dev/null |
sed -n -e 's/^[0-9]*: \\([^ ]*\\) .*/\\1/p' -e 's/.* dev \\([^ ]*\\) .*/\\1/p' | sort -u); do
[ "$(cat "$I/$m/accept_ra" 2>/dev/null)" = 1 ] || continue
g1 accept_ra
echo 2 >"$I/$m/accept_ra" || return
done
}
g1() {
t0
a=$d/conf:$q:$1:$m
[ -e "$a" ] || echo "$i $(cat "$I/$m/$1")" >"$a"
}
t0() { i=$(cat "$o/$m/ifindex" 2>/dev/null) || i=0; }
y1() {
for a in "$d/conf:$q:"*; do
[ -f "$a" ] || continue
read -r J G <"$a"
l=\${a##*"/conf:$q:"} m=\${l#*:} l=\${l%%:*}
t0
[ "$i" = "$J" ] || continue
[ "$l" = accept_ra ] && [ "$(cat "$I/$m/$l")" != 2 ] && continue
echo "$G" 2>/dev/null >"$I/$m/$l"
done
rm -f "$d/conf:$q:"* "$d/devices:$q"
}
G3() {
[ -f "$d/devices:$q" ] || return 0
read -r J <"$d/devices:$q"
for a in etc run usr/local/lib usr/lib lib; do
cat "$A/$a/sysctl.conf" "$A/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${q}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$o"/*/; do
read -r i <"\${a}ifindex" || continue
read -r L <"\${a}netdev_group"
read -r C2 <"\${a}flags"
case $C2 in *[13579bdf]) [ "$i" -le "$J" ] || [ "$L" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$q" = ipv4 ] || return
{
[ ! -e "$j3/nf_tables" ] || nft list ruleset
[ ! -e "$j3/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}`,
  "provider/host/shell/ip-and-bridge.sh": `E3() {
c1='' m1='' g0=0 l3=0 l2=
[ "$1" != -force ] || l2=-force
while IFS= read -r c; do
case $c in
"bridge "*) a='bridge -j';;
"sysctl "*) a=J3;;
"nft "*) a=J0;;
*) a='ip -d -j -N';;
esac
if [ "$a" != "$m1" ]; then
y3 || return
m1=$a
fi
c=\${c#bridge } c=\${c#nft }
c1=$c1\${c#sysctl }$j g0=$((g0 + 1))
done
y3
}
y3() {
[ -n "$c1" ] || return 0
{
c2=$({ printf '%s' "$c1"; } 2>/dev/null | $m1 $l2 -batch - 2>&1 >&4 4>&-)
m0=$?
} 4>&1
if [ "$m0" != 0 ] && [ -z "$l2" ]; then
a=
case $c2 in
*"Command failed -:"*)
a=\${c2##*"Command failed -:"} c2=\${c2%"Command failed -:"*}
a=\${a%%[!0-9]*};;
esac
[ "$m0" != 127 ] || a=1
printf '%s\\n' "$c2" >&2
[ -z "$a" ] || printf 'Command failed -:%s\\n' $((l3 + a)) >&2
return "$m0"
fi
l3=$((l3 + g0)) c1='' g0=0
}
J3() {
g=0 K1=$1
while read -r B m; do
g=$((g + 1)) G=\${B#*=} b=$d1/\${B%%=*}
case $B:$G in
show:*) K3 "$m"; continue;;
*:default) a=\${b%/*} && G=$(cat "\${a%/*}/default/\${b##*/}");;
esac
echo "$G" >"$b" || {
[ "$K1" = -force ] && continue
echo "Command failed -:$g" >&2
return 1
}
done
}
K3() {
a=
for B in ipv4/rp_filter ipv4/accept_local ipv4/disable_policy ipv4/disable_xfrm ipv6/disable_ipv6 \\
ipv6/keep_addr_on_down ipv6/addr_gen_mode; do
G=
{ read -r G <"$d1/net/\${B%/*}/conf/$1/\${B#*/}"; } 2>/dev/null
a="$a\${a:+,}\\"$B\\":\${G:-null}"
done
echo "{$a}"
}`,
  "provider/host/shell/nft.sh": `J0() {
c0='' g=0 H0=$1
while IFS= read -r c; do
case $c in
"show "*)
r0 || return
K2 "\${c#show }";;
*) c0=$c0$c$j;;
esac
g=$((g + 1))
done
r0
}
r0() {
[ -n "$c0" ] || return 0
if command -v nft >/dev/null; then printf '%s' "$c0" | nft -f -
else
echo "there is no program nft on the host: install the package nftables" >&2
false
fi || [ "$H0" = -force ] || {
echo "Command failed -:$g" >&2
return 1
}
c0=
}
K2() { nft -j list table inet "pulumi_iproute2_$1" 2>/dev/null || echo '{"nftables":[]}'; }`,
  "provider/host/shell/files.sh": `e=$A/etc/pulumi-iproute2
Z='' f1='' g2='' v=
P2() {
v=$({
mkdir -p "$e/objects" "$e/.new" && cat >"$e/.boot" &&
sh "$e/.boot" install "$1" && sync "$e/.boot" && mv -f "$e/.boot" "$e/boot"
} 2>&1) && v=
}
N1() {
[ -n "$Z" ] || [ -n "$v" ] || w0
Z="$Z $i"
[ -z "$v" ] || return 0
g=$p3 l=$1 a=$2 m=\${3#-}
shift 3
while [ "$g" -gt 0 ]; do
f=\${f%"$j"}
f=\${f%"$j"*}$j g=$((g - 1))
done
case $a:$f in
sysctl:*) N0;;
ip:"link add name "* | bridge:"link add name "*) L0 "\${a2%% *}";;
esac
case $f in *\\"*) f=$(printf '%s' "$f" | sed 's/"/\\\\"/g')$j;; esac
b=$e/objects/$l
f1="$f1 $b"
[ ! -e "$b" ] || g2=y b=$e/.new/$l
{ printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\\n' "$a1" "$a" \\
$((K - p3)) "$f" "$a2" "$q1" "$r" "$*" "$m" \\
>"$b"; } 2>/dev/null || {
v=$({ printf '%s' "$f" >"$b"; } 2>&1)
: "\${v:=$b cannot be written}"
}
}
w0() {
for b in "$e/.new"/*; do [ ! -e "$b" ] || rm -f "$b"; done
a1=
{ read -r a1 <"$A/etc/machine-id"; } 2>/dev/null
[ -e "$e/boot" ] || v="$e/boot is missing"
}
N0() {
for b in "$d/conf:ipv6:accept_ra:"*; do
[ ! -f "$b" ] || echo "\${b##*:accept_ra:}"
done 2>/dev/null >"$e/accept-ra"
}
L0() {
read -r u2 <"$o/$1/ifindex"
case \${f%%"$j"*} in
*" type bridge" | *" type bridge "*)
f="link add name $1 index $u2 \${f#"link add name $1 "}"
return;;
esac
read -r g <"$o/$1/mtu"
read -r M1 <"$o/$1/type"
e0=
[ "$M1" != 1 ] || { read -r e0 <"$o/$1/address" && e0="address $e0 "; }
f=\${f#"link add name $1 "}
case $f in "mtu "*) f=\${f#mtu * };; esac
f="link add name $1 index $u2 \${e0}mtu $g $f"
}
J2() {
if [ -z "$v" ]; then
v=$({
if [ -n "$g2" ]; then
sync "$e/.new"/* && mv -f "$e/.new"/* "$e/objects"
fi && sync $f1 "$e/objects"
} 2>&1) && v=
fi
[ -z "$v" ] || { h "unsaved$Z"; echo "$v"; }
Z='' f1='' g2='' v=
}
o1() {
[ -d "$e" ] || return 0
a=
for l; do [ ! -e "$e/objects/$l" ] || a="$a $e/objects/$l"; done
[ -n "$a" ] || return 0
rm -f $a && sync "$e/objects"
rmdir "$e/objects" 2>/dev/null || return 0
sh "$e/boot" uninstall
h uninstalled
}
x2() {
k1=
for a; do k1="$k1 link-$a"; done
o1 $k1
}
x3() {
[ ! -e "$e/objects/$1" ] || ! grep -q -F -e "$2" "$e/objects/$1" || o1 "$1"
}`,
  "provider/host/shell/boot-service.sh": `c3() {
b=$A$1
shift
[ -d "\${b%/*}" ] || mkdir -p "\${b%/*}"
o0="$o0 $b"
if [ -e "$b" ]; then
printf '%s\\n' "$@" >"$b.new" && sync "$b.new" && mv -f "$b.new" "$b"
else
printf '%s\\n' "$@" >"$b"
fi
}
q2=/etc/systemd/system/pulumi-iproute2.service
h3=/etc/systemd/system/multi-user.target.wants/pulumi-iproute2.service
y2=/etc/udev/rules.d/70-pulumi-iproute2.rules
k2=/etc/systemd/network/00-pulumi-iproute2.network
v1=/etc/systemd/network/00-pulumi-iproute2.link
f0=/etc/init.d/pulumi-iproute2
z0=/etc/runlevels/default/pulumi-iproute2
E2() {
c3 $q2 '[Unit]' 'Description=Restore the tunnels of pulumi-iproute2' \\
'Wants=network-pre.target' 'After=network-pre.target systemd-udevd.service systemd-sysctl.service' \\
'Before=network-online.target' \\
"ConditionDirectoryNotEmpty=$e/objects" '' \\
'[Service]' Type=oneshot RemainAfterExit=yes "ExecStart=/bin/sh $e/boot" '' \\
'[Install]' WantedBy=multi-user.target &&
{ [ -d "$A\${h3%/*}" ] || mkdir -p "$A\${h3%/*}"; } && ln -sf ../pulumi-iproute2.service "$A$h3" &&
c3 $y2 '# Network managers keep their hands off the devices of pulumi-iproute2.' \\
"ACTION!=\\"remove\\", SUBSYSTEM==\\"net\\", ATTR{netdev_group}==\\"$L\\", ENV{ID_NET_MANAGED_BY}=\\"pulumi-iproute2\\", ENV{NM_UNMANAGED}=\\"1\\"" &&
c3 $v1 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' \\
'[Link]' NamePolicy=keep MACAddressPolicy=none ||
return
udevadm control --reload
a=$(systemctl --version | { read -r _ a _ && echo "\${a%%[!0-9]*}"; })
[ "\${a:-0}" -lt 255 ] || return 0
c3 $k2 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' '[Link]' Unmanaged=yes || return
systemctl -q is-active systemd-networkd && networkctl reload
return 0
}
E1() {
c3 $f0 '#!/sbin/openrc-run' 'description="Restore the tunnels of pulumi-iproute2"' \\
'depend() {' '  need localmount' '  after sysctl modules firewall' '  before net' '}' \\
'start() {' "  ebegin 'Restoring the tunnels of pulumi-iproute2'" "  /bin/sh $e/boot" '  eend $?' '}' &&
chmod 755 "$A$f0" && ln -sf $f0 "$A$z0"
}
E0() {
umask 022
o0=
case $1 in
systemd) E2;;
openrc) E1;;
esac && sync $o0
}
M2() {
[ ! -e "$A$q2" ] || ! systemctl -q is-active pulumi-iproute2 || systemctl stop pulumi-iproute2
a=
[ ! -e "$A$k2" ] || a=y
set -- "$e"
for b in $h3 $q2 $y2 $v1 $k2 $z0 $f0; do
set -- "$@" "$A$b"
done
rm -rf "$@"
command -v udevadm >/dev/null && udevadm control --reload
[ -z "$a" ] || ! systemctl -q is-active systemd-networkd || networkctl reload
}`,
  "provider/host/shell/boot.sh": `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
j='
'
h() {
case $1 in
"failed "*) k=\${1#* } k=\${k% *};;
"lost "*) k=\${1#* * };;
"unmarked "*) k=\${1#* };;
"no-module "*) echo "the kernel has no module \${1#* }"; return;;
*) return;;
esac
F="$F $k"
echo "could not restore $k:"
}
F0() {
z=\${1%% *} k=\${3#*" alias "}
k=\${k#\\"}
k=\${k%%"$j"*}
if [ -n "$2" ]; then
[ -e "$d/\${2%% *}" ]
return
fi
[ -n "$1" ] && [ -e "$o/$z" ] || return
read -r H <"$o/$z/ifalias"
[ "\${H%% *}" = "\${k%% *}" ] && return
if [ -z "$H" ] && i3 "$z"; then
ip link del dev "$z"
return 1
fi
[ -n "$e1" ] || echo "$z belongs to another owner, so it stays as it is"
}
D2() {
k=\${2##*" cookie "}
{ tc filter show dev "$1" ingress; tc filter show dev "$1" egress; } 2>/dev/null |
grep -q -F "cookie \${k%%"$j"*}"
}
restore() {
r2=y
[ "$1" = 1 ] || { echo "$l has the unknown format $1"; return; }
[ "$2" = "$a1" ] || { f3=$((f3 + 1)); return; }
if [ "$3" = tc ]; then D2 "\${10%%,*}" "$5"; else F0 "$6" "$8" "$5"; fi && return
for a in $9; do F3 "$a"; done
f=$5
F2 "\${6%% *}"
S=" '$l' '' $4 '$f' '$6' '$7' '$8' 0 ''"
case $3 in
ip) j0=$j0$S;;
bridge) i0=$i0$S;;
ip6) o3=$o3$S;;
fou) n0=$n0$S;;
fou6) n1=$n1$S;;
xfrm) q0=$q0$S;;
tc) i2=$i2$S t=$t\${10},;;
sysctl)
case $5 in
net.ipv6.*) I2 || { F="$F $l"; return; };;
esac
p2=$p2$S;;
esac
}
F2() {
k=\${f#"link add name $1 index "}
[ "$k" != "$f" ] || return 0
case $e1$P in
y* | *" \${k%% *} "*) f="link add name $1 \${k#* }";;
esac
}
I2() {
[ -e "$e/accept-ra" ] || return 0
q=ipv6 I=$d1/net/ipv6/conf v2=
mkdir -p "$d"
while read -r m; do
if [ ! -d "$I/$m" ]; then v2=y
elif [ "$(cat "$I/$m/accept_ra")" = 1 ]; then
g1 accept_ra
echo 2 >"$I/$m/accept_ra"
fi
done <"$e/accept-ra"
[ -z "$v2" ] || [ -n "$J" ]
}
o2() {
F='' f3=0 P=' ' V=' '
j0='' o3='' n0='' n1='' q0='' i2='' t='' p2='' i0=
k3
L2 n || { F=" $*"; return; }
for a in "$o"/*/ifindex; do
read -r a <"$a" && P="$P$a "
done 2>/dev/null
for l; do
[ -f "$e/objects/$l" ] || continue
r2=
command . "$e/objects/$l" 2>/dev/null
[ -n "$r2" ] || [ -n "$e1" ] || echo "$l cannot be read. Run pulumi refresh and pulumi up"
done
U "X K0 n '' n" "$p2"
U "X ip n '' n" "$n0"
U "X 'ip -6' n '' n" "$n1"
U "J1 ip" "$q0"
U "X ip n '' n" "$j0"
U "X E3 n '' n" "$i0"
U "X 'ip -6' n '' n" "$o3"
while [ -n "$t" ]; do
A0 "\${t%%,*}"
t=\${t#*,}
done
U "X tc n '' n" "$i2"
exec 9>&-
}
U() { [ -z "$2" ] || eval "$1$2"; }
A3() {
t1
a1='' e1='' J=
{ read -r a1 <"$A/etc/machine-id"; } 2>/dev/null
cd "$e/objects" || return
set -- *
o2 "$@"
[ "$f3" = 0 ] || echo "this machine is a copy of another one: $f3 objects of that one are not restored"
echo "read $# files, restored all but these:\${F:- none}"
[ -z "$F" ] || M0 </dev/null &
}
M0() {
e1=y s=0
while [ "$s" -lt 60 ]; do
if [ "$s" -lt 10 ]; then m2=1; else m2=5; fi
sleep $m2
s=$((s + m2))
if [ "$s" -lt 60 ]; then o2 $F >/dev/null 2>&1
else J=y; o2 $F; fi
[ -n "$F" ] || { echo "restored the others after $s s"; return; }
done
echo "gave up after $s s:$F"
}
case $1 in
install) E0 "$2";;
uninstall) M2;;
*) A3;;
esac`,
} as const;

/** Defined once in each shell. */
export const HOST_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/persistent-ip.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/removals.sh"], TEXTS["provider/host/shell/clsact.sh"]].join("\n");

/** Defined once in each shell, if the host may have files for a reboot. */
export const FILE_FUNCTIONS = [TEXTS["provider/host/shell/files.sh"]].join("\n");

/** Defined in each frame that writes many files. */
export const MANY_FILES_FUNCTIONS = `N2() {
g=$1
shift
[ "$g" -gt 0 ] || return 0
w0
Z=" $1-$(($1 + g - 1))"
[ -z "$v" ] || return 0
g2=y
v=$({
ip -o link show group $L
printf '\\036%s\\036' "$u"
printf '%s\\036' "$@"
} | awk -v number="$g" -v machine="$a1" -v folder="$e/.new/" '
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
export const CONFIRM_FUNCTIONS = `p=$d0/pulumi-iproute2.confirm d3=
N3() {
l=$1 s=$2 b=$p/$1
shift 2
[ ! -e "$b" ] || return 0
n='the time for this change is over, so the host has reversed it'
[ ! -e "$b.reversing" ] && [ ! -e "$b.reversed" ] &&
n=$({ mkdir -p "$p" && cat >"$b" && L1; } 2>&1) && return
rm -f "$b"
for a; do
d3="$d3$a "
h "unarmed $a"
echo "$n"
done
}
L1() {
[ -d "$d0/systemd/system" ] && command -v systemd-run >/dev/null &&
systemd-run --quiet --collect --unit="pulumi-iproute2-confirm-$l" --on-active="$s" \\
--timer-property=AccuracySec=100ms /bin/sh "$b" && return
a=
command -v setsid >/dev/null && a=setsid
$a sh -c 'trap "" HUP; sleep "$1"; exec sh "$2"' sh "$s" "$b" \\
</dev/null >/dev/null 2>&1 3>&- 6>&- 7<&- 9>&- &
echo "$!" >"$b.timer"
}
z2() {
E=
{ read -r E <"$p/$1.timer"; } 2>/dev/null
if [ -n "$E" ]; then
grep -q -F -e "$p/$1" "/proc/$E/cmdline" && { kill -- "-$E" || kill "$E"; }
rm -f "$p/$1.timer"
else
systemctl stop "pulumi-iproute2-confirm-$1.timer"
fi 2>/dev/null
}
O1() {
b=$p/$1
mv "$b" "$b.confirmed" 2>/dev/null && z2 "$1"
x0 "$1"
}
x0() {
for a in confirmed reversing reversed; do
[ ! -e "$p/$1.$a" ] || { h "$a"; return; }
done
if [ -e "$p/$1" ]; then h armed; else h forgotten; fi
}
R0() {
[ ! -e "$p/$1" ] || { z2 "$1"; sh "$p/$1"; }
x0 "$1"
}
P1() {
rm -f "$p/$1.confirmed" "$p/$1.reversed"
rmdir "$p" 2>/dev/null
}
O0() {
mv "$p/$1" "$p/$1.reversing" 2>/dev/null || exit 0
rm -f "$p/$1.timer"
R=' '
t1
[ -n "$w" ] || return 0
t3=$(flock --version 2>&1)
h2 -n || m3 3
}
Q3() {
[ -z "$a3" ] || b0 $a3 || return 0
w2 $r
printf '%s' "$f" | $d2 -force -batch - >/dev/null 2>&1
w1 $r
}
P0() {
L3
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
2) h interrupted;;
*) return 1;;
esac
}`;

/** What the functions and variables are called in the packed text. */
export const NAMES = {
  pi_add_clsact: "A0",
  pi_add_count: "A1",
  pi_address: "e0",
  pi_alias: "H",
  pi_aliases: "A2",
  pi_apply_nft: "r0",
  pi_arm: "N3",
  pi_before: "M",
  pi_begin_reversal: "O0",
  pi_check: "B0",
  pi_check_all: "i1",
  pi_checks: "a3",
  pi_collect: "s0",
  pi_conf: "I",
  pi_config_dir: "A",
  pi_confirm: "O1",
  pi_confirm_dir: "p",
  pi_count: "K",
  pi_delete_all: "O2",
  pi_delete_devices: "O3",
  pi_delete_singly: "B2",
  pi_delete_together: "B3",
  pi_device: "m",
  pi_devices: "t",
  pi_done: "D",
  pi_due: "a0",
  pi_each: "O",
  pi_earlier: "s1",
  pi_end_idle_holder: "C0",
  pi_end_reversal: "P0",
  pi_error: "n",
  pi_event: "h",
  pi_fail: "s3",
  pi_failed: "y",
  pi_failing_line: "C",
  pi_family: "q",
  pi_file: "b",
  pi_files_dir: "e",
  pi_files_fault: "v",
  pi_find_failed: "C1",
  pi_find_index: "t0",
  pi_find_marker_dir: "t1",
  pi_finish: "e3",
  pi_finish_text: "t2",
  pi_flags: "C2",
  pi_flock: "t3",
  pi_forget_change: "P1",
  pi_forget_marker: "u0",
  pi_function: "C3",
  pi_group: "L",
  pi_groups: "D0",
  pi_guard: "b0",
  pi_half_made: "D1",
  pi_hold_sysctl: "D3",
  pi_holder: "b1",
  pi_holder_is_idle: "u1",
  pi_ifindex: "u2",
  pi_index: "i",
  pi_indices: "P",
  pi_install_boot: "P2",
  pi_ip_and_bridge: "E3",
  pi_ip_lines: "Q",
  pi_ip_pid: "b2",
  pi_is_in_group: "i3",
  pi_keep: "P3",
  pi_key: "B",
  pi_last: "J",
  pi_leave_out: "v0",
  pi_left_out: "R",
  pi_line: "c",
  pi_lines: "f",
  pi_load_module: "F3",
  pi_lock_file: "w",
  pi_lose: "G0",
  pi_machine: "a1",
  pi_marker: "r",
  pi_marker_dir: "d",
  pi_may_undo: "G2",
  pi_members: "j2",
  pi_module_dir: "j3",
  pi_moves: "k0",
  pi_name: "l",
  pi_names: "k1",
  pi_needs_forwarding: "G3",
  pi_net_dir: "o",
  pi_new: "v3",
  pi_new_files: "f1",
  pi_newline: "j",
  pi_next_line: "b3",
  pi_nft_force: "H0",
  pi_nft_text: "c0",
  pi_nonce: "N",
  pi_now: "H1",
  pi_number: "g",
  pi_object: "z",
  pi_old_files: "f2",
  pi_open_files: "w0",
  pi_open_lock: "k3",
  pi_other: "l0",
  pi_ours: "l1",
  pi_part: "c1",
  pi_part_error: "c2",
  pi_part_force: "l2",
  pi_part_lines: "g0",
  pi_part_start: "l3",
  pi_part_status: "m0",
  pi_part_tool: "m1",
  pi_persistent: "H2",
  pi_pid: "E",
  pi_place_marker: "w1",
  pi_plain: "H3",
  pi_poll_lock: "m3",
  pi_prepare_marker: "w2",
  pi_print: "w3",
  pi_print_change: "x0",
  pi_read_ip: "x1",
  pi_release_lock: "Q1",
  pi_release_sysctl: "I0",
  pi_remember_setting: "g1",
  pi_remember_settings: "I1",
  pi_remove_clsact: "Q2",
  pi_remove_files: "o1",
  pi_remove_link_files: "x2",
  pi_remove_orphan: "x3",
  pi_replaced: "g2",
  pi_report_done: "g3",
  pi_report_verdict: "y0",
  pi_rest: "k",
  pi_restore_settings: "y1",
  pi_reverse: "Q3",
  pi_reverse_now: "R0",
  pi_run_batch: "X",
  pi_run_dir: "d0",
  pi_run_lines: "I3",
  pi_run_nft: "J0",
  pi_run_part: "y3",
  pi_run_singly: "J1",
  pi_run_unshown: "p0",
  pi_save_files: "J2",
  pi_scratch_free: "z1",
  pi_scratch_group: "p1",
  pi_seconds: "s",
  pi_set_settings: "J3",
  pi_set_sysctls: "K0",
  pi_setting_force: "K1",
  pi_show_clamp: "K2",
  pi_show_settings: "K3",
  pi_shows: "p3",
  pi_spell_out_device: "L0",
  pi_start_ip: "R1",
  pi_start_timer: "L1",
  pi_status: "h0",
  pi_stop_timer: "z2",
  pi_sysctl_dir: "d1",
  pi_take_lock: "L2",
  pi_taken: "h1",
  pi_text: "u",
  pi_tidy_markers: "L3",
  pi_tool: "d2",
  pi_total: "Y",
  pi_try_lock: "h2",
  pi_type: "M1",
  pi_unarmed: "d3",
  pi_undo: "q1",
  pi_undo_checks: "a2",
  pi_undone: "V",
  pi_unsaved: "Z",
  pi_value: "G",
  pi_verdict: "q3",
  pi_wait_for_lock: "M3",
  pi_watch: "x",
  pi_word: "a",
  pi_write_accept_ra: "N0",
  pi_write_file: "N1",
  pi_write_files: "N2",
  pi_write_sysctl: "z3",
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
  "mss": `nft -j list table inet "pulumi_iproute2_$1" 2>/dev/null || echo '{"nftables":[]}'`,
  "neighbors": `x ip -d -j -N neigh show nud permanent || y=y`,
  "netns": `x ip -j netns list-id || y=y`,
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
