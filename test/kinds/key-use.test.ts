// `keyUse: "once"`: a host adds no second state with a key. The record of a host is that of all its namespaces.
import { createHash } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { handlers } from "../../provider/index.ts";
import { on } from "../lab/index.ts";
import { xfrmIn } from "./xfrm.ts";

const keyOf = (byte: number, bytes = 36) => `0x${byte.toString(16).padStart(2, "0").repeat(bytes)}`;
const digestOf = (key: string) =>
  createHash("sha256")
    .update(Buffer.from(key.slice(2), "hex"))
    .digest("hex");
const [KEY, OTHER] = [keyOf(0xa1), keyOf(0x5b)];
const withKey = (key: string) => ({ name: "rfc4106(gcm(aes))", key });
const BY_DEFAULT = { source: "10.0.0.1", destination: "10.0.0.2", spi: 0x1001, aead: withKey(KEY) };
const ONCE = { ...BY_DEFAULT, keyUse: "once" };
const RECORD = "/var/lib/pulumi-iproute2";
const REFUSED =
  /esp:0x00001001@10\.0\.0\.2 on .*: this host has sent with this key before, and a new state counts its packets from 1.*Nothing was changed; increase `generation`/;

const FAULTY_IP = "/usr/local/sbin/ip";
/** An `ip` that ends the SSH session above it after the first state, so that no answer arrives. */
const CUT_AFTER_ADD = `#!/bin/sh
[ "$*" = "-batch -" ] || exec /usr/sbin/ip "$@"
text=$(cat)
printf '%s\\n' "$text" | /usr/sbin/ip "$@"
status=$?
case $text in *"state add"*)
  [ -e /run/cut ] || {
    echo cut >/run/cut
    pid=$$
    while [ "$pid" -gt 1 ]; do
      case $(cat /proc/$pid/comm) in sshd*) kill -9 $pid; break;; esac
      pid=$(awk '{ print $4 }' /proc/$pid/stat)
    done
  };;
esac
exit $status`;

const used = async () =>
  (await on("alpha").must(`cat ${RECORD}/used-keys 2>/dev/null || true`)).split("\n").filter(Boolean);
const removeRecord = () => on("alpha").must(`rm -rf ${RECORD}`);

