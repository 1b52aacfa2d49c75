/**
 * A program's part of a deployment without an engine: resources are made with the package as a user has it, and what
 * would be sent to the engine is kept.
 */
import { createRequire } from "node:module";
import type * as Pulumi from "@pulumi/pulumi";
import type * as Sdk from "../../../sdk/index.ts";

const require = createRequire(import.meta.url);

/** The one Pulumi that the package has too. */
export const pulumi = require("@pulumi/pulumi") as typeof Pulumi;

export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  /** as it is sent: secrets marked where they are */
  readonly inputs: Readonly<Record<string, unknown>>;
}

export const registered: Registered[] = [];

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getObject(): { toJavaScript(): Record<string, unknown> };
}

await pulumi.runtime.setMocks(
  {
    newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
    call: ({ inputs }) => inputs,
  },
  "project",
  "stack",
  false,
);

// Mocks themselves are only shown what is left after secrets were moved up to whole arguments.
const monitor = require("@pulumi/pulumi/runtime/settings").getMonitor() as {
  registerResource(request: Request, ...rest: unknown[]): unknown;
};
const register = monitor.registerResource.bind(monitor);
monitor.registerResource = (request, ...rest) => {
  const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
  registered.push({ type, name, parent, inputs: request.getObject().toJavaScript() });
  return register(request, ...rest);
};

/** Loaded after the mocks are set. */
export const sdk = require("pulumi-iproute2") as typeof Sdk;

/** Makes resources and says what was registered by the time that all of them are. */
export async function settled(make: () => Pulumi.Resource[]): Promise<readonly Registered[]> {
  const from = registered.length;
  await Promise.all(make().map(({ urn }) => new Promise((resolve) => urn.apply(resolve))));
  return registered.slice(from);
}
