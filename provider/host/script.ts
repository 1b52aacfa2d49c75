import { type Command, printCommand } from "../iproute2/command.ts";
import { deviceNameFault } from "../iproute2/device-name.ts";
import { GROUP } from "../iproute2/mark.ts";
import type { Guard, Marker, Operation, Removal, Tool } from "../iproute2/operation.ts";
import type { Section } from "../kinds/resource.ts";
import { FACTS_SCRIPT } from "./facts.ts";

/** What goes to a host in one frame. */
export interface Batch {
  readonly operations: readonly Operation[];
  readonly removals: readonly (Removal & { readonly halfMade?: boolean })[];
  readonly sections: readonly Section[];
  /** the host has not said yet what it is */
  readonly introduce: boolean;
  /** a group that no device is in: the removals' meeting place */
  readonly meeting: number;
}

/** From so many operations on a walk through them in the shell takes longer than to say things twice. */
const MANY = 32;

/** A word of the shell. What is in it was parsed and printed again; a quote in it would be a defect of ours. */
function word(text: string): string {
  if (/['\0]/.test(text)) throw new Error("a quote in a word for the shell");
  return `'${text}'`;
}

const lines = (commands: readonly Command[]): string =>
  commands.map((one) => `${printCommand(one)}\n`).join("");

/**
 * The functions that a frame runs by. A line that begins with $N, the frame's nonce, is a mark for ./reply.ts.
 *
 * g DEVICE HALF ALIAS…   whether the device carries one of the aliases (HALF = y: or is of our group, without alias);
 *   otherwise W says what stands there. @NAME in place of a device is a marker.
 * b TOOL PLAIN TEXT then INDEX GUARD COUNT LINES UNDO MARKER for each operation: as few processes as failures allow.
 *   A batch stops at its first failing line; that line's operation is undone, and the rest goes on in the next process.
 *   PLAIN = y: no operation has a guard or a marker. TEXT: the lines of all, where a walk through many takes long.
 * l TOOL …   the same for a tool that does not say where it failed: a process for each line
 * s INDEX GUARD COUNT LINES UNDO MARKER for each: looks at the guards; S holds the operations that are out
 * n INDEX NAME ALIAS NOTE   prepares a marker; m NAME ALIAS puts it in its place, m NAME takes it away, u forgets it
 * d MEETING then INDEX GUARD DEVICE for each removal: all at once by group, since the kernel waits once a command and
 *   not once a device: by our own group if its members are exactly these; else by a group that nobody is in, which they
 *   are put into for it; one by one if that fails.
 * p ALIASES GROUPS DEVICE…   whether the devices, many, carry just these aliases and are all that is in our group: then
 *   they go without a look at each. The texts are what grep prints.
 */
const FUNCTIONS = `
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
w() { echo; echo "$N \${W%% *} $1 \${W#* }"; }
n() {
  [ $# -lt 3 ] || e=$({ mkdir -p "$M" && echo "$3" $4 >"$M/.$2"; } 2>&1) || { S="$S$1 "; echo; echo "$N unmarked $1"; echo "$e"; }
}
m() { case $# in 0) ;; 1) rm -f "$M/$1";; *) mv -f "$M/.$1" "$M/$1";; esac; }
u() { [ $# -lt 2 ] || rm -f "$M/.$1"; }
x() { while [ $# -gt 0 ]; do case $S in *" $1 "*) ;; *) printf '%s' "$4";; esac; shift 6; done; }
a() { z=$1; shift; while [ $# -gt 0 ]; do case $S in *" $1 "*) ;; *) $z $6;; esac; shift 6; done; }
s() {
  S=' ' p=0
  for y; do
    p=$((p + 1))
    case $p in
    1) i=$y;;
    2) [ -z "$y" ] || g $y || { S="$S$i "; w "$i"; };;
    6) p=0; case $S in *" $i "*) ;; *) n "$i" $y;; esac;;
    esac
  done
}
b() {
  t=$1 P=$2 T=$3 S=' '; shift 3
  [ "$P" = y ] || s "$@"
  while [ $# -gt 0 ]; do
    echo; echo "$N run"
    [ "$S" = ' ' ] || T=
    { e=$(if [ -n "$T" ]; then printf '%s' "$T"; else x "$@"; fi | $t -batch - 2>&1 >&3 3>&-); r=$?; } 3>&1
    T=
    [ $r = 0 ] && { echo; echo "$N all"; [ "$P" = y ] || a m "$@"; return; }
    case $e in
    *"Command failed -:"*) k=\${e##*"Command failed -:"}; k=\${k%%[!0-9]*};;
    *) echo; echo "$N lost $r"; printf '%s\\n' "$e"; a u "$@"; return;;
    esac
    while [ $# -gt 0 ]; do
      case $S in *" $1 "*) shift 6; continue;; esac
      [ $k -gt $3 ] && { k=$((k - $3)); m $6; shift 6; continue; }
      f "$@"; shift 6; break
    done
  done
}
f() {
  echo; echo "$N failed $1 $k"; printf '%s\\n' "$e"
  [ $k -gt 1 ] && [ -n "$5" ] && printf '%s' "$5" | $t -force -batch - >/dev/null 2>&1
  u $6
}
l() {
  t=$1; shift; s "$@"
  echo; echo "$N run"
  while [ $# -gt 0 ]; do
    case $S in *" $1 "*) shift 6; continue;; esac
    k=0 o=$4
    while [ -n "$o" ]; do
      k=$((k + 1))
      e=$(printf '%s\\n' "\${o%%"$L"*}" | $t -batch - 2>&1) || break
      o=\${o#*"$L"}
    done
    if [ -z "$o" ]; then m $6; else f "$@"; echo; echo "$N run"; fi
    shift 6
  done
  echo; echo "$N all"
}
p() {
  ( cd /sys/class/net && A=$1 G=$2 && shift 2 &&
  [ "$(printf '%s/ifalias\\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$A" ] &&
  [ "$(grep -lx ${GROUP} -- */netdev_group 2>/dev/null)" = "$G" ] ) &&
  { echo; echo "$N removing"; } && ip link del group ${GROUP} 2>&1
}
d() {
  q=$1 n=0 o= j=0 c=0; shift
  while [ $# -gt 0 ]; do
    if g $2; then
      n=$((n + 1)) o="$o $3"
      read -r m <"/sys/class/net/$3/netdev_group" && [ "$m" = ${GROUP} ] && j=$((j + 1))
    else w "$1"; fi
    shift 3
  done
  echo; echo "$N removing"
  if [ $n -gt 1 ]; then
    for v in /sys/class/net/*/netdev_group; do
      read -r m <"$v"
      case $m in ${GROUP}) c=$((c + 1));; $q) n=0;; esac
    done 2>/dev/null
    if [ $j = $n ] && [ $c = $n ]; then ip link del group ${GROUP} 2>&1 && return
    elif [ $n -gt 1 ]; then
      { for v in $o; do echo "link set dev $v group $q"; done; echo "link del group $q"; } | ip -batch - 2>&1 && return
    fi
  fi
  for v in $o; do [ -e "/sys/class/net/$v" ] && echo "link del dev $v"; done | ip -force -batch - 2>&1
  for v in $o; do [ -e "/sys/class/net/$v" ] && { echo; echo "$N stays $v"; }; done
}
`;

/**
 * One at a time on a host; above all, not before an orphan of ours is done that a cut connection left running. The
 * kernel drops the lock with the shell that held it. Without flock, or where nothing can be written, there is none.
 */
const LOCK = `
if command -v flock >/dev/null && true 2>/dev/null >>/run/lock/pulumi-iproute2.lock; then
  exec 9>>/run/lock/pulumi-iproute2.lock
  flock -w 30 9 || { echo; echo "$N busy"; exit 75; }
fi`;

const INTRODUCTION = `
echo; echo "$N introduction"
m=; { IFS= read -r m; } 2>/dev/null </etc/machine-id; echo "$m"
m=; { IFS= read -r m; } 2>/dev/null </proc/sys/kernel/osrelease; echo "$m"
ip -V 2>&1 | { m=; IFS= read -r m; echo "$m"; }`;

/** Where the markers of this network namespace are, in memory: gone with the objects when the machine starts anew. */
const MARKERS = `
M=$(readlink /proc/self/ns/net); M=\${M#*\\[}; M=/run/pulumi-iproute2/\${M%]}`;

const MARKERS_END = `
rmdir "$M" /run/pulumi-iproute2 2>/dev/null`;

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
}`;

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
}`;

const SECTIONS: Record<Section, string> = {
  facts: FACTS_SCRIPT,
  links: "ip -d -j -N addr show",
  // Of the routes of all tables only what people and managers make: the kernel leaves out the others, be they a million
  routes: `printf 'route show table all proto %s\\n' boot static | ip -j -N -batch -`,
  markers: `for f in "$M"/*; do [ -f "$f" ] && IFS= read -r a <"$f" && echo "\${f##*/} $a"; done`,
  fou: "ip -j fou show",
  sysctl: `for f in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do a=$(cat "/proc/sys/$(echo $f | tr . /)" 2>/dev/null) && echo "$f $a"; done`,
  udp: "ss -Hulnp",
  "xfrm-state": "ip xfrm state list nokeys",
  "xfrm-policy": "ip xfrm policy list",
  // The devices that have a place for filters, each in a line of its own, then two lines for each of them
  tc: `D=$(tc qdisc show | sed -n -e 's/^qdisc clsact .* dev \\([^ ]*\\) .*/clsact \\1/p' -e 's/^qdisc ingress .* dev \\([^ ]*\\) .*/ingress \\1/p')
printf '%s\\n' "$D" | sed -n 's/\\(.*\\) \\(.*\\)/["\\1","\\2"]/p'
printf '%s\\n' "$D" | sed -n 's/.* \\(.*\\)/filter show dev \\1 ingress\\nfilter show dev \\1 egress/p' | tc -j -force -batch -`,
};

const PROGRAMS: Record<Tool, string> = {
  ip: "ip -d -j -N",
  "ip fou": "ip -d -j -N",
  "ip -6 fou": "ip -6 -d -j -N",
  "ip xfrm": "ip",
  tc: "tc -j",
  sysctl: "y",
};
/** The word that every command of a tool begins with. */
const PREFIXES: Partial<Record<Tool, string>> = { "ip fou": "fou", "ip -6 fou": "fou", "ip xfrm": "xfrm" };

/** Throws where something cannot be sent, before it is in a frame with others. */
export function mustBeSendable(one: Operation | Batch["removals"][number]): void {
  if ("device" in one) removalsOf([one], 1);
  else {
    runOf(one.tool, [one]);
    if (one.clsact !== undefined) deviceWord(one.clsact);
  }
}

/** The text of a frame. */
export function script({ operations, removals, sections, introduce, meeting }: Batch): string {
  const writes = operations.length + removals.length > 0;
  const modules = [...new Set(operations.flatMap((one) => one.modules ?? []))];
  const tools = [...new Set(operations.map((one) => one.tool))];
  const clsact = [...new Set(operations.flatMap((one) => one.clsact ?? []))].map(deviceWord);
  const sets = tools.includes("sysctl");
  const marked =
    sets || operations.some((one) => one.marker || one.clsact || (one.guard && "marker" in one.guard));
  return [
    marked || sections.includes("markers") ? MARKERS : "",
    introduce ? INTRODUCTION : "",
    writes ? FUNCTIONS + LOCK : "",
    sets ? SYSCTL : "",
    ...modules.map(
      (name) =>
        `[ -e ${word(`/sys/module/${name}`)} ] || modprobe -q ${word(name)} || { echo; echo "$N module ${name}"; }`,
    ),
    ...(clsact.length === 0 ? [] : [CLSACT, ...clsact.map((device) => `c ${word(device)}`)]),
    ...tools.map((tool) => runOf(tool, operations)),
    ...clsact.map((device) => `t ${word(device)}`),
    marked ? MARKERS_END : "",
    removals.length === 0 ? "" : removalsOf(removals, meeting),
    ...sections.map((section) => `echo; echo "$N section ${section}"; ${SECTIONS[section]}`),
    'echo; echo "$N end"',
  ].join("\n");
}

const guardWords = (guard: Guard) =>
  "marker" in guard
    ? [`@${markerName(guard.marker)}`, "n", ...guard.aliases.map(aliasWord)].join(" ")
    : [deviceWord(guard.device), guard.halfMade ? "y" : "n", ...guard.aliases.map(aliasWord)].join(" ");

/** Names were checked when they were given; here once more, since they come out of a state that anybody may edit. */
function deviceWord(name: string): string {
  if (deviceNameFault(name) !== undefined) throw new Error(`not a device's name: ${JSON.stringify(name)}`);
  return name;
}

function aliasWord(alias: string): string {
  if (!/^[A-Za-z0-9_.:/-]+$/.test(alias)) throw new Error(`not an alias of ours: ${JSON.stringify(alias)}`);
  return alias;
}

/** A name that stays one word and within its directory. */
function markerName(name: string): string {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.:,-]{0,239}$/.test(name)) throw new Error(`not a marker's name: ${name}`);
  return name;
}

