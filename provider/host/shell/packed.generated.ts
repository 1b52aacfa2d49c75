// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** Defined once in each shell. */
export const HOST_FUNCTIONS = `b0=/run
l=/sys/class/net
V=/sys/module
l1=/proc/sys
f0=
umask 077
h=$b0/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$h" || h=
i2() { [ -z "$h" ] || exec 9>>"$h"; }
y0() {
[ -z "$h" ] || : >"$h"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
i2
}
A0() {
[ -n "$h" ] || return 0
[ ! -e "$h.wanted" ] || { rm -f "$h.wanted"; sleep 2; }
c2 -n || v2 || {
if [ -n "$e" ]; then f lock-failed; echo "$e"; else f busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $K"; fi >"$h"
}
c2() { e=$(flock "$@" 3 2>&1 3>&9); }
v2() {
[ -z "$e" ] || return 1
p1=$(flock --version 2>&1)
J=
read -r J <"$h"
j0 10 && return
[ -z "$e" ] || return 1
o1
j0 20
}
j0() {
case $p1 in *util-linux*) c2 -w "$1"; return;; esac
c0=$1
while [ "$c0" -gt 0 ]; do
: >>"$h.wanted"
sleep 1
c2 -n && { rm -f "$h.wanted"; return; }
[ -z "$e" ] || return 1
c0=$((c0 - 1))
done
return 1
}
o1() { h0 && sleep 1 && h0 && kill "\${J%% *}"; }
h0() {
c=
read -r c <"$h"
H=\${J%% *}
case $H in '' | *[!0-9]*) return 1;; esac
[ "$c" = "$J" ] && [ "/proc/$H/fd/9" -ef "$h" ] &&
[ -r "/proc/$H/task/$H/children" ] || return 1
read -r c <"/proc/$H/task/$H/children"
case $c in '' | "\${J##* }") ;; *) return 1;; esac
}
i2
K=
z2() {
exec 6>&- 7<&- 4<<E 7<<E
.
E
.
E
K=
if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
read -r K <&4
read -r K <&7
exec 6>/proc/self/fd/4 5>/proc/self/fd/7
ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
K=$!
exec 4<&- 5>&-
else
exec 4<&- 7<&-
fi
}
k0() {
e=
while [ "$E" -gt 0 ]; do
IFS= read -r c <&7 || return 1
case $c in
'['* | '{'*) E=$((E - 1)); printf '%s\\n' "$c";;
*) e=$e$c$n;;
esac
done
}
z=26992
S() {
s=$1 q1=$2 w=
shift 2
case $s in
@*) [ -e "$b/\${s#@}" ] && IFS= read -r w <"$b/\${s#@}";;
*)
[ -e "$l/$s" ] || { d0=gone; return 1; }
IFS= read -r w <"$l/$s/ifalias";;
esac
for a; do case $w in "$a" | "$a "*) return 0;; esac; done
[ "$q1" = y ] && [ -z "$w" ] && h1 "$s" && return 0
d0="foreign $w"
return 1
}
h1() { read -r a <"$l/$1/netdev_group" && [ "$a" = $z ]; }
k1() { f "\${d0%% *} $1 \${d0#* }"; }
b=
x0() {
[ -n "$b" ] || {
b=$(readlink /proc/self/ns/net)
b=\${b#*\\[}
b=$b0/pulumi-iproute2/\${b%]}
}
}
t2() {
[ $# -lt 2 ] || e=$({ mkdir -p "$b" && echo "$2" $3 >"$b/.$1"; } 2>&1)
}
t0() {
case $# in
0) ;;
1) rm -f "$b/$1";;
*) mv -f "$b/.$1" "$b/$1";;
esac
}
g2() { [ $# -lt 2 ] || rm -f "$b/.$1"; }
A1() { rmdir "$b" "$b0/pulumi-iproute2" 2>/dev/null; }
x1() { [ -e "$V/$1" ] || modprobe -q "$1" || f "no-module $1"; }
u() {
p2=$1 c1=0
shift
while [ $# -gt 0 ]; do
d=$1 e0=$2 y=$3 L=$4 m0=$5 l2=$6 i=$7 v0=$8
c1=$((c1 + 1))
shift 8
case $G in *" $d "*) ;; *) $p2 || return 0;; esac
done
}
d2() {
if [ -n "$e0" ] && ! S $e0; then
G="$G$d "
k1 "$d"
elif ! t2 $i; then
G="$G$d "
f "unmarked $d"
echo "$e"
fi
}
j1() {
printf '%s' "$L"
C=$((C + y)) E=$((E + v0))
}
m2() { C=$((C + y)); }
R() {
t0 $i
m="$m $d"
}
r1() {
g2 $i
m="$m $d"
}
o2() {
X=$((X + y))
if [ "$k" -gt "$y" ]; then
k=$((k - y))
R
else
g0
return 1
fi
}
g0() {
r=y
a2
f "failed $d $k"
printf '%s\\n' "$e"
[ "$k" -gt 1 ] && [ -n "$l2" ] && { [ -z "$m0" ] || S $m0; } &&
printf '%s' "$l2" | $Q -force -batch - >/dev/null 2>&1
g2 $i
}
a2() {
[ -z "$m" ] || f "done$m"
m=
}
e2() {
if [ -n "$p" ]; then m=" $2-$(($2 + $# / 8 - 1))"; else m=; u "$@"; fi
}
y2() {
Q=$1 t1=$2 p=$3 s2=$4 G=' '
shift 4
[ "$t1" = y ] || u d2 "$@"
while [ $# -gt 0 ]; do
f run
C=0 E=0
if [ "$s2" = y ] && [ -n "$v" ]; then
f1=$v P=0
u j1 "$@" >&6 2>/dev/null
if k0; then v=$((v + C)); else P=1 v=; fi
else
f1=0
{
e=$(if [ -n "$p" ]; then printf '%s' "$p"; else u j1 "$@"; fi |
$Q -batch - 2>&1 >&3 3>&-)
P=$?
} 3>&1
fi
if [ "$P" = 0 ]; then
e2 R "$@"
a2
return
fi
k=0 C=0
case $e in
*"Command failed -:"*)
k=\${e##*"Command failed -:"}
k=$((\${k%%[!0-9]*} - f1));;
esac
u m2 "$@"
if [ "$k" -lt 1 ] || [ "$k" -gt "$C" ]; then
r=y
e2 r1 "$@"
f "lost $P$m"
printf '%s\\n' "$e"
return
fi
X=1 m=
u o2 "$@"
shift $((c1 * 8))
[ -z "$p" ] || p=$(printf '%s' "$p" | tail -n +$X)$n
done
}
z0() {
Q=$1 G=' ' m=
shift
u d2 "$@"
u u2 "$@"
a2
}
u2() {
k=0
while [ -n "$L" ]; do
k=$((k + 1))
e=$(printf '%s\\n' "\${L%%"$n"*}" | $Q -batch - 2>&1) || { g0; return 0; }
L=\${L#*"$n"}
done
R
}
w1() {
(
cd "$l" && n0=$1 q0=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$n0" ] &&
[ "$(grep -lx $z -- */netdev_group 2>/dev/null)" = "$q0" ]
) && {
f removing
ip link del group $z 2>&1
} && f "done r0-$(($# - 3))"
}
w2() {
b2=$1 O='' q='' o=0 Z=0 W=
shift
while [ $# -gt 0 ]; do
if S $2; then
O="$O $1" q="$q $3" o=$((o + 1))
W="\${W}link set dev $3 group $b2$n"
h1 "$3" && Z=$((Z + 1))
else k1 "$1"; fi
shift 3
done
[ $o = 0 ] && return
f removing
if o0; then f "done$O"; else n2; fi
}
o0() {
[ $o -gt 1 ] || {
b1 1 "link del dev$q$n"
return
}
U=0 l0=y
for F in "$l"/*/netdev_group; do
read -r a <"$F"
case $a in
"$z") U=$((U + 1));;
"$b2") l0=;;
esac
done 2>/dev/null
if [ $Z = $o ] && [ $U = $o ]; then
b1 1 "link del group $z$n"
elif [ -n "$l0" ]; then
b1 $((o + 1)) "\${W}link del group $b2$n"
else return 1; fi
}
n2() {
for a in $q; do
[ -e "$l/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $O; do
q=\${q# } s=\${q%% *}
if [ -e "$l/$s" ]; then r=y; f "stays $a"; else f "done $a"; fi
q=\${q#"$s"}
done
}
b1() {
[ -n "$v" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
E=1
k0 >/dev/null || {
v=
printf '%s\\n' "$e"
return 1
}
v=$((v + $1 + 1))
}
w0() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$b" && cat "$l/$1/ifindex" 2>/dev/null >"$b/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$b/clsact.$1"
}
y1() {
[ -e "$b/clsact.$1" ] || return
if [ "$(cat "$b/clsact.$1")" = "$(cat "$l/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$b/clsact.$1"
}`;

