import { device, type Seen } from "./look.ts";

/** The directory of the markers in the keys of a reading. */
export const MARKERS = "file /run/pulumi-iproute2/";

/** Whether a key is that of an object without a place for an owner. Its resource has a marker on the host. */
export const isMarked = (key: string) => /^(policy|neighbor|port|state) /.test(key);

/** Whether a key is that of a qdisc or a filter. */
export const isTc = (key: string) => /^(qdisc|filter) /.test(key);

/**
 * The text in the name of the marker of an object that an operator can replace by an equal one. The kernel shows no
 * difference between the two, so the object belongs to the owner in the marker. (docs/architecture.md)
 */
function replaceableMarker(key: string): string | undefined {
  const [kind, one = "", other = "", spi = ""] = key.split(" ");
  switch (kind) {
    case "port":
      return `/fou:${one}:${other}:`;
    case "state":
      return `/xfrm-state:${other}:${one}:${spi}:`;
    case "qdisc":
      return `/clsact.${other} `;
    default:
      return undefined;
  }
}

/** Whether an object is gone, and its marker is not. */
export function isMarkerLeft({ objects }: Seen, key: string): boolean {
  const marker = replaceableMarker(key);
  return (
    marker !== undefined &&
    [...objects.keys()].some((one) => one.startsWith(MARKERS) && `${one} `.includes(marker))
  );
}

/** Whether a device is gone, new, or another one of the same name. */
export const isReplaced = (name: string, before: Seen, after: Seen): boolean =>
  device(before, name)?.ifindex !== device(after, name)?.ifindex;
