/**
 * A program's part of a deployment without an engine. It makes resources with the built package, and records what
 * would be sent to the engine.
 */
import { createRequire } from "node:module";
import type * as Pulumi from "@pulumi/pulumi";
import type * as Sdk from "../../../sdk/index.ts";

const require = createRequire(import.meta.url);

/** The package uses this same instance of Pulumi. */
export const pulumi = require("@pulumi/pulumi") as typeof Pulumi;

export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  /** the inputs as they are sent, with secrets marked in place */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** URNs */
  readonly dependencies: readonly string[];
  readonly isProtected: boolean;
  /** undefined if the program does not decide it */
  readonly deleteBeforeReplace: boolean | undefined;
  /** URNs by the name of a property */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** the files of the recorded stack trace, the declaration's own first */
  readonly files: readonly string[];
}

export const registered: Registered[] = [];

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getObject(): { toJavaScript(): Record<string, unknown> };
  getDependenciesList(): string[];
  getProtect(): boolean;
  getDeletebeforereplacedefined(): boolean;
  getDeletebeforereplace(): boolean;
  getPropertydependenciesMap(): Map<string, { getUrnsList(): string[] }>;
  getStacktrace(): { getFramesList(): { getPc(): { getUri(): string } | undefined }[] } | undefined;
}

/** Outputs that the provider of this package would make. */
function outputsOf(type: string, { encryptionBytes, authenticationBytes }: Record<string, number>): object {
  if (type.endsWith(":StackIdentity")) return { word: "k3x9q2zb" };
  if (!type.endsWith(":IpsecKeys")) return {};
  const key = (bytes = 0) => "11".repeat(bytes);
  const keys = { encryption: key(encryptionBytes), authentication: key(authenticationBytes) };
  return { aToB: { spi: 0x1001, ...keys }, bToA: { spi: 0x1002, ...keys } };
}

await pulumi.runtime.setMocks(
  {
    newResource: ({ type, name, inputs }) => ({ id: name, state: { ...inputs, ...outputsOf(type, inputs) } }),
    call: ({ inputs }) => inputs,
  },
  "project",
  "stack",
  false,
);

// Mocks receive inputs only after Pulumi moved secret marks up to whole arguments.
const monitor = require("@pulumi/pulumi/runtime/settings").getMonitor() as {
  registerResource(request: Request, ...rest: unknown[]): unknown;
};
const register = monitor.registerResource.bind(monitor);
monitor.registerResource = (request, ...rest) => {
  const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
  const frames = request.getStacktrace()?.getFramesList() ?? [];
  const propertyDependencies: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((urns, key) => {
    propertyDependencies[key] = urns.getUrnsList();
  });
  registered.push({
    ...{ type, name, parent, inputs: request.getObject().toJavaScript() },
    dependencies: request.getDependenciesList(),
    isProtected: request.getProtect(),
    deleteBeforeReplace: request.getDeletebeforereplacedefined()
      ? request.getDeletebeforereplace()
      : undefined,
    propertyDependencies,
    files: frames.flatMap((frame) => frame.getPc()?.getUri() ?? []),
  });
  return register(request, ...rest);
};

/** Loaded after the mocks are set. */
export const sdk = require("pulumi-iproute2") as typeof Sdk;

/** Makes resources, waits for all of them, and returns everything that was registered. */
export async function settled(make: () => Pulumi.Resource[]): Promise<readonly Registered[]> {
  const from = registered.length;
  await Promise.all(make().map(({ urn }) => new Promise((resolve) => urn.apply(resolve))));
  return registered.slice(from);
}
