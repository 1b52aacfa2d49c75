import { setTimeout as sleep } from "node:timers/promises";
import { ArmedHost } from "../host/armed-host.ts";
import type { ChangeRequest, ChangeState } from "../host/confirmation.ts";
import type { Host } from "../host/host.ts";
import { type Connectivity, mayCut } from "../model/connectivity.ts";
import type { Arm, Operation } from "../model/operation.ts";
import type { Args } from "../schema/declaration.ts";
import { host as hostSchema } from "../schema/host-args.ts";
import { randomWord } from "./arguments.ts";
import { asCompanion, type Companion } from "./companions.ts";
import type { OnHost } from "./on-host.ts";

/** How long the host waits for the confirmation, in seconds. */
const CONFIRM_SECONDS = 60;
/** How long an attempt to reach the host by a new connection may take, in seconds. */
const ATTEMPT_SECONDS = 10;
/** How long the provider looks for the host after the host must have reversed the change, in seconds. */
const RETURN_SECONDS = 45;

/** A change of a resource. `before` is undefined for a creation, `after` for a removal. */
export interface Change {
  readonly before?: Args;
  readonly after?: Args;
  /** The operation that reverses it; undefined if there is nothing to reverse. */
  reverse(connectivity: Connectivity): Operation | undefined | Promise<Operation | undefined>;
}

/**
 * Makes a change. If it may cut the SSH connection, the host reverses it unless this function reaches the host by a new
 * connection. Changes of one component that are under way at the same time are all confirmed or all reversed.
 */
export async function confirmed<T>(
  where: OnHost,
  change: Change,
  act: (where: OnHost) => Promise<T>,
): Promise<T> {
  const { connectivity } = where.kind;
  const args = change.after ?? change.before ?? {};
  const { confirm = "auto", confirmTimeout: seconds = CONFIRM_SECONDS, netns } = hostSchema.parse(args.host);
  if (connectivity === undefined || confirm === "never") return act(where);
  // The SSH connection does not run in a namespace
  if (confirm === "auto" && netns !== undefined) return act(where);
  return asCompanion(args, change.after === undefined, async (own, others) => {
    const isRisky = confirm === "always" || (await mayCutConnection(where, change));
    own.risk.resolve(isRisky);
    const risks = isRisky ? [] : await Promise.all(others().map(({ risk }) => risk.promise));
    const mustArm = isRisky || risks.includes(true);
    const reverse = mustArm ? await change.reverse(connectivity) : undefined;
    if (reverse === undefined) return marked(own, act(where));
    const arm: Arm = { id: randomWord(10), seconds, reverse };
    return new ArmedChange(where, args, arm).run(own, others, act);
  });
}

async function mayCutConnection({ kind, host }: OnHost, { before, after }: Change): Promise<boolean> {
  await host.connect();
  const { client } = host.facts;
  if (client === undefined || kind.connectivity === undefined) return false;
  const { reach } = kind.connectivity;
  return mayCut(client, before && reach(before), after && reach(after));
}

/** Reports to companions whether an action succeeds. */
async function marked<T>(own: Companion, action: Promise<T>): Promise<T> {
  const value = await action;
  own.made.resolve(true);
  return value;
}

/** A change that the host reverses unless it is confirmed. */
class ArmedChange {
  readonly #host: Host;
  readonly #where: OnHost;
  readonly #subject: string;
  readonly #arm: Arm;
  readonly #armed: ArmedHost;
  /** the action that makes the change; it never rejects */
  #action: Promise<unknown> = Promise.resolve();
  /** `performance.now()` when the host has certainly reversed the change. */
  #end = Number.POSITIVE_INFINITY;

  constructor({ kind, host }: OnHost, args: Args, arm: Arm) {
    this.#host = host;
    this.#subject = kind.displayName(args);
    this.#arm = arm;
    this.#armed = new ArmedHost(host, arm);
    this.#where = { kind, host: this.#armed };
  }

