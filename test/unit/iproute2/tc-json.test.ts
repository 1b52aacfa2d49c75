import { describe, expect, test } from "vitest";
import { readFilterQdiscs } from "../../../provider/iproute2/tc-json.ts";

// As iproute2 6.1 prints it: each filter twice, the first time without options.
const HEAD = { protocol: "all", pref: 10, kind: "matchall", chain: 0 };
const ACTION = {
  ...{ order: 1, kind: "mirred", mirred_action: "mirror", direction: "egress", to_dev: "span0" },
  ...{ control_action: { type: "pipe" }, index: 1, ref: 1, bind: 1 },
};

describe("readFilterQdiscs", () => {
  test("reads filters with and without a class, a block and a chain", () => {
    const plain = { ...HEAD, options: { handle: 1, not_in_hw: true, actions: [ACTION] } };
    const special = {
      ...{ ...HEAD, block: 7, chain: 5 },
      options: { handle: 2, classid: "1:1", skip_sw: true, actions: [ACTION] },
    };
    const [qdisc] = readFilterQdiscs([["clsact", "mon0"], [HEAD, plain, HEAD, special], []]);
    expect(qdisc?.ingress).toMatchObject([
      { pref: 10, handle: "1", skipHw: false, actions: [{ index: 1, ref: 1, direction: "egress" }] },
      { handle: "2", block: 7, chain: 5, classId: "1:1", skipSw: true },
    ]);
  });
});
