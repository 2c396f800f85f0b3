export interface TextPiece {
  readonly text: string;
  /** Of its base line, upwards. */
  readonly y: number;
  readonly height: number;
  readonly endsLine: boolean;
}

/** A gap larger than that between two lines begins a paragraph, in heights of a letter. */
const paragraphGap = 1.9;
const mostLetters = 20_000;

/** Pieces of text as they stand on a page, put together into what is read out: lines of one paragraph are one text. */
export function paragraphsOf(pieces: readonly TextPiece[]): string[] {
  const paragraphs: string[] = [];
  let line = '';
  let [lastY, lastHeight] = [Number.NaN, 0];
  let letters = 0;

  function endLine(y: number, height: number): void {
    const text = line.replace(/\s+/g, ' ').trim();
    line = '';
    if (text === '') return;
    const gap = Math.abs(lastY - y);
    const before = paragraphs.at(-1);
    if (before === undefined || !(gap < Math.max(lastHeight, height) * paragraphGap)) paragraphs.push(text);
    // A word that was divided at the end of a line is one word.
    else paragraphs[paragraphs.length - 1] = /[\p{Ll}]-$/u.test(before) && /^\p{Ll}/u.test(text) ? before.slice(0, -1) + text : `${before} ${text}`;
    [lastY, lastHeight] = [y, height];
  }

  for (const { text, y, height, endsLine } of pieces) {
    if (letters > mostLetters) break;
    letters += text.length;
    line += text;
    if (endsLine) endLine(y, height);
  }
  endLine(lastY, lastHeight);
  return paragraphs;
}
