// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

/** Defined once in each shell. */
export const HOST_FUNCTIONS = `b2=/run
l=/sys/class/net
Y=/sys/module
m0=/proc/sys
f2=
umask 077
h=$b2/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$h" || h=
j1() { [ -z "$h" ] || exec 9>>"$h"; }
y2() {
[ -z "$h" ] || : >"$h"
[ -z "$KSH_VERSION" ] || flock -u 3 3>&9
j1
}
A2() {
[ -n "$h" ] || return 0
[ ! -e "$h.wanted" ] || { rm -f "$h.wanted"; sleep 2; }
d1 -n || w1 || {
if [ -n "$f" ]; then e lock-failed; echo "$f"; else e busy; fi
return 1
}
if [ "$1" = y ]; then echo "$$ $N $M"; fi >"$h"
}
d1() { f=$(flock "$@" 3 2>&1 3>&9); }
w1() {
[ -z "$f" ] || return 1
p2=$(flock --version 2>&1)
L=
read -r L <"$h"
j2 10 && return
[ -z "$f" ] || return 1
o2
j2 20
}
j2() {
case $p2 in *util-linux*) d1 -w "$1"; return;; esac
c2=$1
while [ "$c2" -gt 0 ]; do
: >>"$h.wanted"
sleep 1
d1 -n && { rm -f "$h.wanted"; return; }
[ -z "$f" ] || return 1
c2=$((c2 - 1))
done
return 1
}
o2() { h2 && sleep 1 && h2 && kill "\${L%% *}"; }
h2() {
c=
read -r c <"$h"
I=\${L%% *}
case $I in '' | *[!0-9]*) return 1;; esac
[ "$c" = "$L" ] && [ "/proc/$I/fd/9" -ef "$h" ] &&
[ -r "/proc/$I/task/$I/children" ] || return 1
read -r c <"/proc/$I/task/$I/children"
case $c in '' | "\${L##* }") ;; *) return 1;; esac
}
j1
M=
A1() {
exec 6>&- 7<&- 4<<E 7<<E
.
E
.
E
M=
if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
read -r M <&4
read -r M <&7
exec 6>/proc/self/fd/4 5>/proc/self/fd/7
ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
M=$!
exec 4<&- 5>&-
else
exec 4<&- 7<&-
fi
}
k2() {
f=
while [ "$F" -gt 0 ]; do
IFS= read -r c <&7 || return 1
case $c in
'['* | '{'*) F=$((F - 1)); printf '%s\\n' "$c";;
*) f=$f$c$m;;
esac
done
}
A=26992
Q() {
t=$1 q2=$2 y=
shift 2
case $t in
@*) [ -e "$b/\${t#@}" ] && IFS= read -r y <"$b/\${t#@}";;
*)
[ -e "$l/$t" ] || { d2=gone; return 1; }
IFS= read -r y <"$l/$t/ifalias";;
esac
for a; do case $y in "$a" | "$a "*) return 0;; esac; done
[ "$q2" = y ] && [ -z "$y" ] && i0 "$t" && return 0
d2="foreign $y"
return 1
}
i0() { read -r a <"$l/$1/netdev_group" && [ "$a" = $A ]; }
l0() { e "\${d2%% *} $1 \${d2#* }"; }
b=
x2() {
[ -n "$b" ] || {
b=$(readlink /proc/self/ns/net)
b=\${b#*\\[}
b=$b2/pulumi-iproute2/\${b%]}
}
}
u1() {
[ $# -lt 2 ] || f=$({ mkdir -p "$b" && echo "$2" $3 >"$b/.$1"; } 2>&1)
}
t2() {
case $# in
0) ;;
1) rm -f "$b/$1";;
*) mv -f "$b/.$1" "$b/$1";;
esac
}
h1() { [ $# -lt 2 ] || rm -f "$b/.$1"; }
B0() { rmdir "$b" "$b2/pulumi-iproute2" 2>/dev/null; }
y0() { [ -e "$Y/$1" ] || modprobe -q "$1" || e "no-module $1"; }
w() {
q0=$1 d0=0
shift
while [ $# -gt 0 ]; do
d=$1 e2=$2 v=$3 p=$4 U=$5 m1=$6 i=$7 v2=$8
d0=$((d0 + 1))
shift 8
case $H in *" $d "*) ;; *) $q0 || return 0;; esac
done
}
e1() {
if [ -n "$e2" ] && ! Q $e2; then
H="$H$d "
l0 "$d"
elif ! u1 $i; then
H="$H$d "
e "unmarked $d"
echo "$f"
fi
}
k0() {
printf '%s' "$p"
D=$((D + v)) F=$((F + v2))
}
n0() { D=$((D + v)); }
V() {
t2 $i
o="$o $d"
}
r2() {
h1 $i
o="$o $d"
}
p0() {
O=$((O + v))
if [ "$k" -gt "$v" ]; then
k=$((k - v))
V
else
g2
return 1
fi
}
g2() {
s=y
b1
e "failed $d $k"
printf '%s\\n' "$f"
[ "$k" -gt 1 ] && [ -n "$m1" ] && s1 &&
printf '%s' "$m1" | $T -force -batch - >/dev/null 2>&1
h1 $i
}
s1() {
case $U in
'') return 0;;
*" =")
[ -z "$n" ] ||
p=$(printf '%s' "$n" | sed -n "$((O - v)),$((O - 1))p")
p=\${p#*"link set dev \${U%% *} alias "}
p=\${p%%"$m"*}
Q \${U%=}\${p%% *};;
*) Q $U;;
esac
}
b1() {
[ -z "$o" ] || e "done$o"
o=
}
f1() {
if [ -n "$n" ]; then o=" $2-$(($2 + $# / 8 - 1))"; else o=; w "$@"; fi
}
z1() {
T=$1 u0=$2 n=$3 t1=$4 H=' '
shift 4
[ "$u0" = y ] || w e1 "$@"
while [ $# -gt 0 ]; do
e run
D=0 F=0
if [ "$t1" = y ] && [ -n "$x" ]; then
g0=$x S=0
w k0 "$@" >&6 2>/dev/null
if k2; then x=$((x + D)); else S=1 x=; fi
else
g0=0
{
f=$(if [ -n "$n" ]; then printf '%s' "$n"; else w k0 "$@"; fi |
$T -batch - 2>&1 >&3 3>&-)
S=$?
} 3>&1
fi
if [ "$S" = 0 ]; then
f1 V "$@"
b1
return
fi
k=0 D=0
case $f in
*"Command failed -:"*)
k=\${f##*"Command failed -:"}
k=$((\${k%%[!0-9]*} - g0));;
esac
w n0 "$@"
if [ "$k" -lt 1 ] || [ "$k" -gt "$D" ]; then
s=y
f1 r2 "$@"
e "lost $S$o"
printf '%s\\n' "$f"
return
fi
O=1 o=
w p0 "$@"
shift $((d0 * 8))
[ -z "$n" ] || n=$(printf '%s' "$n" | tail -n +$O)$m
done
}
z2() {
T=$1 H=' ' o=
shift
w e1 "$@"
w v1 "$@"
b1
}
v1() {
k=0
while [ -n "$p" ]; do
k=$((k + 1))
f=$(printf '%s\\n' "\${p%%"$m"*}" | $T -batch - 2>&1) || { g2; return 0; }
p=\${p#*"$m"}
done
V
}
x0() {
(
cd "$l" && n1=$1 q1=$2 && shift 2 &&
[ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$n1" ] &&
[ "$(grep -lx $A -- */netdev_group 2>/dev/null)" = "$q1" ]
) && {
e removing
ip link del group $A 2>&1
} && e "done r0-$(($# - 3))"
}
x1() {
c1=$1 R='' r='' q=0 a1=0 Z=
shift
while [ $# -gt 0 ]; do
if Q $2; then
R="$R $1" r="$r $3" q=$((q + 1))
Z="\${Z}link set dev $3 group $c1$m"
i0 "$3" && a1=$((a1 + 1))
else l0 "$1"; fi
shift 3
done
[ $q = 0 ] && return
e removing
if o1; then e "done$R"; else o0; fi
}
o1() {
[ $q -gt 1 ] || {
c0 1 "link del dev$r$m"
return
}
X=0 l2=y
for G in "$l"/*/netdev_group; do
read -r a <"$G"
case $a in
"$A") X=$((X + 1));;
"$c1") l2=;;
esac
done 2>/dev/null
if [ $a1 = $q ] && [ $X = $q ]; then
c0 1 "link del group $A$m"
elif [ -n "$l2" ]; then
c0 $((q + 1)) "\${Z}link del group $c1$m"
else return 1; fi
}
o0() {
for a in $r; do
[ -e "$l/$a" ] && echo "link del dev $a"
done | ip -force -batch - 2>&1
for a in $R; do
r=\${r# } t=\${r%% *}
if [ -e "$l/$t" ]; then s=y; e "stays $a"; else e "done $a"; fi
r=\${r#"$t"}
done
}
c0() {
[ -n "$x" ] || {
printf '%s' "$2" | ip -batch - 2>&1
return
}
printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
F=1
k2 >/dev/null || {
x=
printf '%s\\n' "$f"
return 1
}
x=$((x + $1 + 1))
}
w2() {
tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
mkdir -p "$b" && cat "$l/$1/ifindex" 2>/dev/null >"$b/clsact.$1" &&
tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$b/clsact.$1"
}
z0() {
[ -e "$b/clsact.$1" ] || return
if [ "$(cat "$b/clsact.$1")" = "$(cat "$l/$1/ifindex" 2>/dev/null)" ]; then
[ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
tc qdisc del dev "$1" clsact
fi
rm -f "$b/clsact.$1"
}`;

