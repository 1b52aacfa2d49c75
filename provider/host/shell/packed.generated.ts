// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** Defined once in each shell. */
export const HOST_FUNCTIONS = `b1=/run
l=/sys/class/net
W=/sys/module
l2=/proc/sys
f1=
umask 077
h=$b1/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$h" || h=
j0() { [ -z "$h" ] || exec 9>>"$h"; }
y1() {
[ -z "$h" ] || : >"$h"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
j0
}
A1() {
[ -n "$h" ] || return 0
[ ! -e "$h.wanted" ] || { rm -f "$h.wanted"; sleep 2; }
d0 -n || w0 || {
if [ -n "$f" ]; then e lock-failed; echo "$f"; else e busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $L"; fi >"$h"
}
d0() { f=$(flock "$@" 3 2>&1 3>&9); }
w0() {
[ -z "$f" ] || return 1
p2=$(flock --version 2>&1)
K=
read -r K <"$h"
j1 10 && return
[ -z "$f" ] || return 1
o2
j1 20
}
j1() {
case $p2 in *util-linux*) d0 -w "$1"; return;; esac
c1=$1
while [ "$c1" -gt 0 ]; do
: >>"$h.wanted"
sleep 1
d0 -n && { rm -f "$h.wanted"; return; }
[ -z "$f" ] || return 1
c1=$((c1 - 1))
done
return 1
}
o2() { h1 && sleep 1 && h1 && kill "\${K%% *}"; }
h1() {
c=
read -r c <"$h"
H=\${K%% *}
case $H in '' | *[!0-9]*) return 1;; esac
[ "$c" = "$K" ] && [ "/proc/$H/fd/9" -ef "$h" ] &&
[ -r "/proc/$H/task/$H/children" ] || return 1
read -r c <"/proc/$H/task/$H/children"
case $c in '' | "\${K##* }") ;; *) return 1;; esac
}
j0
L=
A0() {
exec 6>&- 7<&- 4<<E 7<<E
.
E
.
E
L=
if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
read -r L <&4
read -r L <&7
exec 6>/proc/self/fd/4 5>/proc/self/fd/7
ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
L=$!
exec 4<&- 5>&-
else
exec 4<&- 7<&-
fi
}
k1() {
f=
while [ "$E" -gt 0 ]; do
IFS= read -r c <&7 || return 1
case $c in
'['* | '{'*) E=$((E - 1)); printf '%s\\n' "$c";;
*) f=$f$c$n;;
esac
done
}
z=26992
T() {
s=$1 q2=$2 w=
shift 2
case $s in
@*) [ -e "$b/\${s#@}" ] && IFS= read -r w <"$b/\${s#@}";;
*)
[ -e "$l/$s" ] || { d1=gone; return 1; }
IFS= read -r w <"$l/$s/ifalias";;
esac
for a; do case $w in "$a" | "$a "*) return 0;; esac; done
[ "$q2" = y ] && [ -z "$w" ] && h2 "$s" && return 0
d1="foreign $w"
return 1
}
h2() { read -r a <"$l/$1/netdev_group" && [ "$a" = $z ]; }
k2() { e "\${d1%% *} $1 \${d1#* }"; }
b=
x1() {
[ -n "$b" ] || {
b=$(readlink /proc/self/ns/net)
b=\${b#*\\[}
b=$b1/pulumi-iproute2/\${b%]}
}
}
u0() {
[ $# -lt 2 ] || f=$({ mkdir -p "$b" && echo "$2" $3 >"$b/.$1"; } 2>&1)
}
t1() {
case $# in
0) ;;
1) rm -f "$b/$1";;
*) mv -f "$b/.$1" "$b/$1";;
esac
}
h0() { [ $# -lt 2 ] || rm -f "$b/.$1"; }
A2() { rmdir "$b" "$b1/pulumi-iproute2" 2>/dev/null; }
x2() { [ -e "$W/$1" ] || modprobe -q "$1" || e "no-module $1"; }
u() {
q0=$1 c2=0
shift
while [ $# -gt 0 ]; do
d=$1 e1=$2 y=$3 M=$4 m1=$5 m0=$6 i=$7 v1=$8
c2=$((c2 + 1))
shift 8
case $G in *" $d "*) ;; *) $q0 || return 0;; esac
done
}
e0() {
if [ -n "$e1" ] && ! T $e1; then
G="$G$d "
k2 "$d"
elif ! u0 $i; then
G="$G$d "
e "unmarked $d"
echo "$f"
fi
}
j2() {
printf '%s' "$M"
C=$((C + y)) E=$((E + v1))
}
n0() { C=$((C + y)); }
S() {
t1 $i
m="$m $d"
}
r2() {
h0 $i
m="$m $d"
}
p0() {
Y=$((Y + y))
if [ "$k" -gt "$y" ]; then
k=$((k - y))
S
else
g1
return 1
fi
}
g1() {
r=y
b0
e "failed $d $k"
printf '%s\\n' "$f"
[ "$k" -gt 1 ] && [ -n "$m0" ] && { [ -z "$m1" ] || T $m1; } &&
printf '%s' "$m0" | $R -force -batch - >/dev/null 2>&1
h0 $i
}
b0() {
[ -z "$m" ] || e "done$m"
m=
}
f0() {
if [ -n "$p" ]; then m=" $2-$(($2 + $# / 8 - 1))"; else m=; u "$@"; fi
}
z0() {
R=$1 t2=$2 p=$3 t0=$4 G=' '
shift 4
[ "$t2" = y ] || u e0 "$@"
while [ $# -gt 0 ]; do
e run
C=0 E=0
if [ "$t0" = y ] && [ -n "$v" ]; then
f2=$v Q=0
u j2 "$@" >&6 2>/dev/null
if k1; then v=$((v + C)); else Q=1 v=; fi
else
f2=0
{
f=$(if [ -n "$p" ]; then printf '%s' "$p"; else u j2 "$@"; fi |
$R -batch - 2>&1 >&3 3>&-)
Q=$?
} 3>&1
fi
if [ "$Q" = 0 ]; then
f0 S "$@"
b0
return
fi
k=0 C=0
case $f in
*"Command failed -:"*)
k=\${f##*"Command failed -:"}
k=$((\${k%%[!0-9]*} - f2));;
esac
u n0 "$@"
if [ "$k" -lt 1 ] || [ "$k" -gt "$C" ]; then
r=y
f0 r2 "$@"
e "lost $Q$m"
printf '%s\\n' "$f"
return
fi
Y=1 m=
u p0 "$@"
shift $((c2 * 8))
[ -z "$p" ] || p=$(printf '%s' "$p" | tail -n +$Y)$n
done
}
z1() {
R=$1 G=' ' m=
shift
u e0 "$@"
u v0 "$@"
b0
}
v0() {
k=0
while [ -n "$M" ]; do
k=$((k + 1))
f=$(printf '%s\\n' "\${M%%"$n"*}" | $R -batch - 2>&1) || { g1; return 0; }
M=\${M#*"$n"}
done
S
}
w2() {
(
cd "$l" && n1=$1 q1=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$n1" ] &&
[ "$(grep -lx $z -- */netdev_group 2>/dev/null)" = "$q1" ]
) && {
e removing
ip link del group $z 2>&1
} && e "done r0-$(($# - 3))"
}
x0() {
c0=$1 P='' q='' o=0 a0=0 X=
shift
while [ $# -gt 0 ]; do
if T $2; then
P="$P $1" q="$q $3" o=$((o + 1))
X="\${X}link set dev $3 group $c0$n"
h2 "$3" && a0=$((a0 + 1))
else k2 "$1"; fi
shift 3
done
[ $o = 0 ] && return
e removing
if o1; then e "done$P"; else o0; fi
}
o1() {
[ $o -gt 1 ] || {
b2 1 "link del dev$q$n"
return
}
V=0 l1=y
for F in "$l"/*/netdev_group; do
read -r a <"$F"
case $a in
"$z") V=$((V + 1));;
"$c0") l1=;;
esac
done 2>/dev/null
if [ $a0 = $o ] && [ $V = $o ]; then
b2 1 "link del group $z$n"
elif [ -n "$l1" ]; then
b2 $((o + 1)) "\${X}link del group $c0$n"
else return 1; fi
}
o0() {
for a in $q; do
[ -e "$l/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $P; do
q=\${q# } s=\${q%% *}
if [ -e "$l/$s" ]; then r=y; e "stays $a"; else e "done $a"; fi
q=\${q#"$s"}
done
}
b2() {
[ -n "$v" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
E=1
k1 >/dev/null || {
v=
printf '%s\\n' "$f"
return 1
}
v=$((v + $1 + 1))
}
w1() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$b" && cat "$l/$1/ifindex" 2>/dev/null >"$b/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$b/clsact.$1"
}
y2() {
[ -e "$b/clsact.$1" ] || return
if [ "$(cat "$b/clsact.$1")" = "$(cat "$l/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$b/clsact.$1"
}`;

