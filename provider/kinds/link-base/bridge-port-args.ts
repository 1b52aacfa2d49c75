import { z } from "zod";
import { numbersBetween } from "../../iproute2/bridge-port-json.ts";
import { parseRange } from "../../iproute2/number-range.ts";
import type { Args } from "../../schema/declaration.ts";
import { flag, form, integer, numberOrText, object } from "../../schema/values.ts";
import type { LinkKind } from "./link-kind.ts";

/** The largest number of a VLAN. (IEEE 802.1Q) */
export const LAST_VLAN = 4094;
const LAST_VNI = 16_777_215;

/** A number, or a range of several numbers as a text. */
export type NumberOrRange = number | string;

/** A number from 1 to `max`, or a range such as `example`. The value becomes what `parseRange` returns. */
const numberOrRange = (max: number, name: string, example: string) =>
  numberOrText(
    (given): NumberOrRange | undefined => parseRange(given, 1, max),
    `a number from 1 to ${max}, or a range such as "${example}"`,
  ).meta(form(`${name} or range`));

interface Ends {
  readonly first: number;
  readonly last: number;
}

/** The first and the last number of a range. Undefined if it is not valid, as in a state that an operator edited. */
function endsOf(range: NumberOrRange, max: number): Ends | undefined {
  const [first, last = first] = String(parseRange(range, 1, max) ?? "").split("-");
  return first === undefined || first === "" ? undefined : { first: Number(first), last: Number(last) };
}

/** The VLANs of a range. */
export function numbersOf(range: NumberOrRange): number[] {
  const ends = endsOf(range, LAST_VLAN);
  return ends === undefined ? [] : numbersBetween(ends.first, ends.last);
}

const sizeOf = (range: NumberOrRange, max: number): number => {
  const ends = endsOf(range, max);
  return ends === undefined ? 0 : ends.last - ends.first + 1;
};

const vlan = () => numberOrRange(LAST_VLAN, "VLAN", "100-199");

const mapping = object({
  vlan: vlan().describe("The VLAN, or a range of them."),
  vni: numberOrRange(LAST_VNI, "VNI", "10100-10199").describe("The VNI, or a range of as many."),
}).superRefine((one, context) => {
  const [vlans, vnis] = [sizeOf(one.vlan, LAST_VLAN), sizeOf(one.vni, LAST_VNI)];
  if (vlans !== vnis)
    context.addIssue({
      code: "custom",
      path: ["vni"],
      message: `must be ${vlans === 1 ? "one number" : `a range of ${vlans} numbers`}, as vlan is`,
    });
});

/** Why a link takes no VNIs for its VLANs. */
export const NO_VLAN_TUNNEL =
  "is only for a VxlanTunnel with `external: true`: no other link takes the VNI of each frame from its bridge";

const mappings = (isTaken: boolean) =>
  z.array(mapping).superRefine((_value, context) => {
    if (!isTaken) context.addIssue({ code: "custom", message: NO_VLAN_TUNNEL });
  });

const portOfKind = (takesVnis: boolean) =>
  object({
    learning: flag()
      .optional()
      .describe("Learn the addresses behind the port from its frames; by default on."),
    flood: flag().optional().describe("Send frames to unknown addresses out of the port; by default on."),
    neighSuppress: flag()
      .optional()
      .describe(
        "Answer ARP and neighbour discovery from the neighbour table of the bridge, and do not send such requests out of the port; by default off.",
      ),
    isolated: flag()
      .optional()
      .describe("Exchange no frames with other ports that are isolated; by default off."),
    pvid: integer(0, LAST_VLAN)
      .optional()
      .describe(
        "The VLAN of frames without a tag, in both directions; 0 is none. By default that of the bridge, its `defaultPvid`.",
      ),
    vlans: z
      .array(vlan())
      .optional()
      .describe(
        'The VLANs whose frames have a tag, as numbers and ranges such as "100-199". By default none, and those of others stay.',
      ),
    vlanTunnel: mappings(takesVnis)
      .optional()
      .describe(
        "The VNI of each VLAN, for a VxlanTunnel with `external`. The port also has these VLANs. By default none.",
      ),
  });

const shapeOf = (takesVnis: boolean) => ({
  bridgePort: portOfKind(takesVnis)
    .optional()
    .describe(
      "How the bridge treats the link as its port; needs `master`. A member that is left out stays as it is.",
    ),
});

/** The argument of a link that takes all of its members. */
export const portShape = shapeOf(true);
const portShapeWithoutVnis = shapeOf(false);

export type BridgePort = NonNullable<z.output<typeof portShape.bridgePort>>;

/** The argument `bridgePort` of a link. */
export const portOf = (args: Args): BridgePort | undefined =>
  (args as { readonly bridgePort?: BridgePort | undefined }).bridgePort;

/** Whether a device of the kind can be a port of a bridge. A bridge cannot. (linux: br_add_if) */
export const canBePort = (link: LinkKind): boolean =>
  link.carriesEthernet === true && link.followsPorts !== true;

/** The arguments of links that can be ports of a bridge. */
export const portShapeOf = (link: LinkKind): Partial<typeof portShape> =>
  canBePort(link) ? (link.kind === "vxlan" ? portShape : portShapeWithoutVnis) : {};

/** The reason why the kind lacks the argument. */
export function missingPortArgument(link: LinkKind): Readonly<Record<string, string>> {
  if (canBePort(link)) return {};
  return {
    bridgePort:
      link.carriesEthernet === true
        ? "is only for ports of a bridge: a bridge cannot be a port of another one"
        : "is only for kinds that carry Ethernet frames: this one carries IP packets, and cannot be a port of a bridge",
  };
}

/** The VLANs whose frames have a tag. */
export const taggedVlans = ({ vlans = [], vlanTunnel = [] }: BridgePort): number[] => [
  ...vlans.flatMap(numbersOf),
  ...vlanTunnel.flatMap((one) => numbersOf(one.vlan)),
];

/** The VNI of each VLAN that has one. */
export const vnisOf = ({ vlanTunnel = [] }: BridgePort): ReadonlyMap<number, number> =>
  new Map(
    vlanTunnel.flatMap(({ vlan, vni }) => {
      const vnis = endsOf(vni, LAST_VNI);
      return vnis === undefined
        ? []
        : numbersOf(vlan).map((one, index): [number, number] => [one, vnis.first + index]);
    }),
  );

/** Whether the argument declares VLANs of the port. */
export const declaresVlans = (port: BridgePort | undefined): boolean =>
  [port?.pvid, port?.vlans, port?.vlanTunnel].some((one) => one !== undefined);
