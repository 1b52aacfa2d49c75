// npm run lab up | down | status | ssh HOST [CMD…]
import { spawnSync } from "node:child_process";
import { labHosts } from "./hosts.ts";
import { down, up } from "./lab.ts";
import { machineHost, machinesDown, machinesUp } from "./machines/machines.ts";
import { filesOf, machineNames } from "./machines/topology.ts";
import { currentLab, labOf } from "./paths.ts";
import { liveState } from "./state.ts";
import { needTools } from "./tools.ts";
import { HOSTS } from "./topology.ts";

const usage = `usage: lab up                 start this checkout's hosts and leave them running
       lab up machines        start two machines that boot with systemd: ${machineNames.join(", ")}
       lab down [machines]    stop them
       lab status             say what runs
       lab ssh HOST [CMD…]    a shell, or one command, on ${HOSTS.map((host) => host.name).join(", ")}
environment: LAB_ACCEL=kvm|tcg, LAB_RELEASE=bookworm|trixie|…, LAB_NUMBER=2 for a second lab beside the first`;

async function main([command, ...rest]: string[]): Promise<number> {
  switch (command) {
    case "up":
      return rest[0] === "machines" ? startMachines() : start();
    case "down":
      if (rest[0] === "machines") {
        console.log((await machinesDown()) ? "the machines are down" : "no machine was running");
        return 0;
      }
      console.log((await down()) ? "the lab is down" : "no lab was running");
      return 0;
    case "status":
      return status();
    case "ssh":
      return ssh(rest);
    default:
      console.error(usage);
      return command === "help" || command === "--help" ? 0 : 2;
  }
}

async function startMachines(): Promise<number> {
  await machinesUp({ attached: false });
  for (const name of machineNames) {
    const { connection, underlay4, underlay6 } = machineHost(name);
    console.log(`  ${name.padEnd(6)} ${connection.host}:${connection.port}  ${underlay4}  ${underlay6}`);
  }
  console.log(`connections: ${labOf(1).hosts}`);
  return 0;
}

async function start(): Promise<number> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // The start continues, because the machine is in a session of its own and receives no signal from here.
    process.once(signal, () => void down().finally(() => process.exit(130)));
  }
  const { started } = await up({ attached: false });
  if (!started) console.log("the lab was already up");
  return status();
}

function status(): number {
  const state = liveState(currentLab());
  if (state === undefined) {
    console.log("no lab is running for this checkout");
    return 1;
  }
  const seconds = Math.round((Date.now() - Date.parse(state.startedAt)) / 1000);
  const ready = state.readySeconds === undefined ? "" : `, ready after ${state.readySeconds.toFixed(1)} s`;
  console.log(
    `${state.phase} for ${seconds} s${ready}; Debian ${state.release}, ${state.accel}, pid ${state.pid}`,
  );
  if (state.attachedTo !== undefined) console.log(`belongs to process ${state.attachedTo} and ends with it`);
  for (const { name, underlay4, underlay6 } of HOSTS) {
    console.log(`  ${name.padEnd(6)} 127.0.0.1:${state.ports[name]}  ${underlay4}  ${underlay6}`);
  }
  console.log(`connections: ${currentLab().hosts}`);
  return 0;
}

function ssh([name, ...command]: string[]): number {
  needTools(["ssh"]);
  const machine = machineNames.find((one) => one === name);
  const host = HOSTS.find((one) => one.name === name);
  if (machine === undefined && host === undefined) throw new Error(usage);
  const files = machine === undefined ? currentLab() : filesOf(machine);
  const { connection } = machine === undefined ? labHosts()[host?.name ?? "alpha"] : machineHost(machine);
  const options = [
    `UserKnownHostsFile=${files.knownHosts}`,
    "StrictHostKeyChecking=yes",
    "IdentitiesOnly=yes",
  ].flatMap((option) => ["-o", option]);
  const login = ["-p", String(connection.port), "-l", connection.user, ...options, connection.host];
  const all = ["-F", "none", "-q", "-i", files.key, ...login, ...command];
  const { status, error } = spawnSync("ssh", all, { stdio: "inherit" });
  if (error) throw error;
  return status ?? 255;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