/** Defined in each frame that changes settings of the kernel. */
export const SYSCTL_FUNCTIONS = `z2() {
o=0
while read -r c i w; do
o=$((o + 1)) i0=\${c%%=*} i=$b/$i Z=
F=$l2/$(echo "$i0" | tr . /)
g=\${i0#net.} g=\${g%%.*}
D=$l2/net/$g/conf
for a in "\${i%:*}":*; do
[ -f "$a" ] && [ "$a" != "$i" ] && Z=$a
done
case $c in
*=*) r0 "\${c#*=}";;
*) u1;;
esac || {
echo "Command failed -:$o" >&2
return 1
}
done
}
r0() {
s2=$(cat "$F") && mkdir -p "$b" || return
t=$s2 i2=y
for a in "$i" "$Z"; do
[ -f "$a" ] || continue
read -r B t <"$a"
i2=
break
done
if echo "$w $t" >"$b/.sysctl" && mv -f "$b/.sysctl" "$i"; then
m2 "$1" && return
fi
[ -z "$i2" ] || { rm -f "$i"; l0; }
return 1
}
u1() {
t=
[ ! -f "$i" ] || read -r a t <"$i"
if [ -z "$Z" ]; then
if [ "$t" = 0 ] && [ "$(cat "$F")" != 0 ] && s1; then
:
else
[ -z "$t" ] || m2 "$t" || return
[ "$t" != 0 ] || l0
fi
rm -f "$b/conf:$g:"* "$b/devices:$g"
fi
rm -f "$i"
}
m2() {
if [ "$1" != 0 ] && [ "$(cat "$F")" = 0 ]; then u2 || return; fi
echo "$1" >"$F"
}
u2() {
A=0
for a in "$l"/*/ifindex; do
read -r d <"$a" && [ "$d" -gt "$A" ] && A=$d
done
[ -e "$b/devices:$g" ] || echo "$A" >"$b/devices:$g"
for a in "$D"/*/forwarding; do
j=\${a%/forwarding} j=\${j##*/}
[ "$j" = all ] || [ "$(cat "$a")" = 0 ] || a2 forwarding
done
j=all
if [ "$g" = ipv4 ]; then
a2 accept_redirects
return
fi
for j in $({ ip -6 route show table all proto ra; ip -6 -o addr show dynamic; } 2>/dev/null |
sed -n -e 's/^[0-9]*: \\([^ ]*\\) .*/\\1/p' -e 's/.* dev \\([^ ]*\\) .*/\\1/p' | sort -u); do
[ "$(cat "$D/$j/accept_ra" 2>/dev/null)" = 1 ] || continue
a2 accept_ra
echo 2 >"$D/$j/accept_ra" || return
done
}
a2() {
g2
a=$b/conf:$g:$1:$j
[ -e "$a" ] || echo "$d $(cat "$D/$j/$1")" >"$a"
}
g2() { d=$(cat "$l/$j/ifindex" 2>/dev/null) || d=0; }
l0() {
for a in "$b/conf:$g:"*; do
[ -f "$a" ] || continue
read -r A v2 <"$a"
B=\${a##*"/conf:$g:"} j=\${B#*:} B=\${B%%:*}
g2
[ "$d" = "$A" ] || continue
[ "$B" = accept_ra ] && [ "$(cat "$D/$j/$B")" != 2 ] && continue
echo "$v2" 2>/dev/null >"$D/$j/$B"
done
rm -f "$b/conf:$g:"* "$b/devices:$g"
}
s1() {
[ -f "$b/devices:$g" ] || return 0
read -r A <"$b/devices:$g"
for a in etc run usr/local/lib usr/lib lib; do
cat "$f1/$a/sysctl.conf" "$f1/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${g}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$l"/*/; do
read -r d <"\${a}ifindex" || continue
read -r z <"\${a}netdev_group"
read -r p1 <"\${a}flags"
case $p1 in *[13579bdf]) [ "$d" -le "$A" ] || [ "$z" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$g" = ipv4 ] || return
{
[ ! -e "$W/nf_tables" ] || nft list ruleset
[ ! -e "$W/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}`;

