// The pcap file format, as far as tcpdump writes it here (little-endian, microseconds).

export interface Frame {
  /** Seconds since 1970. */
  readonly time: number;
  readonly bytes: Buffer;
}

export const LINKTYPE_ETHERNET = 1;
/** Packets that begin with an IPv4 or IPv6 header. */
export const LINKTYPE_RAW = 101;

/** Reads the file from pieces of any size. */
export class PcapReader {
  linkType: number | undefined;
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that this piece completes. */
  push(chunk: Buffer): Frame[] {
    let data = Buffer.concat([this.#rest, chunk]);
    if (this.linkType === undefined && data.length >= 24) {
      if (data.readUInt32LE(0) !== 0xa1b2c3d4) throw new Error("tcpdump wrote something else than pcap");
      this.linkType = data.readUInt32LE(20);
      data = data.subarray(24);
    }
    const frames: Frame[] = [];
    while (this.linkType !== undefined && data.length >= 16) {
      const length = data.readUInt32LE(8);
      if (data.length < 16 + length) break;
      const time = data.readUInt32LE(0) + data.readUInt32LE(4) / 1e6;
      frames.push({ time, bytes: data.subarray(16, 16 + length) });
      data = data.subarray(16 + length);
    }
    this.#rest = data;
    return frames;
  }
}

export function pcapFile(frames: readonly Frame[], linkType: number): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262144, 16);
  header.writeUInt32LE(linkType, 20);
  const records = frames.flatMap(({ time, bytes }) => {
    const record = Buffer.alloc(16);
    record.writeUInt32LE(Math.floor(time), 0);
    record.writeUInt32LE(Math.floor((time % 1) * 1e6), 4);
    record.writeUInt32LE(bytes.length, 8);
    record.writeUInt32LE(bytes.length, 12);
    return [record, bytes];
  });
  return Buffer.concat([header, ...records]);
}
