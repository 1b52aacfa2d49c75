/**
 * A value in the form that Pulumi can send. Pulumi's protobuf struct throws on an `undefined` at any depth, and the host
 * is already changed by then. It turns a Date or a Map into {} without an error.
 */
export function toPulumiValue<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