/** Defined in each frame that changes settings of the kernel. */
export const SYSCTL_FUNCTIONS = `z1() {
o=0
while read -r c i w; do
o=$((o + 1)) h2=\${c%%=*} i=$b/$i Y=
F=$l1/$(echo "$h2" | tr . /)
g=\${h2#net.} g=\${g%%.*}
D=$l1/net/$g/conf
for a in "\${i%:*}":*; do
[ -f "$a" ] && [ "$a" != "$i" ] && Y=$a
done
case $c in
*=*) q2 "\${c#*=}";;
*) u0;;
esac || {
echo "Command failed -:$o" >&2
return 1
}
done
}
q2() {
s1=$(cat "$F") && mkdir -p "$b" || return
t=$s1 i1=y
for a in "$i" "$Y"; do
[ -f "$a" ] || continue
read -r B t <"$a"
i1=
break
done
if echo "$w $t" >"$b/.sysctl" && mv -f "$b/.sysctl" "$i"; then
m1 "$1" && return
fi
[ -z "$i1" ] || { rm -f "$i"; k2; }
return 1
}
u0() {
t=
[ ! -f "$i" ] || read -r a t <"$i"
if [ -z "$Y" ]; then
if [ "$t" = 0 ] && [ "$(cat "$F")" != 0 ] && s0; then
:
else
[ -z "$t" ] || m1 "$t" || return
[ "$t" != 0 ] || k2
fi
rm -f "$b/conf:$g:"* "$b/devices:$g"
fi
rm -f "$i"
}
m1() {
if [ "$1" != 0 ] && [ "$(cat "$F")" = 0 ]; then u1 || return; fi
echo "$1" >"$F"
}
u1() {
A=0
for a in "$l"/*/ifindex; do
read -r d <"$a" && [ "$d" -gt "$A" ] && A=$d
done
[ -e "$b/devices:$g" ] || echo "$A" >"$b/devices:$g"
for a in "$D"/*/forwarding; do
j=\${a%/forwarding} j=\${j##*/}
[ "$j" = all ] || [ "$(cat "$a")" = 0 ] || a1 forwarding
done
j=all
if [ "$g" = ipv4 ]; then
a1 accept_redirects
return
fi
for j in $({ ip -6 route show table all proto ra; ip -6 -o addr show dynamic; } 2>/dev/null |
sed -n -e 's/^[0-9]*: \\([^ ]*\\) .*/\\1/p' -e 's/.* dev \\([^ ]*\\) .*/\\1/p' | sort -u); do
[ "$(cat "$D/$j/accept_ra" 2>/dev/null)" = 1 ] || continue
a1 accept_ra
echo 2 >"$D/$j/accept_ra" || return
done
}
a1() {
g1
a=$b/conf:$g:$1:$j
[ -e "$a" ] || echo "$d $(cat "$D/$j/$1")" >"$a"
}
g1() { d=$(cat "$l/$j/ifindex" 2>/dev/null) || d=0; }
k2() {
for a in "$b/conf:$g:"*; do
[ -f "$a" ] || continue
read -r A v1 <"$a"
B=\${a##*"/conf:$g:"} j=\${B#*:} B=\${B%%:*}
g1
[ "$d" = "$A" ] || continue
[ "$B" = accept_ra ] && [ "$(cat "$D/$j/$B")" != 2 ] && continue
echo "$v1" 2>/dev/null >"$D/$j/$B"
done
rm -f "$b/conf:$g:"* "$b/devices:$g"
}
s0() {
[ -f "$b/devices:$g" ] || return 0
read -r A <"$b/devices:$g"
for a in etc run usr/local/lib usr/lib lib; do
cat "$f0/$a/sysctl.conf" "$f0/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${g}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$l"/*/; do
read -r d <"\${a}ifindex" || continue
read -r z <"\${a}netdev_group"
read -r p0 <"\${a}flags"
case $p0 in *[13579bdf]) [ "$d" -le "$A" ] || [ "$z" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$g" = ipv4 ] || return
{
[ ! -e "$V/nf_tables" ] || nft list ruleset
[ ! -e "$V/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}`;