  async run<T>(
    own: Companion,
    others: () => readonly Companion[],
    act: (where: OnHost) => Promise<T>,
  ): Promise<T> {
    this.#end = performance.now() + this.#arm.seconds * 1000;
    const action = act(this.#where).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    this.#action = action;
    const result = await Promise.race([action, sleep(this.#arm.seconds * 1000, undefined, { ref: false })]);
    if (!this.#armed.isUsed && result !== undefined) return unwrap(result);
    if (result !== undefined && "error" in result) {
      const state = await this.#settle("reverse");
      if (state === "armed" || state === "unreachable") await this.#awaitReversal();
      await this.#forget();
      throw result.error;
    }
    const seen = result === undefined ? "unreachable" : await this.#stateByNewConnection();
    if (seen === "forgotten") throw this.#rebootError();
    if (result === undefined || seen !== "armed") throw await this.#cutError();
    own.made.resolve(true);
    const made = await Promise.race([
      Promise.all(others().map((one) => one.made.promise)),
      sleep(Math.max(0, this.#end - performance.now() - 2000), [false], { ref: false }),
    ]);
    if (made.includes(false)) {
      await this.#settle("reverse");
      await this.#forget();
      throw this.#error("another end of the same component was not changed, so this end was changed back");
    }
    const state = await this.#settle("confirm");
    if (state === "confirmed") {
      await this.#forget();
      return result.value;
    }
    throw state === "forgotten" ? this.#rebootError() : await this.#cutError();
  }

  /** The state of the change, by a new connection. It tries until the host reverses the change. */
  async #stateByNewConnection() {
    for (;;) {
      const left = (this.#end - performance.now()) / 1000;
      if (left <= 0) return "unreachable";
      const state = await this.#settle("ask", Math.min(ATTEMPT_SECONDS, Math.max(2, left)));
      if (state !== "unreachable") return state;
      await sleep(1000);
    }
  }

  /** The state of the change after a request by a new connection. */
  #settle(request: ChangeRequest, seconds = ATTEMPT_SECONDS): Promise<ChangeState | "unreachable"> {
    return this.#host.settle(request, this.#arm, seconds).catch(() => "unreachable");
  }

  /**
   * Makes the host forget the change, after the last operation of the change. Until then the host refuses operations of a
   * change that it has reversed: one that waits in the queue would make the change once again.
   */
  async #forget(): Promise<void> {
    this.#armed.isOver = true;
    await Promise.race([this.#action, sleep(RETURN_SECONDS * 1000, undefined, { ref: false })]);
    await this.#settle("forget");
  }

  /**
   * Waits until the host reports that it has reversed the change, or that it has forgotten it, because it rebooted. Returns
   * undefined if it does not answer.
   */
  async #awaitReversal(): Promise<"reversed" | "forgotten" | undefined> {
    this.#armed.isOver = true;
    await sleep(Math.max(0, this.#end - performance.now()));
    const limit = performance.now() + RETURN_SECONDS * 1000;
    while (performance.now() < limit) {
      const state = await this.#settle("ask");
      if (state === "reversed" || state === "forgotten") return state;
      await sleep(1000);
    }
    return undefined;
  }

  async #cutError(): Promise<Error> {
    const state = await this.#awaitReversal();
    if (state === "forgotten") return this.#rebootError();
    const isBack = state === "reversed";
    if (isBack) await this.#forget();
    const { address, device } = this.#host.facts.client ?? {};
    const who = address === undefined ? "" : ` from ${address}`;
    const end = isBack
      ? "so the host reversed it: the host has what it had before, and answers again"
      : "so the host reverses it by itself, but it does not answer yet";
    const by = device === undefined ? "" : `. The host sends its packets to that address by ${device}`;
    return this.#error(
      `this change cut the SSH connection${who}: no new connection was possible within ${this.#arm.seconds} s, ${end}${by}. If you have another way to the host, set \`confirm: "never"\` on it`,
    );
  }

  #rebootError(): Error {
    return this.#error(
      "the host rebooted before the change was confirmed; run pulumi refresh, then pulumi up",
    );
  }

  #error(advice: string): Error {
    return this.#host.error(this.#subject, { cause: "other", advice });
  }
}

function unwrap<T>(result: { readonly value: T } | { readonly error: unknown }): T {
  if ("error" in result) throw result.error;
  return result.value;
}
