import { FakeHost } from "./fake-host.ts";

const hosts = new Map<string, FakeHost>();

/** Makes a fake host without objects of this package. `hostOf` then returns it for this address. */
export function newFakeHost(address: string): FakeHost {
  const host = new FakeHost();
  hosts.set(address, host);
  return host;
}

/** The `host` argument of a resource on a fake host. */
export const hostArgument = (address: string) => ({ connection: { host: address } });

/** Replaces the function of this name in provider/host. */
export async function hostOf(args: { readonly host?: unknown }): Promise<FakeHost> {
  const { connection } = args.host as ReturnType<typeof hostArgument>;
  const host = hosts.get(connection.host);
  if (host === undefined) throw new Error(`no fake host at ${connection.host}`);
  return host;
}
