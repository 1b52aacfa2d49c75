// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** Defined once in each shell. */
export const HOST_FUNCTIONS = `l1=/run
m=/sys/class/net
h0=/sys/module
n1=/proc/sys
u=
umask 077
q=$l1/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$q" || q=
i1() { [ -z "$q" ] || exec 9>>"$q"; }
Q1() {
[ -z "$q" ] || : >"$q"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
i1
}
M0() {
[ -n "$q" ] || return 0
[ ! -e "$q.wanted" ] || { rm -f "$q.wanted"; sleep 2; }
o0 -n || N2 || {
if [ -n "$l" ]; then f lock-failed; echo "$l"; else f busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $X"; fi >"$q"
}
o0() { l=$(flock "$@" 3 2>&1 3>&9); }
N2() {
[ -z "$l" ] || return 1
C1=$(flock --version 2>&1)
W=
read -r W <"$q"
u2 10 && return
[ -z "$l" ] || return 1
B0
u2 20
}
u2() {
case $C1 in *util-linux*) o0 -w "$1"; return;; esac
z=$1
while [ "$z" -gt 0 ]; do
: >>"$q.wanted"
sleep 1
o0 -n && { rm -f "$q.wanted"; return; }
[ -z "$l" ] || return 1
z=$((z - 1))
done
return 1
}
B0() { s2 && sleep 1 && s2 && kill "\${W%% *}"; }
s2() {
d=
read -r d <"$q"
P=\${W%% *}
case $P in '' | *[!0-9]*) return 1;; esac
[ "$d" = "$W" ] && [ "/proc/$P/fd/9" -ef "$q" ] &&
[ -r "/proc/$P/task/$P/children" ] || return 1
read -r d <"/proc/$P/task/$P/children"
case $d in '' | "\${W##* }") ;; *) return 1;; esac
}
i1
X=
R0() {
exec 6>&- 7<&- 4<<E 7<<E
.
E
.
E
X=
if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
read -r X <&4
read -r X <&7
exec 6>/proc/self/fd/4 5>/proc/self/fd/7
ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
X=$!
exec 4<&- 5>&-
else
exec 4<&- 7<&-
fi
}
v2() {
l=
while [ "$O" -gt 0 ]; do
IFS= read -r d <&7 || return 1
case $d in
'['* | '{'*) O=$((O - 1)); printf '%s\\n' "$d";;
*) l=$l$d$n;;
esac
done
}
I=26992
b2() {
r=$1 D1=$2 A=
shift 2
case $r in
@*) [ -e "$b/\${r#@}" ] && IFS= read -r A <"$b/\${r#@}";;
*)
[ -e "$m/$r" ] || { p0=gone; return 1; }
IFS= read -r A <"$m/$r/ifalias";;
esac
for a; do case $A in "$a" | "$a "*) return 0;; esac; done
[ "$D1" = y ] && [ -z "$A" ] && f2 "$r" && return 0
p0="foreign $A"
return 1
}
f2() { read -r a <"$m/$1/netdev_group" && [ "$a" = $I ]; }
w2() { f "\${p0%% *} $1 \${p0#* }"; }
b=
B2() {
[ -n "$b" ] || {
b=$(readlink /proc/self/ns/net)
b=\${b#*\\[}
b=$l1/pulumi-iproute2/\${b%]}
}
}
J0() {
[ $# -lt 2 ] || l=$({ mkdir -p "$b" && echo "$2" $3 >"$b/.$1"; } 2>&1)
}
I1() {
case $# in
0) ;;
1) rm -f "$b/$1";;
*) mv -f "$b/.$1" "$b/$1";;
esac
}
s1() { [ $# -lt 2 ] || rm -f "$b/.$1"; }
R1() { rmdir "$b" "$l1/pulumi-iproute2" 2>/dev/null; }
F2() { [ -e "$h0/$1" ] || modprobe -q "$1" || f "no-module $1"; }
D() {
C2=$1 n2=0
shift
while [ $# -gt 0 ]; do
h=$1 f0=$2 F=$3 g=$4 T=$5 o1=$6 p=$7 m2=$8 e=$9
n2=$((n2 + 1))
shift 9
case $L in *" $h "*) ;; *) $C2 || return 0;; esac
done
}
e2() {
if [ -n "$f0" ] && ! b2 $f0; then
L="$L$h "
w2 "$h"
case $e in "- "*) w1 \${e#- } "\${f0##* }";; esac
elif ! J0 $p; then
L="$L$h "
f "unmarked $h"
echo "$l"
else
case $e in "- "*) k2 \${e#- };; esac
fi
}
v0() {
printf '%s' "$g"
M=$((M + F)) O=$((O + m2))
}
z0() { M=$((M + F)); }
b1() {
I1 $p
case $e in "+ "*) O1 \${e#+ };; esac
w="$w $h"
}
G0() {
s1 $p
w="$w $h"
}
B1() {
Z=$((Z + F))
if [ "$v" -gt "$F" ]; then
v=$((v - F))
b1
else
r2
return 1
fi
}
r2() {
G=y
d1
f "failed $h $v"
printf '%s\\n' "$l"
[ "$v" -gt 1 ] && [ -n "$o1" ] && G2 &&
printf '%s' "$o1" | $e0 -force -batch - >/dev/null 2>&1
s1 $p
}
G2() {
case $T in
'') return 0;;
*" =")
[ -z "$x" ] ||
g=$(printf '%s' "$x" | sed -n "$((Z - F)),$((Z - 1))p")
g=\${g#*"link set dev \${T%% *} alias "}
g=\${g%%"$n"*}
b2 \${T%=}\${g%% *};;
*) b2 $T;;
esac
}
d1() {
[ -z "$U" ] || L0
[ -z "$w" ] || f "done$w"
w=
}
q2() {
if [ -n "$x" ]; then w=" $2-$(($2 + $# / 9 - 1))"; else w=; D "$@"; fi
}
a1() {
e0=$1 I2=$2 x=$3 I0=$4 L=' '
shift 4
[ "$I2" = y ] || D e2 "$@"
while [ $# -gt 0 ]; do
f run
M=0 O=0
if [ "$I0" = y ] && [ -n "$J" ]; then
r0=$J d2=0
D v0 "$@" >&6 2>/dev/null
if v2; then J=$((J + M)); else d2=1 J=; fi
else
r0=0
{
l=$(if [ -n "$x" ]; then printf '%s' "$x"; else D v0 "$@"; fi |
$e0 -batch - 2>&1 >&3 3>&-)
d2=$?
} 3>&1
fi
if [ "$d2" = 0 ]; then
q2 b1 "$@"
d1
return
fi
v=0 M=0
case $l in
*"Command failed -:"*)
v=\${l##*"Command failed -:"}
v=$((\${v%%[!0-9]*} - r0));;
esac
D z0 "$@"
if [ "$v" -lt 1 ] || [ "$v" -gt "$M" ]; then
G=y
q2 G0 "$@"
f "lost $d2$w"
printf '%s\\n' "$l"
return
fi
Z=1 w=
D B1 "$@"
shift $((n2 * 9))
[ -z "$x" ] || x=$(printf '%s' "$x" | tail -n +$Z)$n
done
}
P2() {
L=' ' w=
D e2 "$@"
D b1 "$@"
d1
}
K2() {
e0=$1 L=' ' w=
shift
D e2 "$@"
D K1 "$@"
d1
}
K1() {
v=0 s=$g
while [ -n "$s" ]; do
v=$((v + 1))
l=$(printf '%s\\n' "\${s%%"$n"*}" | $e0 -batch - 2>&1) || { r2; return 0; }
s=\${s#*"$n"}
done
b1
}
O2() {
(
cd "$m" && z1=$1 D0=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$z1" ] &&
[ "$(grep -lx $I -- */netdev_group 2>/dev/null)" = "$D0" ]
) && {
shift 2
[ ! -d "$c" ] || w0 "$@"
f removing
ip link del group $I 2>&1
} && f "done r0-$(($# - 1))"
}
P0() {
m0=$1 c0='' C='' o=0 j0=0 h1=
shift
while [ $# -gt 0 ]; do
if b2 $2; then
c0="$c0 $1" C="$C $3" o=$((o + 1))
h1="\${h1}link set dev $3 group $m0$n"
f2 "$3" && j0=$((j0 + 1))
else
w2 "$1"
[ ! -d "$c" ] || w1 "link-$3" "\${2##* }"
fi
shift 3
done
[ $o = 0 ] && return
[ ! -d "$c" ] || w0 $C
f removing
if A2; then f "done$c0"; else A1; fi
}
A2() {
[ $o -gt 1 ] || {
l2 1 "link del dev$C$n"
return
}
g2=0 y0=y
for e in "$m"/*/netdev_group; do
read -r a <"$e"
case $a in
"$I") g2=$((g2 + 1));;
"$m0") y0=;;
esac
done 2>/dev/null
if [ $j0 = $o ] && [ $g2 = $o ]; then
l2 1 "link del group $I$n"
elif [ -n "$y0" ]; then
l2 $((o + 1)) "\${h1}link del group $m0$n"
else return 1; fi
}
A1() {
for a in $C; do
[ -e "$m/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $c0; do
C=\${C# } r=\${C%% *}
if [ -e "$m/$r" ]; then G=y; f "stays $a"; else f "done $a"; fi
C=\${C#"$r"}
done
}
l2() {
[ -n "$J" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
O=1
v2 >/dev/null || {
J=
printf '%s\\n' "$l"
return 1
}
J=$((J + $1 + 1))
}
y2() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$b" && cat "$m/$1/ifindex" 2>/dev/null >"$b/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$b/clsact.$1"
}
Q2() {
[ -e "$b/clsact.$1" ] || return
if [ "$(cat "$b/clsact.$1")" = "$(cat "$m/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$b/clsact.$1"
}`;

