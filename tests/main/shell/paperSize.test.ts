import { describe, expect, it } from 'vitest';
import { isPageFailed, readPaperSize } from '../../../main/shell/paperSize.ts';

describe('size of the paper', () => {
  it('K5 a receipt is as long as its page says, and a little longer so that no second page begins', () => {
    expect(readPaperSize('print-ready:184.2', '80mm')).toEqual({ widthMm: 80, heightMm: 186 });
    expect(readPaperSize('print-ready:5', '80mm')).toEqual({ widthMm: 80, heightMm: 30 });
  });

  it('K5 A4 is A4 whatever the page says', () => {
    for (const title of ['print-ready', 'print-ready:1', 'print-ready:9999']) expect(readPaperSize(title, 'a4')).toEqual({ widthMm: 210, heightMm: 297 });
  });

  it('K5 only a page that says it failed has failed', () => {
    expect(isPageFailed('print-failed:not_found')).toBe(true);
    for (const title of ['', 'print', 'print-ready:1', 'Print-failed:x', ' print-failed:x']) expect(isPageFailed(title)).toBe(false);
  });

  const wrong = ['', 'print', 'print-ready', 'print-ready:', 'print-ready:-1', 'print-ready:1e9', 'print-ready:601', 'print-ready:99999', 'print-ready:NaN', 'print-ready:1 ', ' print-ready:1', 'print-ready:1\n', 'print-ready:0x10', 'Print-Ready:100', 'print-ready:100 мм'];
  it.each(wrong)('X10 %j prints no receipt', (title) => {
    expect(readPaperSize(title, '80mm')).toBeNull();
  });
});
