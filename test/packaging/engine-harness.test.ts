import { existsSync, rmSync, writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { expectFailure, openStack, type Program } from "../engine/stack.ts";

/** A resource that is a file. With it, tests see every kind of step without a host. */
const fileProvider: pulumi.dynamic.ResourceProvider = {
  check: async (_olds, news) =>
    news.text === "bad"
      ? { failures: [{ property: "text", reason: "is bad" }] }
      : { inputs: { shade: "grey", ...news } },
  diff: async (_id, olds, news) => ({ replaces: olds.path === news.path ? [] : ["path"] }),
  create: async (news) => {
    require("node:fs").writeFileSync(news.path, news.text);
    return { id: news.path, outs: { ...news, node: process.version } };
  },
  read: async (id, props) => {
    const fs = require("node:fs");
    if (!fs.existsSync(id)) return {};
    const text = fs.readFileSync(id, "utf8");
    const { node, ...inputs } = props ?? {};
    return { id, props: { ...inputs, node, text }, inputs: { ...inputs, text } };
  },
  update: async (id, _olds, news) => {
    require("node:fs").writeFileSync(id, news.text);
    return { outs: { ...news, node: process.version } };
  },
  delete: async (id) => require("node:fs").rmSync(id, { force: true }),
};

class TextFile extends pulumi.dynamic.Resource {
  declare readonly node: pulumi.Output<string>;
  constructor(name: string, args: { path: pulumi.Input<string>; text: pulumi.Input<string> }) {
    super(fileProvider, name, { node: undefined, ...args }, {}, "test", "TextFile");
  }
}

const write =
  (path: string, text: string): Program =>
  async () => ({ node: new TextFile("note", { path, text }).node });

describe("openStack", { timeout: 120_000 }, () => {
  test("reports each step and each changed property, and leaves no files", async () => {
    const stack = await openStack({ name: "steps", program: async () => {} });
    const file = `${stack.workDir}/note.txt`;
    const moved = `${stack.workDir}/moved.txt`;

    stack.use(write(file, "one"));
    expect((await stack.preview()).ops).toEqual({ note: "create" });
    const made = await stack.up();
    expect(made.ops).toEqual({ note: "create" });
    expect(made.outputs).toEqual({ node: process.version });
    expect((await stack.up()).changed).toEqual({});

    stack.use(write(file, "two"));
    expect((await stack.previewJson())[0]?.detailedDiff).toEqual({
      text: { diffKind: "update", inputDiff: true },
    });
    const edited = await stack.up();
    expect(edited.ops).toEqual({ note: "update" });
    expect(edited.changes("note")).toEqual([{ path: "text", kind: "update", old: "one", new: "two" }]);

    writeFileSync(file, "drifted");
    const drift = await stack.refresh();
    expect(drift.ops).toEqual({ note: "update" });
    expect(drift.changes("note")).toEqual([{ path: "text", kind: "update", old: "two", new: "drifted" }]);
    expect((await stack.preview()).changes("note")).toMatchObject([{ old: "drifted", new: "two" }]);

    stack.use(write(moved, "two"));
    const replaced = await stack.up();
    expect(replaced.ops).toEqual({ note: "replace" });
    expect(replaced.changes("note")).toMatchObject([{ path: "path", old: file, new: moved }, {}]);
    expect(existsSync(file)).toBe(false);

    rmSync(moved);
    expect((await stack.refresh()).ops).toEqual({ note: "delete" });
    await stack.up();
    expect((await stack.destroy()).ops).toEqual({ note: "delete" });

    await stack.dispose();
    expect(existsSync(stack.workDir)).toBe(false);
  });

  test("reports the engine's error, and runs two stacks at the same time", async () => {
    await using failing = await openStack({ name: "left", program: async () => {} });
    await using succeeding = await openStack({ name: "right", program: async () => {} });
    failing.use(write(`${failing.workDir}/note`, "bad"));
    succeeding.use(write(`${succeeding.workDir}/note`, "fine"));
    const [text, fine] = await Promise.all([expectFailure(failing.up()), succeeding.up()]);
    expect(text).toContain("is bad");
    expect(fine.ops).toEqual({ note: "create" });
  });

  test("gives config to the program, including secrets", async () => {
    const program: Program = async () => {
      const config = new pulumi.Config();
      return { ams: config.requireObject("ams"), key: config.requireSecret("key") };
    };
    await using stack = await openStack({
      name: "config",
      program,
      config: { ams: { underlay: "10.0.2.11" }, key: { secret: "s3cret" } },
    });
    expect((await stack.up()).outputs).toEqual({ ams: { underlay: "10.0.2.11" }, key: "s3cret" });
    expect(await stack.stateFile()).toContain("10.0.2.11");
    expect(await stack.stateFile()).not.toContain("s3cret");
  });
});
