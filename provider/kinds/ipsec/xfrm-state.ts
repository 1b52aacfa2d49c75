import { createHmac } from "node:crypto";
import { familyOf } from "../../iproute2/address.ts";
import { type Command, hex, optional, tokens } from "../../iproute2/command.ts";
import { type LiveMark, type LiveState, readStates } from "../../iproute2/xfrm-text.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import { markerName, ownerByMarker } from "../../model/ownership-marker.ts";
import type { Args } from "../../schema/declaration.ts";
import { holdsUnknown } from "../../schema/unknown-value.ts";
import { defined } from "../shared/defined.ts";
import { nameWith } from "../shared/import-name.ts";
import { markedKind } from "../shared/marked-kind.ts";
import { algorithmTokens, keysIn, unknownAlgorithm, withKeys } from "./algorithms.ts";
import { differInUseAlone, senderKey, wouldRepeatKey } from "./key-use.ts";
import { markInWords, markTokens, sameMark } from "./xfrm-mark.ts";
import { type StateArgs, stateRules, stateSchema, takesUpdate } from "./xfrm-state-args.ts";

/** The values by which the kernel identifies a state. */
type Identity = Pick<LiveState, "destination" | "proto" | "spi"> & { readonly mark?: LiveMark | undefined };

const markerOf = ({ destination, proto, spi, mark }: Identity) =>
  markerName("xfrm-state", proto, destination, hex(spi, 8), mark && hex(mark.value), mark && hex(mark.mask));

const hasSameId = (declared: StateArgs, live: LiveState): boolean =>
  live.destination === declared.destination && live.proto === declared.proto && live.spi === declared.spi;

const identityTokens = ({ source, destination, proto, spi, mark }: StateArgs): Command =>
  tokens`src ${source} dst ${destination} proto ${proto} spi ${hex(spi, 8)} ${markTokens("mark", mark)}`;

const FLAGS = {
  esn: "esn",
  anyFamily: "af-unspec",
  decapDscp: "decap-dscp",
  noEcn: "noecn",
  noPmtudisc: "nopmtudisc",
} as const;
const flagNames = Object.keys(FLAGS) as (keyof typeof FLAGS)[];

/** The words of `ip xfrm state add` and `update`. */
function stateTokens(args: StateArgs): Command {
  const { mode, reqid, ifId, outputMark, replayWindow, encapsulation } = args;
  const anyAddress = familyOf(args.destination) === "inet" ? "0.0.0.0" : "::";
  const flags = flagNames.filter((name) => args[name] && (name !== "anyFamily" || mode === "tunnel"));
  const encap =
    encapsulation &&
    tokens`encap ${encapsulation.type} ${encapsulation.sport} ${encapsulation.dport} ${anyAddress}`;
  return tokens`${identityTokens(args)} mode ${mode} reqid ${reqid} replay-window ${replayWindow}
    ${flags.flatMap((name) => ["flag", FLAGS[name]])} ${algorithmTokens(args)} ${encap}
    ${markTokens("output-mark", outputMark)} ${optional("if_id", ifId === undefined ? undefined : hex(ifId))}`;
}

/**
 * A fingerprint of the keys. The provider never reads keys from the kernel, so the marker holds the fingerprint of the
 * keys that the state was made with. Keys are random, so the fingerprint does not reveal them.
 */
function fingerprint(args: StateArgs): string {
  return createHmac("sha256", `pulumi-iproute2 ${markerOf(args)}`)
    .update(JSON.stringify(keysIn(args)))
    .digest("hex")
    .slice(0, 24);
}

/** The key of a live algorithm if it differs from the declared key. */
const HIDDEN = "hidden";

const knowsKeys = (args: StateArgs): boolean => !keysIn(args).includes(HIDDEN);

/**
 * Live arguments. The provider does not read keys. So each algorithm gets the declared key if the state may have it,
 * by the fingerprint in the marker, else `HIDDEN`.
 */
function liveArgs(live: LiveState, declared: StateArgs, mayHaveKeys: boolean): Args {
  const { flags, aead, encryption, authentication, ...rest } = live;
  return {
    ...{ ...rest, keyUse: declared.keyUse },
    ...Object.fromEntries(flagNames.map((name) => [name, flags.includes(FLAGS[name])])),
    // It has no meaning in transport mode, so no command has it there
    ...(live.mode === "tunnel" ? {} : { anyFamily: declared.anyFamily }),
    ...withKeys({ aead, encryption, authentication }, (name) =>
      mayHaveKeys ? (declared[name]?.key ?? HIDDEN) : HIDDEN,
    ),
  };
}

/** SPIs below 256 are reserved. (RFC 4303, section 2.1) */
const FIRST_SPI = 256;

const otherSpi = (spi: number): number => Math.max(FIRST_SPI, (spi ^ 0x8000_0000) >>> 0);

const statesIn = (snapshot: HostSnapshot) => readStates(snapshot.sections["xfrm-state"] ?? "");

/** Arguments in which both ends of a security association must agree. */
const AGREED: readonly string[] = [
  "source",
  "mode",
  "aead",
  "encryption",
  "authentication",
  "encapsulation",
  "esn",
];

const packetsOf = ({ source, destination, proto, spi }: StateArgs): string =>
  `${proto.toUpperCase()} packets with the SPI ${hex(spi)} from ${source} to ${destination}`;