/** Defined once in each shell, if the host may have files for a reboot. */
export const FILE_FUNCTIONS = `c=$u/etc/pulumi-iproute2
U='' t=
P1() {
t=$({
mkdir -p "$c/objects" && cat >"$c/.boot" && sync "$c/.boot" &&
mv -f "$c/.boot" "$c/boot" && sh "$c/boot" install "$1"
} 2>&1) && t=
}
O1() {
[ -n "$U" ] || [ -n "$t" ] || H2
U="$U $h"
[ -z "$t" ] || return 0
o=$m2 j=$1 a=$2 i=\${3#-}
shift 3
while [ "$o" -gt 0 ]; do
g=\${g%"$n"}
g=\${g%"$n"*}$n o=$((o - 1))
done
case $a:$g in
sysctl:*) O0;;
ip:"link add name "*) L2 "\${T%% *}";;
esac
t=$({ printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\\n' "$Y" "$a" \\
$((F - m2)) "$g" "$T" "$o1" "$p" "$*" "$i" \\
>"$c/.new/$j"; } 2>&1) && t=
}
H2() {
[ ! -e "$c/.new" ] || rm -rf "$c/.new"
Y=
{ read -r Y <"$u/etc/machine-id"; } 2>/dev/null
if [ -e "$c/boot" ]; then t=$(mkdir "$c/.new" 2>&1)
else t="$c/boot is missing"; fi
}
O0() {
for e in "$b/conf:ipv6:accept_ra:"*; do
[ ! -f "$e" ] || echo "\${e##*:accept_ra:}"
done 2>/dev/null >"$c/accept-ra"
}
L2() {
read -r o <"$m/$1/mtu"
read -r M2 <"$m/$1/type"
a2=
[ "$M2" != 1 ] || { read -r a2 <"$m/$1/address" && a2="address $a2 "; }
g=\${g#"link add name $1 "}
case $g in "mtu "*) g=\${g#mtu * };; esac
g="link add name $1 \${a2}mtu $o $g"
}
L0() {
[ -n "$t" ] || t=$({
sync "$c/.new"/* && mv -f "$c/.new"/* "$c/objects" &&
rmdir "$c/.new" && sync "$c/objects"
} 2>&1) && t=
[ -z "$t" ] || { f "unsaved$U"; echo "$t"; }
U='' t=
}
k2() {
[ -d "$c" ] || return 0
a=
for j; do [ ! -e "$c/objects/$j" ] || a="$a $c/objects/$j"; done
[ -n "$a" ] || return 0
rm -f $a && sync "$c/objects"
rmdir "$c/objects" 2>/dev/null || return 0
sh "$c/boot" uninstall
f uninstalled
}
w0() {
h2=
for a; do h2="$h2 link-$a"; done
k2 $h2
}
w1() {
[ ! -e "$c/objects/$1" ] || ! grep -q -F -e "$2" "$c/objects/$1" || k2 "$1"
}`;

