// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** Defined once in each shell. */
export const HOST_FUNCTIONS = `Y=/run
p=/sys/class/net
n2=/sys/module
p2=/proc/sys
umask 077
f=$Y/pulumi-iproute2.lock
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
b0 -n || q0 || {
if [ -n "$d" ]; then e lock-failed; echo "$d"; else e busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $D"; fi >"$f"
}
b0() { d=$(flock "$@" 3 2>&1 3>&9); }
q0() {
[ -z "$d" ] || return 1
l1=$(flock --version 2>&1)
C=
read -r C <"$f"
g1 10 && return
[ -z "$d" ] || return 1
k2
g1 20
}
g1() {
case $l1 in *util-linux*) b0 -w "$1"; return;; esac
a1=$1
while [ "$a1" -gt 0 ]; do
: >>"$f.wanted"
sleep 1
b0 -n && { rm -f "$f.wanted"; return; }
[ -z "$d" ] || return 1
a1=$((a1 - 1))
done
return 1
}
k2() { e2 && sleep 1 && e2 && kill "\${C%% *}"; }
e2() {
c=
read -r c <"$f"
z=\${C%% *}
case $z in '' | *[!0-9]*) return 1;; esac
[ "$c" = "$C" ] && [ "/proc/$z/fd/9" -ef "$f" ] &&
[ -r "/proc/$z/task/$z/children" ] || return 1
read -r c <"/proc/$z/task/$z/children"
case $c in '' | "\${C##* }") ;; *) return 1;; esac
}
g0
D=
u0() {
exec 6>&- 7<&- 4<<E 7<<E
.
E
.
E
D=
if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
read -r D <&4
read -r D <&7
exec 6>/proc/self/fd/4 5>/proc/self/fd/7
ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
D=$!
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
B=26992
P() {
q=$1 m1=$2 r=
shift 2
case $q in
@*) [ -e "$b/\${q#@}" ] && IFS= read -r r <"$b/\${q#@}";;
*)
[ -e "$p/$q" ] || { b1=gone; return 1; }
IFS= read -r r <"$p/$q/ifalias";;
esac
for a; do case $r in "$a" | "$a "*) return 0;; esac; done
[ "$m1" = y ] && [ -z "$r" ] && f0 "$q" && return 0
b1="foreign $r"
return 1
}
f0() { read -r a <"$p/$1/netdev_group" && [ "$a" = $B ]; }
h2() { e "\${b1%% *} $1 \${b1#* }"; }
b=
r1() {
[ -n "$b" ] || {
b=$(readlink /proc/self/ns/net)
b=\${b#*\\[}
b=$Y/pulumi-iproute2/\${b%]}
}
}
o2() {
[ $# -lt 2 ] || d=$({ mkdir -p "$b" && echo "$2" $3 >"$b/.$1"; } 2>&1)
}
V() {
case $# in
0) ;;
1) rm -f "$b/$1";;
*) mv -f "$b/.$1" "$b/$1";;
esac
}
e1() { [ $# -lt 2 ] || rm -f "$b/.$1"; }
u2() { rmdir "$b" "$Y/pulumi-iproute2" 2>/dev/null; }
r2() { [ -e "$n2/$1" ] || modprobe -q "$1" || e "no-module $1"; }
s() {
l2=$1 a2=0
shift
while [ $# -gt 0 ]; do
l=$1 c1=$2 v=$3 E=$4 i2=$5 i1=$6 g=$7 p1=$8
a2=$((a2 + 1))
shift 8
case $y in *" $l "*) ;; *) $l2 || return 0;; esac
done
}
c0() {
if [ -n "$c1" ] && ! P $c1; then
y="$y$l "
h2 "$l"
elif ! o2 $g; then
y="$y$l "
e "unmarked $l"
echo "$d"
fi
}
g2() {
printf '%s' "$E"
w=$((w + v)) x=$((x + p1))
}
j0() { w=$((w + v)); }
O() {
V $g
i="$i $l"
}
n0() {
e1 $g
i="$i $l"
}
l0() {
T=$((T + v))
if [ "$h" -gt "$v" ]; then
h=$((h - v))
O
else
e0
return 1
fi
}
e0() {
o=y
X
e "failed $l $h"
printf '%s\\n' "$d"
[ "$h" -gt 1 ] && [ -n "$i1" ] && { [ -z "$i2" ] || P $i2; } &&
printf '%s' "$i1" | $L -force -batch - >/dev/null 2>&1
e1 $g
}
X() {
[ -z "$i" ] || e "done$i"
i=
}
d0() {
if [ -n "$m" ]; then i=" $2-$(($2 + $# / 8 - 1))"; else i=; s "$@"; fi
}
t0() {
L=$1 o1=$2 m=$3 o0=$4 y=' '
shift 4
[ "$o1" = y ] || s c0 "$@"
while [ $# -gt 0 ]; do
e run
w=0 x=0
if [ "$o0" = y ] && [ -n "$t" ]; then
d1=$t K=0
s g2 "$@" >&6 2>/dev/null
if h1; then t=$((t + w)); else K=1 t=; fi
else
d1=0
{
d=$(if [ -n "$m" ]; then printf '%s' "$m"; else s g2 "$@"; fi |
$L -batch - 2>&1 >&3 3>&-)
K=$?
} 3>&1
fi
if [ "$K" = 0 ]; then
d0 O "$@"
X
return
fi
h=0 w=0
case $d in
*"Command failed -:"*)
h=\${d##*"Command failed -:"}
h=$((\${h%%[!0-9]*} - d1));;
esac
s j0 "$@"
if [ "$h" -lt 1 ] || [ "$h" -gt "$w" ]; then
o=y
d0 n0 "$@"
e "lost $K$i"
printf '%s\\n' "$d"
return
fi
T=1 i=
s l0 "$@"
shift $((a2 * 8))
[ -z "$m" ] || m=$(printf '%s' "$m" | tail -n +$T)$j
done
}
t1() {
L=$1 y=' ' i=
shift
s c0 "$@"
s p0 "$@"
X
}
p0() {
h=0
while [ -n "$E" ]; do
h=$((h + 1))
d=$(printf '%s\\n' "\${E%%"$j"*}" | $L -batch - 2>&1) || { e0; return 0; }
E=\${E#*"$j"}
done
O
}
q2() {
(
cd "$p" && j1=$1 m0=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$j1" ] &&
[ "$(grep -lx $B -- */netdev_group 2>/dev/null)" = "$m0" ]
) && {
e removing
ip link del group $B 2>&1
} && e "done r0-$(($# - 3))"
}
r0() {
a0=$1 I='' n='' k=0 U=0 S=
shift
while [ $# -gt 0 ]; do
if P $2; then
I="$I $1" n="$n $3" k=$((k + 1))
S="\${S}link set dev $3 group $a0$j"
f0 "$3" && U=$((U + 1))
else h2 "$1"; fi
shift 3
done
[ $k = 0 ] && return
e removing
if k1; then e "done$I"; else k0; fi
}
k1() {
[ $k -gt 1 ] || {
Z 1 "link del dev$n$j"
return
}
R=0 i0=y
for H in "$p"/*/netdev_group; do
read -r a <"$H"
case $a in
"$B") R=$((R + 1));;
"$a0") i0=;;
esac
done 2>/dev/null
if [ $U = $k ] && [ $R = $k ]; then
Z 1 "link del group $B$j"
elif [ -n "$i0" ]; then
Z $((k + 1)) "\${S}link del group $a0$j"
else return 1; fi
}
k0() {
for a in $n; do
[ -e "$p/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $I; do
n=\${n# } q=\${n%% *}
if [ -e "$p/$q" ]; then o=y; e "stays $a"; else e "done $a"; fi
n=\${n#"$q"}
done
}
Z() {
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
mkdir -p "$b" && cat "$p/$1/ifindex" 2>/dev/null >"$b/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$b/clsact.$1"
}
s2() {
[ -e "$b/clsact.$1" ] || return
if [ "$(cat "$b/clsact.$1")" = "$(cat "$p/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$b/clsact.$1"
}
t2() {
k=0
while read -r c g r; do
k=$((k + 1)) H=$p2/$(echo "\${c%%=*}" | tr . /) J='' f2=
for a in "$b/\${g%:*}":*; do
[ -f "$a" ] && [ "$a" != "$b/$g" ] && J=$a
done
case $c in
*=*)
M=\${c#*=}
[ -e "$b/$g" ] || {
f2=y
F=$(cat "$H") && { [ -z "$J" ] || read -r a F <"$J"; } &&
mkdir -p "$b" && echo "$r $F" >"$b/.$g" &&
V "$g" "$r"
};;
*)
M=
read -r a F <"$b/$g"
[ -n "$J" ] || M=$F;;
esac && { [ -z "$M" ] || { echo "$M" >"$H"; }; } || {
[ -z "$f2" ] || rm -f "$b/.$g" "$b/$g"
echo "Command failed -:$k" >&2
return 1
}
case $c in *=*) ;; *) V "$g";; esac
done
}`;