/** One direction of a security association. (linux: net/xfrm/xfrm_state.c; iproute2: ip/xfrm_state.c) */
export const xfrmState = markedKind<StateArgs>({
  type: "XfrmState",
  schema: stateSchema,
  rules: stateRules,
  label: "state with this destination, protocol, SPI and mark",
  sections: ["xfrm-state"],
  markerOf,
  noteOf: fingerprint,

  displayName: ({ destination, proto, spi, mark }) =>
    `${proto}:${hex(spi, 8)}@${destination}${mark === undefined ? "" : `,mark=${hex(mark.value)}`}`,

  redact: (args) => ({ ...args, ...withKeys(args, () => "[secret]") }),

  replaces: (_before, _after, changed) =>
    changed.filter((name) => ["destination", "proto", "spi", "mark"].includes(name)),

  claims({ source, destination, proto, spi, mark, ifId }) {
    if (holdsUnknown([source, destination, proto, spi, mark])) return [];
    const marked = mark === undefined ? "" : ` with mark ${markInWords(mark)}`;
    return [
      { property: "spi", one: `the SPI ${hex(spi)} of ${proto} to ${destination}${marked}` },
      ...(ifId === undefined ? [] : [{ property: "ifId", esp: { source, destination } }]),
    ];
  },

  find(snapshot, declared, note) {
    const found = statesIn(snapshot).find(
      (one) => hasSameId(declared, one) && sameMark(one.mark, declared.mark),
    );
    if (found === undefined) return undefined;
    const mayHaveKeys = note === undefined || note === fingerprint(declared);
    return { args: liveArgs(found, declared, mayHaveKeys), computed: {} };
  },

  explainConflict(snapshot, declared) {
    const other = statesIn(snapshot).find((one) => hasSameId(declared, one));
    if (other === undefined) return undefined;
    const marked = other.mark === undefined ? "without a mark" : `with mark ${markInWords(other.mark)}`;
    const owner = ownerByMarker(snapshot, markerOf(other));
    const whose = owner === undefined ? "" : ` and belongs to ${owner}`;
    return `a state ${marked} has this destination, protocol and SPI already${whose}: the kernel could not assign packets to one of them. Choose another SPI`;
  },

  carried: packetsOf,

  stoppedBy(before, _after, changed) {
    const agreed = changed.filter((name) => AGREED.includes(name));
    return agreed.length === 0
      ? undefined
      : { packets: packetsOf(before), because: agreed, until: "both ends" };
  },

  newObjectObstacle: (before, after, isReplaced) =>
    wouldRepeatKey(before, after) && (isReplaced || !takesUpdate(before, after))
      ? "this change needs a new state, which counts its packets from 1, so it would use the nonces of its key again (RFC 4106, section 3). Increase `generation` in the same run, and give new keys if they are your own"
      : undefined,

  create: (args) => ({
    tool: "ip xfrm",
    commands: [tokens`state add ${stateTokens(args)}`],
    ...senderKey(args, "add"),
  }),

  /**
   * Deletes the state and adds it again, because the provider cannot compare its key with the declared one. The declared
   * state is first added and deleted under another SPI, so that the state stays if the kernel refuses an argument.
   *
   * With `keyUse: "once"` the state stays, because it has sent packets. The host compares the keys.
   */
  adopt(_found, args) {
    const taken = senderKey(args, "take over");
    if (taken.senderKey !== undefined)
      return { tool: "ip xfrm", commands: [tokens`state update ${stateTokens(args)}`], ...taken };
    const trial = { ...args, spi: otherSpi(args.spi) };
    const commands = [
      tokens`state add ${stateTokens(trial)}`,
      tokens`state delete ${identityTokens(trial)}`,
      tokens`state delete ${identityTokens(args)}`,
      tokens`state add ${stateTokens(args)}`,
    ];
    return { tool: "ip xfrm", commands };
  },

  change(before, after) {
    if (takesUpdate(before, after)) {
      const commands = differInUseAlone(before, after) ? [] : [tokens`state update ${stateTokens(after)}`];
      return { tool: "ip xfrm", commands, ...senderKey(after, "keep") };
    }
    // The old state must not come back if its key is for one state
    const isRestorable = knowsKeys(before) && before.keyUse !== "once";
    return {
      tool: "ip xfrm",
      commands: [tokens`state delete ${identityTokens(before)}`, tokens`state add ${stateTokens(after)}`],
      ...(isRestorable ? { undo: [tokens`state add ${stateTokens(before)}`] } : {}),
      ...senderKey(after, wouldRepeatKey(before, after) ? "add again" : "add"),
    };
  },

  remove: (args) => ({ tool: "ip xfrm", commands: [tokens`state delete ${identityTokens(args)}`] }),

  importing: {
    list: (snapshot) =>
      statesIn(snapshot).map((live) => {
        const { source, destination, proto, spi, mark, aead, encryption, authentication } = live;
        const algorithms = defined({ aead, encryption, authentication });
        const unknown = unknownAlgorithm(algorithms);
        return {
          name: nameWith(`${proto}:${hex(spi, 8)}@${destination}`, { mark: mark && markInWords(mark) }),
          args: defined({ source, destination, proto, spi, mark }),
          unreadable: Object.keys(algorithms).map((name) => `${name}.key`),
          ...(unknown === undefined ? {} : { obstacle: `XfrmState has no algorithm ${unknown}` }),
        };
      }),
  },

  // The sequence numbers start again at a reboot. The nonces of an AEAD and of counter mode derive from them, and a nonce
  // that is used twice with one key reveals the key stream (RFC 8221, section 4.1). So no host restores such a state.
  mustNotRestore: ({ aead, encryption }) => aead !== undefined || encryption?.name === "rfc3686(ctr(aes))",

  advice(stderr) {
    if (/initialize cryptographic|CRYPT algorithm|algorithm not found|AEAD|COMP/i.test(stderr))
      return "the kernel has no such algorithm, or its module could not be loaded";
    if (/Protocol not supported|mode not found|Requested type/i.test(stderr))
      return "the kernel has no IPsec for this family: modules esp4, esp6, ah4, ah6";
    return undefined;
  },
});
