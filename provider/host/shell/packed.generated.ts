// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** Defined once in each shell. */
export const HOST_FUNCTIONS = `m0=/run
m=/sys/class/net
h1=/sys/module
o0=/proc/sys
t=
umask 077
q=$m0/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$q" || q=
i2() { [ -z "$q" ] || exec 9>>"$q"; }
R0() {
[ -z "$q" ] || : >"$q"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
i2
}
M2() {
[ -n "$q" ] || return 0
[ ! -e "$q.wanted" ] || { rm -f "$q.wanted"; sleep 2; }
o2 -n || O1 || {
if [ -n "$l" ]; then f lock-failed; echo "$l"; else f busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $X"; fi >"$q"
}
o2() { l=$(flock "$@" 3 2>&1 3>&9); }
O1() {
[ -z "$l" ] || return 1
D0=$(flock --version 2>&1)
W=
read -r W <"$q"
v1 10 && return
[ -z "$l" ] || return 1
B2
v1 20
}
v1() {
case $D0 in *util-linux*) o2 -w "$1"; return;; esac
z=$1
while [ "$z" -gt 0 ]; do
: >>"$q.wanted"
sleep 1
o2 -n && { rm -f "$q.wanted"; return; }
[ -z "$l" ] || return 1
z=$((z - 1))
done
return 1
}
B2() { t1 && sleep 1 && t1 && kill "\${W%% *}"; }
t1() {
e=
read -r e <"$q"
P=\${W%% *}
case $P in '' | *[!0-9]*) return 1;; esac
[ "$e" = "$W" ] && [ "/proc/$P/fd/9" -ef "$q" ] &&
[ -r "/proc/$P/task/$P/children" ] || return 1
read -r e <"/proc/$P/task/$P/children"
case $e in '' | "\${W##* }") ;; *) return 1;; esac
}
i2
X=
R2() {
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
w1() {
l=
while [ "$O" -gt 0 ]; do
IFS= read -r e <&7 || return 1
case $e in
'['* | '{'*) O=$((O - 1)); printf '%s\\n' "$e";;
*) l=$l$e$n;;
esac
done
}
I=26992
b2() {
r=$1 E0=$2 A=
shift 2
case $r in
@*) [ -e "$b/\${r#@}" ] && IFS= read -r A <"$b/\${r#@}";;
*)
[ -e "$m/$r" ] || { p2=gone; return 1; }
IFS= read -r A <"$m/$r/ifalias";;
esac
for a; do case $A in "$a" | "$a "*) return 0;; esac; done
[ "$E0" = y ] && [ -z "$A" ] && g0 "$r" && return 0
p2="foreign $A"
return 1
}
g0() { read -r a <"$m/$1/netdev_group" && [ "$a" = $I ]; }
x1() { f "\${p2%% *} $1 \${p2#* }"; }
b=
C1() {
[ -n "$b" ] || {
b=$(readlink /proc/self/ns/net)
b=\${b#*\\[}
b=$m0/pulumi-iproute2/\${b%]}
}
}
J2() {
[ $# -lt 2 ] || l=$({ mkdir -p "$b" && echo "$2" $3 >"$b/.$1"; } 2>&1)
}
J0() {
case $# in
0) ;;
1) rm -f "$b/$1";;
*) mv -f "$b/.$1" "$b/$1";;
esac
}
t0() { [ $# -lt 2 ] || rm -f "$b/.$1"; }
S0() { rmdir "$b" "$m0/pulumi-iproute2" 2>/dev/null; }
G1() { [ -e "$h1/$1" ] || modprobe -q "$1" || f "no-module $1"; }
D() {
D1=$1 o1=0
shift
while [ $# -gt 0 ]; do
h=$1 f1=$2 F=$3 g=$4 T=$5 p0=$6 p=$7 n1=$8 d=$9
o1=$((o1 + 1))
shift 9
case $L in *" $h "*) ;; *) $D1 || return 0;; esac
done
}
f0() {
if [ -n "$f1" ] && ! b2 $f1; then
L="$L$h "
x1 "$h"
case $d in "- "*) x0 \${d#- } "\${f1##* }";; esac
elif ! J2 $p; then
L="$L$h "
f "unmarked $h"
echo "$l"
else
case $d in "- "*) l0 \${d#- };; esac
fi
}
v2() {
printf '%s' "$g"
M=$((M + F)) O=$((O + n1))
}
z2() { M=$((M + F)); }
b1() {
J0 $p
case $d in "+ "*) P0 \${d#+ };; esac
w="$w $h"
}
G2() {
t0 $p
w="$w $h"
}
C0() {
Z=$((Z + F))
if [ "$u" -gt "$F" ]; then
u=$((u - F))
b1
else
s1
return 1
fi
}
s1() {
G=y
d2
f "failed $h $u"
printf '%s\\n' "$l"
[ "$u" -gt 1 ] && [ -n "$p0" ] && H1 &&
printf '%s' "$p0" | $e1 -force -batch - >/dev/null 2>&1
t0 $p
}
H1() {
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
d2() {
[ -z "$U" ] || L2
[ -z "$w" ] || f "done$w"
w=
}
r1() {
if [ -n "$x" ]; then w=" $2-$(($2 + $# / 9 - 1))"; else w=; D "$@"; fi
}
a1() {
e1=$1 J1=$2 x=$3 I2=$4 L=' '
shift 4
[ "$J1" = y ] || D f0 "$@"
while [ $# -gt 0 ]; do
f run
M=0 O=0
if [ "$I2" = y ] && [ -n "$J" ]; then
r2=$J e0=0
D v2 "$@" >&6 2>/dev/null
if w1; then J=$((J + M)); else e0=1 J=; fi
else
r2=0
{
l=$(if [ -n "$x" ]; then printf '%s' "$x"; else D v2 "$@"; fi |
$e1 -batch - 2>&1 >&3 3>&-)
e0=$?
} 3>&1
fi
if [ "$e0" = 0 ]; then
r1 b1 "$@"
d2
return
fi
u=0 M=0
case $l in
*"Command failed -:"*)
u=\${l##*"Command failed -:"}
u=$((\${u%%[!0-9]*} - r2));;
esac
D z2 "$@"
if [ "$u" -lt 1 ] || [ "$u" -gt "$M" ]; then
G=y
r1 G2 "$@"
f "lost $e0$w"
printf '%s\\n' "$l"
return
fi
Z=1 w=
D C0 "$@"
shift $((o1 * 9))
[ -z "$x" ] || x=$(printf '%s' "$x" | tail -n +$Z)$n
done
}
Q1() {
L=' ' w=
D f0 "$@"
D b1 "$@"
d2
}
L1() {
e1=$1 L=' ' w=
shift
D f0 "$@"
D L0 "$@"
d2
}
L0() {
u=0 s=$g
while [ -n "$s" ]; do
u=$((u + 1))
l=$(printf '%s\\n' "\${s%%"$n"*}" | $e1 -batch - 2>&1) || { s1; return 0; }
s=\${s#*"$n"}
done
b1
}
P1() {
(
cd "$m" && A0=$1 D2=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$A0" ] &&
[ "$(grep -lx $I -- */netdev_group 2>/dev/null)" = "$D2" ]
) && {
shift 2
[ ! -d "$c" ] || w2 "$@"
f removing
ip link del group $I 2>&1
} && f "done r0-$(($# - 1))"
}
P2() {
m2=$1 c0='' C='' o=0 j1=0 h2=
shift
while [ $# -gt 0 ]; do
if b2 $2; then
c0="$c0 $1" C="$C $3" o=$((o + 1))
h2="\${h2}link set dev $3 group $m2$n"
g0 "$3" && j1=$((j1 + 1))
else
x1 "$1"
[ ! -d "$c" ] || x0 "link-$3" "\${2##* }"
fi
shift 3
done
[ $o = 0 ] && return
[ ! -d "$c" ] || w2 $C
f removing
if B1; then f "done$c0"; else B0; fi
}
B1() {
[ $o -gt 1 ] || {
m1 1 "link del dev$C$n"
return
}
h0=0 y2=y
for d in "$m"/*/netdev_group; do
read -r a <"$d"
case $a in
"$I") h0=$((h0 + 1));;
"$m2") y2=;;
esac
done 2>/dev/null
if [ $j1 = $o ] && [ $h0 = $o ]; then
m1 1 "link del group $I$n"
elif [ -n "$y2" ]; then
m1 $((o + 1)) "\${h2}link del group $m2$n"
else return 1; fi
}
B0() {
for a in $C; do
[ -e "$m/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $c0; do
C=\${C# } r=\${C%% *}
if [ -e "$m/$r" ]; then G=y; f "stays $a"; else f "done $a"; fi
C=\${C#"$r"}
done
}
m1() {
[ -n "$J" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
O=1
w1 >/dev/null || {
J=
printf '%s\\n' "$l"
return 1
}
J=$((J + $1 + 1))
}
z1() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$b" && cat "$m/$1/ifindex" 2>/dev/null >"$b/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$b/clsact.$1"
}
R1() {
[ -e "$b/clsact.$1" ] || return
if [ "$(cat "$b/clsact.$1")" = "$(cat "$m/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$b/clsact.$1"
}`;