/** Defined in each frame that reads lists of the kernel. */
export const WATCH_FUNCTIONS = `J() {
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
2) e interrupted;;
*) return 1;;
esac
}`;

/** What the functions and variables are called in the packed text. */
export const NAMES = {
  pi_add_clsact: "w1",
  pi_add_count: "n0",
  pi_alias: "w",
  pi_aliases: "n1",
  pi_before: "t",
  pi_check: "e0",
  pi_checks: "e1",
  pi_collect: "f0",
  pi_conf: "D",
  pi_config_dir: "f1",
  pi_count: "y",
  pi_delete_all: "w2",
  pi_delete_devices: "x0",
  pi_delete_singly: "o0",
  pi_delete_together: "o1",
  pi_device: "j",
  pi_devices: "q",
  pi_done: "m",
  pi_due: "E",
  pi_each: "u",
  pi_earlier: "f2",
  pi_end_idle_holder: "o2",
  pi_error: "f",
  pi_event: "e",
  pi_fail: "g1",
  pi_failed: "r",
  pi_failing_line: "k",
  pi_family: "g",
  pi_file: "F",
  pi_find_failed: "p0",
  pi_find_index: "g2",
  pi_find_marker_dir: "x1",
  pi_finish: "S",
  pi_flags: "p1",
  pi_flock: "p2",
  pi_forget_marker: "h0",
  pi_function: "q0",
  pi_group: "z",
  pi_groups: "q1",
  pi_guard: "T",
  pi_half_made: "q2",
  pi_hold_sysctl: "r0",
  pi_holder: "K",
  pi_holder_is_idle: "h1",
  pi_index: "d",
  pi_indices: "P",
  pi_ip_lines: "v",
  pi_ip_pid: "L",
  pi_is_in_group: "h2",
  pi_key: "i0",
  pi_last: "A",
  pi_left_out: "G",
  pi_line: "c",
  pi_lines: "M",
  pi_load_module: "x2",
  pi_lock_file: "h",
  pi_lose: "r2",
  pi_marker: "i",
  pi_marker_dir: "b",
  pi_members: "V",
  pi_module_dir: "W",
  pi_moves: "X",
  pi_name: "B",
  pi_needs_forwarding: "s1",
  pi_net_dir: "l",
  pi_new: "i2",
  pi_newline: "n",
  pi_next_line: "Y",
  pi_nonce: "N",
  pi_now: "s2",
  pi_number: "o",
  pi_object: "s",
  pi_open_lock: "j0",
  pi_other: "Z",
  pi_ours: "a0",
  pi_persistent: "t0",
  pi_pid: "H",
  pi_place_marker: "t1",
  pi_plain: "t2",
  pi_poll_lock: "j1",
  pi_prepare_marker: "u0",
  pi_print: "j2",
  pi_read_ip: "k1",
  pi_release_lock: "y1",
  pi_release_sysctl: "u1",
  pi_remember_setting: "a2",
  pi_remember_settings: "u2",
  pi_remove_clsact: "y2",
  pi_report_done: "b0",
  pi_report_verdict: "k2",
  pi_restore_settings: "l0",
  pi_run_batch: "z0",
  pi_run_dir: "b1",
  pi_run_lines: "v0",
  pi_run_singly: "z1",
  pi_run_unshown: "b2",
  pi_scratch_free: "l1",
  pi_scratch_group: "c0",
  pi_seconds: "c1",
  pi_set_sysctls: "z2",
  pi_shows: "v1",
  pi_start_ip: "A0",
  pi_status: "Q",
  pi_sysctl_dir: "l2",
  pi_take_lock: "A1",
  pi_taken: "c2",
  pi_text: "p",
  pi_tidy_markers: "A2",
  pi_tool: "R",
  pi_total: "C",
  pi_try_lock: "d0",
  pi_undo: "m0",
  pi_undo_checks: "m1",
  pi_value: "v2",
  pi_verdict: "d1",
  pi_wait_for_lock: "w0",
  pi_watch: "J",
  pi_word: "a",
  pi_write_sysctl: "m2",
} as const;

