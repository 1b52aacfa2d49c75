// Many links as one resource. Each member has all operations of a link, and one frame carries the operations of all
// members.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { handlers } from "../../provider/index.ts";
import { PartlyDone } from "../../provider/kinds/link-set/member-results.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { closeAll, resetStats, stats } from "../../provider/ssh/index.ts";
import { labHosts, on, shellWord } from "../lab/index.ts";

const netns = "sets";
const set = handlers.LinkSet ?? expect.fail("no handlers");

const member = (n: number, more: Args = {}): Args => ({
  local: "10.0.2.11",
  remote: `10.99.0.${n}`,
  key: n,
  ttl: 64,
  addresses: [`10.50.${n}.1/30`],
  ...more,
});
const inputsOf = async (links: Readonly<Record<string, Args>>, more: Args = {}): Promise<Args> => {
  const host = { connection: { ...labHosts().alpha.connection }, netns };
  const news = { host, owner: "test/scale/mesh", kind: "gre", links, ...more };
  const { inputs, failures } = await set.check({}, news);
  expect(failures).toEqual([]);
  return inputs;
};
const inside = (command: string) => on("alpha").must(`ip netns exec ${netns} sh -c ${shellWord(command)}`);
const names = async () =>
  (await inside("ip -o link show type gre"))
    .split("\n")
    .flatMap((line) => /: ([\w-]+)@/.exec(line)?.[1] ?? [])
    .filter((name) => name !== "gre0")
    .sort();
const ttlOf = async (name: string) => {
  const [link] = JSON.parse(await inside(`ip -d -j link show dev ${name}`));
  return link.linkinfo.info_data.ttl;
};
const indexes = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await inside("ip -o link show type gre")).split("\n").flatMap((line) => {
      const [, index, name] = /^(\d+): ([\w-]+)@/.exec(line) ?? [];
      return name === undefined || index === undefined ? [] : [[name, index]];
    }),
  );
/** The error that the engine records as partly done. */
const partlyDone = async (operation: Promise<unknown>): Promise<PartlyDone> => {
  const error = await operation.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof PartlyDone ? error : expect.fail(`not done in part: ${String(error)}`);
};
const linksOf = (args: Args | undefined) => (args?.links ?? {}) as Readonly<Record<string, Args>>;

beforeAll(async () => {
  await on("alpha").must(`modprobe ip_gre; ip netns del ${netns} 2>/dev/null; ip netns add ${netns}`);
});
afterAll(async () => {
  await closeAll();
  await on("alpha").must(`ip netns del ${netns}`);
});

