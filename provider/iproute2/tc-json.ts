import { z } from "zod";

const actionJson = z.object({
  kind: z.string().optional(),
  mirred_action: z.string().optional(),
  direction: z.string().optional(),
  to_dev: z.string().optional(),
  cookie: z.string().optional(),
  control_action: z.object({ type: z.string().optional() }).optional(),
  index: z.number().optional(),
  ref: z.number().optional(),
});

const filterJson = z.object({
  protocol: z.string(),
  pref: z.number(),
  kind: z.string(),
  chain: z.number().optional(),
  block: z.number().optional(),
  // tc prints each filter twice, the first time without options
  options: z
    .object({
      handle: z.union([z.number(), z.string()]).optional(),
      indev: z.string().optional(),
      keys: z.record(z.string(), z.unknown()).default({}),
      skip_hw: z.boolean().default(false),
      skip_sw: z.boolean().optional(),
      // of flower, and of matchall
      classid: z.unknown().optional(),
      flowid: z.unknown().optional(),
      actions: z.array(actionJson).default([]),
    })
    .optional(),
});

/** An action of a filter. `ref` counts the filters that have it. */
export type LiveAction = z.infer<typeof actionJson>;

export interface LiveFilter {
  readonly protocol: string;
  readonly pref: number;
  /** `matchall`, `flower` … */
  readonly kind: string;
  readonly handle: string | undefined;
  /** the device by which the packets came in */
  readonly indev: string | undefined;
  readonly keys: Readonly<Record<string, unknown>>;
  readonly skipHw: boolean;
  /** whether only the network card runs it */
  readonly skipSw?: boolean | undefined;
  /** the class that it gives to packets */
  readonly classId?: string | undefined;
  /** 0 by default */
  readonly chain?: number | undefined;
  /** the number of the block, if devices share it */
  readonly block?: number | undefined;
  readonly actions: readonly LiveAction[];
}

/** The qdisc of a device that has its filters. An `ingress` qdisc has no egress filters. */
export interface FilterQdisc {
  readonly device: string;
  readonly qdisc: string;
  readonly ingress: readonly LiveFilter[];
  readonly egress: readonly LiveFilter[];
}

/** Reads the section `tc` of a dump: `["clsact", "eth0"]` for each qdisc, then ingress and egress filters of each. */
export function readFilterQdiscs(values: readonly unknown[]): FilterQdisc[] {
  const names = z.tuple([z.string(), z.string()]);
  const qdiscs = values.flatMap((value) => {
    const parsed = names.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  });
  const filters = values.slice(qdiscs.length);
  if (filters.length !== 2 * qdiscs.length)
    throw new Error("the host's filters changed while they were read: run it again");
  return qdiscs.map(([qdisc, device], index) => ({
    device,
    qdisc,
    ingress: filtersOf(filters[2 * index]),
    egress: qdisc === "ingress" ? [] : filtersOf(filters[2 * index + 1]),
  }));
}

const classIn = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

/** The filters of a list, those left out whose form this package never makes. */
const filtersOf = (value: unknown): LiveFilter[] =>
  z
    .array(z.unknown())
    .parse(value)
    .flatMap((one) => filterJson.safeParse(one).data ?? [])
    .flatMap(({ options, ...rest }) =>
      options === undefined
        ? []
        : [
            {
              ...rest,
              handle: options.handle === undefined ? undefined : String(options.handle),
              indev: options.indev,
              keys: options.keys,
              skipHw: options.skip_hw,
              skipSw: options.skip_sw,
              classId: classIn(options.classid ?? options.flowid),
              actions: options.actions,
            },
          ],
    );
