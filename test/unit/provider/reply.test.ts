import { describe, expect, it } from "vitest";
import { parseReply } from "../../../provider/host/reply.ts";
import type { Batch } from "../../../provider/host/script.ts";
import type { Operation } from "../../../provider/model/operation.ts";

const nonce = "0123456789abcdef0123456789abcdef";
const reply = (...lines: string[]) => lines.map((line) => `\n${line.replace(/^N /, `${nonce} `)}\n`).join("");
const show = (name: string): Operation => ({
  tool: "ip",
  commands: [
    ["link", "add", "name", name, "type", "dummy"],
    ["addr", "show", "dev", name],
  ],
  shows: 1,
  showsDevice: name,
});
const batch = (more: Partial<Batch>): Batch => ({
  ...{ operations: [], removals: [], sections: [], introduce: false, meeting: 7 },
  ...more,
});
const removals = [
  { device: "t0", aliases: ["a"] },
  { device: "t1", aliases: ["b"] },
];

describe("a frame's reply", () => {
  it("that is whole says what became of each removal", () => {
    const whole = parseReply(reply("N removing", "N stays t1", "N end"), nonce, batch({ removals }));
    expect(whole.complete).toBe(true);
    expect(whole.removals.map(({ status }) => status)).toEqual(["done", "failed"]);
  });

  it("that ended early says nothing of a removal that it had not come to the end of", () => {
    for (const text of [reply("N removing"), reply(), reply("N removing", "N stays t1")]) {
      const { complete, removals: outcomes } = parseReply(text, nonce, batch({ removals }));
      expect(complete).toBe(false);
      expect(outcomes.map(({ status }) => status)).toEqual(["unknown", "unknown"]);
    }
  });

  it("that ended early leaves the operation unknown that it was at, and those behind it to be sent again", () => {
    const operations = [show("d0"), show("d1"), show("d2")];
    const cut = parseReply(reply("N run", '[{"ifname":"d0"}]'), nonce, batch({ operations }));
    expect(cut.complete).toBe(false);
    expect(cut.operations.map(({ status }) => status)).toEqual(["done", "unknown", "unknown"]);
  });

  it("of a host whose lock another run has is one of a host on which nothing was done", () => {
    const text = reply("N busy", "N section links", "[]", "N end");
    const busy = parseReply(text, nonce, batch({ removals, sections: ["links"] }));
    expect(busy).toMatchObject({ busy: true, complete: true });
    expect(busy.removals.map(({ status }) => status)).toEqual(["unknown", "unknown"]);
    expect(Object.keys(busy.sections)).toEqual(["links"]);
  });

  it("tells how many lines the ip that stays has been given, while there is one", () => {
    expect(parseReply(reply("N fed 12", "N end"), nonce, batch({})).fed).toBe(12);
    expect(parseReply(reply("N end"), nonce, batch({})).fed).toBeUndefined();
  });
});
