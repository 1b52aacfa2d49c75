import { homedir } from "node:os";
import path from "node:path";

/** The root of the checkout. */
export const root = path.resolve(import.meta.dirname, "../..");

/** The directory of everything that was fetched or built. It outlives a checkout. */
export const cacheDir = path.join(
  process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache"),
  "pulumi-iproute2",
);
