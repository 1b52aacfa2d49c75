// The examples as they stand, on the two hosts, with traffic that shows what each is for.
import { describe, expect, it } from "vitest";
import { capture, type HostName, on, ping } from "../lab/index.ts";
import { runExample, site } from "./example.ts";

/** What a host has while a test goes on: lines of shell that make it, and that take it away. */
async function having<T>(host: HostName, make: string, unmake: string, during: () => Promise<T>): Promise<T> {
  await on(host).must(make);
  try {
    return await during();
  } finally {
    await on(host).must(unmake);
  }
}

/** A subnet behind a host: a device that has its first address. */
const subnet = <T>(host: HostName, address: string, during: () => Promise<T>) =>
  having(
    host,
    `ip link add lan0 type dummy && ip addr add ${address} dev lan0 nodad && ip link set lan0 up`,
    "ip link del lan0",
    during,
  );

/** Subnets behind both. */
const subnets = <T>(alpha: string, beta: string, during: () => Promise<T>) =>
  subnet("alpha", alpha, () => subnet("beta", beta, during));

describe("example", () => {
  it("site-to-site: the subnets reach each other, in IPIP", () =>
    subnets("10.10.0.1/24", "10.20.0.1/24", () =>
      runExample("site-to-site", { ams: site("alpha"), fra: site("beta") }, async ({ outputs }, stack) => {
        expect(outputs).toEqual({
          mtu: 1480,
          sites: {
            ams: { device: "ams-fra-a", addresses: ["10.9.0.1/30"], subnets: ["10.10.0.0/24"] },
            fra: { device: "ams-fra-b", addresses: ["10.9.0.2/30"], subnets: ["10.20.0.0/24"] },
          },
        });
        const { packets, result } = await capture({ filter: "ip proto 4" }, () =>
          ping("alpha", { from: "10.10.0.1", to: "10.20.0.1", count: 1 }),
        );
        expect(result.received).toBe(1);
        expect(packets.map(({ shape }) => shape)).toEqual(["eth:ip:ip:icmp", "eth:ip:ip:icmp"]);

        await stack.configure({ ttl: "128" });
        const { changed } = await stack.up();
        expect(changed).toEqual({ "ams-fra-a": "update", "ams-fra-b": "update" });
      }),
    ));

  it("mesh: each site is reached by the address that it was dealt", () => {
    const sites = {
      ams: { ...site("alpha"), subnets: ["10.10.0.0/16"] },
      fra: { ...site("beta"), subnets: ["10.20.0.0/16"] },
    };
    return runExample("mesh", { sites }, async ({ outputs }) => {
      const { addresses, diagram } = outputs as {
        addresses: Record<string, Record<string, string[]>>;
        diagram: string;
      };
      expect(diagram).toContain('["ams<br/>10.10.0.0/16"]');
      const [far = ""] = addresses.fra?.ams ?? [];
      expect((await ping("alpha", { to: far.split("/")[0] ?? "" })).received).toBeGreaterThan(0);
    });
  });
});
