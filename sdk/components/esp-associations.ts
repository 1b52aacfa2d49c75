import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { type DirectionKeys, IpsecKeys } from "../ipsec/ipsec-keys.ts";
import { XfrmState, type XfrmStateArgs } from "../ipsec/xfrm-state.ts";
import { localOf, type PairEnds, type Side } from "./ends.ts";
import { type EspSuite, suites } from "./esp-suite.ts";

/** A UDP header in front of the ESP of a pair. */
export interface PairEncapsulationArgs {
  /** UDP port of both ends, 1 to 65535. @default 4500 @example 4501 */
  port?: number;
}

/** The encryption of a pair: algorithms, keys and the form of its packets. */
export interface EspArgs {
  /**
   * Algorithms for encryption and integrity. A host restores "aes256-sha256" at a reboot, and the link carries again. It
   * does not restore the others: their nonces derive from a packet count that a reboot resets, and a nonce that is used
   * twice with one key reveals packets (RFC 8221, section 4.1). Such a link is silent after a reboot until `generation`
   * changes. A host refuses to send with a key of these suites again: after a reboot, a removal, or a change that needs
   * another state.
   * @default "aes256-sha256"; "aes256-gcm" with `keys` of your own
   */
  suite?: EspSuite;
  /**
   * Number of the keys. A change creates new keys. Both ends get the new associations before either end sends by them,
   * and lose the old ones afterwards, so that no packet is lost.
   * @default 1
   */
  generation?: number;
  /**
   * Keys of your own in place of made ones, in hex, with a number (`spi`) for each direction; wrong lengths are
   * refused, and the same AEAD key for both directions.
   * @default made from the system's random source, kept as secrets in the state
   */
  keys?: {
    /** Keys of packets from `a` to `b`. */
    aToB: pulumi.Input<DirectionKeys>;
    /** Keys of packets from `b` to `a`. */
    bToA: pulumi.Input<DirectionKeys>;
  };
  /**
   * A UDP header in front of ESP (RFC 3948), for networks that pass no ESP. A program on each host has to open the UDP
   * port, such as an IKE daemon, because the kernel decapsulates only at a socket. iproute2 cannot open one. Without the
   * program no packet passes.
   * @default false
   * @example { port: 4501 }
   */
  encapsulation?: boolean | PairEncapsulationArgs;
}

/** Made keys get a suite that survives reboots. Keys of users are for AES-256-GCM, as in 0.1.0. */
export function suiteOf({ suite, keys }: EspArgs): EspSuite {
  const chosen = suite ?? (keys === undefined ? "aes256-sha256" : "aes256-gcm");
  if (chosen in suites) return chosen;
  throw new pulumi.RunError(`suite: must be one of ${Object.keys(suites).join(", ")}, not ${chosen}`);
}

/** IANA's port for ESP in UDP. (RFC 3948) */
const NAT_T = 4500;

/** The UDP port of both ends; undefined if no UDP header is in front of ESP. */
export function udpPortOf({ encapsulation = false }: EspArgs): number | undefined {
  if (encapsulation === false) return undefined;
  return encapsulation === true ? NAT_T : (encapsulation.port ?? NAT_T);
}

/** A number from 1 to 2^31 - 1, always the same for a name. */
export const numberFrom = (name: string): number =>
  createHash("sha256").update(name).digest().readUInt32BE() >>> 1 || 1;

interface Pair {
  readonly name: string;
  readonly ends: PairEnds;
  readonly esp: EspArgs;
  /** `reqid` of the states */
  readonly id: number;
  /** arguments that all states have in common */
  readonly common: Pick<XfrmStateArgs, "mode" | "ifId">;
  /** what must exist on an end before its states, and go after them */
  readonly after?: Readonly<Record<Side, pulumi.Resource>>;
}

/**
 * Two associations for each direction, one on each end. The receiver gets its association before the sender, and the
 * sender loses its association before the receiver.
 */
export function associations(pair: Pair, parent: pulumi.Resource): XfrmState[] {
  const { name, ends, esp, id, common, after } = pair;
  const { generation = 1 } = esp;
  const { encryptionBytes, authenticationBytes, countsNonces, algorithms } = suites[suiteOf(esp)];
  const sizes = { encryptionBytes, ...(authenticationBytes ? { authenticationBytes } : {}) };
  const own = countsNonces ? distinct(name, esp.keys) : esp.keys;
  const keys = own ?? new IpsecKeys(`${name}-keys-${generation}`, sizes, { parent });
  const direction = (from: Side, to: Side, of: pulumi.Input<DirectionKeys>) => {
    const own = pulumi.output(of);
    const state = {
      // The SPI is readable in every packet: only the keys are secrets
      spi: pulumi.unsecret(own.apply((one) => one.spi)),
      ...{ reqid: id, ...common, ...secretAlgorithms(own, algorithms), ...udpHeader(esp) },
    };
    const called = (side: Side, way: string) => `${name}-${generation}-${side}-${way}`;
    // Each end has its own address as it knows it, and the far end's as the network shows it
    const atReceiver = { host: ends[to].host, source: ends[from].underlay, destination: localOf(ends[to]) };
    // Only the sender draws nonces, so the receiver may get its state as often as it is gone
    const keyUse = countsNonces ? { keyUse: "once" as const } : {};
    const addresses = { source: localOf(ends[from]), destination: ends[to].underlay };
    const atSender = { host: ends[from].host, ...addresses, ...keyUse };
    const before = (side: Side) => (after === undefined ? [] : [after[side]]);
    const atLink = { parent, dependsOn: before(to) };
    const receiver = new XfrmState(called(to, "in"), { ...state, ...atReceiver }, atLink);
    const whenReceived = { parent, dependsOn: [receiver, ...before(from)] };
    return [receiver, new XfrmState(called(from, "out"), { ...state, ...atSender }, whenReceived)];
  };
  return [...direction("a", "b", keys.aToB), ...direction("b", "a", keys.bToA)];
}

/**
 * Own keys, if both directions have different ones. With one key for both, each end counts its packets from 1, so both would
 * use the same nonces.
 */
function distinct(name: string, keys: EspArgs["keys"]): EspArgs["keys"] {
  if (keys === undefined) return undefined;
  const bytes = ({ encryption }: DirectionKeys) => encryption.replace(/^0x/i, "").toLowerCase();
  const bToA = pulumi.all([keys.aToB, keys.bToA]).apply(([one, other]) => {
    if (bytes(one) !== bytes(other)) return other;
    throw new pulumi.RunError(
      `${name}: keys.aToB and keys.bToA have the same encryption key, so both ends would use the same nonces with it (RFC 4106, section 3). Give each direction a key of its own`,
    );
  });
  return { ...keys, bToA };
}

function udpHeader(esp: EspArgs): Pick<XfrmStateArgs, "encapsulation"> {
  const port = udpPortOf(esp);
  return port === undefined ? {} : { encapsulation: { sport: port, dport: port } };
}

/** The algorithms, with readable names and secret keys. */
function secretAlgorithms(
  direction: pulumi.Output<DirectionKeys>,
  algorithms: (keys: DirectionKeys) => object,
): object {
  const named = algorithms({ spi: 0, encryption: "", authentication: "" });
  return Object.fromEntries(
    Object.entries(named).map(([part, algorithm]) => {
      const kept = part === "authentication" ? "authentication" : "encryption";
      return [part, { ...algorithm, key: pulumi.secret(direction.apply((one) => one[kept] ?? "")) }];
    }),
  );
}
