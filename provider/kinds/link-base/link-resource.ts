import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Command } from "../../iproute2/command.ts";
import { deviceNameFrom } from "../../iproute2/device-name.ts";
import { type LiveLink, readLinks, readRoutes } from "../../iproute2/ip-json.ts";
import { aliasOf, GROUP, nameIn, ownerIn } from "../../iproute2/owner-alias.ts";
import type { Operation, Outcome } from "../../model/operation.ts";
import type { Found, ResourceKind } from "../../model/resource-kind.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import { comes, liveTraffic, routeCommand, trafficCommands } from "./addressing.ts";
import { type Aspect, type ShapeOf, shapeOf } from "./attribute.ts";
import { linkClaims, sawsItsBranch } from "./claims.ts";
import { type CommonArgs, commonRules, commonShape, routeOf } from "./common-args.ts";

/** What is particular to one kind of tunnel device. */
export interface LinkKind<Aspects extends readonly Aspect[] = readonly Aspect[]> {
  /** the class: `IpipTunnel` */
  readonly type: string;
  /** the word after `type` in an ip command: `ipip` */
  readonly kind: string;
  /** what it is for, in a sentence or two, for the docs */
  readonly summary: string;
  readonly aspects: Aspects;
  readonly rules?: readonly Rule[];
  /**
   * What a packet looks like on the underlay with the smallest arguments, from the outside in: headers with their
   * bytes, and last what is inside. Drawn in the docs.
   */
  readonly headers: readonly string[];
  /** bytes of headers in front of each inner packet, aspects' own (`encap`, `key`) left out */
  readonly overhead: number;
  /** bytes that the kernel takes off the underlay's mtu at creation, where it forgets some */
  readonly deducted?: (args: Args) => number;
  /** What the kernel lets only one device of a namespace have, in words: "the endpoints … and key 7". */
  readonly identity: (args: Args) => string;
  /** arguments that an external device takes all the same; default: mode */
  readonly besideExternal?: readonly string[];
  /** other kinds that the kernel keeps in the same table: `identity` counts across all of them */
  readonly rivals?: readonly string[];
  /** whatever ESP arrives from its far end is its own, that for XFRM interfaces too */
  readonly takesEsp?: boolean;
  /** the kernel takes no mtu in the message that changes arguments of the kind, so it goes in one of its own */
  readonly mtuApart?: boolean;
  /** Whether the kernel makes such a device without a look at the underlay, so that its mtu has to be said. */
  readonly blind?: (args: Args) => boolean;
  /** modules that the kernel does not load by itself for these arguments */
  readonly modules?: (args: Args) => readonly string[];
  /** the module that brings the kind, named where a kernel lacks it */
  readonly module: string;
  /** arguments of its siblings that it can't have, and why */
  readonly lacks?: Readonly<Record<string, string>>;
  /** Advice for what the kernel said, where the kind knows more than the general words. */
  readonly advice?: (stderr: string, args: Args) => string | undefined;
  /** traps worth a paragraph in the docs */
  readonly notes?: readonly string[];
}

export interface LinkResource extends ResourceKind {
  readonly link: LinkKind;
  /** bytes of all headers in front of each inner packet */
  overhead(args: Args): number;
}

/** The schema of a link kind: the common arguments and those of its aspects. */
export const schemaOf = <A extends readonly Aspect[]>(aspects: A) =>
  z.strictObject({ ...commonShape, ...(shapeOf(aspects) as ShapeOf<A> & z.ZodRawShape) });

const common = (args: Args) => args as CommonArgs;
/**
 * Commands that show a device as it is now. To find one device's routes the kernel walks all there are, so it is asked
 * only where there may be any.
 */
const showing = (name: string, commands: readonly Command[], routes: boolean) => ({
  commands: [
    ...commands,
    ["addr", "show", "dev", name],
    ...(routes ? [["route", "show", "dev", name, "table", "all"]] : []),
  ],
  shows: routes ? 2 : 1,
  showsDevice: name,
});

