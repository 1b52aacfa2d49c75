import fc from "fast-check";

/** A value, or undefined in one of `freq` cases. */
export const maybe = <T>(arbitrary: fc.Arbitrary<T>, freq = 3) =>
  fc.option(arbitrary, { nil: undefined, freq });
/** True or undefined if the feature is on; otherwise undefined. */
export const only = (isOn: boolean, freq = 3) =>
  isOn ? maybe(fc.constant(true), freq) : fc.constant(undefined);

/** A record without undefined values, because a sequence must be the same after it is written as JSON. */
export const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model).map((one) => JSON.parse(JSON.stringify(one)) as T);
