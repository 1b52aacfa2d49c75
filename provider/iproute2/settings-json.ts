import { z } from "zod";

/**
 * The settings of a device by their names in /proc/sys/net: `ipv4/rp_filter`. A setting that the kernel lacks is null, as
 * those of IPv6 on a host without it.
 */
export type DeviceSettings = Readonly<Record<string, number | null>>;

const settings = z.record(z.string(), z.number().nullable());

/** Reads the object that the host prints (../host/shell/ip-and-bridge.sh). */
export const readSettings = (json: unknown): DeviceSettings => settings.parse(json);
