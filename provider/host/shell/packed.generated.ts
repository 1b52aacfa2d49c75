// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** The texts of the files that several of the constants below consist of. */
const TEXTS = {
  "provider/host/shell/roots.sh": `d3=/run
o=/sys/class/net
l2=/sys/module
e0=/proc/sys
A=`,
  "provider/host/shell/lock.sh": `umask 077
x=$d3/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$x" || x=
g3() { [ -z "$x" ] || exec 9>>"$x"; }
W0() {
[ -z "$x" ] || : >"$x"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
g3
}
D3() {
[ -n "$x" ] || return 0
[ ! -e "$x.wanted" ] || { rm -f "$x.wanted"; sleep 2; }
j0 -n || S2 || {
if [ -n "$p" ]; then l lock-failed; echo "$p"; else l busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $c1"; fi >"$x"
}
j0() { p=$(flock "$@" 3 2>&1 3>&9); }
S2() {
[ -z "$p" ] || return 1
w2=$(flock --version 2>&1)
c0=
read -r c0 <"$x"
o2 10 && return
[ -z "$p" ] || return 1
I0
o2 20
}
o2() {
case $w2 in *util-linux*) j0 -w "$1"; return;; esac
s=$1
while [ "$s" -gt 0 ]; do
: >>"$x.wanted"
sleep 1
j0 -n && { rm -f "$x.wanted"; return; }
[ -z "$p" ] || return 1
s=$((s - 1))
done
return 1
}
I0() { x0 && sleep 1 && x0 && kill "\${c0%% *}"; }
x0() {
c=
read -r c <"$x"
F=\${c0%% *}
case $F in '' | *[!0-9]*) return 1;; esac
[ "$c" = "$c0" ] && [ "/proc/$F/fd/9" -ef "$x" ] &&
[ -r "/proc/$F/task/$F/children" ] || return 1
read -r c <"/proc/$F/task/$F/children"
case $c in '' | "\${c0##* }") ;; *) return 1;; esac
}
g3`,
  "provider/host/shell/persistent-ip.sh": `c1=
X0() {
exec 6>&- 7<&- 4<<E 7<<E
.
E
.
E
c1=
if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
read -r c1 <&4
read -r c1 <&7
exec 6>/proc/self/fd/4 5>/proc/self/fd/7
ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
c1=$!
exec 4<&- 5>&-
else
exec 4<&- 7<&-
fi
}
B0() {
p=
while [ "$a2" -gt 0 ]; do
IFS= read -r c <&7 || return 1
case $c in
'['* | '{'*) a2=$((a2 - 1)); printf '%s\\n' "$c";;
*) p=$p$c$j;;
esac
done
}`,
  "provider/host/shell/guards.sh": `M=26992
E1=
b3() {
u=$1 J1=$2 D=
shift 2
case $u in
@*) [ -e "$d/\${u#@}" ] && IFS= read -r D <"$d/\${u#@}";;
*)
[ -e "$o/$u" ] || { j1=gone; return 1; }
IFS= read -r D <"$o/$u/ifalias";;
esac
for a; do case $D in "$a" | "$a "*) $E1; return;; esac; done
[ "$J1" = y ] && [ -z "$D" ] && k3 "$u" && return 0
j1="foreign $D"
return 1
}
k3() { read -r a <"$o/$1/netdev_group" && [ "$a" = $M ]; }
B3() { l "\${j1%% *} $1 \${j1#* }"; }`,
  "provider/host/shell/markers.sh": `d='' E0=
v3() {
[ -n "$d" ] || {
d=$(readlink /proc/self/ns/net)
d=\${d#*\\[}
d=$d3/pulumi-iproute2/\${d%]}
}
}
A1() {
[ $# -lt 2 ] || p=$({ mkdir -p "$d" && echo "$2" $3 >"$d/.$1"; } 2>&1)
}
A0() {
case $# in
0) ;;
1) rm -f "$d/$1";;
*)
$E0
mv -f "$d/.$1" "$d/$1";;
esac
}
w3() { [ $# -lt 2 ] || rm -f "$d/.$1"; }
R2() {
for a in "$d/clsact."*; do
[ -e "$o/\${a##*/clsact.}" ] || rm -f "$a"
done
rmdir "$d" "$d3/pulumi-iproute2" 2>/dev/null
}`,
  "provider/host/shell/operations.sh": `X=' '
z0() { [ -e "$l2/$1" ] || modprobe -q "$1" || l "no-module $1"; }
R() {
I3=$1 i3=0
shift
while [ $# -gt 0 ]; do
m=$1 b2=$2 L=$3 e=$4 b0=$5 t0=$6 n=$7 s2=$8 b=$9
i3=$((i3 + 1))
shift 9
case $U in *" $m "*) ;; *) $I3 || return 0;; esac
done
}
G3() {
case $X in
*" \${m#k} "*) U="$U$m "; return;;
esac
if [ -n "$b2" ] && ! b3 $b2; then
y2
B3 "$m"
case $b in "- "*) B2 \${b#- } "\${b2##* }";; esac
elif ! A1 $n; then
y2
l "unmarked $m"
echo "$p"
else
case $b in "- "*) g2="$g2 \${b#- }";; esac
fi
}
y2() { U="$U$m " X="$X$m "; }
k1() {
g2=
R G3 "$@"
[ -z "$g2" ] || q1 $g2
}
A2() {
printf '%s' "$e"
a0=$((a0 + L)) a2=$((a2 + s2))
}
F1() { a0=$((a0 + L)); }
f1() {
A0 $n
[ -n "$v" ] || case $b in "+ "*) T0 \${b#+ };; esac
E="$E $m"
}
w1() { [ -z "$v" ] || case \${10} in "+ "*) T1 "$@";; esac; }
L2() {
X="$X$m "
w3 $n
E="$E $m"
}
I1() {
c2=$((c2 + L))
if [ "$C" -gt "$L" ]; then
C=$((C - L))
f1
else
return 1
fi
}
v1() {
z=y X="$X$m "
i0
l "failed $m $C"
printf '%s\\n' "$p"
[ "$C" -gt 1 ] && [ -n "$t0" ] && M0 &&
printf '%s' "$t0" | $e1 -force -batch - >/dev/null 2>&1
w3 $n
}
M0() {
case $b0 in
'') return 0;;
*" =")
[ -z "$v" ] ||
e=$(printf '%s' "$v" | sed -n "$((c2 - L)),$((c2 - 1))p")
e=\${e#*"link set dev \${b0%% *} alias "}
e=\${e%%"$j"*}
b3 \${b0%=}\${e%% *};;
*) b3 $b0;;
esac
}
i0() {
[ -z "$a1" ] || P1
[ -z "$E" ] || l "done$E"
E=
}
u2() {
if [ -n "$v" ]; then E=" $2-$(($2 + $# / 9 - 1))"; else E=; R "$@"; fi
}
a3() {
e1=$1 N2=$2 v=$3 N1=$4 U=" $e2"
shift 4
[ "$N2" = y ] || k1 "$@"
while [ $# -gt 0 ]; do
l run
a0=0 a2=0
if [ "$N1" = y ] && [ -n "$T" ]; then
u3=$T i1=0
R A2 "$@" >&6 2>/dev/null
if B0; then T=$((T + a0)); else i1=1 T=; fi
else
u3=0
{
p=$(if [ -n "$v" ]; then printf '%s' "$v"; else R A2 "$@"; fi |
$e1 -batch - 2>&1 >&3 3>&-)
i1=$?
} 3>&1
fi
if [ "$i1" = 0 ]; then
u2 f1 "$@"
w1 $(($# / 9)) "$@"
i0
return
fi
C=0 a0=0
case $p in
*"Command failed -:"*)
C=\${p##*"Command failed -:"}
C=$((\${C%%[!0-9]*} - u3));;
esac
R F1 "$@"
if [ "$C" -lt 1 ] || [ "$C" -gt "$a0" ]; then
z=y
u2 L2 "$@"
l "lost $i1$E"
printf '%s\\n' "$p"
return
fi
c2=1 E=
R I1 "$@"
w1 $((i3 - 1)) "$@"
v1
shift $((i3 * 9))
[ -z "$v" ] || v=$(printf '%s' "$v" | tail -n +$c2)$j
done
}
V2() {
U=" $e2" E='' v=
k1 "$@"
R f1 "$@"
i0
}
r1() {
e1=$1 U=" $e2" E='' v=
shift
k1 "$@"
R O3 "$@"
i0
}
O3() {
C=0 g=$e
while [ -n "$g" ]; do
C=$((C + 1))
p=$(printf '%s\\n' "\${g%%"$j"*}" | $e1 -batch - 2>&1) || { v1; return 0; }
g=\${g#*"$j"}
done
f1
}`,
  "provider/host/shell/removals.sh": `U1() {
(
cd "$o" && G0=$1 J0=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$G0" ] &&
[ "$(grep -lx $M -- */netdev_group 2>/dev/null)" = "$J0" ]
) && {
shift 2
[ ! -d "$f" ] || B1 "$@"
l removing
ip link del group $M 2>&1
} && l "done r0-$(($# - 1))"
}
U2() {
r3=$1 S='' t='' h=0 n0=0 l3=
shift
while [ $# -gt 0 ]; do
if b3 $2; then
S="$S $1" t="$t $3" h=$((h + 1))
l3="\${l3}link set dev $3 group $r3$j"
k3 "$3" && n0=$((n0 + 1))
else
B3 "$1"
[ ! -d "$f" ] || B2 "link-$3" "\${2##* }"
fi
shift 3
done
[ $h = 0 ] && return
[ ! -d "$f" ] || B1 $t
l removing
if H3; then l "done$S"; else H2; fi
}
H3() {
[ $h -gt 1 ] || {
r2 1 "link del dev$t$j"
return
}
l1=0 D1=y
for b in "$o"/*/netdev_group; do
read -r a <"$b"
case $a in
"$M") l1=$((l1 + 1));;
"$r3") D1=;;
esac
done 2>/dev/null
if [ $n0 = $h ] && [ $l1 = $h ]; then
r2 1 "link del group $M$j"
elif [ -n "$D1" ]; then
r2 $((h + 1)) "\${l3}link del group $r3$j"
else return 1; fi
}
H2() {
for a in $t; do
[ -e "$o/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $S; do
t=\${t# } u=\${t%% *}
if [ -e "$o/$u" ]; then z=y; l "stays $a"; else l "done $a"; fi
t=\${t#"$u"}
done
}
r2() {
[ -n "$T" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
a2=1
B0 >/dev/null || {
T=
printf '%s\\n' "$p"
return 1
}
T=$((T + $1 + 1))
}`,
  "provider/host/shell/clsact.sh": `F0() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$d" && cat "$o/$1/ifindex" 2>/dev/null >"$d/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$d/clsact.$1"
}
W1() {
[ -e "$d/clsact.$1" ] || return
if [ "$(cat "$d/clsact.$1")" = "$(cat "$o/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$d/clsact.$1"
}`,
  "provider/host/shell/replaced-object.sh": `M2=105
E1=H0 E0=F2
w0() {
g=\${e%%"$j"*}
g=\${g#xfrm policy * }
K=$(ip -s xfrm policy get \${g%% action *} 2>/dev/null)
case $K in *' index '*) ;; *) K=;; esac
K=\${K#*' index '}
K=\${K%% *}
}
F2() {
case $n in
xfrm-policy:*)
w0
[ -z "$K" ] || echo "\${n#* } $K" >"$d/.\${n%% *}";;
esac
}
H0() {
case "$u $e" in
"@xfrm-policy:"*" xfrm policy "*)
w0
g=\${D#* }
[ "$g" = "$D" ] || [ -z "$K" ] || [ "$g" = "$K" ] && return 0;;
"@neigh:"*" neigh "*)
g=\${e%%"$j"*}
g=\${g#neigh * }
s1=\${g#* dev }
s1=$(ip -N neigh show to "\${g%% *}" dev "\${s1%% *}" nud permanent 2>/dev/null)
case "$s1 " in ' ' | *" proto $M2 "*) return 0;; esac;;
*) return 0;;
esac
rm -f "$d/\${u#@}"
j1=gone
return 1
}`,
  "provider/host/shell/sysctl.sh": `P3() {
h=0
while read -r c n D; do
h=$((h + 1)) B=\${c%%=*} n=$d/$n m2=
b=$e0/$(echo "$B" | tr . /)
r=\${B#net.} r=\${r%%.*}
I=$e0/net/$r/conf
for a in "\${n%:*}":*; do
[ -f "$a" ] && [ "$a" != "$n" ] && m2=$a
done
case $c in
*=*) J3 "\${c#*=}";;
*) O0;;
esac || {
echo "Command failed -:$h" >&2
return 1
}
done
}
J3() {
N0=$(cat "$b") && mkdir -p "$d" || return
Q=$N0 z2=y
for a in "$n" "$m2"; do
[ -f "$a" ] || continue
read -r i Q <"$a"
z2=
break
done
if echo "$D $Q" >"$d/.sysctl" && mv -f "$d/.sysctl" "$n"; then
E3 "$1" && return
fi
[ -z "$z2" ] || { rm -f "$n"; C0; }
return 1
}
O0() {
Q=
[ ! -f "$n" ] || read -r a Q <"$n"
if [ -z "$m2" ]; then
if [ "$Q" = 0 ] && [ "$(cat "$b")" != 0 ] && M1; then
:
else
[ -z "$Q" ] || E3 "$Q" || return
[ "$Q" != 0 ] || C0
fi
rm -f "$d/conf:$r:"* "$d/devices:$r"
fi
rm -f "$n"
}
E3() {
if [ "$1" != 0 ] && [ "$(cat "$b")" = 0 ]; then O1 || return; fi
echo "$1" >"$b"
}
O1() {
J=0
for a in "$o"/*/ifindex; do
read -r m <"$a" && [ "$m" -gt "$J" ] && J=$m
done
[ -e "$d/devices:$r" ] || echo "$J" >"$d/devices:$r"
for a in "$I"/*/forwarding; do
k=\${a%/forwarding} k=\${k##*/}
[ "$k" = all ] || [ "$(cat "$a")" = 0 ] || h2 forwarding
done
k=all
if [ "$r" = ipv4 ]; then
h2 accept_redirects
return
fi
for k in $({ ip -6 route show table all proto ra; ip -6 -o addr show dynamic; } 2>/dev/null |
sed -n -e 's/^[0-9]*: \\([^ ]*\\) .*/\\1/p' -e 's/.* dev \\([^ ]*\\) .*/\\1/p' | sort -u); do
[ "$(cat "$I/$k/accept_ra" 2>/dev/null)" = 1 ] || continue
h2 accept_ra
echo 2 >"$I/$k/accept_ra" || return
done
}
h2() {
v2
a=$d/conf:$r:$1:$k
[ -e "$a" ] || echo "$m $(cat "$I/$k/$1")" >"$a"
}
v2() { m=$(cat "$o/$k/ifindex" 2>/dev/null) || m=0; }
C0() {
for a in "$d/conf:$r:"*; do
[ -f "$a" ] || continue
read -r J H <"$a"
i=\${a##*"/conf:$r:"} k=\${i#*:} i=\${i%%:*}
v2
[ "$m" = "$J" ] || continue
[ "$i" = accept_ra ] && [ "$(cat "$I/$k/$i")" != 2 ] && continue
echo "$H" 2>/dev/null >"$I/$k/$i"
done
rm -f "$d/conf:$r:"* "$d/devices:$r"
}
M1() {
[ -f "$d/devices:$r" ] || return 0
read -r J <"$d/devices:$r"
for a in etc run usr/local/lib usr/lib lib; do
cat "$A/$a/sysctl.conf" "$A/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${r}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$o"/*/; do
read -r m <"\${a}ifindex" || continue
read -r M <"\${a}netdev_group"
read -r I2 <"\${a}flags"
case $I2 in *[13579bdf]) [ "$m" -le "$J" ] || [ "$M" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$r" = ipv4 ] || return
{
[ ! -e "$l2/nf_tables" ] || nft list ruleset
[ ! -e "$l2/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}`,
  "provider/host/shell/ip-and-bridge.sh": `K3() {
d0='' o0='' h1=0 n2=0 n1=
[ "$1" != -force ] || n1=-force
while IFS= read -r c; do
case $c in
"bridge "*) a='bridge -j';;
"sysctl "*) a=P2;;
"nft "*) a=P0;;
*) a='ip -d -j -N';;
esac
if [ "$a" != "$o0" ]; then
C3 || return
o0=$a
fi
c=\${c#bridge } c=\${c#nft }
d0=$d0\${c#sysctl }$j h1=$((h1 + 1))
done
C3
}
C3() {
[ -n "$d0" ] || return 0
{
d1=$({ printf '%s' "$d0"; } 2>/dev/null | $o0 $n1 -batch - 2>&1 >&4 4>&-)
n3=$?
} 4>&1
if [ "$n3" != 0 ] && [ -z "$n1" ]; then
a=
case $d1 in
*"Command failed -:"*)
a=\${d1##*"Command failed -:"} d1=\${d1%"Command failed -:"*}
a=\${a%%[!0-9]*};;
esac
[ "$n3" != 127 ] || a=1
printf '%s\\n' "$d1" >&2
[ -z "$a" ] || printf 'Command failed -:%s\\n' $((n2 + a)) >&2
return "$n3"
fi
n2=$((n2 + h1)) d0='' h1=0
}
P2() {
h=0 Q0=$1
while read -r B k; do
h=$((h + 1)) H=\${B#*=} b=$e0/\${B%%=*}
case $B:$H in
show:*) Q1 "$k"; continue;;
*:default) a=\${b%/*} && H=$(cat "\${a%/*}/default/\${b##*/}");;
esac
echo "$H" >"$b" || {
[ "$Q0" = -force ] && continue
echo "Command failed -:$h" >&2
return 1
}
done
}
Q1() {
a=
for B in ipv4/rp_filter ipv4/accept_local ipv4/disable_policy ipv4/disable_xfrm ipv6/disable_ipv6 \\
ipv6/keep_addr_on_down ipv6/addr_gen_mode; do
H=
{ read -r H <"$e0/net/\${B%/*}/conf/$1/\${B#*/}"; } 2>/dev/null
a="$a\${a:+,}\\"$B\\":\${H:-null}"
done
echo "{$a}"
}`,
  "provider/host/shell/nft.sh": `P0() {
c3='' h=0 M3=$1
while IFS= read -r c; do
case $c in
"show "*)
t2 || return
Q2 "\${c#show }";;
*) c3=$c3$c$j;;
esac
h=$((h + 1))
done
t2
}
t2() {
[ -n "$c3" ] || return 0
if command -v nft >/dev/null; then printf '%s' "$c3" | nft -f -
else
echo "there is no program nft on the host: install the package nftables" >&2
false
fi || [ "$M3" = -force ] || {
echo "Command failed -:$h" >&2
return 1
}
c3=
}
Q2() { nft -j list table inet "pulumi_iproute2_$1" 2>/dev/null || echo '{"nftables":[]}'; }`,
  "provider/host/shell/files.sh": `f=$A/etc/pulumi-iproute2
a1='' g1='' h3='' w='' x2=
V1() {
x2=y
w=$({
mkdir -p "$f/objects" "$f/.new" && cat >"$f/.boot" &&
sh "$f/.boot" install "$1" && sync "$f/.boot" && mv -f "$f/.boot" "$f/boot"
} 2>&1) && w=
}
T0() {
[ -n "$a1" ] || [ -n "$w" ] || z3
a1="$a1 $m"
[ -z "$w" ] || return 0
h=$s2 i=$1 a=$2 k=\${3#-}
shift 3
while [ "$h" -gt 0 ]; do
e=\${e%"$j"}
e=\${e%"$j"*}$j h=$((h - 1))
done
case $a:$e in
sysctl:*) S3;;
ip:"link add name "* | bridge:"link add name "*) Q3 "\${b0%% *}";;
esac
case $e in *\\"*) e=$(printf '%s' "$e" | sed 's/"/\\\\"/g')$j;; esac
b=$f/objects/$i
g1="$g1 $b"
[ ! -e "$b" ] || h3=y b=$f/.new/$i
{ printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\\n' "$Z" "$a" \\
$((L - s2)) "$e" "$b0" "$t0" "$n" "$*" "$k" \\
>"$b"; } 2>/dev/null || {
w=$({ printf '%s' "$e" >"$b"; } 2>&1)
: "\${w:=$b cannot be written}"
}
}
z3() {
for b in "$f/.new"/*; do [ ! -e "$b" ] || rm -f "$b"; done
Z=
{ read -r Z <"$A/etc/machine-id"; } 2>/dev/null
[ -e "$f/boot" ] || w="$f/boot is missing"
}
S3() {
for b in "$d/conf:ipv6:accept_ra:"*; do
[ ! -f "$b" ] || echo "\${b##*:accept_ra:}"
done 2>/dev/null >"$f/accept-ra"
}
Q3() {
read -r x1 <"$o/$1/ifindex"
case \${e%%"$j"*} in
*" type bridge" | *" type bridge "*)
e="link add name $1 index $x1 \${e#"link add name $1 "}"
return;;
esac
read -r h <"$o/$1/mtu"
read -r S0 <"$o/$1/type"
e3=
[ "$S0" != 1 ] || { read -r e3 <"$o/$1/address" && e3="address $e3 "; }
e=\${e#"link add name $1 "}
case $e in "mtu "*) e=\${e#mtu * };; esac
e="link add name $1 index $x1 \${e3}mtu $h $e"
}
P1() {
if [ -z "$w" ]; then
w=$({
if [ -n "$h3" ]; then
sync "$f/.new"/* && mv -f "$f/.new"/* "$f/objects"
fi && sync $g1 "$f/objects"
} 2>&1) && w=
fi
[ -z "$w" ] || { l "unsaved$a1"; echo "$w"; }
a1='' g1='' h3='' w=
}
q1() {
[ -d "$f" ] || return 0
a=
for i; do [ ! -e "$f/objects/$i" ] || a="$a $f/objects/$i"; done
if [ -n "$a" ]; then rm -f $a && sync "$f/objects"
elif [ -n "$x2" ]; then return 0; fi
rmdir "$f/objects" 2>/dev/null || return 0
sh "$f/boot" uninstall
l uninstalled
}
B1() {
m0=
for a; do m0="$m0 link-$a"; done
q1 $m0
}
B2() {
[ ! -e "$f/objects/$1" ] || ! grep -q -F -e "$2" "$f/objects/$1" || q1 "$1"
}`,
  "provider/host/shell/boot-service.sh": `d2() {
b=$A$1
shift
[ -d "\${b%/*}" ] || mkdir -p "\${b%/*}"
p3="$p3 $b"
if [ -e "$b" ]; then
printf '%s\\n' "$@" >"$b.new" && sync "$b.new" && mv -f "$b.new" "$b"
else
printf '%s\\n' "$@" >"$b"
fi
}
t1=/etc/systemd/system/pulumi-iproute2.service
j3=/etc/systemd/system/multi-user.target.wants/pulumi-iproute2.service
C1=/etc/udev/rules.d/70-pulumi-iproute2.rules
m1=/etc/systemd/network/00-pulumi-iproute2.network
y3=/etc/systemd/network/00-pulumi-iproute2.link
f2=/etc/init.d/pulumi-iproute2
D0=/etc/runlevels/default/pulumi-iproute2
K2() {
d2 $t1 '[Unit]' 'Description=Restore the tunnels of pulumi-iproute2' \\
'Wants=network-pre.target' 'After=network-pre.target systemd-udevd.service systemd-sysctl.service' \\
'Before=network-online.target' '' \\
'[Service]' Type=oneshot RemainAfterExit=yes "ExecStart=/bin/sh $f/boot" '' \\
'[Install]' WantedBy=multi-user.target &&
{ [ -d "$A\${j3%/*}" ] || mkdir -p "$A\${j3%/*}"; } && ln -sf ../pulumi-iproute2.service "$A$j3" &&
d2 $C1 '# Network managers keep their hands off the devices of pulumi-iproute2.' \\
"ACTION!=\\"remove\\", SUBSYSTEM==\\"net\\", ATTR{netdev_group}==\\"$M\\", ENV{ID_NET_MANAGED_BY}=\\"pulumi-iproute2\\", ENV{NM_UNMANAGED}=\\"1\\"" &&
d2 $y3 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' \\
'[Link]' NamePolicy=keep MACAddressPolicy=none ||
return
udevadm control --reload
a=$(systemctl --version | { read -r _ a _ && echo "\${a%%[!0-9]*}"; })
[ "\${a:-0}" -lt 255 ] || return 0
d2 $m1 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' '[Link]' Unmanaged=yes || return
systemctl -q is-active systemd-networkd && networkctl reload
return 0
}
K1() {
d2 $f2 '#!/sbin/openrc-run' 'description="Restore the tunnels of pulumi-iproute2"' \\
'depend() {' '  need localmount' '  after sysctl modules firewall' '  before net' '}' \\
'start() {' "  ebegin 'Restoring the tunnels of pulumi-iproute2'" "  /bin/sh $f/boot" '  eend $?' '}' &&
chmod 755 "$A$f2" && ln -sf $f2 "$A$D0"
}
K0() {
umask 022
p3=
case $1 in
systemd) K2;;
openrc) K1;;
esac && sync $p3
}
E2() {
[ ! -e "$A$t1" ] || ! systemctl -q is-active pulumi-iproute2 || systemctl stop pulumi-iproute2
a=
[ ! -e "$A$m1" ] || a=y
set -- "$f"
for b in $j3 $t1 $C1 $y3 $m1 $D0 $f2; do
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
l() {
case $1 in
"failed "*) g=\${1#* } g=\${g% *};;
"lost "*) g=\${1#* * };;
"unmarked "*) g=\${1#* };;
"no-module "*) echo "the kernel has no module \${1#* }"; return;;
*) return;;
esac
G="$G $g"
echo "could not restore $g:"
}
L0() {
u=\${1%% *} g=\${3#*" alias "}
g=\${g#\\"}
g=\${g%%"$j"*}
if [ -n "$2" ]; then
[ -e "$d/\${2%% *}" ]
return
fi
[ -n "$1" ] && [ -e "$o/$u" ] || return
read -r D <"$o/$u/ifalias"
[ "\${D%% *}" = "\${g%% *}" ] && return
if [ -z "$D" ] && k3 "$u"; then
ip link del dev "$u"
return 1
fi
[ -n "$b1" ] || echo "$u belongs to another owner, so it stays as it is"
}
J2() {
g=\${2##*" cookie "}
{ tc filter show dev "$1" ingress; tc filter show dev "$1" egress; } 2>/dev/null |
grep -q -F "cookie \${g%%"$j"*}"
}
restore() {
u0=y
[ -z "$i2" ] || { N3 "$@"; return; }
[ "$1" = 1 ] || { echo "$i has the unknown format $1"; return; }
[ "$2" = "$Z" ] || { h0=$((h0 + 1)); return; }
if [ "$3" = tc ]; then J2 "\${10%%,*}" "$5"; else L0 "$6" "$8" "$5"; fi && return
for a in $9; do z0 "$a"; done
e=$5
y1 "\${6%% *}"
O=" '$i' '' $4 '$e' '$6' '$7' '$8' 0 ''"
case $3 in
ip) if [ -n "$8" ]; then q3=$q3$O; else F3; fi;;
bridge) k0=$k0$O;;
ip6) r0=$r0$O;;
fou) o3=$o3$O;;
fou6) p0=$p0$O;;
xfrm) s3=$s3$O;;
tc) k2=$k2$O t=$t\${10},;;
sysctl)
case $5 in
net.ipv6.*) O2 || { G="$G $i"; return; };;
esac
s0=$s0$O;;
esac
}
F3() {
V=$V$O j2=$((j2 + 1))
[ -z "$x3" ] || [ "$j2" -lt 64 ] || C2
}
C2() {
P "a3 ip n '' n" "$V"
V='' j2=0
}
N3() {
case "$1 $2 $3 $8" in
"1 $Z ip ")
k=\${6%% *}
if [ -n "$k" ] && [ ! -e "$o/$k" ]; then
for a in $9; do z0 "$a" >/dev/null; done
e=$5
y1 "$k"
printf '%s' "$e"
return
fi;;
esac
echo "$i" >&8
}
R1() {
i2=y
f3=$({ q0 "$@" 2>/dev/null | ip -batch - >/dev/null 2>&1 || echo failed; } 8>&1)
i2=
case $j$f3 in *"\${j}failed") f3=$*;; esac
}
y1() {
g=\${e#"link add name $1 index "}
[ "$g" != "$e" ] || return 0
case $b1$S in
y* | *" \${g%% *} "*) e="link add name $1 \${g#* }";;
esac
}
O2() {
[ -e "$f/accept-ra" ] || return 0
r=ipv6 I=$e0/net/ipv6/conf z1=
mkdir -p "$d"
while read -r k; do
if [ ! -d "$I/$k" ]; then z1=y
elif [ "$(cat "$I/$k/accept_ra")" = 1 ]; then
h2 accept_ra
echo 2 >"$I/$k/accept_ra"
fi
done <"$f/accept-ra"
[ -z "$z1" ] || [ -n "$J" ]
}
q0() {
for i; do
[ -f "$f/objects/$i" ] || continue
u0=
command . "$f/objects/$i" 2>/dev/null
[ -n "$u0" ] || if [ -n "$i2" ]; then echo "$i" >&8
elif [ -z "$b1" ]; then echo "$i cannot be read. Run pulumi refresh and pulumi up"; fi
done
}
q2() {
G='' h0=0 S=' ' X=' ' j2=0 x3='' i2=
V='' q3='' r0='' o3='' p0='' s3='' k2='' t='' s0='' k0=
g3
D3 n || { G=" $*"; return; }
for a in "$o"/*/ifindex; do
read -r a <"$a" && S="$S$a "
done 2>/dev/null
g0='' m3=
for i; do
case $i in
link-*) g0="$g0 $i";;
*) m3="$m3 $i";;
esac
done
q0 $m3
P "a3 P3 n '' n" "$s0"
P "a3 ip n '' n" "$o3"
P "a3 'ip -6' n '' n" "$p0"
P "r1 ip" "$s3"
G1=$V V='' x3=y f3=$g0
[ -n "$b1" ] || R1 $g0
q0 $f3
V=$V$G1
C2
P "a3 K3 n '' n" "$k0"
P "r1 ip" "$q3"
P "r1 'ip -6'" "$r0"
while [ -n "$t" ]; do
F0 "\${t%%,*}"
t=\${t#*,}
done
P "a3 tc n '' n" "$k2"
exec 9>&-
}
P() { [ -z "$2" ] || eval "$1$2"; }
G2() {
v3
Z='' b1='' J=
{ read -r Z <"$A/etc/machine-id"; } 2>/dev/null
cd "$f/objects" || return
set -- *
[ -e "$1" ] || { S1; return; }
q2 "$@"
[ "$h0" = 0 ] || echo "this machine is a copy of another one: $h0 objects of that one are not restored"
echo "read $# files, restored all but these:\${G:- none}"
[ -z "$G" ] || R3 </dev/null &
}
S1() {
g3
cd / && D3 n && rmdir "$f/objects" 2>/dev/null && E2
exec 9>&-
}
R3() {
b1=y s=0
while [ "$s" -lt 60 ]; do
if [ "$s" -lt 10 ]; then o1=1; else o1=5; fi
sleep $o1
s=$((s + o1))
if [ "$s" -lt 60 ]; then q2 $G >/dev/null 2>&1
else J=y; q2 $G; fi
[ -n "$G" ] || { echo "restored the others after $s s"; return; }
done
echo "gave up after $s s:$G"
}
case $1 in
install) K0 "$2";;
uninstall) E2;;
*) G2;;
esac`,
} as const;

