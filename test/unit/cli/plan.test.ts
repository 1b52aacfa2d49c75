// The text of a plan: hosts, changes, and values that only the run knows.
import { describe, expect, test } from "vitest";
import { commentOf } from "../../../cli/comment/comment.ts";
import { planJson } from "../../../cli/plan/json.ts";
import { planMarkdown } from "../../../cli/plan/markdown.ts";
import { planText } from "../../../cli/plan/text.ts";
import { plain } from "../../../cli/shared/output.ts";
import { UNKNOWN } from "../../../provider/schema/unknown-value.ts";
import { ends } from "../../kinds/ends.ts";
import { table } from "../../kinds/table.ts";
import { pairSteps, planFrom } from "./previews.ts";
import { stepOf } from "./steps.ts";

const other = { op: "create", urn: "urn:pulumi:prod::net::aws:ec2/instance:Instance::vm", newState: {} };

describe("planText", () => {
  test("has a part for each host with its name and address, and the steps in their order", () => {
    const text = planText(
      planFrom(
        ...pairSteps({ op: "update", pair: "ams-fra", before: { ttl: 64 }, after: { ttl: 99 } }),
        ...pairSteps({ op: "delete", pair: "old" }),
      ),
      plain,
    );
    const [heading, ams, fra] = text.split("\n\n");
    expect(heading).toBe("net/prod: 1 removed, 1 changed in place");
    expect(ams).toMatch(
      /^ams \(root@198\.51\.100\.1\)\n {2}~ ams-fra-a \(gre\): changed in place\n {6}ttl: 64 → 99\n/,
    );
    expect(ams).toMatch(/- old-a \(gre\): removed\n {6}stops packets through old-a, for good\n/);
    expect(fra).toMatch(/^fra \(root@203\.0\.113\.7\)\n/);
    expect(fra).toMatch(/ip link set dev ams-fra-b [^\n]* ttl 99 [\s\S]*ip link del dev old-b/);
  });

  test("shows unknown values as known at apply, and explains the words that stand for random ones", () => {
    const inputs = {
      ...{ host: { connection: { host: UNKNOWN } }, local: UNKNOWN, remote: "192.0.2.2", name: "gre0" },
      ...{ owner: "net/prod/gre0", __stack: UNKNOWN },
    };
    const step = stepOf({ op: "create", type: "GreTunnel", name: "gre0", news: inputs, host: "vm" });
    const text = planText(planFrom(step), plain);
    expect(text).toContain("vm (address known at apply)");
    expect(text).toContain("local (known at apply) remote 192.0.2.2");
    expect(text).toMatch(/alias pulumi-iproute2:2:STACK\.NEW:/);
    expect(text).toContain(
      "Only the run knows NEW, a random word of the creation; STACK, a random word of the stack.",
    );
    expect(text).not.toContain(UNKNOWN);
  });

  test("has a part for each host whose address is secret, and one for all spellings of an address", () => {
    const at = (name: string, host: unknown) => {
      const args = { host: { connection: { host } }, remote: "192.0.2.2", name, __stack: "k3x9q2bc" };
      return stepOf({ op: "create", type: "GreTunnel", name, news: { ...args, owner: `net/prod/${name}` } });
    };
    const spellings = ["2001:db8:a::2", "2001:DB8:A:0::2", "AMS.example.net", "ams.example.net"];
    const steps = [...spellings, "[secret]", "[secret]"].map((host, index) => at(`gre${index}`, host));
    const text = planText(planFrom(...steps), plain);
    expect(text.match(/^(?:root@|a host).*$/gm)).toEqual([
      "root@[2001:db8:a::2]",
      "root@ams.example.net",
      "a host whose address is secret",
      "a host whose address is secret",
    ]);
  });

  test("has a line break of a name in no line of its own, because a reader takes that for a command", () => {
    const plan = planFrom(
      ...pairSteps({ op: "update", pair: "x\nreboot", before: { ttl: 1 }, after: { ttl: 2 } }),
    );
    const bad = plan.steps.flatMap(({ name }) => name.split("\n"));
    expect(bad).toEqual(["x reboot-a", "x reboot-b"]);
    expect(planMarkdown(plan)).toContain("# ~ x reboot-a (gre): changed in place");
  });

  test("reports that the commands are unknown if a kind cannot make them from unknown values", () => {
    const inputs = { host: { connection: { host: "192.0.2.1" } }, links: UNKNOWN, kind: "gre" };
    const set = stepOf({ op: "create", type: "LinkSet", name: "set", news: inputs });
    expect(planFrom(set).steps).toMatchObject([
      { name: "set", commands: [expect.stringMatching(/^# the commands depend/)] },
    ]);
  });

  test("counts resources of other packages, and leaves them out", () => {
    const plan = planFrom(other, ...pairSteps({ op: "create", pair: "new" }));
    expect(plan.others).toBe(1);
    expect(planText(plan, plain)).toContain("This plan leaves out changes of other packages: 1 resource.");
  });

  test("has a comment where an adoption may take the place of a creation", () => {
    const [step] = planFrom(...pairSteps({ op: "create", pair: "new", after: { adopt: true } })).steps;
    expect(step?.commands[0]).toMatch(/^# adopts/);
  });

  test("shows the pings of a check", () => {
    const news = { host: { connection: { host: "192.0.2.1" } }, to: "10.9.0.2" };
    const check = stepOf({ op: "create", type: "LinkCheck", name: "ping", news });
    expect(planFrom(check).steps[0]?.commands).toEqual(["# pings 10.9.0.2"]);
  });
});

describe("planOf", { timeout: 120_000 }, () => {
  test.each([UNKNOWN, "[secret]"])("makes a plan whichever argument of a link is %s", (hidden) => {
    for (const { type, minimal, full } of table) {
      const whole = {
        ...{ name: "kind0", addresses: ["10.77.0.1/30"], routes: ["10.78.0.0/24"] },
        ...{ host: { connection: { host: "192.0.2.1" } }, owner: "net/prod/fra", __stack: "k3x9q2bc" },
        ...(full[0] ?? minimal)(ends),
      };
      const recorded = (args: object) => ({ ...args, __incarnation: "7fh20d" });
      const steps = Object.keys(whole).flatMap((key) => {
        const [news, of] = [
          { ...whole, [key]: hidden },
          { type, name: `fra-${key}`, differing: [key] },
        ];
        return [
          stepOf({ op: "create", ...of, news }),
          stepOf({ op: "update", ...of, olds: recorded(whole), news }),
          stepOf({ op: "replace", ...of, olds: recorded(news), news: whole }),
          stepOf({ op: "delete", ...of, olds: recorded(news) }),
        ];
      });
      const plan = planFrom(...steps);
      expect(plan.steps).toHaveLength(steps.length);
      expect(JSON.stringify(planJson(plan))).not.toContain(UNKNOWN);
      expect(commentOf(plan)).not.toContain(UNKNOWN);
    }
  });
});

test("planMarkdown and planJson have the same steps as planText", () => {
  const plan = planFrom(...pairSteps({ op: "create", pair: "new" }));
  expect(planMarkdown(plan)).toContain("ip link add name new-a");
  const { hosts, counts } = planJson(plan);
  expect(counts).toEqual({ create: 1, stateOnly: 0, unchanged: undefined });
  expect(hosts.map(({ name, steps }) => [name, steps.length])).toEqual([
    ["ams", 1],
    ["fra", 1],
  ]);
});

describe("planMarkdown", () => {
  test("has drift, changed values, changes in the state only, and how many changes it leaves out", () => {
    const [recorded] = pairSteps({ op: "refresh", pair: "ams-fra", before: { ttl: 64 } });
    const [live] = pairSteps({ op: "update", pair: "ams-fra", before: { ttl: 32 }, after: { ttl: 64 } });
    const host = (port: number) => ({ host: { connection: { host: "198.51.100.1", port } } });
    const [moved] = pairSteps({ op: "update", pair: "p", before: host(22), after: host(2222) });
    if (recorded === undefined || live === undefined || moved === undefined) throw new Error("no steps");
    const markdown = planMarkdown(planFrom(recorded, live, moved, other));
    expect(markdown).toContain("### Drift: the hosts differ from the state\n\n- ams-fra-a on ams (root@");
    expect(markdown).toContain("ttl is 32, not 64");
    expect(markdown).toContain("# ~ ams-fra-a (gre): changed in place\n#   ttl: 32 → 64\n");
    expect(markdown).toMatch(/# ~ p-a \(gre\): only in the state.*\n# {3}host\.connection\.port: 22 → 2222/);
    expect(markdown).toContain("changes of other packages: 1 resource");
  });
});