/** Defined once in each shell, if the host may have files for a reboot. */
export const FILE_FUNCTIONS = `c=$t/etc/pulumi-iproute2
U='' c2='' l1='' v=
Q0() {
v=$({
mkdir -p "$c/objects" "$c/.new" && cat >"$c/.boot" && sync "$c/.boot" &&
mv -f "$c/.boot" "$c/boot" && sh "$c/boot" install "$1"
} 2>&1) && v=
}
P0() {
[ -n "$U" ] || [ -n "$v" ] || I1
U="$U $h"
[ -z "$v" ] || return 0
o=$n1 i=$1 a=$2 j=\${3#-}
shift 3
while [ "$o" -gt 0 ]; do
g=\${g%"$n"}
g=\${g%"$n"*}$n o=$((o - 1))
done
case $a:$g in
sysctl:*) O2;;
ip:"link add name "*) M1 "\${T%% *}";;
esac
d=$c/objects/$i
c2="$c2 $d"
[ ! -e "$d" ] || l1=y d=$c/.new/$i
v=$({ printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\\n' "$Y" "$a" \\
$((F - n1)) "$g" "$T" "$p0" "$p" "$*" "$j" \\
>"$d"; } 2>&1) && v=
}
I1() {
for d in "$c/.new"/*; do [ ! -e "$d" ] || rm -f "$d"; done
Y=
{ read -r Y <"$t/etc/machine-id"; } 2>/dev/null
[ -e "$c/boot" ] || v="$c/boot is missing"
}
O2() {
for d in "$b/conf:ipv6:accept_ra:"*; do
[ ! -f "$d" ] || echo "\${d##*:accept_ra:}"
done 2>/dev/null >"$c/accept-ra"
}
M1() {
read -r o <"$m/$1/mtu"
read -r N1 <"$m/$1/type"
a2=
[ "$N1" != 1 ] || { read -r a2 <"$m/$1/address" && a2="address $a2 "; }
g=\${g#"link add name $1 "}
case $g in "mtu "*) g=\${g#mtu * };; esac
g="link add name $1 \${a2}mtu $o $g"
}
L2() {
if [ -z "$v" ]; then
v=$({
if [ -n "$l1" ]; then
sync "$c/.new"/* && mv -f "$c/.new"/* "$c/objects"
fi && sync $c2 "$c/objects"
} 2>&1) && v=
fi
[ -z "$v" ] || { f "unsaved$U"; echo "$v"; }
U='' c2='' l1='' v=
}
l0() {
[ -d "$c" ] || return 0
a=
for i; do [ ! -e "$c/objects/$i" ] || a="$a $c/objects/$i"; done
[ -n "$a" ] || return 0
rm -f $a && sync "$c/objects"
rmdir "$c/objects" 2>/dev/null || return 0
sh "$c/boot" uninstall
f uninstalled
}
w2() {
i0=
for a; do i0="$i0 link-$a"; done
l0 $i0
}
x0() {
[ ! -e "$c/objects/$1" ] || ! grep -q -F -e "$2" "$c/objects/$1" || l0 "$1"
}`;

