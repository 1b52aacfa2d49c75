/**
 * The findings that are not fixed yet. The name of a finding is a number. It begins with "A" if a user found it, and
 * with "M" if the model found it. The trials and cases of an open finding must fail, and random sequences leave out its
 * subject. The commit that fixes a finding removes it from this list.
 */
export const OPEN: ReadonlySet<string> = new Set();
