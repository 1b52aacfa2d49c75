// Keys and passwords are only in the state, encrypted, and in the kernel.
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type ConnectionArgs,
  IpipTunnel,
  IpsecPair,
  LinkSet,
  XfrmState,
  type XfrmStateArgs,
} from "pulumi-iproute2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { labHosts, on, snapshot } from "../lab/index.ts";
import { keyPair } from "../lab/key-pair.ts";
import { filesWith, type Watch, watchLocally, watchProcesses } from "../lab/secrets.ts";
import { sites, withStack } from "./lab-stack.ts";
import { RunFailure, type RunOptions, type TestStack } from "./stack.ts";

const HOSTS = ["alpha", "beta"] as const;
const hex = (bytes: number) => randomBytes(bytes).toString("hex");

const secret = {
  password: `pw-${hex(12)}`,
  wrongPassword: `no-${hex(12)}`,
  passphrase: `ph-${hex(12)}`,
  aToB: hex(36),
  bToA: hex(36),
  aead: hex(20),
  otherAead: hex(20),
  tooShort: hex(10),
  encryption: hex(32),
  authentication: hex(32),
};
const locked = keyPair({
  encrypted: { passphrase: secret.passphrase, cipher: "aes256-ctr", rounds: 16 },
});
/** The lines of a key's text that no other key has. */
const linesOf = (privateKey: string) => privateKey.trim().split("\n").slice(3, -1);
const texts = () => [
  ...Object.values(secret),
  ...linesOf(labHosts().alpha.connection.privateKey),
  ...linesOf(locked.private),
];

/** Delays every `ip`, so that the watch sees each process. */
const SLOW_IP = "/usr/local/sbin/ip";

let before: string[];
beforeAll(async () => {
  await Promise.all(HOSTS.map((host) => on(host).must("modprobe -a ipip ip_gre xfrm_interface || true")));
  before = await Promise.all(HOSTS.map((host) => snapshot(host)));
  await on("alpha").must(
    "mkdir -p /home/ops/.ssh && cat >/home/ops/.ssh/authorized_keys && chown -R ops: /home/ops/.ssh",
    { stdin: `${locked.public}\n` },
  );
  await on("beta").must(
    "mkdir /root/kept && cp -p /etc/shadow* /root/kept && { cp -p /etc/.pwd.lock /root/kept || true; } && chpasswd",
    { stdin: `ops:${secret.password}\n` },
  );
  for (const host of HOSTS)
    await on(host).must(
      `printf '#!/bin/sh\\nsleep 0.3\\nexec /usr/sbin/ip "$@"\\n' >${SLOW_IP} && chmod 755 ${SLOW_IP}`,
    );
});
const putBack = async () => {
  await Promise.all(HOSTS.map((host) => on(host).must(`rm -f ${SLOW_IP}`)));
  await on("alpha").must("rm -rf /home/ops/.ssh");
  await on("beta").must(
    "[ ! -d /root/kept ] || { rm -f /etc/shadow* /etc/.pwd.lock && cp -pr /root/kept/. /etc && rm -r /root/kept; }",
  );
};
afterAll(putBack);

/** Three ways to log in. */
function hosts() {
  const { alpha, beta } = sites();
  const ops = (host: typeof alpha, how: Partial<ConnectionArgs>) => {
    const { privateKey: _privateKey, ...open } = host.host.connection;
    // The hash of a password takes many seconds on an emulated host
    return { connection: { ...open, user: "ops", perDialTimeout: 120, ...how }, sudo: true };
  };
  return {
    byKey: alpha.host,
    byLockedKey: ops(alpha, { privateKey: locked.private, privateKeyPassword: secret.passphrase }),
    byPassword: (password = secret.password) => ops(beta, { password, dialErrorLimit: 1 }),
    alpha: alpha.underlay,
    beta: beta.underlay,
  };
}

const sa = (spi: number, more: Partial<XfrmStateArgs>): XfrmStateArgs => {
  const { byPassword, alpha, beta } = hosts();
  return { host: byPassword(), source: alpha, destination: beta, spi, ...more };
};
const gcm = (key: string) => ({ aead: { name: "rfc4106(gcm(aes))" as const, key } });

