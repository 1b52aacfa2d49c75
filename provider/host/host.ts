import { type Cause, HostError, type HostFailure } from "../iproute2/errors.ts";
import { UnreadableJson } from "../iproute2/json-text.ts";
import type { DumpSection, HostSnapshot } from "../model/host-snapshot.ts";
import type { Arm, Operation, Outcome } from "../model/operation.ts";
import type { Args } from "../schema/declaration.ts";
import { host as hostSchema } from "../schema/host-args.ts";
import type { Target } from "../ssh/index.ts";
import { type ChangeRequest, type ChangeState, settleChange } from "./confirmation.ts";
import type { HostIdentity, Init } from "./facts.ts";
import type { DeviceRemoval } from "./frame.ts";
import { type FrameQueue, IncompleteReply, queueFor } from "./frame-queue.ts";
import { snapshotOf, UnreadableSection } from "./parse-snapshot.ts";

/** A host for the lifecycle. It runs operations and returns their outcomes. The lifecycle knows nothing of frames. */
export interface Host {
  /** the address or name of the host, for ids: `198.51.100.1` */
  readonly address: string;
  /**
   * `ip` is the output of `ip -V`. It is `unknown` until an operation fails, because only then the provider reads it.
   */
  readonly facts: HostIdentity & { readonly ip: string };
  /** the verified host key in authorized_keys form */
  readonly hostKey: string;
  readonly missingModules: ReadonlySet<string>;
  perform(operation: Operation): Promise<Outcome>;
  remove(removal: DeviceRemoval): Promise<Outcome>;
  /** Reads sections of the host. Without `fresh`, it may return a dump that is up to 5 seconds old. */
  dump(sections: readonly DumpSection[], options?: { fresh?: boolean }): Promise<HostSnapshot>;
  /** The init system that can restore objects at boot. Asks the host if no frame has done so yet. */
  init(): Promise<Init>;
  /** Opens the shell, unless it is open. Then `facts` are known. */
  connect(): Promise<void>;
  /** Asks for the state of a change that may cut the SSH connection, or orders it, over a new connection. */
  settle(request: ChangeRequest, arm: Arm, timeoutSeconds: number): Promise<ChangeState>;
  /** the outputs about the host that each of its resources records */
  recorded(): Args;
  error(subject: string, failure: Omit<HostFailure, "host" | "subject"> & { cause: Cause }): HostError;
}

/** The target of a resource's `host` argument. `recorded` are the resource's outputs, which may have a host key. */
export function targetOf(args: Args, recorded: Args = {}): Target {
  const { connection, hostKey, sudo, netns, hostKeyPolicy, knownHostsFile } = hostSchema.parse(args.host);
  const recordedHostKey = hostKey ?? (typeof recorded.hostKey === "string" ? recorded.hostKey : undefined);
  const target = { connection, sudo, netns, hostKeyPolicy, knownHostsFile, recordedHostKey };
  return JSON.parse(JSON.stringify(target)) as Target;
}

const hosts = new Map<string, Host>();

/** The host of a resource. Resources with an equal `host` argument and recorded key share it. */
export async function hostOf(args: Args, recorded: Args = {}): Promise<Host> {
  const key = JSON.stringify([args.host, recorded.hostKey]);
  const host = hosts.get(key) ?? new QueuedHost(targetOf(args, recorded));
  hosts.set(key, host);
  return host;
}

const UNKNOWN_IDENTITY: HostIdentity = { machineId: "", kernel: "unknown", init: "none", bootVersion: "" };

class QueuedHost implements Host {
  readonly #target: Target;
  readonly #queue: FrameQueue;

  constructor(target: Target) {
    this.#target = target;
    this.#queue = queueFor(target);
  }

  /** Verifies that the host has the recorded key. The shell then requires that key too. */
  async #verifyRecordedKey(): Promise<void> {
    if (this.#target.recordedHostKey !== undefined) await this.#queue.admit(this.#target);
  }

  get address(): string {
    return this.#target.connection.host;
  }
  get facts(): HostIdentity & { ip: string } {
    const { identity = UNKNOWN_IDENTITY, init = "none", version: ip = "unknown" } = this.#queue;
    return { ...identity, init, ip };
  }
  get hostKey(): string {
    return this.#queue.shell?.hostKey ?? "";
  }
  get missingModules(): ReadonlySet<string> {
    return this.#queue.missingModules;
  }
  async perform(operation: Operation): Promise<Outcome> {
    await this.#verifyRecordedKey();
    return this.#withIproute2(this.#queue.perform(operation));
  }
  async remove(removal: DeviceRemoval): Promise<Outcome> {
    await this.#verifyRecordedKey();
    return this.#withIproute2(this.#queue.remove(removal));
  }
  async init(): Promise<Init> {
    if (this.#queue.init === undefined) await this.dump(["files"], { fresh: true });
    return this.#queue.init ?? "none";
  }
  async dump(sections: readonly DumpSection[], { fresh = false } = {}): Promise<HostSnapshot> {
    await this.#verifyRecordedKey();
    const texts = await this.#withIproute2(this.#queue.dump(sections, fresh));
    try {
      return snapshotOf(texts);
    } catch (error) {
      throw error instanceof UnreadableSection ? this.#unreadable(error.section, error) : error;
    }
  }
  async connect(): Promise<void> {
    if (this.#queue.identity === undefined) await this.#queue.admit(this.#target);
  }
  async settle(request: ChangeRequest, arm: Arm, timeoutSeconds: number): Promise<ChangeState> {
    const { state, identity } = await settleChange(this.#target, request, arm, timeoutSeconds);
    // The change may have moved the route to the client
    const { client } = identity;
    if (this.#queue.identity !== undefined && client !== undefined)
      this.#queue.identity = { ...this.#queue.identity, client };
    return state;
  }
  recorded(): Args {
    const { machineId } = this.facts;
    const trusted = this.#target.hostKeyPolicy === "accept-new" ? this.#queue.shell?.hostKey : undefined;
    return {
      ...(machineId === "" ? {} : { machineId }),
      ...(trusted === undefined ? {} : { hostKey: trusted }),
    };
  }
  error(subject: string, failure: Omit<HostFailure, "host" | "subject">): HostError {
    const { user = "root", host, port = 22 } = this.#target.connection;
    const at = this.#target.netns === undefined ? "" : ` (netns ${this.#target.netns})`;
    return new HostError({ host: `${user}@${host}:${port}${at}`, subject, ...failure });
  }

  #unreadable(what: string, { message }: Error): HostError {
    return this.error(what, {
      cause: "unreadable",
      advice: `the output of the host cannot be read: ${message}. Nothing was concluded from it. Its iproute2 is ${this.facts.ip}`,
    });
  }

  /** Throws if `ip -V` of a host shows no iproute2, because any other error would mislead an operator. */
  async #withIproute2<T>(answer: Promise<T>): Promise<T> {
    const value = await answer.catch((error: unknown) => {
      const isUnreadable = error instanceof UnreadableJson || error instanceof IncompleteReply;
      throw isUnreadable ? this.#unreadable("iproute2", error) : error;
    });
    const { ip } = this.facts;
    if (ip === "unknown" || ip.includes("iproute2")) return value;
    const what = ip.toLowerCase().includes("busybox")
      ? "the ip of busybox, which lacks these commands"
      : "no iproute2";
    throw this.error("iproute2", {
      cause: "no-iproute2",
      advice: `the host has ${what}: install the package iproute2 (5.10 or newer)`,
    });
  }
}
