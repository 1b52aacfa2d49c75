// Rules for all tunnels of a team. `pulumi preview --policy-pack policies` applies them.
import { BlockList, isIPv6 } from "node:net";
import { PolicyPack, type PolicyResource } from "@pulumi/policy";

/** The blocks from which links get addresses and routes. */
const OUR_BLOCKS = ["10.0.0.0/8", "fd00:10::/32"];

/** The arguments of a resource of pulumi-iproute2, as its state has them. */
type Values = Record<string, unknown>;

const PREFIX = "pulumi-nodejs:dynamic/iproute2:";
const isLink = (type: string) => type.startsWith(PREFIX) && /(?:Tunnel|Interface)$/.test(type);
const GRE = ["GreTunnel", "GreTapTunnel", "Ip6GreTunnel", "Ip6GreTapTunnel"].map((name) => PREFIX + name);

const blocks = new BlockList();
const familyOf = (address: string) => (isIPv6(address) ? "ipv6" : "ipv4");
for (const block of OUR_BLOCKS) {
  const [address = "", length] = block.split("/");
  blocks.addSubnet(address, Number(length), familyOf(address));
}
const isOurs = (cidr: string) => {
  const [address = ""] = cidr.split("/");
  return blocks.check(address, familyOf(address));
};

/** The texts of `addresses` or `routes`, which are texts or objects with the text under a name. */
const cidrsOf = (list: unknown, key: string): string[] =>
  (Array.isArray(list) ? list : []).map((one) => String(typeof one === "object" ? one?.[key] : one));

/** An address without the length of a host's prefix. */
const plain = (address: unknown) => String(address).replace(/\/(?:32|128)$/, "");

const machineOf = ({ host }: Values) => JSON.stringify((host as { connection?: Values })?.connection?.host);

/** Whether a policy of IPsec on the link's host encrypts everything between the link's endpoints. */
const encrypts = (link: Values) => (policy: Values) => {
  const selector = policy.selector as Values;
  return (
    policy.direction === "out" &&
    machineOf(policy) === machineOf(link) &&
    plain(selector.source) === link.local &&
    plain(selector.destination) === link.remote &&
    Array.isArray(policy.templates) &&
    policy.templates.length > 0
  );
};

const valuesOf = (resources: PolicyResource[], types: string[]) =>
  resources.filter(({ type }) => types.includes(type));

new PolicyPack("tunnels", {
  enforcementLevel: "mandatory",
  policies: [
    {
      name: "no-gre-outside-ipsec",
      description: "GRE has no encryption, so IPsec has to encrypt its packets.",
      validateStack: ({ resources }, report) => {
        const policies = valuesOf(resources, [`${PREFIX}XfrmPolicy`]).map(({ props }) => props);
        for (const { props, urn } of valuesOf(resources, GRE)) {
          if (!policies.some(encrypts(props)))
            report(`sends in clear to ${props.remote}: set ipsec: true on its pair`, urn);
        }
      },
    },
    {
      name: "mtu-at-least-1280",
      description: "IPv6 needs links with an mtu of 1280 bytes.",
      validateResource: ({ type, props }, report) => {
        if (isLink(type) && typeof props.mtu === "number" && props.mtu < 1280)
          report(`mtu is ${props.mtu}, which is less than 1280`);
      },
    },
    {
      name: "only-our-blocks",
      description: `Addresses and routes are in ${OUR_BLOCKS.join(" and ")}.`,
      validateResource: ({ type, props }, report) => {
        if (!isLink(type)) return;
        const all = [...cidrsOf(props.addresses, "address"), ...cidrsOf(props.routes, "to")];
        for (const cidr of all) if (!isOurs(cidr)) report(`${cidr} is in none of our blocks`);
      },
    },
  ],
});
