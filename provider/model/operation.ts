import type { Command, Tool } from "../iproute2/command.ts";

/** The condition of an operation: the device, or the marker of another object, has one of these owner aliases. */
export type Guard =
  | {
      readonly device: string;
      readonly aliases: readonly string[];
      /** Also accept a half-made device: it is in our group and has no alias yet. */
      readonly halfMade?: boolean;
    }
  | { readonly marker: string; readonly aliases: readonly string[] };

/**
 * A file that names the owner of an object without an alias (a FOU port, an IPsec state). It is in /run, in a directory
 * for each network namespace, because a reboot must remove it like the object. The host writes it under a temporary
 * name before the commands, and renames it after the last one succeeded. So a failed operation never marks an object of
 * another owner.
 */
export interface Marker {
  /** identifies the object; letters, digits and `_.:,-` */
  readonly name: string;
  /** the owner alias; if it is undefined the host removes the marker */
  readonly alias?: string;
  /** one more word, for a fact that the kernel does not show (the fingerprint of an IPsec key) */
  readonly note?: string;
}

/** A key of which the host keeps a record, because no nonce may be used twice with it. (../host/shell/used-keys.sh) */
export interface SenderKey {
  /** The SHA-256 digest of the key with its salt, in hex. */
  readonly digest: string;
  /**
   * - `add`: the commands add a state with this key. The host refuses them if its record has the key.
   * - `add again`: the commands add a state with the key that the present state has. The host refuses them.
   * - `keep`: the state with this key stays, so it does not count from 1 again. The host only records the key.
   * - `take over`: like `keep`, for a state of another owner. The host refuses it if that state has another key.
   */
  readonly action: "add" | "add again" | "keep" | "take over";
}

/** Commands that belong together. The first one that fails ends them. */
export interface Operation {
  readonly tool: Tool;
  readonly guard?: Guard;
  /** Modules that the kernel does not load by itself (fou). The host loads the missing ones first. */
  readonly modules?: readonly string[];
  readonly commands: readonly Command[];
  /** Whether the commands change nothing. If their reply was lost, the provider sends them again. */
  readonly readsOnly?: boolean;
  readonly marker?: Marker;
  readonly senderKey?: SenderKey;
  /**
   * Devices that need a qdisc for filters. The host adds clsact to a device that has neither clsact nor an ingress
   * qdisc. It removes its clsact again after an operation that leaves no filter in it.
   */
  readonly clsact?: readonly string[];
  /** How many commands at the end of `commands` print JSON, one value each. */
  readonly shows?: number;
  /** The device that those commands print: its link with its addresses, then its routes if `shows` is more than 1. */
  readonly showsDevice?: string;
  /** Commands that the host runs if a command after the first one fails, because no half-made object should stay. */
  readonly undo?: readonly Command[];
  /** The condition of `undo`. It proves that this operation made the device. */
  readonly undoGuard?: Guard;
  /** The commands of a removal for an object that is gone: they remove what stays without it. */
  readonly traces?: readonly Command[];
  /** What the host does with the object's file for a reboot. */
  readonly file?: BootFile;
  /** The change that this operation belongs to, if the change may cut the SSH connection. */
  readonly arm?: Arm;
}

/**
 * A change that may cut the SSH connection. The host runs `reverse` after some time, unless a run confirms the change
 * over a new connection. All operations of the change have the same `Arm`.
 */
export interface Arm {
  /** lower-case letters and digits */
  readonly id: string;
  /** how long the host waits, in seconds */
  readonly seconds: number;
  readonly reverse: Operation;
}

/**
 * The file from which a host restores an object when it boots. It contains the commands of its operation.
 *
 * - `write`: the host writes it after the commands succeeded
 * - `write only`: the host writes it and runs no command, because the object exists already
 * - `remove`: the host removes it before the commands
 */
export interface BootFile {
  /** letters, digits and `_.:,-` */
  readonly name: string;
  readonly action: "write" | "write only" | "remove";
  /** The operation whose commands the file contains, if it is another one: a change in place writes a creation. */
  readonly content?: Operation;
}

/**
 * The removal of one device of ours, and before it of its file for a reboot. The host runs all removals of a frame
 * together.
 */
export interface Removal {
  readonly device: string;
  readonly aliases: readonly string[];
}

/** The end of an operation. */
export type Outcome =
  | {
      readonly status: "done";
      readonly shown: readonly unknown[];
      /** Whether the host wrote the file for a reboot. */
      readonly isSaved?: boolean;
    }
  | {
      readonly status: "failed";
      readonly command: Command | undefined;
      readonly at: number;
      readonly stderr: string;
    }
  | { readonly status: "gone" }
  | { readonly status: "foreign"; readonly alias: string }
  /** The host refused the operation because of its key, and changed nothing. `stderr` is the reason of "unrecorded". */
  | {
      readonly status: "refused";
      readonly key: "used" | "differs" | "unrecorded";
      readonly stderr: string;
    }
  /** The reply does not show whether the operation ran, so the caller reads the host again. */
  | { readonly status: "unknown"; readonly stderr: string };
