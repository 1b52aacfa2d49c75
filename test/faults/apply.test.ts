// A failure before or on a host is one error. It names host, object, cause and remedy.
import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:net";
import { handlers } from "pulumi-iproute2/provider";
import { afterEach, describe, expect, test } from "vitest";
import { labHosts, on, snapshot } from "../lab/index.ts";

type Args = Record<string, unknown>;
const type = (name: string) => handlers[name] ?? expect.fail(`no type ${name}`);

const link = (more: Args = {}, connection: Args = {}): Args => ({
  host: { connection: { ...labHosts().alpha.connection, ...connection } },
  owner: "test/faults/apply",
  name: "apply0",
  local: labHosts().alpha.underlay4,
  remote: labHosts().beta.underlay4,
  ...more,
});

const failure = async (args: Args, name = "IpipTunnel"): Promise<string> => {
  const { inputs, failures } = await type(name).check({}, args);
  expect(failures).toEqual([]);
  return type(name)
    .create(inputs)
    .then(
      () => expect.fail("it was expected to fail"),
      (error: Error) => error.message,
    );
};

afterEach(() => on("alpha").run("ip link del apply0"));

describe("connection to a host", () => {
  test("fails with a wrong private key, without printing it", async () => {
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
      publicKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    const message = await failure(link({}, { privateKey }));
    expect(message).toMatch(/root@127\.0\.0\.1:\d+.*(refused|denied|rejected|accept)/i);
    expect(message).not.toContain(privateKey.split("\n")[2]);
  });

  test("fails with a wrong host key before it sends a credential", async () => {
    const message = await failure(link({}, { hostKey: labHosts().beta.connection.hostKey }));
    expect(message).toMatch(/host key/);
    expect(message).toMatch(/SHA256:/);
  });

  test("fails without a host key, and names the argument", async () => {
    const message = await failure({
      ...link(),
      host: {
        connection: { ...labHosts().alpha.connection, hostKey: undefined },
        knownHostsFile: "/dev/null",
      },
    });
    expect(message).toMatch(/hostKey/);
  });

  test("is tried dialErrorLimit times when it is refused", async () => {
    const server = createServer((socket) => {
      tries += 1;
      socket.destroy();
    });
    let tries = 0;
    const port = await listen(server);
    try {
      const message = await failure(link({}, { port, dialErrorLimit: 3 }));
      expect(tries).toBe(3);
      expect(message).toContain(`127.0.0.1:${port}`);
      expect(message).toMatch(/3/);
    } finally {
      server.close();
    }
  });
});

const listen = (server: Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port)),
  );

