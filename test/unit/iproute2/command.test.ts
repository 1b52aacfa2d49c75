import { describe, expect, test } from "vitest";
import { optional, printCommand, Secret, tokens } from "../../../provider/iproute2/command.ts";

describe("tokens", () => {
  test("makes one token of each word, number and secret, several of a list, and none of undefined", () => {
    const secret = new Secret("0x1a");
    expect(tokens`filter add dev ${"eth0"} pref ${100}
      ${["protocol", "all"]} ${undefined} key ${secret}`).toEqual([
      "filter",
      "add",
      "dev",
      "eth0",
      "pref",
      "100",
      "protocol",
      "all",
      "key",
      secret,
    ]);
    expect(tokens`${["a"]} ${optional("dev", undefined)} ${optional("mtu", 1400)}`).toEqual([
      "a",
      "mtu",
      "1400",
    ]);
  });

  test("keeps a value with spaces as one token, which printCommand refuses", () => {
    const command = tokens`link del dev ${"eth0 up"}`;
    expect(command).toHaveLength(4);
    expect(() => printCommand(command)).toThrow('not a token of an ip command: "eth0 up"');
  });

  test("refuses a value that touches text or another value", () => {
    expect(() => tokens`mtu${1400}`).toThrow("touches");
    expect(() => tokens`${1400}mtu`).toThrow("touches");
    expect(() => tokens`${"a"}${"b"}`).toThrow("touches");
  });
});
