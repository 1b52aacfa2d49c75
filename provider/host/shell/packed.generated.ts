// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** The texts of the files that several of the constants below consist of. */
const TEXTS = {
  "provider/host/shell/roots.sh": `e1=/run
q=/sys/class/net
k4=/sys/module
e3=/proc/sys
A=`,
  "provider/host/shell/lock.sh": `umask 077
y=$e1/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$y" || y=
g4() { [ -z "$y" ] || exec 9>>"$y"; }
P0() {
[ -z "$y" ] || : >"$y"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
g4
}
z2() {
[ -n "$y" ] || return 0
[ ! -e "$y.wanted" ] || { rm -f "$y.wanted"; sleep 2; }
i2 -n || M0 || {
if [ -n "$o" ]; then l lock-failed; echo "$o"; else l busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $c3"; fi >"$y"
}
i2() { o=$(flock "$@" 3 2>&1 3>&9); }
M0() {
[ -z "$o" ] || return 1
t2=$(flock --version 2>&1)
c2=
read -r c2 <"$y"
n1 10 && return
[ -z "$o" ] || return 1
C4
n1 20
}
n1() {
case $t2 in *util-linux*) i2 -w "$1"; return;; esac
t=$1
while [ "$t" -gt 0 ]; do
: >>"$y.wanted"
sleep 1
i2 -n && { rm -f "$y.wanted"; return; }
[ -z "$o" ] || return 1
t=$((t - 1))
done
return 1
}
C4() { t4 && sleep 1 && t4 && kill "\${c2%% *}"; }
t4() {
d=
read -r d <"$y"
G=\${c2%% *}
case $G in '' | *[!0-9]*) return 1;; esac
[ "$d" = "$c2" ] && [ "/proc/$G/fd/9" -ef "$y" ] &&
[ -r "/proc/$G/task/$G/children" ] || return 1
read -r d <"/proc/$G/task/$G/children"
case $d in '' | "\${c2##* }") ;; *) return 1;; esac
}
g4`,
  "provider/host/shell/persistent-ip.sh": `c3=
Q0() {
exec 6>&- 7<&- 4<<E 7<<E
.
E
.
E
c3=
if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
read -r c3 <&4
read -r c3 <&7
exec 6>/proc/self/fd/4 5>/proc/self/fd/7
ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
c3=$!
exec 4<&- 5>&-
else
exec 4<&- 7<&-
fi
}
x0() {
o=
while [ "$a4" -gt 0 ]; do
IFS= read -r d <&7 || return 1
case $d in
'['* | '{'*) a4=$((a4 - 1)); printf '%s\\n' "$d";;
*) o=$o$d$k;;
esac
done
}`,
  "provider/host/shell/guards.sh": `Q=26992
z4=
c1() {
w=$1 E1=$2 F=
shift 2
case $w in
@*) [ -e "$e/\${w#@}" ] && IFS= read -r F <"$e/\${w#@}";;
*)
[ -e "$q/$w" ] || { i3=gone; return 1; }
IFS= read -r F <"$q/$w/ifalias";;
esac
for a; do case $F in "$a" | "$a "*) $z4; return;; esac; done
[ "$E1" = y ] && [ -z "$F" ] && k0 "$w" && return 0
i3="foreign $F"
return 1
}
k0() { read -r a <"$q/$1/netdev_group" && [ "$a" = $Q ]; }
x3() { l "\${i3%% *} $1 \${i3#* }"; }`,
  "provider/host/shell/markers.sh": `e='' z3=
s4() {
[ -n "$e" ] || {
e=$(readlink /proc/self/ns/net)
e=\${e#*\\[}
e=$e1/pulumi-iproute2/\${e%]}
}
}
w2() {
[ $# -lt 2 ] || o=$({ mkdir -p "$e" && echo "$2" $3 >"$e/.$1"; } 2>&1)
}
w1() {
case $# in
0) ;;
1) rm -f "$e/$1";;
*)
$z3
mv -f "$e/.$1" "$e/$1";;
esac
}
j4() { [ $# -lt 2 ] || rm -f "$e/.$1"; }
L0() {
for a in "$e/clsact."*; do
[ -e "$q/\${a##*/clsact.}" ] || rm -f "$a"
done
rmdir "$e" "$e1/pulumi-iproute2" 2>/dev/null
}`,
  "provider/host/shell/operations.sh": `U=' '
v1() { [ -e "$k4/$1" ] || modprobe -q "$1" || l "no-module $1"; }
H() {
D3=$1 i1=0
shift
while [ $# -gt 0 ]; do
i=$1 c0=$2 P=$3 f=$4 b3=$5 q3=$6 p=$7 q1=$8 b=$9
i1=$((i1 + 1))
shift 9
case $M in *" $i "*) ;; *) $D3 || return 0;; esac
done
}
B4() {
case $U in
*" \${i#k} "*) M="$M$i "; return;;
esac
if [ -n "$c0" ] && ! c1 $c0; then
k1
x3 "$i"
case $b in "- "*) x2 \${b#- } "\${c0##* }";; esac
elif ! w2 $p; then
k1
l "unmarked $i"
echo "$o"
else
case $b in "- "*) g3="$g3 \${b#- }";; esac
fi
}
k1() { M="$M$i " U="$U$i "; }
f0() {
g3=
H B4 "$@"
[ -z "$g3" ] || o3 $g3
}
w3() {
printf '%s' "$f"
a2=$((a2 + P)) a4=$((a4 + q1))
}
A3() { a2=$((a2 + P)); }
f3() {
w1 $p
[ -n "$u" ] || case $b in "+ "*) M2 \${b#+ };; esac
C="$C $i"
}
t1() { [ -z "$u" ] || case \${10} in "+ "*) M3 "$@";; esac; }
G0() {
U="$U$i "
j4 $p
C="$C $i"
}
D0() {
d0=$((d0 + P))
if [ "$D" -gt "$P" ]; then
D=$((D - P))
f3
else
return 1
fi
}
s2() {
B=y U="$U$i "
e0
l "failed $i $D"
printf '%s\\n' "$o"
[ "$D" -gt 1 ] && [ -n "$q3" ] && G2 &&
printf '%s' "$q3" | $b1 -force -batch - >/dev/null 2>&1
j4 $p
}
G2() {
case $b3 in
'') return 0;;
*" =")
[ -z "$u" ] ||
f=$(printf '%s' "$u" | sed -n "$((d0 - P)),$((d0 - 1))p")
f=\${f#*"link set dev \${b3%% *} alias "}
f=\${f%%"$k"*}
c1 \${b3%=}\${f%% *};;
*) c1 $b3;;
esac
}
e0() {
[ -z "$a3" ] || J1
[ -z "$C" ] || l "done$C"
C=
}
r4() {
if [ -n "$u" ]; then C=" $2-$(($2 + $# / 9 - 1))"; else C=; H "$@"; fi
}
b0() {
b1=$1 H3=$2 u=$3 H2=$4 M=" $b2"
shift 4
[ "$H3" = y ] || f0 "$@"
while [ $# -gt 0 ]; do
l run
a2=0 a4=0
if [ "$H2" = y ] && [ -n "$X" ]; then
s0=$X T=0
H w3 "$@" >&6 2>/dev/null
if x0; then X=$((X + a2)); else T=1 X=; fi
else
s0=0
{
o=$(if [ -n "$u" ]; then printf '%s' "$u"; else H w3 "$@"; fi |
$b1 -batch - 2>&1 >&3 3>&-)
T=$?
} 3>&1
fi
if [ "$T" = 0 ]; then
r4 f3 "$@"
t1 $(($# / 9)) "$@"
e0
return
fi
D=0 a2=0
case $o in
*"Command failed -:"*)
D=\${o##*"Command failed -:"}
D=$((\${D%%[!0-9]*} - s0));;
esac
H A3 "$@"
if [ "$D" -lt 1 ] || [ "$D" -gt "$a2" ]; then
B=y
r4 G0 "$@"
l "lost $T$C"
printf '%s\\n' "$o"
return
fi
d0=1 C=
H D0 "$@"
t1 $((i1 - 1)) "$@"
s2
shift $((i1 * 9))
[ -z "$u" ] || u=$(printf '%s' "$u" | tail -n +$d0)$k
done
}
O3() {
M=" $b2" C='' u=
f0 "$@"
H f3 "$@"
e0
}
p2() {
b1=$1 M=" $b2" C='' u=
shift
f0 "$@"
H y1 "$@"
e0
}
y1() {
D=0 c=$f
while [ -n "$c" ]; do
D=$((D + 1))
o=$(printf '%s\\n' "\${c%%"$k"*}" | $b1 -batch - 2>&1) || { s2; return 0; }
c=\${c#*"$k"}
done
f3
}`,
  "provider/host/shell/removals.sh": `N3() {
(
cd "$q" && B1=$1 E0=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$B1" ] &&
[ "$(grep -lx $Q -- */netdev_group 2>/dev/null)" = "$E0" ]
) && {
shift 2
[ ! -d "$g" ] || x1 "$@"
l removing
ip link del group $Q 2>&1
} && l "done r0-$(($# - 1))"
}
N4() {
p4=$1 W='' v='' h=0 m0=0 l0=
shift
while [ $# -gt 0 ]; do
if c1 $2; then
W="$W $1" v="$v $3" h=$((h + 1))
l0="\${l0}link set dev $3 group $p4$k"
k0 "$3" && m0=$((m0 + 1))
else
x3 "$1"
[ ! -d "$g" ] || x2 "link-$3" "\${2##* }"
fi
shift 3
done
[ $h = 0 ] && return
[ ! -d "$g" ] || x1 $v
l removing
if C3; then l "done$W"; else C2; fi
}
C3() {
[ $h -gt 1 ] || {
p3 1 "link del dev$v$k"
return
}
k3=0 z0=y
for b in "$q"/*/netdev_group; do
read -r a <"$b"
case $a in
"$Q") k3=$((k3 + 1));;
"$p4") z0=;;
esac
done 2>/dev/null
if [ $m0 = $h ] && [ $k3 = $h ]; then
p3 1 "link del group $Q$k"
elif [ -n "$z0" ]; then
p3 $((h + 1)) "\${l0}link del group $p4$k"
else return 1; fi
}
C2() {
for a in $v; do
[ -e "$q/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $W; do
v=\${v# } w=\${v%% *}
if [ -e "$q/$w" ]; then B=y; l "stays $a"; else l "done $a"; fi
v=\${v#"$w"}
done
}
p3() {
[ -n "$X" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
a4=1
x0 >/dev/null || {
X=
printf '%s\\n' "$o"
return 1
}
X=$((X + $1 + 1))
}`,
  "provider/host/shell/clsact.sh": `A2() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$e" && cat "$q/$1/ifindex" 2>/dev/null >"$e/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$e/clsact.$1"
}
P1() {
[ -e "$e/clsact.$1" ] || return
if [ "$(cat "$e/clsact.$1")" = "$(cat "$q/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$e/clsact.$1"
}`,
  "provider/host/shell/replaced-object.sh": `G4=105
z4=C0 z3=A4
t0() {
c=\${f%%"$k"*}
c=\${c#xfrm policy * }
O=$(ip -s xfrm policy get \${c%% action *} 2>/dev/null)
case $O in *' index '*) ;; *) O=;; esac
O=\${O#*' index '}
O=\${O%% *}
}
A4() {
case $p in
xfrm-policy:*)
t0
[ -z "$O" ] || echo "\${p#* } $O" >"$e/.\${p%% *}";;
esac
}
C0() {
case "$w $f" in
"@xfrm-policy:"*" xfrm policy "*)
t0
c=\${F#* }
[ "$c" = "$F" ] || [ -z "$O" ] || [ "$c" = "$O" ] && return 0;;
"@neigh:"*" neigh "*)
c=\${f%%"$k"*}
c=\${c#neigh * }
e2=\${c#* dev }
e2=$(ip -N neigh show to "\${c%% *}" dev "\${e2%% *}" nud permanent 2>/dev/null)
case "$e2 " in ' ' | *" proto $G4 "*) return 0;; esac;;
*) return 0;;
esac
rm -f "$e/\${w#@}"
i3=gone
return 1
}`,
  "provider/host/shell/sysctl.sh": `J3() {
h=0
while read -r d p F; do
h=$((h + 1)) n=\${d%%=*} p=$e/$p l3=
b=$e3/$(echo "$n" | tr . /)
s=\${n#net.} s=\${s%%.*}
K=$e3/net/$s/conf
for a in "\${p%:*}":*; do
[ -f "$a" ] && [ "$a" != "$p" ] && l3=$a
done
case $d in
*=*) E3 "\${d#*=}";;
*) I1;;
esac || {
echo "Command failed -:$h" >&2
return 1
}
done
}
E3() {
H1=$(cat "$b") && mkdir -p "$e" || return
V=$H1 v3=y
for a in "$p" "$l3"; do
[ -f "$a" ] || continue
read -r j V <"$a"
v3=
break
done
if echo "$F $V" >"$e/.sysctl" && mv -f "$e/.sysctl" "$p"; then
A1 "$1" && return
fi
[ -z "$v3" ] || { rm -f "$p"; x4; }
return 1
}
I1() {
V=
[ ! -f "$p" ] || read -r a V <"$p"
if [ -z "$l3" ]; then
if [ "$V" = 0 ] && [ "$(cat "$b")" != 0 ] && G3; then
:
else
[ -z "$V" ] || A1 "$V" || return
[ "$V" != 0 ] || x4
fi
rm -f "$e/conf:$s:"* "$e/devices:$s"
fi
rm -f "$p"
}
A1() {
if [ "$1" != 0 ] && [ "$(cat "$b")" = 0 ]; then I2 || return; fi
echo "$1" >"$b"
}
I2() {
L=0
for a in "$q"/*/ifindex; do
read -r i <"$a" && [ "$i" -gt "$L" ] && L=$i
done
[ -e "$e/devices:$s" ] || echo "$L" >"$e/devices:$s"
for a in "$K"/*/forwarding; do
m=\${a%/forwarding} m=\${m##*/}
[ "$m" = all ] || [ "$(cat "$a")" = 0 ] || h3 forwarding
done
m=all
if [ "$s" = ipv4 ]; then
h3 accept_redirects
return
fi
for m in $({ ip -6 route show table all proto ra; ip -6 -o addr show dynamic; } 2>/dev/null |
sed -n -e 's/^[0-9]*: \\([^ ]*\\) .*/\\1/p' -e 's/.* dev \\([^ ]*\\) .*/\\1/p' | sort -u); do
[ "$(cat "$K/$m/accept_ra" 2>/dev/null)" = 1 ] || continue
h3 accept_ra
echo 2 >"$K/$m/accept_ra" || return
done
}
h3() {
s3
a=$e/conf:$s:$1:$m
[ -e "$a" ] || echo "$i $(cat "$K/$m/$1")" >"$a"
}
s3() { i=$(cat "$q/$m/ifindex" 2>/dev/null) || i=0; }
x4() {
for a in "$e/conf:$s:"*; do
[ -f "$a" ] || continue
read -r L J <"$a"
j=\${a##*"/conf:$s:"} m=\${j#*:} j=\${j%%:*}
s3
[ "$i" = "$L" ] || continue
[ "$j" = accept_ra ] && [ "$(cat "$K/$m/$j")" != 2 ] && continue
echo "$J" 2>/dev/null >"$K/$m/$j"
done
rm -f "$e/conf:$s:"* "$e/devices:$s"
}
G3() {
[ -f "$e/devices:$s" ] || return 0
read -r L <"$e/devices:$s"
for a in etc run usr/local/lib usr/lib lib; do
cat "$A/$a/sysctl.conf" "$A/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${s}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$q"/*/; do
read -r i <"\${a}ifindex" || continue
read -r Q <"\${a}netdev_group"
read -r D1 <"\${a}flags"
case $D1 in *[13579bdf]) [ "$i" -le "$L" ] || [ "$Q" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$s" = ipv4 ] || return
{
[ ! -e "$k4/nf_tables" ] || nft list ruleset
[ ! -e "$k4/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}`,
  "provider/host/shell/ip-and-bridge.sh": `F2() {
d2='' m4='' h1=0 m2=0 m1=
[ "$1" != -force ] || m1=-force
while IFS= read -r d; do
case $d in
"bridge "*) a='bridge -j';;
"sysctl "*) a=J2;;
"nft "*) a=I4;;
*) a='ip -d -j -N';;
esac
if [ "$a" != "$m4" ]; then
y3 || return
m4=$a
fi
d=\${d#bridge } d=\${d#nft }
d2=$d2\${d#sysctl }$k h1=$((h1 + 1))
done
y3
}
y3() {
[ -n "$d2" ] || return 0
{
d3=$({ printf '%s' "$d2"; } 2>/dev/null | $m4 $m1 -batch - 2>&1 >&4 4>&-)
m3=$?
} 4>&1
if [ "$m3" != 0 ] && [ -z "$m1" ]; then
a=
case $d3 in
*"Command failed -:"*)
a=\${d3##*"Command failed -:"} d3=\${d3%"Command failed -:"*}
a=\${a%%[!0-9]*};;
esac
[ "$m3" != 127 ] || a=1
printf '%s\\n' "$d3" >&2
[ -z "$a" ] || printf 'Command failed -:%s\\n' $((m2 + a)) >&2
return "$m3"
fi
m2=$((m2 + h1)) d2='' h1=0
}
J2() {
h=0 J4=$1
while read -r n m; do
h=$((h + 1)) J=\${n#*=} b=$e3/\${n%%=*}
case $n:$J in
show:*) K0 "$m"; continue;;
*:default) a=\${b%/*} && J=$(cat "\${a%/*}/default/\${b##*/}");;
esac
echo "$J" >"$b" || {
[ "$J4" = -force ] && continue
echo "Command failed -:$h" >&2
return 1
}
done
}
K0() {
a=
for n in ipv4/rp_filter ipv4/accept_local ipv4/disable_policy ipv4/disable_xfrm ipv6/disable_ipv6 \\
ipv6/keep_addr_on_down ipv6/addr_gen_mode; do
J=
{ read -r J <"$e3/net/\${n%/*}/conf/$1/\${n#*/}"; } 2>/dev/null
a="$a\${a:+,}\\"$n\\":\${J:-null}"
done
echo "{$a}"
}`,
  "provider/host/shell/nft.sh": `I4() {
d1='' h=0 H0=$1
while IFS= read -r d; do
case $d in
"show "*)
r0 || return
K1 "\${d#show }";;
*) d1=$d1$d$k;;
esac
h=$((h + 1))
done
r0
}
r0() {
[ -n "$d1" ] || return 0
if command -v nft >/dev/null; then printf '%s' "$d1" | nft -f -
else
echo "there is no program nft on the host: install the package nftables" >&2
false
fi || [ "$H0" = -force ] || {
echo "Command failed -:$h" >&2
return 1
}
d1=
}
K1() { nft -j list table inet "pulumi_iproute2_$1" 2>/dev/null || echo '{"nftables":[]}'; }`,
  "provider/host/shell/files.sh": `g=$A/etc/pulumi-iproute2
a3='' g2='' h4='' x='' u1=
O2() {
u1=y
x=$({
mkdir -p "$g/objects" "$g/.new" && cat >"$g/.boot" &&
sh "$g/.boot" install "$1" && sync "$g/.boot" && mv -f "$g/.boot" "$g/boot"
} 2>&1) && x=
}
M2() {
[ -n "$a3" ] || [ -n "$x" ] || v4
a3="$a3 $i"
[ -z "$x" ] || return 0
h=$q1 j=$1 a=$2 m=\${3#-}
shift 3
while [ "$h" -gt 0 ]; do
f=\${f%"$k"}
f=\${f%"$k"*}$k h=$((h - 1))
done
case $a:$f in
sysctl:*) M1;;
ip:"link add name "* | bridge:"link add name "*) K2 "\${b3%% *}";;
esac
case $f in *\\"*) f=$(printf '%s' "$f" | sed 's/"/\\\\"/g')$k;; esac
b=$g/objects/$j
g2="$g2 $b"
[ ! -e "$b" ] || h4=y b=$g/.new/$j
{ printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\\n' "$a1" "$a" \\
$((P - q1)) "$f" "$b3" "$q3" "$p" "$*" "$m" \\
>"$b"; } 2>/dev/null || {
x=$({ printf '%s' "$f" >"$b"; } 2>&1)
: "\${x:=$b cannot be written}"
}
}
v4() {
for b in "$g/.new"/*; do [ ! -e "$b" ] || rm -f "$b"; done
a1=
{ read -r a1 <"$A/etc/machine-id"; } 2>/dev/null
[ -e "$g/boot" ] || x="$g/boot is missing"
}
M1() {
for b in "$e/conf:ipv6:accept_ra:"*; do
[ ! -f "$b" ] || echo "\${b##*:accept_ra:}"
done 2>/dev/null >"$g/accept-ra"
}
K2() {
read -r u0 <"$q/$1/ifindex"
case \${f%%"$k"*} in
*" type bridge" | *" type bridge "*)
f="link add name $1 index $u0 \${f#"link add name $1 "}"
return;;
esac
read -r h <"$q/$1/mtu"
read -r L2 <"$q/$1/type"
e4=
[ "$L2" != 1 ] || { read -r e4 <"$q/$1/address" && e4="address $e4 "; }
f=\${f#"link add name $1 "}
case $f in "mtu "*) f=\${f#mtu * };; esac
f="link add name $1 index $u0 \${e4}mtu $h $f"
}
J1() {
if [ -z "$x" ]; then
x=$({
if [ -n "$h4" ]; then
sync "$g/.new"/* && mv -f "$g/.new"/* "$g/objects"
fi && sync $g2 "$g/objects"
} 2>&1) && x=
fi
[ -z "$x" ] || { l "unsaved$a3"; echo "$x"; }
a3='' g2='' h4='' x=
}
o3() {
[ -d "$g" ] || return 0
a=
for j; do [ ! -e "$g/objects/$j" ] || a="$a $g/objects/$j"; done
if [ -n "$a" ]; then rm -f $a && sync "$g/objects"
elif [ -n "$u1" ]; then return 0; fi
rmdir "$g/objects" 2>/dev/null || return 0
sh "$g/boot" uninstall
l uninstalled
}
x1() {
l1=
for a; do l1="$l1 link-$a"; done
o3 $l1
}
x2() {
[ ! -e "$g/objects/$1" ] || ! grep -q -F -e "$2" "$g/objects/$1" || o3 "$1"
}`,
  "provider/host/shell/boot-service.sh": `d4() {
b=$A$1
shift
[ -d "\${b%/*}" ] || mkdir -p "\${b%/*}"
o1="$o1 $b"
if [ -e "$b" ]; then
printf '%s\\n' "$@" >"$b.new" && sync "$b.new" && mv -f "$b.new" "$b"
else
printf '%s\\n' "$@" >"$b"
fi
}
q4=/etc/systemd/system/pulumi-iproute2.service
j0=/etc/systemd/system/multi-user.target.wants/pulumi-iproute2.service
y0=/etc/udev/rules.d/70-pulumi-iproute2.rules
l2=/etc/systemd/network/00-pulumi-iproute2.network
v0=/etc/systemd/network/00-pulumi-iproute2.link
f4=/etc/init.d/pulumi-iproute2
y4=/etc/runlevels/default/pulumi-iproute2
F1() {
d4 $q4 '[Unit]' 'Description=Restore the tunnels of pulumi-iproute2' \\
'Wants=network-pre.target' 'After=network-pre.target systemd-udevd.service systemd-sysctl.service' \\
'Before=network-online.target' '' \\
'[Service]' Type=oneshot RemainAfterExit=yes "ExecStart=/bin/sh $g/boot" '' \\
'[Install]' WantedBy=multi-user.target &&
{ [ -d "$A\${j0%/*}" ] || mkdir -p "$A\${j0%/*}"; } && ln -sf ../pulumi-iproute2.service "$A$j0" &&
d4 $y0 '# Network managers keep their hands off the devices of pulumi-iproute2.' \\
"ACTION!=\\"remove\\", SUBSYSTEM==\\"net\\", ATTR{netdev_group}==\\"$Q\\", ENV{ID_NET_MANAGED_BY}=\\"pulumi-iproute2\\", ENV{NM_UNMANAGED}=\\"1\\"" &&
d4 $v0 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' \\
'[Link]' NamePolicy=keep MACAddressPolicy=none ||
return
udevadm control --reload
a=$(systemctl --version | { read -r _ a _ && echo "\${a%%[!0-9]*}"; })
[ "\${a:-0}" -lt 255 ] || return 0
d4 $l2 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' '[Link]' Unmanaged=yes || return
systemctl -q is-active systemd-networkd && networkctl reload
return 0
}
F0() {
d4 $f4 '#!/sbin/openrc-run' 'description="Restore the tunnels of pulumi-iproute2"' \\
'depend() {' '  need localmount' '  after sysctl modules firewall' '  before net' '}' \\
'start() {' "  ebegin 'Restoring the tunnels of pulumi-iproute2'" "  /bin/sh $g/boot" '  eend $?' '}' &&
chmod 755 "$A$f4" && ln -sf $f4 "$A$y4"
}
E4() {
umask 022
o1=
case $1 in
systemd) F1;;
openrc) F0;;
esac && sync $o1
}
A0() {
[ ! -e "$A$q4" ] || ! systemctl -q is-active pulumi-iproute2 || systemctl stop pulumi-iproute2
a=
[ ! -e "$A$l2" ] || a=y
set -- "$g"
for b in $j0 $q4 $y0 $v0 $l2 $y4 $f4; do
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
l() {
case $1 in
"failed "*) c=\${1#* } c=\${c% *};;
"lost "*) c=\${1#* * };;
"unmarked "*) c=\${1#* };;
"no-module "*) echo "the kernel has no module \${1#* }"; return;;
*) return;;
esac
I="$I $c"
echo "could not restore $c:"
}
F3() {
w=\${1%% *} c=\${3#*" alias "}
c=\${c#\\"}
c=\${c%%"$k"*}
if [ -n "$2" ]; then
[ -e "$e/\${2%% *}" ]
return
fi
[ -n "$1" ] && [ -e "$q/$w" ] || return
read -r F <"$q/$w/ifalias"
[ "\${F%% *}" = "\${c%% *}" ] && return
if [ -z "$F" ] && k0 "$w"; then
ip link del dev "$w"
return 1
fi
[ -n "$b4" ] || echo "$w belongs to another owner, so it stays as it is"
}
E2() {
c=\${2##*" cookie "}
{ tc filter show dev "$1" ingress; tc filter show dev "$1" egress; } 2>/dev/null |
grep -q -F "cookie \${c%%"$k"*}"
}
restore() {
r2=y
[ -z "$i0" ] || { H4 "$@"; return; }
[ "$1" = 1 ] || { echo "$j has the unknown format $1"; return; }
[ "$2" = "$a1" ] || { h0=$((h0 + 1)); return; }
if [ "$3" = tc ]; then E2 "\${10%%,*}" "$5"; else F3 "$6" "$8" "$5"; fi && return
for a in $9; do v1 "$a"; done
f=$5
u4 "\${6%% *}"
R=" '$j' '' $4 '$f' '$6' '$7' '$8' 0 ''"
case $3 in
ip) if [ -n "$8" ]; then p0=$p0$R; else B0; fi;;
bridge) j1=$j1$R;;
ip6) p1=$p1$R;;
fou) n2=$n2$R;;
fou6) n3=$n3$R;;
xfrm) q2=$q2$R;;
tc) j2=$j2$R v=$v\${10},;;
sysctl)
case $5 in
net.ipv6.*) I3 || { I="$I $j"; return; };;
esac
q0=$q0$R;;
esac
}
B0() {
Y=$Y$R i4=$((i4 + 1))
[ -z "$u2" ] || [ "$i4" -lt 64 ] || y2
}
y2() {
S "b0 ip n '' n" "$Y"
Y='' i4=0
}
H4() {
case "$1 $2 $3 $8" in
"1 $a1 ip ")
m=\${6%% *}
if [ -n "$m" ] && [ ! -e "$q/$m" ]; then
for a in $9; do v1 "$a" >/dev/null; done
f=$5
u4 "$m"
printf '%s' "$f"
return
fi;;
esac
echo "$j" >&8
}
K4() {
i0=y
g0=$({ o2 "$@" 2>/dev/null | ip -batch - >/dev/null 2>&1 || echo failed; } 8>&1)
i0=
case $k$g0 in *"\${k}failed") g0=$*;; esac
}
u4() {
c=\${f#"link add name $1 index "}
[ "$c" != "$f" ] || return 0
case $b4$W in
y* | *" \${c%% *} "*) f="link add name $1 \${c#* }";;
esac
}
I3() {
[ -e "$g/accept-ra" ] || return 0
s=ipv6 K=$e3/net/ipv6/conf v2=
mkdir -p "$e"
while read -r m; do
if [ ! -d "$K/$m" ]; then v2=y
elif [ "$(cat "$K/$m/accept_ra")" = 1 ]; then
h3 accept_ra
echo 2 >"$K/$m/accept_ra"
fi
done <"$g/accept-ra"
[ -z "$v2" ] || [ -n "$L" ]
}
o2() {
for j; do
[ -f "$g/objects/$j" ] || continue
r2=
command . "$g/objects/$j" 2>/dev/null
[ -n "$r2" ] || if [ -n "$i0" ]; then echo "$j" >&8
elif [ -z "$b4" ]; then echo "$j cannot be read. Run pulumi refresh and pulumi up"; fi
done
}
o4() {
I='' h0=0 W=' ' U=' ' i4=0 u2='' i0=
Y='' p0='' p1='' n2='' n3='' q2='' j2='' v='' q0='' j1=
g4
z2 n || { I=" $*"; return; }
for a in "$q"/*/ifindex; do
read -r a <"$a" && W="$W$a "
done 2>/dev/null
g1='' l4=
for j; do
case $j in
link-*) g1="$g1 $j";;
*) l4="$l4 $j";;
esac
done
o2 $l4
S "b0 J3 n '' n" "$q0"
S "b0 ip n '' n" "$n2"
S "b0 'ip -6' n '' n" "$n3"
S "p2 ip" "$q2"
B2=$Y Y='' u2=y g0=$g1
[ -n "$b4" ] || K4 $g1
o2 $g0
Y=$Y$B2
y2
S "b0 F2 n '' n" "$j1"
S "p2 ip" "$p0"
S "p2 'ip -6'" "$p1"
while [ -n "$v" ]; do
A2 "\${v%%,*}"
v=\${v#*,}
done
S "b0 tc n '' n" "$j2"
exec 9>&-
}
S() { [ -z "$2" ] || eval "$1$2"; }
B3() {
s4
a1='' b4='' L=
{ read -r a1 <"$A/etc/machine-id"; } 2>/dev/null
cd "$g/objects" || return
set -- *
[ -e "$1" ] || { L3; return; }
o4 "$@"
[ "$h0" = 0 ] || echo "this machine is a copy of another one: $h0 objects of that one are not restored"
echo "read $# files, restored all but these:\${I:- none}"
[ -z "$I" ] || L1 </dev/null &
}
L3() {
g4
cd / && z2 n && rmdir "$g/objects" 2>/dev/null && A0
exec 9>&-
}
L1() {
b4=y t=0
while [ "$t" -lt 60 ]; do
if [ "$t" -lt 10 ]; then n0=1; else n0=5; fi
sleep $n0
t=$((t + n0))
if [ "$t" -lt 60 ]; then o4 $I >/dev/null 2>&1
else L=y; o4 $I; fi
[ -n "$I" ] || { echo "restored the others after $t s"; return; }
done
echo "gave up after $t s:$I"
}
case $1 in
install) E4 "$2";;
uninstall) A0;;
*) B3;;
esac`,
} as const;

