import { describe, expect, test } from "vitest";
import { handlers } from "../../provider/index.ts";
import { describeCommand } from "../../provider/iproute2/command.ts";
import { xfrmState } from "../../provider/kinds/ipsec/xfrm-state.ts";
import type { Operation } from "../../provider/model/operation.ts";
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";
import { withDefaults } from "../../provider/schema/validate.ts";

import { xfrmIn } from "./xfrm.ts";

/** Keys whose digits occur nowhere else, so that a test can search a text for them. */
const keyOf = (bytes: number, seed = 0xa1) =>
  `0x${Array.from({ length: bytes }, (_, i) => ((seed + i * 7) % 256).toString(16).padStart(2, "0")).join("")}`;
const KEY = keyOf(20);
const OTHER = keyOf(20, 0x5b);
const GCM = { name: "rfc4106(gcm(aes))", key: KEY };
const MINIMAL = { source: "10.0.0.1", destination: "10.0.0.2", spi: 0x1001, aead: GCM };
const SPLIT = {
  encryption: { name: "cbc(aes)", key: keyOf(32) },
  authentication: { name: "hmac(sha256)", key: keyOf(32, 0x33) },
};
const noAead = { ...MINIMAL, aead: undefined };

describe("XfrmState", () => {
  const { driver, netns, shown, isEmpty } = xfrmIn("XfrmState");

  describe("check of XfrmState", () => {
    test.each([
      [
        "a short key",
        { ...MINIMAL, aead: { ...GCM, key: keyOf(16) } },
        /^aead: has a key of 16 bytes; rfc4106\(gcm\(aes\)\) takes 20 or 28 or 36, salt included$/,
      ],
      [
        "a key that is no hex",
        { ...MINIMAL, aead: { ...GCM, key: `${KEY}0g` } },
        /^aead\.key: must be a key in hex, two digits to the byte/,
      ],
      [
        "a key with half a byte",
        { ...MINIMAL, aead: { ...GCM, key: `${KEY}0` } },
        /^aead\.key: must be a key in hex/,
      ],
      [
        "an icvLength that the algorithm does not take",
        { ...MINIMAL, aead: { ...GCM, icvLength: 100 } },
        /^aead: has icvLength 100; .* takes 64 or 96 or 128$/,
      ],
      [
        "DES",
        { ...noAead, ...SPLIT, encryption: { name: "cbc(des3_ede)", key: keyOf(24) } },
        /^encryption\.name: must be "cbc\(aes\)" or/,
      ],
      [
        "the null cipher",
        { ...noAead, ...SPLIT, encryption: { name: "ecb(cipher_null)", key: "0x" } },
        /^encryption\.(name|key): must be/,
      ],
      [
        "MD5",
        { ...noAead, ...SPLIT, authentication: { name: "hmac(md5)", key: keyOf(16) } },
        /^authentication\.name: must be/,
      ],
      [
        "a short hash key",
        { ...noAead, ...SPLIT, authentication: { name: "hmac(sha512)", key: keyOf(32) } },
        /^authentication: has a key of 32 bytes; hmac\(sha512\) takes 64$/,
      ],
      [
        "a truncation that the algorithm does not take",
        { ...noAead, ...SPLIT, authentication: { ...SPLIT.authentication, truncation: 112 } },
        /^authentication: has truncation 112; .* takes 128 or 96$/,
      ],
      [
        "encryption alone",
        { ...noAead, encryption: SPLIT.encryption },
        /^aead: is needed, or encryption and authentication together$/,
      ],
      [
        "aead together with encryption and authentication",
        { ...MINIMAL, ...SPLIT },
        /^aead: excludes encryption and authentication/,
      ],
      ["AH that encrypts", { ...MINIMAL, proto: "ah" }, /^aead: does not go with AH/],
      [
        "AH without a hash",
        { ...noAead, proto: "ah" },
        /^aead: is no algorithm for AH, but authentication is needed$/,
      ],
      ["a reserved SPI", { ...MINIMAL, spi: 255 }, /^spi: must be a whole number from 256 to 4294967295$/],
      [
        "addresses of two families",
        { ...MINIMAL, source: "fd00::1" },
        /^source: is fd00::1, of another family than destination$/,
      ],
      [
        "a mark outside of its mask",
        { ...MINIMAL, mark: { value: 0x105, mask: 0xff } },
        /^mark: has the value 0x105 outside of its mask 0xff/,
      ],
      ["esn without a window", { ...MINIMAL, esn: true }, /^esn: needs a replayWindow/],
    ])("refuses %s, without printing the key", async (_title, args, words) => {
      const faults = await driver.faults(args);
      expect(faults.join("\n")).toMatch(words);
      expect(faults.join("\n")).not.toContain(KEY.slice(2, 30));
    });

    test("accepts unknown values", async () => {
      for (const key of ["source", "destination", "spi", "mark", "aead", "ifId", "mode", "proto"])
        expect(await driver.faults({ ...MINIMAL, [key]: UNKNOWN })).toEqual([]);
      expect(await driver.faults({ ...MINIMAL, aead: { ...GCM, key: UNKNOWN } })).toEqual([]);
      expect(await driver.faults({ ...MINIMAL, aead: { key: UNKNOWN, name: UNKNOWN } })).toEqual([]);
      expect(await driver.faults({ ...noAead, authentication: UNKNOWN, encryption: UNKNOWN })).toEqual([]);
      expect(
        await driver.faults({ ...noAead, ...SPLIT, authentication: { name: "hmac(sha256)", key: UNKNOWN } }),
      ).toEqual([]);
    });

    test("prints keys in one spelling", async () => {
      const inputs = await driver.checked({ ...MINIMAL, aead: { ...GCM, key: KEY.slice(2).toUpperCase() } });
      expect(inputs.aead).toEqual({ ...GCM, icvLength: 128 });
    });
  });

  test("prints no key in any text for people", async () => {
    const inputs = await driver.checked({ ...noAead, ...SPLIT });
    const args = withDefaults(xfrmState, inputs);
    const made = xfrmState.create(args);
    const changed = xfrmState.change({ ...args, reqid: 1 }, { ...args, reqid: 2 }, {}) as Operation;
    for (const operation of [made, changed]) {
      const text = [...operation.commands, ...(operation.undo ?? [])]
        .map((one) => describeCommand("ip xfrm", one))
        .join("\n");
      const all = `${text}\n${JSON.stringify(operation)}\n${JSON.stringify(xfrmState.redact?.(args))}\n${xfrmState.displayName(args)}`;
      expect(text).toContain("[secret]");
      expect(all).not.toContain(SPLIT.encryption.key.slice(2));
      expect(all).not.toContain(SPLIT.authentication.key.slice(2));
    }
  });

  describe("XfrmState with all of its arguments", () => {
    test.each([
      [
        "minimal",
        MINIMAL,
        [
          "proto esp spi 0x00001001 reqid 0 mode tunnel",
          "flag af-unspec",
          `aead rfc4106(gcm(aes)) ${KEY} 128`,
        ],
      ],
      [
        "everything",
        {
          ...{ ...MINIMAL, reqid: 7, mark: { value: 5, mask: 0xff }, ifId: 42, outputMark: { value: 9 } },
          ...{
            replayWindow: 128,
            esn: true,
            anyFamily: false,
            decapDscp: true,
            noEcn: true,
            noPmtudisc: true,
          },
          encapsulation: { sport: 4500, dport: 4501 },
        },
        [
          ...["reqid 7 mode tunnel", "flag noecn decap-dscp nopmtudisc esn", "mark 0x5/0xff", "if_id 0x2a"],
          ...["replay_window 128", "output-mark 0x9/0xffffffff", "encap type espinudp sport 4500 dport 4501"],
        ],
      ],
      [
        "IPv6, two algorithms",
        {
          ...noAead,
          ...SPLIT,
          source: "fd00::1",
          destination: "FD00:0::2",
          mode: "transport",
          replayWindow: 32,
        },
        [
          ...["src fd00::1 dst fd00::2", "mode transport", "replay-window 32"],
          `auth-trunc hmac(sha256) ${SPLIT.authentication.key} 128`,
          `enc cbc(aes) ${SPLIT.encryption.key}`,
        ],
      ],
      [
        "AH",
        { ...noAead, proto: "ah", authentication: { name: "hmac(sha512)", key: keyOf(64) } },
        ["proto ah", `auth-trunc hmac(sha512) ${keyOf(64)} 256`],
      ],
    ])("is created as declared and removed completely: %s", async (_title, args, live) => {
      await driver.having(args, async (made) => {
        const text = await shown();
        for (const part of live) expect(text).toContain(part);
        await driver.isQuiet(made);
        expect((await driver.create(args)).outs).toEqual(made.outs);
      });
      await isEmpty();
    });

    test.each([
      ["rfc4543(gcm(aes))", 28, 128],
      ["rfc4309(ccm(aes))", 35, 96],
      ["rfc7539esp(chacha20,poly1305)", 36, 128],
    ])("is accepted by the kernel: %s with %i bytes", async (name, bytes, icvLength) => {
      await driver.having({ ...MINIMAL, aead: { name, key: keyOf(bytes), icvLength } }, driver.isQuiet);
    });
    test.each([
      ["rfc3686(ctr(aes))", 36, "hmac(sha384)", 48],
      ["cbc(camellia)", 24, "hmac(sha1)", 20],
      ["cbc(aes)", 16, "cmac(aes)", 16],
      ["cbc(aes)", 24, "xcbc(aes)", 16],
    ])("is accepted by the kernel: %s with %i bytes and %s with %i", async (cipher, size, hash, length) => {
      const pair = {
        encryption: { name: cipher, key: keyOf(size) },
        authentication: { name: hash, key: keyOf(length) },
      };
      await driver.having({ ...noAead, ...pair }, driver.isQuiet);
    });
  });

  test("changes some arguments in place, and is replaced for others", async () => {
    await driver.having(MINIMAL, async (made) => {
      expect(await driver.plan(made, { ...MINIMAL, spi: 0x1002 })).toEqual(["spi"]);
      expect(await driver.plan(made, { ...MINIMAL, destination: "10.0.0.3" })).toEqual(["destination"]);
      expect(await driver.plan(made, { ...MINIMAL, mark: { value: 5 } })).toEqual(["mark"]);
      let now = made;
      for (const [args, live] of [
        [{ aead: { ...GCM, key: OTHER } }, OTHER],
        [{ reqid: 9 }, "reqid 9"],
        [{ source: "10.0.0.9" }, "src 10.0.0.9 dst 10.0.0.2"],
        [{ mode: "transport" }, "mode transport"],
        [{ ifId: 7 }, "if_id 0x7"],
        [{ ifId: 8 }, "if_id 0x8"],
        [{ outputMark: { value: 3 } }, "output-mark 0x3"],
        [{ replayWindow: 64 }, "replay_window 64"],
        [{ ...SPLIT, aead: undefined }, SPLIT.encryption.key],
        [{}, KEY],
      ] as const) {
        const next = { ...MINIMAL, ...args };
        expect(await driver.plan(now, next)).toBe("update");
        now = await driver.update(now, next);
        expect(await shown()).toContain(live);
        await driver.isQuiet(now);
      }
    });
    await isEmpty();
  });

  test("changes a key although the kernel does not change it in an update", async () => {
    const made = await driver.create(MINIMAL);
    const next = await driver.update(made, { ...MINIMAL, aead: { ...GCM, key: OTHER } });
    expect(await shown()).toContain(OTHER);
    expect(await shown()).not.toContain(KEY);
    // The reply was lost, so the state records the old key. The host's state still belongs to this resource.
    expect(await driver.drift(made)).toEqual(["aead"]);
    expect(JSON.stringify(await driver.refresh(made))).not.toContain(KEY);
    const back = await driver.update(made, { ...MINIMAL, reqid: 4 });
    expect(await shown()).toContain(KEY);
    await driver.remove(back);
    await driver.remove(next);
    await isEmpty();
  });

  test("has the new key when a second run follows an interrupted one with another key", async () => {
    await driver.create(MINIMAL);
    await driver.having({ ...MINIMAL, aead: { ...GCM, key: OTHER } }, async () => {
      expect(await shown()).toContain(OTHER);
    });
    await isEmpty();
  });

  test("reports an operator's changes as drift", async () => {
    await driver.having({ ...MINIMAL, replayWindow: 32 }, async (made) => {
      await netns().run(
        `ip xfrm state del dst 10.0.0.2 proto esp spi 0x1001 && ip xfrm state add src 10.0.0.8 dst 10.0.0.2 proto esp spi 0x1001 reqid 3 mode transport if_id 4 output-mark 2 aead 'rfc4106(gcm(aes))' ${OTHER} 96`,
      );
      expect(await driver.drift(made)).toEqual([
        "aead",
        "ifId",
        "mode",
        "outputMark",
        "replayWindow",
        "reqid",
        "source",
      ]);
    });
    await isEmpty();
  });

  test("is reported as gone when it was removed, and is removed without an error", async () => {
    const made = await driver.create(MINIMAL);
    await netns().run("ip xfrm state flush");
    expect(await driver.refresh(made)).toBeUndefined();
    // A change of a state that no longer exists creates it again.
    const next = await driver.update(made, { ...MINIMAL, reqid: 5 });
    await driver.isQuiet(next);
    await netns().run("ip xfrm state flush");
    await driver.remove(next);
    await isEmpty();
  });

  describe("XfrmState of another owner", () => {
    const theirs = (more = "") =>
      netns().run(
        `ip xfrm state add src 10.0.0.1 dst 10.0.0.2 proto esp spi 0x1001 mode tunnel ${more} aead 'rfc4106(gcm(aes))' ${OTHER} 128`,
      );

    test("is refused without printing keys, and adopted with our keys on request", async () => {
      await theirs("reqid 3 flag af-unspec");
      const error: Error = await driver.create(MINIMAL).then(
        () => expect.unreachable(),
        (thrown) => thrown,
      );
      expect(error.message).toMatch(
        /esp:0x00001001@10\.0\.0\.2 on .*: a state with this destination, protocol, SPI and mark is there already and has no owner alias: reqid is 3 there, 0 here\. Nothing was changed; set `adopt: true` to take it over, or remove it by hand$/,
      );
      expect(await netns().markers()).toEqual([]);
      await driver.having({ ...MINIMAL, adopt: true }, async (made) => {
        expect(await shown()).toContain(KEY);
        await driver.isQuiet(made);
      });
      await isEmpty();
    });

    test("stays as it was if the kernel refuses the state that adopts it", async () => {
      await theirs("reqid 3 flag af-unspec");
      const before = await shown();
      const inputs = await driver.checked({ ...MINIMAL, adopt: true });
      // No check sees this key, so the kernel receives a key of a wrong length and refuses it.
      const aead = { ...GCM, key: `${KEY}00`, icvLength: 128 };
      await expect(handlers.XfrmState?.create({ ...inputs, aead })).rejects.toThrow(/state add/);
      expect(await shown()).toBe(before);
      expect(await netns().markers()).toEqual([]);
      await netns().run("ip xfrm state flush");
    });

    test("is named when its mark includes ours", async () => {
      await theirs();
      await expect(driver.create({ ...MINIMAL, mark: { value: 5 } })).rejects.toThrow(
        /`ip xfrm state add .* aead rfc4106\(gcm\(aes\)\) \[secret\] 128` failed; .*File exists\. a state without a mark has this destination, protocol and SPI already/,
      );
      await netns().run("ip xfrm state flush");
      await isEmpty();
    });
  });

  test("stays as it was when the kernel refuses a change, and the error contains no key", async () => {
    const made = await driver.create(MINIMAL);
    // No check runs here, so the kernel receives a key of a wrong length and refuses it.
    const error = await handlers.XfrmState?.update(made.id, made.outs, {
      ...made.inputs,
      aead: { ...GCM, key: `${KEY}00`, icvLength: 128 },
    }).then(
      () => expect.unreachable(),
      (thrown: Error) => thrown,
    );
    expect(error?.message).toContain("[secret]");
    expect(error?.message).not.toContain(KEY.slice(2));
    expect(await shown()).toContain(`${KEY} 128`);
    await driver.isQuiet(made);
    await driver.remove(made);
    await isEmpty();
  });
});
