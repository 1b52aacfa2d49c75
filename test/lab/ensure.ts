import { type LabHosts, labHosts } from "./hosts.ts";
import { down, up } from "./lab.ts";
import { currentLab } from "./paths.ts";
import { on } from "./remote.ts";
import { HOSTS } from "./topology.ts";

/**
 * Returns the hosts for a test run: this checkout's lab if it runs, otherwise a new lab that ends with this process.
 * `stop` ends the connections of this process, and the lab only if this call started it.
 */
export async function ensureLab(
  lab = currentLab(),
  release?: string,
): Promise<{ hosts: LabHosts; stop(): Promise<void> }> {
  const { started } = await up({ lab, attached: true, ...(release === undefined ? {} : { release }) });
  return {
    hosts: labHosts(lab),
    async stop() {
      for (const { name } of HOSTS) on(name).close();
      if (started) await down(lab);
    },
  };
}
