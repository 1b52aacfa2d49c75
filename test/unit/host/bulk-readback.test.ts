import { expect, test } from "vitest";
import { splitDump, withDumpReadback } from "../../../provider/host/bulk-readback.ts";
import type { FrameRequest } from "../../../provider/host/frame.ts";
import type { Operation } from "../../../provider/model/operation.ts";

const shows = (name: string, more: readonly (readonly string[])[] = []): Operation => {
  const commands = [["addr", "show", "dev", name], ["route", "show", "dev", name, "table", "all"], ...more];
  return {
    tool: "ip",
    commands: [["link", "add", "name", name], ...commands],
    shows: commands.length,
    showsDevice: name,
  };
};
const request: FrameRequest = {
  operations: [
    shows("x1"),
    shows("x2", [["route", "show", "to", "exact", "2001:db8:9::/48", "table", "all"]]),
  ],
  removals: [],
  sections: [],

  mayHaveFiles: false,
  scratchGroup: 1,
};

test("withDumpReadback replaces the readback of a link and its routes by a dump", () => {
  const { operations, sections } = withDumpReadback(request);
  expect(operations[0]).toMatchObject({ commands: [["link", "add", "name", "x1"]], shows: 0 });
  expect(sections).toEqual(["links", "routes"]);
});

test("withDumpReadback keeps the readback of an operation that shows an appended route, because ip names no device of it", () => {
  expect(withDumpReadback(request).operations[1]).toEqual(request.operations[1]);
});

test("splitDump gives each operation the dump's lines of its device, or its own output, and keeps that its file is written", () => {
  const own = [
    [{ ifname: "x2" }],
    [],
    [{ dst: "2001:db8:9::/48", nexthops: [{ dev: "x1" }, { dev: "x2" }] }],
  ];
  const { operations } = splitDump(
    {
      lost: false,
      uninstalled: false,
      unsaved: false,
      complete: true,
      interrupted: false,
      missingModules: [],
      operations: [
        { status: "done", shown: [], isSaved: true },
        { status: "done", shown: own },
      ],
      removals: [],
      sections: {
        links: '[{"ifname":"x1"},{"ifname":"x2"}]\n',
        routes: '[{"dst":"10.1.0.0/16","dev":"x1"},{"dst":"10.2.0.0/16","dev":"x2"}]\n',
      },
    },
    request,
  );
  expect(operations).toEqual([
    { status: "done", shown: [[{ ifname: "x1" }], [{ dst: "10.1.0.0/16", dev: "x1" }]], isSaved: true },
    { status: "done", shown: own },
  ]);
});
