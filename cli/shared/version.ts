/** The version of this package. A test compares it with package.json, whose path differs in the sources and in dist/. */
export const VERSION = "0.1.0";
