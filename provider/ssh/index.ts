export { type Outcome, SshError, type SshErrorCode } from "./errors.ts";
export { closeAll, shellOn } from "./shell.ts";
export { resetStats, type Stats, stats } from "./stats.ts";
export type { ConnectionArgs, FrameReply, Lane, Life, Script, Shell, Target } from "./types.ts";
