import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { renderFrame } from "../../../provider/host/frame.ts";
import { keyWords } from "../../../provider/host/operation-record.ts";
import { USED_KEYS_FUNCTIONS } from "../../../provider/host/shell/packed.generated.ts";
import { xfrmState } from "../../../provider/kinds/ipsec/xfrm-state.ts";
import { describeOperation } from "../../../provider/model/describe-operation.ts";
import type { Operation } from "../../../provider/model/operation.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { withDefaults } from "../../../provider/schema/validate.ts";

const keyOf = (byte: string) => `0x${byte.repeat(36)}`;
const [KEY, OTHER] = [keyOf("a1"), keyOf("5b")];
const digestOf = (key: string) =>
  createHash("sha256")
    .update(Buffer.from(key.slice(2), "hex"))
    .digest("hex");
const aead = (key: string) => ({ name: "rfc4106(gcm(aes))", key, icvLength: 128 });
const argsOf = (more: Args = {}): Args =>
  withDefaults(xfrmState, {
    ...{ host: { connection: { host: "192.0.2.1" } }, owner: "p/s/x" },
    ...{ source: "10.0.0.1", destination: "10.0.0.2", spi: 0x1001, aead: aead(KEY), ...more },
  });
const once = (more: Args = {}) => argsOf({ keyUse: "once", ...more });
const words = ({ commands }: Operation) => commands.map(([, word]) => word);
const frameOf = (...operations: Operation[]) =>
  renderFrame(
    { operations, removals: [], sections: [], mayHaveFiles: false, scratchGroup: 7 },
    { defineFunctions: false, yieldLock: false, lock: "held", startIp: false },
  );

describe("keyUse of XfrmState", () => {
  test("gives the creation the digest of the key, whatever the algorithm", () => {
    const digest = digestOf(KEY);
    expect(xfrmState.create(once()).senderKey).toEqual({ digest, action: "add" });
    const counter = {
      ...{ aead: undefined, encryption: { name: "rfc3686(ctr(aes))", key: KEY } },
      authentication: { name: "hmac(sha256)", key: OTHER, truncation: 128 },
    };
    expect(xfrmState.create(once(counter)).senderKey?.digest).toBe(digest);
    expect(xfrmState.create(argsOf())).not.toHaveProperty("senderKey");
  });

  test.each([
    ["keeps a state for keyUse alone, without a command", argsOf(), once(), "keep", []],
    ["keeps a state that the kernel updates", once(), once({ ifId: 7 }), "keep", ["update"]],
    ["adds a state with another key", once(), once({ aead: aead(OTHER) }), "add", ["delete", "add"]],
    ["adds no state with the same key", argsOf(), once({ reqid: 7 }), "add again", ["delete", "add"]],
    ["has no effect without it", once(), argsOf({ reqid: 7 }), undefined, ["delete", "add"]],
  ])("%s", (_title, before, after, action, commands) => {
    const operation = xfrmState.change(before, after, {}) as Operation;
    expect([operation.senderKey?.action, words(operation)]).toEqual([action, commands]);
    expect(operation).not.toHaveProperty(before.keyUse === "once" ? "undo" : "none");
  });

  test("leaves a state that it adopts", () => {
    const found = { ownership: "foreign", args: argsOf(), computed: {} } as const;
    const operation = xfrmState.adopt?.(found, once()) as Operation;
    expect([operation.senderKey?.action, words(operation)]).toEqual(["take over", ["update"]]);
  });

  test.each([
    ["a replacement", once(), once(), true, true],
    ["another reqid", once(), once({ reqid: 7 }), false, true],
    ["another reqid of a state of an earlier release", argsOf(), once({ reqid: 7 }), false, true],
    ["a replacement with another key", once(), once({ aead: aead(OTHER) }), true, false],
    ["another ifId", once(), once({ ifId: 7 }), false, false],
    ["keyUse alone", argsOf(), once(), false, false],
    ["a replacement without it", argsOf(), argsOf(), true, false],
  ])("has an obstacle for a new state: %s", (_title, before, after, isReplaced, isRefused) => {
    expect(xfrmState.newObjectObstacle?.(before, after, isReplaced) !== undefined).toBe(isRefused);
  });

  test("sends the digest and its functions only with a state that has it", () => {
    const { before, body } = frameOf(xfrmState.create(argsOf()), xfrmState.create(once()));
    expect(before).toContain(USED_KEYS_FUNCTIONS);
    expect(body).toContain(`=' 1:+${digestOf(KEY)} '\n`);
    const plain = frameOf(xfrmState.create(argsOf()));
    expect(plain.before).not.toContain(USED_KEYS_FUNCTIONS);
    expect(plain.body).not.toContain(digestOf(KEY));
  });

  test("refuses a text that is no digest in a frame", () => {
    const operation = { ...xfrmState.create(once()), senderKey: { digest: "'; x", action: "add" } } as const;
    expect(() => keyWords([operation])).toThrow("not the digest of a key");
  });

  test("is in the commands of `plan`, without the digest", () => {
    const text = describeOperation(xfrmState.create(once())).join("\n");
    expect(text).toContain("# only if /var/lib/pulumi-iproute2/used-keys lacks the digest of the key");
    expect(text).not.toContain(digestOf(KEY));
  });
});