/** The script that restores objects at boot. Its version is a hash of its text. */
export const BOOT = `# pulumi-iproute2 e6763b1f13f3: restores objects at boot. The package packs it from provider/host/shell.
m0=/run
m=/sys/class/net
h1=/sys/module
o0=/proc/sys
t=
umask 077
q=$m0/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$q" || q=
i2() { [ -z "$q" ] || exec 9>>"$q"; }
R0() {
[ -z "$q" ] || : >"$q"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
i2
}
M2() {
[ -n "$q" ] || return 0
[ ! -e "$q.wanted" ] || { rm -f "$q.wanted"; sleep 2; }
o2 -n || O1 || {
if [ -n "$l" ]; then f lock-failed; echo "$l"; else f busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $X"; fi >"$q"
}
o2() { l=$(flock "$@" 3 2>&1 3>&9); }
O1() {
[ -z "$l" ] || return 1
D0=$(flock --version 2>&1)
W=
read -r W <"$q"
v1 10 && return
[ -z "$l" ] || return 1
B2
v1 20
}
v1() {
case $D0 in *util-linux*) o2 -w "$1"; return;; esac
z=$1
while [ "$z" -gt 0 ]; do
: >>"$q.wanted"
sleep 1
o2 -n && { rm -f "$q.wanted"; return; }
[ -z "$l" ] || return 1
z=$((z - 1))
done
return 1
}
B2() { t1 && sleep 1 && t1 && kill "\${W%% *}"; }
t1() {
e=
read -r e <"$q"
P=\${W%% *}
case $P in '' | *[!0-9]*) return 1;; esac
[ "$e" = "$W" ] && [ "/proc/$P/fd/9" -ef "$q" ] &&
[ -r "/proc/$P/task/$P/children" ] || return 1
read -r e <"/proc/$P/task/$P/children"
case $e in '' | "\${W##* }") ;; *) return 1;; esac
}
i2
I=26992
b2() {
r=$1 E0=$2 A=
shift 2
case $r in
@*) [ -e "$b/\${r#@}" ] && IFS= read -r A <"$b/\${r#@}";;
*)
[ -e "$m/$r" ] || { p2=gone; return 1; }
IFS= read -r A <"$m/$r/ifalias";;
esac
for a; do case $A in "$a" | "$a "*) return 0;; esac; done
[ "$E0" = y ] && [ -z "$A" ] && g0 "$r" && return 0
p2="foreign $A"
return 1
}
g0() { read -r a <"$m/$1/netdev_group" && [ "$a" = $I ]; }
x1() { f "\${p2%% *} $1 \${p2#* }"; }
b=
C1() {
[ -n "$b" ] || {
b=$(readlink /proc/self/ns/net)
b=\${b#*\\[}
b=$m0/pulumi-iproute2/\${b%]}
}
}
J2() {
[ $# -lt 2 ] || l=$({ mkdir -p "$b" && echo "$2" $3 >"$b/.$1"; } 2>&1)
}
J0() {
case $# in
0) ;;
1) rm -f "$b/$1";;
*) mv -f "$b/.$1" "$b/$1";;
esac
}
t0() { [ $# -lt 2 ] || rm -f "$b/.$1"; }
S0() { rmdir "$b" "$m0/pulumi-iproute2" 2>/dev/null; }
G1() { [ -e "$h1/$1" ] || modprobe -q "$1" || f "no-module $1"; }
D() {
D1=$1 o1=0
shift
while [ $# -gt 0 ]; do
h=$1 f1=$2 F=$3 g=$4 T=$5 p0=$6 p=$7 n1=$8 d=$9
o1=$((o1 + 1))
shift 9
case $L in *" $h "*) ;; *) $D1 || return 0;; esac
done
}
f0() {
if [ -n "$f1" ] && ! b2 $f1; then
L="$L$h "
x1 "$h"
case $d in "- "*) x0 \${d#- } "\${f1##* }";; esac
elif ! J2 $p; then
L="$L$h "
f "unmarked $h"
echo "$l"
else
case $d in "- "*) l0 \${d#- };; esac
fi
}
v2() {
printf '%s' "$g"
M=$((M + F)) O=$((O + n1))
}
z2() { M=$((M + F)); }
b1() {
J0 $p
case $d in "+ "*) P0 \${d#+ };; esac
w="$w $h"
}
G2() {
t0 $p
w="$w $h"
}
C0() {
Z=$((Z + F))
if [ "$u" -gt "$F" ]; then
u=$((u - F))
b1
else
s1
return 1
fi
}
s1() {
G=y
d2
f "failed $h $u"
printf '%s\\n' "$l"
[ "$u" -gt 1 ] && [ -n "$p0" ] && H1 &&
printf '%s' "$p0" | $e1 -force -batch - >/dev/null 2>&1
t0 $p
}
H1() {
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
d2() {
[ -z "$U" ] || L2
[ -z "$w" ] || f "done$w"
w=
}
r1() {
if [ -n "$x" ]; then w=" $2-$(($2 + $# / 9 - 1))"; else w=; D "$@"; fi
}
a1() {
e1=$1 J1=$2 x=$3 I2=$4 L=' '
shift 4
[ "$J1" = y ] || D f0 "$@"
while [ $# -gt 0 ]; do
f run
M=0 O=0
if [ "$I2" = y ] && [ -n "$J" ]; then
r2=$J e0=0
D v2 "$@" >&6 2>/dev/null
if w1; then J=$((J + M)); else e0=1 J=; fi
else
r2=0
{
l=$(if [ -n "$x" ]; then printf '%s' "$x"; else D v2 "$@"; fi |
$e1 -batch - 2>&1 >&3 3>&-)
e0=$?
} 3>&1
fi
if [ "$e0" = 0 ]; then
r1 b1 "$@"
d2
return
fi
u=0 M=0
case $l in
*"Command failed -:"*)
u=\${l##*"Command failed -:"}
u=$((\${u%%[!0-9]*} - r2));;
esac
D z2 "$@"
if [ "$u" -lt 1 ] || [ "$u" -gt "$M" ]; then
G=y
r1 G2 "$@"
f "lost $e0$w"
printf '%s\\n' "$l"
return
fi
Z=1 w=
D C0 "$@"
shift $((o1 * 9))
[ -z "$x" ] || x=$(printf '%s' "$x" | tail -n +$Z)$n
done
}
Q1() {
L=' ' w=
D f0 "$@"
D b1 "$@"
d2
}
L1() {
e1=$1 L=' ' w=
shift
D f0 "$@"
D L0 "$@"
d2
}
L0() {
u=0 s=$g
while [ -n "$s" ]; do
u=$((u + 1))
l=$(printf '%s\\n' "\${s%%"$n"*}" | $e1 -batch - 2>&1) || { s1; return 0; }
s=\${s#*"$n"}
done
b1
}
z1() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$b" && cat "$m/$1/ifindex" 2>/dev/null >"$b/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$b/clsact.$1"
}
R1() {
[ -e "$b/clsact.$1" ] || return
if [ "$(cat "$b/clsact.$1")" = "$(cat "$m/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$b/clsact.$1"
}
M0() {
o=0
while read -r e p A; do
o=$((o + 1)) t2=\${e%%=*} p=$b/$p j0=
d=$o0/$(echo "$t2" | tr . /)
k=\${t2#net.} k=\${k%%.*}
B=$o0/net/$k/conf
for a in "\${p%:*}":*; do
[ -f "$a" ] && [ "$a" != "$p" ] && j0=$a
done
case $e in
*=*) E1 "\${e#*=}";;
*) K0;;
esac || {
echo "Command failed -:$o" >&2
return 1
}
done
}
E1() {
I0=$(cat "$d") && mkdir -p "$b" || return
H=$I0 v0=y
for a in "$p" "$j0"; do
[ -f "$a" ] || continue
read -r i H <"$a"
v0=
break
done
if echo "$A $H" >"$b/.sysctl" && mv -f "$b/.sysctl" "$p"; then
z0 "$1" && return
fi
[ -z "$v0" ] || { rm -f "$p"; x2; }
return 1
}
K0() {
H=
[ ! -f "$p" ] || read -r a H <"$p"
if [ -z "$j0" ]; then
if [ "$H" = 0 ] && [ "$(cat "$d")" != 0 ] && H2; then
:
else
[ -z "$H" ] || z0 "$H" || return
[ "$H" != 0 ] || x2
fi
rm -f "$b/conf:$k:"* "$b/devices:$k"
fi
rm -f "$p"
}
z0() {
if [ "$1" != 0 ] && [ "$(cat "$d")" = 0 ]; then K1 || return; fi
echo "$1" >"$d"
}
K1() {
E=0
for a in "$m"/*/ifindex; do
read -r h <"$a" && [ "$h" -gt "$E" ] && E=$h
done
[ -e "$b/devices:$k" ] || echo "$E" >"$b/devices:$k"
for a in "$B"/*/forwarding; do
j=\${a%/forwarding} j=\${j##*/}
[ "$j" = all ] || [ "$(cat "$a")" = 0 ] || d1 forwarding
done
j=all
if [ "$k" = ipv4 ]; then
d1 accept_redirects
return
fi
for j in $({ ip -6 route show table all proto ra; ip -6 -o addr show dynamic; } 2>/dev/null |
sed -n -e 's/^[0-9]*: \\([^ ]*\\) .*/\\1/p' -e 's/.* dev \\([^ ]*\\) .*/\\1/p' | sort -u); do
[ "$(cat "$B/$j/accept_ra" 2>/dev/null)" = 1 ] || continue
d1 accept_ra
echo 2 >"$B/$j/accept_ra" || return
done
}
d1() {
s2
a=$b/conf:$k:$1:$j
[ -e "$a" ] || echo "$h $(cat "$B/$j/$1")" >"$a"
}
s2() { h=$(cat "$m/$j/ifindex" 2>/dev/null) || h=0; }
x2() {
for a in "$b/conf:$k:"*; do
[ -f "$a" ] || continue
read -r E O0 <"$a"
i=\${a##*"/conf:$k:"} j=\${i#*:} i=\${i%%:*}
s2
[ "$h" = "$E" ] || continue
[ "$i" = accept_ra ] && [ "$(cat "$B/$j/$i")" != 2 ] && continue
echo "$O0" 2>/dev/null >"$B/$j/$i"
done
rm -f "$b/conf:$k:"* "$b/devices:$k"
}
H2() {
[ -f "$b/devices:$k" ] || return 0
read -r E <"$b/devices:$k"
for a in etc run usr/local/lib usr/lib lib; do
cat "$t/$a/sysctl.conf" "$t/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${k}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$m"/*/; do
read -r h <"\${a}ifindex" || continue
read -r I <"\${a}netdev_group"
read -r C2 <"\${a}flags"
case $C2 in *[13579bdf]) [ "$h" -le "$E" ] || [ "$I" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$k" = ipv4 ] || return
{
[ ! -e "$h1/nf_tables" ] || nft list ruleset
[ ! -e "$h1/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}
c=$t/etc/pulumi-iproute2
U='' c2='' l1='' v=
Q0() {
v=$({
mkdir -p "$c/objects" "$c/.new" && cat >"$c/.boot" && sync "$c/.boot" &&
mv -f "$c/.boot" "$c/boot" && sh "$c/boot" install "$1"
} 2>&1) && v=
}
P0() {
[ -n "$U" ] || [ -n "$v" ] || I1
U="$U $h"
[ -z "$v" ] || return 0
o=$n1 i=$1 a=$2 j=\${3#-}
shift 3
while [ "$o" -gt 0 ]; do
g=\${g%"$n"}
g=\${g%"$n"*}$n o=$((o - 1))
done
case $a:$g in
sysctl:*) O2;;
ip:"link add name "*) M1 "\${T%% *}";;
esac
d=$c/objects/$i
c2="$c2 $d"
[ ! -e "$d" ] || l1=y d=$c/.new/$i
v=$({ printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\\n' "$Y" "$a" \\
$((F - n1)) "$g" "$T" "$p0" "$p" "$*" "$j" \\
>"$d"; } 2>&1) && v=
}
I1() {
for d in "$c/.new"/*; do [ ! -e "$d" ] || rm -f "$d"; done
Y=
{ read -r Y <"$t/etc/machine-id"; } 2>/dev/null
[ -e "$c/boot" ] || v="$c/boot is missing"
}
O2() {
for d in "$b/conf:ipv6:accept_ra:"*; do
[ ! -f "$d" ] || echo "\${d##*:accept_ra:}"
done 2>/dev/null >"$c/accept-ra"
}
M1() {
read -r o <"$m/$1/mtu"
read -r N1 <"$m/$1/type"
a2=
[ "$N1" != 1 ] || { read -r a2 <"$m/$1/address" && a2="address $a2 "; }
g=\${g#"link add name $1 "}
case $g in "mtu "*) g=\${g#mtu * };; esac
g="link add name $1 \${a2}mtu $o $g"
}
L2() {
if [ -z "$v" ]; then
v=$({
if [ -n "$l1" ]; then
sync "$c/.new"/* && mv -f "$c/.new"/* "$c/objects"
fi && sync $c2 "$c/objects"
} 2>&1) && v=
fi
[ -z "$v" ] || { f "unsaved$U"; echo "$v"; }
U='' c2='' l1='' v=
}
l0() {
[ -d "$c" ] || return 0
a=
for i; do [ ! -e "$c/objects/$i" ] || a="$a $c/objects/$i"; done
[ -n "$a" ] || return 0
rm -f $a && sync "$c/objects"
rmdir "$c/objects" 2>/dev/null || return 0
sh "$c/boot" uninstall
f uninstalled
}
w2() {
i0=
for a; do i0="$i0 link-$a"; done
l0 $i0
}
x0() {
[ ! -e "$c/objects/$1" ] || ! grep -q -F -e "$2" "$c/objects/$1" || l0 "$1"
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
F2() {
r=\${1%% *} s=\${3#*" alias "}
s=\${s%%"$n"*}
if [ -n "$2" ]; then
[ -e "$b/\${2%% *}" ]
return
fi
[ -n "$1" ] && [ -e "$m/$r" ] || return
read -r A <"$m/$r/ifalias"
[ "$A" = "\${s%% *}" ] && return
if [ -z "$A" ] && g0 "$r"; then
ip link del dev "$r"
return 1
fi
[ -n "$e2" ] || echo "$r belongs to another owner, so it stays as it is"
}
restore() {
q2=y
[ "$1" = 1 ] || { echo "$i has the unknown format $1"; return; }
[ "$2" = "$Y" ] || { d0=$((d0 + 1)); return; }
F2 "$6" "$8" "$5" && return
for a in $9; do G1 "$a"; done
[ -z "\${10}" ] || z1 "\${10}"
Q=" '$i' '' $4 '$5' '$6' '$7' '$8' 0 ''"
case $3 in
ip) g1=$g1$Q;;
fou) k0=$k0$Q;;
fou6) k1=$k1$Q;;
xfrm) n2=$n2$Q;;
tc) f2=$f2$Q;;
sysctl)
case $5 in
net.ipv6.*) K2 || { y="$y $i"; return; };;
esac
n0=$n0$Q;;
esac
}
K2() {
[ -e "$c/accept-ra" ] || return 0
k=ipv6 B=$o0/net/ipv6/conf u2=
mkdir -p "$b"
while read -r j; do
if [ ! -d "$B/$j" ]; then u2=y
elif [ "$(cat "$B/$j/accept_ra")" = 1 ]; then
d1 accept_ra
echo 2 >"$B/$j/accept_ra"
fi
done <"$c/accept-ra"
[ -z "$u2" ] || [ -n "$E" ]
}
l2() {
y='' d0=0
g1='' k0='' k1='' n2='' f2='' n0=
i2
M2 n || { y=" $*"; return; }
for i; do
[ -f "$c/objects/$i" ] || continue
q2=
command . "$c/objects/$i" 2>/dev/null
[ -n "$q2" ] || [ -n "$e2" ] || echo "$i cannot be read. pulumi refresh and pulumi up mend it"
done
S "a1 M0 n '' n" "$n0"
S "a1 ip n '' n" "$k0"
S "a1 'ip -6' n '' n" "$k1"
S "L1 ip" "$n2"
S "a1 ip n '' n" "$g1"
S "a1 tc n '' n" "$f2"
exec 9>&-
}
S() { [ -z "$2" ] || eval "$1$2"; }
A1() {
C1
Y='' e2='' E=
{ read -r Y <"$t/etc/machine-id"; } 2>/dev/null
cd "$c/objects" || return
set -- *
l2 "$@"
[ "$d0" = 0 ] || echo "this machine is a copy of another one: $d0 objects of that one are not restored"
echo "read $# files, restored all but these:\${y:- none}"
[ -z "$y" ] || N0 </dev/null &
}
N0() {
e2=y z=0
while [ "$z" -lt 60 ]; do
if [ "$z" -lt 10 ]; then j2=1; else j2=5; fi
sleep $j2
z=$((z + j2))
if [ "$z" -lt 60 ]; then l2 $y >/dev/null 2>&1
else E=y; l2 $y; fi
[ -n "$y" ] || { echo "restored the others after $z s"; return; }
done
echo "gave up after $z s:$y"
}
a0() {
d=$t$1
shift
mkdir -p "\${d%/*}" && printf '%s\\n' "$@" >"$d.new" && sync "$d.new" && mv -f "$d.new" "$d"
}
p1=/etc/systemd/system/pulumi-iproute2.service
q0=/etc/systemd/system/multi-user.target.wants/pulumi-iproute2.service
y0=/etc/udev/rules.d/70-pulumi-iproute2.rules
i1=/etc/systemd/network/00-pulumi-iproute2.network
u1=/etc/systemd/network/00-pulumi-iproute2.link
c1=/etc/init.d/pulumi-iproute2
y1=/etc/runlevels/default/pulumi-iproute2
F1() {
a0 $p1 '[Unit]' 'Description=Restore the tunnels of pulumi-iproute2' \\
'Wants=network-pre.target' 'After=network-pre.target systemd-udevd.service systemd-sysctl.service' \\
'Before=network.target network-online.target' \\
"ConditionDirectoryNotEmpty=$c/objects" '' \\
'[Service]' Type=oneshot RemainAfterExit=yes "ExecStart=/bin/sh $c/boot" '' \\
'[Install]' WantedBy=multi-user.target &&
mkdir -p "$t\${q0%/*}" && ln -sf ../pulumi-iproute2.service "$t$q0" &&
a0 $y0 '# Network managers keep their hands off the devices of pulumi-iproute2.' \\
"ACTION!=\\"remove\\", SUBSYSTEM==\\"net\\", ATTR{netdev_group}==\\"$I\\", ENV{ID_NET_MANAGED_BY}=\\"pulumi-iproute2\\", ENV{NM_UNMANAGED}=\\"1\\"" &&
a0 $u1 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' \\
'[Link]' NamePolicy=keep MACAddressPolicy=none ||
return
udevadm control --reload
a=$(systemctl --version | { read -r _ a _ && echo "\${a%%[!0-9]*}"; })
[ "\${a:-0}" -lt 255 ] || return 0
a0 $i1 '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' '[Link]' Unmanaged=yes || return
systemctl -q is-active systemd-networkd && networkctl reload
return 0
}
F0() {
a0 $c1 '#!/sbin/openrc-run' 'description="Restore the tunnels of pulumi-iproute2"' \\
'depend() {' '  need localmount' '  after sysctl modules firewall' '  before net' '}' \\
'start() {' "  ebegin 'Restoring the tunnels of pulumi-iproute2'" "  /bin/sh $c/boot" '  eend $?' '}' &&
chmod 755 "$t$c1" && ln -sf $c1 "$t$y1"
}
E2() {
umask 022
case $1 in
systemd) F1;;
openrc) F0;;
esac
}
N2() {
[ ! -e "$t$p1" ] || ! systemctl -q is-active pulumi-iproute2 || systemctl stop pulumi-iproute2
a=
[ ! -e "$t$i1" ] || a=y
for d in $q0 $p1 $y0 $u1 $i1 $y1 $c1; do rm -f "$t$d"; done
rm -rf "$c"
command -v udevadm >/dev/null && udevadm control --reload
[ -z "$a" ] || ! systemctl -q is-active systemd-networkd || networkctl reload
}
case $1 in
install) E2 "$2";;
uninstall) N2;;
*) A1;;
esac`;
export const BOOT_VERSION = "e6763b1f13f3";

