/** Whether a network namespace can have this name. It must be a file name in /run/netns and one word of a command. */
export function isNetnsName(name: string): boolean {
  return /^[A-Za-z0-9_.-]{1,255}$/.test(name) && !/^(-|\.{1,2}$)/.test(name);
}