/** What prints each section of a dump. */
export const DUMPS = {
  "facts": `[ -d /run/systemd/system ] && systemctl --version 2>/dev/null | { read -r _ a _ && echo "systemd $a"; }
for a; do
{ [ -e "/sys/module/$a" ] || modprobe -n -q "$a" 2>/dev/null; } && echo "module $a"
done
r=y`,
  "fou": `J ip -j fou show || r=y`,
  "identity": `c=
{ IFS= read -r c; } 2>/dev/null </etc/machine-id
echo "$c"
c=
{ IFS= read -r c; } 2>/dev/null </proc/sys/kernel/osrelease
echo "$c"`,
  "links": `J ip -d -j -N addr show || r=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | J ip -d -j -N -batch - || r=y`,
  "markers": `for a in "$b"/*; do [ -f "$a" ] && IFS= read -r c <"$a" && echo "\${a##*/} $c"; done`,
  "routes": `printf 'route show table all proto %s\\n' boot static | J ip -d -j -N -batch - || r=y`,
  "sysctl": `for a in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
c=$(cat "/proc/sys/$(echo $a | tr . /)" 2>/dev/null) && echo "$a $c"
done`,
  "tc": `a=$(tc qdisc show dev "$1" 2>/dev/null | sed -n -e 's/^qdisc clsact .*/clsact/p' -e 's/^qdisc ingress .*/ingress/p')
[ -z "$a" ] || {
echo "[\\"$a\\",\\"$1\\"]"
printf "filter show dev $1 %s\\n" ingress egress | tc -j -force -batch -
}`,
  "udp": `ss -Hulnp`,
  "xfrm-policy": `J ip xfrm policy list || r=y`,
  "xfrm-state": `J ip xfrm state list nokeys || r=y`,
} as const;
