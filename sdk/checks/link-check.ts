import type * as pulumi from "@pulumi/pulumi";
import { type HostInput, hostInputs, hostOptions } from "../host.ts";
import { Iproute2Resource } from "../iproute2-resource.ts";

/** Arguments of a `LinkCheck`. */
export interface LinkCheckArgs {
  /** The machine that pings: a `Host`, or the same fields as an object. */
  host: HostInput;
  /** The address that must answer: the far end's on the link, or one behind it. @example "10.9.0.2" */
  to: pulumi.Input<string>;
  /** The device to ping by. @default routing decides */
  dev?: pulumi.Input<string>;
  /** Packets that are sent. @default 3 */
  count?: pulumi.Input<number>;
  /**
   * Bytes in each packet, headers left out: 28 less than the packet over IPv4, 48 less over IPv6.
   * @default 56
   */
  size?: pulumi.Input<number>;
  /** Packets must not be cut on their way: with `size` this shows that an mtu is right. @default false */
  df?: pulumi.Input<boolean>;
  /** Percent of packets that may be lost. @default 0 */
  maxLoss?: pulumi.Input<number>;
  /** How long the far end may take to come up; it is tried again until then. @default 20 */
  timeoutSeconds?: pulumi.Input<number>;
  /** Whether no good answer is an error, or a warning and an output. @default "fail" */
  onFailure?: pulumi.Input<"fail" | "warn">;
  /** It runs again when one of these changes: say what the link depends on. @default none @example [link.ifindex, link.mtu] */
  triggers?: pulumi.Input<pulumi.Input<unknown>[]>;
}

/**
 * Pings through a link from its host, when it is made and whenever something changes: an update that cut the link
 * does not pass for a good one. Needs ping of iputils on the host. Leaves nothing behind.
 *
 * @example Both ends up, and packets of the full mtu through
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
  /** Whether no more packets were lost than `maxLoss`. */
  declare readonly passed: pulumi.Output<boolean>;
  /** Percent of packets that were lost. */
  declare readonly loss: pulumi.Output<number>;
  /** Time there and back in milliseconds, on average. */
  declare readonly rtt: pulumi.Output<number | undefined>;
  /** Packets that were sent. */
  declare readonly sent: pulumi.Output<number>;
  /** Packets that came back. */
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
