import type { Rule } from "../../schema/declaration.ts";
import { type BridgePort, canBePort, NO_VLAN_TUNNEL, numbersOf, portOf, vnisOf } from "./bridge-port-args.ts";
import { common, firstDuplicate } from "./common-args.ts";
import type { LinkKind } from "./link-kind.ts";

/** The fault of VLANs and VNIs that a port cannot have at the same time. */
function vlanFault({ pvid, vlans = [], vlanTunnel = [] }: BridgePort): string | undefined {
  const tagged = vlans.flatMap(numbersOf);
  const twice = firstDuplicate(tagged);
  if (twice !== undefined) return `vlans names VLAN ${twice} twice`;
  if (pvid !== undefined && tagged.includes(pvid))
    return `vlans has ${pvid}, which is pvid: the frames of that VLAN have no tag`;
  const mapped = firstDuplicate(vlanTunnel.flatMap((one) => numbersOf(one.vlan)));
  if (mapped !== undefined) return `vlanTunnel names VLAN ${mapped} twice`;
  const vni = firstDuplicate([...vnisOf({ vlanTunnel }).values()]);
  return vni === undefined ? undefined : `vlanTunnel names VNI ${vni} twice`;
}

/** The rules of the argument `bridgePort`. */
export const portRules = (link: LinkKind): readonly Rule[] =>
  canBePort(link)
    ? [
        {
          over: ["bridgePort", "master"],
          fault: (args) =>
            portOf(args) !== undefined && common(args).master === undefined
              ? "needs `master`: the bridge that the link is a port of"
              : undefined,
        },
        {
          over: ["bridgePort", "external"],
          fault(args) {
            const port = portOf(args);
            if (port === undefined) return undefined;
            return port.vlanTunnel !== undefined && args.external !== true
              ? `vlanTunnel ${NO_VLAN_TUNNEL}`
              : vlanFault(port);
          },
        },
      ]
    : [];

/** Advice on a message of the shell. */
export const portAdvice = (stderr: string): string | undefined =>
  /bridge: .*not found/.test(stderr)
    ? "VLANs of `bridgePort` need the program `bridge` of iproute2, which the host lacks"
    : undefined;