/** The script that restores objects at boot. Its version is a hash of its text. */
export const BOOT = `# pulumi-iproute2 7c8e6beddd5e: restores objects at boot. The package packs it from provider/host/shell.
l1=/run
m=/sys/class/net
h0=/sys/module
n1=/proc/sys
u=
umask 077
q=$l1/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$q" || q=
i1() { [ -z "$q" ] || exec 9>>"$q"; }
Q1() {
[ -z "$q" ] || : >"$q"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
i1
}
M0() {
[ -n "$q" ] || return 0
[ ! -e "$q.wanted" ] || { rm -f "$q.wanted"; sleep 2; }
o0 -n || N2 || {
if [ -n "$l" ]; then f lock-failed; echo "$l"; else f busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $X"; fi >"$q"
}
o0() { l=$(flock "$@" 3 2>&1 3>&9); }
N2() {
[ -z "$l" ] || return 1
C1=$(flock --version 2>&1)
W=
read -r W <"$q"
u2 10 && return
[ -z "$l" ] || return 1
B0
u2 20
}
u2() {
case $C1 in *util-linux*) o0 -w "$1"; return;; esac
z=$1
while [ "$z" -gt 0 ]; do
: >>"$q.wanted"
sleep 1
o0 -n && { rm -f "$q.wanted"; return; }
[ -z "$l" ] || return 1
z=$((z - 1))
done
return 1
}
B0() { s2 && sleep 1 && s2 && kill "\${W%% *}"; }
s2() {
d=
read -r d <"$q"
P=\${W%% *}
case $P in '' | *[!0-9]*) return 1;; esac
[ "$d" = "$W" ] && [ "/proc/$P/fd/9" -ef "$q" ] &&
[ -r "/proc/$P/task/$P/children" ] || return 1
read -r d <"/proc/$P/task/$P/children"
case $d in '' | "\${W##* }") ;; *) return 1;; esac
}
i1
I=26992
b2() {
r=$1 D1=$2 A=
shift 2
case $r in
@*) [ -e "$b/\${r#@}" ] && IFS= read -r A <"$b/\${r#@}";;
*)
[ -e "$m/$r" ] || { p0=gone; return 1; }
IFS= read -r A <"$m/$r/ifalias";;
esac
for a; do case $A in "$a" | "$a "*) return 0;; esac; done
[ "$D1" = y ] && [ -z "$A" ] && f2 "$r" && return 0
p0="foreign $A"
return 1
}
f2() { read -r a <"$m/$1/netdev_group" && [ "$a" = $I ]; }
w2() { f "\${p0%% *} $1 \${p0#* }"; }
b=
B2() {
[ -n "$b" ] || {
b=$(readlink /proc/self/ns/net)
b=\${b#*\\[}
b=$l1/pulumi-iproute2/\${b%]}
}
}
J0() {
[ $# -lt 2 ] || l=$({ mkdir -p "$b" && echo "$2" $3 >"$b/.$1"; } 2>&1)
}
I1() {
case $# in
0) ;;
1) rm -f "$b/$1";;
*) mv -f "$b/.$1" "$b/$1";;
esac
}
s1() { [ $# -lt 2 ] || rm -f "$b/.$1"; }
R1() { rmdir "$b" "$l1/pulumi-iproute2" 2>/dev/null; }
F2() { [ -e "$h0/$1" ] || modprobe -q "$1" || f "no-module $1"; }
D() {
C2=$1 n2=0
shift
while [ $# -gt 0 ]; do
h=$1 f0=$2 F=$3 g=$4 T=$5 o1=$6 p=$7 m2=$8 e=$9
n2=$((n2 + 1))
shift 9
case $L in *" $h "*) ;; *) $C2 || return 0;; esac
done
}
e2() {
if [ -n "$f0" ] && ! b2 $f0; then
L="$L$h "
w2 "$h"
case $e in "- "*) w1 \${e#- } "\${f0##* }";; esac
elif ! J0 $p; then
L="$L$h "
f "unmarked $h"
echo "$l"
else
case $e in "- "*) k2 \${e#- };; esac
fi
}
v0() {
printf '%s' "$g"
M=$((M + F)) O=$((O + m2))
}
z0() { M=$((M + F)); }
b1() {
I1 $p
case $e in "+ "*) O1 \${e#+ };; esac
w="$w $h"
}
G0() {
s1 $p
w="$w $h"
}
B1() {
Z=$((Z + F))
if [ "$v" -gt "$F" ]; then
v=$((v - F))
b1
else
r2
return 1
fi
}
r2() {
G=y
d1
f "failed $h $v"
printf '%s\\n' "$l"
[ "$v" -gt 1 ] && [ -n "$o1" ] && G2 &&
printf '%s' "$o1" | $e0 -force -batch - >/dev/null 2>&1
s1 $p
}
G2() {
case $T in
'') return 0;;
*" =")
[ -z "$x" ] ||
g=$(printf '%s' "$x" | sed -n "$((Z - F)),$((Z - 1))p")
g=\${g#*"link set dev \${T%% *} alias "}
g=\${g%%"$n"*}
b2 \${T%=}\${g%% *};;
*) b2 $T;;
esac
}
d1() {
[ -z "$U" ] || L0
[ -z "$w" ] || f "done$w"
w=
}
q2() {
if [ -n "$x" ]; then w=" $2-$(($2 + $# / 9 - 1))"; else w=; D "$@"; fi
}
a1() {
e0=$1 I2=$2 x=$3 I0=$4 L=' '
shift 4
[ "$I2" = y ] || D e2 "$@"
while [ $# -gt 0 ]; do
f run
M=0 O=0
if [ "$I0" = y ] && [ -n "$J" ]; then
r0=$J d2=0
D v0 "$@" >&6 2>/dev/null
if v2; then J=$((J + M)); else d2=1 J=; fi
else
r0=0
{
l=$(if [ -n "$x" ]; then printf '%s' "$x"; else D v0 "$@"; fi |
$e0 -batch - 2>&1 >&3 3>&-)
d2=$?
} 3>&1
fi
if [ "$d2" = 0 ]; then
q2 b1 "$@"
d1
return
fi
v=0 M=0
case $l in
*"Command failed -:"*)
v=\${l##*"Command failed -:"}
v=$((\${v%%[!0-9]*} - r0));;
esac
D z0 "$@"
if [ "$v" -lt 1 ] || [ "$v" -gt "$M" ]; then
G=y
q2 G0 "$@"
f "lost $d2$w"
printf '%s\\n' "$l"
return
fi
Z=1 w=
D B1 "$@"
shift $((n2 * 9))
[ -z "$x" ] || x=$(printf '%s' "$x" | tail -n +$Z)$n
done
}
P2() {
L=' ' w=
D e2 "$@"
D b1 "$@"
d1
}
K2() {
e0=$1 L=' ' w=
shift
D e2 "$@"
D K1 "$@"
d1
}
K1() {
v=0 s=$g
while [ -n "$s" ]; do
v=$((v + 1))
l=$(printf '%s\\n' "\${s%%"$n"*}" | $e0 -batch - 2>&1) || { r2; return 0; }
s=\${s#*"$n"}
done
b1
}
y2() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$b" && cat "$m/$1/ifindex" 2>/dev/null >"$b/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$b/clsact.$1"
}
Q2() {
[ -e "$b/clsact.$1" ] || return
if [ "$(cat "$b/clsact.$1")" = "$(cat "$m/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$b/clsact.$1"
}
L1() {
o=0
while read -r d p A; do
o=$((o + 1)) t0=\${d%%=*} p=$b/$p i2=
e=$n1/$(echo "$t0" | tr . /)
k=\${t0#net.} k=\${k%%.*}
B=$n1/net/$k/conf
for a in "\${p%:*}":*; do
[ -f "$a" ] && [ "$a" != "$p" ] && i2=$a
done
case $d in
*=*) D2 "\${d#*=}";;
*) J1;;
esac || {
echo "Command failed -:$o" >&2
return 1
}
done
}
D2() {
H1=$(cat "$e") && mkdir -p "$b" || return
H=$H1 u1=y
for a in "$p" "$i2"; do
[ -f "$a" ] || continue
read -r j H <"$a"
u1=
break
done
if echo "$A $H" >"$b/.sysctl" && mv -f "$b/.sysctl" "$p"; then
y1 "$1" && return
fi
[ -z "$u1" ] || { rm -f "$p"; x0; }
return 1
}
J1() {
H=
[ ! -f "$p" ] || read -r a H <"$p"
if [ -z "$i2" ]; then
if [ "$H" = 0 ] && [ "$(cat "$e")" != 0 ] && H0; then
:
else
[ -z "$H" ] || y1 "$H" || return
[ "$H" != 0 ] || x0
fi
rm -f "$b/conf:$k:"* "$b/devices:$k"
fi
rm -f "$p"
}
y1() {
if [ "$1" != 0 ] && [ "$(cat "$e")" = 0 ]; then J2 || return; fi
echo "$1" >"$e"
}
J2() {
E=0
for a in "$m"/*/ifindex; do
read -r h <"$a" && [ "$h" -gt "$E" ] && E=$h
done
[ -e "$b/devices:$k" ] || echo "$E" >"$b/devices:$k"
for a in "$B"/*/forwarding; do
i=\${a%/forwarding} i=\${i##*/}
[ "$i" = all ] || [ "$(cat "$a")" = 0 ] || d0 forwarding
done
i=all
if [ "$k" = ipv4 ]; then
d0 accept_redirects
return
fi
for i in $({ ip -6 route show table all proto ra; ip -6 -o addr show dynamic; } 2>/dev/null |
sed -n -e 's/^[0-9]*: \\([^ ]*\\) .*/\\1/p' -e 's/.* dev \\([^ ]*\\) .*/\\1/p' | sort -u); do
[ "$(cat "$B/$i/accept_ra" 2>/dev/null)" = 1 ] || continue
d0 accept_ra
echo 2 >"$B/$i/accept_ra" || return
done
}
d0() {
s0
a=$b/conf:$k:$1:$i
[ -e "$a" ] || echo "$h $(cat "$B/$i/$1")" >"$a"
}
s0() { h=$(cat "$m/$i/ifindex" 2>/dev/null) || h=0; }
x0() {
for a in "$b/conf:$k:"*; do
[ -f "$a" ] || continue
read -r E N1 <"$a"
j=\${a##*"/conf:$k:"} i=\${j#*:} j=\${j%%:*}
s0
[ "$h" = "$E" ] || continue
[ "$j" = accept_ra ] && [ "$(cat "$B/$i/$j")" != 2 ] && continue
echo "$N1" 2>/dev/null >"$B/$i/$j"
done
rm -f "$b/conf:$k:"* "$b/devices:$k"
}
H0() {
[ -f "$b/devices:$k" ] || return 0
read -r E <"$b/devices:$k"
for a in etc run usr/local/lib usr/lib lib; do
cat "$u/$a/sysctl.conf" "$u/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${k}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$m"/*/; do
read -r h <"\${a}ifindex" || continue
read -r I <"\${a}netdev_group"
read -r C0 <"\${a}flags"
case $C0 in *[13579bdf]) [ "$h" -le "$E" ] || [ "$I" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$k" = ipv4 ] || return
{
[ ! -e "$h0/nf_tables" ] || nft list ruleset
[ ! -e "$h0/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}
c=$u/etc/pulumi-iproute2
U='' t=
P1() {
t=$({
mkdir -p "$c/objects" && cat >"$c/.boot" && sync "$c/.boot" &&
mv -f "$c/.boot" "$c/boot" && sh "$c/boot" install "$1"
} 2>&1) && t=
}
O1() {
[ -n "$U" ] || [ -n "$t" ] || H2
U="$U $h"
[ -z "$t" ] || return 0
o=$m2 j=$1 a=$2 i=\${3#-}
shift 3
while [ "$o" -gt 0 ]; do
g=\${g%"$n"}
g=\${g%"$n"*}$n o=$((o - 1))
done
case $a:$g in
sysctl:*) O0;;
ip:"link add name "*) L2 "\${T%% *}";;
esac
t=$({ printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\\n' "$Y" "$a" \\
$((F - m2)) "$g" "$T" "$o1" "$p" "$*" "$i" \\
>"$c/.new/$j"; } 2>&1) && t=
}
H2() {
[ ! -e "$c/.new" ] || rm -rf "$c/.new"
Y=
{ read -r Y <"$u/etc/machine-id"; } 2>/dev/null
if [ -e "$c/boot" ]; then t=$(mkdir "$c/.new" 2>&1)
else t="$c/boot is missing"; fi
}
O0() {
for e in "$b/conf:ipv6:accept_ra:"*; do
[ ! -f "$e" ] || echo "\${e##*:accept_ra:}"
done 2>/dev/null >"$c/accept-ra"
}
L2() {
read -r o <"$m/$1/mtu"
read -r M2 <"$m/$1/type"
a2=
[ "$M2" != 1 ] || { read -r a2 <"$m/$1/address" && a2="address $a2 "; }
g=\${g#"link add name $1 "}
case $g in "mtu "*) g=\${g#mtu * };; esac
g="link add name $1 \${a2}mtu $o $g"
}
L0() {
[ -n "$t" ] || t=$({
sync "$c/.new"/* && mv -f "$c/.new"/* "$c/objects" &&
rmdir "$c/.new" && sync "$c/objects"
} 2>&1) && t=
[ -z "$t" ] || { f "unsaved$U"; echo "$t"; }
U='' t=
}
k2() {
[ -d "$c" ] || return 0
a=
for j; do [ ! -e "$c/objects/$j" ] || a="$a $c/objects/$j"; done
[ -n "$a" ] || return 0
rm -f $a && sync "$c/objects"
rmdir "$c/objects" 2>/dev/null || return 0
sh "$c/boot" uninstall
f uninstalled
}
w0() {
h2=
for a; do h2="$h2 link-$a"; done
k2 $h2
}
w1() {
[ ! -e "$c/objects/$1" ] || ! grep -q -F -e "$2" "$c/objects/$1" || k2 "$1"
}
PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
n='
'
f() {
case $1 in
"failed "*) s=\${1#* } s=\${s% *};;
"lost "*) s=\${1#* * };;
"unmarked "*) s=\${1#* };;
"no-module "*) echo "the kernel has no module \${1#* }"; return;;
*) return;;
esac
y="$y $s"
echo "could not restore $s:"
}
F0() {
r=\${1%% *} s=\${3#*" alias "}
s=\${s%%"$n"*}
if [ -n "$2" ]; then
[ -e "$b/\${2%% *}" ]
return
fi
[ -n "$1" ] && [ -e "$m/$r" ] || return
read -r A <"$m/$r/ifalias"
[ "$A" = "\${s%% *}" ] && return
if [ -z "$A" ] && f2 "$r"; then
ip link del dev "$r"
return 1
fi
[ -n "$e1" ] || echo "$r belongs to another owner, so it stays as it is"
}
restore() {
q0=y
[ "$1" = 1 ] || { echo "$j has the unknown format $1"; return; }
[ "$2" = "$Y" ] || { c2=$((c2 + 1)); return; }
F0 "$6" "$8" "$5" && return
for a in $9; do F2 "$a"; done
[ -z "\${10}" ] || y2 "\${10}"
Q=" '$j' '' $4 '$5' '$6' '$7' '$8' 0 ''"
case $3 in
ip) g0=$g0$Q;;
fou) j2=$j2$Q;;
fou6) k0=$k0$Q;;
xfrm) n0=$n0$Q;;
tc) f1=$f1$Q;;
sysctl)
case $5 in
net.ipv6.*) K0 || { y="$y $j"; return; };;
esac
m1=$m1$Q;;
esac
}
K0() {
[ -e "$c/accept-ra" ] || return 0
k=ipv6 B=$n1/net/ipv6/conf u0=
mkdir -p "$b"
while read -r i; do
if [ ! -d "$B/$i" ]; then u0=y
elif [ "$(cat "$B/$i/accept_ra")" = 1 ]; then
d0 accept_ra
echo 2 >"$B/$i/accept_ra"
fi
done <"$c/accept-ra"
[ -z "$u0" ] || [ -n "$E" ]
}
l0() {
y='' c2=0
g0='' j2='' k0='' n0='' f1='' m1=
i1
M0 n || { y=" $*"; return; }
for j; do
[ -f "$c/objects/$j" ] || continue
q0=
command . "$c/objects/$j" 2>/dev/null
[ -n "$q0" ] || [ -n "$e1" ] || echo "$j cannot be read. pulumi refresh and pulumi up mend it"
done
S "a1 L1 n '' n" "$m1"
S "a1 ip n '' n" "$j2"
S "a1 'ip -6' n '' n" "$k0"
S "K2 ip" "$n0"
S "a1 ip n '' n" "$g0"
S "a1 tc n '' n" "$f1"
exec 9>&-
}
S() { [ -z "$2" ] || eval "$1$2"; }
z2() {
B2
Y='' e1='' E=
{ read -r Y <"$u/etc/machine-id"; } 2>/dev/null
cd "$c/objects" || return
set -- *
l0 "$@"
[ "$c2" = 0 ] || echo "this machine is a copy of another one: $c2 objects of that one are not restored"
echo "read $# files, restored all but these:\${y:- none}"
[ -z "$y" ] || M1 </dev/null &
}
M1() {
e1=y z=0
while [ "$z" -lt 60 ]; do
if [ "$z" -lt 10 ]; then j1=1; else j1=5; fi
sleep $j1
z=$((z + j1))
if [ "$z" -lt 60 ]; then l0 $y >/dev/null 2>&1
else E=y; l0 $y; fi
[ -n "$y" ] || { echo "restored the others after $z s"; return; }
done
echo "gave up after $z s:$y"
}
a0() {
e=$u$1
shift
mkdir -p "\${e%/*}" && printf '%s\\n' "$@" >"$e.new" && sync "$e.new" && mv -f "$e.new" "$e"
}
o2=/etc/systemd/system/pulumi-iproute2.service
p1=/etc/systemd/system/multi-user.target.wants/pulumi-iproute2.service
x1=/etc/udev/rules.d/70-pulumi-iproute2.rules
i0=/etc/systemd/network/00-pulumi-iproute2.network
t2=/etc/systemd/network/00-pulumi-iproute2.link
c1=/etc/init.d/pulumi-iproute2
x2=/etc/runlevels/default/pulumi-iproute2
E2() {
a0 $o2 '[Unit]' 'Description=Restore the tunnels of pulumi-iproute2' \\
'Wants=network-pre.target' 'After=network-pre.target systemd-udevd.service systemd-sysctl.service' \\
'Before=network.target network-online.target' \\
"ConditionDirectoryNotEmpty=$c/objects" '' \\
'[Service]' Type=oneshot RemainAfterExit=yes "ExecStart=/bin/sh $c/boot" '' \\
'[Install]' WantedBy=multi-user.target &&
mkdir -p "$u\${p1%/*}" && ln -sf ../pulumi-iproute2.service "$u$p1" &&
a0 $x1 '# Network managers keep their hands off the devices of pulumi-iproute2.' \\
"ACTION!=\\"remove\\", SUBSYSTEM==\\"net\\", ATTR{netdev_group}==\\"$I\\", ENV{ID_NET_MANAGED_BY}=\\"pulumi-iproute2\\", ENV{NM_UNMANAGED}=\\"1\\"" &&
a0 $t2 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' \\
'[Link]' NamePolicy=keep MACAddressPolicy=none ||
return
udevadm control --reload
a=$(systemctl --version | { read -r _ a _ && echo "\${a%%[!0-9]*}"; })
[ "\${a:-0}" -lt 255 ] || return 0
a0 $i0 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' '[Link]' Unmanaged=yes || return
systemctl -q is-active systemd-networkd && networkctl reload
return 0
}
E1() {
a0 $c1 '#!/sbin/openrc-run' 'description="Restore the tunnels of pulumi-iproute2"' \\
'depend() {' '  need localmount' '  after sysctl modules firewall' '  before net' '}' \\
'start() {' "  ebegin 'Restoring the tunnels of pulumi-iproute2'" "  /bin/sh $c/boot" '  eend $?' '}' &&
chmod 755 "$u$c1" && ln -sf $c1 "$u$x2"
}
E0() {
umask 022
case $1 in
systemd) E2;;
openrc) E1;;
esac
}
N0() {
[ ! -e "$u$o2" ] || ! systemctl -q is-active pulumi-iproute2 || systemctl stop pulumi-iproute2
a=
[ ! -e "$u$i0" ] || a=y
for e in $p1 $o2 $x1 $t2 $i0 $x2 $c1; do rm -f "$u$e"; done
rm -rf "$c"
command -v udevadm >/dev/null && udevadm control --reload
[ -z "$a" ] || ! systemctl -q is-active systemd-networkd || networkctl reload
}
case $1 in
install) E0 "$2";;
uninstall) N0;;
*) z2;;
esac`;
export const BOOT_VERSION = "7c8e6beddd5e";

