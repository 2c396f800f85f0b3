/** PDF files written by hand, for what no maker of documents would write: every object in a line, the table of offsets right. */
export function handmadePdf(objects: readonly string[], trailer = ''): Uint8Array {
  let text = '%PDF-1.7\n';
  const offsets: number[] = [];
  objects.forEach((object, index) => {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const end = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Uint8Array.from(text + end, (letter) => letter.charCodeAt(0));
}

const stream = (content: string) => `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;

interface Made {
  readonly pages?: number;
  readonly box?: string;
  readonly content?: string;
  /** More of the catalog, and of every page: an action, a link, a file inside. */
  readonly catalog?: string;
  readonly page?: string;
}

/** Pages of one content; objects 1 to 4 are the catalog, the pages, the font and the content. */
export function pagesOf({ pages = 1, box = '[0 0 595 842]', content = 'BT /F1 24 Tf 60 760 Td (Hello paper) Tj ET 0 0 200 200 re f', catalog = '', page = '' }: Made = {}): Uint8Array {
  const kids = Array.from({ length: pages }, (_, index) => `${index + 5} 0 R`).join(' ');
  return handmadePdf([
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    `<< /Type /Pages /Count ${pages} /Kids [${kids}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    stream(content),
    ...Array.from({ length: pages }, () => `<< /Type /Page /Parent 2 0 R /MediaBox ${box} /Resources << /Font << /F1 3 0 R >> >> /Contents 4 0 R ${page} >>`),
  ]);
}