/** Defined in each frame that changes settings of the kernel. */
export const SYSCTL_FUNCTIONS = `M0() {
o=0
while read -r e p A; do
o=$((o + 1)) t2=\${e%%=*} p=$b/$p j0=
d=$o0/$(echo "$t2" | tr . /)
k=\${t2#net.} k=\${k%%.*}
B=$o0/net/$k/conf
for a in "\${p%:*}":*; do
[ -f "$a" ] && [ "$a" != "$p" ] && j0=$a
done
case $e in
*=*) E1 "\${e#*=}";;
*) K0;;
esac || {
echo "Command failed -:$o" >&2
return 1
}
done
}
E1() {
I0=$(cat "$d") && mkdir -p "$b" || return
H=$I0 v0=y
for a in "$p" "$j0"; do
[ -f "$a" ] || continue
read -r i H <"$a"
v0=
break
done
if echo "$A $H" >"$b/.sysctl" && mv -f "$b/.sysctl" "$p"; then
z0 "$1" && return
fi
[ -z "$v0" ] || { rm -f "$p"; x2; }
return 1
}
K0() {
H=
[ ! -f "$p" ] || read -r a H <"$p"
if [ -z "$j0" ]; then
if [ "$H" = 0 ] && [ "$(cat "$d")" != 0 ] && H2; then
:
else
[ -z "$H" ] || z0 "$H" || return
[ "$H" != 0 ] || x2
fi
rm -f "$b/conf:$k:"* "$b/devices:$k"
fi
rm -f "$p"
}
z0() {
if [ "$1" != 0 ] && [ "$(cat "$d")" = 0 ]; then K1 || return; fi
echo "$1" >"$d"
}
K1() {
E=0
for a in "$m"/*/ifindex; do
read -r h <"$a" && [ "$h" -gt "$E" ] && E=$h
done
[ -e "$b/devices:$k" ] || echo "$E" >"$b/devices:$k"
for a in "$B"/*/forwarding; do
j=\${a%/forwarding} j=\${j##*/}
[ "$j" = all ] || [ "$(cat "$a")" = 0 ] || d1 forwarding
done
j=all
if [ "$k" = ipv4 ]; then
d1 accept_redirects
return
fi
for j in $({ ip -6 route show table all proto ra; ip -6 -o addr show dynamic; } 2>/dev/null |
sed -n -e 's/^[0-9]*: \\([^ ]*\\) .*/\\1/p' -e 's/.* dev \\([^ ]*\\) .*/\\1/p' | sort -u); do
[ "$(cat "$B/$j/accept_ra" 2>/dev/null)" = 1 ] || continue
d1 accept_ra
echo 2 >"$B/$j/accept_ra" || return
done
}
d1() {
s2
a=$b/conf:$k:$1:$j
[ -e "$a" ] || echo "$h $(cat "$B/$j/$1")" >"$a"
}
s2() { h=$(cat "$m/$j/ifindex" 2>/dev/null) || h=0; }
x2() {
for a in "$b/conf:$k:"*; do
[ -f "$a" ] || continue
read -r E O0 <"$a"
i=\${a##*"/conf:$k:"} j=\${i#*:} i=\${i%%:*}
s2
[ "$h" = "$E" ] || continue
[ "$i" = accept_ra ] && [ "$(cat "$B/$j/$i")" != 2 ] && continue
echo "$O0" 2>/dev/null >"$B/$j/$i"
done
rm -f "$b/conf:$k:"* "$b/devices:$k"
}
H2() {
[ -f "$b/devices:$k" ] || return 0
read -r E <"$b/devices:$k"
for a in etc run usr/local/lib usr/lib lib; do
cat "$t/$a/sysctl.conf" "$t/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${k}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$m"/*/; do
read -r h <"\${a}ifindex" || continue
read -r I <"\${a}netdev_group"
read -r C2 <"\${a}flags"
case $C2 in *[13579bdf]) [ "$h" -le "$E" ] || [ "$I" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$k" = ipv4 ] || return
{
[ ! -e "$h1/nf_tables" ] || nft list ruleset
[ ! -e "$h1/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}`;

