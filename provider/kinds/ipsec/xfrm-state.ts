import { createHmac } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { familyOf } from "../../iproute2/address.ts";
import { type Command, Secret } from "../../iproute2/command.ts";
import { ownerIn } from "../../iproute2/owner-alias.ts";
import { type LiveState, readStates } from "../../iproute2/xfrm-text.ts";
import { type Dump, markerIn } from "../../model/host-snapshot.ts";
import {
  adoptable,
  claiming,
  guardedBy,
  markerName,
  type OwnedArgs,
  ownedShape,
  ownershipBy,
} from "../../model/ownership-marker.ts";
import type { ResourceKind } from "../../model/resource-kind.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import { holdsUnknown } from "../../schema/unknown-value.ts";
import { anyAddress, flag, integer, object, oneOf } from "../../schema/values.ts";
import { hex, type MarkValue, mark, markRule, markWords, sameMark, U32 } from "./xfrm-values.ts";

/** Bytes of key, salt included, and bits of the integrity check value. (linux: xfrm_algo.c; RFC 4106, 4309, 4543, 7634) */
const AEAD = {
  "rfc4106(gcm(aes))": { key: [20, 28, 36], icv: [64, 96, 128] },
  "rfc4543(gcm(aes))": { key: [20, 28, 36], icv: [128] },
  "rfc4309(ccm(aes))": { key: [19, 27, 35], icv: [64, 96, 128] },
  "rfc7539esp(chacha20,poly1305)": { key: [36], icv: [128] },
} as const;

/** Without DES, Blowfish, CAST and the null cipher. */
const ENCRYPTION = {
  "cbc(aes)": [16, 24, 32],
  "rfc3686(ctr(aes))": [20, 28, 36],
  "cbc(camellia)": [16, 24, 32],
} as const;

/** Without MD5. The first truncation is the default: the one that RFCs have, which is not always the kernel's. */
const AUTHENTICATION = {
  "hmac(sha256)": { key: [32], truncation: [128, 96] },
  "hmac(sha384)": { key: [48], truncation: [192] },
  "hmac(sha512)": { key: [64], truncation: [256] },
  "hmac(sha1)": { key: [20], truncation: [96] },
  "cmac(aes)": { key: [16], truncation: [96] },
  "xcbc(aes)": { key: [16], truncation: [96] },
} as const;

type AeadName = keyof typeof AEAD;
type EncryptionName = keyof typeof ENCRYPTION;
type AuthenticationName = keyof typeof AUTHENTICATION;

const nameOf = <Name extends string>(table: Readonly<Record<Name, unknown>>) =>
  oneOf(...(Object.keys(table) as Name[]));

/** A key in hex. What is wrong with it is said without it. */
const key = () =>
  z.string({ error: "must be a key in hex" }).transform((text, context) => {
    const digits = text.replace(/^0x/i, "").toLowerCase();
    if (/^([0-9a-f]{2})+$/.test(digits)) return `0x${digits}`;
    const message = "must be a key in hex, two digits to the byte, such as 0x… (it is not shown here)";
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });

