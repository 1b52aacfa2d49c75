import { expect, test } from "vitest";
import { endOfFirstValue, jsonValues, UnreadableJson } from "../../../provider/iproute2/json-text.ts";

test.each([
  ["a control character", `[{"ifalias":"a\u0007b"}]\n`, [[{ ifalias: "a\u0007b" }]]],
  ["a line break", `[{"ifalias":"a\nb"}]\n[]\n`, [[{ ifalias: "a\nb" }], []]],
  ["a quote as iproute2 5.12 to 6.0 print it", `[{"ifalias":"John\\'s"}]\n`, [[{ ifalias: "John's" }]]],
  [
    "the direction of ERSPAN as iproute2 before 5.12 prints it",
    `[{"ifalias":"\\"erspan_dir\\":","erspan_ver":2,"erspan_dir":"erspan_hwid":"0x5"}]\n`,
    [[{ ifalias: '"erspan_dir":', erspan_ver: 2, erspan_hwid: "0x5" }]],
  ],
  ["an escaped double quote and a backslash", `["a\\"\\\\","\u0001"]\n`, [['a"\\', "\u0001"]]],
  ["nothing odd", `[1]\n\n{"a":"\\u0007"}\n`, [[1], { a: "\u0007" }]],
])("jsonValues reads %s", (_what, text, values) => {
  expect(jsonValues(text)).toEqual(values);
});

test("jsonValues throws an error that shows the unreadable text", () => {
  const text = 'Object "addr" is unknown, try "ip help".\n';
  expect(() => jsonValues(text)).toThrow(UnreadableJson);
  expect(() => jsonValues(text)).toThrow(/Object \\"addr\\" is unknown/);
});

test.each([
  ["[1]\n[2]\n", 4],
  ['["a\nb"]\n[2]\n', 8],
  ['["a\\"\nb",""]\n[2]\n', 13],
  ["", 0],
  ["[1]", 3],
])("endOfFirstValue of %j returns %i", (text, end) => {
  expect(endOfFirstValue(text)).toBe(end);
});
