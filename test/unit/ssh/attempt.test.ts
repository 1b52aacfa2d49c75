import fc from "fast-check";
import { expect, test } from "vitest";
import { Attempt, credentialsOf } from "../../../provider/ssh/auth.ts";
import { userKey } from "./server.ts";

const METHODS = ["publickey", "password", "keyboard-interactive", "hostbased"];
const connection = { host: "h", privateKey: userKey, password: "pw" };

/** The methods that Attempt offers to a host that answers with these lists. The last list repeats. */
async function offered(lists: readonly (readonly string[])[]): Promise<string[]> {
  const attempt = new Attempt(credentialsOf(connection));
  const offers: string[] = [];
  for (let n = 0; n < 20; n += 1) {
    const wanted = n === 0 ? null : (lists[Math.min(n, lists.length) - 1] ?? []);
    const offer = await attempt.next(wanted);
    if (offer === false) return offers;
    if (wanted) expect(wanted).toContain(offer.type);
    offers.push(offer.type);
  }
  throw new Error("never ends");
}

test.each([
  ["all methods at once", [METHODS], ["publickey", "password", "keyboard-interactive"]],
  ["only the key", [["publickey"]], ["publickey"]],
  ["the password before the key", [["password"], ["publickey"]], ["publickey", "password", "publickey"]],
  ["the password after the key", [["password"]], ["publickey", "password"]],
  [
    "the password, then keyboard-interactive, then the key",
    [["password"], ["keyboard-interactive"], ["publickey"]],
    ["publickey", "password", "keyboard-interactive", "publickey"],
  ],
  ["no method that the connection has", [["hostbased"]], ["publickey"]],
])(
  "Attempt offers each credential that the host accepts, when the host accepts %s",
  async (_title, lists, offers) => {
    expect(await offered(lists)).toEqual(offers);
  },
);

test("Attempt offers each credential once, and a second time only if the host had not asked for it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.subarray(METHODS), { minLength: 1, maxLength: 12 }), async (lists) => {
      const offers = await offered(lists);
      expect(offers.slice(1)).toEqual([...new Set(offers.slice(1))]);
      if (lists[0]?.includes("publickey")) expect(offers).toEqual([...new Set(offers)]);
    }),
  );
});
