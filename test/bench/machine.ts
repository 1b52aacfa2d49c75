import { cpus, release, totalmem } from "node:os";
import { findPulumi } from "../../scripts/setup/pulumi-find.ts";
import { currentLab } from "../lab/paths.ts";
import { liveState } from "../lab/state.ts";

/** The machine of the measurement, in one line. */
export async function machine(): Promise<string> {
  const [{ model = "unknown" } = {}] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const pulumi = (await findPulumi())?.version ?? "none";
  const lab = liveState(currentLab());
  return [
    `${cpus().length} × ${model}, ${memory} GiB, Linux ${release()}`,
    `Node ${process.versions.node}, Pulumi ${pulumi}`,
    ...(lab === undefined ? [] : [`hosts: Debian ${lab.release} in QEMU (${lab.accel})`]),
  ].join("; ");
}
