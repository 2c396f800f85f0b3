import { fold, inOtherLayout } from './fold.ts';

/** No name or title is longer; a longer text is a stuck key or a paste, and finds nothing instead of costing time. */
const longestText = 200;

/**
 * Folded words of a text. Everything but letters and digits only separates, so quotes, `%` and emoji mean nothing.
 * `В12` typed in Cyrillic and `B12` in Latin are one word: codes of services are Latin, keyboards are not.
 */
export function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.replace(/^а(?=\d)/, 'a').replace(/^в(?=\d)/, 'b'));
}

/** What a row is found by: its words, each after a space, so that ` смир` is the beginning of one. */
export function searchable(...texts: readonly (string | null)[]): string {
  return ` ${wordsOf(texts.filter((text) => text !== null).join(' ')).join(' ')}`;
}

function findAll<Row>(text: string, rows: readonly Row[], of: (row: Row) => string): Row[] {
  const words = [...new Set(wordsOf(text))];
  if (words.length === 0) return [];
  return rows.filter((row) => words.every((word) => of(row).includes(` ${word}`)));
}

export interface Found<Row> {
  readonly rows: readonly Row[];
  /** The text that found them when the typed one found nobody: the same keys in the other layout. */
  readonly correctedText: string | null;
}

/** Rows in which every typed word begins some word, in any order. An empty text finds all. */
export function searchByWords<Row>(text: string, rows: readonly Row[], of: (row: Row) => string): Found<Row> {
  if (text.trim() === '') return { rows, correctedText: null };
  if (text.length > longestText) return { rows: [], correctedText: null };
  const found = findAll(text, rows, of);
  if (found.length > 0) return { rows: found, correctedText: null };
  const corrected = inOtherLayout(text)?.trim() ?? '';
  const foundCorrected = findAll(corrected, rows, of);
  return foundCorrected.length === 0 ? { rows: [], correctedText: null } : { rows: foundCorrected, correctedText: corrected };
}
