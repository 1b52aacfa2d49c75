/**
 * A value as Pulumi's wire takes it. The protobuf struct that carries outputs throws on an `undefined` at any depth,
 * after the host has been changed, and turns a Date or a Map into {} without a word.
 */
export function toPulumiValue<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
