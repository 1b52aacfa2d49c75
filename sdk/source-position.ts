import path from "node:path";

type PrepareStackTrace = NonNullable<ErrorConstructor["prepareStackTrace"]>;

/**
 * The directory of this file, as stack traces name it. A CommonJS module has `__dirname` and an ES module has
 * `import.meta`, and this file is loaded as both.
 */
function ownDirectory(): string {
  const before = Error.prepareStackTrace;
  Error.prepareStackTrace = (_error, [here]) => here?.getFileName();
  const file = String(new Error("to read its first frame").stack);
  Error.prepareStackTrace = before;
  return path.dirname(file);
}

const OWN = `${ownDirectory()}/`;

/** Whether a frame is in this package's classes. */
const isOwn = (frame: NodeJS.CallSite): boolean => frame.getFileName()?.startsWith(OWN) === true;

const PULUMI = path.join("node_modules", "@pulumi", "pulumi");
const isPulumis = (frame: NodeJS.CallSite): boolean => frame.getFileName()?.includes(PULUMI) === true;

/**
 * Hides the frames of this package and of Pulumi from stack traces, until the returned function is called.
 *
 * Pulumi records the stack trace of each declaration in the state. It expects that one class of a package calls its
 * own base class, and here there are three to six calls between them. So the recorded position would be a line of this
 * package in place of the program's. The frames would also be a tenth of a link's state, which the engine writes at each
 * step.
 */
export function hideOwnFrames(): () => void {
  const before = Error.prepareStackTrace;
  const format = before ?? ((error, frames) => [error, ...frames].map(String).join("\n    at "));
  const withoutOwn: PrepareStackTrace = (error, frames) => {
    // Pulumi skips a fixed number of frames, of which the base class of this package is the last
    const base = frames.findIndex(isOwn);
    return format(
      error,
      frames.filter((frame, index) => index <= base || !(isOwn(frame) || isPulumis(frame))),
    );
  };
  Error.prepareStackTrace = withoutOwn;
  return () => {
    if (Error.prepareStackTrace === withoutOwn) Error.prepareStackTrace = before;
  };
}
