// Checks the text of a frame without the code that renders it.
import { expect } from "vitest";
import {
  BRIDGE_FUNCTIONS,
  HOST_FUNCTIONS,
  NAMES,
  REPLACED_OBJECT_FUNCTIONS,
  SYSCTL_FUNCTIONS,
  USED_KEYS_FUNCTIONS,
} from "../../../provider/host/shell/packed.generated.ts";
import { Secret } from "../../../provider/iproute2/command.ts";
import type { Operation } from "../../../provider/model/operation.ts";
import { type RenderedFrame, shellLines } from "./render.ts";

/** Characters without a special meaning for sh and for `ip -batch`. */
export const HARMLESS = /^[A-Za-z0-9_.:,/@+=()*[\]-]+$/;
const DEVICE = /^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,14}$/;

const { pi_run_batch: RUN_BATCH, pi_delete_devices: DELETE_DEVICES } = NAMES;
const SINGLY: readonly string[] = [NAMES.pi_run_singly, NAMES.pi_run_with_keys];
/** Words of a record: see pi_each in provider/host/shell/operations.sh. */
const RECORD = 9;

/** The statements of a frame that run operations: which program they name, and the lines that they give it. */
export function assertFrame({ script, operations, removals }: RenderedFrame): void {
  // The script that the shell itself runs is a constant.
  const find = NAMES.pi_find_marker_dir;
  const settings = [HOST_FUNCTIONS, SYSCTL_FUNCTIONS, find].join("\n");
  const bridge = [HOST_FUNCTIONS, BRIDGE_FUNCTIONS].join("\n");
  const replaced = [HOST_FUNCTIONS, REPLACED_OBJECT_FUNCTIONS, find].join("\n");
  const keyed = [HOST_FUNCTIONS, USED_KEYS_FUNCTIONS, find].join("\n");
  const marked = `${HOST_FUNCTIONS}\n${find}`;
  expect([HOST_FUNCTIONS, marked, replaced, keyed, settings, bridge]).toContain(script.before);
  const { body: text } = script;
  const start = Math.max(...[RUN_BATCH, ...SINGLY].map((word) => text.lastIndexOf(`\n${word} '`)));
  const lines = shellLines(text.slice(start + 1));
  const runs = shellLines(text).filter(
    ([word, tool]) => word !== undefined && [RUN_BATCH, ...SINGLY].includes(word) && tool !== undefined,
  );
  const tools = [...new Set(operations.map((one) => one.tool))];
  expect(runs).toHaveLength(tools.length);
  for (const [index, run] of runs.entries()) {
    const operationsOfTool = operations.filter((one) => one.tool === tools[index]);
    // pi_run_batch has PLAIN, TEXT and PERSISTENT before the records.
    const head = run[0] === RUN_BATCH ? 5 : 2;
    expect(run).toHaveLength(head + RECORD * operationsOfTool.length);
    if (run[0] === RUN_BATCH) expect(run[2]).toMatch(/^[yn]$/);
    if (run[0] === RUN_BATCH && run[3] !== "")
      expectLines(
        run[3] ?? "",
        operationsOfTool[0]?.tool ?? "",
        operationsOfTool.flatMap((one) => one.commands),
      );
    if (run[0] === RUN_BATCH) expect(run[4]).toMatch(/^[yn]$/);
    for (const [n, one] of operationsOfTool.entries()) {
      const record = run.slice(head + RECORD * n, head + RECORD * (n + 1));
      const [at, guard, count, commands, undoGuard, undo, marker, shows, file] = record;
      expect(at).toBe(String(operations.indexOf(one)));
      expect(guard).toMatch(/^$|^@?[A-Za-z0-9_.,:-]+ [yn]( [A-Za-z0-9_./:-]+)+$/);
      expect(undoGuard).toMatch(/^$|^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,14} [yn]( =|( [A-Za-z0-9_./:-]+)+)$/);
      expect(Number(count)).toBe(one.commands.length);
      expectLines(commands ?? "", one.tool, run[0] === RUN_BATCH && run[3] !== "" ? [] : one.commands);
      expectLines(undo ?? "", one.tool, one.undo ?? []);
      expect(marker).toMatch(/^$|^[A-Za-z0-9_.,:-]+( [A-Za-z0-9_./:-]+){0,2}$/);
      expect(shows).toBe(String(one.shows ?? 0));
      expect(file).toBe("");
    }
  }
  const keys = text.split("\n").filter((line) => line.startsWith(`${NAMES.pi_frame_keys}=`));
  expect(keys).toHaveLength(operations.some((one) => one.senderKey) ? 1 : 0);
  for (const line of keys) expect(line).toMatch(/^\w+=' (\d+:[+!=~][0-9a-f]{64} )+'$/);
  const bulk = lines.filter(([word]) => word === DELETE_DEVICES);
  expect(bulk).toHaveLength(removals.length > 0 ? 1 : 0);
  for (const [n, { device }] of removals.entries()) {
    const [at, guard, name] = bulk[0]?.slice(2 + 3 * n, 5 + 3 * n) ?? [];
    expect([at, name]).toEqual([`r${n}`, device]);
    expect(name).toMatch(DEVICE);
    expect(guard).toMatch(/^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,14} [yn]( [A-Za-z0-9_./:-]+)+$/);
  }
  expect(lines.at(-1)).toEqual([NAMES.pi_event, "end"]);
}

/** The word in front of each command of a tool that is part of ip. */
const PREFIX: Readonly<Record<string, readonly string[]>> = {
  "ip fou": ["fou"],
  "ip -6 fou": ["fou"],
  "ip xfrm": ["xfrm"],
};

const NAME = "[A-Za-z0-9_.][A-Za-z0-9_.-]{0,14}";
const CLAMP = `[io]ifname "${NAME}" tcp flags syn tcp option maxseg size set (rt mtu|\\d+);`;
const ADDRESS = "[0-9a-f.:]+";
const DROP = `ip6? saddr ${ADDRESS}( ip6? daddr ${ADDRESS})? (meta l4proto \\d+|udp dport (\\d+|NaN)) meta ipsec missing drop;`;
const CHAINS = [`${CLAMP} ${CLAMP}`, `${DROP}( ${DROP})*`].map((rules, index) => {
  const hook = ["forward", "input"][index];
  return `( chain ${hook} \\{ type filter hook ${hook} priority -150; ${rules} \\};)?`;
});
/** The statements of nft: their only texts of a user are the name of the device and addresses. */
const NFT = new RegExp(
  `^nft (show ${NAME}|(add|delete) table inet pulumi_iproute2_${NAME}|table inet pulumi_iproute2_${NAME} \\{${CHAINS.join("")} \\})$`,
);

function expectLines(text: string, tool: string, commands: Operation["commands"]): void {
  const lines = text === "" ? [] : text.slice(0, -1).split("\n");
  expect(text === "" || text.endsWith("\n")).toBe(true);
  expect(lines).toEqual(commands.map((one) => [...(PREFIX[tool] ?? []), ...one.map(plain)].join(" ")));
  // Only the alias of a device may be in quotes, because a description follows the owner there
  const nft = lines.filter((line) => line.startsWith("nft "));
  for (const line of nft) expect(line).toMatch(NFT);
  const others = lines.filter((line) => !nft.includes(line));
  const tokens = others.flatMap((line) =>
    line.replace(/ alias "(\S+( \S+)*)"( |$)/, " alias $1$3").split(" "),
  );
  for (const token of tokens) expect(token).toMatch(HARMLESS);
}

const plain = (token: Operation["commands"][number][number]) =>
  token instanceof Secret ? token.reveal() : token.toString();