/** Defined in each frame that changes settings of the kernel. */
export const SYSCTL_FUNCTIONS = `L1() {
o=0
while read -r d p A; do
o=$((o + 1)) t0=\${d%%=*} p=$b/$p i2=
e=$n1/$(echo "$t0" | tr . /)
k=\${t0#net.} k=\${k%%.*}
B=$n1/net/$k/conf
for a in "\${p%:*}":*; do
[ -f "$a" ] && [ "$a" != "$p" ] && i2=$a
done
case $d in
*=*) D2 "\${d#*=}";;
*) J1;;
esac || {
echo "Command failed -:$o" >&2
return 1
}
done
}
D2() {
H1=$(cat "$e") && mkdir -p "$b" || return
H=$H1 u1=y
for a in "$p" "$i2"; do
[ -f "$a" ] || continue
read -r j H <"$a"
u1=
break
done
if echo "$A $H" >"$b/.sysctl" && mv -f "$b/.sysctl" "$p"; then
y1 "$1" && return
fi
[ -z "$u1" ] || { rm -f "$p"; x0; }
return 1
}
J1() {
H=
[ ! -f "$p" ] || read -r a H <"$p"
if [ -z "$i2" ]; then
if [ "$H" = 0 ] && [ "$(cat "$e")" != 0 ] && H0; then
:
else
[ -z "$H" ] || y1 "$H" || return
[ "$H" != 0 ] || x0
fi
rm -f "$b/conf:$k:"* "$b/devices:$k"
fi
rm -f "$p"
}
y1() {
if [ "$1" != 0 ] && [ "$(cat "$e")" = 0 ]; then J2 || return; fi
echo "$1" >"$e"
}
J2() {
E=0
for a in "$m"/*/ifindex; do
read -r h <"$a" && [ "$h" -gt "$E" ] && E=$h
done
[ -e "$b/devices:$k" ] || echo "$E" >"$b/devices:$k"
for a in "$B"/*/forwarding; do
i=\${a%/forwarding} i=\${i##*/}
[ "$i" = all ] || [ "$(cat "$a")" = 0 ] || d0 forwarding
done
i=all
if [ "$k" = ipv4 ]; then
d0 accept_redirects
return
fi
for i in $({ ip -6 route show table all proto ra; ip -6 -o addr show dynamic; } 2>/dev/null |
sed -n -e 's/^[0-9]*: \\([^ ]*\\) .*/\\1/p' -e 's/.* dev \\([^ ]*\\) .*/\\1/p' | sort -u); do
[ "$(cat "$B/$i/accept_ra" 2>/dev/null)" = 1 ] || continue
d0 accept_ra
echo 2 >"$B/$i/accept_ra" || return
done
}
d0() {
s0
a=$b/conf:$k:$1:$i
[ -e "$a" ] || echo "$h $(cat "$B/$i/$1")" >"$a"
}
s0() { h=$(cat "$m/$i/ifindex" 2>/dev/null) || h=0; }
x0() {
for a in "$b/conf:$k:"*; do
[ -f "$a" ] || continue
read -r E N1 <"$a"
j=\${a##*"/conf:$k:"} i=\${j#*:} j=\${j%%:*}
s0
[ "$h" = "$E" ] || continue
[ "$j" = accept_ra ] && [ "$(cat "$B/$i/$j")" != 2 ] && continue
echo "$N1" 2>/dev/null >"$B/$i/$j"
done
rm -f "$b/conf:$k:"* "$b/devices:$k"
}
H0() {
[ -f "$b/devices:$k" ] || return 0
read -r E <"$b/devices:$k"
for a in etc run usr/local/lib usr/lib lib; do
cat "$u/$a/sysctl.conf" "$u/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${k}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$m"/*/; do
read -r h <"\${a}ifindex" || continue
read -r I <"\${a}netdev_group"
read -r C0 <"\${a}flags"
case $C0 in *[13579bdf]) [ "$h" -le "$E" ] || [ "$I" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$k" = ipv4 ] || return
{
[ ! -e "$h0/nf_tables" ] || nft list ruleset
[ ! -e "$h0/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}`;