/** What the functions and variables are called in the packed text. */
export const NAMES = {
  pi_add_clsact: "w0",
  pi_add_count: "m2",
  pi_alias: "w",
  pi_aliases: "n0",
  pi_before: "t",
  pi_check: "d2",
  pi_checks: "e0",
  pi_collect: "e2",
  pi_conf: "D",
  pi_config_dir: "f0",
  pi_count: "y",
  pi_delete_all: "w1",
  pi_delete_devices: "w2",
  pi_delete_singly: "n2",
  pi_delete_together: "o0",
  pi_device: "j",
  pi_devices: "q",
  pi_done: "m",
  pi_due: "E",
  pi_each: "u",
  pi_earlier: "f1",
  pi_end_idle_holder: "o1",
  pi_error: "e",
  pi_event: "f",
  pi_fail: "g0",
  pi_failed: "r",
  pi_failing_line: "k",
  pi_family: "g",
  pi_file: "F",
  pi_find_failed: "o2",
  pi_find_index: "g1",
  pi_find_marker_dir: "x0",
  pi_finish: "R",
  pi_flags: "p0",
  pi_flock: "p1",
  pi_forget_marker: "g2",
  pi_function: "p2",
  pi_group: "z",
  pi_groups: "q0",
  pi_guard: "S",
  pi_half_made: "q1",
  pi_hold_sysctl: "q2",
  pi_holder: "J",
  pi_holder_is_idle: "h0",
  pi_index: "d",
  pi_indices: "O",
  pi_ip_lines: "v",
  pi_ip_pid: "K",
  pi_is_in_group: "h1",
  pi_key: "h2",
  pi_last: "A",
  pi_left_out: "G",
  pi_line: "c",
  pi_lines: "L",
  pi_load_module: "x1",
  pi_lock_file: "h",
  pi_lose: "r1",
  pi_marker: "i",
  pi_marker_dir: "b",
  pi_members: "U",
  pi_module_dir: "V",
  pi_moves: "W",
  pi_name: "B",
  pi_needs_forwarding: "s0",
  pi_net_dir: "l",
  pi_new: "i1",
  pi_newline: "n",
  pi_next_line: "X",
  pi_nonce: "N",
  pi_now: "s1",
  pi_number: "o",
  pi_object: "s",
  pi_open_lock: "i2",
  pi_other: "Y",
  pi_ours: "Z",
  pi_persistent: "s2",
  pi_pid: "H",
  pi_place_marker: "t0",
  pi_plain: "t1",
  pi_poll_lock: "j0",
  pi_prepare_marker: "t2",
  pi_print: "j1",
  pi_read_ip: "k0",
  pi_release_lock: "y0",
  pi_release_sysctl: "u0",
  pi_remember_setting: "a1",
  pi_remember_settings: "u1",
  pi_remove_clsact: "y1",
  pi_report_done: "a2",
  pi_report_verdict: "k1",
  pi_restore_settings: "k2",
  pi_run_batch: "y2",
  pi_run_dir: "b0",
  pi_run_lines: "u2",
  pi_run_singly: "z0",
  pi_run_unshown: "b1",
  pi_scratch_free: "l0",
  pi_scratch_group: "b2",
  pi_seconds: "c0",
  pi_set_sysctls: "z1",
  pi_shows: "v0",
  pi_start_ip: "z2",
  pi_status: "P",
  pi_sysctl_dir: "l1",
  pi_take_lock: "A0",
  pi_taken: "c1",
  pi_text: "p",
  pi_tidy_markers: "A1",
  pi_tool: "Q",
  pi_total: "C",
  pi_try_lock: "c2",
  pi_undo: "l2",
  pi_undo_checks: "m0",
  pi_value: "v1",
  pi_verdict: "d0",
  pi_wait_for_lock: "v2",
  pi_word: "a",
  pi_write_sysctl: "m1",
} as const;