describe("keyUse of XfrmState", () => {
  const { driver, netns, shown, isEmpty } = xfrmIn("XfrmState");
  beforeEach(removeRecord);
  afterAll(removeRecord);

  const isRefused = async (args: object, words = REFUSED) => {
    const before = [await shown(), await netns().markers(), await used()];
    const error: Error = await driver.create(args as never).then(
      () => expect.unreachable(),
      (thrown) => thrown,
    );
    expect(error.message).toMatch(words);
    expect(error.message).not.toMatch(/(a1|5b){8}/);
    expect([await shown(), await netns().markers(), await used()]).toEqual(before);
  };

  test.each([
    [
      "an operator has deleted the state",
      "ip xfrm state delete src 10.0.0.1 dst 10.0.0.2 proto esp spi 0x1001",
    ],
    ["the host has lost all states, as at a reboot", "ip xfrm state flush"],
  ])("refuses the same key after %s, and takes a new one", async (_title, command) => {
    const made = await driver.create(ONCE);
    expect(await used()).toEqual([digestOf(KEY)]);
    await netns().run(command);
    await netns().removeMarkers();
    expect(await driver.refresh(made)).toBeUndefined();
    await isRefused(ONCE);
    await isRefused({ ...ONCE, reqid: 7 });
    await driver.having({ ...ONCE, aead: withKey(OTHER) }, async () => {
      expect(await shown()).toContain(OTHER);
    });
    expect(await used()).toEqual([digestOf(KEY), digestOf(OTHER)]);
    await isEmpty();
  });

  test("refuses the same key after a removal, also under another identity", async () => {
    await driver.remove(await driver.create(ONCE));
    await isEmpty();
    await isRefused(ONCE);
    await isRefused(
      { ...ONCE, destination: "10.0.0.3" },
      /esp:0x00001001@10\.0\.0\.3 on .*: this host has sent/,
    );
  });

  test("keeps a record that only root can read and that has no key", async () => {
    await driver.having(ONCE, async () => {
      const found = await on("alpha").must(
        `stat -c '%a %U %n' ${RECORD} ${RECORD}/*; ls -A ${RECORD}; grep -rl a1a1a1a1 ${RECORD} || echo none`,
      );
      expect(found).toBe(`700 root ${RECORD}\n600 root ${RECORD}/used-keys\nused-keys\nnone\n`);
    });
  });

  test("finds its own state if the answer to the creation was lost", async () => {
    await on("alpha").must(
      `cat >${FAULTY_IP} <<'END'\n${CUT_AFTER_ADD}\nEND\nchmod 755 ${FAULTY_IP}; rm -f /run/cut`,
    );
    try {
      const made = await driver.create(ONCE);
      expect(await on("alpha").must("cat /run/cut")).toBe("cut\n");
      expect(await used()).toEqual([digestOf(KEY)]);
      await driver.isQuiet(made);
      // A further run without a record of the first one
      expect((await driver.create(ONCE)).outs).toEqual(made.outs);
      await driver.remove(made);
    } finally {
      await on("alpha").must(`rm -f ${FAULTY_IP} /run/cut`);
    }
    await isRefused(ONCE);
  });

  test("records no key if the kernel refuses the state", async () => {
    const inputs = await driver.checked(ONCE);
    // No check sees this key, so the kernel receives a key of a wrong length and refuses it
    const aead = { ...withKey(`${KEY}00`), icvLength: 128 };
    await expect(handlers.XfrmState?.create({ ...inputs, aead })).rejects.toThrow(
      /`ip xfrm state add .*` failed/,
    );
    expect(await used()).toEqual([]);
    await isEmpty();
  });

  test("refuses a state if the key cannot be recorded", async () => {
    await on("alpha").must(`echo file >${RECORD}`);
    await isRefused(
      ONCE,
      /the host reported: .*\/var\/lib\/pulumi-iproute2.*\. the host could not record that this key is used.*make \/var\/lib\/pulumi-iproute2 writable/,
    );
    await isEmpty();
  });

  test("is recorded of a state that exists, without a command to the kernel", async () => {
    const made = await driver.create(BY_DEFAULT);
    expect(await used()).toEqual([]);
    const added = async () => (await netns().run("ip -s xfrm state")).match(/add \S+ \S+/)?.[0];
    const before = await added();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await driver.plan(made, ONCE)).toBe("update");
    const next = await driver.update(made, ONCE);
    expect(await added()).toBe(before);
    expect(await used()).toEqual([digestOf(KEY)]);
    await driver.isQuiet(next);
    const moved = await driver.update(next, { ...ONCE, ifId: 7 });
    expect(await shown()).toContain("if_id 0x7");
    expect(await added()).toBe(before);
    await driver.remove(moved);
    await isRefused(ONCE);
  });

  test("of a state that is gone is recorded, so that no update adds the state again", async () => {
    const made = await driver.create(BY_DEFAULT);
    await netns().run("ip xfrm state flush");
    await netns().removeMarkers();
    await expect(driver.update(made, ONCE)).rejects.toThrow(REFUSED);
    await isEmpty();
    expect(await used()).toEqual([digestOf(KEY)]);
  });

  test("allows a new key in place, and never the old one again", async () => {
    const made = await driver.create(ONCE);
    const next = await driver.update(made, { ...ONCE, aead: withKey(OTHER) });
    expect(await shown()).toContain(OTHER);
    await expect(driver.update(next, ONCE)).rejects.toThrow(REFUSED);
    expect(await shown()).toContain(OTHER);
    await driver.isQuiet(next);
    await driver.remove(next);
    await isEmpty();
  });

  test("refuses in the preview a change that needs a new state with the same key", async () => {
    const made = await driver.create(ONCE);
    for (const change of [{ destination: "10.0.0.3" }, { spi: 0x1002 }, { reqid: 9 }, { mode: "transport" }])
      await expect(driver.plan(made, { ...ONCE, ...change })).rejects.toThrow(
        /: this change needs a new state, .*Increase `generation` in the same run/,
      );
    const renewed = { ...ONCE, destination: "10.0.0.3", aead: withKey(OTHER) };
    expect(await driver.plan(made, renewed)).toEqual(["destination"]);
    await driver.remove(made);
  });

  test("refuses to repair a state by adding it again", async () => {
    const made = await driver.create(ONCE);
    await netns().run(
      `ip xfrm state delete src 10.0.0.1 dst 10.0.0.2 proto esp spi 0x1001 && ip xfrm state add src 10.0.0.1 dst 10.0.0.2 proto esp spi 0x1001 reqid 3 mode tunnel flag af-unspec aead 'rfc4106(gcm(aes))' ${KEY} 128`,
    );
    expect(await driver.drift(made)).toEqual(["reqid"]);
    await expect(driver.plan(await driver.refreshed(made), ONCE)).rejects.toThrow(/needs a new state/);
    await expect(driver.update(made, { ...ONCE, ifId: 3 })).rejects.toThrow(REFUSED);
    expect(await shown()).toContain("reqid 3");
    await driver.remove(made);
  });

  describe("with adopt", () => {
    const theirs = (key: string) =>
      netns().run(
        `ip xfrm state add src 10.0.0.1 dst 10.0.0.2 proto esp spi 0x1001 mode tunnel flag af-unspec aead 'rfc4106(gcm(aes))' ${key} 128`,
      );

    test("leaves the state of another owner as it is, and records its key", async () => {
      await theirs(KEY);
      const before = await netns().run("ip -s xfrm state");
      await driver.having({ ...ONCE, adopt: true }, async (made) => {
        expect(await netns().run("ip -s xfrm state")).toBe(before);
        expect(await used()).toEqual([digestOf(KEY)]);
        await driver.isQuiet(made);
      });
      await isEmpty();
    });

    test("refuses a state that has another key", async () => {
      await theirs(OTHER);
      await isRefused({ ...ONCE, adopt: true }, /the state that is there has another key/);
      await netns().run("ip xfrm state flush");
    });
  });

  test("is for keys whose nonces are counted", async () => {
    const cbc = {
      ...{ source: "10.0.0.1", destination: "10.0.0.2", spi: 0x1001 },
      encryption: { name: "cbc(aes)", key: keyOf(0xa1, 32) },
      authentication: { name: "hmac(sha256)", key: keyOf(0x5b, 32) },
    };
    expect(await driver.faults({ ...cbc, keyUse: "once" })).toEqual([
      'keyUse: is "once", which is for aead and rfc3686(ctr(aes)): no other algorithm has nonces that derive from the packet count',
    ]);
    for (const _ of [1, 2]) await driver.having(cbc, driver.isQuiet);
    expect(await used()).toEqual([]);
    const counter = { ...cbc, encryption: { name: "rfc3686(ctr(aes))", key: KEY }, keyUse: "once" };
    await driver.having(counter, driver.isQuiet);
    await isRefused(counter);
    await isEmpty();
  });

  test("by default adds the state as often as it is gone", async () => {
    for (const _ of [1, 2]) await driver.having(BY_DEFAULT, driver.isQuiet);
    expect(await used()).toEqual([]);
  });
});
