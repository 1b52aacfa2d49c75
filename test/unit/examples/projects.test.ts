// Each example is a project of its own, because a user copies only its folder.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../../scripts/setup/paths.ts";

const folder = path.join(root, "examples");
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const textOf = (name: string, file: string) => readFileSync(path.join(folder, name, file), "utf8");
const own = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

describe.each(names)("example %s", (name) => {
  const text = textOf(name, "index.ts");
  const program = readdirSync(path.join(folder, name))
    .filter((file) => /(?<!\.test)\.ts$/.test(file))
    .map((file) => textOf(name, file))
    .join("\n");
  const readme = textOf(name, "README.md");
  const manifest = JSON.parse(textOf(name, "package.json"));

  test("has the name of its folder", () => {
    expect(textOf(name, "Pulumi.yaml")).toContain(`name: ${name}\n`);
    expect(manifest).toMatchObject({ name, private: true });
    expect(existsSync(path.join(folder, name, "tsconfig.json"))).toBe(true);
  });

  test("installs exactly the packages that it imports, in the versions that this package needs", () => {
    const imported = [...program.matchAll(/from "((?!node:)[^".]+)"/g)].map(([, module]) => module);
    expect(Object.keys(manifest.dependencies).sort()).toEqual([...new Set(imported)].sort());
    expect(manifest.dependencies["@pulumi/pulumi"]).toBe(own.peerDependencies["@pulumi/pulumi"]);
    expect(manifest.dependencies["pulumi-iproute2"]).toBe(`^${own.version}`);
  });

  test("describes in its README how to set its configuration, and what it outputs", () => {
    const read = [...text.matchAll(/config\.(?:require|get)\w*(?:<[^(]*>)?\("(\w+)"\)/g)].map(
      ([, key]) => key,
    );
    const given = [...text.matchAll(/^export const (\w+)/gm)].map(([, output]) => output);
    expect(read.length).toBeGreaterThan(0);
    expect(given.length).toBeGreaterThan(0);
    for (const word of [...read, ...given]) expect(readme).toMatch(new RegExp(`\\b${word}\\b`));
    for (const command of ["npm install", "pulumi up", "pulumi stack output"])
      expect(readme).toContain(command);
  });
});