/** Defined in each frame that reads lists of the kernel. */
export const WATCH_FUNCTIONS = `V() {
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
2) f interrupted;;
*) return 1;;
esac
}`;

/** What the functions and variables are called in the packed text. */
export const NAMES = {
  pi_add_clsact: "z1",
  pi_add_count: "z2",
  pi_address: "a2",
  pi_alias: "A",
  pi_aliases: "A0",
  pi_before: "H",
  pi_check: "f0",
  pi_checks: "f1",
  pi_collect: "r1",
  pi_conf: "B",
  pi_config_dir: "t",
  pi_count: "F",
  pi_delete_all: "P1",
  pi_delete_devices: "P2",
  pi_delete_singly: "B0",
  pi_delete_together: "B1",
  pi_device: "j",
  pi_devices: "C",
  pi_done: "w",
  pi_due: "O",
  pi_each: "D",
  pi_earlier: "r2",
  pi_end_idle_holder: "B2",
  pi_error: "l",
  pi_event: "f",
  pi_fail: "s1",
  pi_failed: "G",
  pi_failing_line: "u",
  pi_family: "k",
  pi_file: "d",
  pi_files_dir: "c",
  pi_files_fault: "v",
  pi_find_failed: "C0",
  pi_find_index: "s2",
  pi_find_marker_dir: "C1",
  pi_finish: "b1",
  pi_flags: "C2",
  pi_flock: "D0",
  pi_forget_marker: "t0",
  pi_function: "D1",
  pi_group: "I",
  pi_groups: "D2",
  pi_guard: "b2",
  pi_half_made: "E0",
  pi_hold_sysctl: "E1",
  pi_holder: "W",
  pi_holder_is_idle: "t1",
  pi_index: "h",
  pi_indices: "c0",
  pi_install_boot: "Q0",
  pi_ip_lines: "J",
  pi_ip_pid: "X",
  pi_is_in_group: "g0",
  pi_keep: "Q1",
  pi_key: "t2",
  pi_last: "E",
  pi_left_out: "L",
  pi_line: "e",
  pi_lines: "g",
  pi_load_module: "G1",
  pi_lock_file: "q",
  pi_lose: "G2",
  pi_machine: "Y",
  pi_marker: "p",
  pi_marker_dir: "b",
  pi_may_undo: "H1",
  pi_members: "h0",
  pi_module_dir: "h1",
  pi_moves: "h2",
  pi_name: "i",
  pi_names: "i0",
  pi_needs_forwarding: "H2",
  pi_net_dir: "m",
  pi_new: "v0",
  pi_new_files: "c2",
  pi_newline: "n",
  pi_next_line: "Z",
  pi_nonce: "N",
  pi_now: "I0",
  pi_number: "o",
  pi_object: "r",
  pi_open_files: "I1",
  pi_open_lock: "i2",
  pi_other: "j0",
  pi_ours: "j1",
  pi_persistent: "I2",
  pi_pid: "P",
  pi_place_marker: "J0",
  pi_plain: "J1",
  pi_poll_lock: "v1",
  pi_prepare_marker: "J2",
  pi_print: "v2",
  pi_read_ip: "w1",
  pi_release_lock: "R0",
  pi_release_sysctl: "K0",
  pi_remember_setting: "d1",
  pi_remember_settings: "K1",
  pi_remove_clsact: "R1",
  pi_remove_files: "l0",
  pi_remove_link_files: "w2",
  pi_remove_orphan: "x0",
  pi_replaced: "l1",
  pi_report_done: "d2",
  pi_report_verdict: "x1",
  pi_rest: "s",
  pi_restore_settings: "x2",
  pi_run_batch: "a1",
  pi_run_dir: "m0",
  pi_run_lines: "L0",
  pi_run_singly: "L1",
  pi_run_unshown: "m1",
  pi_save_files: "L2",
  pi_scratch_free: "y2",
  pi_scratch_group: "m2",
  pi_seconds: "z",
  pi_set_sysctls: "M0",
  pi_shows: "n1",
  pi_spell_out_device: "M1",
  pi_start_ip: "R2",
  pi_status: "e0",
  pi_sysctl_dir: "o0",
  pi_take_lock: "M2",
  pi_taken: "o1",
  pi_text: "x",
  pi_tidy_markers: "S0",
  pi_tool: "e1",
  pi_total: "M",
  pi_try_lock: "o2",
  pi_type: "N1",
  pi_undo: "p0",
  pi_undo_checks: "T",
  pi_unsaved: "U",
  pi_value: "O0",
  pi_verdict: "p2",
  pi_wait_for_lock: "O1",
  pi_watch: "V",
  pi_word: "a",
  pi_write_accept_ra: "O2",
  pi_write_file: "P0",
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
  "fou": `V ip -j fou show || G=y`,
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
{ IFS= read -r e; } 2>/dev/null </etc/pulumi-iproute2/boot
e=\${e#"# pulumi-iproute2 "}
echo "\${e%%:*}"`,
  "links": `V ip -d -j -N addr show || G=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | V ip -d -j -N -batch - || G=y`,
  "markers": `for a in "$b"/*; do [ -f "$a" ] && IFS= read -r e <"$a" && echo "\${a##*/} $e"; done`,
  "routes": `printf 'route show table all proto %s\\n' boot static | V ip -d -j -N -batch - || G=y`,
  "sysctl": `for a in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
e=$(cat "/proc/sys/$(echo $a | tr . /)" 2>/dev/null) && echo "$a $e"
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