const markerWords = ({ name, alias, note }: Marker) =>
  [markerName(name), ...[alias, note].flatMap((one) => (one === undefined ? [] : [aliasWord(one)]))].join(
    " ",
  );

function runOf(tool: Tool, operations: readonly Operation[]): string {
  const prefix = PREFIXES[tool];
  const text = (commands: readonly Command[]) =>
    lines(prefix === undefined ? commands : commands.map((one) => [prefix, ...one]));
  const words = operations.flatMap((one, index) => {
    if (one.tool !== tool) return [];
    const { guard, commands, undo = [], marker } = one;
    const guarded = guard === undefined ? "" : guardWords(guard);
    return [
      [
        ...[String(index), guarded, String(commands.length), text(commands), text(undo)],
        marker === undefined ? "" : markerWords(marker),
      ]
        .map(word)
        .join(" "),
    ];
  });
  const program = word(PROGRAMS[tool]);
  if (tool === "ip xfrm") return `l ${program} ${words.join(" ")}`;
  const mine = operations.filter((one) => one.tool === tool);
  const plain = mine.every((one) => one.guard === undefined && one.marker === undefined);
  const whole = mine.length < MANY ? "" : text(mine.flatMap((one) => one.commands));
  return `b ${program} ${plain ? "y" : "n"} ${word(whole)} ${words.join(" ")}`;
}

function removalsOf(removals: Batch["removals"], meeting: number): string {
  const words = removals.map(({ device, aliases, halfMade }, index) =>
    [`r${index}`, guardWords({ device, aliases, halfMade: halfMade ?? false }), device].map(word).join(" "),
  );
  const each = `d ${meeting} ${words.join(" ")}`;
  return removals.length < MANY || removals.some((one) => one.halfMade || one.aliases.length !== 1)
    ? each
    : `p ${allOf(removals)} || ${each}`;
}

/** What `p` compares with what there is. */
function allOf(removals: Batch["removals"]): string {
  const named = removals
    .map(({ device, aliases: [alias = ""] }) => ({ device: deviceWord(device), alias: aliasWord(alias) }))
    .sort((one, other) => (one.device < other.device ? -1 : 1));
  const aliases = named.map(({ device, alias }) => `${device}/ifalias:${alias}`).join("\n");
  const groups = named.map(({ device }) => `${device}/netdev_group`).join("\n");
  return [aliases, groups, ...named.map(({ device }) => device)].map(word).join(" ");
}
