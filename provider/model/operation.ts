import type { Command, Tool } from "../iproute2/command.ts";

/** An operation only goes ahead if the device, or the marker of something that is no device, still says one of these. */
export type Guard =
  | {
      readonly device: string;
      readonly aliases: readonly string[];
      /** Also accept a device of our group that has no alias yet: one whose making was cut short. */
      readonly halfMade?: boolean;
    }
  | { readonly marker: string; readonly aliases: readonly string[] };

/**
 * Whose an object is that has no place for a mark (a FOU port, an IPsec state): a file on the host, in memory as the
 * object is, one directory for each network namespace. It is prepared before the commands and put in its place after
 * the last one succeeded, so that a failure never leaves a claim on what is somebody else's.
 */
export interface Marker {
  /** says which object it is; letters, digits and `_.:,-` */
  readonly name: string;
  /** what it says when the commands are done; without it the marker is taken away */
  readonly alias?: string;
  /** one word more that it says, for what the kernel does not show (which key an IPsec state has) */
  readonly note?: string;
}

/** Commands that belong together: the first that fails ends them. */
export interface Operation {
  readonly tool: Tool;
  readonly guard?: Guard;
  /** Modules that nothing loads by itself (fou): loaded first if they are absent. */
  readonly modules?: readonly string[];
  readonly commands: readonly Command[];
  /** The commands change nothing, so that they are sent again where their answer was lost. */
  readonly readsOnly?: boolean;
  readonly marker?: Marker;
  /**
   * A device that needs a place for filters: clsact is added if there is neither that nor an ingress qdisc. What was
   * added so goes again with the operation that leaves no filter on it.
   */
  readonly clsact?: string;
  /** Commands at the end of `commands` that print JSON, one value each. */
  readonly shows?: number;
  /** What they print, if it is just this device's link with its addresses, and perhaps its routes, in this order. */
  readonly showsDevice?: string;
  /** Run when a command after the first one failed, so that nothing is left half made. */
  readonly undo?: readonly Command[];
  /** What must hold before `undo` runs. Its device is then one that this operation has just made. */
  readonly undoGuard?: Guard;
}

/** The removal of one device that is ours; the removals of a frame are done together. */
export interface Removal {
  readonly device: string;
  readonly aliases: readonly string[];
}

export type Outcome =
  | { readonly status: "done"; readonly shown: readonly unknown[] }
  | {
      readonly status: "failed";
      readonly command: Command | undefined;
      readonly at: number;
      readonly stderr: string;
    }
  | { readonly status: "gone" }
  | { readonly status: "foreign"; readonly alias: string }
  /** Nobody knows: the program ended without saying where. Look again. */
  | { readonly status: "unknown"; readonly stderr: string };
