import type { ChangeState } from "../../../provider/host/confirmation.ts";
import type { Host } from "../../../provider/host/host.ts";
import { readPortVlans } from "../../../provider/iproute2/bridge-port-json.ts";
import { type Command, printCommand } from "../../../provider/iproute2/command.ts";
import { readDependents } from "../../../provider/iproute2/dependents-text.ts";
import { HostError } from "../../../provider/iproute2/errors.ts";
import { readFdb, readVnis } from "../../../provider/iproute2/fdb-json.ts";
import { ROUTE_PROTOCOL, readFib } from "../../../provider/iproute2/fib-json.ts";
import { readLinks, readRoutes } from "../../../provider/iproute2/ip-json.ts";
import { readNeighbors } from "../../../provider/iproute2/neighbor-json.ts";
import { readNftTable } from "../../../provider/iproute2/nft-table.ts";
import { GROUP } from "../../../provider/iproute2/owner-alias.ts";
import { readRules } from "../../../provider/iproute2/rule-json.ts";
import type { HostSnapshot } from "../../../provider/model/host-snapshot.ts";
import type { Guard, Operation, Outcome, Removal } from "../../../provider/model/operation.ts";
import { shownFdb, shownVnis } from "./fdb.ts";
import { Kernel } from "./kernel.ts";
import { Refused } from "./link-words.ts";
import { shownTunnels, shownVlans } from "./port.ts";
import { Routing } from "./routing.ts";

/** An operation or a removal, and the error message if it failed. */
export interface Asked {
  readonly request: Operation | Removal;
  readonly failure?: string;
}

/** The settings of a new device. */
const NEW_SETTINGS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    ...["ipv4/rp_filter", "ipv4/accept_local", "ipv4/disable_policy", "ipv4/disable_xfrm"],
    ...["ipv6/disable_ipv6", "ipv6/keep_addr_on_down", "ipv6/addr_gen_mode"],
  ].map((name) => [name, 0]),
);

type FakeRemoval = Removal & { readonly halfMade?: boolean };

/** A host whose network is in memory. It records the requests of the lifecycle. */
export class FakeHost implements Host {
  readonly address = "192.0.2.1";
  readonly hostKey = "";
  readonly facts = {
    ...{ machineId: "0123", kernel: "fake", ip: "ip utility, iproute2-fake" },
    ...{ init: "none" as const, bootVersion: "" },
  };
  readonly missingModules = new Set<string>();
  readonly kernel = new Kernel();
  readonly routing = new Routing();
  /** the names of routing tables */
  tables: Readonly<Record<string, number>> = { main: 254, blue: 100, red: 200 };
  readonly markers = new Map<string, { alias: string; note: string | undefined }>();
  /** the requests in their order */
  asked: Asked[] = [];

  async connect() {}

  async settle(): Promise<ChangeState> {
    return "forgotten";
  }

  async init() {
    return this.facts.init;
  }

  async perform(operation: Operation): Promise<Outcome> {
    const outcome = this.#outcomeOf(operation);
    const failure = outcome.status === "failed" ? { failure: outcome.stderr } : {};
    this.asked.push({ request: operation, ...failure });
    return outcome;
  }

  #outcomeOf(operation: Operation): Outcome {
    const barred = operation.guard && this.#barred(operation.guard);
    if (barred !== undefined) return barred;
    const printed: unknown[] = [];
    for (const [at, command] of operation.commands.entries()) {
      try {
        printed.push(this.#run(operation, command));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (at > 0) for (const undo of operation.undo ?? []) this.#run(operation, undo);
        return { status: "failed", command, at, stderr: error.message };
      }
    }
    const { marker, shows = 0 } = operation;
    if (marker?.alias !== undefined)
      this.markers.set(marker.name, { alias: marker.alias, note: marker.note });
    else if (marker !== undefined) this.markers.delete(marker.name);
    return { status: "done", shown: shows === 0 ? [] : printed.slice(-shows) };
  }