/** Defined in each frame that changes settings of the kernel. */
export const SYSCTL_FUNCTIONS = `A0() {
q=0
while read -r c i y; do
q=$((q + 1)) i1=\${c%%=*} i=$b/$i a0=
G=$m0/$(echo "$i1" | tr . /)
g=\${i1#net.} g=\${g%%.*}
E=$m0/net/$g/conf
for a in "\${i%:*}":*; do
[ -f "$a" ] && [ "$a" != "$i" ] && a0=$a
done
case $c in
*=*) r0 "\${c#*=}";;
*) u2;;
esac || {
echo "Command failed -:$q" >&2
return 1
}
done
}
r0() {
t0=$(cat "$G") && mkdir -p "$b" || return
u=$t0 j0=y
for a in "$i" "$a0"; do
[ -f "$a" ] || continue
read -r C u <"$a"
j0=
break
done
if echo "$y $u" >"$b/.sysctl" && mv -f "$b/.sysctl" "$i"; then
m2 "$1" && return
fi
[ -z "$j0" ] || { rm -f "$i"; l1; }
return 1
}
u2() {
u=
[ ! -f "$i" ] || read -r a u <"$i"
if [ -z "$a0" ]; then
if [ "$u" = 0 ] && [ "$(cat "$G")" != 0 ] && s2; then
:
else
[ -z "$u" ] || m2 "$u" || return
[ "$u" != 0 ] || l1
fi
rm -f "$b/conf:$g:"* "$b/devices:$g"
fi
rm -f "$i"
}
m2() {
if [ "$1" != 0 ] && [ "$(cat "$G")" = 0 ]; then v0 || return; fi
echo "$1" >"$G"
}
v0() {
B=0
for a in "$l"/*/ifindex; do
read -r d <"$a" && [ "$d" -gt "$B" ] && B=$d
done
[ -e "$b/devices:$g" ] || echo "$B" >"$b/devices:$g"
for a in "$E"/*/forwarding; do
j=\${a%/forwarding} j=\${j##*/}
[ "$j" = all ] || [ "$(cat "$a")" = 0 ] || b0 forwarding
done
j=all
if [ "$g" = ipv4 ]; then
b0 accept_redirects
return
fi
for j in $({ ip -6 route show table all proto ra; ip -6 -o addr show dynamic; } 2>/dev/null |
sed -n -e 's/^[0-9]*: \\([^ ]*\\) .*/\\1/p' -e 's/.* dev \\([^ ]*\\) .*/\\1/p' | sort -u); do
[ "$(cat "$E/$j/accept_ra" 2>/dev/null)" = 1 ] || continue
b0 accept_ra
echo 2 >"$E/$j/accept_ra" || return
done
}
b0() {
h0
a=$b/conf:$g:$1:$j
[ -e "$a" ] || echo "$d $(cat "$E/$j/$1")" >"$a"
}
h0() { d=$(cat "$l/$j/ifindex" 2>/dev/null) || d=0; }
l1() {
for a in "$b/conf:$g:"*; do
[ -f "$a" ] || continue
read -r B w0 <"$a"
C=\${a##*"/conf:$g:"} j=\${C#*:} C=\${C%%:*}
h0
[ "$d" = "$B" ] || continue
[ "$C" = accept_ra ] && [ "$(cat "$E/$j/$C")" != 2 ] && continue
echo "$w0" 2>/dev/null >"$E/$j/$C"
done
rm -f "$b/conf:$g:"* "$b/devices:$g"
}
s2() {
[ -f "$b/devices:$g" ] || return 0
read -r B <"$b/devices:$g"
for a in etc run usr/local/lib usr/lib lib; do
cat "$f2/$a/sysctl.conf" "$f2/$a"/sysctl.d/*.conf 2>/dev/null
done | grep -Eq "^[[:space:]]*-?net[./]\${g}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
for a in "$l"/*/; do
read -r d <"\${a}ifindex" || continue
read -r A <"\${a}netdev_group"
read -r p1 <"\${a}flags"
case $p1 in *[13579bdf]) [ "$d" -le "$B" ] || [ "$A" = 26992 ] || return 0;; esac
done 2>/dev/null
[ "$g" = ipv4 ] || return
{
[ ! -e "$Y/nf_tables" ] || nft list ruleset
[ ! -e "$Y/iptable_nat" ] || iptables-save -t nat
} 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}`;

