import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { touch } from '../../support/hands.ts';
import { arrive, confirm, walkToConfirm } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';

// What a field may remember, suggest or send to the system's own keyboard: nothing.

interface Field {
  readonly type: string;
  readonly autocomplete: string;
  readonly spellcheck: boolean;
  readonly autocapitalize: string;
  readonly autocorrect: string | null;
  readonly mode: string;
  readonly list: string | null;
}

const fieldsOf = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('input, textarea, [contenteditable]')]
      .filter((element) => !(element instanceof HTMLInputElement && ['radio', 'checkbox'].includes(element.type)))
      .map((element): Field => {
        const field = element as HTMLInputElement;
        return {
          type: field.type,
          autocomplete: field.autocomplete,
          spellcheck: field.spellcheck,
          autocapitalize: field.autocapitalize,
          autocorrect: field.getAttribute('autocorrect'),
          mode: field.inputMode,
          list: field.getAttribute('list'),
        };
      }),
  );

/** No completion, no spelling, no capitals or corrections of the system's own, and on a kiosk no keyboard but ours. */
const silent = { autocomplete: 'off', spellcheck: false, autocapitalize: 'none', autocorrect: 'off', list: null };

test.describe('fields of a kiosk', () => {
  const kiosk = oneKiosk();

  test('H32 K3 no field on the whole way completes, corrects, suggests or calls the keyboard of the system', async () => {
    const { kabinet, nextAccount } = kiosk();
    const { page } = kabinet;
    const hand = touch(page);
    const account = nextAccount();
    const seen: [string, Field][] = [];
    const look = async (screen: string) => {
      for (const field of await fieldsOf(page)) seen.push([screen, field]);
    };
    await walkToConfirm(page, hand, account, look);
    await confirm(page, hand);
    await arrive(page, 'Вы записаны');
    await look('slip');
    expect(new Set(seen.map(([screen, { type }]) => `${screen} ${type}`))).toEqual(new Set(['doctors search', 'doctors-found search', 'sign-in text', 'sign-in password']));
    for (const [screen, field] of seen) expect([screen, field]).toEqual([screen, { ...silent, type: field.type, mode: 'none' }]);
  });

  test('H32 nothing that was typed and no dictionary is in the folder of the device', async () => {
    const { kabinet, clinic } = kiosk();
    const [account] = clinic.accounts;
    if (!account) throw new Error('the demo has no accounts');
    const files = (await readdir(kabinet.userDataDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(2);
    // «Shared Dictionary» is Chromium's word for a way of packing transfers.
    expect(files.filter((file) => /\/dictionaries\/|custom dictionary|\.bdic|login data|web data|autofill|affiliation/i.test(file))).toEqual([]);
    const typed = [account.password, account.login, 'смирнова'].flatMap((text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')]);
    const holders: string[] = [];
    for (const file of files) {
      const bytes = await readFile(file).catch(() => Buffer.alloc(0));
      if (typed.some((text) => bytes.includes(text))) holders.push(file);
    }
    expect(holders).toEqual([]);
  });

  test('H32 every field of the component gallery is silent too', async () => {
    const { kabinet } = kiosk();
    const page = await kabinet.currentPage();
    await kabinet.app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.isVisible());
      return window?.loadURL('kabinet://app/gallery.html').catch(() => undefined);
    });
    await expect.poll(() => page.url()).toBe('kabinet://app/gallery.html');
    await expect.poll(async () => (await fieldsOf(page)).length).toBeGreaterThanOrEqual(3);
    for (const field of await fieldsOf(page)) expect(field).toMatchObject(silent);
    await page.getByText('Стойка', { exact: true }).click();
    await expect.poll(() => page.locator('main.gallery').getAttribute('data-look')).toBe('desk normal');
    for (const field of await fieldsOf(page)) expect(field).toMatchObject(silent);
  });
});
