// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** The texts of the files that several of the constants below consist of. */
const TEXTS = {
  "provider/host/shell/roots.sh": `d0=/run
o=/sys/class/net
j1=/sys/module
d1=/proc/sys
y=`,
  "provider/host/shell/lock.sh": `umask 077
u=$d0/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$u" || u=
k1() { [ -z "$u" ] || exec 9>>"$u"; }
Q0() {
[ -z "$u" ] || : >"$u"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
k1
}
L2() {
[ -n "$u" ] || return 0
[ ! -e "$u.wanted" ] || { rm -f "$u.wanted"; sleep 2; }
h0 -n || M3 || {
if [ -n "$n" ]; then g lock-failed; echo "$n"; else g busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $b1"; fi >"$u"
}
h0() { n=$(flock "$@" 3 2>&1 3>&9); }
M3() {
[ -z "$n" ] || return 1
u0=$(flock --version 2>&1)
b0=
read -r b0 <"$u"
m1 10 && return
[ -z "$n" ] || return 1
C0
m1 20
}
m1() {
case $u0 in *util-linux*) h0 -w "$1"; return;; esac
s=$1
while [ "$s" -gt 0 ]; do
: >>"$u.wanted"
sleep 1
h0 -n && { rm -f "$u.wanted"; return; }
[ -z "$n" ] || return 1
s=$((s - 1))
done
return 1
}
C0() { u2 && sleep 1 && u2 && kill "\${b0%% *}"; }
u2() {
c=
read -r c <"$u"
D=\${b0%% *}
case $D in '' | *[!0-9]*) return 1;; esac
[ "$c" = "$b0" ] && [ "/proc/$D/fd/9" -ef "$u" ] &&
[ -r "/proc/$D/task/$D/children" ] || return 1
read -r c <"/proc/$D/task/$D/children"
case $c in '' | "\${b0##* }") ;; *) return 1;; esac
}
k1`,
  "provider/host/shell/persistent-ip.sh": `b1=
R0() {
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
x1() {
n=
while [ "$Y" -gt 0 ]; do
IFS= read -r c <&7 || return 1
case $c in
'['* | '{'*) Y=$((Y - 1)); printf '%s\\n' "$c";;
*) n=$n$c$j;;
esac
done
}`,
  "provider/host/shell/guards.sh": `Q=26992
a3() {
x=$1 D1=$2 H=
shift 2
case $x in
@*) [ -e "$d/\${x#@}" ] && IFS= read -r H <"$d/\${x#@}";;
*)
[ -e "$o/$x" ] || { r1=gone; return 1; }
IFS= read -r H <"$o/$x/ifalias";;
esac
for a; do case $H in "$a" | "$a "*) return 0;; esac; done
[ "$D1" = y ] && [ -z "$H" ] && i1 "$x" && return 0
r1="foreign $H"
return 1
}
i1() { read -r a <"$o/$1/netdev_group" && [ "$a" = $Q ]; }
y0() { g "\${r1%% *} $1 \${r1#* }"; }`,
  "provider/host/shell/markers.sh": `d=
t3() {
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
u1() { [ $# -lt 2 ] || rm -f "$d/.$1"; }
L3() {
for a in "$d/clsact."*; do
[ -e "$o/\${a##*/clsact.}" ] || rm -f "$a"
done
rmdir "$d" "$d0/pulumi-iproute2" 2>/dev/null
}`,
  "provider/host/shell/operations.sh": `V=' '
F3() { [ -e "$j1/$1" ] || modprobe -q "$1" || g "no-module $1"; }
P() {
C3=$1 q2=0
shift
while [ $# -gt 0 ]; do
i=$1 a2=$2 K=$3 f=$4 a0=$5 q3=$6 r=$7 q0=$8 b=$9
q2=$((q2 + 1))
shift 9
case $T in *" $i "*) ;; *) $C3 || return 0;; esac
done
}
B0() {
case $V in
*" \${i#k} "*) T="$T$i "; return;;
esac
if [ -n "$a2" ] && ! a3 $a2; then
v1
y0 "$i"
case $b in "- "*) x3 \${b#- } "\${a2##* }";; esac
elif ! w2 $r; then
v1
g "unmarked $i"
echo "$n"
else
case $b in "- "*) f2="$f2 \${b#- }";; esac
fi
}
v1() { T="$T$i " V="$V$i "; }
h3() {
f2=
P B0 "$@"
[ -z "$f2" ] || n3 $f2
}
w3() {
printf '%s' "$f"
X=$((X + K)) Y=$((Y + q0))
}
A1() { X=$((X + K)); }
e3() {
w1 $r
case $b in "+ "*) N1 \${b#+ };; esac
C="$C $i"
}
G0() {
V="$V$i "
u1 $r
C="$C $i"
}
C1() {
b3=$((b3 + K))
if [ "$A" -gt "$K" ]; then
A=$((A - K))
e3
else
t1
return 1
fi
}
t1() {
w=y V="$V$i "
g2
g "failed $i $A"
printf '%s\\n' "$n"
[ "$A" -gt 1 ] && [ -n "$q3" ] && G2 &&
printf '%s' "$q3" | $d2 -force -batch - >/dev/null 2>&1
u1 $r
}
G2() {
case $a0 in
'') return 0;;
*" =")
[ -z "$E" ] ||
f=$(printf '%s' "$E" | sed -n "$((b3 - K)),$((b3 - 1))p")
f=\${f#*"link set dev \${a0%% *} alias "}
f=\${f%%"$j"*}
a3 \${a0%=}\${f%% *};;
*) a3 $a0;;
esac
}
g2() {
[ -z "$a1" ] || J2
[ -z "$C" ] || g "done$C"
C=
}
s2() {
if [ -n "$E" ]; then C=" $2-$(($2 + $# / 9 - 1))"; else C=; P "$@"; fi
}
Z() {
d2=$1 I0=$2 E=$3 H3=$4 T=" $d3"
shift 4
[ "$I0" = y ] || h3 "$@"
while [ $# -gt 0 ]; do
g run
X=0 Y=0
if [ "$H3" = y ] && [ -n "$S" ]; then
s3=$S g3=0
P w3 "$@" >&6 2>/dev/null
if x1; then S=$((S + X)); else g3=1 S=; fi
else
s3=0
{
n=$(if [ -n "$E" ]; then printf '%s' "$E"; else P w3 "$@"; fi |
$d2 -batch - 2>&1 >&3 3>&-)
g3=$?
} 3>&1
fi
if [ "$g3" = 0 ]; then
s2 e3 "$@"
g2
return
fi
A=0 X=0
case $n in
*"Command failed -:"*)
A=\${n##*"Command failed -:"}
A=$((\${A%%[!0-9]*} - s3));;
esac
P A1 "$@"
if [ "$A" -lt 1 ] || [ "$A" -gt "$X" ]; then
w=y
s2 G0 "$@"
g "lost $g3$C"
printf '%s\\n' "$n"
return
fi
b3=1 C=
P C1 "$@"
shift $((q2 * 9))
[ -z "$E" ] || E=$(printf '%s' "$E" | tail -n +$b3)$j
done
}
P2() {
T=" $d3" C=
h3 "$@"
P e3 "$@"
g2
}
p0() {
d2=$1 T=" $d3" C=
shift
h3 "$@"
P J0 "$@"
g2
}
J0() {
A=0 k=$f
while [ -n "$k" ]; do
A=$((A + 1))
n=$(printf '%s\\n' "\${k%%"$j"*}" | $d2 -batch - 2>&1) || { t1; return 0; }
k=\${k#*"$j"}
done
e3
}`,
  "provider/host/shell/removals.sh": `O1() {
(
cd "$o" && A2=$1 D0=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$A2" ] &&
[ "$(grep -lx $Q -- */netdev_group 2>/dev/null)" = "$D0" ]
) && {
shift 2
[ ! -d "$e" ] || x2 "$@"
g removing
ip link del group $Q 2>&1
} && g "done r0-$(($# - 1))"
}
O2() {
p2=$1 R='' t='' h=0 k3=0 j2=
shift
while [ $# -gt 0 ]; do
if a3 $2; then
R="$R $1" t="$t $3" h=$((h + 1))
j2="\${j2}link set dev $3 group $p2$j"
i1 "$3" && k3=$((k3 + 1))
else
y0 "$1"
[ ! -d "$e" ] || x3 "link-$3" "\${2##* }"
fi
shift 3
done
[ $h = 0 ] && return
[ ! -d "$e" ] || x2 $t
g removing
if B3; then g "done$R"; else B2; fi
}
B3() {
[ $h -gt 1 ] || {
p1 1 "link del dev$t$j"
return
}
j0=0 z1=y
for b in "$o"/*/netdev_group; do
read -r a <"$b"
case $a in
"$Q") j0=$((j0 + 1));;
"$p2") z1=;;
esac
done 2>/dev/null
if [ $k3 = $h ] && [ $j0 = $h ]; then
p1 1 "link del group $Q$j"
elif [ -n "$z1" ]; then
p1 $((h + 1)) "\${j2}link del group $p2$j"
else return 1; fi
}
B2() {
for a in $t; do
[ -e "$o/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $R; do
t=\${t# } x=\${t%% *}
if [ -e "$o/$x" ]; then w=y; g "stays $a"; else g "done $a"; fi
t=\${t#"$x"}
done
}
p1() {
[ -n "$S" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
Y=1
x1 >/dev/null || {
S=
printf '%s\\n' "$n"
return 1
}
S=$((S + $1 + 1))
}`,
  "provider/host/shell/clsact.sh": `A0() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$d" && cat "$o/$1/ifindex" 2>/dev/null >"$d/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$d/clsact.$1"
}
Q1() {
[ -e "$d/clsact.$1" ] || return
if [ "$(cat "$d/clsact.$1")" = "$(cat "$o/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$d/clsact.$1"
}`,
  "provider/host/shell/sysctl.sh": `K0() {
h=0
while read -r c r H; do
h=$((h + 1)) z=\${c%%=*} r=$d/$r k2=
b=$d1/$(echo "$z" | tr . /)
q=\${z#net.} q=\${q%%.*}
I=$d1/net/$q/conf
for a in "\${r%:*}":*; do
[ -f "$a" ] && [ "$a" != "$r" ] && k2=$a
done
case $c in
*=*) D3 "\${c#*=}";;
*) I1;;
esac || {
echo "Command failed -:$h" >&2
return 1
}
done
}
D3() {
H1=$(cat "$b") && mkdir -p "$d" || return
O=$H1 w0=y
for a in "$r" "$k2"; do
[ -f "$a" ] || continue
read -r l O <"$a"
w0=
break
done
if echo "$H $O" >"$d/.sysctl" && mv -f "$d/.sysctl" "$r"; then
z3 "$1" && return
fi
[ -z "$w0" ] || { rm -f "$r"; y1; }
return 1
}
I1() {
O=
[ ! -f "$r" ] || read -r a O <"$r"
if [ -z "$k2" ]; then
if [ "$O" = 0 ] && [ "$(cat "$b")" != 0 ] && G3; then
:
else
[ -z "$O" ] || z3 "$O" || return
[ "$O" != 0 ] || y1
fi
rm -f "$d/conf:$q:"* "$d/devices:$q"
fi
rm -f "$r"
}
z3() {
if [ "$1" != 0 ] && [ "$(cat "$b")" = 0 ]; then I2 || return; fi
echo "$1" >"$b"
}
I2() {
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
t2
a=$d/conf:$q:$1:$m
[ -e "$a" ] || echo "$i $(cat "$I/$m/$1")" >"$a"
}
t2() { i=$(cat "$o/$m/ifindex" 2>/dev/null) || i=0; }
y1() {
for a in "$d/conf:$q:"*; do
[ -f "$a" ] || continue
read -r J G <"$a"
l=\${a##*"/conf:$q:"} m=\${l#*:} l=\${l%%:*}
t2
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
cat "$y/$a/sysctl.conf" "$y/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${q}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$o"/*/; do
read -r i <"\${a}ifindex" || continue
read -r Q <"\${a}netdev_group"
read -r C2 <"\${a}flags"
case $C2 in *[13579bdf]) [ "$i" -le "$J" ] || [ "$Q" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$q" = ipv4 ] || return
{
[ ! -e "$j1/nf_tables" ] || nft list ruleset
[ ! -e "$j1/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}`,
  "provider/host/shell/ip-and-bridge.sh": `E3() {
c1='' l3='' g0=0 l1=0 l0=
[ "$1" != -force ] || l0=-force
while IFS= read -r c; do
case $c in
"bridge "*) a='bridge -j';;
"sysctl "*) a=J3;;
"nft "*) a=J1;;
*) a='ip -d -j -N';;
esac
if [ "$a" != "$l3" ]; then
y3 || return
l3=$a
fi
c=\${c#bridge } c=\${c#nft }
c1=$c1\${c#sysctl }$j g0=$((g0 + 1))
done
y3
}
y3() {
[ -n "$c1" ] || return 0
{
c2=$({ printf '%s' "$c1"; } 2>/dev/null | $l3 $l0 -batch - 2>&1 >&4 4>&-)
l2=$?
} 4>&1
if [ "$l2" != 0 ] && [ -z "$l0" ]; then
a=
case $c2 in
*"Command failed -:"*)
a=\${c2##*"Command failed -:"} c2=\${c2%"Command failed -:"*}
a=\${a%%[!0-9]*};;
esac
[ "$l2" != 127 ] || a=1
printf '%s\\n' "$c2" >&2
[ -z "$a" ] || printf 'Command failed -:%s\\n' $((l1 + a)) >&2
return "$l2"
fi
l1=$((l1 + g0)) c1='' g0=0
}
J3() {
h=0 K1=$1
while read -r z m; do
h=$((h + 1)) G=\${z#*=} b=$d1/\${z%%=*}
case $z:$G in
show:*) K3 "$m"; continue;;
*:default) a=\${b%/*} && G=$(cat "\${a%/*}/default/\${b##*/}");;
esac
echo "$G" >"$b" || {
[ "$K1" = -force ] && continue
echo "Command failed -:$h" >&2
return 1
}
done
}
K3() {
a=
for z in ipv4/rp_filter ipv4/accept_local ipv4/disable_policy ipv4/disable_xfrm ipv6/disable_ipv6 \\
ipv6/keep_addr_on_down ipv6/addr_gen_mode; do
G=
{ read -r G <"$d1/net/\${z%/*}/conf/$1/\${z#*/}"; } 2>/dev/null
a="$a\${a:+,}\\"$z\\":\${G:-null}"
done
echo "{$a}"
}`,
  "provider/host/shell/nft.sh": `J1() {
c0='' h=0 H0=$1
while IFS= read -r c; do
case $c in
"show "*)
r2 || return
K2 "\${c#show }";;
*) c0=$c0$c$j;;
esac
h=$((h + 1))
done
r2
}
r2() {
[ -n "$c0" ] || return 0
if command -v nft >/dev/null; then printf '%s' "$c0" | nft -f -
else
echo "there is no program nft on the host: install the package nftables" >&2
false
fi || [ "$H0" = -force ] || {
echo "Command failed -:$h" >&2
return 1
}
c0=
}
K2() { nft -j list table inet "pulumi_iproute2_$1" 2>/dev/null || echo '{"nftables":[]}'; }`,
  "provider/host/shell/files.sh": `e=$y/etc/pulumi-iproute2
a1='' f1='' o0='' B=
P1() {
B=$({
mkdir -p "$e/objects" "$e/.new" && cat >"$e/.boot" &&
sh "$e/.boot" install "$1" && sync "$e/.boot" && mv -f "$e/.boot" "$e/boot"
} 2>&1) && B=
}
N1() {
[ -n "$a1" ] || [ -n "$B" ] || H2
a1="$a1 $i"
[ -z "$B" ] || return 0
h=$q0 l=$1 a=$2 m=\${3#-}
shift 3
while [ "$h" -gt 0 ]; do
f=\${f%"$j"}
f=\${f%"$j"*}$j h=$((h - 1))
done
case $a:$f in
sysctl:*) N0;;
ip:"link add name "* | bridge:"link add name "*) L0 "\${a0%% *}";;
esac
case $f in *\\"*) f=$(printf '%s' "$f" | sed 's/"/\\\\"/g')$j;; esac
b=$e/objects/$l
f1="$f1 $b"
[ ! -e "$b" ] || o0=y b=$e/.new/$l
{ printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\\n' "$b2" "$a" \\
$((K - q0)) "$f" "$a0" "$q3" "$r" "$*" "$m" \\
>"$b"; } 2>/dev/null || {
B=$({ printf '%s' "$f" >"$b"; } 2>&1)
: "\${B:=$b cannot be written}"
}
}
H2() {
for b in "$e/.new"/*; do [ ! -e "$b" ] || rm -f "$b"; done
b2=
{ read -r b2 <"$y/etc/machine-id"; } 2>/dev/null
[ -e "$e/boot" ] || B="$e/boot is missing"
}
N0() {
for b in "$d/conf:ipv6:accept_ra:"*; do
[ ! -f "$b" ] || echo "\${b##*:accept_ra:}"
done 2>/dev/null >"$e/accept-ra"
}
L0() {
read -r u3 <"$o/$1/ifindex"
case \${f%%"$j"*} in
*" type bridge" | *" type bridge "*)
f="link add name $1 index $u3 \${f#"link add name $1 "}"
return;;
esac
read -r h <"$o/$1/mtu"
read -r M1 <"$o/$1/type"
e0=
[ "$M1" != 1 ] || { read -r e0 <"$o/$1/address" && e0="address $e0 "; }
f=\${f#"link add name $1 "}
case $f in "mtu "*) f=\${f#mtu * };; esac
f="link add name $1 index $u3 \${e0}mtu $h $f"
}
J2() {
if [ -z "$B" ]; then
B=$({
if [ -n "$o0" ]; then
sync "$e/.new"/* && mv -f "$e/.new"/* "$e/objects"
fi && sync $f1 "$e/objects"
} 2>&1) && B=
fi
[ -z "$B" ] || { g "unsaved$a1"; echo "$B"; }
a1='' f1='' o0='' B=
}
n3() {
[ -d "$e" ] || return 0
a=
for l; do [ ! -e "$e/objects/$l" ] || a="$a $e/objects/$l"; done
[ -n "$a" ] || return 0
rm -f $a && sync "$e/objects"
rmdir "$e/objects" 2>/dev/null || return 0
sh "$e/boot" uninstall
g uninstalled
}
x2() {
j3=
for a; do j3="$j3 link-$a"; done
n3 $j3
}
x3() {
[ ! -e "$e/objects/$1" ] || ! grep -q -F -e "$2" "$e/objects/$1" || n3 "$1"
}`,
  "provider/host/shell/boot-service.sh": `c3() {
b=$y$1
shift
[ -d "\${b%/*}" ] || mkdir -p "\${b%/*}"
n2="$n2 $b"
if [ -e "$b" ]; then
printf '%s\\n' "$@" >"$b.new" && sync "$b.new" && mv -f "$b.new" "$b"
else
printf '%s\\n' "$@" >"$b"
fi
}
r0=/etc/systemd/system/pulumi-iproute2.service
h1=/etc/systemd/system/multi-user.target.wants/pulumi-iproute2.service
y2=/etc/udev/rules.d/70-pulumi-iproute2.rules
k0=/etc/systemd/network/00-pulumi-iproute2.network
v2=/etc/systemd/network/00-pulumi-iproute2.link
f0=/etc/init.d/pulumi-iproute2
z0=/etc/runlevels/default/pulumi-iproute2
E2() {
c3 $r0 '[Unit]' 'Description=Restore the tunnels of pulumi-iproute2' \\
'Wants=network-pre.target' 'After=network-pre.target systemd-udevd.service systemd-sysctl.service' \\
'Before=network-online.target' \\
"ConditionDirectoryNotEmpty=$e/objects" '' \\
'[Service]' Type=oneshot RemainAfterExit=yes "ExecStart=/bin/sh $e/boot" '' \\
'[Install]' WantedBy=multi-user.target &&
{ [ -d "$y\${h1%/*}" ] || mkdir -p "$y\${h1%/*}"; } && ln -sf ../pulumi-iproute2.service "$y$h1" &&
c3 $y2 '# Network managers keep their hands off the devices of pulumi-iproute2.' \\
"ACTION!=\\"remove\\", SUBSYSTEM==\\"net\\", ATTR{netdev_group}==\\"$Q\\", ENV{ID_NET_MANAGED_BY}=\\"pulumi-iproute2\\", ENV{NM_UNMANAGED}=\\"1\\"" &&
c3 $v2 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' \\
'[Link]' NamePolicy=keep MACAddressPolicy=none ||
return
udevadm control --reload
a=$(systemctl --version | { read -r _ a _ && echo "\${a%%[!0-9]*}"; })
[ "\${a:-0}" -lt 255 ] || return 0
c3 $k0 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' '[Link]' Unmanaged=yes || return
systemctl -q is-active systemd-networkd && networkctl reload
return 0
}
E1() {
c3 $f0 '#!/sbin/openrc-run' 'description="Restore the tunnels of pulumi-iproute2"' \\
'depend() {' '  need localmount' '  after sysctl modules firewall' '  before net' '}' \\
'start() {' "  ebegin 'Restoring the tunnels of pulumi-iproute2'" "  /bin/sh $e/boot" '  eend $?' '}' &&
chmod 755 "$y$f0" && ln -sf $f0 "$y$z0"
}
E0() {
umask 022
n2=
case $1 in
systemd) E2;;
openrc) E1;;
esac && sync $n2
}
M2() {
[ ! -e "$y$r0" ] || ! systemctl -q is-active pulumi-iproute2 || systemctl stop pulumi-iproute2
a=
[ ! -e "$y$k0" ] || a=y
set -- "$e"
for b in $h1 $r0 $y2 $v2 $k0 $z0 $f0; do
set -- "$@" "$y$b"
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
g() {
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
x=\${1%% *} k=\${3#*" alias "}
k=\${k#\\"}
k=\${k%%"$j"*}
if [ -n "$2" ]; then
[ -e "$d/\${2%% *}" ]
return
fi
[ -n "$1" ] && [ -e "$o/$x" ] || return
read -r H <"$o/$x/ifalias"
[ "\${H%% *}" = "\${k%% *}" ] && return
if [ -z "$H" ] && i1 "$x"; then
ip link del dev "$x"
return 1
fi
[ -n "$e1" ] || echo "$x belongs to another owner, so it stays as it is"
}
D2() {
k=\${2##*" cookie "}
{ tc filter show dev "$1" ingress; tc filter show dev "$1" egress; } 2>/dev/null |
grep -q -F "cookie \${k%%"$j"*}"
}
restore() {
s0=y
[ "$1" = 1 ] || { echo "$l has the unknown format $1"; return; }
[ "$2" = "$b2" ] || { f3=$((f3 + 1)); return; }
if [ "$3" = tc ]; then D2 "\${10%%,*}" "$5"; else F0 "$6" "$8" "$5"; fi && return
for a in $9; do F3 "$a"; done
f=$5
F2 "\${6%% *}"
L=" '$l' '' $4 '$f' '$6' '$7' '$8' 0 ''"
case $3 in
ip) if [ -n "$8" ]; then o2=$o2$L; else i2=$i2$L; fi;;
bridge) h2=$h2$L;;
ip6) o3=$o3$L;;
fou) m2=$m2$L;;
fou6) m3=$m3$L;;
xfrm) q1=$q1$L;;
tc) i0=$i0$L t=$t\${10},;;
sysctl)
case $5 in
net.ipv6.*) I3 || { F="$F $l"; return; };;
esac
p3=$p3$L;;
esac
}
F2() {
k=\${f#"link add name $1 index "}
[ "$k" != "$f" ] || return 0
case $e1$R in
y* | *" \${k%% *} "*) f="link add name $1 \${k#* }";;
esac
}
I3() {
[ -e "$e/accept-ra" ] || return 0
q=ipv6 I=$d1/net/ipv6/conf v3=
mkdir -p "$d"
while read -r m; do
if [ ! -d "$I/$m" ]; then v3=y
elif [ "$(cat "$I/$m/accept_ra")" = 1 ]; then
g1 accept_ra
echo 2 >"$I/$m/accept_ra"
fi
done <"$e/accept-ra"
[ -z "$v3" ] || [ -n "$J" ]
}
o1() {
F='' f3=0 R=' ' V=' '
i2='' o2='' o3='' m2='' m3='' q1='' i0='' t='' p3='' h2=
k1
L2 n || { F=" $*"; return; }
for a in "$o"/*/ifindex; do
read -r a <"$a" && R="$R$a "
done 2>/dev/null
for l; do
[ -f "$e/objects/$l" ] || continue
s0=
command . "$e/objects/$l" 2>/dev/null
[ -n "$s0" ] || [ -n "$e1" ] || echo "$l cannot be read. Run pulumi refresh and pulumi up"
done
M "Z K0 n '' n" "$p3"
M "Z ip n '' n" "$m2"
M "Z 'ip -6' n '' n" "$m3"
M "p0 ip" "$q1"
M "Z ip n '' n" "$i2"
M "Z E3 n '' n" "$h2"
M "p0 ip" "$o2"
M "p0 'ip -6'" "$o3"
while [ -n "$t" ]; do
A0 "\${t%%,*}"
t=\${t#*,}
done
M "Z tc n '' n" "$i0"
exec 9>&-
}
M() { [ -z "$2" ] || eval "$1$2"; }
A3() {
t3
b2='' e1='' J=
{ read -r b2 <"$y/etc/machine-id"; } 2>/dev/null
cd "$e/objects" || return
set -- *
o1 "$@"
[ "$f3" = 0 ] || echo "this machine is a copy of another one: $f3 objects of that one are not restored"
echo "read $# files, restored all but these:\${F:- none}"
[ -z "$F" ] || M0 </dev/null &
}
M0() {
e1=y s=0
while [ "$s" -lt 60 ]; do
if [ "$s" -lt 10 ]; then m0=1; else m0=5; fi
sleep $m0
s=$((s + m0))
if [ "$s" -lt 60 ]; then o1 $F >/dev/null 2>&1
else J=y; o1 $F; fi
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

/** Defined in each frame with a change that may cut the SSH connection. */
export const CONFIRM_FUNCTIONS = `p=$d0/pulumi-iproute2.confirm d3=
N2() {
l=$1 s=$2 b=$p/$1
shift 2
[ ! -e "$b" ] || return 0
n='the time for this change is over, so the host has reversed it'
[ ! -e "$b.reversing" ] && [ ! -e "$b.reversed" ] &&
n=$({ mkdir -p "$p" && cat >"$b" && L1; } 2>&1) && return
rm -f "$b"
for a; do
d3="$d3$a "
g "unarmed $a"
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
D=
{ read -r D <"$p/$1.timer"; } 2>/dev/null
if [ -n "$D" ]; then
grep -q -F -e "$p/$1" "/proc/$D/cmdline" && { kill -- "-$D" || kill "$D"; }
rm -f "$p/$1.timer"
else
systemctl stop "pulumi-iproute2-confirm-$1.timer"
fi 2>/dev/null
}
O0() {
b=$p/$1
mv "$b" "$b.confirmed" 2>/dev/null && z2 "$1"
x0 "$1"
}
x0() {
for a in confirmed reversing reversed; do
[ ! -e "$p/$1.$a" ] || { g "$a"; return; }
done
if [ -e "$p/$1" ]; then g armed; else g forgotten; fi
}
Q3() {
[ ! -e "$p/$1" ] || { z2 "$1"; sh "$p/$1"; }
x0 "$1"
}
P0() {
rm -f "$p/$1.confirmed" "$p/$1.reversed"
rmdir "$p" 2>/dev/null
}
N3() {
mv "$p/$1" "$p/$1.reversing" 2>/dev/null || exit 0
rm -f "$p/$1.timer"
T=' '
t3
[ -n "$u" ] || return 0
u0=$(flock --version 2>&1)
h0 -n || m1 3
}
Q2() {
[ -z "$a2" ] || a3 $a2 || return 0
w2 $r
printf '%s' "$f" | $d2 -force -batch - >/dev/null 2>&1
w1 $r
}
O3() {
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
export const WATCH_FUNCTIONS = `v() {
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
2) g interrupted;;
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
  pi_apply_nft: "r2",
  pi_arm: "N2",
  pi_before: "O",
  pi_begin_reversal: "N3",
  pi_check: "B0",
  pi_check_all: "h3",
  pi_checks: "a2",
  pi_collect: "s2",
  pi_conf: "I",
  pi_config_dir: "y",
  pi_confirm: "O0",
  pi_confirm_dir: "p",
  pi_count: "K",
  pi_delete_all: "O1",
  pi_delete_devices: "O2",
  pi_delete_singly: "B2",
  pi_delete_together: "B3",
  pi_device: "m",
  pi_devices: "t",
  pi_done: "C",
  pi_due: "Y",
  pi_each: "P",
  pi_earlier: "s3",
  pi_end_idle_holder: "C0",
  pi_end_reversal: "O3",
  pi_error: "n",
  pi_event: "g",
  pi_fail: "t1",
  pi_failed: "w",
  pi_failing_line: "A",
  pi_family: "q",
  pi_file: "b",
  pi_files_dir: "e",
  pi_files_fault: "B",
  pi_find_failed: "C1",
  pi_find_index: "t2",
  pi_find_marker_dir: "t3",
  pi_finish: "e3",
  pi_flags: "C2",
  pi_flock: "u0",
  pi_forget_change: "P0",
  pi_forget_marker: "u1",
  pi_function: "C3",
  pi_group: "Q",
  pi_groups: "D0",
  pi_guard: "a3",
  pi_half_made: "D1",
  pi_hold_sysctl: "D3",
  pi_holder: "b0",
  pi_holder_is_idle: "u2",
  pi_ifindex: "u3",
  pi_index: "i",
  pi_indices: "R",
  pi_install_boot: "P1",
  pi_ip_and_bridge: "E3",
  pi_ip_lines: "S",
  pi_ip_pid: "b1",
  pi_is_in_group: "i1",
  pi_keep: "P2",
  pi_key: "z",
  pi_last: "J",
  pi_leave_out: "v1",
  pi_left_out: "T",
  pi_line: "c",
  pi_lines: "f",
  pi_load_module: "F3",
  pi_lock_file: "u",
  pi_lose: "G0",
  pi_machine: "b2",
  pi_marker: "r",
  pi_marker_dir: "d",
  pi_may_undo: "G2",
  pi_members: "j0",
  pi_module_dir: "j1",
  pi_moves: "j2",
  pi_name: "l",
  pi_names: "j3",
  pi_needs_forwarding: "G3",
  pi_net_dir: "o",
  pi_new: "w0",
  pi_new_files: "f1",
  pi_newline: "j",
  pi_next_line: "b3",
  pi_nft_force: "H0",
  pi_nft_text: "c0",
  pi_nonce: "N",
  pi_now: "H1",
  pi_number: "h",
  pi_object: "x",
  pi_old_files: "f2",
  pi_open_files: "H2",
  pi_open_lock: "k1",
  pi_other: "k2",
  pi_ours: "k3",
  pi_part: "c1",
  pi_part_error: "c2",
  pi_part_force: "l0",
  pi_part_lines: "g0",
  pi_part_start: "l1",
  pi_part_status: "l2",
  pi_part_tool: "l3",
  pi_persistent: "H3",
  pi_pid: "D",
  pi_place_marker: "w1",
  pi_plain: "I0",
  pi_poll_lock: "m1",
  pi_prepare_marker: "w2",
  pi_print: "w3",
  pi_print_change: "x0",
  pi_read_ip: "x1",
  pi_release_lock: "Q0",
  pi_release_sysctl: "I1",
  pi_remember_setting: "g1",
  pi_remember_settings: "I2",
  pi_remove_clsact: "Q1",
  pi_remove_files: "n3",
  pi_remove_link_files: "x2",
  pi_remove_orphan: "x3",
  pi_replaced: "o0",
  pi_report_done: "g2",
  pi_report_verdict: "y0",
  pi_rest: "k",
  pi_restore_settings: "y1",
  pi_reverse: "Q2",
  pi_reverse_now: "Q3",
  pi_run_batch: "Z",
  pi_run_dir: "d0",
  pi_run_lines: "J0",
  pi_run_nft: "J1",
  pi_run_part: "y3",
  pi_run_singly: "p0",
  pi_run_unshown: "p1",
  pi_save_files: "J2",
  pi_scratch_free: "z1",
  pi_scratch_group: "p2",
  pi_seconds: "s",
  pi_set_settings: "J3",
  pi_set_sysctls: "K0",
  pi_setting_force: "K1",
  pi_show_clamp: "K2",
  pi_show_settings: "K3",
  pi_shows: "q0",
  pi_spell_out_device: "L0",
  pi_start_ip: "R0",
  pi_start_timer: "L1",
  pi_status: "g3",
  pi_stop_timer: "z2",
  pi_sysctl_dir: "d1",
  pi_take_lock: "L2",
  pi_taken: "q2",
  pi_text: "E",
  pi_tidy_markers: "L3",
  pi_tool: "d2",
  pi_total: "X",
  pi_try_lock: "h0",
  pi_type: "M1",
  pi_unarmed: "d3",
  pi_undo: "q3",
  pi_undo_checks: "a0",
  pi_undone: "V",
  pi_unsaved: "a1",
  pi_value: "G",
  pi_verdict: "r1",
  pi_wait_for_lock: "M3",
  pi_watch: "v",
  pi_word: "a",
  pi_write_accept_ra: "N0",
  pi_write_file: "N1",
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
w=y`,
  "fdb": `v bridge -j fdb show dev "$1"`,
  "fib": `printf 'route show table all proto %s\\n' boot static 105 | v ip -d -j -N -batch - || w=y`,
  "files": `[ ! -d /etc/pulumi-iproute2/objects ] || (cd /etc/pulumi-iproute2/objects && set -- * && [ -e "$1" ] && cksum "$@")`,
  "fou": `v ip -j fou show || w=y`,
  "holder": `v ip "$1" -d -j -N route show to exact "$3" table "$2" || w=y`,
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
  "links": `v ip -d -j -N addr show || w=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | v ip -d -j -N -batch - || w=y`,
  "markers": `for a in "$d"/*; do [ -f "$a" ] && IFS= read -r c <"$a" && echo "\${a##*/} $c"; done`,
  "mss": `nft -j list table inet "pulumi_iproute2_$1" 2>/dev/null || echo '{"nftables":[]}'`,
  "neighbors": `v ip -d -j -N neigh show nud permanent || w=y`,
  "netns": `v ip -j netns list-id || w=y`,
  "routes": `printf 'route show table all proto %s\\n' boot static | v ip -d -j -N -batch - || w=y`,
  "rules": `v ip -d -j -N rule show || w=y
if [ -e /proc/sys/net/ipv6 ]; then v ip -6 -d -j -N rule show || w=y; else echo '[]'; fi`,
  "settings": `a=
for z in ipv4/rp_filter ipv4/accept_local ipv4/disable_policy ipv4/disable_xfrm ipv6/disable_ipv6 \\
ipv6/keep_addr_on_down ipv6/addr_gen_mode; do
G=
{ read -r G <"/proc/sys/net/\${z%/*}/conf/$1/\${z#*/}"; } 2>/dev/null
a="$a\${a:+,}\\"$z\\":\${G:-null}"
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
  "vlan": `v bridge -j vlan show dev "$1" && v bridge -j vlan tunnelshow dev "$1"`,
  "vni": `v bridge -j vni show dev "$1"`,
  "xfrm-policy": `v ip xfrm policy list || w=y`,
  "xfrm-state": `v ip xfrm state list nokeys || w=y`,
} as const;