/** What the functions and variables are called in the packed text. */
export const NAMES = {
  pi_add_clsact: "q1",
  pi_add_count: "j0",
  pi_alias: "r",
  pi_aliases: "j1",
  pi_before: "F",
  pi_check: "c0",
  pi_checks: "c1",
  pi_collect: "d0",
  pi_count: "v",
  pi_delete_all: "q2",
  pi_delete_devices: "r0",
  pi_delete_singly: "k0",
  pi_delete_together: "k1",
  pi_devices: "n",
  pi_done: "i",
  pi_due: "x",
  pi_each: "s",
  pi_earlier: "d1",
  pi_end_idle_holder: "k2",
  pi_error: "d",
  pi_event: "e",
  pi_fail: "e0",
  pi_failed: "o",
  pi_failing_line: "h",
  pi_file: "H",
  pi_find_failed: "l0",
  pi_find_marker_dir: "r1",
  pi_finish: "O",
  pi_flock: "l1",
  pi_forget_marker: "e1",
  pi_function: "l2",
  pi_group: "B",
  pi_groups: "m0",
  pi_guard: "P",
  pi_half_made: "m1",
  pi_holder: "C",
  pi_holder_is_idle: "e2",
  pi_index: "l",
  pi_indices: "I",
  pi_ip_lines: "t",
  pi_ip_pid: "D",
  pi_is_in_group: "f0",
  pi_left_out: "y",
  pi_line: "c",
  pi_lines: "E",
  pi_load_module: "r2",
  pi_lock_file: "f",
  pi_lose: "n0",
  pi_marker: "g",
  pi_marker_dir: "b",
  pi_members: "R",
  pi_module_dir: "n2",
  pi_moves: "S",
  pi_net_dir: "p",
  pi_new: "f2",
  pi_newline: "j",
  pi_next_line: "T",
  pi_nonce: "N",
  pi_number: "k",
  pi_object: "q",
  pi_open_lock: "g0",
  pi_other: "J",
  pi_ours: "U",
  pi_persistent: "o0",
  pi_pid: "z",
  pi_place_marker: "V",
  pi_plain: "o1",
  pi_poll_lock: "g1",
  pi_prepare_marker: "o2",
  pi_print: "g2",
  pi_read_ip: "h1",
  pi_release_lock: "s1",
  pi_remove_clsact: "s2",
  pi_report_done: "X",
  pi_report_verdict: "h2",
  pi_run_batch: "t0",
  pi_run_dir: "Y",
  pi_run_lines: "p0",
  pi_run_singly: "t1",
  pi_run_unshown: "Z",
  pi_scratch_free: "i0",
  pi_scratch_group: "a0",
  pi_seconds: "a1",
  pi_set_sysctls: "t2",
  pi_shows: "p1",
  pi_start_ip: "u0",
  pi_status: "K",
  pi_sysctl_dir: "p2",
  pi_take_lock: "u1",
  pi_taken: "a2",
  pi_text: "m",
  pi_tidy_markers: "u2",
  pi_tool: "L",
  pi_total: "w",
  pi_try_lock: "b0",
  pi_undo: "i1",
  pi_undo_checks: "i2",
  pi_value: "M",
  pi_verdict: "b1",
  pi_wait_for_lock: "q0",
  pi_word: "a",
} as const;

