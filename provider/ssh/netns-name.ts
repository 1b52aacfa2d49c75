/** Whether a network namespace can have this name: it is a file in /run/netns, and here a word of a command. */
export function isNetnsName(name: string): boolean {
  return /^[A-Za-z0-9_.-]{1,255}$/.test(name) && !/^(-|\.{1,2}$)/.test(name);
}
