import { expect, it, vi } from 'vitest';
import { openPdf } from '../../../renderer/pdf/openPdf.ts';
import { handmadePdf, pagesOf } from '../../support/handmadePdf.ts';

// The real reader, in this process instead of its worker: what it makes of files that nobody has looked into.

const open = (bytes: Uint8Array) => openPdf(bytes, null);
const faultOf = (bytes: Uint8Array) => open(bytes).then(() => 'opened', (error: unknown) => (error instanceof Error ? `${error.name} ${error.message}` : 'thrown'));

it('L3 a page has its shape and its words', async () => {
  const file = await open(pagesOf({ pages: 2 }));
  expect(file.pages).toBe(2);
  const page = await file.page(2);
  expect(page.ratio).toBeCloseTo(595 / 842, 3);
  expect(await page.text()).toEqual(['Hello paper']);
  file.close();
});

it('L3 what is no PDF, is cut short or empty is refused, and no word of it is in the refusal', async () => {
  const whole = pagesOf();
  const secret = 'Кузнецова';
  const broken = [new TextEncoder().encode(`<html>${secret}</html>`), new TextEncoder().encode(`%PDF-1.7 ${secret}`), whole.slice(0, 40), new Uint8Array(0), new Uint8Array(5_000)];
  for (const bytes of broken) expect(await faultOf(bytes)).toBe('PdfRefused unreadable');
});

it('L3 a file that asks for a password says that it does', async () => {
  const encrypt = `<< /Filter /Standard /V 1 /R 2 /P -4 /O <${'11'.repeat(32)}> /U <${'22'.repeat(32)}> >>`;
  const locked = handmadePdf(
    ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Count 1 /Kids [3 0 R] >>', '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>', encrypt],
    '/Encrypt 4 0 R /ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]',
  );
  expect(await faultOf(locked)).toBe('PdfRefused encrypted');
});

it('L3 a thousand pages are opened as one: only the page asked for is read', async () => {
  const file = await open(pagesOf({ pages: 1_000 }));
  expect(file.pages).toBe(1_000);
  expect(await (await file.page(1_000)).text()).toEqual(['Hello paper']);
  file.close();
});

it('L3 pages of a kilometre, of nothing, and upside down keep a shape that can be shown', async () => {
  for (const box of ['[0 0 14400 2]', '[0 0 2 9000000]', '[0 0 0 0]', '[600 800 0 0]', '[0 0 1e9 1e9]']) {
    const file = await open(pagesOf({ box }));
    const { ratio } = await file.page(1);
    expect(ratio, box).toBeGreaterThanOrEqual(0.25);
    expect(ratio, box).toBeLessThanOrEqual(4);
    file.close();
  }
});

it('L3 scripts, links, files inside and a form are letters on paper: nothing of them runs or is asked for', async () => {
  const fetched = vi.fn();
  vi.stubGlobal('fetch', fetched);
  const file = await open(
    pagesOf({
      catalog: '/OpenAction << /S /JavaScript /JS (globalThis.ran = true) >> /AA << /WC << /S /JavaScript /JS (globalThis.ran = true) >> >> /Names << /EmbeddedFiles << /Names [(a.exe) << /Type /Filespec /F (a.exe) >>] >> >>',
      page: '/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A << /S /URI /URI (https://example.org/) >> >>] /AA << /O << /S /JavaScript /JS (globalThis.ran = true) >> >>',
    }),
  );
  expect(await (await file.page(1)).text()).toEqual(['Hello paper']);
  expect('ran' in globalThis).toBe(false);
  expect(fetched).not.toHaveBeenCalled();
  file.close();
});

const picture = (filter: string, data: string) =>
  handmadePdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Resources << /XObject << /X 4 0 R >> >> /Contents 5 0 R >>',
    `<< /Type /XObject /Subtype /Image /Width 4 /Height 4 /BitsPerComponent 8 /ColorSpace /DeviceGray ${filter} /Length ${data.length} >>\nstream\n${data}\nendstream`,
    '<< /Length 27 >>\nstream\nq 90 0 0 90 5 5 cm /X Do Q  \nendstream',
  ]);

it('L3 a page whose picture cannot be read is not taken for a whole one', async () => {
  const isWhole = async (bytes: Uint8Array) => {
    const file = await open(bytes);
    const whole = await (await file.page(1)).isWhole().catch((error: unknown) => String(error));
    file.close();
    return whole;
  };
  expect(await isWhole(picture('', '0123456789abcdef'))).toBe(true);
  expect(await isWhole(pagesOf())).toBe(true);
  for (const filter of ['/Filter /JPXDecode', '/Filter /JBIG2Decode', '/Filter /DCTDecode']) expect(await isWhole(picture(filter, 'not what the filter says')), filter).not.toBe(true);
});
