import { hex } from "../../iproute2/command.ts";
import type { Rule } from "../../schema/declaration.ts";
import { integer, U32 } from "../../schema/values.ts";
import { scalarAttribute } from "../link-base/attribute.ts";
import { dev, external, numberAt } from "../link-base/attributes/ip-tunnel.ts";
import { linkResource } from "../link-base/link-resource.ts";

const ifId = scalarAttribute("ifId", {
  schema: integer(1, U32)
    .optional()
    .describe("Interface id: the states and policies with the same `if_id` are its own. 1 to 4294967295."),
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

/** IPsec interface with an id of its own. (linux: net/xfrm/xfrm_interface_core.c, iproute2: ip/link_xfrm.c) */
export const xfrm = linkResource({
  type: "XfrmInterface",
  kind: "xfrm",
  module: "xfrm_interface",
  summary:
    "IPsec interface: what is routed into it goes through the states and policies of its id. One serves IPv4 and IPv6.",
  headers: ["IP", "ESP", "any packet"],
  overhead: 0,
  underlayFrom: "none",
  // Whatever is said of an id needs the underlay device with it, which never changes
  attributes: [ifId, dev({ fixed: true }), external()],
  rules: [needsIfId],
  identity: ({ ifId: id, external: outside }) =>
    outside === true ? "the one external device of its kind" : `the interface id ${id}`,
  unsupported: {
    local: OF_STATES,
    remote: OF_STATES,
    key: "is not for XFRM interfaces: they are told apart by ifId",
    encap: "is not for XFRM interfaces: IPsec has UDP encapsulation of its own, an argument of its states",
  },
  notes: [
    "The mtu is 1500 whatever the underlay, with no room for ESP: say a smaller one, or lower it on the routes.",
  ],
});
