import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { programFrom } from "../../test/engine/program.ts";
import { openStack, type TestStack } from "../../test/engine/stack.ts";
import type { LabHosts } from "../../test/lab/index.ts";
import { root } from "../setup/paths.ts";
import { ends } from "./subnets.ts";
import { color } from "./text.ts";

export const example = "examples/site-to-site/index.ts";

const folder = path.join(root, ".pulumi/demo");
const passphrase = "demo";
const name = "demo";

/** Opens the example as a stack. Its files stay in this checkout until it is destroyed. */
export async function openDemoStack(hosts: LabHosts): Promise<TestStack> {
  const config = ends.map(({ site, host }) => {
    const { connection, underlay4 } = hosts[host];
    return [site, { connection, underlay: underlay4 }] as const;
  });
  return openStack({
    name,
    project: "site-to-site",
    workDir: folder,
    passphrase,
    color,
    program: programFrom(path.join(root, example)),
    config: Object.fromEntries(config),
  });
}

/** Whether a demo exists: it was kept, or it did not end properly. */
export function demoExists(): boolean {
  return existsSync(folder);
}

export async function forgetDemo(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** The command line that shows the stack. */
export const lookAtStack = (cli: string) =>
  `cd ${path.relative(process.cwd(), folder)} && PULUMI_CONFIG_PASSPHRASE=${passphrase} ${cli} stack --stack ${name}`;
