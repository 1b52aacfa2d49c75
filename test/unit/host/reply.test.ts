import { describe, expect, test } from "vitest";
import type { FrameRequest } from "../../../provider/host/frame.ts";
import { NOT_RUN, parseReply } from "../../../provider/host/reply.ts";
import { EVENT_WORDS } from "../../../provider/host/reply-events.ts";
import { Secret } from "../../../provider/iproute2/command.ts";
import type { Operation, Outcome } from "../../../provider/model/operation.ts";
import {
  CONFIRM_FUNCTIONS,
  dumpFile,
  dumpNames,
  FILE_FUNCTIONS,
  HOST_FUNCTIONS,
  readShell,
  USED_KEYS_FUNCTIONS,
  WATCH_FUNCTIONS,
} from "../../../scripts/build/shell.ts";

const NONCE = "0123456789abcdef0123456789abcdef";
/** Lines of a reply. `N ` begins an event. */
const textOf = (...lines: string[]) =>
  lines.map((line) => `${line.replace(/^N /, `\n${NONCE} `)}\n`).join("");
const show = (name: string): Operation => ({
  tool: "ip",
  commands: [
    ["link", "add", "name", name, "type", "dummy"],
    ["addr", "show", "dev", name],
  ],
  shows: 1,
  showsDevice: name,
});
const silentOperation: Operation = { tool: "ip", commands: [["link", "set", "dev", "q", "up"]] };
const removals = ["t0", "t1"].map((device) => ({ device, aliases: ["a"] }));
const parse = (lines: readonly string[], more: Partial<FrameRequest>) =>
  parseReply(textOf(...lines), NONCE, {
    ...{ operations: [], removals: [], sections: [], mayHaveFiles: false, scratchGroup: 7 },
    ...more,
  });

const done = (...shown: unknown[]): Outcome => ({ status: "done", shown });
const unknown = (stderr = ""): Outcome => ({ status: "unknown", stderr });
const failed = (at: number, command: Operation["commands"][number] | undefined, stderr: string): Outcome => ({
  status: "failed",
  command,
  at,
  stderr,
});

interface Case {
  readonly title: string;
  readonly operations?: readonly Operation[];
  readonly removals?: typeof removals;
  readonly lines: readonly string[];
  readonly outcomes: readonly Outcome[];
}

const [d0, d1, d2] = [show("d0"), show("d1"), show("d2")];
const CASES: readonly Case[] = [
  {
    title: "returns for each operation what it printed",
    operations: [d0, silentOperation, d1],
    lines: ["N run", '["d0"]', '["d1"]', "N done 0 1 2", "N end"],
    outcomes: [done(["d0"]), done(), done(["d1"])],
  },
  {
    title: "reads a range of operations that are done",
    operations: [silentOperation, silentOperation, silentOperation],
    lines: ["N run", "N done 0-2", "N end"],
    outcomes: [done(), done(), done()],
  },
  {
    title: "names the command that failed",
    operations: [d0, d1],
    lines: ["N run", '["d0"]', "N done 0", "N failed 1 2", "Error: no.", "N end"],
    outcomes: [done(["d0"]), failed(1, ["addr", "show", "dev", "d1"], "Error: no.\n")],
  },
  {
    title: "reads the guards and markers that prevented operations",
    operations: [d0, d1, silentOperation],
    lines: ["N gone 0 gone", "N foreign 1 their alias", "N unmarked 2", "no room", "N end"],
    outcomes: [
      { status: "gone" },
      { status: "foreign", alias: "their alias" },
      failed(-1, undefined, "the marker could not be written: no room\n"),
    ],
  },
  {
    title: "returns operations that the host refuses because of their keys",
    operations: [d0, d1, silentOperation],
    lines: ["N key-used 0", "N key-differs 1", "N key-unrecorded 2", "cat: no room", "N end"],
    outcomes: [
      { status: "refused", key: "used", stderr: "" },
      { status: "refused", key: "differs", stderr: "" },
      { status: "refused", key: "unrecorded", stderr: "cat: no room" },
    ],
  },
  {
    title: "keeps the operations of a lost run that are done, and repeats those that did not run",
    operations: [d0, silentOperation, d1, d2],
    lines: ["N run", '["d0"]', "N lost 255 0 1 2 3", "Garbage", "N end"],
    outcomes: [done(["d0"]), unknown("Garbage\n"), unknown("Garbage\n"), NOT_RUN],
  },
  {
    title: "reports the only operation of a lost run as failed",
    operations: [d0],
    lines: ["N run", "N lost 255 0", "Garbage", "N end"],
    outcomes: [failed(-1, undefined, "Garbage\n")],
  },
  {
    title: "leaves the outcome of a running operation unknown when the reply was cut off",
    operations: [d0, d1, d2],
    lines: ["N run", '["d0"]'],
    outcomes: [done(["d0"]), unknown(), NOT_RUN],
  },
  {
    title: "reports which removals are done and which devices stay",
    removals,
    lines: ["N removing", "Error: busy.", "N done r0", "N stays r1", "N end"],
    outcomes: [done(), failed(0, ["link", "del", "dev", "t1"], "Error: busy.\n")],
  },
  {
    title: "concludes nothing about removals without an event when the reply was cut off",
    removals,
    lines: ["N removing", "N done r1"],
    outcomes: [unknown(), done()],
  },
];