const schema = z.strictObject({
  ...ownedShape("state"),
  source: anyAddress().describe("Where the packets come from: the outer source address."),
  destination: anyAddress().describe("Where the packets go to: the outer destination address."),
  proto: oneOf("esp", "ah")
    .default("esp")
    .describe("Encryption and integrity (ESP), or integrity alone (AH)."),
  spi: integer(256, U32).describe("The number in each packet by which the receiver finds the state."),
  reqid: integer(0, U32).default(0).describe("A number that policies name the state by; 0 is none."),
  mode: oneOf("tunnel", "transport")
    .default("tunnel")
    .describe("A header of its own around each packet, or the packet's own header kept."),
  mark: mark().optional().describe("The mark that packets must have: the key of a VTI."),
  ifId: integer(1, U32).optional().describe("The XFRM interface that the state belongs to."),
  outputMark: mark().optional().describe("The mark that packets get once they are through, for routing."),
  replayWindow: integer(0, 4096)
    .default(0)
    .describe("Packets that may come out of turn before they are taken for replayed; 0 is no protection."),
  esn: flag().default(false).describe("Sequence numbers of 64 bits, on both ends; needs replayWindow."),
  anyFamily: flag()
    .default(true)
    .describe("A tunnel carries IPv4 and IPv6, whatever it runs over; if not, the family that it runs over."),
  decapDscp: flag().default(false).describe("The inner packet takes over the DSCP of the outer one."),
  noEcn: flag().default(false).describe("Explicit congestion notification is not handed on."),
  noPmtudisc: flag().default(false).describe("Outer packets carry no DF."),
  aead: object({ name: nameOf(AEAD), key: key(), icvLength: integer(64, 128).default(128) })
    .optional()
    .describe("Encryption and integrity in one algorithm, with its key, its salt at the end. ESP alone."),
  encryption: object({ name: nameOf(ENCRYPTION), key: key() })
    .optional()
    .describe("Encryption by itself; needs authentication. ESP alone."),
  authentication: object({
    name: nameOf(AUTHENTICATION),
    key: key(),
    truncation: integer(96, 256).optional(),
  })
    .transform(({ truncation, ...one }) => ({
      ...one,
      truncation: truncation ?? AUTHENTICATION[one.name].truncation[0],
    }))
    .optional()
    .describe("Integrity by itself: with encryption in ESP, alone in AH."),
  encapsulation: object({
    type: oneOf("espinudp").default("espinudp"),
    sport: integer(1, 65_535),
    dport: integer(1, 65_535),
  })
    .optional()
    .describe("UDP around ESP, to get through address translation."),
  adopt: adoptable("state"),
});

interface StateArgs extends OwnedArgs {
  readonly source: string;
  readonly destination: string;
  readonly proto: "esp" | "ah";
  readonly spi: number;
  readonly reqid: number;
  readonly mode: "tunnel" | "transport";
  readonly mark?: MarkValue;
  readonly ifId?: number;
  readonly outputMark?: MarkValue;
  readonly replayWindow: number;
  readonly esn: boolean;
  readonly anyFamily: boolean;
  readonly decapDscp: boolean;
  readonly noEcn: boolean;
  readonly noPmtudisc: boolean;
  readonly aead?: { readonly name: AeadName; readonly key: string; readonly icvLength: number };
  readonly encryption?: { readonly name: EncryptionName; readonly key: string };
  readonly authentication?: {
    readonly name: AuthenticationName;
    readonly key: string;
    readonly truncation: number;
  };
  readonly encapsulation?: { readonly type: "espinudp"; readonly sport: number; readonly dport: number };
}

const state = (args: Args) => args as StateArgs;

const bytesOf = (text: string) => (text.length - 2) / 2;
const oneOfThese = (values: readonly number[]) => values.join(" or ");

function lengthFault(name: string, text: string, lengths: readonly number[]): string | undefined {
  const bytes = bytesOf(text);
  if (lengths.includes(bytes)) return undefined;
  const salted = /rfc(4106|4543|4309|7539|3686)/.test(name) ? ", salt included" : "";
  return `has a key of ${bytes} bytes; ${name} takes ${oneOfThese(lengths)}${salted}`;
}

