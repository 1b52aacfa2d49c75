import type * as pulumi from "@pulumi/pulumi";
import { type HostInput, hostInputs, hostOptions } from "../host.ts";
import { Iproute2Resource } from "../iproute2-resource.ts";

/** Arguments of a `LinkCheck`. */
export interface LinkCheckArgs {
  /** The machine that pings: a `Host`, or the same fields as an object. */
  host: HostInput;
  /** The address that must answer: the far end's address on the link, or one behind it. @example "10.9.0.2" */
  to: pulumi.Input<string>;
  /** The device that ping sends by. @default the device of the route to `to` */
  dev?: pulumi.Input<string>;
  /** Number of packets to send. @default 3 */
  count?: pulumi.Input<number>;
  /**
   * Payload of each packet in bytes. The packet is 28 bytes larger over IPv4 and 48 bytes larger over IPv6.
   * @default 56
   */
  size?: pulumi.Input<number>;
  /** Forbid fragmentation of the packets. With `size` this checks an mtu. @default false */
  df?: pulumi.Input<boolean>;
  /** Loss that is accepted, in percent. @default 0 */
  maxLoss?: pulumi.Input<number>;
  /** Seconds in which the far end has to answer; the host pings again until then. @default 20 */
  timeoutSeconds?: pulumi.Input<number>;
  /** Whether a failed check is an error, or a warning with `passed` false. @default "fail" */
  onFailure?: pulumi.Input<"fail" | "warn">;
  /** Values whose change runs the check again. @default none @example [link.ifindex, link.mtu] */
  triggers?: pulumi.Input<pulumi.Input<unknown>[]>;
}

/**
 * Pings through a link from its host: when the resource is created, and when an argument changes. So an update that
 * cuts a link fails. The host needs ping of iputils. Nothing stays on the host.
 *
 * @example Both ends are up, and packets of the full mtu arrive
 * ```ts
 * new LinkCheck("ams-fra", {
 *   host,
 *   to: "10.9.0.2",
 *   dev: link.name,
 *   df: true,
 *   size: link.mtu.apply((mtu) => mtu - 28),
 *   triggers: [link.ifindex, far.ifindex],
 * });
 * ```
 */
export class LinkCheck extends Iproute2Resource {
  /** Whether the loss was at most `maxLoss`. */
  declare readonly passed: pulumi.Output<boolean>;
  /** Lost packets, in percent. */
  declare readonly loss: pulumi.Output<number>;
  /** Average round trip time in milliseconds. */
  declare readonly rtt: pulumi.Output<number | undefined>;
  /** Number of packets sent. */
  declare readonly sent: pulumi.Output<number>;
  /** Number of packets answered. */
  declare readonly received: pulumi.Output<number>;

  constructor(name: string, args: LinkCheckArgs, options?: pulumi.CustomResourceOptions) {
    const outputs = {
      passed: undefined,
      loss: undefined,
      rtt: undefined,
      sent: undefined,
      received: undefined,
    };
    const inputs = { ...args, host: hostInputs(args.host) };
    super("LinkCheck", name, { ...outputs, ...inputs }, hostOptions(args.host, options));
  }
}
