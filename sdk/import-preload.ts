// Makes the option `import` and `pulumi import` work for resources of this package. Node loads this module first, by
// NODE_OPTIONS="--require pulumi-iproute2/import".
//
// It depends on internals of @pulumi/pulumi: an import calls Read with an id and no properties, and the process for
// dynamic resources takes the handlers from the property `__provider` of these properties. This module adds that property.
// A test with the real engine (test/engine/import.test.ts) fails if a release of Pulumi changes this.
import { createRequire } from "node:module";
import { providerOf, typeInUrn } from "./provider-text.ts";

/** `sdk/import-option.ts` looks for it. */
Object.defineProperty(globalThis, Symbol.for("pulumi-iproute2.import"), { value: true, configurable: true });

/** A protobuf Struct. */
interface Struct {
  getFieldsMap(): { getLength(): number };
}

/** The classes of Pulumi that this module needs. */
interface ReadRequest {
  getProperties(): Struct | undefined;
  getUrn(): string;
}

/** The script of the process that serves dynamic resources. */
const DYNAMIC_PROVIDER = /[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]dynamic-provider([\\/]index\.js)?[\\/]?$/;

/** Adds the handlers to reads without properties, of resources of this package. */
function patchReads(script: string): void {
  // The modules that the script itself loads
  const load = createRequire(script);
  const { ReadRequest: request } = load("../../proto/provider_pb.js") as {
    ReadRequest: { prototype: ReadRequest };
  };
  const { Struct: struct } = load("google-protobuf/google/protobuf/struct_pb.js") as {
    Struct: { fromJavaScript(value: object): Struct };
  };
  const { getProperties } = request.prototype;
  request.prototype.getProperties = function (this: ReadRequest) {
    const given = getProperties.call(this);
    const type = typeInUrn(this.getUrn());
    if (type === undefined || (given !== undefined && given.getFieldsMap().getLength() > 0)) return given;
    return struct.fromJavaScript({ __provider: providerOf(type) });
  };
}

const [, script = ""] = process.argv;
if (DYNAMIC_PROVIDER.test(script)) {
  patchReads(script.endsWith(".js") ? script : `${script.replace(/[\\/]$/, "")}/index.js`);
}
