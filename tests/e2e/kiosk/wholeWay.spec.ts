import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { bridgeCall, whenReady } from '../../support/bridge.ts';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { keyboard, touch, type Hand } from '../../support/hands.ts';
import { arrive, confirm, leave, openVisits, printSlip, walkToConfirm, type Look } from '../../support/kioskWay.ts';
import { axeFindings, watchPage } from '../../support/watchPage.ts';
import type { Page } from '@playwright/test';

/** Width and height of each page of a PDF in millimetres, read from its boxes. */
async function pageSizes(file: string): Promise<{ width: number; height: number }[]> {
  const text = (await readFile(file)).toString('latin1');
  return [...text.matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g)].map(([, width, height]) => ({ width: (Number(width) * 25.4) / 72, height: (Number(height) * 25.4) / 72 }));
}

async function cancelTheVisit(page: Page, hand: Hand, time: string, look: Look): Promise<void> {
  await hand.press(page.getByRole('button', { name: new RegExp(time) }).first());
  await arrive(page, 'Запись к врачу');
  await look('visit');
  await hand.press(page.getByRole('button', { name: 'Отменить', exact: true }));
  await arrive(page, 'Отменить запись?');
  await look('cancel');
  await hand.press(page.getByRole('radio').first());
  await hand.press(page.getByRole('button', { name: 'Отменить запись', exact: true }));
  await arrive(page, 'Запись отменена');
  await look('cancelled');
}

for (const makeHand of [touch, keyboard]) {
  const name = makeHand === touch ? 'touch' : 'keyboard alone';
  test.describe(`the whole way by ${name}`, () => {
    let clinic: DemoClinic;
    let kabinet: Kabinet;

    test.beforeAll(async () => {
      test.setTimeout(120_000);
      clinic = await startDemo({ idle: 600 });
      kabinet = await launchKabinet({ server: clinic.server, enrol: clinic.enrol.kiosk });
    });
    test.afterAll(async () => {
      await kabinet.close();
      await clinic.stop();
    });

    test(`S1 S2 S3 S4 R4 K2 a patient books, prints, cancels and leaves by ${name}; no axe finding, no policy report on any screen`, async () => {
      test.setTimeout(300_000);
      const { page } = kabinet;
      await whenReady(page);
      const watch = await watchPage(page);
      const hand = makeHand(page);
      const [account] = clinic.accounts;
      if (!account) throw new Error('the demo has no accounts');
      const findings: string[] = [];
      const look: Look = async (screen) => {
        for (const finding of await axeFindings(page)) findings.push(`${screen}: ${finding}`);
      };

      const time = await walkToConfirm(page, hand, account, look);
      await confirm(page, hand);
      await arrive(page, 'Вы записаны');
      await expect(page.getByText('Подтверждено', { exact: true })).toBeVisible();
      await look('slip');

      await printSlip(page, hand, 'Талон', look);
      await printSlip(page, hand, 'Лист А4', look);
      const printed = (await readdir(kabinet.printsDir)).filter((file) => file.endsWith('.pdf'));
      const sizes = (await Promise.all(printed.map((file) => pageSizes(join(kabinet.printsDir, file))))).flat();
      expect(sizes).toHaveLength(2);
      expect(sizes.filter(({ width }) => Math.abs(width - 80) < 1), 'one page is 80 mm wide').toHaveLength(1);
      expect(sizes.filter(({ width, height }) => Math.abs(width - 210) < 1 && Math.abs(height - 297) < 1), 'one page is A4').toHaveLength(1);

      await openVisits(page, hand, look);
      await cancelTheVisit(page, hand, time, look);
      expect((await bridgeCall(page, 'appointments.mine', {})).upcoming.filter(({ pending }) => pending !== null), 'nothing is left waiting').toEqual([]);

      expect(findings).toEqual([]);
      expect(await watch.complaints()).toEqual([]);

      const oldBackend = await kabinet.backendPid();
      await leave(page, hand);
      const next = await kabinet.nextPage(page);
      await arrive(next, 'Что вы хотите сделать?');
      await expect.poll(() => page.isClosed(), { message: 'the window of the patient is destroyed' }).toBe(true);
      await whenReady(next);
      expect((await bridgeCall(next, 'identity.me', {})).role).toBe('visitor');
      const shown = await next.evaluate(() => document.documentElement.outerHTML);
      for (const trace of ['Кузнецов', account.login]) expect(shown).not.toContain(trace);
      await expect.poll(() => kabinet.backendPids(), { message: 'the process that held the records is gone' }).not.toContain(oldBackend);
    });
  });
}