/** What prints each section of a dump. */
export const DUMPS = {
  facts: `[ -d /run/systemd/system ] && systemctl --version 2>/dev/null | { read -r _ a _ && echo "systemd $a"; }
for a; do
{ [ -e "/sys/module/$a" ] || modprobe -n -q "$a" 2>/dev/null; } && echo "module $a"
done
o=y`,
  fou: `ip -j fou show || o=y`,
  identity: `c=
{ IFS= read -r c; } 2>/dev/null </etc/machine-id
echo "$c"
c=
{ IFS= read -r c; } 2>/dev/null </proc/sys/kernel/osrelease
echo "$c"`,
  links: `ip -d -j -N addr show || o=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | ip -d -j -N -batch - || o=y`,
  markers: `for a in "$b"/*; do [ -f "$a" ] && IFS= read -r c <"$a" && echo "\${a##*/} $c"; done`,
  routes: `printf 'route show table all proto %s\\n' boot static | ip -d -j -N -batch - || o=y`,
  sysctl: `for a in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
c=$(cat "/proc/sys/$(echo $a | tr . /)" 2>/dev/null) && echo "$a $c"
done`,
  tc: `c=$(tc qdisc show | sed -n -e 's/^qdisc clsact .* dev \\([^ ]*\\) .*/clsact \\1/p' -e 's/^qdisc ingress .* dev \\([^ ]*\\) .*/ingress \\1/p')
printf '%s\\n' "$c" | sed -n 's/\\(.*\\) \\(.*\\)/["\\1","\\2"]/p'
printf '%s\\n' "$c" | sed -n 's/.* \\(.*\\)/filter show dev \\1 ingress\\nfilter show dev \\1 egress/p' | tc -j -force -batch -`,
  udp: `ss -Hulnp`,
  "xfrm-policy": `ip xfrm policy list || o=y`,
  "xfrm-state": `ip xfrm state list nokeys || o=y`,
} as const;
