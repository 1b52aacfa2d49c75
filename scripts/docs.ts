/** `npm run docs`: writes the pages that are made from the schema and the SDK's doc comments. */
import { glob, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { componentsDir, kindsDir, pages } from "./docs/pages.ts";
import { root } from "./setup/paths.ts";

const made = await pages();
for (const dir of [kindsDir, componentsDir]) {
  await mkdir(path.join(root, dir), { recursive: true });
  for await (const old of glob(`${dir}/*.md`, { cwd: root })) {
    if (!made.has(old)) await rm(path.join(root, old));
  }
}
for (const [file, text] of made) await writeFile(path.join(root, file), text);
console.log(`${made.size} pages in docs/`);
