import { others } from "../../../provider/index.ts";
import type { Args, Declaration } from "../../../provider/schema/declaration.ts";
import { type Ends, ends } from "../../kinds/ends.ts";
import type { KindCase } from "../../kinds/kind-case.ts";
import type { LinkSubject, Subject } from "./subjects.ts";
import {
  argumentLines,
  askedLines,
  block,
  type Changed,
  changeLines,
  differenceLines,
  file,
} from "./text.ts";

const ADDRESSING = { addresses: ["10.77.0.1/30"], routes: ["10.78.0.0/24"] };
const NAME = { name: "kind0" };

/** What a golden file shows of one type. */
export interface Cases {
  readonly type: string;
  readonly about: string;
  readonly subject: Subject;
  readonly creations: readonly { readonly title: string; readonly args: Args }[];
  readonly changes: readonly { readonly from: Args; readonly to: Args }[];
}

/** Removes undefined arguments, because a program leaves them out. */
const withoutUndefined = (args: Args): Args =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));

async function creationBlocks({ creations, subject }: Cases): Promise<string[]> {
  const blocks: string[] = [];
  for (const { title, args } of creations)
    blocks.push(
      block(`create, ${title}`, argumentLines("arguments", args), askedLines(await subject.create(args))),
    );
  return blocks;
}

const names = (to: Args) => Object.keys(to).join(", ");

async function changeBlocks({ type, changes, subject, creations }: Cases): Promise<string[]> {
  const minimal = creations[0]?.args ?? {};
  const [inPlace, replaced]: [string[], string[]] = [[], []];
  for (const { from, to } of changes) {
    const after = withoutUndefined({ ...from, ...to });
    const changed: Changed = await subject.change(from, after);
    const what = [differenceLines("before", from, minimal), changeLines(from, to)];
    if ("asked" in changed)
      inPlace.push(block(`change in place: ${names(to)}`, ...what, askedLines(changed.asked)));
    else
      replaced.push(
        [...what.flat(), `#   needs another object because of ${changed.replacedBecauseOf.join(", ")}`].join(
          "\n",
        ),
      );
  }
  const { createsFirst = false }: Partial<Declaration> =
    Object.entries(others).find(([name]) => name === type)?.[1] ?? {};
  const title = createsFirst
    ? "## replaced: an object is created with the new arguments, and the old one is removed"
    : "## replaced: the object is removed, and created with the new arguments";
  return replaced.length === 0 ? inPlace : [...inPlace, [title, ...replaced].join("\n")];
}

async function adoptionBlocks({ creations, subject }: Cases): Promise<string[]> {
  const args = creations[0]?.args ?? {};
  const requests = await subject.adopt(args, args);
  return requests === undefined
    ? []
    : [block("adopt a foreign object with the same arguments", askedLines(requests))];
}

export async function fileOf(cases: Cases, more: readonly string[] = []): Promise<string> {
  const minimal = cases.creations[0]?.args ?? {};
  return file(cases.type, cases.about, [
    ...(await creationBlocks(cases)),
    ...(await changeBlocks(cases)),
    ...more,
    ...(await adoptionBlocks(cases)),
    block("remove", askedLines(await cases.subject.remove(minimal))),
  ]);
}

const ABOUT =
  "Before each change a link has the minimal arguments and the further ones that the block names. Addresses, routes and state are in common.txt.";

/** The golden file of a kind of link. It is made from the kind's row in the table of cases. */
export async function linkFile(row: KindCase, subject: LinkSubject): Promise<string> {
  const argsOf = (args: (ends: Ends) => Args) => withoutUndefined({ ...NAME, ...args(ends) });
  const cases: Cases = {
    type: row.type,
    about: ABOUT,
    subject,
    creations: [row.minimal, ...row.full].map((args, index) => ({
      title: index === 0 ? "minimal" : `variant ${index}`,
      args: argsOf(args),
    })),
    changes: row.changes.map(({ from = row.minimal, to }) => ({ from: argsOf(from), to: to(ends) })),
  };
  return fileOf(cases, await driftBlocks(row, subject, argsOf));
}

/** Changes by an operator that are one command, and the commands by which `pulumi up` repairs them. */
async function driftBlocks(
  { minimal, drifts }: KindCase,
  subject: LinkSubject,
  of: (args: (ends: Ends) => Args) => Args,
): Promise<string[]> {
  const repairs = new Map<string, string[]>();
  for (const { from = minimal, by, names: reported } of drifts) {
    const line = by.replace("DEV", "kind0");
    if (!/^ip link change [^;&|]*$/.test(line)) continue;
    const repaired = await subject.repair(of(from), line.replace("ip ", ""));
    if (repaired === undefined) continue;
    const before = differenceLines("before", of(from), of(minimal));
    const after =
      "asked" in repaired
        ? askedLines(repaired.asked)
        : [`# the object is replaced because of ${repaired.replacedBecauseOf.join(", ")}`];
    const found = reported.length === 0 ? "no drift" : reported.join(", ");
    const repair = after.join("\n");
    repairs.set(repair, [
      ...(repairs.get(repair) ?? []),
      ...before,
      `# by hand: ${line}`,
      `#   refresh reports ${found}`,
    ]);
  }
  return [...repairs].map(([repair, lines]) => block("repair in the next up", lines, [repair]));
}