/** A link kind as a resource type: everything that links have in common is here. */
export function linkResource(link: LinkKind): LinkResource {
  const overhead = (args: Args) =>
    link.aspects.reduce((sum, aspect) => sum + (aspect.overhead?.(args) ?? 0), link.overhead);

  const words = (args: Args, mode: "create" | "change"): Command => [
    "type",
    link.kind,
    ...spoken(link, args).flatMap((aspect) => aspect[mode](args)),
  ];

  const deducted = (args: Args) => link.deducted?.(args) ?? overhead(args);
  const modules = (args: Args) => link.modules?.(args) ?? [];

  /** The mtu that the kernel would give the device anew, as far as it can be told from what it gave before. */
  const automaticMtu = (before: Args, after: Args, recorded: Args): number | undefined => {
    const underlay = recorded.underlayMtu;
    if (typeof underlay === "number") return underlay - deducted(after);
    const mtu = recorded.mtu;
    return before.mtu === undefined && typeof mtu === "number"
      ? mtu + deducted(before) - deducted(after)
      : undefined;
  };

  return {
    link,
    type: link.type,
    schema: schemaOf(link.aspects),
    ...(link.lacks ? { lacks: link.lacks } : {}),
    ...(link.advice ? { advice: link.advice } : {}),
    rules: [
      ...(commonRules as readonly Rule[]),
      ...link.aspects.flatMap((aspect) => aspect.rules ?? []),
      ...externalRule(link),
      { over: ["addresses", "host"], fault: sawsItsBranch },
      ...(link.rules ?? []),
    ],
    sections: ["links", "routes"],
    overhead,
    subject: (args) => common(args).name,

    find({ links, routes }, args, recorded = {}) {
      const { name, mtu, owner } = common(args);
      const live = links.find((one) => one.name === name);
      if (live === undefined) return undefined;
      const through = routes.flatMap((one) => (one.dev === name ? [one.route] : []));
      const moved = recorded.mtu !== undefined && recorded.mtu !== live.mtu;
      return {
        ownership: ownership(live, owner, link.kind),
        args: {
          ...readArgs(link, live, args),
          ...liveTraffic(live, through, common(args)),
          name,
          owner: live.alias === aliasOf(owner) ? owner : (ownerIn(live.alias) ?? owner),
          ...(mtu !== undefined || moved ? { mtu: live.mtu } : {}),
        },
        computed: {
          ifindex: live.ifindex,
          mtu: live.mtu,
          kind: live.kind ?? live.linkType,
          ...(live.macAddress === undefined ? {} : { macAddress: live.macAddress }),
        },
      };
    },

    /** Beside the live values: whether the mtu was left to the kernel, and what underlay it then saw. */
    outputs(found, args, recorded = {}) {
      const automatic = args.mtu === undefined;
      const known = recorded.underlayMtu;
      const underlay = known ?? (automatic ? Number(found.computed.mtu) + deducted(args) : undefined);
      return {
        ...found.computed,
        mtuFrom: automatic ? "kernel" : "declared",
        ...(underlay === undefined ? {} : { underlayMtu: underlay }),
      };
    },

    recorded: (outputs) => {
      const { mtu, mtuFrom, ...rest } = outputs;
      return mtuFrom === "kernel" || mtu === undefined ? rest : { ...rest, mtu };
    },

    replaces(before, after, changed, recorded) {
      const own =
        before.external === true
          ? link.aspects.flatMap((aspect) => Object.keys(aspect.shape).filter((key) => changed.includes(key)))
          : link.aspects.flatMap((aspect) => aspect.replaces?.(before, after) ?? []);
      // Back to an automatic mtu needs the underlay's; where nobody saw it, a new device does
      const lost = changed.includes("mtu") && after.mtu === undefined && recorded.underlayMtu === undefined;
      return [...new Set([...changed.filter((key) => key === "name"), ...(lost ? ["mtu"] : []), ...own])];
    },

    shown(outcome, args) {
      const [links = [], routes = []] = outcome.shown;
      const name = common(args).name;
      return {
        links: readLinks(links),
        // Asked for one device, `ip route` does not repeat its name
        routes: readRoutes(routes).map((one) => ({ ...one, dev: one.dev ?? name })),
        sections: {},
      };
    },

    clash(dump, args) {
      const wanted = link.identity(args);
      const other = dump.links.find(
        (one) =>
          [link.kind, ...(link.rivals ?? [])].includes(one.kind ?? "") &&
          one.name !== common(args).name &&
          link.identity({ ...readArgs(link, one, {}) }) === wanted,
      );
      return other === undefined ? undefined : `${other.name} already has ${wanted}`;
    },

    question: (args) =>
      args.mtu === undefined && link.blind?.(args) === true && typeof args.remote === "string"
        ? {
            tool: "ip",
            commands: [
              ["route", "get", args.remote],
              ["addr", "show"],
            ],
            shows: 2,
          }
        : undefined,

    create(args, dump, answer) {
      const { name, addresses, up, routes, owner } = common(args);
      const unseen = link.blind?.(args) === true ? underlayIn(answer) - deducted(args) : undefined;
      const mtu = common(args).mtu ?? unseen;
      const size = mtu === undefined ? [] : ["mtu", String(mtu)];
      return {
        tool: "ip",
        modules: modules(args),
        ...showing(
          name,
          [
            ["link", "add", "name", name, ...size, "group", String(GROUP), ...words(args, "create")],
            ...addresses.map((one) => ["addr", "add", one, "dev", name]),
            ["link", "set", "dev", name, "alias", aliasOf(owner), ...(up ? ["up"] : [])],
            ...routes.map(routeOf).map((one) => routeCommand(comes(one, name, dump), one, name)),
          ],
          routes.length > 0,
        ),
        undo: [["link", "del", "dev", name]],
        undoGuard: { device: name, aliases: [aliasOf(owner)], halfMade: true },
      };
    },

    adopt(found, args) {
      const { name, owner } = common(args);
      if (found.computed.kind !== link.kind) return undefined;
      if (link.identity(found.args) !== link.identity(args)) return undefined;
      return {
        tool: "ip",
        ...showing(
          name,
          [
            ["link", "set", "dev", name, "group", String(GROUP)],
            ["link", "set", "dev", name, "alias", aliasOf(owner)],
          ],
          true,
        ),
      };
    },

    change(before, after, recorded, dump): Operation | undefined {
      const [old, next] = [common(before), common(after)];
      const own = link.aspects.some((aspect) =>
        Object.keys(aspect.shape).some((key) => !isDeepStrictEqual(before[key], after[key])),
      );
      const mtu = next.mtu ?? automaticMtu(before, after, recorded);
      const resized = mtu !== undefined && mtu !== recorded.mtu;
      const size = mtu === undefined ? [] : ["mtu", String(mtu)];
      // The mtu goes with every change of the kind's own arguments: the kernel may work it out anew
      const set = (rest: Command): Command[] =>
        link.mtuApart === true && rest.length > 0
          ? [["link", "set", "dev", next.name, ...rest], ...(size.length > 0 ? set([]) : [])]
          : [["link", "set", "dev", next.name, ...size, ...rest]];
      const steps = link.aspects
        .map((aspect) => aspect.through?.(before, after))
        .filter((step) => step !== undefined);
      const commands: Command[] = [
        ...steps.flatMap((step) => set(words({ ...after, ...step }, "change"))),
        ...(own || resized ? set(own ? words(after, "change") : []) : []),
        ...(old.owner === next.owner
          ? []
          : [["link", "set", "dev", next.name, "alias", aliasOf(next.owner)]]),
        ...trafficCommands(old, next, next.name, dump),
      ];
      if (commands.length === 0) return undefined;
      return {
        tool: "ip",
        guard: { device: next.name, aliases: [...new Set([aliasOf(old.owner), aliasOf(next.owner)])] },
        modules: modules(after),
        ...showing(next.name, commands, old.routes.length + next.routes.length > 0),
      };
    },

    // A resource that was renamed keeps its device: the old name is as good as a new one, and the link stays up
    filled: (news, olds) =>
      news.name === undefined && typeof news.owner === "string"
        ? { ...news, name: olds.name ?? deviceNameFrom(nameIn(news.owner)) }
        : news,

    claims: (args) => linkClaims(link, args),

    remove: (args) => ({ device: common(args).name, aliases: [aliasOf(common(args).owner)] }),
  };
}

