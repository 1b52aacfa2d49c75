import type { Host } from "../../provider/host/host.ts";
import { others } from "../../provider/index.ts";
import { deviceNameFault } from "../../provider/iproute2/device-name.ts";
import type { LiveFilter } from "../../provider/iproute2/tc-json.ts";
import { importSupport } from "../../provider/lifecycle/importable.ts";

/** A mirror of a host, which no import takes. */
export interface LeftOutMirror {
  /** `mirror:eth0>span0` */
  readonly name: string;
  readonly reason: string;
}

/** The action of a filter that copies packets. */
const copyingIn = ({ actions }: LiveFilter) =>
  actions.find(({ kind, mirred_action: action }) => kind === "mirred" && action === "mirror");

/** The filters of tc that copy packets into a tunnel, with the reason why no import takes them. */
export async function mirrorsInto(
  tunnels: ReadonlySet<string>,
  host: Host,
  devices: readonly string[],
): Promise<LeftOutMirror[]> {
  const support = importSupport(others.ErspanMirror);
  if (tunnels.size === 0 || typeof support !== "string") return [];
  // A command has no device of another name, and no resource of this package can name it
  const readable = devices.filter((device) => deviceNameFault(device) === undefined);
  const { tc = [] } = (await host.dump(readable.map((device) => `tc:${device}` as const))).sections;
  const found = tc.flatMap(({ device, ingress, egress }) =>
    [...ingress, ...egress].flatMap((filter) => {
      const { to_dev: target, cookie } = copyingIn(filter) ?? {};
      if (target === undefined || !tunnels.has(target)) return [];
      const reason =
        cookie === undefined ? support : "it has the cookie of an ErspanMirror or of another program";
      return [{ name: `mirror:${device}>${target}`, reason }];
    }),
  );
  return [...new Map(found.map((one) => [one.name, one])).values()];
}
