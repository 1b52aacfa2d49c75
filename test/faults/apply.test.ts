// What goes wrong on the way to a host or on it: one error, which says where, what, and what to do.
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

describe("on the way to a host", () => {
  test("a wrong private key", async () => {
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
      publicKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    const said = await failure(link({}, { privateKey }));
    expect(said).toMatch(/root@127\.0\.0\.1:\d+.*(refused|denied|rejected|accept)/i);
    expect(said).not.toContain(privateKey.split("\n")[2]);
  });

  test("a wrong host key, before anything is said to it", async () => {
    const said = await failure(link({}, { hostKey: labHosts().beta.connection.hostKey }));
    expect(said).toMatch(/host key/);
    expect(said).toMatch(/SHA256:/);
  });

  test("no host key at all", async () => {
    const said = await failure({
      ...link(),
      host: {
        connection: { ...labHosts().alpha.connection, hostKey: undefined },
        knownHostsFile: "/dev/null",
      },
    });
    expect(said).toMatch(/hostKey/);
  });

  test("a connection that is refused, as often as dialErrorLimit says", async () => {
    const server = createServer((socket) => {
      tries += 1;
      socket.destroy();
    });
    let tries = 0;
    const port = await listen(server);
    try {
      const said = await failure(link({}, { port, dialErrorLimit: 3 }));
      expect(tries).toBe(3);
      expect(said).toContain(`127.0.0.1:${port}`);
      expect(said).toMatch(/3/);
    } finally {
      server.close();
    }
  });
});

const listen = (server: Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port)),
  );

describe("on the host", () => {
  test("no iproute2", async () => {
    const away =
      "for f in /usr/bin/ip /usr/sbin/ip /bin/ip /sbin/ip; do [ -e $f ] && mv $f $f.away; done; true";
    const back =
      "for f in /usr/bin/ip /usr/sbin/ip /bin/ip /sbin/ip; do [ -e $f.away ] && mv $f.away $f; done; true";
    await on("alpha").must(away);
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
      await on("alpha").must(back);
    }
  });

  test("a kernel without the module", async () => {
    await on("wire").must(
      "rmmod geneve 2>/dev/null; echo 'install geneve /bin/false' >/etc/modprobe.d/none.conf",
    );
    try {
      // A deployment of its own, as another kind by the same device name
      const args = { ...link({ vni: 7, owner: "test/kernel/apply" }), local: undefined };
      const said = await failure(args, "GeneveTunnel");
      expect(said).toMatch(/apply0 on root@127\.0\.0\.1:\d+/);
      expect(said).toMatch(/geneve/);
      expect(said).toMatch(/kernel 6\.\S+/);
      expect(said).toMatch(/module/);
    } finally {
      await on("wire").must("rm /etc/modprobe.d/none.conf");
    }
  });

  test("a name that somebody else's device has: refused with the difference, and taken over only when asked", async () => {
    const { alpha, beta } = labHosts();
    await on("alpha").must(
      `ip link add apply0 type ipip local ${alpha.underlay4} remote ${beta.underlay4} ttl 9`,
    );
    const before = await snapshot("alpha");
    const said = await failure(link({ ttl: 64 }));
    expect(said).toMatch(/ipip device of this name is there already/);
    expect(said).toMatch(/ttl is 9 there, 64 here/);
    expect(said).toMatch(/adopt: true/);
    expect(await snapshot("alpha")).toBe(before);

    const { inputs } = await type("IpipTunnel").check({}, link({ ttl: 64, adopt: true }));
    const { id, outs } = await type("IpipTunnel").create(inputs);
    expect(await on("alpha").must("ip -d link show apply0")).toMatch(/ttl 64/);
    await type("IpipTunnel").delete(id, outs);
    expect((await on("alpha").run("ip link show apply0")).exitCode).not.toBe(0);
  });

  test("a device of another kind under that name is never adopted", async () => {
    await on("alpha").must("ip link add apply0 type dummy");
    expect(await failure(link({ adopt: true }))).toMatch(/dummy device of this name/);
    expect(await on("alpha").must("ip -d link show apply0")).toMatch(/dummy/);
  });

  test("endpoints that another tunnel has: named", async () => {
    const { alpha, beta } = labHosts();
    await on("alpha").must(`ip link add other9 type ipip local ${alpha.underlay4} remote ${beta.underlay4}`);
    try {
      expect(await failure(link())).toMatch(/File exists.*other9 already has the endpoints/);
    } finally {
      await on("alpha").must("ip link del other9");
    }
  });

  test("something that the kernel refuses half-way leaves nothing", async () => {
    const before = await snapshot("alpha");
    const said = await failure(
      link({ addresses: ["10.9.0.1/30"], routes: [{ to: "10.77.0.0/16", via: "10.200.0.1" }] }),
    );
    expect(said).toMatch(/ip route add 10\.77\.0\.0\/16 via 10\.200\.0\.1 dev apply0/);
    expect(said).toMatch(/gateway/);
    expect(await snapshot("alpha")).toBe(before);
  });

  test("and a change that is refused is put back", async () => {
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

  test("a device left half made by a run that was cut short is finished", async () => {
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