/** What the kernel assumes of an underlay that it knows nothing of: Ethernet. */
const ETHERNET_MTU = 1500;

const routeGot = z.tuple([z.tuple([z.object({ dev: z.string() })]).rest(z.unknown()), z.unknown()]);

/** The mtu of the device that `question` was told packets leave by. */
function underlayIn(answer: Outcome | undefined): number {
  const shown = answer?.status === "done" ? routeGot.safeParse(answer.shown).data : undefined;
  if (shown === undefined) return ETHERNET_MTU;
  const [[{ dev }], links] = shown;
  return readLinks(links).find((one) => one.name === dev)?.mtu ?? ETHERNET_MTU;
}

function ownership(live: LiveLink, owner: string, kind: string): Found["ownership"] {
  if (live.kind === kind && live.alias === aliasOf(owner)) return "ours";
  return live.kind === kind && live.group === GROUP && live.alias === "" ? "half-made" : "foreign";
}

/** What means something for a device: of an external one the kernel shows values that nobody set. */
const spoken = (link: LinkKind, args: Args) =>
  args.external === true ? link.aspects.filter((aspect) => isSaidOfExternal(link, aspect)) : link.aspects;

/** iproute2 before 5.16 shows of an external device that it is one, and nothing else: so the rest is as declared. */
const isBare = ({ info }: LiveLink) => info.external === true && Object.keys(info).length === 1;

