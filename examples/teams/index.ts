// A link over which two routers run BGP. policies/ has rules for it, and link.test.ts tests it.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { linkBetween, neighbors, type Site } from "./link.ts";

const config = new pulumi.Config();
const asn = config.getNumber("asn") ?? 65001;
const drainSeconds = config.getNumber("drainSeconds") ?? 10;

/** Runs commands of FRR on the host of a link, by the ssh of the machine that runs pulumi. */
async function configureBgp(values: Record<string, unknown>, link: string, command: string): Promise<void> {
  const { connection } = values.host as { connection: { host: string; port?: number; user?: string } };
  const to = `ssh://${connection.user ?? "root"}@${connection.host}:${connection.port ?? 22}`;
  const lines = ["configure terminal", `router bgp ${asn}`, `${command} ${neighbors[link]} shutdown`];
  const remote = ["vtysh", ...lines.flatMap((line) => ["-c", `"${line}"`])].join(" ");
  await promisify(execFile)("ssh", ["-o", "BatchMode=yes", "--", to, remote]);
}

// Pulumi calls a hook with the name and the values of the resource. If the hook fails, the link is not removed.
const drain = new pulumi.ResourceHook("drain", async ({ name, oldOutputs }) => {
  await configureBgp(oldOutputs ?? {}, name, "neighbor");
  await new Promise((resolve) => setTimeout(resolve, drainSeconds * 1000));
});
const restore = new pulumi.ResourceHook("restore", ({ name, newOutputs }) =>
  configureBgp(newOutputs ?? {}, name, "no neighbor"),
);

// Both links of a pair get the same arguments and no options. A transform changes each of them by its name.
const link = linkBetween(
  config.requireObject<Site>("ams"),
  config.requireObject<Site>("fra"),
  config.requireNumber("vni"),
  {
    transforms: [
      ({ name, props, opts }) => {
        if (!(name in neighbors)) return undefined;
        const hooks = { beforeDelete: [drain], afterCreate: [restore] };
        const longQueue = name === "ams-fra-a" ? { txQueueLength: 5000 } : {};
        return { props: { ...props, ...longQueue }, opts: pulumi.mergeOptions(opts, { hooks }) };
      },
    ],
  },
);

export const mtu = link.mtu;
