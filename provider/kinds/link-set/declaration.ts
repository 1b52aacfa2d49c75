import { z } from "zod";
import type { Declaration } from "../../schema/declaration.ts";
import { host, persistArgument } from "../../schema/host-args.ts";
import { flag, oneOf } from "../../schema/values.ts";
import type { LinkResource } from "../link-base/link-kind.ts";

const object = (what: string) => z.record(z.string(), z.unknown(), { error: `must be ${what}` });

/** The arguments of a set. The schema of a kind checks those of its links. */
export const linkSetDeclaration = (kinds: Readonly<Record<string, LinkResource>>): Declaration => ({
  type: "LinkSet",
  schema: z.strictObject({
    host: host.describe("The machine that has the links: a Host, or the same fields as an object."),
    owner: z.string().max(200).describe("Owner of the set: project/stack/name. The class sets it."),
    kind: oneOf(...Object.values(kinds).map(({ link }) => link.kind)).describe(
      "Kind of all links, by iproute2's name. It decides which arguments they have.",
    ),
    links: z
      .record(z.string(), object("an object with the arguments of a link"), {
        error: "must be an object of links, each by its name",
      })
      .describe(
        "The links by name, with the arguments of their class except `host`. A change that replaces the link of a class replaces only that link here.",
      ),
    persist: persistArgument("links"),
    adopt: flag()
      .default(false)
      .describe("`adopt` of each link that does not set its own: take over a device that exists already."),
  }),
  rules: [],
});