/** Defined in each frame that reads lists of the kernel. */
export const WATCH_FUNCTIONS = `K() {
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
  pi_add_clsact: "w2",
  pi_add_count: "n0",
  pi_alias: "y",
  pi_aliases: "n1",
  pi_before: "u",
  pi_check: "e1",
  pi_checks: "e2",
  pi_collect: "f1",
  pi_conf: "E",
  pi_config_dir: "f2",
  pi_count: "v",
  pi_delete_all: "x0",
  pi_delete_devices: "x1",
  pi_delete_singly: "o0",
  pi_delete_together: "o1",
  pi_device: "j",
  pi_devices: "r",
  pi_done: "o",
  pi_due: "F",
  pi_each: "w",
  pi_earlier: "g0",
  pi_end_idle_holder: "o2",
  pi_error: "f",
  pi_event: "e",
  pi_fail: "g2",
  pi_failed: "s",
  pi_failing_line: "k",
  pi_family: "g",
  pi_file: "G",
  pi_find_failed: "p0",
  pi_find_index: "h0",
  pi_find_marker_dir: "x2",
  pi_finish: "V",
  pi_flags: "p1",
  pi_flock: "p2",
  pi_forget_marker: "h1",
  pi_function: "q0",
  pi_group: "A",
  pi_groups: "q1",
  pi_guard: "Q",
  pi_half_made: "q2",
  pi_hold_sysctl: "r0",
  pi_holder: "L",
  pi_holder_is_idle: "h2",
  pi_index: "d",
  pi_indices: "R",
  pi_ip_lines: "x",
  pi_ip_pid: "M",
  pi_is_in_group: "i0",
  pi_key: "i1",
  pi_last: "B",
  pi_left_out: "H",
  pi_line: "c",
  pi_lines: "p",
  pi_load_module: "y0",
  pi_lock_file: "h",
  pi_lose: "r2",
  pi_marker: "i",
  pi_marker_dir: "b",
  pi_may_undo: "s1",
  pi_members: "X",
  pi_module_dir: "Y",
  pi_moves: "Z",
  pi_name: "C",
  pi_needs_forwarding: "s2",
  pi_net_dir: "l",
  pi_new: "j0",
  pi_newline: "m",
  pi_next_line: "O",
  pi_nonce: "N",
  pi_now: "t0",
  pi_number: "q",
  pi_object: "t",
  pi_open_lock: "j1",
  pi_other: "a0",
  pi_ours: "a1",
  pi_persistent: "t1",
  pi_pid: "I",
  pi_place_marker: "t2",
  pi_plain: "u0",
  pi_poll_lock: "j2",
  pi_prepare_marker: "u1",
  pi_print: "k0",
  pi_read_ip: "k2",
  pi_release_lock: "y2",
  pi_release_sysctl: "u2",
  pi_remember_setting: "b0",
  pi_remember_settings: "v0",
  pi_remove_clsact: "z0",
  pi_report_done: "b1",
  pi_report_verdict: "l0",
  pi_restore_settings: "l1",
  pi_run_batch: "z1",
  pi_run_dir: "b2",
  pi_run_lines: "v1",
  pi_run_singly: "z2",
  pi_run_unshown: "c0",
  pi_scratch_free: "l2",
  pi_scratch_group: "c1",
  pi_seconds: "c2",
  pi_set_sysctls: "A0",
  pi_shows: "v2",
  pi_start_ip: "A1",
  pi_status: "S",
  pi_sysctl_dir: "m0",
  pi_take_lock: "A2",
  pi_taken: "d0",
  pi_text: "n",
  pi_tidy_markers: "B0",
  pi_tool: "T",
  pi_total: "D",
  pi_try_lock: "d1",
  pi_undo: "m1",
  pi_undo_checks: "U",
  pi_value: "w0",
  pi_verdict: "d2",
  pi_wait_for_lock: "w1",
  pi_watch: "K",
  pi_word: "a",
  pi_write_sysctl: "m2",
} as const;

/** What prints each section of a dump. */
export const DUMPS = {
  "facts": `[ -d /run/systemd/system ] && systemctl --version 2>/dev/null | { read -r _ a _ && echo "systemd $a"; }
