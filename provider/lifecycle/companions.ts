import { setTimeout as sleep } from "node:timers/promises";
import type { Args } from "../schema/declaration.ts";

/** An answer that comes later. The first one counts. */
class Answer {
  readonly promise: Promise<boolean>;
  resolve: (value: boolean) => void = () => {};

  constructor() {
    this.promise = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }
}

/** A change that is under way, of a resource of a component. */
export interface Companion {
  /** whether the change may cut the SSH connection of its host */
  readonly risk: Answer;
  /** whether the change was made */
  readonly made: Answer;
}

/** The resources of a component, and their changes that are under way. */
class Component {
  readonly underWay = new Set<Companion>();
  /** by owner: whether the engine has checked the resource and will change it */
  readonly #willChange = new Map<string, boolean>();
  readonly #waiting = new Set<() => void>();

  set(owner: string, willChange: boolean): void {
    this.#willChange.set(owner, willChange);
    for (const wake of this.#waiting) wake();
  }

  /** Whether all of `count` resources are known, and no other one than `owner` has still to begin its change. */
  isComplete(owner: string, count: number): boolean {
    const others = [...this.#willChange].filter(([name]) => name !== owner);
    return others.length >= count - 1 && others.every(([, willChange]) => !willChange);
  }

  async untilComplete(owner: string, count: number): Promise<void> {
    while (!this.isComplete(owner, count))
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
  }
}

const components = new Map<string, Component>();

function componentFor(name: string): Component {
  const component = components.get(name) ?? new Component();
  components.set(name, component);
  return component;
}

/** The component of a resource; undefined if it is part of none. The classes add a hash of the parent. */
const componentOf = ({ __stack: stack, __parent: parent }: Args) =>
  typeof stack === "string" && typeof parent === "string" ? `${stack} ${parent}` : undefined;

/** Records that the engine is going to change a resource, or that the resource has no change. */
export function announceChange(args: Args, willChange: boolean): void {
  const name = componentOf(args);
  if (name !== undefined && typeof args.__companions === "number")
    componentFor(name).set(String(args.owner), willChange);
}

/**
 * How long a change waits for the others of its component, in milliseconds. The engine begins them at the same time, unless
 * a run is limited to some resources or to few at a time.
 */
const PATIENCE = 250;

/**
 * Runs a change as one of its component. The ends of a pair change at the same time, and each can wait for what the
 * others do. It begins when the others have begun too. A removal waits for none, because the engine announces no removal.
 */
export async function asCompanion<T>(
  args: Args,
  isRemoval: boolean,
  body: (own: Companion, others: () => Companion[]) => Promise<T>,
): Promise<T> {
  const own: Companion = { risk: new Answer(), made: new Answer() };
  const name = componentOf(args);
  const component = name === undefined ? new Component() : componentFor(name);
  component.underWay.add(own);
  announceChange(args, false);
  try {
    if (!isRemoval && typeof args.__companions === "number") {
      const complete = component.untilComplete(String(args.owner), args.__companions);
      await Promise.race([complete, sleep(PATIENCE, undefined, { ref: false })]);
    }
    return await body(own, () => [...component.underWay].filter((one) => one !== own));
  } finally {
    own.risk.resolve(false);
    own.made.resolve(false);
    component.underWay.delete(own);
  }
}
