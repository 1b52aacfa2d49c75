import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { closeAll, resetStats } from "../../provider/ssh/index.ts";
import { type Sshd, type Switch, startSshd, startSwitch } from "./sshd.ts";

/**
 * A port that leads to the host or, after a switch, to an impostor. Each test gets its own, and neither server is
 * known before.
 */
export function hostAndImpostor(config: string[] = []) {
  const home = process.env.HOME;
  let now: { host: Sshd; impostor: Sshd; portSwitch: Switch };
  beforeEach(async () => {
    process.env.HOME = mkdtempSync(join(tmpdir(), "home-"));
    const host = await startSshd({ config });
    now = { host, impostor: await startSshd(), portSwitch: await startSwitch(host.port) };
    resetStats();
  });
  afterEach(async () => {
    rmSync(process.env.HOME ?? "", { recursive: true });
    process.env.HOME = home;
    await closeAll();
    await now.portSwitch.stop();
    await now.host.stop();
    await now.impostor.stop();
  });
  return {
    get host() {
      return now.host;
    },
    get impostor() {
      return now.impostor;
    },
    get portSwitch() {
      return now.portSwitch;
    },
  };
}
