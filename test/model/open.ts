/**
 * Findings whose mend is not there yet: of the review by their numbers, of field.md A by "A", of the model by "M". Their
 * trials and cases must be seen to fail, and random sequences leave out what they are about. A mend takes its number out.
 */
export const OPEN: ReadonlySet<string> = new Set();