/** What prints each section of a dump. */
export const DUMPS = {
  "facts": `[ -d /run/systemd/system ] && systemctl --version 2>/dev/null | { read -r _ a _ && echo "systemd $a"; }
for a; do
{ [ -e "/sys/module/$a" ] || modprobe -n -q "$a" 2>/dev/null; } && echo "module $a"
done
r=y`,
  "fou": `ip -j fou show || r=y`,
  "identity": `c=
{ IFS= read -r c; } 2>/dev/null </etc/machine-id
echo "$c"
c=
{ IFS= read -r c; } 2>/dev/null </proc/sys/kernel/osrelease
echo "$c"`,
  "links": `ip -d -j -N addr show || r=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | ip -d -j -N -batch - || r=y`,
  "markers": `for a in "$b"/*; do [ -f "$a" ] && IFS= read -r c <"$a" && echo "\${a##*/} $c"; done`,
  "routes": `printf 'route show table all proto %s\\n' boot static | ip -d -j -N -batch - || r=y`,
  "sysctl": `for a in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
c=$(cat "/proc/sys/$(echo $a | tr . /)" 2>/dev/null) && echo "$a $c"
done`,
  "tc": `c=$(tc qdisc show | sed -n -e 's/^qdisc clsact .* dev \\([A-Za-z0-9_.-]*\\) .*/clsact \\1/p' -e 's/^qdisc ingress .* dev \\([A-Za-z0-9_.-]*\\) .*/ingress \\1/p')
printf '%s\\n' "$c" | sed -n 's/\\(.*\\) \\(.*\\)/["\\1","\\2"]/p'
printf '%s\\n' "$c" | sed -n 's/.* \\(.*\\)/filter show dev \\1 ingress\\nfilter show dev \\1 egress/p' | tc -j -force -batch -`,
  "udp": `ss -Hulnp`,
  "xfrm-policy": `ip xfrm policy list || r=y`,
  "xfrm-state": `ip xfrm state list nokeys || r=y`,
} as const;