const rules: Rule<StateArgs>[] = [
  {
    over: ["source", "destination"],
    fault: ({ source, destination }) =>
      familyOf(source) === familyOf(destination)
        ? undefined
        : `is ${source}, of another family than destination`,
  },
  {
    over: ["aead", "proto", "encryption", "authentication"],
    fault({ aead, proto, encryption, authentication }) {
      if (proto === "ah") {
        if (aead !== undefined || encryption !== undefined)
          return "does not go with AH, and neither does encryption: AH encrypts nothing";
        return authentication === undefined
          ? "is no algorithm for AH, but authentication is needed"
          : undefined;
      }
      if (aead !== undefined) {
        return encryption === undefined && authentication === undefined
          ? undefined
          : "excludes encryption and authentication: it does both";
      }
      return encryption === undefined || authentication === undefined
        ? "is needed, or encryption and authentication together"
        : undefined;
    },
  },
  {
    over: ["aead"],
    fault({ aead }) {
      if (aead === undefined) return undefined;
      const { key: lengths, icv } = AEAD[aead.name];
      if (!(icv as readonly number[]).includes(aead.icvLength))
        return `has icvLength ${aead.icvLength}; ${aead.name} takes ${oneOfThese(icv)}`;
      return lengthFault(aead.name, aead.key, lengths);
    },
  },
  {
    over: ["encryption"],
    fault: ({ encryption }) =>
      encryption && lengthFault(encryption.name, encryption.key, ENCRYPTION[encryption.name]),
  },
  {
    over: ["authentication"],
    fault({ authentication }) {
      if (authentication === undefined) return undefined;
      const { key: lengths, truncation } = AUTHENTICATION[authentication.name];
      if (!(truncation as readonly number[]).includes(authentication.truncation))
        return `has truncation ${authentication.truncation}; ${authentication.name} takes ${oneOfThese(truncation)}`;
      return lengthFault(authentication.name, authentication.key, lengths);
    },
  },
  {
    over: ["esn", "replayWindow"],
    fault: ({ esn, replayWindow }) =>
      esn && replayWindow === 0
        ? "needs a replayWindow of 1 or more (the kernel refuses it without)"
        : undefined,
  },
  {
    over: ["encapsulation", "proto"],
    fault: ({ encapsulation, proto }) =>
      encapsulation !== undefined && proto !== "esp" ? "is for ESP alone" : undefined,
  },
];

/** What the kernel tells states by. */
type Identity = Pick<LiveState, "destination" | "proto" | "spi" | "mark">;

const markerOf = ({ destination, proto, spi, mark: has }: Identity) =>
  markerName("xfrm-state", proto, destination, hex(spi, 8), has && hex(has.value), has && hex(has.mask));

/** What has the same identity; the key's place is nobody's business here. */
const isThe = (declared: Identity, one: Identity) =>
  one.destination === declared.destination &&
  one.proto === declared.proto &&
  one.spi === declared.spi &&
  sameMark(one.mark, declared.mark);

const identityWords = ({ source, destination, proto, spi, mark: has }: StateArgs): Command => [
  ...["src", source, "dst", destination, "proto", proto, "spi", hex(spi, 8)],
  ...markWords("mark", has),
];

const FLAGS = {
  esn: "esn",
  anyFamily: "af-unspec",
  decapDscp: "decap-dscp",
  noEcn: "noecn",
  noPmtudisc: "nopmtudisc",
} as const;
type FlagName = keyof typeof FLAGS;
const flagNames = Object.keys(FLAGS) as FlagName[];

/** The words of `ip xfrm state add` and `update`; keys are secret. */
function words(args: StateArgs): Command {
  const { mode, reqid, ifId, outputMark, replayWindow, aead, encryption, authentication, encapsulation } =
    args;
  const zero = familyOf(args.destination) === "inet" ? "0.0.0.0" : "::";
  return [
    ...identityWords(args),
    ...["mode", mode, "reqid", String(reqid), "replay-window", String(replayWindow)],
    ...flagNames
      .filter((name) => args[name] && (name !== "anyFamily" || mode === "tunnel"))
      .flatMap((name) => ["flag", FLAGS[name]]),
    ...(aead === undefined ? [] : ["aead", aead.name, new Secret(aead.key), String(aead.icvLength)]),
    ...(encryption === undefined ? [] : ["enc", encryption.name, new Secret(encryption.key)]),
    ...(authentication === undefined
      ? []
      : [
          "auth-trunc",
          authentication.name,
          new Secret(authentication.key),
          String(authentication.truncation),
        ]),
    ...(encapsulation === undefined
      ? []
      : ["encap", encapsulation.type, String(encapsulation.sport), String(encapsulation.dport), zero]),
    ...(outputMark === undefined ? [] : ["output-mark", hex(outputMark.value), "mask", hex(outputMark.mask)]),
    ...(ifId === undefined ? [] : ["if_id", hex(ifId)]),
  ];
}