describe("parseReply", () => {
  test.each(CASES.map((one) => [one.title, one] as const))("%s", (_title, one) => {
    const { operations = [], removals: gone = [], lines, outcomes } = one;
    const reply = parse(lines, { operations, removals: gone });
    const found = [...reply.operations, ...reply.removals];
    const plain = (all: readonly Outcome[]) =>
      all.map((outcome) => ("stderr" in outcome ? { ...outcome, stderr: outcome.stderr.trim() } : outcome));
    expect(plain(found)).toEqual(plain(outcomes));
    expect(found.map((outcome) => outcome === NOT_RUN)).toEqual(
      outcomes.map((outcome) => outcome === NOT_RUN),
    );
    expect(reply.complete).toBe(lines.at(-1) === "N end");
  });

  test("ignores an event whose line was cut off", () => {
    const cut = `${textOf("N removing")}\n${NONCE} done r1`;
    const { removals: outcomes } = parseReply(cut, NONCE, {
      ...{ operations: [], removals, sections: [], mayHaveFiles: false, scratchGroup: 7 },
    });
    expect(outcomes.map(({ status }) => status)).toEqual(["unknown", "unknown"]);
  });

  test("reports why a frame did not get the lock, and that nothing was done", () => {
    const busy = parse(["N busy", "N section links", "[]", "N end"], { removals, sections: ["links"] });
    expect(busy).toMatchObject({ unlocked: "busy", complete: true });
    expect(busy.removals.map(({ status }) => status)).toEqual(["unknown", "unknown"]);
    expect(Object.keys(busy.sections)).toEqual(["links"]);
    const other = parse(["N lock-failed", "flock: no locks", "N end"], {});
    expect(other.unlocked).toEqual({ stderr: expect.stringContaining("flock: no locks") });
  });

  test("reads the version of ip, the modules that are missing, and the lines of the persistent ip", () => {
    const reply = parse(
      [
        ...["a banner", "N no-module fou", "N persistent-ip 12"],
        ...["N version", "ip utility, iproute2-6.1.0", "N end"],
      ],
      {},
    );
    expect(reply).toMatchObject({
      missingModules: ["fou"],
      linesSent: 12,
      version: "ip utility, iproute2-6.1.0",
    });
  });

  test("separates sections that were printed together", () => {
    const text = `\n${NONCE} section links routes\n[1]\n[2]\n[3]\n\n${NONCE} end\n`;
    const { sections } = parseReply(text, NONCE, {
      ...{
        operations: [],
        removals: [],
        sections: ["links", "routes"],

        mayHaveFiles: false,
        scratchGroup: 7,
      },
    });
    expect(sections.links).toBe("[1]\n");
    expect(sections.routes?.trim()).toBe("[2]\n[3]");
  });

  test("replaces secrets that ip repeats", () => {
    const operations = [{ tool: "ip" as const, commands: [["key", new Secret("0xdeadbeef")]] }];
    const { operations: outcomes } = parse(["N run", "N failed 0 1", "bad 0xdeadbeef", "N end"], {
      operations,
    });
    expect(JSON.stringify(outcomes[0])).not.toContain("deadbeef");
  });
});

test("REPLY_EVENTS contains every event that the shell functions and dumps print", () => {
  const shell = readShell([
    ...HOST_FUNCTIONS,
    ...FILE_FUNCTIONS,
    ...CONFIRM_FUNCTIONS,
    ...USED_KEYS_FUNCTIONS,
    ...WATCH_FUNCTIONS,
    ...dumpNames().map(dumpFile),
  ]);
  // These two answer requests over a new connection (confirmation.ts), and not in frames
  const others = ["armed", "forgotten"];
  const printed = [...shell.matchAll(/pi_(?:event|refuse) "?([a-z-]+)/g)].map(([, word]) => word ?? "");
  // pi_report_verdict prints the verdict of a guard, which begins with one of these words.
  const verdicts = [...shell.matchAll(/pi_verdict="?([a-z]+)/g)].map(([, word]) => word ?? "");
  const frames = ["persistent-ip", "section", "version", "end"];
  expect(
    [...new Set([...printed, ...verdicts, ...frames])].filter((word) => !others.includes(word)).sort(),
  ).toEqual([...EVENT_WORDS].sort());
});