describe("creation of a link", () => {
  test("fails without iproute2 on the host, and names the package", async () => {
    const hideIp =
      "for f in /usr/bin/ip /usr/sbin/ip /bin/ip /sbin/ip; do [ -e $f ] && mv $f $f.away; done; true";
    const restoreIp =
      "for f in /usr/bin/ip /usr/sbin/ip /bin/ip /sbin/ip; do [ -e $f.away ] && mv $f.away $f; done; true";
    await on("alpha").must(hideIp);
    try {
      expect(await failure(link({}, { dialErrorLimit: 9 }))).toMatch(
        /no iproute2: install the package iproute2/,
      );
      await on("alpha").must(
        "printf '#!/bin/sh\\necho BusyBox v1.35.0 >&2\\nexit 1\\n' >/usr/sbin/ip && chmod +x /usr/sbin/ip",
      );
      expect(await failure(link({}, { dialErrorLimit: 8 }))).toMatch(/the ip of busybox/);
    } finally {
      await on("alpha").run("rm -f /usr/sbin/ip");
      await on("alpha").must(restoreIp);
    }
  });

  test("fails without the kernel's module, and names it", async () => {
    await on("wire").must(
      "rmmod geneve 2>/dev/null; echo 'install geneve /bin/false' >/etc/modprobe.d/none.conf",
    );
    try {
      // Another stack than that of the other tests, because this link has the same device name and another kind.
      const args = { ...link({ vni: 7, owner: "test/kernel/apply" }), local: undefined };
      const message = await failure(args, "GeneveTunnel");
      expect(message).toMatch(/apply0 on root@127\.0\.0\.1:\d+/);
      expect(message).toMatch(/geneve/);
      expect(message).toMatch(/kernel 6\.\S+/);
      expect(message).toMatch(/module/);
    } finally {
      await on("wire").must("rm /etc/modprobe.d/none.conf");
    }
  });

  test("refuses a foreign device with its differences, and takes it over only with adopt", async () => {
    const { alpha, beta } = labHosts();
    await on("alpha").must(
      `ip link add apply0 type ipip local ${alpha.underlay4} remote ${beta.underlay4} ttl 9`,
    );
    const before = await snapshot("alpha");
    const message = await failure(link({ ttl: 64 }));
    expect(message).toMatch(/ipip device of this name is there already/);
    expect(message).toMatch(/ttl is 9 there, 64 here/);
    expect(message).toMatch(/adopt: true/);
    expect(await snapshot("alpha")).toBe(before);

    const { inputs } = await type("IpipTunnel").check({}, link({ ttl: 64, adopt: true }));
    const { id, outs } = await type("IpipTunnel").create(inputs);
    expect(await on("alpha").must("ip -d link show apply0")).toMatch(/ttl 64/);
    await type("IpipTunnel").delete(id, outs);
    expect((await on("alpha").run("ip link show apply0")).exitCode).not.toBe(0);
  });

  test("never adopts a device of another kind", async () => {
    await on("alpha").must("ip link add apply0 type dummy");
    expect(await failure(link({ adopt: true }))).toMatch(/dummy device of this name/);
    expect(await on("alpha").must("ip -d link show apply0")).toMatch(/dummy/);
  });

  test("names the tunnel that already has the endpoints", async () => {
    const { alpha, beta } = labHosts();
    await on("alpha").must(`ip link add other9 type ipip local ${alpha.underlay4} remote ${beta.underlay4}`);
    try {
      expect(await failure(link())).toMatch(/File exists.*other9 already has the endpoints/);
    } finally {
      await on("alpha").must("ip link del other9");
    }
  });

  test("leaves nothing on the host when the kernel refuses its second part", async () => {
    const before = await snapshot("alpha");
    const message = await failure(
      link({ addresses: ["10.9.0.1/30"], routes: [{ to: "10.77.0.0/16", via: "10.200.0.1" }] }),
    );
    expect(message).toMatch(/ip route add 10\.77\.0\.0\/16 via 10\.200\.0\.1 dev apply0/);
    expect(message).toMatch(/gateway/);
    expect(await snapshot("alpha")).toBe(before);
  });

  test("is unchanged after an update that the kernel refuses", async () => {
    const handler = type("IpipTunnel");
    const { inputs } = await handler.check(
      {},
      link({ ttl: 64, addresses: ["10.9.0.1/30"], routes: ["10.20.0.0/16"] }),
    );
    const { id, outs } = await handler.create(inputs);
    const before = await snapshot("alpha");
    const { inputs: worse } = await handler.check(
      {},
      link({ ttl: 9, addresses: ["10.9.0.1/30"], routes: [{ to: "10.77.0.0/16", via: "10.200.0.1" }] }),
    );
    await expect(handler.update(id, outs, worse)).rejects.toThrow(/gateway/);
    expect(await snapshot("alpha")).toBe(before);
    await handler.delete(id, outs);
  });

  test("completes a half-made device of an interrupted run", async () => {
    await on("alpha").must(
      `ip link add name apply0 group 26992 type ipip local ${labHosts().alpha.underlay4} remote ${labHosts().beta.underlay4}`,
    );
    const handler = type("IpipTunnel");
    const { inputs } = await handler.check({}, link({ ttl: 64, addresses: ["10.9.0.1/30"] }));
    const { id, outs } = await handler.create(inputs);
    expect(await on("alpha").must("ip -d addr show apply0")).toMatch(
      /ttl 64[\s\S]*alias pulumi-iproute2[\s\S]*10\.9\.0\.1/,
    );
    await handler.delete(id, outs);
  });
});
