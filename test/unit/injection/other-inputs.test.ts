// Texts that reach a host otherwise than as an argument of a kind: pings, namespaces, and the names of a set's links.
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { handlers, links } from "../../../provider/index.ts";
import { type LinkCheckArgs, linkCheckDeclaration } from "../../../provider/kinds/link-check/link-check.ts";
import { PING } from "../../../provider/kinds/link-check/ping.generated.ts";
import { pingScript } from "../../../provider/kinds/link-check/ping.ts";
import { linkOf, membersOf } from "../../../provider/kinds/link-set/members.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { host } from "../../../provider/schema/host-args.ts";
import { validate, withDefaults } from "../../../provider/schema/validate.ts";
import { checkTarget, shellCommand } from "../../../provider/ssh/target.ts";
import { assertFrame, HARMLESS } from "./assert-frame.ts";
import { hostileLike } from "./hostile.ts";
import { operationsOf, renderFrame, shellLines } from "./render.ts";

vi.setConfig({ testTimeout: 60_000 });

const CASES = 3000;
const connection = { host: "192.0.2.1", hostKey: "k", privateKey: "k" };

/** The words of the line that runs a ping. */
function pingWords(args: Args): string[] | undefined {
  try {
    return shellLines(pingScript([args as LinkCheckArgs])).find(([word]) => word === PING);
  } catch {
    return undefined;
  }
}

test.each([
  ["to", "192.0.2.7"],
  ["dev", "ipip0"],
])(
  `LinkCheck's %s is refused, or is one word of the ping's line, with and without the check: ${CASES} cases`,
  (name, valid) => {
    const counts = { sent: 0, refused: 0 };
    fc.assert(
      fc.property(hostileLike(valid), fc.boolean(), (text, checked) => {
        const given: Args = { host: { connection }, to: "192.0.2.7", dev: "ipip0", [name]: text };
        const { inputs, faults } = checked
          ? validate(linkCheckDeclaration, given)
          : { inputs: given, faults: [] };
        const words = faults.length > 0 ? undefined : pingWords(withDefaults(linkCheckDeclaration, inputs));
        if (words === undefined) {
          counts.refused += 1;
          return;
        }
        counts.sent += 1;
        // p INDEX SECONDS LOSS COUNT -s SIZE -I DEV TO &
        expect(words).toHaveLength(11);
        expect([words[5], words[7], words[10]]).toEqual(["-s", "-I", "&"]);
        for (const word of [words[8], words[9]]) expect(word).toMatch(/^[A-Za-z0-9_.:][A-Za-z0-9_.:-]*$/);
      }),
      { numRuns: CASES, seed: 8 },
    );
    expect(counts.sent).toBeGreaterThan(CASES / 50);
    expect(counts.refused).toBeGreaterThan(CASES / 4);
  },
);

test(`the name of a namespace is refused, or is one word of the command that starts the shell: ${CASES} cases`, () => {
  let taken = 0;
  fc.assert(
    fc.property(hostileLike("edge"), fc.boolean(), (netns, sudo) => {
      const target = { connection, netns, sudo };
      const fine = host.safeParse({ connection, netns }).success;
      try {
        checkTarget(target);
      } catch {
        expect(fine).toBe(false);
        return;
      }
      taken += 1;
      expect(fine).toBe(true);
      expect(netns).toMatch(HARMLESS);
      const [before = "", after, ...others] = shellCommand({ ...target, netns: "NETNS" }).split("NETNS");
      expect([others, before.endsWith("exec ip netns exec ")]).toEqual([[], true]);
      expect(shellCommand(target)).toBe(`${before}${netns}${after}`);
    }),
    { numRuns: CASES, seed: 9 },
  );
  expect(taken).toBeGreaterThan(CASES / 50);
});

test(`the name of a LinkSet's link is refused, or is one word in each command: ${CASES} cases`, async () => {
  const kind = links.IpipTunnel;
  const handler = handlers.LinkSet ?? expect.fail("no LinkSet");
  let [taken, n] = [0, 0];
  await fc.assert(
    fc.asyncProperty(hostileLike("ams"), async (name) => {
      n += 1;
      const member = { local: "192.0.2.1", remote: "192.0.2.2" };
      const set = { host: { connection }, owner: `p/s${n}/set`, kind: "ipip", links: { [name]: member } };
      const { inputs, failures } = await handler.check({}, set);
      if (failures.length > 0) return;
      for (const key of Object.keys(membersOf(inputs))) {
        taken += 1;
        const args = withDefaults(kind, linkOf(inputs, key));
        assertFrame(renderFrame(operationsOf(kind, args, { ...args, ttl: 9 })));
      }
    }),
    { numRuns: CASES, seed: 10 },
  );
  expect(taken).toBeGreaterThan(CASES / 50);
});
