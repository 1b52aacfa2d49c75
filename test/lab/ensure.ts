import { type LabHosts, labHosts } from "./hosts.ts";
import { down, up } from "./lab.ts";
import { on } from "./remote.ts";
import { HOSTS } from "./topology.ts";

/**
 * The hosts for a test run: this checkout's lab if it runs, otherwise one that dies with this process. `stop` ends
 * the connections, and the lab only if this call started it.
 */
export async function ensureLab(): Promise<{ hosts: LabHosts; stop(): Promise<void> }> {
  const { started } = await up({ attached: true });
  return {
    hosts: labHosts(),
    async stop() {
      for (const { name } of HOSTS) on(name).close();
      if (started) await down();
    },
  };
}
