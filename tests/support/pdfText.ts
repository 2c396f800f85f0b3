import { inflateSync } from 'node:zlib';

interface PdfObject {
  readonly head: string;
  readonly stream: string | null;
}

function objectsOf(pdf: Buffer): Map<string, PdfObject> {
  const text = pdf.toString('latin1');
  return new Map(
    [...text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, id = '', body = '']) => {
      const [head = '', raw] = body.split(/stream\n/);
      const bytes = raw === undefined ? null : Buffer.from(raw.replace(/\nend$/, ''), 'latin1');
      const stream = bytes === null ? null : head.includes('/FlateDecode') ? inflateSync(bytes).toString('latin1') : bytes.toString('latin1');
      return [id, { head, stream }];
    }),
  );
}

/** Letters behind the glyph numbers of a font, by its own table: what a reader copies out or searches. */
function lettersOf(map: string): string[] {
  const letters: string[] = [];
  for (const [, from = '', list = ''] of map.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g))
    for (const [index, [, code = '']] of [...list.matchAll(/<([0-9a-f]+)>/g)].entries())
      letters[Number.parseInt(from, 16) + index] = String.fromCodePoint(...(code.match(/.{4}/g) ?? []).map((part) => Number.parseInt(part, 16)));
  return letters;
}

/** The words of a PDF in the order they are written, one space between. */
export function pdfText(pdf: Buffer): string {
  const objects = objectsOf(pdf);
  const fonts = new Map<string, string[]>();
  for (const { head } of objects.values())
    for (const [, name = '', id = ''] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id)?.head ?? '')?.[1] ?? '';
      fonts.set(name, lettersOf(objects.get(table)?.stream ?? ''));
    }
  const pages = [...objects.values()].flatMap(({ stream }) => (stream?.includes(' TJ') ? [stream] : []));
  const words = pages.flatMap((page) =>
    [...page.matchAll(/\/(F\d+) [\d.]+ Tf\n\[([^\]]*)\] TJ/g)].map(([, font = '', shown = '']) =>
      [...shown.matchAll(/<([0-9a-f]+)>/g)].map(([, hex = '']) => (hex.match(/.{4}/g) ?? []).map((code) => fonts.get(font)?.[Number.parseInt(code, 16)] ?? '�').join('')).join(''),
    ),
  );
  return words.join(' ').replace(/\s+/g, ' ');
}
