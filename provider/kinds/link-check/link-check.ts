import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { hostOf, targetOf } from "../../host/host.ts";
import { familyOf, isLinkLocal } from "../../iproute2/address.ts";
import type { Handlers } from "../../lifecycle/handlers.ts";
import { connectionChanged, withKnownMachine } from "../../lifecycle/host-change.ts";
import type { Args, Declaration, Rule } from "../../schema/declaration.ts";
import { host } from "../../schema/host-args.ts";
import { toPulumiValue } from "../../schema/pulumi-value.ts";
import { failuresOf, validate, withDefaults } from "../../schema/validate.ts";
import { anyAddress, deviceName, flag, integer, oneOf } from "../../schema/values.ts";
import { NoPing, type Pinged, pingFrom } from "./ping.ts";

const schema = z.strictObject({
  host: host.describe("The machine that pings: a Host, or the same fields as an object."),
  to: anyAddress().describe(
    "The address that must answer: that of the far end on the link, or one behind it.",
  ),
  dev: deviceName().optional().describe("The device that sends the pings; by default routes decide."),
  count: integer(1, 100).default(3).describe("Number of packets."),
  size: integer(0, 65_507).default(56).describe("Bytes of each packet, without headers."),
  df: flag().default(false).describe("Whether packets carry DF, so that no router fragments them."),
  maxLoss: integer(0, 100).default(0).describe("Percent of packets that may be lost."),
  timeoutSeconds: integer(1, 300)
    .default(20)
    .describe("Seconds until the far end must answer. The check repeats the pings until then."),
  onFailure: oneOf("fail", "warn")
    .default("fail")
    .describe(
      'What a failed check is: an error ("fail"), or a warning and the output `passed: false` ("warn").',
    ),
  triggers: z
    .array(z.unknown())
    .default([])
    .describe("Values of any kind. The check runs again if one of them changes."),
});

export type LinkCheckArgs = z.output<typeof schema>;

const rules: Rule<LinkCheckArgs>[] = [
  {
    over: ["to", "dev"],
    fault: ({ to, dev }) =>
      isLinkLocal(to) && dev === undefined ? "is a link-local address and needs dev" : undefined,
  },
];

export const linkCheckDeclaration: Declaration = {
  type: "LinkCheck",
  schema,
  rules: rules as unknown as readonly Rule[],
};

const subject = ({ to, dev }: LinkCheckArgs) => `check:${to}${dev === undefined ? "" : `%${dev}`}`;

/** Bytes of a packet with its ICMP and IP headers. */
const packetBytes = ({ to, size }: LinkCheckArgs) => size + 8 + (familyOf(to) === "inet" ? 20 : 40);

function adviceOn(args: LinkCheckArgs, { received, words }: Pinged): string {
  if (/message too long|frag needed|packet too big/i.test(words))
    return `packets of ${packetBytes(args)} bytes do not fit: lower the mtu of the link, or check with a smaller size`;
  if (/unknown iface|No such device|Cannot find device/i.test(words))
    return "make the link first, or let this depend on it";
  if (received === 0)
    return `nothing came back: is the far end up, does it have a route back, does a firewall drop the tunnel or the ping?`;
  return "the link loses packets";
}

/** Pings, and returns the result as outputs. Throws if the check fails and `onFailure` is "fail". */
async function run(inputs: Args, recorded: Args = {}): Promise<{ address: string; outs: Args }> {
  const args = withDefaults(linkCheckDeclaration, inputs) as LinkCheckArgs;
  const target = targetOf(args, recorded);
  const machine = await hostOf(args, recorded);
  const { pinged, hostKey } = await pingFrom(target, args).catch((error: unknown) => {
    if (!(error instanceof NoPing)) throw error;
    throw machine.error(subject(args), {
      cause: "other",
      advice:
        "the host has no ping of iputils: install it (iputils-ping in Debian and Ubuntu, iputils elsewhere)",
    });
  });
  const { sent, received, loss, rtt, words } = pinged;
  const passed = loss <= args.maxLoss;
  if (!passed) {
    const error = machine.error(subject(args), {
      cause: "other",
      advice: `${received} of ${sent} packets came back within ${args.timeoutSeconds} s${words === "" ? "" : ` (${words})`}: ${adviceOn(args, pinged)}`,
    });
    if (args.onFailure === "fail") throw error;
    console.warn(error.message);
  }
  const trusted = target.hostKeyPolicy === "accept-new" ? hostKey : undefined;
  const results = { passed, sent, received, loss, rtt, hostKey: trusted };
  return { address: machine.address, outs: toPulumiValue({ ...inputs, ...results }) };
}

/** The host that sends the pings, without the values that only concern the connection to it. */
function pingOrigin(args: Args): unknown {
  const { connection, netns, machineId } = (args.host ?? {}) as Args;
  const { host: address, port } = (connection ?? {}) as Args;
  return [address, port, netns, machineId].map((one) => one ?? null);
}

const keys = Object.keys(schema.shape);
const changed = (before: Args, after: Args) =>
  keys.filter(
    (key) => !isDeepStrictEqual(toPulumiValue(before[key] ?? null), toPulumiValue(after[key] ?? null)),
  );

/** A ping as a resource. It runs at creation and after each change of an argument. It makes no object on the host. */
export const linkCheckHandlers: Handlers = {
  async check(olds, given) {
    const news = withKnownMachine(olds ?? {}, given);
    const { inputs, faults } = validate(linkCheckDeclaration, news);
    return { inputs: toPulumiValue(inputs), failures: failuresOf(news, faults) };
  },
  async diff(_id, olds, news) {
    const [before, after] = [
      withDefaults(linkCheckDeclaration, olds),
      withDefaults(linkCheckDeclaration, news),
    ];
    const same = changed(before, after).length === 0;
    return { changes: same ? false : undefined, replaces: [], deleteBeforeReplace: true };
  },
  async create(inputs) {
    const { address, outs } = await run(inputs);
    return { id: `${subject(withDefaults(linkCheckDeclaration, inputs) as LinkCheckArgs)}@${address}`, outs };
  },
  // A refresh keeps the recorded result, because the result is of an earlier moment
  async read(id, props) {
    const { __provider, ...rest } = props;
    const inputs = Object.fromEntries(
      keys.flatMap((key) => (props[key] === undefined ? [] : [[key, props[key]]])),
    );
    return { id, props: rest, inputs: toPulumiValue({ ...inputs, __provider }) };
  },
  async update(_id, olds, news) {
    const changes = changed(
      withDefaults(linkCheckDeclaration, olds),
      withDefaults(linkCheckDeclaration, news),
    );
    // Another connection to the same machine, or another `onFailure`, does not change the result
    const moved = !isDeepStrictEqual(pingOrigin(olds), pingOrigin(news));
    if (!moved && changes.every((key) => key === "host" || key === "onFailure")) {
      const { passed, sent, received, loss, rtt, hostKey } = olds;
      return { outs: toPulumiValue({ ...news, passed, sent, received, loss, rtt, hostKey }) };
    }
    // Another address may be another machine with another host key, so the recorded key is dropped
    const { outs } = await run(news, connectionChanged(olds, news) ? {} : olds);
    return { outs };
  },
  async delete() {},
};
