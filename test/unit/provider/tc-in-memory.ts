// A host in memory that has devices and tc filters.
import { others } from "../../../provider/index.ts";
import type { LiveLink } from "../../../provider/iproute2/ip-json.ts";
import type { FilterQdisc, LiveFilter } from "../../../provider/iproute2/tc-json.ts";
import type { HostSnapshot } from "../../../provider/model/host-snapshot.ts";
import { isRemoval } from "../../../provider/model/resource-kind.ts";
import { type Args, NOT_ON_HOST } from "../../../provider/schema/declaration.ts";
import { withDefaults } from "../../../provider/schema/validate.ts";

export const kind = others.ErspanMirror;
export const declared = (more: Args = {}): Args => {
  const { owner = "p/s/m", ...rest } = more;
  const ownerAlias = `pulumi-iproute2:2:k3x9q2bc.7fh20d:5e884898da28:${owner}`;
  return { ...withDefaults(kind, { monitor: "mon0", target: "span0", owner, ...rest }), ownerAlias };
};

export const link = (name: string, more: Partial<LiveLink> = {}): LiveLink => ({
  ...{ name, ifindex: 1, up: true, mtu: 1500, macAddress: undefined, linkType: "ether", kind: undefined },
  ...{
    info: {},
    ...{ dev: undefined, linkNetnsId: undefined },
    master: undefined,
    bridgePort: undefined,
    description: undefined,
    group: 0,
    multicast: true,
    txQueueLength: 1000,
    alias: "",
  },
  ...{ addresses: [], automaticAddresses: [], sources: [], ...more },
});

type Direction = "ingress" | "egress";
interface Placed extends LiveFilter {
  readonly device: string;
  readonly direction: Direction;
}

/** A value as tc prints it. */
const printed = (word: string | undefined) => (/^\d+$/.test(word ?? "") ? Number(word) : word);

/** A host with devices and filters. */
export class Tc {
  filters: Placed[] = [];
  links = [link("mon0"), link("span0", { kind: "erspan" }), link("span1", { kind: "ip6gretap", mtu: 1430 })];
  qdiscs: Record<string, string> = {};
  #lastIndex = 0;

  get snapshot(): HostSnapshot {
    const devices = [...new Set([...this.filters.map(({ device }) => device), ...Object.keys(this.qdiscs)])];
    const on = (device: string, direction: Direction) =>
      this.filters.filter((one) => one.device === device && one.direction === direction);
    const tc: FilterQdisc[] = devices.map((device) => ({
      ...{ device, qdisc: this.qdiscs[device] ?? "clsact" },
      ...{ ingress: on(device, "ingress"), egress: on(device, "egress") },
    }));
    return { links: this.links, routes: [], sections: { tc } };
  }

  run(line: string): void {
    if (line.startsWith("actions ")) {
      this.#changeAction(line.split(" "));
      return;
    }
    const [, verb, , device = "", direction, , pref, , protocol = "all", ...rest] = line.split(" ");
    const at = (word: string) => (rest.includes(word) ? rest[rest.indexOf(word) + 1] : undefined);
    const isSame = (one: Placed) =>
      one.device === device && one.direction === direction && one.pref === Number(pref);
    if (verb === "del") {
      const left = this.filters.filter((one) => !isSame(one));
      if (left.length === this.filters.length) throw new Error(`no such filter: ${line}`);
      this.filters = left;
      return;
    }
    if (this.filters.some(isSame)) throw new Error(`there already: ${line}`);
    const action = rest.slice(rest.indexOf("action") + 1);
    const names: Record<string, string> = { drop: "gact", pass: "gact" };
    const control = action.find((word) => ["continue", "drop", "pass"].includes(word));
    const mirred = action[0] === "mirred" ? { mirred_action: action[2], direction: action[1], ref: 1 } : {};
    const words = rest.slice(rest.indexOf("flower") + 1, rest.indexOf("action"));
    const pairs = words
      .filter((word) => word !== "skip_hw")
      .flatMap((word, index, all) => (index % 2 === 0 ? [[word, printed(all[index + 1])]] : []));
    const { indev, ...keys } = Object.fromEntries(rest.includes("flower") ? pairs : []);
    this.filters.push({
      ...{ device, direction: direction as Direction, pref: Number(pref), protocol, indev, keys },
      ...{
        kind: ["flower", "u32"].find((one) => rest.includes(one)) ?? "matchall",
        handle: at("handle") ?? "1",
      },
      skipHw: rest.includes("skip_hw"),
      actions: [
        {
          ...{ kind: names[action[0] ?? ""] ?? action[0], to_dev: at("dev"), cookie: at("cookie") },
          ...{ ...mirred, index: ++this.#lastIndex, control_action: { type: control ?? "pipe" } },
        },
      ],
    });
  }

  /** As the kernel: an index that no action has is that of a new one, which no filter has. */
  #changeAction(words: readonly string[]): void {
    const at = (word: string) => words[words.indexOf(word) + 1];
    const change = { to_dev: at("dev"), cookie: at("cookie"), control_action: { type: "continue" } };
    this.filters = this.filters.map((one) => ({
      ...one,
      actions: one.actions.map((action) =>
        action.index === Number(at("index")) ? { ...action, ...change } : action,
      ),
    }));
  }

  runAll(operation: ReturnType<typeof kind.create> | ReturnType<typeof kind.remove> | undefined): void {
    if (operation === undefined || isRemoval(operation)) throw new Error("no operation");
    for (const command of operation.commands) this.run(command.join(" "));
  }

  create(args: Args): void {
    this.runAll(kind.create(args, this.snapshot));
  }
  /** The arguments that differ from the declared ones. */
  drift(args: Args): string[] {
    const found = kind.find(this.snapshot, args)?.args ?? {};
    return Object.keys(kind.schema.shape).filter(
      (key) => !NOT_ON_HOST.has(key) && JSON.stringify(found[key]) !== JSON.stringify(args[key]),
    );
  }
  live = (args: Args): Args => kind.find(this.snapshot, args)?.computed ?? {};
  shown = () =>
    this.filters.map(({ device, direction, pref, kind: type }) => `${device} ${direction} ${pref} ${type}`);
}
