import { z } from "zod";
import { parseAddress } from "./address.ts";

/** The MAC address of the entry for frames to unknown destinations, and for broadcasts. */
export const ALL_ZERO_MAC = "00:00:00:00:00:00";

const fdbJson = z.object({
  mac: z.string(),
  dst: z.string().optional(),
  viaIf: z.string().optional(),
  vni: z.number().optional(),
  port: z.union([z.number(), z.string()]).optional(),
  src_vni: z.number().optional(),
  state: z.string().optional(),
  flags: z.array(z.string()).default([]),
});

/** A forwarding entry of a VXLAN device. A MAC address of several destinations has an entry for each. */
export interface FdbEntry {
  readonly mac: string;
  /** in canonical text */
  readonly dst: string;
  /** the underlay device, if the entry has its own */
  readonly via?: string;
  /** the VNI, if it differs from that of the device */
  readonly vni?: number;
  /** the UDP port, if it differs from that of the device */
  readonly port?: number | string;
  /** false: the device has learned the entry from packets, and forgets it */
  readonly isStatic: boolean;
  /** whether a daemon of a control plane, such as FRR, has set the entry */
  readonly isOfDaemon: boolean;
}

/** The states of entries that the device does not forget. (iproute2: bridge/fdb.c, state_n2a) */
const STATIC = new Set(["permanent", "static"]);

/** Reads what `bridge -j fdb show dev NAME` prints. Entries of a bridge and of an external device are left out. */
export const readFdb = (json: unknown): FdbEntry[] =>
  z
    .array(fdbJson)
    .parse(json)
    .flatMap(({ mac, dst, viaIf, vni, port, src_vni: sourceVni, state = "", flags }) =>
      dst === undefined || sourceVni !== undefined
        ? []
        : [
            {
              mac,
              dst: parseAddress(dst) ?? dst,
              ...(viaIf === undefined ? {} : { via: viaIf }),
              ...(vni === undefined ? {} : { vni }),
              ...(port === undefined ? {} : { port }),
              isStatic: STATIC.has(state),
              isOfDaemon: flags.includes("extern_learn"),
            },
          ],
    );

const vniJson = z.object({
  vnis: z.array(z.object({ vni: z.number(), vniEnd: z.number().optional() })).default([]),
});

/** Reads what `bridge -j vni show dev NAME` prints, as VNIs (`100`) and ranges (`100-110`). */
export const readVnis = (json: unknown): string[] =>
  z
    .array(vniJson)
    .parse(json)
    .flatMap(({ vnis }) =>
      vnis.map(({ vni, vniEnd }) => (vniEnd === undefined ? String(vni) : `${vni}-${vniEnd}`)),
    );
