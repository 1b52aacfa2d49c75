import { type Command, printCommand } from "../iproute2/command.ts";
import { GROUP } from "../iproute2/mark.ts";
import type { Guard, Operation, Removal, Tool } from "../iproute2/operation.ts";
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
 *   otherwise W says what stands there
 * b TOOL then INDEX GUARD COUNT LINES UNDO for each operation: as few processes as failures allow. A batch stops at
 *   its first failing line; that line's operation is undone, and the rest goes on in the next process.
 * d MEETING then INDEX GUARD DEVICE for each removal: all at once by group, since the kernel waits once a command and
 *   not once a device; one by one if the group is not exactly what was put into it.
 */
const FUNCTIONS = `
g() {
  v=$1 h=$2 a=; shift 2
  [ -e "/sys/class/net/$v" ] || { W=gone; return 1; }
  IFS= read -r a <"/sys/class/net/$v/ifalias"
  for m; do [ "$a" = "$m" ] && return 0; done
  [ "$h" = y ] && [ -z "$a" ] && read -r m <"/sys/class/net/$v/netdev_group" && [ "$m" = ${GROUP} ] && return 0
  W="foreign $a"; return 1
}
w() { echo; echo "$N \${W%% *} $1 \${W#* }"; }
x() { while [ $# -gt 0 ]; do case $S in *" $1 "*) ;; *) printf '%s' "$4";; esac; shift 5; done; }
b() {
  t=$1 S=' ' p=0; shift
  for y; do
    p=$((p + 1))
    case $p in
    1) i=$y;;
    2) [ -z "$y" ] || g $y || { S="$S$i "; w "$i"; };;
    5) p=0;;
    esac
  done
  while [ $# -gt 0 ]; do
    echo; echo "$N run"
    { e=$(x "$@" | $t -batch - 2>&1 >&3 3>&-); r=$?; } 3>&1
    [ $r = 0 ] && { echo; echo "$N all"; return; }
    case $e in
    *"Command failed -:"*) k=\${e##*"Command failed -:"}; k=\${k%%[!0-9]*};;
    *) echo; echo "$N lost $r"; printf '%s\\n' "$e"; return;;
    esac
    while [ $# -gt 0 ]; do
      case $S in *" $1 "*) shift 5; continue;; esac
      [ $k -gt $3 ] && { k=$((k - $3)); shift 5; continue; }
      echo; echo "$N failed $1 $k"; printf '%s\\n' "$e"
      [ $k -gt 1 ] && [ -n "$5" ] && printf '%s' "$5" | $t -force -batch - >/dev/null 2>&1
      shift 5; break
    done
  done
}
d() {
  q=$1 n=0 l= o=; shift
  while [ $# -gt 0 ]; do
    if g $2; then n=$((n + 1)) o="$o $3" l="\${l}link set dev $3 group $q
"; else w "$1"; fi
    shift 3
  done
  echo; echo "$N removing"
  [ $n -gt 1 ] && printf '%s' "$l" | ip -batch - 2>&1 && [ "$(ip -o link show group $q | wc -l)" -eq $n ] && ip link del group $q 2>&1 && return
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
m=; { IFS= read -r m; } 2>/dev/null </etc/machine-id; echo "$m"; uname -r; ip -V 2>&1 | head -n 1`;

const SECTIONS: Record<Section, string> = {
  facts: FACTS_SCRIPT,
  links: "ip -d -j -N addr show",
  routes: "ip -j -N route show table all",
  fou: "ip -j fou show; ip -6 -j fou show",
  "xfrm-state": "ip xfrm state list nokeys",
  "xfrm-policy": "ip xfrm policy list",
  tc: ":",
};

const PROGRAMS: Record<Tool, string> = { ip: "ip -d -j -N", "ip -6": "ip -6 -d -j -N", tc: "tc -j" };

/** The text of a frame. */
export function script({ operations, removals, sections, introduce, meeting }: Batch): string {
  const writes = operations.length + removals.length > 0;
  const modules = [...new Set(operations.flatMap((one) => one.modules ?? []))];
  const tools = [...new Set(operations.map((one) => one.tool))];
  return [
    introduce ? INTRODUCTION : "",
    writes ? FUNCTIONS + LOCK : "",
    ...modules.map(
      (name) =>
        `[ -e ${word(`/sys/module/${name}`)} ] || modprobe -q ${word(name)} || { echo; echo "$N module ${name}"; }`,
    ),
    ...tools.map((tool) => runOf(tool, operations)),
    removals.length === 0 ? "" : removalsOf(removals, meeting),
    ...sections.map((section) => `echo; echo "$N section ${section}"; ${SECTIONS[section]}`),
    'echo; echo "$N end"',
  ].join("\n");
}

const guardWords = ({ device, aliases, halfMade }: Guard) =>
  [device, halfMade ? "y" : "n", ...aliases].join(" ");

function runOf(tool: Tool, operations: readonly Operation[]): string {
  const words = operations.flatMap((one, index) => {
    if (one.tool !== tool) return [];
    const { guard, commands, undo = [] } = one;
    const guarded = guard === undefined ? "" : guardWords(guard);
    return [
      [String(index), guarded, String(commands.length), lines(commands), lines(undo)].map(word).join(" "),
    ];
  });
  return `b ${word(PROGRAMS[tool])} ${words.join(" ")}`;
}

function removalsOf(removals: Batch["removals"], meeting: number): string {
  const words = removals.map(({ device, aliases, halfMade }, index) =>
    [`r${index}`, guardWords({ device, aliases, halfMade: halfMade ?? false }), device].map(word).join(" "),
  );
  return `d ${meeting} ${words.join(" ")}`;
}
