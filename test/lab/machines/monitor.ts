import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";

/** Sends a command to QEMU's monitor (QMP), and waits for its answer. Throws if QEMU refuses it. */
export async function monitor(socketPath: string, command: string): Promise<void> {
  const socket = connect(socketPath);
  await once(socket, "connect");
  try {
    for (const execute of ["qmp_capabilities", command]) socket.write(`${JSON.stringify({ execute })}\n`);
    let answers = 0;
    for await (const line of createInterface({ input: socket })) {
      const message = JSON.parse(line) as { readonly return?: unknown; readonly error?: { desc: string } };
      if (message.error) throw new Error(`QEMU refuses ${command}: ${message.error.desc}`);
      if ("return" in message) answers += 1;
      if (answers === 2) return;
    }
    throw new Error(`QEMU ended before it answered ${command}`);
  } finally {
    socket.destroy();
  }
}
