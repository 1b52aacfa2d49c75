// QEMU's emulation (seen with 7.2) may keep a translation of code that another processor changed meanwhile.
// Linux changes its code as it runs (the first socket wants timestamps, as ping's does); a processor that then
// meets the old breakpoint in a translation meets it for ever: "soft lockup", and the hosts say nothing more. One
// single step by QEMU's debugger throws all translations away, and the machine goes on.
import { connect } from "node:net";
import { consoleText } from "./console.ts";
import type { Lab } from "./paths.ts";

const LOCKUP = /soft lockup - CPU|rcu_preempt self-detected stall/g;

/** Looks at the console now and then, and helps on a machine that is stuck. Keeps no process alive. */
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

/** A step, and on: GDB's remote protocol, a packet at a time. */
export async function unstick(path: string, withinSeconds = 10): Promise<void> {
  const socket = connect({ path });
  const timer = setTimeout(() => socket.destroy(), withinSeconds * 1000);
  try {
    await new Promise<void>((resolve, reject) => {
      let packets = 0;
      socket.once("error", reject).once("close", () => reject(new Error("QEMU's debugger does not answer")));
      socket.on("data", (data) => {
        if (!data.includes("$")) return;
        packets += 1;
        if (packets === 1) socket.write("+$D;1#b0");
        else resolve();
      });
      socket.write("+$s#73");
    });
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}
