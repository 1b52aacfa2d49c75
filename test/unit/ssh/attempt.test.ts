import fc from "fast-check";
import { expect, test } from "vitest";
import { Attempt, credentialsOf } from "../../../provider/ssh/auth.ts";
import { userKey } from "./server.ts";

const METHODS = ["publickey", "password", "keyboard-interactive", "hostbased"];
const connection = { host: "h", privateKey: userKey, password: "pw" };

/** What is offered to a host that answers with these lists, the last of them again and again. */
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
  ["all at once", [METHODS], ["publickey", "password", "keyboard-interactive"]],
  ["no password", [["publickey"]], ["publickey"]],
  ["the password first", [["password"], ["publickey"]], ["publickey", "password", "publickey"]],
  ["the key first", [["password"]], ["publickey", "password"]],
  [
    "the key last of three",
    [["password"], ["keyboard-interactive"], ["publickey"]],
    ["publickey", "password", "keyboard-interactive", "publickey"],
  ],
  ["nothing that there is", [["hostbased"]], ["publickey"]],
])("to a host that wants %s", async (_title, lists, offers) => {
  expect(await offered(lists)).toEqual(offers);
});

test("whatever a host says, each credential is offered once, and once more if its turn had not come", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.subarray(METHODS), { minLength: 1, maxLength: 12 }), async (lists) => {
      const offers = await offered(lists);
      expect(offers.slice(1)).toEqual([...new Set(offers.slice(1))]);
      if (lists[0]?.includes("publickey")) expect(offers).toEqual([...new Set(offers)]);
    }),
  );
});
