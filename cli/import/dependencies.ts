import type { Discovered } from "./inventory.ts";
import type { Resources } from "./resources.ts";

/** Which resources of a program use the devices of others, and so come after them. */
export interface Dependencies {
  /** The variable of a resource that others need; undefined if none do. */
  variableOf(resource: string): string | undefined;
  /** The variables of the resources whose devices an object uses. */
  neededBy(object: Discovered): readonly string[];
}

export function dependenciesOf({ pairs, singles }: Resources): Dependencies {
  const links = [
    ...pairs.flatMap(({ name, pair: { a, b } }) => [a, b].map((object) => ({ name, object }))),
    ...singles.filter(({ object }) => object.kind !== undefined),
  ];
  const makersOf = ({ place, devices = [] }: Discovered): string[] => [
    ...new Set(
      links
        .filter(({ object }) => object.place === place && devices.includes(object.name))
        .map(({ name }) => name),
    ),
  ];
  const needed = new Set(singles.flatMap(({ object }) => makersOf(object)));
  const variables = new Map<string, string>();
  for (const name of needed) {
    const taken = [...variables.values()];
    const plain = variableFrom(name);
    variables.set(name, taken.includes(plain) ? `${plain}${taken.length + 1}` : plain);
  }
  return {
    variableOf: (resource) => variables.get(resource),
    neededBy: (object) => makersOf(object).map((name) => variables.get(name) ?? name),
  };
}

/** A variable for a resource: `amsFraLink` for `ams-fra`. The ending keeps it apart from words of TypeScript and labels. */
const variableFrom = (resource: string): string =>
  `${resource.replace(/^(?=\d)/, "_").replace(/[^A-Za-z0-9_]+(.?)/g, (_, next: string) => next.toUpperCase())}Link`;
