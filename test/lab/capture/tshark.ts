// Decodes frames into layers. It uses PDML, because no other format of tshark keeps the order of layers when a
// protocol occurs twice (IP in IP).
import { spawn } from "node:child_process";
import { needTools } from "../tools.ts";
import { type Frame, pcapFile } from "./pcap.ts";

export interface Layer {
  /** tshark's name of the protocol: eth, ip, ipv6, udp, gre, erspan, geneve, vxlan, esp, icmp, icmpv6 … */
  readonly name: string;
  /** tshark's fields by their names, with their shown values, in order. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

/** Protocols on ports that are not their own: `{ 5000: "geneve" }`. */
export type UdpPorts = Readonly<Record<number, string>>;

/** An IPsec state whose packets tshark decrypts. Algorithms by tshark's names, keys as 0x…. */
export interface EspKey {
  readonly source: string;
  readonly destination: string;
  readonly spi: number;
  readonly encryption: string;
  readonly key: string;
  /** Default: the authentication that `encryption` includes. */
  readonly authentication?: string;
  readonly authenticationKey?: string;
}

/** One list of layers per frame. */
export async function dissect(
  frames: readonly Frame[],
  linkType: number,
  ports: UdpPorts,
  keys: readonly EspKey[] = [],
): Promise<Layer[][]> {
  if (frames.length === 0) return [];
  needTools(["tshark"]);
  const decodeAs = Object.entries(ports).flatMap(([port, name]) => ["-d", `udp.port==${port},${name}`]);
  const preferences = ["ip.check_checksum:TRUE", "udp.check_checksum:TRUE", "ip.defragment:FALSE"];
  if (keys.length > 0) preferences.push("esp.enable_encryption_decode:TRUE", ...keys.map(association));
  const options = preferences.flatMap((preference) => ["-o", preference]);
  const disabled = (await otherUdpProtocols(Object.values(ports))).flatMap((name) => [
    "--disable-protocol",
    name,
  ]);
  const pdml = await filter(
    ["tshark", "-n", "-r", "-", "-T", "pdml", ...options, ...decodeAs, ...disabled],
    pcapFile(frames, linkType),
  );
  const packets = parsePdml(pdml);
  if (packets.length !== frames.length)
    throw new Error(`tshark read ${packets.length} of ${frames.length} frames`);
  return packets;
}

const TUNNELS_IN_UDP = ["geneve", "gre", "udpencap", "vxlan"];
let decodes: Promise<string> | undefined;

/**
 * Other protocols that tshark recognises by a UDP port. tshark checks the lower of a packet's two ports first, and
 * the kernel uses any port from 1 to 65535 as Geneve's source (geneve_xmit_skb), so tshark sometimes reads a packet
 * as RoCE or DNS.
 */
async function otherUdpProtocols(wanted: readonly string[]): Promise<string[]> {
  decodes ??= filter(["tshark", "-G", "decodes"], Buffer.alloc(0));
  const rows = (await decodes).split("\n").map((line) => line.split("\t"));
  const names = rows.flatMap(([table, , name = ""]) => (table === "udp.port" ? [name] : []));
  return [...new Set(names)].filter((name) => ![...TUNNELS_IN_UDP, ...wanted].includes(name));
}

/** A line of tshark's table of IPsec states, as a preference. */
function association({ source, destination, spi, encryption, key, ...rest }: EspKey): string {
  const { authentication = "NULL", authenticationKey = "" } = rest;
  const family = source.includes(":") ? "IPv6" : "IPv4";
  const number = `0x${spi.toString(16).padStart(8, "0")}`;
  const words = [family, source, destination, number, encryption, key, authentication, authenticationKey];
  return `uat:esp_sa:${[...words, "32-bit"].map((word) => `"${word}"`).join(",")}`;
}

/** Layers of tshark that are no protocols. */
const PSEUDO = new Set(["geninfo", "frame", "fake-field-wrapper", "_ws.malformed", "_ws.short"]);

export function parsePdml(text: string): Layer[][] {
  const packets: Layer[][] = [];
  let fields: Record<string, string[]> | undefined;
  for (const [, close, tag, attributes = "", selfClosing] of text.matchAll(
    /<(\/?)(packet|proto|field)\b((?:\s+\w+="[^"]*")*)\s*(\/?)>/g,
  )) {
    if (close === "/") {
      if (tag === "proto") fields = undefined;
      continue;
    }
    const value = (name: string): string =>
      unescapeXml(new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1] ?? "");
    if (tag === "packet") {
      packets.push([]);
    } else if (tag === "proto") {
      const name = value("name");
      // The layer "frame" also has fields. They are collected and then dropped.
      fields = {};
      if (!PSEUDO.has(name)) packets.at(-1)?.push({ name, fields });
      if (selfClosing === "/") fields = undefined;
    } else if (fields !== undefined) {
      const name = value("name");
      if (name === "") continue;
      // The shown text of a payload can be shortened or decoded. Its bytes are in "value".
      const shown = name.endsWith(".payload") || name === "data.data" ? value("value") : value("show");
      fields[name] ??= [];
      fields[name].push(shown);
    }
  }
  return packets;
}

function unescapeXml(text: string): string {
  const named: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replaceAll(/&(lt|gt|quot|apos|amp|#x?[0-9a-fA-F]+);/g, (whole, name: string) => {
    if (!name.startsWith("#")) return named[name] ?? whole;
    return String.fromCodePoint(name[1] === "x" ? parseInt(name.slice(2), 16) : Number(name.slice(1)));
  });
}

function filter(command: readonly string[], input: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    // tshark refuses to read Node's pipes, which are sockets. A shell's pipe connects both.
    const child = spawn("sh", ["-c", 'cat | "$@"', "sh", ...command], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (data: Buffer) => out.push(data));
    child.stderr.on("data", (data: Buffer) => err.push(data));
    child.stdin.on("error", () => undefined);
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString());
      else reject(new Error(`${command[0]} ended with ${code}: ${Buffer.concat(err)}`));
    });
    child.stdin.end(input);
  });
}
