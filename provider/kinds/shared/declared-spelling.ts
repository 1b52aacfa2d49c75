import { isDeepStrictEqual } from "node:util";

/** The declared value where it means the same as the live one, so that another spelling is no difference; else the live one. */
export const inDeclaredSpelling = <Value>(
  declared: Value | undefined,
  live: Value,
  meaning: (value: Value) => unknown,
): Value => (declared !== undefined && isDeepStrictEqual(meaning(declared), meaning(live)) ? declared : live);
