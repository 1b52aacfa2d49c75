import { gzipSync } from "node:zlib";
import {
  allNames,
  BOOT,
  dumpFile,
  dumpNames,
  FILE_FUNCTIONS,
  FRAMED_SHELL,
  HOST_FUNCTIONS,
  PING,
  packed,
  readShell,
  WATCH_FUNCTIONS,
} from "./shell.ts";

/** Prints the size of each text for a shell in bytes: the source, the packed text, and the packed text compressed. */
export function reportShellSizes(): void {
  const names = allNames();
  const parts: Readonly<Record<string, readonly string[]>> = {
    "framed shell, once a shell": FRAMED_SHELL,
    "host functions, once a shell": HOST_FUNCTIONS,
    "files, once a shell that may need them": FILE_FUNCTIONS,
    "the script for a reboot, once a host": BOOT,
    "all dumps": [...WATCH_FUNCTIONS, ...dumpNames().map(dumpFile)],
    pings: PING,
  };
  const rows = Object.entries(parts).map(([part, files]) => {
    const original = readShell(files);
    const sent = packed(original, names);
    const [written, bytes, gzip] = [original, sent, gzipSync(sent)].map((one) => Buffer.byteLength(one));
    return [part, { written, sent: bytes, gzip }] as const;
  });
  console.table(Object.fromEntries(rows));
}
