// Network namespaces on alpha. Each test file makes its own, so that files do not disturb each other's devices.
import type { Args } from "../../provider/schema/declaration.ts";
import { labHosts, on, shellWord } from "../lab/index.ts";
import { ends } from "./ends.ts";
import { openNetnsShell } from "./netns-shell.ts";

export interface Netns {
  /** the `host` argument of a resource */
  readonly host: Args;
  /** Runs shell commands in the namespace, one call after another. Throws if they fail. */
  run(command: string): Promise<string>;
  /** Runs shell commands in an SSH session of their own, at the same time as other commands. */
  runApart(command: string): Promise<string>;
  /** the names of the provider's markers for this namespace, and of the settings that it keeps with them */
  markers(): Promise<string[]>;
  removeMarkers(): Promise<void>;
  /** Removes the namespace and its markers. */
  remove(): Promise<void>;
}

/** The directory of a namespace's markers, for the namespace's own shell. */
const MARKERS = "/run/pulumi-iproute2/$(readlink /proc/self/ns/net | tr -dc 0-9)";

/** The kernel creates fallback devices for some of these modules. They are loaded before any test takes a snapshot. */
const MODULES = "fou fou6 ipip sit ip_gre ip_vti ip6_tunnel ip6_gre ip6_vti";

/** Creates a namespace that has only `lo`. It first removes a namespace of this name from an earlier run. */
export async function makeNetns(name: string): Promise<Netns> {
  const alpha = on("alpha");
  const del = `ip netns del ${name} 2>/dev/null`;
  await alpha.must(`${del}; modprobe -a ${MODULES}; ip netns add ${name}`);
  const { run, close } = await openNetnsShell(name);
  await run("ip link set lo up");
  return {
    host: { connection: { ...labHosts().alpha.connection }, netns: name },
    run,
    runApart: (command) =>
      alpha.must(`ip netns exec ${name} sh -c ${shellWord(`export LC_ALL=C; ${command}`)}`),
    async markers() {
      const names = await run(`ls -A ${MARKERS} 2>/dev/null || true`);
      return names.split("\n").filter((one) => one !== "");
    },
    async removeMarkers() {
      await run(`rm -rf ${MARKERS}`);
    },
    async remove() {
      await run(`rm -rf ${MARKERS}`);
      close();
      await alpha.must(`${del} || true`);
    },
  };
}

/** Above 255, because iproute2 truncates a vti's `dev` to one byte when it reads it back. */
const DEV_INDEX = 300;

/** A namespace with the underlay of `ends`. */
export async function makeUnderlayNetns(name: string): Promise<Netns> {
  const netns = await makeNetns(name);
  await netns.run(
    [
      `ip link add ${ends.dev} index ${DEV_INDEX} type veth peer name under1`,
      `ip addr add ${ends.local4}/24 dev ${ends.dev}`,
      `ip addr add ${ends.local6}/64 dev ${ends.dev} nodad`,
      "ip link set under1 up",
      `ip link set ${ends.dev} up`,
    ].join(" && "),
  );
  return netns;
}

/** Two namespaces, connected by `wire0` in each: 10.45.0.1 and 10.45.0.2, fd45::1 and fd45::2. */
export async function makeWiredNetns(one: string, other: string): Promise<readonly [Netns, Netns]> {
  const pair = [await makeNetns(one), await makeNetns(other)] as const;
  await pair[0].run(`ip link add wire0 type veth peer name wire0 netns ${other}`);
  await Promise.all(
    pair.map(({ run }, index) =>
      run(
        [
          `ip addr add 10.45.0.${index + 1}/24 dev wire0`,
          `ip addr add fd45::${index + 1}/64 dev wire0 nodad`,
          "ip link set wire0 up",
        ].join(" && "),
      ),
    ),
  );
  return pair;
}
