import type { Arm, Operation } from "../model/operation.ts";
import {
  eventsIn,
  FRAMED_SHELL,
  type FrameReply,
  type Script,
  type Target,
  withNewConnection,
} from "../ssh/index.ts";
import { GREETING } from "./dump-commands.ts";
import { type HostIdentity, readIdentity } from "./facts.ts";
import { mayBeReplaced, record, TOOLS, word } from "./operation-record.ts";
import {
  BRIDGE_FUNCTIONS,
  CONFIRM_FUNCTIONS,
  HOST_FUNCTIONS,
  NAMES,
  REPLACED_OBJECT_FUNCTIONS,
} from "./shell/packed.generated.ts";

/** What a host knows of a change that may cut the SSH connection (./shell/confirm.sh). */
const STATES = ["armed", "confirmed", "reversing", "reversed", "forgotten"] as const;
export type ChangeState = (typeof STATES)[number];

const END = "pi_reversal_end";

/** The id of a change. It is a file name on the host, and one word of the shell. */
function idWord({ id }: Pick<Arm, "id">): string {
  if (!/^[a-z0-9]{4,20}$/.test(id)) throw new Error(`not the id of a change: ${id}`);
  return id;
}

/** The script that reverses a change. It runs without a client, so it contains all functions that it calls. */
export function reversalScript(arm: Arm): string {
  const { reverse } = arm;
  const { shows = 0, commands } = reverse;
  const acting: Operation = { ...reverse, shows: 0, commands: commands.slice(0, commands.length - shows) };
  const { pi_begin_reversal: begin, pi_tool: tool, pi_each: each, pi_end_reversal: end } = NAMES;
  return [
    FRAMED_SHELL,
    HOST_FUNCTIONS,
    CONFIRM_FUNCTIONS,
    ...(mayBeReplaced(reverse) ? [REPLACED_OBJECT_FUNCTIONS] : []),
    ...(reverse.tool === "ip and bridge" ? [BRIDGE_FUNCTIONS] : []),
    `${begin} ${idWord(arm)}`,
    `${tool}=${word(TOOLS[reverse.tool].program)}`,
    `${each} ${NAMES.pi_reverse} ${record([0, acting], false)}`,
    `${end} ${idWord(arm)}`,
  ].join("\n");
}

/** The statements that arm the changes of a frame, before their first operations run. */
export function armStatements(operations: readonly Operation[]): string[] {
  const armed = new Map<string, { readonly arm: Arm; readonly indices: number[] }>();
  for (const [index, { arm }] of operations.entries()) {
    if (arm === undefined) continue;
    const one = armed.get(arm.id) ?? { arm, indices: [] };
    one.indices.push(index);
    armed.set(arm.id, one);
  }
  return [...armed.values()].map(({ arm, indices }) =>
    [
      `${NAMES.pi_arm} ${idWord(arm)} ${arm.seconds} ${indices.join(" ")} <<'${END}'`,
      reversalScript(arm),
      END,
    ].join("\n"),
  );
}

/** A question or an order about a change, for a shell of a new connection. */
export type ChangeRequest = "confirm" | "reverse" | "ask" | "forget";

const FUNCTIONS: Readonly<Record<ChangeRequest, string>> = {
  confirm: NAMES.pi_confirm,
  reverse: NAMES.pi_reverse_now,
  ask: NAMES.pi_print_change,
  forget: NAMES.pi_forget_change,
};

/** The script of a request. */
const changeScript = (request: ChangeRequest, arm: Pick<Arm, "id">): Script => ({
  before: `${HOST_FUNCTIONS}\n${CONFIRM_FUNCTIONS}`,
  body: `${FUNCTIONS[request]} ${idWord(arm)}`,
});

/** The state of a change, from the reply to a request. */
function changeStateIn({ stdout, nonce }: Pick<FrameReply, "stdout" | "nonce">): ChangeState {
  const words = eventsIn(stdout, nonce).map((event) => event.word);
  return STATES.find((state) => words.includes(state)) ?? "forgotten";
}

/** Asks for the state of a change, or orders it, over a new connection. Also returns what the new shell reports. */
export async function settleChange(
  target: Target,
  request: ChangeRequest,
  arm: Pick<Arm, "id">,
  timeoutSeconds: number,
): Promise<{ readonly state: ChangeState; readonly identity: HostIdentity }> {
  const options = { greeting: GREETING, timeoutSeconds };
  return withNewConnection(target, options, async ({ greeting, run }) => ({
    state: changeStateIn(await run(changeScript(request, arm), timeoutSeconds)),
    identity: readIdentity(greeting),
  }));
}
