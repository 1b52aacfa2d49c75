import { gzipSync } from "node:zlib";
import {
  allNames,
  dumpFile,
  dumpNames,
  FRAMED_SHELL,
  HOST_FUNCTIONS,
  PING,
  packed,
  readShell,
  WATCH_FUNCTIONS,
} from "./shell.ts";

/** Prints the bytes of each text that a shell reads: as written, as it is sent, and as SSH compression would send it. */
export function reportShellSizes(): void {
  const names = allNames();
  const parts: Readonly<Record<string, readonly string[]>> = {
    "framed shell, once a shell": FRAMED_SHELL,
    "host functions, once a shell": HOST_FUNCTIONS,
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
