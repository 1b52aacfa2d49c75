export { isTransient } from "./dial.ts";
export { type Outcome, SshError, type SshErrorCode } from "./errors.ts";
export { eventsIn, type FrameEvent } from "./events.ts";
export { type NewConnection, withNewConnection } from "./new-connection.ts";
export { FRAMED_SHELL } from "./shell/packed.generated.ts";
export { closeAll, shellOn } from "./shell.ts";
export { resetStats, type Stats, stats } from "./stats.ts";
export { shellKey } from "./target.ts";
export type {
  ConnectionArgs,
  FrameReply,
  Lane,
  Script,
  Shell,
  ShellInstance,
  ShellOptions,
  Target,
} from "./types.ts";