/** Defined once in each shell. */
export const HOST_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/persistent-ip.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/removals.sh"], TEXTS["provider/host/shell/clsact.sh"]].join("\n");

/** Defined in each frame with operations on objects that another program may have replaced. */
export const REPLACED_OBJECT_FUNCTIONS = [TEXTS["provider/host/shell/replaced-object.sh"]].join("\n");

/** Defined in each frame with states whose keys the host records. */
export const USED_KEYS_FUNCTIONS = `E=$A/var/lib/pulumi-iproute2
P4() {
b1=$1 M=" $b2" C='' u='' c4=
shift
H L4 "$@"
f0 "$@"
[ -z "$c4" ] || I0 "$@"
H J0 "$@"
e0
}
j3() {
n=\${D2#*" $i:"}
[ "$n" != "$D2" ] || return 1
n=\${n%% *}
}
L4() {
j3 || return 0
case $n in "~"*) t3 || { h2 key-differs; return 0; };; esac
T=1
[ ! -e "$E/used-keys" ] || {
o=$(grep -q -x -F -e "\${n#?}" "$E/used-keys" 2>&1)
T=$?
}
case "$c4 " in *"+\${n#?} "*) T=0;; esac
case $T in
0) ;;
1) c4="$c4 $i:$n";;
*) h2 key-unrecorded; echo "$o"; return 0;;
esac
case $T$n in 0+* | ?!*) h2 key-used;; esac
}
h2() {
k1
l "$1 $i"
}
t3() {
c=\${f##*"xfrm state "}
c=\${c#* }
e2=$(ip xfrm state get \${c%% mode *} 2>/dev/null)
case $c in
*" aead "*) c=\${c#*" aead "};;
*) c=\${c#*" enc "};;
esac
c=\${c#* }
case $e2 in *" \${c%% *}"*) ;; *) return 1;; esac
}
I0() {
f2=
for a in $c4; do
case "$a $M" in
*:+*" \${a%%:*} "*) ;;
*) f2=$f2\${a#*:?}$k;;
esac
done
[ -z "$f2" ] || o=$(M4 2>&1) || H D4 "$@"
}
M4() {
mkdir -p "$E" &&
{ { [ ! -e "$E/used-keys" ] || cat "$E/used-keys"; } && printf '%s' "$f2"; } \\
>"$E/.used-keys" && w0
}
w0() {
sync "$E/.used-keys" && mv -f "$E/.used-keys" "$E/used-keys" &&
sync "$E" "\${E%/*}"
}
D4() {
j3 || return 0
h2 key-unrecorded
echo "$o"
j4 $p
}
J0() {
y1
case "$U" in *" $i "*) ;; *) return 0;; esac
j3 || return 0
case $n in
+*)
t3 ||
{ { grep -v -x -F -e "\${n#?}" "$E/used-keys" || [ $? = 1 ]; } >"$E/.used-keys" && w0; };;
esac 2>/dev/null
}`;

