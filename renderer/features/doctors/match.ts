import { fold } from '../../../shared/lib/fold.ts';

export interface Piece {
  readonly text: string;
  readonly found: boolean;
}

/**
 * Cuts a name where the search words stand, so that the page can underline them. Folding changes letters (`ё` to `е`, case)
 * but never their number, so places found in the folded name are places of the name itself; where that does not hold, nothing is marked.
 */
export function markMatch(name: string, query: string): Piece[] {
  const plain: Piece[] = [{ text: name, found: false }];
  const folded = fold(name);
  if (folded.length !== name.length) return plain;
  const marks = new Array<boolean>(name.length).fill(false);
  for (const word of fold(query).split(' ')) {
    const at = word === '' ? -1 : wordStart(folded, word);
    if (at >= 0) marks.fill(true, at, at + word.length);
  }
  return pieces(name, marks);
}

/** The beginning of a word is what people type; a match inside a word comes second. */
function wordStart(text: string, part: string): number {
  if (text.startsWith(part)) return 0;
  const at = Math.max(text.indexOf(` ${part}`), text.indexOf(`-${part}`));
  return at >= 0 ? at + 1 : text.indexOf(part);
}

function pieces(name: string, marks: readonly boolean[]): Piece[] {
  const cut: Piece[] = [];
  for (let index = 0; index < name.length; index += 1) {
    const found = marks[index] === true;
    const last = cut.at(-1);
    const letter = name.charAt(index);
    if (last?.found === found) cut[cut.length - 1] = { text: last.text + letter, found };
    else cut.push({ text: letter, found });
  }
  return cut;
}
