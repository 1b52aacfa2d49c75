// Uses KVM if it works. /dev/kvm can exist and fail at once or hang, so only a machine that became ready proves that
// it works.
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "./paths.ts";
import type { Accelerator } from "./state.ts";

const memory = (): string => join(cacheDir(), "kvm.json");
const bootId = (): string => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();

/** In this order. LAB_ACCEL=kvm or tcg forces one. */
export function acceleratorsToTry(): Accelerator[] {
  const forced = process.env.LAB_ACCEL;
  if (forced === "kvm" || forced === "tcg") return [forced];
  if (forced) throw new Error(`LAB_ACCEL is kvm or tcg, not ${forced}`);
  try {
    accessSync("/dev/kvm", constants.R_OK | constants.W_OK);
  } catch {
    return ["tcg"];
  }
  return knownBroken() ? ["tcg"] : ["kvm", "tcg"];
}

/** A KVM that hangs costs seconds, so its failure is recorded until this computer's next boot. */
export function rememberKvm(works: boolean): void {
  if (works || process.env.LAB_ACCEL) return;
  mkdirSync(cacheDir(), { recursive: true });
  writeFileSync(memory(), JSON.stringify({ boot: bootId(), broken: true }));
}

function knownBroken(): boolean {
  try {
    const known = JSON.parse(readFileSync(memory(), "utf8")) as { boot: string; broken: boolean };
    return known.broken && known.boot === bootId();
  } catch {
    return false;
  }
}
