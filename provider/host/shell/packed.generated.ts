// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** Defined once in each shell. */
export const HOST_FUNCTIONS = `Z=/run
q=/sys/class/net
n2=/sys/module
p2=/proc/sys
umask 077
f=$Z/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$f" || f=
g0() { [ -z "$f" ] || exec 9>>"$f"; }
s1() {
[ -z "$f" ] || : >"$f"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
g0
}
u1() {
[ -n "$f" ] || return 0
[ ! -e "$f.wanted" ] || { rm -f "$f.wanted"; sleep 2; }
b1 -n || q0 || {
if [ -n "$d" ]; then e lock-failed; echo "$d"; else e busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $E"; fi >"$f"
}
b1() { d=$(flock "$@" 3 2>&1 3>&9); }
q0() {
[ -z "$d" ] || return 1
l1=$(flock --version 2>&1)
D=
read -r D <"$f"
g1 10 && return
[ -z "$d" ] || return 1
k2
g1 20
}
g1() {
case $l1 in *util-linux*) b1 -w "$1"; return;; esac
a2=$1
while [ "$a2" -gt 0 ]; do
: >>"$f.wanted"
sleep 1
b1 -n && { rm -f "$f.wanted"; return; }
[ -z "$d" ] || return 1
a2=$((a2 - 1))
done
return 1
}
k2() { f0 && sleep 1 && f0 && kill "\${D%% *}"; }
f0() {
c=
read -r c <"$f"
z=\${D%% *}
case $z in '' | *[!0-9]*) return 1;; esac
[ "$c" = "$D" ] && [ "/proc/$z/fd/9" -ef "$f" ] &&
[ -r "/proc/$z/task/$z/children" ] || return 1
read -r c <"/proc/$z/task/$z/children"
case $c in '' | "\${D##* }") ;; *) return 1;; esac
}
g0
E=
u0() {
exec 6>&- 7<&- 4<<E 7<<E
.
E
.
E
E=
if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
read -r E <&4
read -r E <&7
exec 6>/proc/self/fd/4 5>/proc/self/fd/7
ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
E=$!
exec 4<&- 5>&-
else
exec 4<&- 7<&-
fi
}
h1() {
d=
while [ "$x" -gt 0 ]; do
IFS= read -r c <&7 || return 1
case $c in
'['* | '{'*) x=$((x - 1)); printf '%s\\n' "$c";;
*) d=$d$c$j;;
esac
done
}
C=26992
P() {
r=$1 m1=$2 n=
shift 2
case $r in
@*) [ -e "$b/\${r#@}" ] && IFS= read -r n <"$b/\${r#@}";;
*)
[ -e "$q/$r" ] || { b2=gone; return 1; }
IFS= read -r n <"$q/$r/ifalias";;
esac
for a; do case $n in "$a" | "$a "*) return 0;; esac; done
[ "$m1" = y ] && [ -z "$n" ] && f1 "$r" && return 0
b2="foreign $n"
return 1
}
f1() { read -r a <"$q/$1/netdev_group" && [ "$a" = $C ]; }
h2() { e "\${b2%% *} $1 \${b2#* }"; }
b=
r1() {
[ -n "$b" ] || {
b=$(readlink /proc/self/ns/net)
b=\${b#*\\[}
b=$Z/pulumi-iproute2/\${b%]}
}
}
o2() {
[ $# -lt 2 ] || d=$({ mkdir -p "$b" && echo "$2" $3 >"$b/.$1"; } 2>&1)
}
W() {
case $# in
0) ;;
1) rm -f "$b/$1";;
*) mv -f "$b/.$1" "$b/$1";;
esac
}
e2() { [ $# -lt 2 ] || rm -f "$b/.$1"; }
u2() { rmdir "$b" "$Z/pulumi-iproute2" 2>/dev/null; }
r2() { [ -e "$n2/$1" ] || modprobe -q "$1" || e "no-module $1"; }
s() {
l2=$1 b0=0
shift
while [ $# -gt 0 ]; do
l=$1 c2=$2 v=$3 F=$4 i2=$5 i1=$6 g=$7 p1=$8
b0=$((b0 + 1))
shift 8
case $y in *" $l "*) ;; *) $l2 || return 0;; esac
done
}
c1() {
if [ -n "$c2" ] && ! P $c2; then
y="$y$l "
h2 "$l"
elif ! o2 $g; then
y="$y$l "
e "unmarked $l"
echo "$d"
fi
}
g2() {
printf '%s' "$F"
w=$((w + v)) x=$((x + p1))
}
j0() { w=$((w + v)); }
O() {
W $g
i="$i $l"
}
n0() {
e2 $g
i="$i $l"
}
l0() {
U=$((U + v))
if [ "$h" -gt "$v" ]; then
h=$((h - v))
O
else
e1
return 1
fi
}
e1() {
p=y
Y
e "failed $l $h"
printf '%s\\n' "$d"
[ "$h" -gt 1 ] && [ -n "$i1" ] && { [ -z "$i2" ] || P $i2; } &&
printf '%s' "$i1" | $L -force -batch - >/dev/null 2>&1
e2 $g
}
Y() {
[ -z "$i" ] || e "done$i"
i=
}
d1() {
if [ -n "$m" ]; then i=" $2-$(($2 + $# / 8 - 1))"; else i=; s "$@"; fi
}
t0() {
L=$1 o1=$2 m=$3 o0=$4 y=' '
shift 4
[ "$o1" = y ] || s c1 "$@"
while [ $# -gt 0 ]; do
e run
w=0 x=0
if [ "$o0" = y ] && [ -n "$t" ]; then
d2=$t K=0
s g2 "$@" >&6 2>/dev/null
if h1; then t=$((t + w)); else K=1 t=; fi
else
d2=0
{
d=$(if [ -n "$m" ]; then printf '%s' "$m"; else s g2 "$@"; fi |
$L -batch - 2>&1 >&3 3>&-)
K=$?
} 3>&1
fi
if [ "$K" = 0 ]; then
d1 O "$@"
Y
return
fi
h=0 w=0
case $d in
*"Command failed -:"*)
h=\${d##*"Command failed -:"}
h=$((\${h%%[!0-9]*} - d2));;
esac
s j0 "$@"
if [ "$h" -lt 1 ] || [ "$h" -gt "$w" ]; then
p=y
d1 n0 "$@"
e "lost $K$i"
printf '%s\\n' "$d"
return
fi
U=1 i=
s l0 "$@"
shift $((b0 * 8))
[ -z "$m" ] || m=$(printf '%s' "$m" | tail -n +$U)$j
done
}
t1() {
L=$1 y=' ' i=
shift
s c1 "$@"
s p0 "$@"
Y
}
p0() {
h=0
while [ -n "$F" ]; do
h=$((h + 1))
d=$(printf '%s\\n' "\${F%%"$j"*}" | $L -batch - 2>&1) || { e1; return 0; }
F=\${F#*"$j"}
done
O
}
q2() {
(
cd "$q" && j1=$1 m0=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$j1" ] &&
[ "$(grep -lx $C -- */netdev_group 2>/dev/null)" = "$m0" ]
) && {
e removing
ip link del group $C 2>&1
} && e "done r0-$(($# - 3))"
}
r0() {
a1=$1 I='' o='' k=0 V=0 S=
shift
while [ $# -gt 0 ]; do
if P $2; then
I="$I $1" o="$o $3" k=$((k + 1))
S="\${S}link set dev $3 group $a1$j"
f1 "$3" && V=$((V + 1))
else h2 "$1"; fi
shift 3
done
[ $k = 0 ] && return
e removing
if k1; then e "done$I"; else k0; fi
}
k1() {
[ $k -gt 1 ] || {
a0 1 "link del dev$o$j"
return
}
R=0 i0=y
for H in "$q"/*/netdev_group; do
read -r a <"$H"
case $a in
"$C") R=$((R + 1));;
"$a1") i0=;;
esac
done 2>/dev/null
if [ $V = $k ] && [ $R = $k ]; then
a0 1 "link del group $C$j"
elif [ -n "$i0" ]; then
a0 $((k + 1)) "\${S}link del group $a1$j"
else return 1; fi
}
k0() {
for a in $o; do
[ -e "$q/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $I; do
o=\${o# } r=\${o%% *}
if [ -e "$q/$r" ]; then p=y; e "stays $a"; else e "done $a"; fi
o=\${o#"$r"}
done
}
a0() {
[ -n "$t" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
x=1
h1 >/dev/null || {
t=
printf '%s\\n' "$d"
return 1
}
t=$((t + $1 + 1))
}
q1() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$b" && cat "$q/$1/ifindex" 2>/dev/null >"$b/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$b/clsact.$1"
}
s2() {
[ -e "$b/clsact.$1" ] || return
if [ "$(cat "$b/clsact.$1")" = "$(cat "$q/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$b/clsact.$1"
}
t2() {
k=0
while read -r c g n; do
k=$((k + 1)) H=$p2/$(echo "\${c%%=*}" | tr . /) J='' T=
for a in "$b/\${g%:*}":*; do
[ -f "$a" ] && [ "$a" != "$b/$g" ] && J=$a
done
case $c in
*=*)
M=\${c#*=}
a=
if [ -e "$b/$g" ]; then read -r a B <"$b/$g"
else
T=y
B=$(cat "$H") && { [ -z "$J" ] || read -r a B <"$J"; }
fi && { { [ -z "$T" ] && [ "$a" = "$n" ]; } || {
mkdir -p "$b" && echo "$n $B" >"$b/.$g" &&
W "$g" "$n"
}; };;
*)
M=
read -r a B <"$b/$g"
[ -n "$J" ] || M=$B;;
esac && { [ -z "$M" ] || { echo "$M" >"$H"; }; } || {
[ -z "$T" ] || rm -f "$b/.$g" "$b/$g"
echo "Command failed -:$k" >&2
return 1
}
case $c in *=*) ;; *) W "$g";; esac
done
}`;

