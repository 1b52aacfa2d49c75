type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** An object without its undefined members. */
export const defined = <T extends object>(members: T): Defined<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