/** Defined once in each shell. */
export const HOST_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/persistent-ip.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/removals.sh"], TEXTS["provider/host/shell/clsact.sh"]].join("\n");

/** Defined in each frame with operations on objects that another program may have replaced. */
export const REPLACED_OBJECT_FUNCTIONS = [TEXTS["provider/host/shell/replaced-object.sh"]].join("\n");

/** Defined once in each shell, if the host may have files for a reboot. */
export const FILE_FUNCTIONS = [TEXTS["provider/host/shell/files.sh"]].join("\n");

/** Defined in each frame that writes many files. */
export const MANY_FILES_FUNCTIONS = `T1() {
h=$1
shift
[ "$h" -gt 0 ] || return 0
z3
a1=" $1-$(($1 + h - 1))"
[ -z "$w" ] || return 0
h3=y
w=$({
ip -o link show group "$M"
printf '\\036%s\\036' "$v"
printf '%s\\036' "$@"
} | awk -v number="$h" -v machine="$Z" -v folder="$f/.new/" '
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
' 2>&1) && w=
}`;

/** Defined in each frame with a change that may cut the SSH connection. */
export const CONFIRM_FUNCTIONS = `q=$d3/pulumi-iproute2.confirm e2=
T2() {
i=$1 s=$2 b=$q/$1
shift 2
[ ! -e "$b" ] || return 0
p='the time for this change is over, so the host has reversed it'
[ ! -e "$b.reversing" ] && [ ! -e "$b.reversed" ] &&
p=$({ mkdir -p "$q" && cat >"$b" && R0; } 2>&1) && return
rm -f "$b"
for a; do
e2="$e2$a "
l "unarmed $a"
echo "$p"
done
}
R0() {
[ -d "$d3/systemd/system" ] && command -v systemd-run >/dev/null &&
systemd-run --quiet --collect --unit="pulumi-iproute2-confirm-$i" --on-active="$s" \\
--timer-property=AccuracySec=100ms /bin/sh "$b" && return
a=
command -v setsid >/dev/null && a=setsid
$a sh -c 'trap "" HUP; sleep "$1"; exec sh "$2"' sh "$s" "$b" \\
</dev/null >/dev/null 2>&1 3>&- 6>&- 7<&- 9>&- &
echo "$!" >"$b.timer"
}
D2() {
F=
{ read -r F <"$q/$1.timer"; } 2>/dev/null
if [ -n "$F" ]; then
grep -q -F -e "$q/$1" "/proc/$F/cmdline" && { kill -- "-$F" || kill "$F"; }
rm -f "$q/$1.timer"
else
systemctl stop "pulumi-iproute2-confirm-$1.timer"
fi 2>/dev/null
}
U0() {
b=$q/$1
mv "$b" "$b.confirmed" 2>/dev/null && D2 "$1"
A3 "$1"
}
A3() {
for a in confirmed reversing reversed; do
[ ! -e "$q/$1.$a" ] || { l "$a"; return; }
done
if [ -e "$q/$1" ]; then l armed; else l forgotten; fi
}
W3() {
[ ! -e "$q/$1" ] || { D2 "$1"; sh "$q/$1"; }
A3 "$1"
}
V0() {
rm -f "$q/$1.confirmed" "$q/$1.reversed"
rmdir "$q" 2>/dev/null
}
T3() {
mv "$q/$1" "$q/$1.reversing" 2>/dev/null || exit 0
rm -f "$q/$1.timer"
U=' '
v3
[ -n "$x" ] || return 0
w2=$(flock --version 2>&1)
j0 -n || o2 3
}
W2() {
[ -z "$b2" ] || b3 $b2 || return 0
A1 $n
printf '%s' "$e" | $e1 -force -batch - >/dev/null 2>&1
A0 $n
}
U3() {
R2
mv "$q/$1.reversing" "$q/$1.reversed"
}`;