/** What the functions and variables are called in the packed text. */
export const NAMES = {
  pi_add_clsact: "q1",
  pi_add_count: "j0",
  pi_alias: "n",
  pi_aliases: "j1",
  pi_before: "B",
  pi_check: "c1",
  pi_checks: "c2",
  pi_collect: "d1",
  pi_count: "v",
  pi_delete_all: "q2",
  pi_delete_devices: "r0",
  pi_delete_singly: "k0",
  pi_delete_together: "k1",
  pi_devices: "o",
  pi_done: "i",
  pi_due: "x",
  pi_each: "s",
  pi_earlier: "d2",
  pi_end_idle_holder: "k2",
  pi_error: "d",
  pi_event: "e",
  pi_fail: "e1",
  pi_failed: "p",
  pi_failing_line: "h",
  pi_file: "H",
  pi_find_failed: "l0",
  pi_find_marker_dir: "r1",
  pi_finish: "O",
  pi_flock: "l1",
  pi_forget_marker: "e2",
  pi_function: "l2",
  pi_group: "C",
  pi_groups: "m0",
  pi_guard: "P",
  pi_half_made: "m1",
  pi_holder: "D",
  pi_holder_is_idle: "f0",
  pi_index: "l",
  pi_indices: "I",
  pi_ip_lines: "t",
  pi_ip_pid: "E",
  pi_is_in_group: "f1",
  pi_left_out: "y",
  pi_line: "c",
  pi_lines: "F",
  pi_load_module: "r2",
  pi_lock_file: "f",
  pi_lose: "n0",
  pi_marker: "g",
  pi_marker_dir: "b",
  pi_members: "R",
  pi_module_dir: "n2",
  pi_moves: "S",
  pi_net_dir: "q",
  pi_new: "T",
  pi_newline: "j",
  pi_next_line: "U",
  pi_nonce: "N",
  pi_number: "k",
  pi_object: "r",
  pi_open_lock: "g0",
  pi_other: "J",
  pi_ours: "V",
  pi_persistent: "o0",
  pi_pid: "z",
  pi_place_marker: "W",
  pi_plain: "o1",
  pi_poll_lock: "g1",
  pi_prepare_marker: "o2",
  pi_print: "g2",
  pi_read_ip: "h1",
  pi_release_lock: "s1",
  pi_remove_clsact: "s2",
  pi_report_done: "Y",
  pi_report_verdict: "h2",
  pi_run_batch: "t0",
  pi_run_dir: "Z",
  pi_run_lines: "p0",
  pi_run_singly: "t1",
  pi_run_unshown: "a0",
  pi_scratch_free: "i0",
  pi_scratch_group: "a1",
  pi_seconds: "a2",
  pi_set_sysctls: "t2",
  pi_shows: "p1",
  pi_start_ip: "u0",
  pi_status: "K",
  pi_sysctl_dir: "p2",
  pi_take_lock: "u1",
  pi_taken: "b0",
  pi_text: "m",
  pi_tidy_markers: "u2",
  pi_tool: "L",
  pi_total: "w",
  pi_try_lock: "b1",
  pi_undo: "i1",
  pi_undo_checks: "i2",
  pi_value: "M",
  pi_verdict: "b2",
  pi_wait_for_lock: "q0",
  pi_word: "a",
} as const;

