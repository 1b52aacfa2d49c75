import type { Args } from "../../schema/declaration.ts";
import { UNKNOWN } from "../../schema/unknown-value.ts";

/**
 * Those of the arguments that are unknown as a whole, for arguments with devices that an object needs. With such values the
 * engine asks about each dependent of a resource that it is going to delete and create. The kernel removes the object with
 * the device, so the answer is that the object is replaced too. A new device has a known name in a preview.
 * (pulumi pkg/resource/deploy/step_generator.go, calculateDependentReplacements)
 */
export const ofReplacedDevices = (after: Args, names: readonly string[]): readonly string[] =>
  names.filter((name) => after[name] === UNKNOWN);
