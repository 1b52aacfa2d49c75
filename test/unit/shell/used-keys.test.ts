import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { HOST_FUNCTIONS, USED_KEYS_FUNCTIONS } from "../../../scripts/build/shell.ts";
import { lines, newHost, SHELL_TABLE, type ShellForm } from "./run-shell.ts";

const OURS = "pulumi-iproute2:2:k3x9q2bc.7fh20d:ac1f7f7b4ec9:p/s/ours";
const KEY = `0x${"a1".repeat(36)}`;
const OTHER = `0x${"5b".repeat(36)}`;
const digestOf = (key: string) =>
  createHash("sha256")
    .update(Buffer.from(key.slice(2), "hex"))
    .digest("hex");
const FILE = "config/var/lib/pulumi-iproute2/used-keys";
const MARKER = "xfrm-state:esp:10.0.0.2:0x00001001:any:any";
const IDENTITY = "src 10.0.0.1 dst 10.0.0.2 proto esp spi 0x00001001";

/** `ip` keeps the state of its last `add`. It fails at a line with the SPI 0x0000dead. `killed`: it dies after the line. */
const FAKE_IP = `
case "$*" in
"xfrm state get "*) cat "$log.state" 2>/dev/null; exit;;
esac
while read -r line; do
  echo "$line" >>"$log.lines"
  case $line in
  *0x0000dead*) echo "Error: no." >&2; exit 2;;
  "xfrm state add "*) echo "$line" >"$log.state"; [ ! -e "$log.killed" ] || kill -9 $$;;
  esac
done`;

interface Operation {
  readonly index: number;
  readonly key?: string;
  readonly words: readonly string[];
  readonly checks?: string;
  readonly marker?: string;
}

const text = (all: readonly string[]) => all.map((line) => `${line}\n`).join("");
const recordOf = ({ index, words, checks = "", marker = "" }: Operation) =>
  [`${index}`, checks, `${words.length}`, text(words), "", "", marker, "0", ""]
    .map((one) => `'${one}'`)
    .join(" ");
const keysOf = (operations: readonly Operation[]) =>
  operations.flatMap(({ index, key }) => (key === undefined ? [] : [`${index}:${key}`])).join(" ");

const add = (key: string, spi = "0x00001001") =>
  `xfrm state add src 10.0.0.1 dst 10.0.0.2 proto esp spi ${spi} mode tunnel aead rfc4106(gcm(aes)) ${key} 128`;
const update = (key: string) => add(key).replace(" add ", " update ");

function host() {
  const made = newHost();
  made.program("ip", FAKE_IP);
  // Other programs of the machine must not delay the test
  made.program("sync", `for file; do [ -e "$file" ] || exit 1; done; echo "$*" >>$log.sync`);
  const read = (file: string) => {
    const where = path.join(made.root, file);
    return existsSync(where) ? readFileSync(where, "utf8") : undefined;
  };
  return {
    ...{ made, read },
    used: () => (read(FILE) ?? "").split("\n").filter((line) => line !== ""),
    ran: () => (read("log.lines") ?? "").split("\n").filter((line) => line !== ""),
    run: (shell: ShellForm, ...operations: readonly Operation[]) =>
      lines(
        made.run(
          shell,
          `pi_find_marker_dir; pi_frame_keys=' ${keysOf(operations)} '; pi_run_with_keys ip ${operations.map(recordOf).join(" ")}`,
          { files: [...HOST_FUNCTIONS, ...USED_KEYS_FUNCTIONS] },
        ),
      ),
  };
}