/** What prints each section of a dump. */
export const DUMPS = {
  "facts": `[ -d /run/systemd/system ] && systemctl --version 2>/dev/null | { read -r _ a _ && echo "systemd $a"; }
for a; do
{ [ -e "/sys/module/$a" ] || modprobe -n -q "$a" 2>/dev/null; } && echo "module $a"
done
p=y`,
  "fou": `ip -j fou show || p=y`,
  "identity": `c=
{ IFS= read -r c; } 2>/dev/null </etc/machine-id
echo "$c"
c=
{ IFS= read -r c; } 2>/dev/null </proc/sys/kernel/osrelease
echo "$c"`,
  "links": `ip -d -j -N addr show || p=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | ip -d -j -N -batch - || p=y`,
  "markers": `for a in "$b"/*; do [ -f "$a" ] && IFS= read -r c <"$a" && echo "\${a##*/} $c"; done`,
  "routes": `printf 'route show table all proto %s\\n' boot static | ip -d -j -N -batch - || p=y`,
  "sysctl": `for a in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
c=$(cat "/proc/sys/$(echo $a | tr . /)" 2>/dev/null) && echo "$a $c"
done`,
  "tc": `c=$(tc qdisc show | sed -n -e 's/^qdisc clsact .* dev \\([^ ]*\\) .*/clsact \\1/p' -e 's/^qdisc ingress .* dev \\([^ ]*\\) .*/ingress \\1/p')
printf '%s\\n' "$c" | sed -n 's/\\(.*\\) \\(.*\\)/["\\1","\\2"]/p'
printf '%s\\n' "$c" | sed -n 's/.* \\(.*\\)/filter show dev \\1 ingress\\nfilter show dev \\1 egress/p' | tc -j -force -batch -`,
  "udp": `ss -Hulnp`,
  "xfrm-policy": `ip xfrm policy list || p=y`,
  "xfrm-state": `ip xfrm state list nokeys || p=y`,
} as const;