/**
 * Tells one key from another without telling either: the kernel is not asked for keys, so what a state was made with
 * stands beside it in this form. Keys are random, so nothing can be guessed from it.
 */
function fingerprint(args: StateArgs): string {
  const { aead, encryption, authentication } = args;
  const keys = JSON.stringify([aead?.key, encryption?.key, authentication?.key]);
  return createHmac("sha256", `pulumi-iproute2 ${markerOf(args)}`)
    .update(keys)
    .digest("hex")
    .slice(0, 24);
}

const HIDDEN = "hidden";
type Keyed = { readonly key?: string };

/** An algorithm as it is there, with the declared key, which nobody can see, if that may be in it. */
function withKey(live: object | undefined, declared: Keyed | undefined, same: boolean): object | undefined {
  return live && { ...live, key: (same ? declared?.key : undefined) ?? HIDDEN };
}

const present = (args: Record<string, unknown>): Args =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));

function readArgs(live: LiveState, declared: StateArgs, same: boolean): Args {
  const { flags, aead, encryption, authentication, ...rest } = live;
  const on = Object.fromEntries(flagNames.map((name) => [name, flags.includes(FLAGS[name])]));
  return present({
    ...rest,
    ...on,
    // Of no meaning in transport mode, and not said there
    ...(live.mode === "tunnel" ? {} : { anyFamily: declared.anyFamily }),
    aead: withKey(aead, declared.aead, same),
    encryption: withKey(encryption, declared.encryption, same),
    authentication: withKey(authentication, declared.authentication, same),
  });
}

/** What `ip xfrm state update` takes over in a live state; everything else it drops unsaid. (linux: xfrm_state_update) */
function takesUpdate(before: StateArgs, after: StateArgs): boolean {
  const held = new Set(["host", "adopt", "owner", "ifId", "outputMark", "encapsulation"]);
  const same = Object.keys(schema.shape).every(
    (name) => held.has(name) || isDeepStrictEqual(before[name], after[name]),
  );
  const kept = (name: "ifId" | "outputMark") =>
    isDeepStrictEqual(before[name], after[name]) || after[name] !== undefined;
  return (
    same &&
    kept("ifId") &&
    kept("outputMark") &&
    (before.encapsulation === undefined) === (after.encapsulation === undefined)
  );
}

const openly = (one: Keyed | undefined) => one && { ...one, key: "[secret]" };