describe.each(SHELL_TABLE)("pi_run_with_keys in %s", (_title, shell) => {
  test("records the digest of a key on the disk, and adds no second state with it", () => {
    const one = host();
    const first = { index: 0, key: `+${digestOf(KEY)}`, words: [add(KEY)], marker: `${MARKER} ${OURS}` };
    expect(one.run(shell, first)).toEqual(["N done 0"]);
    expect(one.used()).toEqual([digestOf(KEY)]);
    expect(statSync(path.join(one.made.root, FILE)).mode & 0o777).toBe(0o600);
    expect(one.read("log.sync")).toMatch(/\/\.used-keys\n.*\/pulumi-iproute2 .*\/var\/lib\n$/);
    expect(one.read(`run/markers/${MARKER}`)).toBe(`${OURS}\n`);
    expect(one.run(shell, { ...first, index: 3 })).toEqual(["N key-used 3"]);
    expect(one.ran()).toEqual([add(KEY)]);
    expect(one.used()).toEqual([digestOf(KEY)]);
    const next = { index: 0, key: `+${digestOf(OTHER)}`, words: [add(OTHER)] };
    expect(one.run(shell, next, { index: 1, words: ["xfrm state delete x"] })).toEqual(["N done 0 1"]);
    expect(one.used()).toEqual([digestOf(KEY), digestOf(OTHER)]);
    expect(readdirSync(path.dirname(path.join(one.made.root, FILE)))).toEqual(["used-keys"]);
  });

  test("adds one of two states with the same key", () => {
    const one = host();
    const both = [0, 1].map((index) => ({ index, key: `+${digestOf(KEY)}`, words: [add(KEY)] }));
    expect(one.run(shell, ...both)).toEqual(["N key-used 1", "N done 0"]);
    expect(one.used()).toEqual([digestOf(KEY)]);
  });

  test("takes the digest out if ip fails, but not if ip was killed after the state was added", () => {
    const one = host();
    one.made.write(FILE, `${digestOf(OTHER)}\n`);
    const key = `+${digestOf(KEY)}`;
    const failing = { index: 0, key, words: [add(KEY, "0x0000dead")], marker: `${MARKER} ${OURS}` };
    expect(one.run(shell, failing)).toEqual(["N failed 0 1", "Error: no."]);
    expect(one.used()).toEqual([digestOf(OTHER)]);
    expect(one.read(`run/markers/.${MARKER}`)).toBeUndefined();
    one.made.write("log.killed", "");
    expect(one.run(shell, { index: 0, key, words: [add(KEY)] })[0]).toBe("N failed 0 1");
    expect(one.used()).toEqual([digestOf(OTHER), digestOf(KEY)]);
  });

  test("does not record a key whose guard fails, except that of a state that existed", () => {
    const one = host();
    const guarded = { words: [update(KEY)], checks: `@${MARKER} n ${OURS}` };
    expect(one.run(shell, { index: 0, key: `+${digestOf(KEY)}`, ...guarded })).toEqual(["N foreign 0 "]);
    expect(one.used()).toEqual([]);
    expect(one.run(shell, { index: 0, key: `=${digestOf(KEY)}`, ...guarded })).toEqual(["N foreign 0 "]);
    expect(one.used()).toEqual([digestOf(KEY)]);
    expect(one.ran()).toEqual([]);
  });

  test("keeps a state whose key is recorded, records that of one without commands, and refuses to add it again", () => {
    const one = host();
    const key = digestOf(KEY);
    expect(one.run(shell, { index: 4, key: `=${key}`, words: [] })).toEqual(["N done 4"]);
    expect(one.run(shell, { index: 0, key: `=${key}`, words: [update(KEY)] })).toEqual(["N done 0"]);
    expect(one.used()).toEqual([key]);
    expect(one.ran()).toEqual([update(KEY)]);
    const again = { index: 0, key: `!${digestOf(OTHER)}`, words: [add(OTHER)] };
    expect(one.run(shell, again)).toEqual(["N key-used 0"]);
    expect(one.used()).toEqual([key, digestOf(OTHER)]);
    expect(one.ran()).toEqual([update(KEY)]);
  });

  test.each([
    [KEY, "N done 0", [digestOf(KEY)]],
    [OTHER, "N key-differs 0", []],
  ])("takes over a state only with its own key: %s", (live, event, used) => {
    const one = host();
    one.made.write("log.state", `${IDENTITY}\n\taead rfc4106(gcm(aes)) ${live} 128\n`);
    expect(one.run(shell, { index: 0, key: `~${digestOf(KEY)}`, words: [update(KEY)] })).toEqual([event]);
    expect(one.used()).toEqual(used);
  });

  test("finds the key of counter mode in a state", () => {
    const one = host();
    one.made.write(
      "log.state",
      `${IDENTITY}\n\tauth-trunc hmac(sha256) ${OTHER} 128\n\tenc rfc3686(ctr(aes)) ${KEY}\n`,
    );
    const words = update(KEY).replace(
      / aead .*/,
      ` enc rfc3686(ctr(aes)) ${KEY} auth-trunc hmac(sha256) ${OTHER} 128`,
    );
    expect(one.run(shell, { index: 0, key: `~${digestOf(KEY)}`, words: [words] })).toEqual(["N done 0"]);
  });

  test("adds no state if the key cannot be recorded", () => {
    const one = host();
    one.made.write("config/var/lib", "a file in the place of the directory");
    const operation = { index: 2, key: `+${digestOf(KEY)}`, words: [add(KEY)], marker: `${MARKER} ${OURS}` };
    const [event, reason] = one.run(shell, operation);
    expect(event).toBe("N key-unrecorded 2");
    expect(reason).toContain("/var/lib");
    expect(one.ran()).toEqual([]);
    expect(one.read(`run/markers/.${MARKER}`)).toBeUndefined();
  });

  test("adds no state if the record cannot be read", () => {
    const one = host();
    mkdirSync(path.join(one.made.root, FILE), { recursive: true });
    expect(one.run(shell, { index: 0, key: `+${digestOf(KEY)}`, words: [add(KEY)] })[0]).toBe(
      "N key-unrecorded 0",
    );
    expect(one.ran()).toEqual([]);
  });
});
