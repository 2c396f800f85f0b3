import { expect, test, type Page } from '@playwright/test';
import { signInAtApiDesk } from '../support/apiDesk.ts';
import { bridgeCall } from '../support/bridge.ts';
import { someChild } from '../support/demoChild.ts';
import { everyDress } from '../support/everyDress.ts';
import { touch } from '../support/hands.ts';
import { arrive, chooseDoctor, chooseTime, noLook } from '../support/kioskWay.ts';
import { oneKiosk } from '../support/oneKiosk.ts';

const folder = 'screens/representative';

test.describe('pictures of acting for another person', () => {
  const kiosk = oneKiosk({ hold: 3_600 });

  /** Signs all that waits for it, as the page would. */
  async function signAll(page: Page): Promise<void> {
    const { pending } = await bridgeCall(page, 'documents.pending', {});
    for (const { documentId, kind, version } of pending) {
      const { document } = await bridgeCall(page, 'documents.one', { documentId, language: 'ru' });
      await bridgeCall(page, 'documents.accept', { commandId: crypto.randomUUID(), documentId, kind, version, sha256: document?.sha256 ?? '', how: 'typed', signature: null, typedName: 'Кузнецова Анна Петровна' });
    }
  }

  test('choosing, signing, the cabinet and the way of booking under the band', async () => {
    test.setTimeout(600_000);
    const { clinic, kabinet, nextAccount } = kiosk();
    const page = await kabinet.currentPage();
    const hand = touch(page);
    const press = (name: string | RegExp) => hand.press(page.getByRole('button', { name }).first());
    const look = (screen: string) => everyDress(kabinet, page, folder, screen);
    const [registrar] = clinic.staff;
    if (registrar === undefined) throw new Error('the demo has no registrar');
    const desk = await signInAtApiDesk(clinic.server, clinic.enrol.reception, registrar);
    const child = await someChild(clinic);
    await bridgeCall(page, 'identity.signIn', nextAccount());
    const parent = (await bridgeCall(page, 'identity.me', {})).patient?.id;
    const granted = await desk('POST', '/identity/representatives', { patientId: child.id, representativeId: parent, relationship: 'parent', document: 'birth_certificate', documentSeen: true, until: null });
    expect(granted.status).toBe(201);
    await page.reload();
    await arrive(page, 'Что вы хотите сделать?');
    await press(/кабинет/);
    await arrive(page, /^Здравствуйте/);
    await look('1-cabinet-self');
    await press(/^За\sкого записываетесь/);
    await press(new RegExp(`^${child.given}\\s${child.patronymic}`));
    await look('2-choose');
    await press(/^Продолжить/);
    await arrive(page, /Условия пользования/);
    await look('3-terms');
    await signAll(page);
    await page.reload();
    await arrive(page, 'Что вы хотите сделать?');
    await look('4-home');
    await chooseDoctor(page, hand, noLook);
    await look('5-time');
    await chooseTime(page, hand, noLook);
    await arrive(page, 'Всё верно?');
    await look('6-confirm');
    await press(/^Записаться/);
    await arrive(page, 'Вы записаны');
    await look('7-slip');
    await press(/^Мои записи/);
    await look('8-visits');
    await press(/\d{1,2}:\d{2}$/);
    await look('9-visit');
  });
});