interface Twist {
  /** the SPI of an IPsec state */
  readonly spi?: number;
  readonly key?: string;
  readonly ttl?: number;
  readonly password?: string;
  readonly port?: number;
}

const program =
  ({ spi = 0x7001, key = secret.aead, ttl = 64, password, port }: Twist = {}) =>
  async () => {
    const { byKey, byLockedKey, byPassword, alpha, beta } = hosts();
    const far = { host: byPassword(password), local: beta, ttl };
    new IpipTunnel("by-key", { host: byKey, local: alpha, remote: "10.99.1.1", ttl });
    new IpipTunnel("by-locked-key", { host: byLockedKey, local: alpha, remote: "10.99.1.2", ttl });
    new IpipTunnel("by-password", { ...far, remote: "10.99.1.3" });
    const links = {
      "set-a": { local: alpha, remote: "10.99.1.4", ttl },
      "set-b": { local: alpha, remote: "10.99.1.5", ttl },
    };
    const { connection } = byKey;
    new LinkSet("set", {
      host: port === undefined ? byKey : { connection: { ...connection, port } },
      kind: "gre",
      links,
    });
    new XfrmState("sa", sa(spi, gcm(key)));
    const encryption = { name: "cbc(aes)" as const, key: secret.encryption };
    const authentication = { name: "hmac(sha256)" as const, key: secret.authentication };
    new XfrmState("cbc", sa(0x7002, { encryption, authentication }));
    new IpsecPair("pair", {
      kind: "xfrm",
      a: { host: byKey, underlay: alpha },
      b: { host: byPassword(), underlay: beta },
      keys: {
        aToB: { spi: 0x7101, encryption: secret.aToB },
        bToA: { spi: 0x7102, encryption: secret.bToA },
      },
    });
  };

/** Everything that the CLI printed in a run, whether it failed or not. */
async function outputOf(run: Promise<{ stdout: string; stderr: string }>, fails = false): Promise<string> {
  const ended = await run.then(
    (done) => ({ failed: false, text: done.stdout + done.stderr }),
    (error: unknown) => {
      if (!(error instanceof RunFailure)) throw error;
      return { failed: true, text: error.message + error.run.stdout + error.run.stderr };
    },
  );
  expect({ failed: ended.failed, text: fails || !ended.failed ? "" : ended.text }).toEqual({
    failed: fails,
    text: "",
  });
  return ended.text;
}

const shownIn = (text: string) => texts().filter((one) => text.includes(one));

/** Files of the stack that contain a secret: state, backups, history, plugins' logs. */
function filesOf(stack: TestStack): string[] {
  return readdirSync(stack.workDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => shownIn(readFileSync(file, "latin1")).length > 0);
}

