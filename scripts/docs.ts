/** `npm run docs`: the pages that are made from the schema and the SDK's doc comments. */
import { glob, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { kindsDir, pages } from "./docs/pages.ts";
import { root } from "./setup/paths.ts";

const made = await pages();
await mkdir(path.join(root, kindsDir), { recursive: true });
for await (const old of glob(`${kindsDir}/*.md`, { cwd: root })) {
  if (!made.has(old)) await rm(path.join(root, old));
}
for (const [file, text] of made) await writeFile(path.join(root, file), text);
console.log(`${made.size} pages in docs/`);
