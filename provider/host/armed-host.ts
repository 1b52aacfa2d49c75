import type { Arm, Operation, Outcome } from "../model/operation.ts";
import type { Host } from "./host.ts";

/**
 * A host for the operations of one change that may cut the SSH connection. It writes no files for a reboot, because a
 * reboot before the confirmation must restore what was there before.
 */
export class ArmedHost implements Host {
  readonly #host: Host;
  readonly #arm: Arm;
  /** Whether an operation was sent, so that the host may have armed the change. */
  isUsed = false;
  /** Whether the change has ended. No operation is sent any more, because it would make the change once again. */
  isOver = false;

  constructor(host: Host, arm: Arm) {
    this.#host = host;
    this.#arm = arm;
  }

  async perform(operation: Operation): Promise<Outcome> {
    if (operation.readsOnly === true) return this.#host.perform(operation);
    if (this.isOver) throw new Error("the change has ended");
    this.isUsed = true;
    const { file: _file, ...rest } = operation;
    return this.#host.perform({ ...rest, arm: this.#arm });
  }

  get address() {
    return this.#host.address;
  }
  get facts() {
    return this.#host.facts;
  }
  get hostKey() {
    return this.#host.hostKey;
  }
  get missingModules() {
    return this.#host.missingModules;
  }
  connect = () => this.#host.connect();
  remove: Host["remove"] = async (removal) => {
    if (this.isOver) throw new Error("the change has ended");
    return this.#host.remove(removal);
  };
  dump: Host["dump"] = (sections, options) => this.#host.dump(sections, options);
  init = () => this.#host.init();
  settle: Host["settle"] = (request, arm, timeoutSeconds) => this.#host.settle(request, arm, timeoutSeconds);
  recorded = () => this.#host.recorded();
  error: Host["error"] = (subject, failure) => this.#host.error(subject, failure);
}