/** The kind's own arguments as the device has them, whole. */
function readArgs(link: LinkKind, live: LiveLink, declared: Args): Args {
  const told = spoken(link, { external: live.info.external === true });
  const read: Args = Object.assign({}, ...told.map((aspect) => aspect.read(live, declared)));
  const shapes: z.ZodRawShape = Object.assign({}, ...link.aspects.map((aspect) => aspect.shape));
  const unshown = isBare(live) && declared.external === true ? declared : {};
  const entries = Object.entries(shapes).map(([key, schema]) => [
    key,
    unshown[key] ?? read[key] ?? z.safeParse(schema, undefined).data,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

const isSaidOfExternal = (link: LinkKind, aspect: Aspect) =>
  Object.keys(aspect.shape).some(
    (key) => key === "external" || (link.besideExternal ?? ["mode"]).includes(key),
  );

/** What an external device does not take, the kernel or ip drops without a word: so it is refused here. */
function externalRule(link: LinkKind): Rule[] {
  if (!link.aspects.some((aspect) => "external" in aspect.shape)) return [];
  const others = link.aspects.filter((aspect) => !isSaidOfExternal(link, aspect));
  const shapes: z.ZodRawShape = Object.assign({}, ...others.map((aspect) => aspect.shape));
  const fault: Rule["fault"] = (args) => {
    if (args.external !== true) return undefined;
    const said = Object.entries(shapes).filter(
      ([key, schema]) => !isDeepStrictEqual(args[key], z.safeParse(schema, undefined).data),
    );
    if (said.length === 0) return undefined;
    return `excludes ${said.map(([key]) => key).join(", ")}: an external device takes them from each packet`;
  };
  return [{ over: ["external", ...Object.keys(shapes)], fault }];
}
