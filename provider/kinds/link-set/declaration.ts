import { z } from "zod";
import type { Declaration } from "../../schema/declaration.ts";
import { host } from "../../schema/host-args.ts";
import { flag, oneOf } from "../../schema/values.ts";
import type { LinkResource } from "../link-base/link-kind.ts";

const object = (what: string) => z.record(z.string(), z.unknown(), { error: `must be ${what}` });

/** What a set takes. What its links take is their kind's to say. */
export const linkSetDeclaration = (kinds: Readonly<Record<string, LinkResource>>): Declaration => ({
  type: "LinkSet",
  schema: z.strictObject({
    host: host.describe("The machine that all of them are made on: a Host, or the same fields as an object."),
    owner: z
      .string()
      .max(200)
      .describe("Who the set belongs to: project/stack/name. Filled in by the class."),
    kind: oneOf(...Object.values(kinds).map(({ link }) => link.kind)).describe(
      "The kind of all of them, in iproute2's word. It decides what each takes.",
    ),
    links: z
      .record(z.string(), object("an object with the arguments of a link"), {
        error: "must be an object of links, each by its name",
      })
      .describe(
        "The links by their names, each with the arguments that its own class takes, `host` left out. What changes in place there does so here; what is replaced there is replaced here, alone.",
      ),
    adopt: flag()
      .default(false)
      .describe("`adopt` of each link that does not say it itself: take over what stands there already."),
  }),
  rules: [],
});
