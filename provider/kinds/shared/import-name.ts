/**
 * The name of an object in its address, from the values that identify it: `fou:5555,local=192.0.2.1`. An absent value
 * leaves no trace.
 */
export const nameWith = (
  head: string,
  details: Readonly<Record<string, string | number | undefined>>,
): string =>
  [
    head,
    ...Object.entries(details).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`])),
  ].join(",");
