// The plan of types that the host in memory does not have: it shows the operations of the kind.
import { describe, expect, test, vi } from "vitest";
import { commandLines, withoutCookie } from "../../../cli/plan/command-lines.ts";
import { planOf } from "../../../cli/plan/plan.ts";
import { parsePreview } from "../../../cli/preview/preview.ts";
import { links, others } from "../../../provider/index.ts";
import type { ResourceKind } from "../../../provider/model/resource-kind.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { validate, withDefaults } from "../../../provider/schema/validate.ts";
import { otherCases } from "../commands/other-cases.ts";
import { INCARNATION, mirrorFilters, ofKind } from "../commands/subjects.ts";
import { hostArgument } from "../fake-host/hosts.ts";
import { previewText, stepOf } from "./steps.ts";

vi.mock("../../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("../fake-host/hosts.ts")).hostOf,
}));
vi.mock("../../../provider/lifecycle/arguments.ts", async (original) => ({
  ...(await original<object>()),
  newIncarnation: () => "7fh20d",
}));

const kinds: Readonly<Record<string, ResourceKind>> = { ...links, ...others };
const FILLED_IN = { host: hostArgument("192.0.2.1"), owner: "shop/prod/fra", __stack: "k3x9q2bc" };
const KEY = /^0x[0-9a-f]{32,}$/;

/** Inputs as Pulumi prints them: without secrets. */
function masked(value: unknown): unknown {
  if (typeof value === "string") return KEY.test(value) ? "[secret]" : value;
  if (Array.isArray(value)) return value.map(masked);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, masked(one)]));
}

const known = (args: Args): Args =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
function inputsOf(kind: ResourceKind, args: Args): Args {
  const given = known({ ...FILLED_IN, ...args });
  return masked(validate(kind, kind.fillDefaults?.(given, {}) ?? given).inputs) as Args;
}

/** The lines without those about boot files, which the lifecycle adds. Each incarnation is NEW, each cookie COOKIE. */
const comparable = (lines: readonly string[]) =>
  lines
    .filter((line) => !/boot file/.test(line))
    .map((line) => withoutCookie(line.replaceAll(INCARNATION, "NEW")));

const cases = otherCases().filter(({ type }) => !["FouPort", "LinkSet"].includes(type));

describe.each(cases)("plan of $type", ({ type, subject: given, creations, changes }) => {
  const kind = kinds[type] as ResourceKind;
  const live = (of: ResourceKind, args: Args) => (type === "ErspanMirror" ? mirrorFilters(of, args) : {});
  const subject = given ?? ofKind(kind, live);
  const recorded = (args: Args): Args => {
    const inputs = inputsOf(kind, args);
    return { ...inputs, ...live(kind, withDefaults(kind, inputs)), __incarnation: INCARNATION };
  };
  const planned = (op: string, olds?: Args, news?: Args, differing: readonly string[] = []) => {
    const step = stepOf({ op, type, name: "fra", ...(olds && { olds }), ...(news && { news }), differing });
    return comparable(planOf(parsePreview(previewText([step]))).steps.flatMap(({ commands }) => commands));
  };

  test.each(creations)("prints the commands of a creation ($title)", async ({ args }) => {
    const asked = await subject.create(args);
    const expected = comparable(commandLines(asked.map(({ request }) => request)));
    expect(planned("create", undefined, inputsOf(kind, args))).toEqual(expected);
  });

  test.each(changes)("prints the commands of the change $to", async ({ from, to }) => {
    const after = known({ ...from, ...to });
    const changed = await subject.change(from, after);
    const [olds, news] = [recorded(from), inputsOf(kind, after)];
    const differing = Object.keys(to).map((name) => (name === "aead" ? "aead.key" : name));
    if ("asked" in changed) {
      const expected = comparable(commandLines(changed.asked.map(({ request }) => request)));
      expect(planned("update", olds, news, differing)).toEqual(expected);
    } else {
      const removal = await subject.remove(from);
      const creation = await subject.create(after);
      const expected = commandLines([...removal, ...creation].map(({ request }) => request));
      expect(planned("replace", olds, news, differing)).toEqual(comparable(expected));
    }
  });
});
