// The cost of an operation: frames, which are round trips, and programs on the host, which its kernel counts.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { handlers } from "../../provider/index.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { closeAll, resetStats, stats } from "../../provider/ssh/index.ts";
import { labHosts, on } from "../lab/index.ts";
import { type Processes, processesOf } from "../lab/processes.ts";
import { longOnly } from "../sample.ts";

const netns = "floor";
const kind = handlers.IpipTunnel as NonNullable<typeof handlers.IpipTunnel>;
const link = (n: number, more: Args = {}): Args => ({
  host: { connection: { ...labHosts().alpha.connection }, netns },
  owner: `test/floor/f${n}`,
  name: `f${n}`,
  local: "10.0.2.11",
  remote: `10.99.${n >> 8}.${n & 255}`,
  ttl: 64,
  ...more,
});
const createLink = async (n: number, more: Args = {}) => kind.create(link(n, more));
const times = <T>(count: number, one: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => one(n)));

interface Cost {
  readonly frames: number;
  readonly connections: number;
  /** the number of programs that the frames ran, by name */
  readonly programs: Readonly<Record<string, number>>;
  readonly forks: number;
}

async function cost<T>(body: () => Promise<T>): Promise<{ value: T; cost: Cost }> {
  resetStats();
  const { value, processes } = await processesOf("alpha", body);
  return { value, cost: { frames: stats.frames, connections: stats.connections, ...counted(processes) } };
}

function counted({ programs, forks }: Processes) {
  const names = programs.map((file) => file.slice(file.lastIndexOf("/") + 1));
  const count = (name: string) => names.filter((one) => one === name).length;
  return { programs: Object.fromEntries([...new Set(names)].map((name) => [name, count(name)])), forks };
}

const report = (costs: Readonly<Record<string, Cost>>) =>
  console.table(
    Object.fromEntries(
      Object.entries(costs).map(([operation, { programs, ...counts }]) => [
        operation,
        {
          ...counts,
          programs: Object.entries(programs)
            .map(([name, count]) => `${name} ${count}`)
            .join(", "),
        },
      ]),
    ),
  );

beforeAll(async () => {
  await on("alpha").must(`modprobe ipip; ip netns del ${netns} 2>/dev/null; ip netns add ${netns}`);
  // The first frame reads the facts of the host, which belong to no operation.
  const { id, outs } = await createLink(0);
  await kind.delete(id, outs);
});
afterAll(async () => {
  await closeAll();
  await on("alpha").must(`ip netns del ${netns}`);
});