/** Defined once in each shell, if the host may have files for a reboot. */
export const FILE_FUNCTIONS = [TEXTS["provider/host/shell/files.sh"]].join("\n");

/** Defined in each frame that writes many files. */
export const MANY_FILES_FUNCTIONS = `M3() {
h=$1
shift
[ "$h" -gt 0 ] || return 0
v4
a3=" $1-$(($1 + h - 1))"
[ -z "$x" ] || return 0
h4=y
x=$({
ip -o link show group "$Q"
printf '\\036%s\\036' "$u"
printf '%s\\036' "$@"
} | awk -v number="$h" -v machine="$a1" -v folder="$g/.new/" '
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
' 2>&1) && x=
}`;

/** Defined in each frame with a change that may cut the SSH connection. */
export const CONFIRM_FUNCTIONS = `r=$e1/pulumi-iproute2.confirm b2=
N0() {
j=$1 t=$2 b=$r/$1
shift 2
[ ! -e "$b" ] || return 0
o='the time for this change is over, so the host has reversed it'
[ ! -e "$b.reversing" ] && [ ! -e "$b.reversed" ] &&
o=$({ mkdir -p "$r" && cat >"$b" && K3; } 2>&1) && return
rm -f "$b"
for a; do
b2="$b2$a "
l "unarmed $a"
echo "$o"
done
}
K3() {
[ -d "$e1/systemd/system" ] && command -v systemd-run >/dev/null &&
systemd-run --quiet --collect --unit="pulumi-iproute2-confirm-$j" --on-active="$t" \\
--timer-property=AccuracySec=100ms /bin/sh "$b" && return
a=
command -v setsid >/dev/null && a=setsid
$a sh -c 'trap "" HUP; sleep "$1"; exec sh "$2"' sh "$t" "$b" \\
</dev/null >/dev/null 2>&1 3>&- 6>&- 7<&- 9>&- &
echo "$!" >"$b.timer"
}
z1() {
G=
{ read -r G <"$r/$1.timer"; } 2>/dev/null
if [ -n "$G" ]; then
grep -q -F -e "$r/$1" "/proc/$G/cmdline" && { kill -- "-$G" || kill "$G"; }
rm -f "$r/$1.timer"
else
systemctl stop "pulumi-iproute2-confirm-$1.timer"
fi 2>/dev/null
}
N2() {
b=$r/$1
mv "$b" "$b.confirmed" 2>/dev/null && z1 "$1"
w4 "$1"
}
w4() {
for a in confirmed reversing reversed; do
[ ! -e "$r/$1.$a" ] || { l "$a"; return; }
done
if [ -e "$r/$1" ]; then l armed; else l forgotten; fi
}
P3() {
[ ! -e "$r/$1" ] || { z1 "$1"; sh "$r/$1"; }
w4 "$1"
}
O1() {
rm -f "$r/$1.confirmed" "$r/$1.reversed"
rmdir "$r" 2>/dev/null
}
N1() {
mv "$r/$1" "$r/$1.reversing" 2>/dev/null || exit 0
rm -f "$r/$1.timer"
M=' '
s4
[ -n "$y" ] || return 0
t2=$(flock --version 2>&1)
i2 -n || n1 3
}
P2() {
[ -z "$c0" ] || c1 $c0 || return 0
w2 $p
printf '%s' "$f" | $b1 -force -batch - >/dev/null 2>&1
w1 $p
}
O0() {
L0
mv "$r/$1.reversing" "$r/$1.reversed"
}`;