describe("LinkSet", () => {
  test("creates, reads, changes and removes 100 members in at most 3 round trips each", async () => {
    const links = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`m${n}`, member(n + 1)]));
    const inputs = await inputsOf(links);
    const framesOf = async <T>(body: () => Promise<T>) => {
      resetStats();
      return { value: await body(), frames: stats.frames };
    };
    const made = await framesOf(() => set.create(inputs));
    const { id, outs } = made.value;
    expect(await names()).toHaveLength(100);
    expect(id).toBe("mesh@127.0.0.1");
    expect(outs.members).toHaveProperty("m7", {
      ifindex: expect.any(Number),
      kind: "gre",
      mtu: 1472,
      mtuFrom: "kernel",
      persisted: "none",
      underlayMtu: 1500,
    });
    const read = await framesOf(() => set.read(id, outs));
    expect(read.value).toEqual({ id, inputs, props: outs });
    expect((await set.diff(id, outs, inputs)).changes).toBe(false);

    const others = await inputsOf(
      Object.fromEntries(Object.entries(links).map(([key, one]) => [key, { ...one, ttl: 65 }])),
    );
    expect(await set.diff(id, outs, others)).toMatchObject({ changes: undefined, replaces: [] });
    const changed = await framesOf(() => set.update(id, outs, others));
    expect(await ttlOf("m99")).toBe(65);
    const removed = await framesOf(() => set.delete(id, changed.value.outs));
    expect(await names()).toEqual([]);
    const frames = Object.entries({ made, read, changed, removed }).map(([what, one]) => [what, one.frames]);
    console.log(`round trips of 100 members: ${JSON.stringify(Object.fromEntries(frames))}`);
    for (const [, count] of frames) expect(count).toBeLessThanOrEqual(3);
  });

  test("adds, removes, changes and replaces members in one update", async () => {
    const first = await inputsOf({ a: member(1), b: member(2), c: member(3), d: member(4) });
    const { id, outs } = await set.create(first);
    const before = await indexes();
    // a changes, b gets another name, c is removed, e takes its endpoints and its key, d stays.
    const next = await inputsOf({
      a: member(1, { ttl: 9 }),
      b: member(2, { name: "bb" }),
      d: member(4),
      e: member(3),
    });
    expect(await set.diff(id, outs, next)).toMatchObject({ changes: undefined, replaces: [] });
    const updated = await set.update(id, outs, next);
    expect(await names()).toEqual(["a", "bb", "d", "e"]);
    const { a, d } = await indexes();
    expect({ a, d }).toEqual({ a: before.a, d: before.d });
    expect(await ttlOf("a")).toBe(9);
    expect((await set.diff(id, updated.outs, next)).changes).toBe(false);
    expect((await set.read(id, updated.outs)).inputs).toEqual(next);
    await set.delete(id, updated.outs);
    expect(await names()).toEqual([]);
  });

  test("reports drift by member and property, and creates only a missing member again", async () => {
    const inputs = await inputsOf({ "to-fra": member(1), "to-lon": member(2), "to-par": member(3) });
    const { id, outs } = await set.create(inputs);
    const before = await indexes();
    await inside(
      "ip link change to-fra type gre ttl 99 local 10.0.2.11 remote 10.99.0.1 key 1; ip link del to-lon",
    );
    const read = await set.read(id, outs);
    const { "to-fra": fra, "to-par": par } = linksOf(inputs);
    expect(linksOf(read.inputs)).toStrictEqual({ "to-fra": { ...fra, ttl: 99 }, "to-par": par });
    expect(Object.keys(read.props?.members ?? {})).toEqual(["to-fra", "to-par"]);
    const { outs: repaired } = await set.update(id, read.props ?? {}, inputs);
    expect(await names()).toEqual(["to-fra", "to-lon", "to-par"]);
    expect(await ttlOf("to-fra")).toBe(64);
    const after = await indexes();
    expect([after["to-fra"], after["to-par"]]).toEqual([before["to-fra"], before["to-par"]]);
    expect((await set.read(id, repaired)).inputs).toEqual(inputs);
    await set.delete(id, repaired);
    expect(await set.read(id, repaired)).toEqual({});
  });

  test("names a member that is refused, records the others, and creates it in the next run", async () => {
    // The kernel has only one device for the same endpoints and key.
    await inside(
      "ip link add theirs type gre local 10.0.2.11 remote 10.99.0.2 key 2; ip link add c type dummy",
    );
    const inputs = await inputsOf({ a: member(1), b: member(2), c: member(3), d: member(4) });
    const partly = await partlyDone(set.create(inputs));
    expect(partly).toMatchObject({
      id: "mesh@127.0.0.1",
      reasons: [
        expect.stringMatching(/^links\.b: b on .*theirs already has the endpoints/),
        expect.stringMatching(/^links\.c: c on .*a dummy device of this name is there already/),
      ],
    });
    expect(Object.keys(linksOf(partly.properties))).toEqual(["a", "d"]);
    await inside("ip link del c");
    // One foreign device is left, so all but one member are created.
    const again = await partlyDone(set.update(partly.id, partly.properties, inputs));
    expect(again.reasons).toHaveLength(1);
    expect(Object.keys(linksOf(again.properties))).toEqual(["a", "c", "d"]);
    expect((await set.diff(again.id, again.properties, inputs)).changes).toBeUndefined();
    await inside("ip link del theirs");
    const { outs } = await set.update(again.id, again.properties, inputs);
    expect(await names()).toEqual(["a", "b", "c", "d"]);
    expect((await set.diff(again.id, outs, inputs)).changes).toBe(false);
    await set.delete(again.id, outs);
    expect(await names()).toEqual([]);
  });

  test("keeps the record of a member that cannot be changed or removed", async () => {
    const first = await inputsOf({ a: member(1), b: member(2), c: member(3) });
    const { id, outs } = await set.create(first);
    await inside(
      "ip link set c alias theirs; ip link add theirs type gre local 10.0.2.11 remote 10.99.0.9 key 2",
    );
    const next = await inputsOf({ a: member(1, { ttl: 9 }), b: member(2, { remote: "10.99.0.9" }) });
    const partly = await partlyDone(set.update(id, outs, next));
    expect(partly.reasons.map((one) => one.split(":")[0])).toEqual(["links.c", "links.b"]);
    expect(linksOf(partly.properties)).toEqual({
      ...linksOf(next),
      b: linksOf(first).b,
      c: linksOf(first).c,
    });
    await inside("ip link del theirs; ip link del c");
    const { outs: whole } = await set.update(id, partly.properties, next);
    expect(linksOf(whole)).toEqual(linksOf(next));
    await set.delete(id, whole);
    expect(await names()).toEqual([]);
  });

  test("adopts a foreign link only where its member or the set declares adopt", async () => {
    const theirs = (n: number) =>
      `ip link add t${n} type gre local 10.0.2.11 remote 10.99.0.${n} key ${n} ttl 64`;
    await inside(`${theirs(1)}; ${theirs(2)}`);
    const inputs = await inputsOf({ t1: member(1, { adopt: true }), t2: member(2) });
    const partly = await partlyDone(set.create(inputs));
    expect(partly.reasons).toEqual([expect.stringMatching(/^links\.t2: .*adopt: true/)]);
    const all = await inputsOf({ t1: member(1), t2: member(2) }, { adopt: true });
    const { outs } = await set.update(partly.id, partly.properties, all);
    expect((await set.read(partly.id, outs)).inputs).toEqual(all);
    await set.delete(partly.id, outs);
    expect(await names()).toEqual([]);
  });

  test("records nothing and reports one reason when no member can be created", async () => {
    const inputs = await inputsOf({ a: member(1), b: member(2) });
    const away = { connection: { ...labHosts().alpha.connection, port: 1, dialErrorLimit: 1 } };
    const error = await set.create({ ...inputs, host: away }).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error).not.toHaveProperty("id");
    expect(error?.message).toMatch(/^links\.a and 1 more: .*127\.0\.0\.1:1/);
  });
});
