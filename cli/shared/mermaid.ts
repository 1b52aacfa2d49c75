/** A text within a label of Mermaid. Mermaid reads `#number;` as the character of that number. */
export const mermaidText = (text: string): string =>
  text.replace(/[#&<>"`;\\]/g, (character) => `#${character.codePointAt(0)};`).replace(/\p{Cc}+/gu, " ");