/** The script that restores objects at boot, without its first line. */
export const BOOT_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/replaced-object.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/clsact.sh"], TEXTS["provider/host/shell/sysctl.sh"], TEXTS["provider/host/shell/ip-and-bridge.sh"], TEXTS["provider/host/shell/nft.sh"], TEXTS["provider/host/shell/files.sh"], TEXTS["provider/host/shell/boot-service.sh"], TEXTS["provider/host/shell/boot.sh"]].join("\n");

/** Defined in each frame that changes settings of the kernel. */
export const SYSCTL_FUNCTIONS = [TEXTS["provider/host/shell/sysctl.sh"]].join("\n");

/** Defined in each frame that sets forwarding entries. */
export const BRIDGE_FUNCTIONS = [TEXTS["provider/host/shell/ip-and-bridge.sh"], TEXTS["provider/host/shell/nft.sh"]].join("\n");

/** Defined in each frame that reads lists of the kernel. */
export const WATCH_FUNCTIONS = `z() {
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
2) l interrupted;;
*) return 1;;
esac
}`;

/** What the functions and variables are called in the packed text. */
export const NAMES = {
  pi_add_clsact: "A2",
  pi_add_count: "A3",
  pi_add_index: "A4",
  pi_address: "e4",
  pi_alias: "F",
  pi_aliases: "B1",
  pi_apply_nft: "r0",
  pi_arm: "N0",
  pi_before: "V",
  pi_begin_reversal: "N1",
  pi_check: "B4",
  pi_check_all: "f0",
  pi_checks: "c0",
  pi_collect: "r4",
  pi_compare_object: "C0",
  pi_conf: "K",
  pi_config_dir: "A",
  pi_confirm: "N2",
  pi_confirm_dir: "r",
  pi_count: "P",
  pi_delete_all: "N3",
  pi_delete_devices: "N4",
  pi_delete_singly: "C2",
  pi_delete_together: "C3",
  pi_device: "m",
  pi_devices: "v",
  pi_digests: "f2",
  pi_done: "C",
  pi_due: "a4",
  pi_each: "H",
  pi_earlier: "s0",
  pi_end_idle_holder: "C4",
  pi_end_reversal: "O0",
  pi_error: "o",
  pi_event: "l",
  pi_fail: "s2",
  pi_failed: "B",
  pi_failing_line: "D",
  pi_family: "s",
  pi_file: "b",
  pi_files_dir: "g",
  pi_files_fault: "x",
  pi_find_failed: "D0",
  pi_find_index: "s3",
  pi_find_key: "j3",
  pi_find_marker_dir: "s4",
  pi_find_policy: "t0",
  pi_finish: "f3",
  pi_finish_text: "t1",
  pi_flags: "D1",
  pi_flock: "t2",
  pi_forget_change: "O1",
  pi_forget_marker: "j4",
  pi_frame_keys: "D2",
  pi_function: "D3",
  pi_give_up_key: "D4",
  pi_group: "Q",
  pi_groups: "E0",
  pi_guard: "c1",
  pi_half_made: "E1",
  pi_has_key: "t3",
  pi_hold_sysctl: "E3",
  pi_holder: "c2",
  pi_holder_is_idle: "t4",
  pi_ifindex: "u0",
  pi_index: "i",
  pi_indices: "W",
  pi_install_boot: "O2",
  pi_installed: "u1",
  pi_ip_and_bridge: "F2",
  pi_ip_lines: "X",
  pi_ip_pid: "c3",
  pi_is_in_group: "k0",
  pi_keep: "O3",
  pi_key: "n",
  pi_keys_dir: "E",
  pi_last: "L",
  pi_leave_out: "k1",
  pi_left_out: "M",
  pi_line: "d",
  pi_lines: "f",
  pi_load_module: "v1",
  pi_lock_file: "y",
  pi_lose: "G0",
  pi_machine: "a1",
  pi_marker: "p",
  pi_marker_dir: "e",
  pi_may_undo: "G2",
  pi_members: "k3",
  pi_module_dir: "k4",
  pi_moves: "l0",
  pi_name: "j",
  pi_names: "l1",
  pi_needs_forwarding: "G3",
  pi_neighbor_protocol: "G4",
  pi_net_dir: "q",
  pi_new: "v3",
  pi_new_files: "g2",
  pi_new_keys: "c4",
  pi_newline: "k",
  pi_next_line: "d0",
  pi_nft_force: "H0",
  pi_nft_text: "d1",
  pi_nonce: "N",
  pi_now: "H1",
  pi_number: "h",
  pi_object: "w",
  pi_old_files: "g3",
  pi_open_files: "v4",
  pi_open_lock: "g4",
  pi_other: "l3",
  pi_ours: "m0",
  pi_part: "d2",
  pi_part_error: "d3",
  pi_part_force: "m1",
  pi_part_lines: "h1",
  pi_part_start: "m2",
  pi_part_status: "m3",
  pi_part_tool: "m4",
  pi_persistent: "H2",
  pi_pid: "G",
  pi_place_keys: "w0",
  pi_place_marker: "w1",
  pi_plain: "H3",
  pi_policy: "O",
  pi_poll_lock: "n1",
  pi_prepare_marker: "w2",
  pi_print: "w3",
  pi_print_change: "w4",
  pi_read_ip: "x0",
  pi_record_keys: "I0",
  pi_refuse: "h2",
  pi_release_lock: "P0",
  pi_release_sysctl: "I1",
  pi_remember_setting: "h3",
  pi_remember_settings: "I2",
  pi_remove_clsact: "P1",
  pi_remove_files: "o3",
  pi_remove_link_files: "x1",
  pi_remove_orphan: "x2",
  pi_replaced: "h4",
  pi_report_done: "e0",
  pi_report_verdict: "x3",
  pi_rest: "c",
  pi_restore_settings: "x4",
  pi_reverse: "P2",
  pi_reverse_now: "P3",
  pi_run_batch: "b0",
  pi_run_dir: "e1",
  pi_run_lines: "y1",
  pi_run_nft: "I4",
  pi_run_part: "y3",
  pi_run_singly: "p2",
  pi_run_unshown: "p3",
  pi_run_with_key: "J0",
  pi_run_with_keys: "P4",
  pi_save_files: "J1",
  pi_scratch_free: "z0",
  pi_scratch_group: "p4",
  pi_seconds: "t",
  pi_set_settings: "J2",
  pi_set_sysctls: "J3",
  pi_setting_force: "J4",
  pi_show_settings: "K0",
  pi_show_table: "K1",
  pi_shown: "e2",
  pi_shows: "q1",
  pi_spell_out_device: "K2",
  pi_start_ip: "Q0",
  pi_start_timer: "K3",
  pi_status: "T",
  pi_stop_timer: "z1",
  pi_sysctl_dir: "e3",
  pi_take_lock: "z2",
  pi_taken: "i1",
  pi_text: "u",
  pi_then_add: "z3",
  pi_then_compare: "z4",
  pi_tidy_markers: "L0",
  pi_tool: "b1",
  pi_total: "a2",
  pi_try_lock: "i2",
  pi_type: "L2",
  pi_unarmed: "b2",
  pi_undo: "q3",
  pi_undo_checks: "b3",
  pi_undone: "U",
  pi_unsaved: "a3",
  pi_use_key: "L4",
  pi_value: "J",
  pi_verdict: "i3",
  pi_wait_for_lock: "M0",
  pi_watch: "z",
  pi_word: "a",
  pi_write_accept_ra: "M1",
  pi_write_file: "M2",
  pi_write_files: "M3",
  pi_write_keys: "M4",
  pi_write_sysctl: "A1",
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
B=y`,
  "fdb": `z bridge -j fdb show dev "$1"`,
  "fib": `printf 'route show table all proto %s\\n' boot static 105 | z ip -d -j -N -batch - || B=y`,
  "files": `[ ! -d /etc/pulumi-iproute2/objects ] || (cd /etc/pulumi-iproute2/objects && set -- * && [ -e "$1" ] && cksum "$@")`,
  "fou": `z ip -j fou show || B=y`,
  "holder": `z ip "$1" -d -j -N route show to exact "$3" table "$2" || B=y`,
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
  "links": `z ip -d -j -N addr show || B=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | z ip -d -j -N -batch - || B=y`,
  "markers": `for a in "$e"/*; do [ -f "$a" ] && IFS= read -r d <"$a" && echo "\${a##*/} $d"; done`,
  "neighbors": `z ip -d -j -N neigh show nud permanent || B=y`,
  "netns": `z ip -j netns list-id || B=y`,
  "nft": `nft -j list table inet "pulumi_iproute2_$1" 2>/dev/null || echo '{"nftables":[]}'`,
  "routes": `printf 'route show table all proto %s\\n' boot static | z ip -d -j -N -batch - || B=y`,
  "rules": `z ip -d -j -N rule show || B=y
if [ -e /proc/sys/net/ipv6 ]; then z ip -6 -d -j -N rule show || B=y; else echo '[]'; fi`,
  "settings": `a=
for n in ipv4/rp_filter ipv4/accept_local ipv4/disable_policy ipv4/disable_xfrm ipv6/disable_ipv6 \\
ipv6/keep_addr_on_down ipv6/addr_gen_mode; do
J=
{ read -r J <"/proc/sys/net/\${n%/*}/conf/$1/\${n#*/}"; } 2>/dev/null
a="$a\${a:+,}\\"$n\\":\${J:-null}"
done
echo "{$a}"`,
  "sysctl": `for a in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
d=$(cat "/proc/sys/$(echo $a | tr . /)" 2>/dev/null) && echo "$a $d"
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
  "uptime": `read -r a _ </proc/uptime && echo "\${a%%.*}"`,
  "vlan": `z bridge -j vlan show dev "$1" && z bridge -j vlan tunnelshow dev "$1"`,
  "vni": `z bridge -j vni show dev "$1"`,
  "xfrm-policy": `z ip -s xfrm policy list || B=y`,
  "xfrm-state": `z ip xfrm state list nokeys || B=y`,
} as const;