/** The script that restores objects at boot, without its first line. */
export const BOOT_FUNCTIONS = [TEXTS["provider/host/shell/roots.sh"], TEXTS["provider/host/shell/lock.sh"], TEXTS["provider/host/shell/guards.sh"], TEXTS["provider/host/shell/markers.sh"], TEXTS["provider/host/shell/replaced-object.sh"], TEXTS["provider/host/shell/operations.sh"], TEXTS["provider/host/shell/clsact.sh"], TEXTS["provider/host/shell/sysctl.sh"], TEXTS["provider/host/shell/ip-and-bridge.sh"], TEXTS["provider/host/shell/nft.sh"], TEXTS["provider/host/shell/files.sh"], TEXTS["provider/host/shell/boot-service.sh"], TEXTS["provider/host/shell/boot.sh"]].join("\n");

/** Defined in each frame that changes settings of the kernel. */
export const SYSCTL_FUNCTIONS = [TEXTS["provider/host/shell/sysctl.sh"]].join("\n");

/** Defined in each frame that sets forwarding entries. */
export const BRIDGE_FUNCTIONS = [TEXTS["provider/host/shell/ip-and-bridge.sh"], TEXTS["provider/host/shell/nft.sh"]].join("\n");

/** Defined in each frame that reads lists of the kernel. */
export const WATCH_FUNCTIONS = `y() {
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
2) l interrupted;;
*) return 1;;
esac
}`;

