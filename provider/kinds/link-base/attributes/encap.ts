import { z } from "zod";
import { tokens } from "../../../iproute2/command.ts";
import type { Args } from "../../../schema/declaration.ts";
import { flag, integer, integerOr, object, oneOf } from "../../../schema/values.ts";
import { type Attribute, scalarAttribute } from "../attribute.ts";

/** Bytes of the UDP header, of the GUE header, and of GUE's remote checksum option. (linux: fou_core.c, *_encap_hlen) */
const UDP = 8;
const GUE = 4;
const REMCSUM = 8;

const schema = (csum6: boolean) =>
  object({
    type: oneOf("fou", "gue").describe(
      "Foo over UDP (no further header), or Generic UDP Encapsulation (a header after UDP's).",
    ),
    sport: integerOr(0, 65_535, "auto")
      .transform((port) => (port === 0 ? ("auto" as const) : port))
      .default("auto")
      .describe('Source port; with "auto" the kernel derives it from each flow.'),
    dport: integer(1, 65_535).describe("Destination port: the far end's `FouPort`."),
    csum: flag().default(false).describe("UDP checksums over IPv4."),
    csum6: flag().default(csum6).describe("UDP checksums over IPv6."),
    remcsum: flag().default(false).describe("Remote checksum offload. It adds 8 bytes."),
  });

type Encap = z.output<ReturnType<typeof schema>>;

const live = z.object({
  type: z.enum(["fou", "gue"]),
  sport: z.number().default(0),
  dport: z.number(),
  csum: z.boolean().default(false),
  csum6: z.boolean().default(false),
  remcsum: z.boolean().default(false),
});

const on = (value: boolean, word: string) => (value ? word : `no${word}`);

/**
 * A UDP encapsulation. Each change has all of its words. Without them the kernel would swap the bytes of the ports, and
 * ip6tnl would drop the encapsulation.
 */
export const encap = ({ csum6 }: { csum6: boolean }): Attribute =>
  scalarAttribute("encap", {
    schema: schema(csum6)
      .optional()
      .describe(
        "UDP header around each packet (FOU or GUE), because receive queues and multipath routes distinguish flows by UDP ports.",
      ),
    print: ({ type, sport, dport, csum, csum6: checksum6, remcsum }: Encap) =>
      tokens`encap ${type} encap-sport ${sport} encap-dport ${dport}
        ${on(csum, "encap-csum")} ${on(checksum6, "encap-udp6-csum")} ${on(remcsum, "encap-remcsum")}`,
    clear: ["encap", "none"],
    read: (link) => {
      const found = live.safeParse(link.info.encap);
      return found.success
        ? { ...found.data, sport: found.data.sport === 0 ? ("auto" as const) : found.data.sport }
        : undefined;
    },
    overhead: (value) =>
      value === undefined ? 0 : UDP + (value.type === "gue" ? GUE : 0) + (value.remcsum ? REMCSUM : 0),
  });

/** The module of an encapsulation. The kernel does not load fou by itself, neither for ports nor for links. */
export const encapModules =
  (module: "fou" | "fou6") =>
  ({ encap: value }: Args): readonly string[] =>
    value === undefined ? [] : [module];
