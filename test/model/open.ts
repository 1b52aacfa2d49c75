/**
 * Findings of the review (and of field.md, A; M: of the model) whose mend is not there yet: their trials are expected to fail. A mend takes
 * its number out, and from then on they must hold.
 */
export const OPEN: ReadonlySet<string> = new Set([
  ...["1a Forwarding", "2", "3 parents", "5", "6", "7", "9", "10", "11", "12", "15", "16", "19", "20", "21"],
  ...["A8", "M1", "M2", "M3", "M4"],
]);