describe("single operation", () => {
  test("is one frame with at most one ip, for create, read, update and delete", async () => {
    const summaryOf = ({ cost: { frames, connections, programs } }: { cost: Cost }) => {
      const { ip = 0, flock = 0, ...others } = programs;
      return { frames, connections, ip: ip <= 1, flock: flock <= 1, others };
    };
    const one = { frames: 1, connections: 0, ip: true, flock: true, others: {} };
    const create = await cost(() => createLink(1));
    expect(summaryOf(create)).toEqual(one);
    const { id, outs } = create.value;

    const read = await cost(() => kind.read(id, outs));
    // one ip for links and routes
    expect(read.cost).toMatchObject({ frames: 1, connections: 0, programs: { ip: 1 } });

    const update = await cost(() => kind.update(id, outs, link(1, { ttl: 65 })));
    expect(summaryOf(update)).toEqual(one);

    const removal = await cost(() => kind.delete(id, update.value.outs));
    expect(summaryOf(removal)).toEqual(one);
    report({ create: create.cost, read: read.cost, update: update.cost, delete: removal.cost });
  });

  test("starts no program if it follows another one, because an ip and the lock stay", async () => {
    const links: { id: string; outs: Args }[] = [];
    const each = async (body: (n: number) => Promise<unknown>) => {
      for (let n = 1; n <= 10; n += 1) await body(n);
    };
    const costs = {
      create: await cost(() => each(async (n) => links.push(await createLink(n)))),
      update: await cost(() =>
        each(async (n) =>
          kind.update(links[n - 1]?.id ?? "", links[n - 1]?.outs ?? {}, link(n, { ttl: 65 })),
        ),
      ),
      delete: await cost(() =>
        each(async (n) => kind.delete(links[n - 1]?.id ?? "", { ...links[n - 1]?.outs, ttl: 65 })),
      ),
    };
    report(Object.fromEntries(Object.entries(costs).map(([name, one]) => [name, one.cost])));
    for (const [operation, { cost: spent }] of Object.entries(costs)) {
      const { ip = 0, flock = 0, ...others } = spent.programs;
      expect({ operation, frames: spent.frames, others, ip: ip <= 1, flock: flock <= 5 }).toEqual({
        operation,
        frames: 10,
        others: {},
        ip: true,
        flock: true,
      });
    }
  });

  test("contacts no host for check and diff", async () => {
    const asked = await cost(async () => {
      const { inputs } = await kind.check({}, link(1));
      return kind.diff("", inputs, { ...inputs, ttl: 65 });
    });
    expect(asked.cost).toMatchObject({ frames: 0, programs: {}, forks: 0 });
  });

  test("is in the first frame to a new host, after one connection and one shell", async () => {
    await closeAll();
    const first = await cost(() => createLink(1));
    expect(first.cost).toMatchObject({ frames: 1, connections: 1 });
    await kind.delete(first.value.id, first.value.outs);
  });
});

describe("operations at the same time", () => {
  test("need at most 3 frames and 3 ip for 100 creates, reads, updates or deletes", async () => {
    const costs: Record<string, Cost> = {};
    const create = await cost(() => times(100, createLink));
    costs.create = create.cost;
    const links = create.value;
    const outsOf = (n: number) => links[n]?.outs ?? {};
    const idOf = (n: number) => links[n]?.id ?? "";
    costs.read = (await cost(() => times(100, (n) => kind.read(idOf(n), outsOf(n))))).cost;
    const update = await cost(() => times(100, (n) => kind.update(idOf(n), outsOf(n), link(n, { ttl: 65 }))));
    costs.update = update.cost;
    costs.delete = (
      await cost(() => times(100, (n) => kind.delete(idOf(n), update.value[n]?.outs ?? {})))
    ).cost;
    report(costs);
    for (const [operation, { frames, connections, programs }] of Object.entries(costs)) {
      expect({ operation, frames: frames <= 3, connections }).toEqual({
        operation,
        frames: true,
        connections: 0,
      });
      expect({ operation, ip: (programs.ip ?? 0) <= (operation === "delete" ? 9 : 3) }).toEqual({
        operation,
        ip: true,
      });
    }
    expect(
      await on("alpha").must(`ip netns exec ${netns} ip -o link show type ipip | grep -vc tunl0 || true`),
    ).toBe("0\n");
  });

  longOnly(() => {
    test("fail alone, and cost the others no round trip", async () => {
      await on("alpha").must(`ip netns exec ${netns} ip link add f50 type dummy`);
      const create = await cost(() =>
        Promise.allSettled(Array.from({ length: 100 }, (_, n) => createLink(n))),
      );
      const links = create.value;
      expect(links.flatMap((one, n) => (one.status === "rejected" ? [n] : []))).toEqual([50]);
      // The failed one needs one more round trip, in which the provider reads the conflicting device.
      expect(create.cost.frames).toBeLessThanOrEqual(3);
      await Promise.all(
        links.map((one) =>
          one.status === "fulfilled" ? kind.delete(one.value.id, one.value.outs) : undefined,
        ),
      );
      expect(await on("alpha").must(`ip netns exec ${netns} ip -o link show | grep -c ': f[0-9]'`)).toBe(
        "1\n",
      );
    });
  });
});
