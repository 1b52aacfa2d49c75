import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** The version in package.json, which is in a directory above this file: two above the source, three above dist/. */
export function packageVersion(): string {
  let directory = __dirname;
  while (!existsSync(path.join(directory, "package.json"))) directory = path.dirname(directory);
  const { version } = JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8")) as {
    version: string;
  };
  return version;
}
