/** Settings of systemd-networkd for routes, rules and nexthops that it did not make. */
export interface ForeignSettings {
  readonly routes: boolean;
  readonly rules: boolean;
}

/** The directories of its configuration. Those on the left win. */
const DIRECTORIES = ["/etc/", "/run/", "/usr/local/lib/", "/usr/lib/"];
const isYes = (value: string) => /^(?:1|yes|y|true|t|on)$/i.test(value);

interface Line {
  readonly file: string;
  readonly setting: string;
  readonly value: string;
}

/**
 * Reads lines `FILE:SETTING=VALUE`. The main file comes first, then the drop-ins in the order of their names. The last
 * value holds. A file hides one of the same name in a directory further right. (systemd: networkd.conf(5))
 */
export function readForeignSettings(lines: readonly string[]): ForeignSettings {
  const all = lines.flatMap((line): Line[] => {
    const [, file, setting, value] = /^([^:]+):\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (file === undefined || setting === undefined || value === undefined) return [];
    return [{ file, setting: setting.toLowerCase(), value }];
  });
  const places = new Map<string, string>();
  for (const { file } of all) {
    const known = places.get(nameOf(file));
    if (known === undefined || rankOf(file) < rankOf(known)) places.set(nameOf(file), file);
  }
  const valid = all
    .filter(({ file }) => places.get(nameOf(file)) === file)
    .toSorted((one, other) => (orderOf(one.file) < orderOf(other.file) ? -1 : 1));
  const last = (setting: string) => valid.findLast((line) => line.setting === setting)?.value;
  const holds = (setting: string) => isYes(last(setting) ?? "yes");
  return { routes: holds("manageforeignroutes"), rules: holds("manageforeignroutingpolicyrules") };
}

const nameOf = (file: string) => file.slice(file.lastIndexOf("/") + 1);
const rankOf = (file: string) => DIRECTORIES.findIndex((one) => file.startsWith(one));
/** The main file has no directory of drop-ins in its path, so it is first. */
const orderOf = (file: string) => (file.includes(".conf.d/") ? `1${nameOf(file)}` : "0");
