import { hex } from "../../iproute2/command.ts";
import type { Rule } from "../../schema/declaration.ts";
import { integer, U32 } from "../../schema/values.ts";
import { scalarAttribute } from "../link-base/attribute.ts";
import { dev, external, numberAt } from "../link-base/attributes/ip-tunnel.ts";
import { linkResource } from "../link-base/link-resource.ts";

const ifId = scalarAttribute("ifId", {
  schema: integer(1, U32)
    .optional()
    .describe("Interface id, 1 to 4294967295. States and policies with the same `if_id` belong to the link."),
  print: (value) => ["if_id", hex(value)],
  read: (link) => numberAt(link, "if_id"),
});

const OF_STATES = "is not for XFRM interfaces: their states and policies hold the endpoints";

const needsIfId: Rule = {
  over: ["ifId", "external"],
  fault: ({ ifId: id, external: outside }) =>
    id === undefined && outside !== true
      ? "is required: a whole number from 1 to 4294967295, unless `external` leaves it to each packet"
      : undefined,
};

/** An interface of IPsec with an id. (linux: net/xfrm/xfrm_interface_core.c, iproute2: ip/link_xfrm.c) */
export const xfrm = linkResource({
  type: "XfrmInterface",
  kind: "xfrm",
  module: "xfrm_interface",
  summary:
    "IPsec interface for IPv4 and IPv6. The IPsec states and policies with its id transform its packets.",
  headers: ["IP", "ESP", "any packet"],
  overhead: 0,
  underlayFrom: "none",
  // Each command with an id must also have the underlay device, so `dev` is fixed
  attributes: [ifId, dev({ fixed: true }), external()],
  rules: [needsIfId],
  advice: (stderr, { external: outside }) =>
    outside === true && stderr.startsWith("Usage: ")
      ? "`external` of an XfrmInterface needs Linux 6.1 and iproute2 6.1, or newer ones"
      : undefined,
  identity: ({ ifId: id, external: outside }) =>
    outside === true ? "the one external device of its kind" : `the interface id ${id}`,
  unsupported: {
    local: OF_STATES,
    remote: OF_STATES,
    key: "is not for XFRM interfaces: they differ by ifId",
    encap: "is not for XFRM interfaces: IPsec has UDP encapsulation of its own, an argument of its states",
  },
  notes: [
    "The mtu is 1500 for every underlay, without room for ESP. Set a smaller one, or lower it on the routes.",
  ],
});