/** What the functions and variables are called in the packed text. */
export const NAMES = {
  pi_add_clsact: "F0",
  pi_add_count: "F1",
  pi_add_index: "F2",
  pi_address: "e3",
  pi_alias: "D",
  pi_aliases: "G0",
  pi_apply_nft: "t2",
  pi_arm: "T2",
  pi_before: "Q",
  pi_begin_reversal: "T3",
  pi_check: "G3",
  pi_check_all: "k1",
  pi_checks: "b2",
  pi_collect: "u2",
  pi_compare_object: "H0",
  pi_conf: "I",
  pi_config_dir: "A",
  pi_confirm: "U0",
  pi_confirm_dir: "q",
  pi_count: "L",
  pi_delete_all: "U1",
  pi_delete_devices: "U2",
  pi_delete_singly: "H2",
  pi_delete_together: "H3",
  pi_device: "k",
  pi_devices: "t",
  pi_done: "E",
  pi_due: "a2",
  pi_each: "R",
  pi_earlier: "u3",
  pi_end_idle_holder: "I0",
  pi_end_reversal: "U3",
  pi_error: "p",
  pi_event: "l",
  pi_fail: "v1",
  pi_failed: "z",
  pi_failing_line: "C",
  pi_family: "r",
  pi_file: "b",
  pi_files_dir: "f",
  pi_files_fault: "w",
  pi_find_failed: "I1",
  pi_find_index: "v2",
  pi_find_marker_dir: "v3",
  pi_find_policy: "w0",
  pi_finish: "f1",
  pi_finish_text: "w1",
  pi_flags: "I2",
  pi_flock: "w2",
  pi_forget_change: "V0",
  pi_forget_marker: "w3",
  pi_function: "I3",
  pi_group: "M",
  pi_groups: "J0",
  pi_guard: "b3",
  pi_half_made: "J1",
  pi_hold_sysctl: "J3",
  pi_holder: "c0",
  pi_holder_is_idle: "x0",
  pi_ifindex: "x1",
  pi_index: "m",
  pi_indices: "S",
  pi_install_boot: "V1",
  pi_installed: "x2",
  pi_ip_and_bridge: "K3",
  pi_ip_lines: "T",
  pi_ip_pid: "c1",
  pi_is_in_group: "k3",
  pi_keep: "V2",
  pi_key: "B",
  pi_last: "J",
  pi_leave_out: "y2",
  pi_left_out: "U",
  pi_line: "c",
  pi_lines: "e",
  pi_load_module: "z0",
  pi_lock_file: "x",
  pi_lose: "L2",
  pi_machine: "Z",
  pi_marker: "n",
  pi_marker_dir: "d",
  pi_may_undo: "M0",
  pi_members: "l1",
  pi_module_dir: "l2",
  pi_moves: "l3",
  pi_name: "i",
  pi_names: "m0",
  pi_needs_forwarding: "M1",
  pi_neighbor_protocol: "M2",
  pi_net_dir: "o",
  pi_new: "z2",
  pi_new_files: "g1",
  pi_newline: "j",
  pi_next_line: "c2",
  pi_nft_force: "M3",
  pi_nft_text: "c3",
  pi_nonce: "N",
  pi_now: "N0",
  pi_number: "h",
  pi_object: "u",
  pi_old_files: "g2",
  pi_open_files: "z3",
  pi_open_lock: "g3",
  pi_other: "m2",
  pi_ours: "n0",
  pi_part: "d0",
  pi_part_error: "d1",
  pi_part_force: "n1",
  pi_part_lines: "h1",
  pi_part_start: "n2",
  pi_part_status: "n3",
  pi_part_tool: "o0",
  pi_persistent: "N1",
  pi_pid: "F",
  pi_place_marker: "A0",
  pi_plain: "N2",
  pi_policy: "K",
  pi_poll_lock: "o2",
  pi_prepare_marker: "A1",
  pi_print: "A2",
  pi_print_change: "A3",
  pi_read_ip: "B0",
  pi_release_lock: "W0",
  pi_release_sysctl: "O0",
  pi_remember_setting: "h2",
  pi_remember_settings: "O1",
  pi_remove_clsact: "W1",
  pi_remove_files: "q1",
  pi_remove_link_files: "B1",
  pi_remove_orphan: "B2",
  pi_replaced: "h3",
  pi_report_done: "i0",
  pi_report_verdict: "B3",
  pi_rest: "g",
  pi_restore_settings: "C0",
  pi_reverse: "W2",
  pi_reverse_now: "W3",
  pi_run_batch: "a3",
  pi_run_dir: "d3",
  pi_run_lines: "O3",
  pi_run_nft: "P0",
  pi_run_part: "C3",
  pi_run_singly: "r1",
  pi_run_unshown: "r2",
  pi_save_files: "P1",
  pi_scratch_free: "D1",
  pi_scratch_group: "r3",
  pi_seconds: "s",
  pi_set_settings: "P2",
  pi_set_sysctls: "P3",
  pi_setting_force: "Q0",
  pi_show_settings: "Q1",
  pi_show_table: "Q2",
  pi_shown: "s1",
  pi_shows: "s2",
  pi_spell_out_device: "Q3",
  pi_start_ip: "X0",
  pi_start_timer: "R0",
  pi_status: "i1",
  pi_stop_timer: "D2",
  pi_sysctl_dir: "e0",
  pi_take_lock: "D3",
  pi_taken: "i3",
  pi_text: "v",
  pi_then_add: "E0",
  pi_then_compare: "E1",
  pi_tidy_markers: "R2",
  pi_tool: "e1",
  pi_total: "a0",
  pi_try_lock: "j0",
  pi_type: "S0",
  pi_unarmed: "e2",
  pi_undo: "t0",
  pi_undo_checks: "b0",
  pi_undone: "X",
  pi_unsaved: "a1",
  pi_value: "H",
  pi_verdict: "j1",
  pi_wait_for_lock: "S2",
  pi_watch: "y",
  pi_word: "a",
  pi_write_accept_ra: "S3",
  pi_write_file: "T0",
  pi_write_files: "T1",
  pi_write_sysctl: "E3",
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
z=y`,
  "fdb": `y bridge -j fdb show dev "$1"`,
  "fib": `printf 'route show table all proto %s\\n' boot static 105 | y ip -d -j -N -batch - || z=y`,
  "files": `[ ! -d /etc/pulumi-iproute2/objects ] || (cd /etc/pulumi-iproute2/objects && set -- * && [ -e "$1" ] && cksum "$@")`,
  "fou": `y ip -j fou show || z=y`,
  "holder": `y ip "$1" -d -j -N route show to exact "$3" table "$2" || z=y`,
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
  "links": `y ip -d -j -N addr show || z=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | y ip -d -j -N -batch - || z=y`,
  "markers": `for a in "$d"/*; do [ -f "$a" ] && IFS= read -r c <"$a" && echo "\${a##*/} $c"; done`,
  "neighbors": `y ip -d -j -N neigh show nud permanent || z=y`,
  "netns": `y ip -j netns list-id || z=y`,
  "nft": `nft -j list table inet "pulumi_iproute2_$1" 2>/dev/null || echo '{"nftables":[]}'`,
  "routes": `printf 'route show table all proto %s\\n' boot static | y ip -d -j -N -batch - || z=y`,
  "rules": `y ip -d -j -N rule show || z=y
if [ -e /proc/sys/net/ipv6 ]; then y ip -6 -d -j -N rule show || z=y; else echo '[]'; fi`,
  "settings": `a=
for B in ipv4/rp_filter ipv4/accept_local ipv4/disable_policy ipv4/disable_xfrm ipv6/disable_ipv6 \\
ipv6/keep_addr_on_down ipv6/addr_gen_mode; do
H=
{ read -r H <"/proc/sys/net/\${B%/*}/conf/$1/\${B#*/}"; } 2>/dev/null
a="$a\${a:+,}\\"$B\\":\${H:-null}"
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
  "uptime": `read -r a _ </proc/uptime && echo "\${a%%.*}"`,
  "vlan": `y bridge -j vlan show dev "$1" && y bridge -j vlan tunnelshow dev "$1"`,
  "vni": `y bridge -j vni show dev "$1"`,
  "xfrm-policy": `y ip -s xfrm policy list || z=y`,
  "xfrm-state": `y ip xfrm state list nokeys || z=y`,
} as const;
