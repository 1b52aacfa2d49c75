// QEMU's emulation (seen with 7.2) may keep a translation of code that another processor has changed. Linux changes
// its code while it runs (the first socket that wants timestamps, as ping's does). A processor can then meet the old
// breakpoint again and again: the kernel reports a "soft lockup", and the hosts answer no more. A single step by
// QEMU's debugger drops all translations, and the machine continues.
import { connect } from "node:net";
import { consoleText } from "./console.ts";
import type { Lab } from "./paths.ts";

const LOCKUP = /soft lockup - CPU|rcu_preempt self-detected stall/g;

/** Checks the console at intervals, and steps a machine that is stuck. It keeps no process running. */
export function watchMachine(lab: Lab, everySeconds = 5): { stop(): void } {
  let seen = 0;
  const timer = setInterval(() => {
    const complaints = consoleText(lab).match(LOCKUP)?.length ?? 0;
    if (complaints > seen) void unstick(lab.debugger).catch(() => undefined);
    seen = complaints;
  }, everySeconds * 1000);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** What QEMU's debugger replies when the step is done, and when it has let the machine continue. */
const STEPPED = /\$[TS]05/;
const CONTINUED = "$OK#9a";

/**
 * Does one step and continues, by GDB's remote protocol. QEMU may first report that the machine stopped for the
 * debugger. The socket stays open until QEMU continues the machine, because QEMU drops a request whose sender has closed.
 */
export async function unstick(path: string, withinSeconds = 10): Promise<void> {
  const socket = connect({ path });
  const timer = setTimeout(() => socket.destroy(), withinSeconds * 1000);
  try {
    await new Promise<void>((resolve, reject) => {
      let [replies, detaches] = ["", false];
      socket.once("error", reject).once("close", () => reject(new Error("QEMU's debugger does not answer")));
      socket.on("data", (data) => {
        replies += data;
        if (replies.includes(CONTINUED)) resolve();
        else if (!detaches && STEPPED.test(replies)) {
          detaches = true;
          socket.write("+$D;1#b0");
        }
      });
      socket.write("+$s#73");
    });
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}
