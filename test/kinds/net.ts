// Network namespaces on alpha for tests of what is no link, and what goes on in them.
import type { Args } from "../../provider/schema/declaration.ts";
import { labHosts, on, shellWord } from "../lab/index.ts";

export interface Net {
  /** the `host` argument of a resource */
  readonly host: Args;
  /** a line of shell in the namespace, which must succeed */
  run(command: string): Promise<string>;
  /** the names of the markers that are left in it */
  markers(): Promise<string[]>;
  /** takes the markers away */
  forget(): Promise<void>;
  leave(): Promise<void>;
}

/** A namespace of its own, new. */
export async function netFor(name: string): Promise<Net> {
  const alpha = on("alpha");
  const run = (command: string) =>
    alpha.must(`ip netns exec ${name} sh -c ${shellWord(`export LC_ALL=C; ${command}`)}`);
  const dir = "/run/pulumi-iproute2/$(readlink /proc/self/ns/net | tr -dc 0-9)";
  const gone = () => alpha.must(`ip netns del ${name} 2>/dev/null || true`);
  const leave = () =>
    forget()
      .then(gone)
      .then(() => undefined);
  await gone();
  await alpha.must(`ip netns add ${name}`);
  await run("ip link set lo up");
  const forget = () => run(`rm -rf ${dir}`).then(() => undefined);
  return {
    forget,
    host: { connection: { ...labHosts().alpha.connection }, netns: name },
    run,
    leave,
    async markers() {
      const names = await run(`ls -A ${dir} 2>/dev/null || true`);
      return names.split("\n").filter((one) => one !== "");
    },
  };
}

/** Two namespaces with a wire between them: `wire0` in each, 10.45.0.1 and 10.45.0.2, fd45::1 and fd45::2. */
export async function wiredNets(one: string, other: string): Promise<readonly [Net, Net]> {
  const nets = [await netFor(one), await netFor(other)] as const;
  await nets[0].run(`ip link add wire0 type veth peer name wire0 netns ${other}`);
  await Promise.all(
    nets.map(({ run }, index) =>
      run(
        [
          `ip addr add 10.45.0.${index + 1}/24 dev wire0`,
          `ip addr add fd45::${index + 1}/64 dev wire0 nodad`,
          "ip link set wire0 up",
        ].join(" && "),
      ),
    ),
  );
  return nets;
}