  #run({ tool }: Operation, command: Command): unknown {
    const line = printCommand(command);
    if (tool === "ip and bridge" && command[0] === "sysctl")
      return this.kernel.runSettings(line.split(" ").slice(1));
    if (tool === "ip and bridge" && command[0] === "bridge")
      return this.kernel.runBridge(line.split(" ").slice(1));
    if (command[0] === "nft") return this.kernel.nft.run(line.slice("nft ".length));
    const [object, verb = "", ...words] = line.split(" ");
    if (object === "rule") return this.routing.rule(tool === "ip -6" ? "inet6" : "inet", verb, words);
    if (object === "neigh") return this.routing.neigh(verb, words);
    if (line.includes(` proto ${ROUTE_PROTOCOL}`)) return this.routing.route(verb, words);
    if (tool === "ip" || tool === "ip and bridge") return this.kernel.run(line);
    if (tool === "ip fou") return this.kernel.runFou("inet", line.split(" "));
    if (tool === "ip -6 fou") return this.kernel.runFou("inet6", line.split(" "));
    throw new Error(`the fake host has no ${tool}`);
  }

  #barred(guard: Guard): Outcome | undefined {
    const isMarker = "marker" in guard;
    const device = isMarker ? undefined : this.kernel.devices.get(guard.device);
    const alias = isMarker ? this.markers.get(guard.marker)?.alias : device?.alias;
    if (alias === undefined) return { status: "gone" };
    const isHalfMade = !isMarker && guard.halfMade === true && alias === "" && device?.group === GROUP;
    return guard.aliases.includes(alias) || isHalfMade ? undefined : { status: "foreign", alias };
  }

  async remove(removal: FakeRemoval): Promise<Outcome> {
    this.asked.push({ request: removal });
    const barred = this.#barred(removal);
    if (barred !== undefined) return barred;
    this.kernel.deleteLink(removal.device);
    return { status: "done", shown: [] };
  }

  async dump(): Promise<HostSnapshot> {
    return {
      links: readLinks(this.kernel.links()),
      routes: readRoutes(this.kernel.shownRoutes()),
      sections: {
        tables: { ...this.tables },
        fou: structuredClone(this.kernel.ports),
        markers: Object.fromEntries(this.markers),
        rules: (["inet", "inet6"] as const).flatMap((family) =>
          readRules(family, this.routing.shownRules(family)),
        ),
        fib: readFib(this.routing.shownFib()),
        neighbors: readNeighbors(this.routing.shownNeighbors()),
        ...this.#tables(),
      },
    };
  }

  #tables() {
    const vxlans = [...this.kernel.devices.values()].filter(({ kind }) => kind === "vxlan");
    return {
      vlan: Object.fromEntries(
        [...this.kernel.devices.values()].map(({ name, port }) => [
          name,
          readPortVlans([...shownVlans(name, port), ...shownTunnels(name, port)]),
        ]),
      ),
      nft: Object.fromEntries(
        [...this.kernel.devices.keys()].map((name) => [name, readNftTable(this.kernel.nft.shown(name))]),
      ),
      settings: {
        default: NEW_SETTINGS,
        ...Object.fromEntries(
          [...this.kernel.devices.values()].map(({ name, settings }) => [
            name,
            { ...NEW_SETTINGS, ...settings },
          ]),
        ),
      },
      fdb: Object.fromEntries(vxlans.map(({ name, fdb }) => [name, readFdb(shownFdb(fdb))])),
      dependents: Object.fromEntries(
        [...this.kernel.devices.values()].map((one) => [
          one.name,
          readDependents(this.kernel.dependents(one)),
        ]),
      ),
      vni: Object.fromEntries(vxlans.map(({ name, vnis }) => [name, readVnis(shownVnis(vnis))])),
    };
  }

  recorded() {
    return { machineId: this.facts.machineId };
  }

  error(subject: string, failure: Parameters<Host["error"]>[1]) {
    return new HostError({ host: this.address, subject, ...failure });
  }
}
