import { GROUP } from "../iproute2/owner-alias.ts";

/*
 * What frames run by: defined once in each life of the shell (./resident.ts), since reading it takes an emulated host
 * longer than many a frame. A line that begins with $N, the frame's nonce, is a mark for ./reply.ts.
 *
 * In the shell itself:
 *
 * o   opens the lock's file anew, and with that lets go of the lock, as q does of one that the shell keeps; F is the file,
 *   or empty where there can be no lock
 * i   starts an `ip -batch -` that stays: I is its process, 6 what it reads from, 7 what it writes to
 * e   finds M, the directory of the markers
 *
 * In a frame's subshell, where Y = y means that something failed, so that it had better be known which ip it was:
 *
 * z KEEP   takes the lock on the open file that the shell has too, and so keeps it when the frame is over. KEEP = y: that
 *   is meant, and is written down.
 * g DEVICE HALF ALIAS…   whether the device carries one of the aliases (HALF = y: or is of our group, without alias);
 *   otherwise W says what stands there. @NAME in place of a device is a marker.
 * b TOOL PLAIN TEXT KEPT then INDEX GUARD COUNT LINES UNDO MARKER SHOWS for each operation: as few processes as failures
 *   allow. A batch stops at its first failing line; that line's operation is undone, and the rest goes on in the next
 *   process. PLAIN = y: no operation has a guard or a marker. TEXT: the lines of all, of many that are plain, in place of
 *   LINES. KEPT = y: by the ip that stays, if there is one. Q is how many lines that one has been given, empty for none.
 * v   reads what the ip that stays says, until it has shown H things: they are printed; what it says otherwise is e
 * l TOOL …   the same as b for a tool that does not say where it failed: a process for each line
 * s INDEX GUARD COUNT LINES UNDO MARKER SHOWS for each: looks at the guards; S holds the operations that are out
 * x …   prints the lines of those that are in; C counts the lines, H what they show; a F … does F with their markers
 * n INDEX NAME ALIAS NOTE   prepares a marker; m NAME ALIAS puts it in its place, m NAME takes it away, u forgets it
 * d MEETING then INDEX GUARD DEVICE for each removal: all at once by group, since the kernel waits once a command and
 *   not once a device: by our own group if its members are exactly these; else by a group that nobody is in, which they
 *   are put into for it; one by one if that fails. h COUNT LINES runs what shows nothing itself: after `link show` an
 *   ip would leave the addresses out of every later `addr show`, so it is asked for those of lo.
 * p ALIASES GROUPS DEVICE…   whether the devices, many, carry just these aliases and are all that is in our group: then
 *   they go without a look at each. The texts are what grep prints.
 */

/**
 * One at a time on a host; above all, not before an orphan of ours is done that a cut connection left running. The
 * kernel drops the lock with the processes that hold it. Without flock, or where nothing can be written, there is none.
 * It is where only root can open it: whoever can open a lock's file can hold the lock. (busybox's flock knows -n alone:
 * there nobody waits.)
 *
 * A shell that keeps it beyond a frame is written down in it, with its ip that stays. If it does so for ten seconds with
 * nothing under way, its client is gone without a word, since clients let go much sooner: then it is ended.
 */
const LOCK = `
umask 077
F=/run/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$F" || F=
o() { [ -z "$F" ] || exec 9>>"$F"; }
q() { [ -z "$F" ] || : >"$F"; o; }
j() {
  a= q= m=
  read -r a q <"$F" 2>/dev/null
  case $a in ''|*[!0-9]*) return 1;; esac
  [ "/proc/$a/fd/9" -ef "$F" ] && [ -r "/proc/$a/task/$a/children" ] || return 1
  read -r m <"/proc/$a/task/$a/children"
  case $m in ''|"$q"|"$q ") kill "$a";; *) return 1;; esac
}
z() {
  [ -n "$F" ] || return 0
  flock -n 9 || flock -w 10 9 || { j; flock -w 20 9; } || { printf '\\n%s %s\\n' "$N" "busy"; return 1; }
  if [ "$1" = y ]; then echo "$$ $I"; fi >"$F"
}
o
`;

/**
 * Two pipes without a program or a file: a text that is given to a command is in one where the shell knows to (not in
 * old bash, mksh, zsh: there no ip stays). Nobody but the shell and that ip has an end of them open.
 */
const KEPT = `
I=
i() {
  exec 6>&- 7<&- 4<<E 7<<E

E

E
  I=
  if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
    read -r I <&4
    read -r I <&7
    exec 6>/proc/self/fd/4 5>/proc/self/fd/7
    ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
    I=$!
    exec 4<&- 5>&-
  else
    exec 4<&- 7<&-
  fi
}
v() {
  e=
  while [ $H -gt 0 ]; do
    IFS= read -r m <&7 || return 1
    case $m in [[{]*) H=$((H - 1)); printf '%s\\n' "$m";; *) e=$e$m$L;; esac
  done
}
`;

