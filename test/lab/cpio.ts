// Writes an initramfs archive ("newc" cpio) without a tool of the machine. The kernel unpacks several archives one
// after another: the image's own, then the lab's files of one boot.

export interface CpioEntry {
  readonly path: string;
  readonly mode: number;
  readonly data?: Uint8Array | string;
}

const DIRECTORY = 0o040000;
const REGULAR = 0o100000;

/** Parent directories are added. The result's length is a multiple of 4, because a following archive needs that. */
export function cpio(files: readonly CpioEntry[]): Buffer {
  const chunks: Buffer[] = [];
  const directories = new Set<string>();
  let inode = 1;
  const add = (path: string, mode: number, data: Buffer): void => {
    const name = Buffer.from(`${path}\0`);
    const fields = [inode++, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, name.length, 0];
    const header = Buffer.from(`070701${fields.map((n) => n.toString(16).padStart(8, "0")).join("")}`);
    const head = Buffer.concat([header, name]);
    chunks.push(head, padding(head.length), data, padding(data.length));
  };
  for (const file of files) {
    const parts = file.path.split("/");
    for (let depth = 1; depth < parts.length; depth++) {
      const directory = parts.slice(0, depth).join("/");
      if (directories.has(directory)) continue;
      directories.add(directory);
      add(directory, DIRECTORY | 0o755, Buffer.alloc(0));
    }
    add(file.path, REGULAR | file.mode, Buffer.from(file.data ?? ""));
  }
  add("TRAILER!!!", 0, Buffer.alloc(0));
  return Buffer.concat(chunks);
}

function padding(length: number): Buffer {
  return Buffer.alloc((4 - (length % 4)) % 4);
}
