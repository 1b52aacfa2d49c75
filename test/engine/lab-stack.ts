import type { ConnectionArgs } from "pulumi-iproute2";
import { labHosts } from "../lab/index.ts";
import { type Config, openStack, type Program, type TestStack } from "./stack.ts";

/** The two hosts, as programs name them. */
export function sites(): Record<
  "alpha" | "beta",
  { host: { connection: ConnectionArgs }; underlay: string; underlay6: string }
> {
  const { alpha, beta } = labHosts();
  const site = (host: typeof alpha) => ({
    host: { connection: { ...host.connection } },
    underlay: host.underlay4,
    underlay6: host.underlay6,
  });
  return { alpha: site(alpha), beta: site(beta) };
}

/** A stack for one test. Its resources are destroyed at the end, also after a failure. */
export async function withStack(
  name: string,
  program: Program,
  steps: (stack: TestStack) => Promise<void>,
  config?: Config,
): Promise<void> {
  const stack = await openStack({ name, program, ...(config ? { config } : {}) });
  try {
    await steps(stack);
  } finally {
    if (await hasResources(stack))
      await stack.destroy().catch((error: Error) => console.error(`destroying ${name}: ${error.message}`));
    await stack.dispose();
  }
}

/** Whether the state records a resource. A further destroy takes a second. */
const hasResources = (stack: TestStack) =>
  stack.stateFile().then(
    (text) => text.includes('"urn"'),
    () => true,
  );
