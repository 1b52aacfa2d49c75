// Hostile texts go to a real host, whose kernel records every program that is started.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { handlers, links } from "../../provider/index.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { valueAt } from "../../provider/schema/unknown-value.ts";
import { closeAll, resetStats, stats } from "../../provider/ssh/index.ts";
import { labHosts, on } from "../lab/index.ts";
import { processesOf } from "../lab/processes.ts";
import { hostileLike } from "../unit/injection/hostile.ts";
import { put, type Slot, slotsOf } from "../unit/injection/values.ts";

const netns = "strangers";
const canary = "/tmp/pwned";
/** Refused texts need no frame. Texts that only the host's ip refuses need frames, so there are fewer of them. */
const CASES = { checked: 500, unchecked: 30 };
const slots = Object.values(links).flatMap((kind) => slotsOf(kind).slots);
const samples = fc.sample(
  fc
    .constantFrom(...slots)
    .chain((slot) => hostileLike(String(valueAt(slot.base, slot.path))).map((text) => ({ slot, text }))),
  { numRuns: CASES.checked, seed: 11 },
);

/** All programs that a frame may start in a network namespace: see provider/host/shell. */
const OURS = [
  ...["ip", "bridge", "ss", "nft", "flock", "tail", "modprobe", "sed", "grep", "xargs"],
  ...["readlink", "awk"],
];

const hostArgs = () => ({ connection: { ...labHosts().alpha.connection }, netns });
/** Each case has a name of its own, unless the name is the hostile text. */
const argsOf = ({ slot: { base, path }, text }: { slot: Slot; text: string }, n: number) =>
  ({
    ...(put({ owner: "test/strangers/x", ...base, name: `n${n}` }, path, text) as Args),
    host: hostArgs(),
  }) as Args;

beforeAll(async () => {
  await on("alpha").must(`ip netns del ${netns} 2>/dev/null; ip netns add ${netns}; rm -f ${canary}
    modprobe -a ipip sit ip_gre ip6_tunnel ip6_gre ip_vti ip6_vti geneve vxlan fou fou6 xfrm_interface || true`);
  // This first frame reads the facts of the host, so that later ones contain only operations.
  await handlers.IpipTunnel?.read("x", { host: hostArgs(), name: "x", owner: "x" });
});
afterAll(async () => {
  await closeAll();
  await on("alpha").must(`ip netns del ${netns}; rm -f ${canary}`);
});

test.each([
  { way: "without the check", checked: false, cases: samples.slice(0, CASES.unchecked) },
  { way: "with the check", checked: true, cases: samples },
])(
  "$cases.length hostile texts $way start only the provider's programs in create, read, update and delete",
  async ({ way, checked, cases }) => {
    let made = 0;
    resetStats();
    const { processes } = await processesOf("alpha", () =>
      Promise.all(
        cases.map(async (one, n) => {
          const kind = handlers[one.slot.kind.type];
          const args = argsOf(one, n);
          const { inputs, failures } =
            checked && kind ? await kind.check({}, args) : { inputs: args, failures: [] };
          if (kind === undefined || failures.length > 0) return;
          const base = { ...one.slot.base, name: `n${n}`, host: hostArgs() };
          const props = await kind.create(inputs).then(
            ({ outs }) => outs,
            () => undefined,
          );
          if (props !== undefined) made += 1;
          await kind.read("x", props ?? inputs).catch(() => undefined);
          await kind.update("x", props ?? inputs, base).catch(() => undefined);
          await kind.delete("x", props ?? inputs).catch(() => undefined);
          await kind.delete("x", base).catch(() => undefined);
        }),
      ),
    );
    const names = [...new Set(processes.programs.map((file) => file.slice(file.lastIndexOf("/") + 1)))];
    console.log(
      `${way}: ${made} made, ${stats.frames} frames, ${processes.programs.length} programs: ${names.join(", ")}`,
    );
    expect(OURS).toEqual(expect.arrayContaining(names));
    expect(made).toBeGreaterThan(0);
    expect(await on("alpha").must(`ls -d ${canary} 2>/dev/null || echo none`)).toBe("none\n");
  },
);
