// The part of the table of kinds that `npm test` has on a real kernel. All of it runs on a host in memory in `npm test`
// (test/unit/kinds-on-fake-host.test.ts), and on the kernels of all releases in `npm run test:long`.
import { type Cover, covering } from "../sample.ts";
import { ends } from "./ends.ts";
import type { ArgsOf, Change, Drift, KindCase } from "./kind-case.ts";
import { table } from "./table.ts";

/** An item of a row. */
interface Of<T> {
  readonly type: string;
  readonly item: T;
}

const all = <T>(itemsOf: (row: KindCase) => readonly T[]): Of<T>[] =>
  table.flatMap((row) => itemsOf(row).map((item) => ({ type: row.type, item })));

const cover = <T>(namesOf: (item: T) => readonly string[], forKind: (item: T) => string): Cover<Of<T>> => ({
  namesOf: ({ type, item }) => [...namesOf(item), `${type}: ${forKind(item)}`],
  groupOf: ({ type }) => type,
});

/** Each argument, and a variant of each kind besides the minimal one. */
const fullCover = cover<ArgsOf>(
  (args) => Object.keys(args(ends)),
  () => "a variant",
);
/** Each argument in place, by a replacement and removed, and a change of each sort of each kind. */
const changeCover = cover<Change>(
  ({ to, how }) =>
    Object.entries(to(ends)).map(([key, value]) => `${key} ${how}${value === undefined ? ", removed" : ""}`),
  ({ how }) => how,
);
/** Each argument, and a drift of each kind. */
const driftCover = cover<Drift>(
  ({ names }) => names,
  () => "a drift",
);

/** Changes by an operator that every link can have. */
const commonDrifts: readonly Drift[] = [
  { by: "ip link set DEV mtu 1333", names: ["mtu"] },
  { by: "ip addr add 10.79.0.1/24 dev DEV", names: ["addresses"] },
  { by: "ip route del 10.78.0.0/24 dev DEV", names: ["routes"] },
  { by: "ip link set DEV down", names: ["routes", "up"] },
];
const driftsOf = ({ drifts, hasMtuOfPorts }: KindCase): readonly Drift[] => [
  ...commonDrifts.filter(({ names }) => hasMtuOfPorts !== true || !names.includes("mtu")),
  ...drifts,
];

/** Everything of the table, with the rule by which a part of it is chosen. */
export const lists = {
  full: { all: all(({ full }) => full), cover: fullCover },
  changes: { all: all(({ changes }) => changes), cover: changeCover },
  drifts: { all: all(driftsOf), cover: driftCover },
};

const part = <T>({ all, cover }: { all: readonly Of<T>[]; cover: Cover<Of<T>> }) => {
  const chosen = covering(all, cover);
  return (type: string): readonly T[] => chosen.filter((one) => one.type === type).map(({ item }) => item);
};

/** The variants with all arguments, the changes and the drifts of a kind that this run has. */
export const fullFor = part(lists.full);
export const changesFor = part(lists.changes);
export const driftsFor = part(lists.drifts);