const OPERATIONS = `
L='
'
g() {
  v=$1 h=$2 a=; shift 2
  case $v in
  @*) [ -e "$M/\${v#@}" ] && IFS= read -r a <"$M/\${v#@}";;
  *)
    [ -e "/sys/class/net/$v" ] || { W=gone; return 1; }
    IFS= read -r a <"/sys/class/net/$v/ifalias";;
  esac
  for m; do case $a in "$m" | "$m "*) return 0;; esac; done
  [ "$h" = y ] && [ -z "$a" ] && read -r m <"/sys/class/net/$v/netdev_group" && [ "$m" = ${GROUP} ] && return 0
  W="foreign $a"; return 1
}
w() { printf '\\n%s %s\\n' "$N" "\${W%% *} $1 \${W#* }"; }
n() {
  [ $# -lt 3 ] || e=$({ mkdir -p "$M" && echo "$3" $4 >"$M/.$2"; } 2>&1) || { S="$S$1 "; printf '\\n%s %s\\n' "$N" "unmarked $1"; echo "$e"; }
}
m() { case $# in 0) ;; 1) rm -f "$M/$1";; *) mv -f "$M/.$1" "$M/$1";; esac; }
u() { [ $# -lt 2 ] || rm -f "$M/.$1"; }
x() {
  C=0 H=0
  while [ $# -gt 0 ]; do
    case $S in *" $1 "*) ;; *) printf '%s' "$4"; C=$((C + $3)) H=$((H + $7));; esac
    shift 7
  done
}
a() { z=$1; shift; while [ $# -gt 0 ]; do case $S in *" $1 "*) ;; *) $z $6;; esac; shift 7; done; }
s() {
  S=' ' p=0
  for y; do
    p=$((p + 1))
    case $p in
    1) i=$y;;
    2) [ -z "$y" ] || g $y || { S="$S$i "; w "$i"; };;
    6) case $S in *" $i "*) ;; *) n "$i" $y;; esac;;
    7) p=0;;
    esac
  done
}
b() {
  t=$1 P=$2 T=$3 K=$4 S=' '; shift 4
  [ "$P" = y ] || s "$@"
  while [ $# -gt 0 ]; do
    printf '\\n%s %s\\n' "$N" "run"
    if [ "$K" = y ] && [ -n "$Q" ]; then
      K=$Q r=0
      x "$@" >&6 2>/dev/null
      if v; then Q=$((Q + C)); else r=1 Q=; fi
    else
      K=0
      { e=$(if [ -n "$T" ]; then printf '%s' "$T"; else x "$@"; fi | $t -batch - 2>&1 >&3 3>&-); r=$?; } 3>&1
    fi
    [ $r = 0 ] && { printf '\\n%s %s\\n' "$N" "all"; [ "$P" = y ] || a m "$@"; return; }
    case $e in
    *"Command failed -:"*) k=\${e##*"Command failed -:"}; k=\${k%%[!0-9]*}; k=$((k - K));;
    *) Y=y; printf '\\n%s %s\\n' "$N" "lost $r"; printf '%s\\n' "$e"; a u "$@"; return;;
    esac
    j=1
    while [ $# -gt 0 ]; do
      case $S in *" $1 "*) shift 7; continue;; esac
      j=$((j + $3))
      [ $k -gt $3 ] && { k=$((k - $3)); m $6; shift 7; continue; }
      f "$@"; shift 7; break
    done
    [ -z "$T" ] || T=$(printf '%s' "$T" | tail -n +$j)$L
  done
}
f() {
  Y=y
  printf '\\n%s %s\\n' "$N" "failed $1 $k"; printf '%s\\n' "$e"
  [ $k -gt 1 ] && [ -n "$5" ] && printf '%s' "$5" | $t -force -batch - >/dev/null 2>&1
  u $6
}
l() {
  t=$1; shift; s "$@"
  printf '\\n%s %s\\n' "$N" "run"
  while [ $# -gt 0 ]; do
    case $S in *" $1 "*) shift 7; continue;; esac
    k=0 o=$4
    while [ -n "$o" ]; do
      k=$((k + 1))
      e=$(printf '%s\\n' "\${o%%"$L"*}" | $t -batch - 2>&1) || break
      o=\${o#*"$L"}
    done
    if [ -z "$o" ]; then m $6; else f "$@"; printf '\\n%s %s\\n' "$N" "run"; fi
    shift 7
  done
  printf '\\n%s %s\\n' "$N" "all"
}
`;

