/**
 * Runs a program against Pulumi's mocks, without engine and provider. The result contains every resource that the
 * program declares.
 */
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
  /** names of the resources that it depends on */
  readonly after: readonly string[];
  /** name of the resource that it is deleted with */
  readonly goesWith: string | undefined;
}

export interface Mocked {
  readonly project: string;
  readonly config: Readonly<Record<string, string>>;
  /** Whether this is a preview, in which values that no mock returns are unknown. */
  readonly preview: boolean;
  /** the outputs of a new resource, besides its arguments */
  readonly made: (type: string, name: string) => Record<string, unknown>;
  /** the outputs of a data source */
  readonly found: (token: string) => Record<string, unknown>;
}

const SECRET = "4dabf18193072939515e22adb298388d";

/** Arguments as a provider receives them: secrets are not marked. */
function open(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(open);
  if (typeof value !== "object" || value === null) return value;
  if (SECRET in value && "value" in value) return open(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, open(one)]));
}

const nameIn = (urn: string) => urn.slice(urn.lastIndexOf("::") + 2);

/** The resources that a program declares, by name, and the outputs that it exports. An unknown output is undefined. */
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
  // Each run has its own stack, because components share resources within one stack.
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