/** Defined in each frame that reads lists of the kernel. */
export const WATCH_FUNCTIONS = `V() {
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
2) f interrupted;;
*) return 1;;
esac
}`;

/** What the functions and variables are called in the packed text. */
export const NAMES = {
  pi_add_clsact: "y2",
  pi_add_count: "z0",
  pi_address: "a2",
  pi_alias: "A",
  pi_aliases: "z1",
  pi_before: "H",
  pi_check: "e2",
  pi_checks: "f0",
  pi_collect: "q2",
  pi_conf: "B",
  pi_config_dir: "u",
  pi_count: "F",
  pi_delete_all: "O2",
  pi_delete_devices: "P0",
  pi_delete_singly: "A1",
  pi_delete_together: "A2",
  pi_device: "i",
  pi_devices: "C",
  pi_done: "w",
  pi_due: "O",
  pi_each: "D",
  pi_earlier: "r0",
  pi_end_idle_holder: "B0",
  pi_error: "l",
  pi_event: "f",
  pi_fail: "r2",
  pi_failed: "G",
  pi_failing_line: "v",
  pi_family: "k",
  pi_file: "e",
  pi_files_dir: "c",
  pi_files_fault: "t",
  pi_find_failed: "B1",
  pi_find_index: "s0",
  pi_find_marker_dir: "B2",
  pi_finish: "b1",
  pi_flags: "C0",
  pi_flock: "C1",
  pi_forget_marker: "s1",
  pi_function: "C2",
  pi_group: "I",
  pi_groups: "D0",
  pi_guard: "b2",
  pi_half_made: "D1",
  pi_hold_sysctl: "D2",
  pi_holder: "W",
  pi_holder_is_idle: "s2",
  pi_index: "h",
  pi_indices: "c0",
  pi_install_boot: "P1",
  pi_ip_lines: "J",
  pi_ip_pid: "X",
  pi_is_in_group: "f2",
  pi_keep: "P2",
  pi_key: "t0",
  pi_last: "E",
  pi_left_out: "L",
  pi_line: "d",
  pi_lines: "g",
  pi_load_module: "F2",
  pi_lock_file: "q",
  pi_lose: "G0",
  pi_machine: "Y",
  pi_marker: "p",
  pi_marker_dir: "b",
  pi_may_undo: "G2",
  pi_members: "g2",
  pi_module_dir: "h0",
  pi_moves: "h1",
  pi_name: "j",
  pi_names: "h2",
  pi_needs_forwarding: "H0",
  pi_net_dir: "m",
  pi_new: "u1",
  pi_newline: "n",
  pi_next_line: "Z",
  pi_nonce: "N",
  pi_now: "H1",
  pi_number: "o",
  pi_object: "r",
  pi_open_files: "H2",
  pi_open_lock: "i1",
  pi_other: "i2",
  pi_ours: "j0",
  pi_persistent: "I0",
  pi_pid: "P",
  pi_place_marker: "I1",
  pi_plain: "I2",
  pi_poll_lock: "u2",
  pi_prepare_marker: "J0",
  pi_print: "v0",
  pi_read_ip: "v2",
  pi_release_lock: "Q1",
  pi_release_sysctl: "J1",
  pi_remember_setting: "d0",
  pi_remember_settings: "J2",
  pi_remove_clsact: "Q2",
  pi_remove_files: "k2",
  pi_remove_link_files: "w0",
  pi_remove_orphan: "w1",
  pi_report_done: "d1",
  pi_report_verdict: "w2",
  pi_rest: "s",
  pi_restore_settings: "x0",
  pi_run_batch: "a1",
  pi_run_dir: "l1",
  pi_run_lines: "K1",
  pi_run_singly: "K2",
  pi_run_unshown: "l2",
  pi_save_files: "L0",
  pi_scratch_free: "y0",
  pi_scratch_group: "m0",
  pi_seconds: "z",
  pi_set_sysctls: "L1",
  pi_shows: "m2",
  pi_spell_out_device: "L2",
  pi_start_ip: "R0",
  pi_status: "d2",
  pi_sysctl_dir: "n1",
  pi_take_lock: "M0",
  pi_taken: "n2",
  pi_text: "x",
  pi_tidy_markers: "R1",
  pi_tool: "e0",
  pi_total: "M",
  pi_try_lock: "o0",
  pi_type: "M2",
  pi_undo: "o1",
  pi_undo_checks: "T",
  pi_unsaved: "U",
  pi_value: "N1",
  pi_verdict: "p0",
  pi_wait_for_lock: "N2",
  pi_watch: "V",
  pi_word: "a",
  pi_write_accept_ra: "O0",
  pi_write_file: "O1",
  pi_write_sysctl: "y1",
} as const;