const REMOVALS = `
p() {
  ( cd /sys/class/net && A=$1 G=$2 && shift 2 &&
  [ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$A" ] &&
  [ "$(grep -lx ${GROUP} -- */netdev_group 2>/dev/null)" = "$G" ] ) &&
  { printf '\\n%s %s\\n' "$N" "removing"; } && ip link del group ${GROUP} 2>&1
}
h() {
  if [ -n "$Q" ]; then
    printf '%saddr show dev lo\\n' "$2" >&6 2>/dev/null
    H=1
    if v >/dev/null; then Q=$((Q + $1 + 1)); else Q=; printf '%s\\n' "$e"; return 1; fi
  else printf '%s' "$2" | ip -batch - 2>&1; fi
}
d() {
  q=$1 n=0 o= j=0 c=0 C=; shift
  while [ $# -gt 0 ]; do
    if g $2; then
      n=$((n + 1)) o="$o $3" C="\${C}link set dev $3 group $q$L"
      read -r m <"/sys/class/net/$3/netdev_group" && [ "$m" = ${GROUP} ] && j=$((j + 1))
    else w "$1"; fi
    shift 3
  done
  printf '\\n%s %s\\n' "$N" "removing"
  [ $n = 0 ] && return
  if [ $n = 1 ]; then
    h 1 "link del dev$o$L" && return
  else
    z=$n
    for v in /sys/class/net/*/netdev_group; do
      read -r m <"$v"
      case $m in ${GROUP}) c=$((c + 1));; $q) z=0;; esac
    done 2>/dev/null
    if [ $j = $n ] && [ $c = $n ]; then
      h 1 "link del group ${GROUP}$L" && return
    elif [ $z -gt 0 ]; then
      h $((n + 1)) "\${C}link del group $q$L" && return
    fi
  fi
  for v in $o; do [ -e "/sys/class/net/$v" ] && echo "link del dev $v"; done | ip -force -batch - 2>&1
  for v in $o; do [ -e "/sys/class/net/$v" ] && { Y=y; printf '\\n%s %s\\n' "$N" "stays $v"; }; done
}
`;

/** Where the markers of this network namespace are, in memory: gone with the objects when the machine starts anew. */
const MARKERS = `
M=
e() { [ -n "$M" ] || { M=$(readlink /proc/self/ns/net); M=\${M#*\\[}; M=/run/pulumi-iproute2/\${M%]}; }; }
`;

/**
 * c DEVICE   a place for filters, with a note if it was made here
 * t DEVICE   the place goes again if it was made here, on this very device, and nothing is left on it
 */
const CLSACT = `
c() {
  tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
  mkdir -p "$M" && cat "/sys/class/net/$1/ifindex" 2>/dev/null >"$M/clsact.$1" && tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$M/clsact.$1"
}
t() {
  [ -e "$M/clsact.$1" ] || return
  if [ "$(cat "$M/clsact.$1")" = "$(cat "/sys/class/net/$1/ifindex" 2>/dev/null)" ]; then
    [ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
    tc qdisc del dev "$1" clsact
  fi
  rm -f "$M/clsact.$1"
}
`;

/**
 * y reads lines as `-batch -` does. KEY=VALUE MARKER ALIAS sets a setting of the kernel's and marks who wants it so,
 * with what it was before: before the first of them, where others want it already. KEY MARKER is the end of that;
 * the last one puts back what was before. All in one place, so that those of one frame see each other's markers.
 */
const SYSCTL = `
y() {
  k=0
  while read -r y o a; do
    k=$((k + 1)) q=/proc/sys/$(echo "\${y%%=*}" | tr . /) h= j=
    for f in "$M/\${o%:*}":*; do [ -f "$f" ] && [ "$f" != "$M/$o" ] && h=$f; done
    case $y in
    *=*)
      v=\${y#*=}
      [ -e "$M/$o" ] || {
        j=y; c=$(cat "$q") && { [ -z "$h" ] || read -r z c <"$h"; } && mkdir -p "$M" && echo "$a $c" >"$M/.$o" && mv -f "$M/.$o" "$M/$o"
      };;
    *) v=; read -r z c <"$M/$o"; [ -n "$h" ] || v=$c;;
    esac && { [ -z "$v" ] || { echo "$v" >"$q"; }; } || {
      [ -z "$j" ] || rm -f "$M/.$o" "$M/$o"
      echo "Command failed -:$k" >&2; return 1
    }
    case $y in *=*) ;; *) rm -f "$M/$o";; esac
  done
}
`;

export const FUNCTIONS = [LOCK, KEPT, OPERATIONS, REMOVALS, MARKERS, CLSACT, SYSCTL].join("");
