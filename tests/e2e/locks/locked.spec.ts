import { expect, test, type Page } from '@playwright/test';
import { signInAtApiDesk } from '../../support/apiDesk.ts';
import { bridgeCall, whenReady } from '../../support/bridge.ts';
import { launchKabinet } from '../../support/electronApp.ts';
import { touch } from '../../support/hands.ts';
import { arrive, noLook, signIn } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';

test.describe('an account is locked at reception', () => {
  const first = oneKiosk();

  async function intoCabinet(page: Page, account: { login: string; password: string }): Promise<string> {
    await touch(page).press(page.getByRole('button', { name: 'Вход в личный кабинет', exact: true }));
    await signIn(page, touch(page), account, noLook);
    await expect.poll(async () => (await bridgeCall(page, 'identity.me', {})).role, { timeout: 30_000 }).toBe('patient');
    return (await bridgeCall(page, 'identity.me', {})).patient?.id ?? '';
  }

  test('R6 both kiosks where the person is signed in close within seconds and say why, and the next person begins anew', async () => {
    test.setTimeout(240_000);
    const { clinic, kabinet, nextAccount } = first();
    const second = await launchKabinet({ server: clinic.server, enrol: await clinic.enrolCode('kiosk') });
    try {
      await whenReady(second.page);
      const registrar = clinic.staff[0];
      if (!registrar) throw new Error('the demo has no registrar');
      const desk = await signInAtApiDesk(clinic.server, clinic.enrol.reception, registrar);
      const account = nextAccount();
      const patientId = await intoCabinet(kabinet.page, account);
      expect(await intoCabinet(second.page, account)).toBe(patientId);
      const pages = [kabinet.page, second.page];

      const asked = performance.now();
      expect((await desk('POST', '/identity/locks', { patientId, reason: 'Просьба пациента по телефону' })).status).toBe(201);
      const heard = await Promise.all(
        pages.map(async (page) => {
          await expect(page.getByRole('heading', { level: 1, name: 'Вход закрыт' })).toBeVisible({ timeout: 50_000 });
          return performance.now() - asked;
        }),
      );
      test.info().annotations.push({ type: 'figure', description: `told after ${heard.map((ms) => Math.round(ms)).join(' and ')} ms; five seconds are promised` });
      for (const page of pages) {
        await expect(page.getByText('закрыл регистратор клиники')).toBeVisible();
        const me = await bridgeCall(page, 'identity.me', {});
        expect(me).toMatchObject({ role: 'visitor', patient: null, ended: 'locked' });
        expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain(account.login);
        await expect(bridgeCall(page, 'appointments.mine', {})).rejects.toThrow();
      }
      await kabinet.page.screenshot({ path: test.info().outputPath('locked.png') });

      await touch(kabinet.page).press(kabinet.page.getByRole('button', { name: 'Понятно' }));
      const next = await kabinet.nextPage(kabinet.page).catch(() => kabinet.nextPage(kabinet.page));
      await arrive(next, 'Что вы хотите сделать?');
      expect(await bridgeCall(next, 'identity.me', {})).not.toHaveProperty('ended');
    } finally {
      await second.close();
    }
  });
});