/** A security association, one direction of it. (linux: net/xfrm/xfrm_state.c; iproute2: ip/xfrm_state.c) */
export const xfrmState: ResourceKind = {
  type: "XfrmState",
  schema,
  rules: [...(rules as unknown as readonly Rule[]), markRule("mark"), markRule("outputMark")],
  noun: "state with this destination, protocol, SPI and mark",
  sections: ["xfrm-state", "markers"],

  replaces: (_before, _after, changed) =>
    changed.filter((name) => ["destination", "proto", "spi", "mark"].includes(name)),

  subject: (args) => {
    const { destination, proto, spi, mark: has } = state(args);
    return `${proto}:${hex(spi, 8)}@${destination}${has === undefined ? "" : `,mark=${hex(has.value)}`}`;
  },

  shows: ({ aead, encryption, authentication, ...rest }) =>
    present({
      ...rest,
      aead: openly(aead as Keyed | undefined),
      encryption: openly(encryption as Keyed | undefined),
      authentication: openly(authentication as Keyed | undefined),
    }),

  find(dump, args) {
    const declared = state(args);
    const found = statesIn(dump).find((one) => isThe(declared, one));
    if (found === undefined) return undefined;
    const { ownership, owner } = ownershipBy(dump, markerOf(declared), args);
    const note = markerIn(dump, markerOf(declared))?.note;
    const same = note === undefined || note === fingerprint(declared);
    return { ownership, args: { ...readArgs(found, declared, same), owner }, computed: {} };
  },

  clash(dump, args) {
    const declared = state(args);
    const other = statesIn(dump).find(
      (one) =>
        one.destination === declared.destination && one.proto === declared.proto && one.spi === declared.spi,
    );
    if (other === undefined) return undefined;
    const marked =
      other.mark === undefined
        ? "without a mark"
        : `with mark ${hex(other.mark.value)}/${hex(other.mark.mask)}`;
    const owner = ownerIn(markerIn(dump, markerOf(other))?.alias ?? "");
    const whose = owner === undefined ? "" : ` and belongs to ${owner}`;
    return `a state ${marked} has this destination, protocol and SPI already${whose}: packets could not tell them apart. Choose another SPI`;
  },

  claims(args) {
    const { source, destination, proto, spi, mark: has, ifId } = state(args);
    if (holdsUnknown([source, destination, proto, spi, has])) return [];
    const marked = has === undefined ? "" : ` with mark ${hex(has.value)}/${hex(has.mask)}`;
    return [
      { property: "spi", one: `the SPI ${hex(spi)} of ${proto} to ${destination}${marked}` },
      ...(ifId === undefined ? [] : [{ property: "ifId", esp: { source, destination } }]),
    ];
  },

  create(args) {
    const declared = state(args);
    return {
      tool: "ip xfrm",
      commands: [["state", "add", ...words(declared)]],
      ...claiming(markerOf(declared), args, fingerprint(declared)),
    };
  },

  /** Made anew: its key can't be compared with ours. */
  adopt(_found, args) {
    const declared = state(args);
    return {
      tool: "ip xfrm",
      commands: [
        ["state", "delete", ...identityWords(declared)],
        ["state", "add", ...words(declared)],
      ],
      ...claiming(markerOf(declared), args, fingerprint(declared)),
    };
  },

  change(before, after) {
    const [old, next] = [state(before), state(after)];
    const marker = markerOf(next);
    const updated = takesUpdate(old, next);
    return {
      tool: "ip xfrm",
      ...guardedBy(marker, old.owner, next.owner),
      commands: updated
        ? [["state", "update", ...words(next)]]
        : [
            ["state", "delete", ...identityWords(old)],
            ["state", "add", ...words(next)],
          ],
      ...(updated || knowsKeys(old) === false ? {} : { undo: [["state", "add", ...words(old)]] }),
      ...claiming(marker, after, fingerprint(next)),
    };
  },

  remove(args) {
    const declared = state(args);
    return {
      tool: "ip xfrm",
      ...guardedBy(markerOf(declared), declared.owner),
      commands: [["state", "delete", ...identityWords(declared)]],
      marker: { name: markerOf(declared) },
    };
  },

  advice(stderr) {
    if (/initialize cryptographic|CRYPT algorithm|algorithm not found|AEAD|COMP/i.test(stderr))
      return "the kernel has no such algorithm, or its module could not be loaded";
    if (/Protocol not supported|mode not found|Requested type/i.test(stderr))
      return "the kernel has no IPsec for this family: modules esp4, esp6, ah4, ah6";
    return undefined;
  },
};

const statesIn = (dump: Dump) => readStates(String(dump.sections["xfrm-state"] ?? ""));

/** Whether the keys are known, so that the state could be put back as it was. */
const knowsKeys = ({ aead, encryption, authentication }: StateArgs) =>
  [aead, encryption, authentication].every((one) => one?.key !== HIDDEN);
