import { createHash } from "node:crypto";
import { BOOT_FUNCTIONS } from "./shell/packed.generated.ts";

/** The version of the script that restores objects at boot: a hash of its text. */
export const BOOT_VERSION: string = createHash("sha256").update(BOOT_FUNCTIONS).digest("hex").slice(0, 12);

/** The script that restores objects at boot (./shell/boot.sh). A host prints its first line (./shell/dump/identity.sh). */
export const BOOT: string = `# pulumi-iproute2 ${BOOT_VERSION}: restores objects at boot. The package packs it from provider/host/shell.\n${BOOT_FUNCTIONS}`;
