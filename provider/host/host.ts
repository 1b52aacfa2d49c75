import { type Cause, HostError, type HostFailure } from "../iproute2/errors.ts";
import type { Dump, Section } from "../model/host-snapshot.ts";
import type { Operation, Outcome } from "../model/operation.ts";
import type { Args } from "../schema/declaration.ts";
import { host as hostSchema } from "../schema/host-args.ts";
import { shellOn, type Target } from "../ssh/index.ts";
import { Line, type Removed } from "./line.ts";
import { dumpOf, type Introduction } from "./reply.ts";

/** A host as the lifecycle sees it: operations go in, outcomes come out, frames are nobody's business. */
export interface Host {
  /** where it is, for ids: `198.51.100.1` */
  readonly address: string;
  /** `ip`: what its `ip -V` printed, `unknown` before anything failed */
  readonly facts: Introduction & { readonly ip: string };
  /** the key that the host showed and that was found right, as authorized_keys has it */
  readonly hostKey: string;
  readonly missingModules: ReadonlySet<string>;
  perform(operation: Operation): Promise<Outcome>;
  remove(removal: Removed): Promise<Outcome>;
  /** What is on the host. Reads of one deployment share a dump for some seconds, unless `fresh`. */
  dump(sections: readonly Section[], options?: { fresh?: boolean }): Promise<Dump>;
  /** what every resource on this host keeps among its outputs */
  recorded(): Args;
  error(subject: string, failure: Omit<HostFailure, "host" | "subject"> & { cause: Cause }): HostError;
}

const lines = new Map<string, Line>();

/** The target that a resource's `host` argument names; `recorded` are outputs of before, with a key seen then. */
export function targetOf(args: Args, recorded: Args = {}): Target {
  const { connection, hostKey, sudo, netns, hostKeyPolicy, knownHostsFile } = hostSchema.parse(args.host);
  const seen = hostKey ?? (typeof recorded.hostKey === "string" ? recorded.hostKey : undefined);
  const target = { connection, sudo, netns, hostKeyPolicy, knownHostsFile, recordedHostKey: seen };
  return JSON.parse(JSON.stringify(target)) as Target;
}

const hosts = new Map<string, Host>();

/** The host that a resource is on, one for all resources of the process that reach it the same way. */
export async function hostOf(args: Args, recorded: Args = {}): Promise<Host> {
  const said = JSON.stringify([args.host, recorded.hostKey]);
  const host = hosts.get(said) ?? hostAt(targetOf(args, recorded));
  hosts.set(said, host);
  return host;
}

/** One line for all that reach a host the same way, whatever key of it each has recorded. */
function hostAt(target: Target): Host {
  const { recordedHostKey: _, ...way } = target;
  const key = JSON.stringify(way);
  const line = lines.get(key) ?? new Line(way);
  lines.set(key, line);
  return new HostOnLine(target, line);
}

class HostOnLine implements Host {
  readonly #target: Target;
  readonly #line: Line;

  constructor(target: Target, line: Line) {
    this.#target = target;
    this.#line = line;
  }

  /** Whether the host that the line leads to is the one whose key was recorded here: from then on the line's too. */
  async #admit(): Promise<void> {
    if (this.#target.recordedHostKey !== undefined) await shellOn(this.#target);
  }

  get address(): string {
    return this.#target.connection.host;
  }
  get facts(): Introduction & { ip: string } {
    const { introduction = { machineId: "", kernel: "unknown" }, version: ip = "unknown" } = this.#line;
    return { ...introduction, ip };
  }
  get hostKey(): string {
    return this.#line.shell?.hostKey ?? "";
  }
  get missingModules(): ReadonlySet<string> {
    return this.#line.missingModules;
  }
  async perform(operation: Operation): Promise<Outcome> {
    await this.#admit();
    return this.#answered(this.#line.perform(operation));
  }
  async remove(removal: Removed): Promise<Outcome> {
    await this.#admit();
    return this.#answered(this.#line.remove(removal));
  }
  async dump(sections: readonly Section[], { fresh = false } = {}): Promise<Dump> {
    await this.#admit();
    return dumpOf(await this.#answered(this.#line.look(sections, fresh)));
  }
  recorded(): Args {
    const { machineId } = this.facts;
    const trusted = this.#target.hostKeyPolicy === "accept-new" ? this.#line.shell?.hostKey : undefined;
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

  /** A host that has no iproute2 of use says so when something fails, before anything is read into the rest. */
  async #answered<T>(answer: Promise<T>): Promise<T> {
    const value = await answer;
    const said = this.facts.ip;
    if (said === "unknown" || said.includes("iproute2")) return value;
    const what = said.toLowerCase().includes("busybox") ? "busybox's ip, which can't do this" : "no iproute2";
    throw this.error("iproute2", {
      cause: "no-iproute2",
      advice: `the host has ${what}: install the package iproute2 (5.12 or newer)`,
    });
  }
}
