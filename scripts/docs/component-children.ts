/** The resources that a component creates for an example, recorded by Pulumi's mocks. */
import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import { SCENE } from "./examples.ts";

export interface Child {
  readonly type: string;
  readonly name: string;
}

const created: Child[] = [];

/** Runs an example with the SDK's classes and the names of the scene, without an engine. */
export async function childrenOf(example: string): Promise<Child[]> {
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs }) => {
      created.push({ type, name });
      return { id: name, state: inputs };
    },
    call: ({ inputs }) => inputs,
  };
  // It runs as a preview, because outputs of hosts and random sources must be unknown
  await pulumi.runtime.setMocks(mocks, "project", "stack", true);
  const sdk = await import("../../sdk/index.ts");
  const { outputText } = ts.transpileModule(example, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const scope: Record<string, unknown> = { ...SCENE, ...sdk, exports: {} };
  const from = created.length;
  // Each example has its own stack, because components of one stack share ports and settings
  await pulumi.runtime.runInPulumiStack(async () => {
    new Function(...Object.keys(scope), outputText)(...Object.values(scope));
  });
  await pulumi.runtime.disconnect();
  return created.slice(from).toSorted((one, other) => order(one).localeCompare(order(other), "en"));
}

const order = ({ type, name }: Child) => `${type} ${name}`;
