import { expect, test, type Page } from '@playwright/test';
import { whenReady } from '../../support/bridge.ts';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { touch } from '../../support/hands.ts';
import { patientNamed, poisonClinic, renamePatient, type Poisoned } from '../../support/hostileClinic.ts';
import { hostileTexts } from '../../support/hostileTexts.ts';
import { arrive, confirm, openVisits, printSlip, walkToConfirm, type Look } from '../../support/kioskWay.ts';
import { axeFindings, watchPage } from '../../support/watchPage.ts';

// A clinic whose every text is a program: doctors, offices, services, prices, notices and the patient. Every screen of the way is walked.

let clinic: DemoClinic;
let kabinet: Kabinet;
let poison: Poisoned;
const family = '<img src=x onerror=xss(9000)>{{time}}';
const given = ["Анна'\"><script>xss(9002)</script>", '$t(shell.leave)'];

function account(): DemoClinic['accounts'][number] {
  const [first] = clinic.accounts;
  if (!first) throw new Error('the demo has no account');
  return first;
}

test.beforeAll(async () => {
  test.setTimeout(180_000);
  clinic = await startDemo({ idle: 600 });
  poison = await poisonClinic(clinic);
  await renamePatient(clinic, await patientNamed(clinic, account().name), { family, given }, '<svg onload=xss(9001)>');
  kabinet = await launchKabinet({ server: clinic.server, enrol: clinic.enrol.kiosk });
  await whenReady(kabinet.page);
});

test.afterAll(async () => {
  await kabinet.close();
  await clinic.stop();
});

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

/** As a person reads it: screens join words with spaces that do not break, and lines wherever they like. */
const plain = (text: string): string => text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();

/** What has no business in a page of ours: handlers, addresses that are programs, elements that load or hold foreign things. */
const foreignParts = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('body, body *')].flatMap((element) => {
      const tag = element.localName;
      const attributes = [...element.attributes].filter(({ name, value }) => /^on/i.test(name) || /^\s*(javascript|data|vbscript):/i.test(value)).map(({ name }) => `${tag}[${name}]`);
      const isForeign = ['iframe', 'object', 'embed', 'base', 'meta', 'style', 'link', 'template', 'form', 'math', 'marquee', 'video', 'audio', 'details', 'noscript'].includes(tag) || tag.includes(':') || (tag === 'script' && !(element as HTMLScriptElement).src.startsWith('kabinet://app/'));
      return isForeign ? [...attributes, tag] : attributes;
    }),
  );

test('H5 two hundred and seventy hostile texts on every screen and on paper: shown to the letter, none runs, no report, no error', async () => {
  test.setTimeout(300_000);
  expect(hostileTexts.length).toBeGreaterThanOrEqual(200);
  const { page } = kabinet;
  await page.addInitScript(() => {
    const ran: number[] = [];
    Object.assign(window, { ran, xss: (which: number) => ran.push(which) });
  });
  // Windows for paper live for a moment only: what they complain of is heard in main.
  await kabinet.app.evaluate(({ app }) => {
    const papers: string[] = [];
    Object.assign(globalThis, { papers });
    app.on('web-contents-created', (_event, contents) => {
      contents.on('console-message', (_message, level, text) => level >= 2 && contents.getURL().includes('print.html') && papers.push(text.slice(0, 200)));
      contents.on('did-finish-load', () => contents.getURL().includes('print.html') && papers.push('loaded'));
    });
  });
  const watch = await watchPage(page);
  const read = new Set<string>();
  let all = '';
  const look: Look = async (screen) => {
    expect.soft(await page.evaluate(() => Reflect.get(window, 'ran') as number[]), screen).toEqual([]);
    expect.soft(await foreignParts(page), screen).toEqual([]);
    all += ` ${plain(await page.locator('body').innerText())}`;
    if (['home', 'doctors', 'prices', 'time', 'confirm', 'slip', 'visits', 'visit'].includes(screen) && !read.has(screen)) expect.soft(await axeFindings(page), screen).toEqual([]);
    read.add(screen);
  };
  /** Through a list to its end, looking at every page. */
  const pageThrough = async (screen: string): Promise<void> => {
    const where = page.locator('.pager .num');
    for (let turned = 0; turned < 60; turned += 1) {
      // A list may still show its last page when its number has changed already.
      let seen = '';
      await expect(async () => {
        const earlier = seen;
        seen = await page.getByRole('main').innerText();
        expect(seen).toBe(earlier);
      }).toPass({ intervals: [150], timeout: 10_000 });
      await look(screen);
      const before = await where.innerText();
      const down = button(page, 'Ниже');
      if ((await down.getAttribute('aria-disabled')) === 'true' || (await down.isDisabled())) return;
      await down.click();
      await expect(where).not.toHaveText(before);
    }
  };

  await arrive(page, 'Что вы хотите сделать?');
  for (const _notice of poison.texts['Communication'] ?? []) {
    await look('home');
    await page.locator('.home__news button').click();
  }
  await button(page, /^Услуги и цены/).click();
  await arrive(page, /./);
  await expect(page.getByRole('listitem').nth(3)).toBeVisible();
  await pageThrough('prices');
  await button(page, 'Назад').click();
  await button(page, /^Записаться к врачу/).click();
  await arrive(page, 'К какому врачу?');
  await expect(page.locator('.pager .num')).toBeVisible();
  await pageThrough('doctors');
  await button(page, 'Назад').click();

  const hand = touch(page);
  await walkToConfirm(page, hand, account(), look);
  await confirm(page, hand);
  await arrive(page, 'Вы записаны');
  await look('slip');
  await printSlip(page, hand, 'Талон', look);
  await printSlip(page, hand, 'Лист А4', look);
  await openVisits(page, hand, look);
  await page.locator('.rows button, .row button, main li button').first().click();
  await arrive(page, 'Запись к врачу');
  await look('visit');
  expect(await watch.complaints()).toEqual([]);
  expect(await kabinet.app.evaluate(() => Reflect.get(globalThis, 'papers') as string[])).toEqual(['loaded', 'loaded']);

  // Every price, doctor and notice was on some page, so every text of theirs must have been there to the letter.
  const shown = ['Communication', 'ActivityDefinition', 'Practitioner'].flatMap((type) => poison.texts[type] ?? []);
  const missing = shown.filter((text) => !all.includes(plain(text)));
  expect(shown.length).toBeGreaterThanOrEqual(272);
  expect(missing).toEqual([]);
  for (const text of given) expect(all).toContain(plain(text));
});

test('H5 what the walk looks for would have been found: a program that ran, an element that does not belong', async () => {
  const { page } = kabinet;
  expect(await foreignParts(page)).toEqual([]);
  await page.evaluate(() => {
    document.body.append(document.createElement('details'), document.createElementNS('http://www.w3.org/1998/Math/MathML', 'math'));
    const link = document.createElement('a');
    link.setAttribute('href', 'javascript:xss(1)');
    document.body.append(link);
    (Reflect.get(window, 'xss') as (which: number) => void)(1);
  });
  expect(await foreignParts(page)).toEqual(['details', 'math', 'a[href]']);
  expect(await page.evaluate(() => Reflect.get(window, 'ran') as number[])).toEqual([1]);
});