describe("keys and passwords", () => {
  let watches: Watch[] = [];
  /** A word in the arguments of every `ip` of the provider. It proves that the watch sees these processes. */
  const usual = "-batch";
  beforeAll(async () => {
    watches = await Promise.all(HOSTS.map((host) => watchProcesses(host, [usual, ...texts()])));
    watches.push(watchLocally(texts()));
  });
  afterAll(async () => {
    await Promise.all(watches.map((watch) => watch.stop()));
  });
  const secretSightings = () =>
    watches.flatMap((watch) => watch.sightings.filter(({ text }) => text !== usual));

  test(
    "are in no output, file, argument or environment after any result of a run",
    {
      timeout: 600_000,
    },
    () =>
      withStack("secrets", program(), async (stack) => {
        const check = async (what: string, text: string) => {
          expect({ what, printed: shownIn(text) }).toEqual({ what, printed: [] });
          expect({ what, files: filesOf(stack) }).toEqual({ what, files: [] });
          expect({ what, seen: secretSightings() }).toEqual({ what, seen: [] });
        };
        const onHosts = async () =>
          expect(await Promise.all(HOSTS.map((host) => filesWith(host, texts())))).toEqual([[], []]);
        // From 3 on, the engine itself prints the recorded values of each resource, including secrets
        // (RegisterResource RPC finished).
        const verbose: RunOptions = { diff: true, logToStdErr: true, logVerbosity: 2 };

        // A second attempt of this test has the same keys
        await Promise.all(HOSTS.map((host) => on(host).must("rm -rf /var/lib/pulumi-iproute2")));
        const up = await outputOf(stack.up(verbose));
        expect(up).toMatch(/by-locked-key/);
        await check("up, with the engine's log", up);
        await onHosts();
        expect(await on("beta").must("ip xfrm state")).toContain(secret.aead);
        await check("up again", await outputOf(stack.up()));
        await on("beta").must(
          `ip xfrm state delete src 10.0.2.11 dst 10.0.2.12 proto esp spi 0x7001; ip link set by-password mtu 1300`,
        );
        await check("refresh after drift", await outputOf(stack.refresh(verbose)));
        await check("repair", await outputOf(stack.up({ diff: true })));

        stack.use(program({ ttl: 65, key: secret.otherAead }));
        await check("preview of another key", await outputOf(stack.preview({ diff: true })));
        await check("another key", await outputOf(stack.up({ diff: true })));

        stack.use(program({ key: secret.tooShort }));
        const short = await outputOf(stack.preview({ diff: true }), true);
        expect(short).toMatch(/10 bytes/);
        await check("a key of a wrong length", short);
        stack.use(program({ port: 0 }));
        const port = await outputOf(stack.preview({ diff: true }), true);
        expect(port).toMatch(/host.connection.port/);
        await check("a port that is none", port);

        // In this run a foreign state has the same SPI, another owner has a device of that name, and a password is
        // wrong.
        const theirs = "src 10.0.2.11 dst 10.0.2.12 proto esp spi 0x7003";
        await on("beta").must(
          `ip xfrm state add ${theirs} aead 'rfc4106(gcm(aes))' 0x${"0b".repeat(20)} 128`,
        );
        await on("alpha").must("ip link del set-b; ip link add set-b type dummy");
        stack.use(program({ spi: 0x7003, password: secret.wrongPassword, ttl: 66 }));
        const failed = await outputOf(stack.up({ ...verbose, continueOnError: true }), true);
        expect(failed).toMatch(/is there already/);
        expect(failed).toMatch(/links\["set-b"\]/);
        expect(failed).toMatch(/password|authentication/i);
        await check("a run that fails in several ways", failed);
        await onHosts();
        await on("beta").must(`ip xfrm state delete ${theirs}`);
        await on("alpha").must("ip link del set-b");

        stack.use(program());
        await check("repaired", await outputOf(stack.up()));
        await check("destroy", await outputOf(stack.destroy(verbose)));
        await onHosts();
        console.log(`searched all processes ${watches.map(({ searches }) => searches).join(", ")} times`);
      }),
  );

  test("would be found, because the watch finds the provider's processes and planted texts", async () => {
    for (const [index, host] of HOSTS.entries()) {
      const watch = watches[index];
      const ips = new Set(watch?.sightings.filter(({ text }) => text === usual).map(({ place }) => place));
      console.log(`${host}: ${ips.size} processes of the provider found`);
      expect(ips.size).toBeGreaterThan(5);
      const planted = texts().at(-1) ?? "";
      await on(host).must(`sh -c 'sleep 0.5; :' x ${planted}`);
      await on(host).must(`K=${secret.aead} sleep 0.5`);
      await on(host).must(`echo ${secret.bToA} >/var/log/planted`);
      expect(await filesWith(host, texts())).toEqual(["/var/log/planted"]);
      await on(host).must("rm /var/log/planted");
      for (const text of [planted, secret.aead])
        await expect.poll(() => watch?.sightings.some((one) => one.text === text)).toBe(true);
    }
    await sleep(300);
    expect(watches.at(-1)?.searches).toBeGreaterThan(10);
  });

  test("are removed from the hosts with the stack", async () => {
    await putBack();
    expect(await Promise.all(HOSTS.map((host) => snapshot(host)))).toEqual(before);
  });
});
