import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { HOST_FUNCTIONS } from "../../../provider/host/shell/packed.generated.ts";
import { generated } from "../../../scripts/build/shell.ts";
import { root } from "../../../scripts/setup/paths.ts";

test.each(generated())("npm run build packs the shell files into $file", ({ file, text }) => {
  expect(readFileSync(path.join(root, file), "utf8")).toBe(text);
});

test("HOST_FUNCTIONS stays short, because each new shell reads all of it", () => {
  // Bytes. Release 0.1.0 sent 6605. A longer text needs a reason, and a look at `npm run bench`.
  expect(Buffer.byteLength(HOST_FUNCTIONS)).toBeLessThanOrEqual(LONGEST);
});

const LONGEST = 6605;
