// A network namespace of alpha as an import names it: without the private key, which is in a file.
import { handlers } from "../../provider/index.ts";
import { printObjectAddress } from "../../provider/schema/object-address.ts";
import { labHosts } from "../lab/index.ts";
import { currentLab } from "../lab/paths.ts";
import { driverFor, type Made, type ResourceDriver } from "./resource-driver.ts";

export interface ImportPlace {
  /** the argument `host`, without the private key */
  host(): {
    connection: { host: string; port?: number; user?: string };
    netns: string;
    knownHostsFile: string;
  };
  /** What an import of the object returns. Throws if it has an obstacle. */
  imported(type: string, name: string): Promise<Made>;
  driver(type: string): ResourceDriver;
}

export function importPlace(netns: string): ImportPlace {
  const host = () => {
    const { host: address, port, user } = labHosts().alpha.connection;
    const connection = {
      ...{ host: address, ...(port === undefined ? {} : { port }) },
      ...(user === undefined ? {} : { user }),
    };
    return { connection, netns, knownHostsFile: currentLab().knownHosts };
  };
  return {
    host,
    async imported(type, name) {
      const id = printObjectAddress({ host: host(), identity: currentLab().key, name });
      const read = await handlers[type]?.read(id, { __provider: "stub" });
      const { __provider: _, ...inputs } = read?.inputs ?? {};
      return { id, inputs, outs: read?.props ?? {} };
    },
    driver: (type) =>
      driverFor(type, () => {
        const { connection, ...rest } = host();
        return {
          connection: { ...connection, privateKey: labHosts().alpha.connection.privateKey },
          ...rest,
        };
      }),
  };
}