/** What prints each section of a dump. */
export const DUMPS = {
  "facts": `[ -d /run/systemd/system ] && systemctl --version 2>/dev/null | { read -r _ a _ && echo "systemd $a"; }
for a; do
{ [ -e "/sys/module/$a" ] || modprobe -n -q "$a" 2>/dev/null; } && echo "module $a"
done
G=y`,
  "files": `[ ! -d /etc/pulumi-iproute2/objects ] || (cd /etc/pulumi-iproute2/objects && set -- * && [ -e "$1" ] && cksum "$@")`,
  "fou": `V ip -j fou show || G=y`,
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
{ IFS= read -r d; } 2>/dev/null </etc/pulumi-iproute2/boot
d=\${d#"# pulumi-iproute2 "}
echo "\${d%%:*}"`,
  "links": `V ip -d -j -N addr show || G=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | V ip -d -j -N -batch - || G=y`,
  "markers": `for a in "$b"/*; do [ -f "$a" ] && IFS= read -r d <"$a" && echo "\${a##*/} $d"; done`,
  "routes": `printf 'route show table all proto %s\\n' boot static | V ip -d -j -N -batch - || G=y`,
  "sysctl": `for a in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
d=$(cat "/proc/sys/$(echo $a | tr . /)" 2>/dev/null) && echo "$a $d"
done`,
  "tc": `a=$(tc qdisc show dev "$1" 2>/dev/null | sed -n -e 's/^qdisc clsact .*/clsact/p' -e 's/^qdisc ingress .*/ingress/p')
[ -z "$a" ] || {
echo "[\\"$a\\",\\"$1\\"]"
printf "filter show dev $1 %s\\n" ingress egress | tc -j -force -batch -
}`,
  "udp": `ss -Hulnp`,
  "xfrm-policy": `V ip xfrm policy list || G=y`,
  "xfrm-state": `V ip xfrm state list nokeys || G=y`,
} as const;
