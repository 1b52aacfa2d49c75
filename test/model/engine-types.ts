import type { SimulatedHost } from "./host.ts";
import type { ProviderProcess } from "./process.ts";
import type { Args } from "./provider.ts";
import type { Connections, Fault } from "./wire.ts";

/** A resource in a program. */
export interface Declaration {
  /** `VxlanTunnel` */
  readonly type: string;
  /** the logical name */
  readonly name: string;
  /** the types of its parents in the form of a URN, the outermost first: "my:Site"; "" is the stack itself */
  readonly parent?: string;
  /** the arguments; `host` is the arguments of a host, or the logical name of a `Host` in the program */
  readonly args: Args;
  readonly options?: {
    readonly deleteBeforeReplace?: boolean;
    /** its former logical names and parents */
    readonly aliases?: readonly { readonly name?: string; readonly parent?: string }[];
    readonly dependsOn?: readonly string[];
    /** the resources whose replacement replaces this one too */
    readonly replaceWith?: readonly string[];
  };
}

/** A resource in the state. (pkg/resource/state.go) */
export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  id: string;
  inputs: Args;
  outputs: Args;
  /** Whether it is replaced. A deployment deletes it at its end. */
  delete?: boolean;
  /** Whether it is deleted, and the next deployment creates it again. */
  pendingReplacement?: boolean;
  taint?: boolean;
  initErrors?: readonly string[];
}

export type Op = "create" | "update" | "delete" | "same" | "read";

/** One operation on a resource. */
export interface Done {
  readonly op: Op;
  readonly urn: string;
  readonly type: string;
  /** the outputs before it and the inputs after it */
  readonly before?: Args;
  readonly after?: Args;
  readonly error?: string;
}

export interface Result {
  /** "refused": the preview found faults, and the provider contacted no host */
  readonly status: "succeeded" | "failed" | "refused" | "killed";
  /** the operations, in the order of their ends */
  readonly done: readonly Done[];
  readonly messages: readonly string[];
  /** the number of frames that the provider sent to hosts */
  readonly frames: number;
  /** hosts to which the provider opened a connection */
  readonly reached: readonly SimulatedHost[];
}

export interface UpOptions {
  /** logical names, as in `pulumi up --target-replace` */
  readonly targetReplace?: readonly string[];
  readonly refresh?: boolean;
  readonly fault?: Fault;
  /** The connections of the deployment's process; default: those of the model, which need no SSH. */
  readonly connections?: Connections;
  /** The engine calls it at the end of the deployment, before the provider process ends. */
  readonly watch?: (process: ProviderProcess) => Promise<void> | void;
}