const FULL = {
  addresses: ["10.77.0.1/24", "10.77.0.2/24", "fd77::1/64"],
  routes: [
    "10.78.0.0/24",
    { to: "10.79.0.0/24", via: "10.77.0.9", metric: 5 },
    { to: "fd78::/32", table: 77 },
  ],
};

/** What all links have in common. */
export const commonCases = (subject: Subject): Cases => {
  const own = { ...NAME, local: ends.local4, remote: ends.remote4 };
  const base = { ...own, ...ADDRESSING };
  return {
    type: "Addresses, routes and state of every link",
    about: "Shown with an IpipTunnel.",
    subject,
    creations: [
      { title: "an address and a route", args: base },
      { title: "several addresses and routes", args: { ...own, ...FULL } },
      { title: "a link that is down", args: { ...own, addresses: ADDRESSING.addresses, up: false } },
      {
        title: "a link that takes in only ESP, and clamps TCP",
        args: { ...own, espOnly: true, clampMss: true },
      },
    ],
    changes: [
      { from: base, to: { addresses: ["10.77.0.1/30", "fd77::1/64"] } },
      { from: base, to: { addresses: ["10.77.0.5/30"] } },
      { from: base, to: { addresses: [], routes: [] } },
      { from: base, to: { routes: ["10.78.0.0/24", "10.79.0.0/24"] } },
      { from: base, to: { routes: [{ to: "10.78.0.0/24", metric: 5 }] } },
      { from: base, to: { routes: [{ to: "10.78.0.0/24", advmss: 1200 }] } },
      { from: base, to: { routes: [{ to: "10.78.0.0/24", src: "10.77.0.1", mtu: 1300 }] } },
      { from: base, to: { routes: [{ to: "10.78.0.0/24", via: "192.0.2.9", onlink: true }] } },
      { from: base, to: { multicast: true, txQueueLength: 500 } },
      { from: base, to: { settings: { rpFilter: 2 }, addrGenMode: "none" } },
      { from: base, to: { espOnly: true } },
      { from: { ...base, espOnly: true }, to: { espOnly: false, clampMss: 1300 } },
      { from: { ...own, ...FULL }, to: { addresses: FULL.addresses.toReversed() } },
      { from: { ...own, ...FULL }, to: { addresses: ["10.77.0.2/24", "fd77::1/64"] } },
      { from: base, to: { routes: [], up: false } },
      { from: { ...base, routes: [], up: false }, to: { ...ADDRESSING, up: true } },
      { from: base, to: { owner: "shop/prod/ams" } },
      { from: base, to: { name: "kind1" } },
      { from: base, to: { mtu: 1300 } },
    ],
  };
};

/** What a host must have for the cases of `portCases`. */
export const BRIDGES = ["br0", "br1"].map((name) => `link add name ${name} type bridge vlan_filtering 1`);

/** What all links have in common that are ports of a bridge. */
export const portCases = (subject: Subject): Cases => {
  const base = { ...NAME, external: true, master: "br0" };
  const access = { isolated: true, pvid: 10 };
  const trunk = { pvid: 0, vlans: [10, "20-29"] };
  const vnis = { learning: false, neighSuppress: true, vlanTunnel: [{ vlan: "10-19", vni: "10010-10019" }] };
  const port = (bridgePort: Args) => ({ ...base, bridgePort });
  return {
    type: "Ports of a bridge",
    about: "Shown with a VxlanTunnel. The host has the bridges br0 and br1, which give new ports VLAN 1.",
    subject,
    creations: [
      { title: "a port without arguments of its own", args: base },
      { title: "an isolated port with one VLAN", args: port(access) },
      { title: "a port with several VLANs", args: port(trunk) },
      { title: "VLANs with VNIs", args: port(vnis) },
    ],
    changes: [
      { from: base, to: { bridgePort: { flood: false } } },
      { from: base, to: { bridgePort: access } },
      { from: port(access), to: { bridgePort: { pvid: 11 } } },
      { from: port(access), to: { bridgePort: undefined } },
      { from: port(access), to: { master: "br1" } },
      { from: port(access), to: { bridgePort: undefined, master: undefined } },
      { from: port(trunk), to: { bridgePort: { pvid: 0, vlans: ["10-24"] } } },
      {
        from: port(vnis),
        to: { bridgePort: { ...vnis, vlanTunnel: [{ vlan: "12-20", vni: "10112-10120" }] } },
      },
      { from: port(vnis), to: { bridgePort: { neighSuppress: true } } },
    ],
  };
};
