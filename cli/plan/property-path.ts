/** The parts of a property's path in the engine's form: `routes[0].to`, `links["to-fra"].ttl`. */
export const partsOfPath = (path: string): string[] =>
  [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, key]) => quoted ?? index ?? key ?? "",
  );
