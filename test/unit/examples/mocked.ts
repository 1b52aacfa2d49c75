/** A program run against Pulumi's mocks: no engine, no provider, and every resource as it would be asked for. */
import { createRequire } from "node:module";
import type * as Pulumi from "@pulumi/pulumi";
import { programFrom } from "../../engine/program.ts";

const require = createRequire(import.meta.url);
const pulumi = require("@pulumi/pulumi") as typeof Pulumi;
const { getMonitor, waitForRPCs } = require("@pulumi/pulumi/runtime/settings") as {
  getMonitor(): Monitor;
  waitForRPCs(): Promise<void>;
};

interface Monitor {
  registerResource(request: Request, ...rest: unknown[]): unknown;
}

interface Request {
  getType(): string;
  getName(): string;
  getObject(): { toJavaScript(): Record<string, unknown> };
  getDependenciesList(): string[];
  getDeletedwith(): string;
}

export interface Asked {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** names of the resources that it waits for */
  readonly after: readonly string[];
  /** name of the resource that it goes with */
  readonly goesWith: string | undefined;
}

export interface Mocked {
  readonly project: string;
  readonly config: Readonly<Record<string, string>>;
  /** a preview: what no mock gives is unknown */
  readonly preview: boolean;
  /** what a resource's making gives beside its arguments */
  readonly made: (type: string, name: string) => Record<string, unknown>;
  /** what a data source gives */
  readonly found: (token: string) => Record<string, unknown>;
}

const SECRET = "4dabf18193072939515e22adb298388d";

/** Arguments as a provider gets them: secrets are not marked. */
function open(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(open);
  if (typeof value !== "object" || value === null) return value;
  if (SECRET in value && "value" in value) return open(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, open(one)]));
}

const nameIn = (urn: string) => urn.slice(urn.lastIndexOf("::") + 2);

/** What a program asks for, by name, and what it exports; undefined where that is not known. */
export async function runMocked(file: string, mocked: Mocked) {
  const { project, config, preview, made, found } = mocked;
  const keyed = Object.entries(config).map(([key, value]) => [`${project}:${key}`, value] as const);
  pulumi.runtime.setAllConfig(Object.fromEntries(keyed));
  const mocks: Pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs }) => ({
      id: preview ? undefined : `${name}-id`,
      state: { ...inputs, ...made(type, name) },
    }),
    call: ({ token }) => found(token),
  };
  await pulumi.runtime.setMocks(mocks, project, "dev", preview);
  const asked: Record<string, Asked> = {};
  const monitor = getMonitor();
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, ...rest) => {
    asked[request.getName()] = {
      type: request.getType(),
      inputs: open(request.getObject().toJavaScript()) as Record<string, unknown>,
      after: request.getDependenciesList().map(nameIn),
      goesWith: nameIn(request.getDeletedwith()) || undefined,
    };
    return register(request, ...rest);
  };
  let exported: Record<string, unknown> = {};
  // With a stack of its own, since components share what they need within one
  await pulumi.runtime.runInPulumiStack(async () => {
    exported = { ...(await programFrom(file)()) };
    return exported;
  });
  const outputs: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(exported)) {
    const output = pulumi.output(value) as Pulumi.Output<unknown> & {
      promise(withUnknowns?: boolean): Promise<unknown>;
      isKnown: Promise<boolean>;
    };
    const settled = await output.promise(true);
    outputs[name] = (await output.isKnown) ? settled : undefined;
  }
  await waitForRPCs();
  return { asked, outputs };
}
