import type { Operation } from "../model/operation.ts";
import type { Args } from "../schema/declaration.ts";
import { bootFileWords } from "./operation-record.ts";

/** The values of a host that its files contain. */
export interface FileContext {
  readonly machineId: string;
  /** The computed values of the object: a link's `ifindex` and `mtu`, and `macAddress` if it is an Ethernet device. */
  readonly live: Args;
}

/** The content of a file, as the host writes it (./shell/files.sh). */
export function bootFileText(operation: Operation, { machineId, live }: FileContext): string {
  const { tool, count, lines, undoChecks, undo, marker, modules, devices } = bootFileWords(operation);
  const quoted = [spelledOut(lines, undoChecks.split(" ")[0] ?? "", live), undoChecks, undo, marker];
  const words = [...quoted, modules.join(" "), devices].map((text) => `"${text.replaceAll('"', '\\"')}"`);
  return `restore 1 "${machineId}" ${tool} ${count} ${words.join(" ")}\n`;
}

/** The commands with the index, the mtu and the Ethernet address of the device. */
function spelledOut(lines: string, device: string, { ifindex, mtu, macAddress }: Args): string {
  const start = `link add name ${device} `;
  if (!lines.startsWith(start)) return lines;
  // A bridge has the mtu and the address of its ports, unless the program declares them
  if (/^[^\n]* type bridge[ \n]/.test(lines))
    return `${start}index ${String(ifindex)} ${lines.slice(start.length)}`;
  const rest = lines.slice(start.length).replace(/^mtu \S+ /, "");
  const address = typeof macAddress === "string" ? `address ${macAddress} ` : "";
  return `${start}index ${String(ifindex)} ${address}mtu ${String(mtu)} ${rest}`;
}

/** The checksum of a text as `cksum` prints it: "CHECKSUM BYTES". (POSIX, cksum) */
export function checksum(text: string): string {
  const bytes = Buffer.from(text);
  const lengthBytes: number[] = [];
  for (let rest = bytes.length; rest > 0; rest = Math.floor(rest / 256)) lengthBytes.push(rest % 256);
  let crc = 0;
  const add = (byte: number) => {
    crc = ((crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  };
  bytes.forEach(add);
  lengthBytes.forEach(add);
  return `${~crc >>> 0} ${bytes.length}`;
}

const CRC_TABLE = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000_0000 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  return crc >>> 0;
});
