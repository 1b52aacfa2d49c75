// The processes of a host as its kernel reports them: every fork and every program, from any parent and of any
// duration.
import { on } from "./remote.ts";
import type { HostName } from "./topology.ts";

export interface Processes {
  /** Programs in the order of their start, by the executed path: "/usr/sbin/ip". */
  readonly programs: readonly string[];
  readonly forks: number;
}

const TRACING = "/sys/kernel/tracing";
const EVENTS = `${TRACING}/events/sched`;

/**
 * Programs and forks of one host while `body` runs. Commands that `body` runs by `on(host)` count too. The events
 * come from the machine's kernel, by a tracer on the host "wire". Only one trace can run at a time.
 */
export async function processesOf<T>(
  host: Exclude<HostName, "wire">,
  body: () => Promise<T>,
): Promise<{ value: T; processes: Processes }> {
  const wire = on("wire");
  const roots = await wire.must(`mountpoint -q ${TRACING} || mount -t tracefs tracefs ${TRACING}
echo 0 >${TRACING}/tracing_on; echo 16384 >${TRACING}/buffer_size_kb; echo >${TRACING}/trace
echo 1 >${EVENTS}/sched_process_fork/enable; echo 1 >${EVENTS}/sched_process_exec/enable
own=$(readlink /proc/self/ns/pid)
for pid in $(ip netns pids ${host}); do ns=$(readlink /proc/$pid/ns/pid) && [ "$ns" != "$own" ] && break; done
for dir in /proc/[0-9]*; do [ "$(readlink $dir/ns/pid)" = "$ns" ] && echo "\${dir#/proc/}"; done
echo 1 >${TRACING}/tracing_on`);
  let value: T;
  let text: string;
  try {
    value = await body();
  } finally {
    text = await wire.must(`echo 0 >${TRACING}/tracing_on; cat ${TRACING}/trace
for event in fork exec; do echo 0 >${EVENTS}/sched_process_$event/enable; done; echo >${TRACING}/trace`);
  }
  return { value, processes: readTrace(text, roots.trim().split("\n").map(Number)) };
}

/** The events of the descendants of some processes. */
function readTrace(text: string, roots: readonly number[]): Processes {
  if (/\[LOST \d+ EVENTS\]/.test(text)) throw new Error("the kernel's trace buffer was too small");
  const family = new Set(roots);
  const programs: string[] = [];
  let forks = 0;
  for (const line of text.split("\n")) {
    const fork = /sched_process_fork: .*\bpid=(\d+) child_comm=.* child_pid=(\d+)$/.exec(line);
    if (fork && family.has(Number(fork[1]))) {
      family.add(Number(fork[2]));
      forks += 1;
    }
    const exec = /sched_process_exec: filename=(.*) pid=(\d+) old_pid=\d+$/.exec(line);
    if (exec && family.has(Number(exec[2]))) programs.push(exec[1] ?? "");
  }
  return { programs, forks };
}
