import { isDeepStrictEqual } from "node:util";

/** The declared value if it has the same meaning as the live one, else the live one. Other spellings then do not count. */
export const inDeclaredSpelling = <Value>(
  declared: Value | undefined,
  live: Value,
  meaning: (value: Value) => unknown,
): Value => (declared !== undefined && isDeepStrictEqual(meaning(declared), meaning(live)) ? declared : live);
