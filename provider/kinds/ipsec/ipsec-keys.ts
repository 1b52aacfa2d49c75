import { randomBytes, randomInt } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Handlers } from "../../lifecycle/handlers.ts";
import type { Declaration } from "../../schema/declaration.ts";
import { toPulumiValue } from "../../schema/pulumi-value.ts";
import { failuresOf, validate } from "../../schema/validate.ts";
import { integer } from "../../schema/values.ts";

export const ipsecKeysDeclaration: Declaration = {
  type: "IpsecKeys",
  schema: z.strictObject({
    encryptionBytes: integer(16, 36).describe("Bytes of each encryption key, with its salt."),
    authenticationBytes: integer(16, 64)
      .optional()
      .describe("Bytes of each authentication key; none for AEAD."),
  }),
  rules: [],
};

/** A random SPI. 1 to 255 are reserved (RFC 4303, 2.1). The sign bit stays 0, because all tools print such numbers alike. */
const spi = () => randomInt(0x1000, 0x7fff_ffff);

/** The keys of one direction, from the operating system's random source. */
const direction = ({ encryptionBytes, authenticationBytes }: Record<string, unknown>) => ({
  spi: spi(),
  encryption: randomBytes(Number(encryptionBytes)).toString("hex"),
  ...(authenticationBytes === undefined
    ? {}
    : { authentication: randomBytes(Number(authenticationBytes)).toString("hex") }),
});

/** Keys for both directions of an IPsec tunnel. The provider makes them once and keeps them in the state as secrets. */
export const ipsecKeysHandlers: Handlers = {
  async check(_olds, news) {
    const { inputs, faults } = validate(ipsecKeysDeclaration, news);
    return { inputs: toPulumiValue(inputs), failures: failuresOf(news, faults) };
  },
  async diff(_id, olds, news) {
    const keys = Object.keys(ipsecKeysDeclaration.schema.shape);
    const replaces = keys.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
    return { changes: replaces.length > 0 ? undefined : false, replaces, deleteBeforeReplace: false };
  },
  async create(inputs) {
    const outs = { ...inputs, aToB: direction(inputs), bToA: direction(inputs) };
    return { id: randomBytes(8).toString("hex"), outs: toPulumiValue(outs) };
  },
  async read(id, props) {
    return { id, props };
  },
  async update(_id, olds, news) {
    return { outs: toPulumiValue({ ...olds, ...news }) };
  },
  async delete() {},
};