for a; do
{ [ -e "/sys/module/$a" ] || modprobe -n -q "$a" 2>/dev/null; } && echo "module $a"
done
s=y`,
  "fou": `K ip -j fou show || s=y`,
  "identity": `c=
{ IFS= read -r c; } 2>/dev/null </etc/machine-id
echo "$c"
c=
{ IFS= read -r c; } 2>/dev/null </proc/sys/kernel/osrelease
echo "$c"`,
  "links": `K ip -d -j -N addr show || s=y`,
  "links-routes": `{ echo addr show; printf 'route show table all proto %s\\n' boot static; } | K ip -d -j -N -batch - || s=y`,
  "markers": `for a in "$b"/*; do [ -f "$a" ] && IFS= read -r c <"$a" && echo "\${a##*/} $c"; done`,
  "routes": `printf 'route show table all proto %s\\n' boot static | K ip -d -j -N -batch - || s=y`,
  "sysctl": `for a in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
c=$(cat "/proc/sys/$(echo $a | tr . /)" 2>/dev/null) && echo "$a $c"
done`,
  "tc": `a=$(tc qdisc show dev "$1" 2>/dev/null | sed -n -e 's/^qdisc clsact .*/clsact/p' -e 's/^qdisc ingress .*/ingress/p')
[ -z "$a" ] || {
echo "[\\"$a\\",\\"$1\\"]"
printf "filter show dev $1 %s\\n" ingress egress | tc -j -force -batch -
}`,
  "udp": `ss -Hulnp`,
  "xfrm-policy": `K ip xfrm policy list || s=y`,
  "xfrm-state": `K ip xfrm state list nokeys || s=y`,
} as const;
