import type * as pulumi from "@pulumi/pulumi";
import { type HostInput, hostInputs } from "./host.ts";
import { Iproute2Resource } from "./iproute2-resource.ts";
import { ownerOptions, ownershipOf } from "./stack-identity.ts";

/** Arguments of every object on a host. */
export interface HostResourceArgs {
  /** The machine that has the object: a `Host`, or the same fields as an object. */
  host: HostInput;
  /**
   * Whether the machine restores the object when it boots. "auto": by systemd or OpenRC, whichever it has. "none":
   * never. A change touches only the file from which the machine restores the object.
   * @default `persist` of the host, or "auto"
   */
  persist?: pulumi.Input<"auto" | "none">;
}

/** An object on a host. */
export abstract class HostResource extends Iproute2Resource {
  /**
   * What restores the object when the machine boots. "none": nothing, because of `persist`, or because the machine has
   * neither systemd nor OpenRC, or because the object is an IPsec state with an AEAD or in counter mode. A refresh records "missing" or
   * "changed" if the file of the object is not as the provider wrote it, and the next `pulumi up` writes it again.
   */
  declare readonly persisted: pulumi.Output<"systemd" | "openrc" | "none" | "missing" | "changed">;

  /** `outputs` has the value `undefined` for each output that is not an argument. */
  protected constructor(
    type: string,
    name: string,
    outputs: pulumi.Inputs,
    args: HostResourceArgs,
    options: pulumi.CustomResourceOptions | undefined,
  ) {
    const inputs = { ...args, host: hostInputs(args.host), ...ownershipOf(name, options) };
    super(type, name, { persisted: undefined, ...outputs, ...inputs }, ownerOptions(args.host, options));
  }
}
