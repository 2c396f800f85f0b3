import { expect, test, type Page } from '@playwright/test';
import * as z from 'zod';
import { bridgeCall, bridgeReply, whenReady } from '../../support/bridge.ts';
import { client } from '../../support/fhirClient.ts';
import { touch } from '../../support/hands.ts';
import { arrive, chooseDoctor, chooseTime, confirm, leave, noLook, signIn, walkToConfirm, type Account } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';

// The backend dies in the middle of somebody's work. What was chosen and typed stays, the page says what happened, and nothing is done twice.

const kiosk = oneKiosk({ hold: 600 });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

const Booked = z.object({ entry: z.array(z.object({ resource: z.looseObject({ id: z.string(), status: z.string() }) })).optional() });

/** Ids of a patient's visits on the server, as the clinic's own system reads them. */
async function onServer(patientId: string): Promise<{ booked: Set<string>; cancelled: Set<string> }> {
  const { clinic } = kiosk();
  const found = await client(clinic.server, clinic.systemToken)('GET', `/fhir/Appointment?patient=Patient/${patientId}&_count=200`);
  const rows = (Booked.parse(found.body).entry ?? []).map(({ resource }) => resource);
  const of = (status: string) => new Set(rows.filter((row) => row.status === status).map(({ id }) => id));
  return { booked: of('booked'), cancelled: of('cancelled') };
}

async function idOf(page: Page): Promise<string> {
  const { patient } = await bridgeCall(page, 'identity.me', {});
  return patient?.id ?? '';
}

async function killBackend(): Promise<void> {
  process.kill(await kiosk().kabinet.backendPid(), 'SIGKILL');
}

async function signInAgain(page: Page, account: Account): Promise<void> {
  const hand = touch(page);
  await arrive(page, 'Войдите ещё раз');
  await hand.press(button(page, 'Войти'));
  await arrive(page, 'Вход в личный кабинет');
  await expect(page.getByText(/вход завершился/).first()).toBeVisible();
  await signIn(page, hand, account, noLook);
}

async function leaveForNext(page: Page): Promise<void> {
  await leave(page, touch(page));
  await whenReady(await kiosk().kabinet.nextPage(page));
}

test('O3 a backend that dies before the confirmation: the choice stays, and the same command books once after a new sign-in', async () => {
  test.setTimeout(240_000);
  const { kabinet, nextAccount } = kiosk();
  const account = nextAccount();
  const page = await kabinet.currentPage();
  const hand = touch(page);
  const time = await walkToConfirm(page, hand, account);
  const patientId = await idOf(page);
  const before = await onServer(patientId);

  await killBackend();
  await arrive(page, 'Войдите ещё раз');
  await expect(page.getByText(/Ваш выбор сохранён/).first()).toBeVisible();
  await signInAgain(page, account);
  await arrive(page, 'Всё верно?');
  await expect(page.getByText(time, { exact: true }).first()).toBeVisible();
  await confirm(page, hand);
  await arrive(page, 'Вы записаны');
  const after = await onServer(patientId);
  expect(after.booked.size).toBe(before.booked.size + 1);
  await leaveForNext(page);
});

test('O3 a backend that dies between the confirmation and its answer: what became of it is shown after a new sign-in, and there is one visit', async () => {
  test.setTimeout(240_000);
  const { kabinet, nextAccount } = kiosk();
  const account = nextAccount();
  const page = await kabinet.currentPage();
  const hand = touch(page);
  await walkToConfirm(page, hand, account);
  const patientId = await idOf(page);
  const before = await onServer(patientId);

  // Stopped first, so that the command is surely under way when the process dies: nobody can say whether it was taken.
  const pid = await kabinet.backendPid();
  process.kill(pid, 'SIGSTOP');
  await confirm(page, hand);
  await page.waitForTimeout(300);
  process.kill(pid, 'SIGKILL');
  await arrive(page, 'Войдите ещё раз');
  await expect(page.getByText(/принята ли запись/).first()).toBeVisible();
  await signInAgain(page, account);
  // Either the command had been taken and the slip says so, or the same one is confirmed by another touch.
  await expect(page.getByRole('heading', { level: 1, name: /^(Всё верно\?|Вы записаны)$/ })).toBeVisible();
  if (await page.getByRole('heading', { level: 1, name: 'Всё верно?' }).isVisible()) await confirm(page, hand);
  await arrive(page, 'Вы записаны');
  expect((await onServer(patientId)).booked.size).toBe(before.booked.size + 1);
  await leaveForNext(page);
});

test('O3 a backend that dies when the booking is on disk: the slip is shown after a new sign-in without another touch, and there is one visit', async () => {
  test.setTimeout(240_000);
  const { clinic, kabinet, nextAccount } = kiosk();
  const account = nextAccount();
  const page = await kabinet.currentPage();
  const hand = touch(page);
  await walkToConfirm(page, hand, account);
  const patientId = await idOf(page);
  const before = await onServer(patientId);

  // Without the line the command waits on the disk, and the page waits for the server's word: that is where the process dies.
  await clinic.kill();
  await confirm(page, hand);
  await expect.poll(async () => (await bridgeReply(page, 'sync.status', {})).ok && (await bridgeCall(page, 'sync.status', {})).unsent, { timeout: 10_000 }).toBe(1);
  await killBackend();
  await clinic.startAgain();
  await whenReady(page);
  await expect(page.getByRole('heading', { level: 1, name: /^(Войдите ещё раз|Вход в личный кабинет)$/ })).toBeVisible({ timeout: 20_000 });
  if (await page.getByRole('heading', { level: 1, name: 'Войдите ещё раз' }).isVisible()) await hand.press(button(page, 'Войти'));
  await signIn(page, hand, account, noLook);
  await arrive(page, 'Вы записаны');
  expect((await onServer(patientId)).booked.size).toBe(before.booked.size + 1);
  await leaveForNext(page);
});

test('O3 a reason and a comment typed for a cancellation outlast a dead backend, and another person who signs in sees nothing of them', async () => {
  test.setTimeout(240_000);
  const { kabinet, nextAccount } = kiosk();
  const [mine, theirs] = [nextAccount(), nextAccount()];
  const page = await kabinet.currentPage();
  const hand = touch(page);
  await bridgeCall(page, 'identity.signIn', mine);
  await page.reload();
  await hand.press(button(page, /кабинет/).first());
  await hand.press(button(page, /^Мои записи/));
  await arrive(page, 'Мои записи');
  await hand.press(page.getByRole('main').getByRole('button', { name: /\d:\d\d/ }).last());
  await arrive(page, 'Запись к врачу');
  await hand.press(button(page, 'Отменить'));
  await arrive(page, 'Отменить запись?');
  await hand.press(page.getByRole('radio', { name: 'Другое', exact: true }));
  await hand.type(page.getByRole('textbox'), 'уезжаю');

  await killBackend();
  await signInAgain(page, mine);
  await arrive(page, 'Отменить запись?');
  await expect(page.getByRole('textbox')).toHaveValue(/^уезжаю$/i);

  await killBackend();
  await signInAgain(page, theirs);
  await arrive(page, 'Что вы хотите сделать?');
  expect(await page.evaluate(() => document.body.textContent)).not.toMatch(/уезжаю/i);
  await leaveForNext(page);
});

test('O3 letters typed into a field are still there when the backend has come back, and the screen has not gone', async () => {
  test.setTimeout(240_000);
  const { kabinet } = kiosk();
  const page = await kabinet.currentPage();
  const hand = touch(page);
  await chooseDoctor(page, hand, noLook);
  await chooseTime(page, hand, noLook);
  await arrive(page, 'Вход в личный кабинет');
  await hand.type(page.getByRole('textbox', { name: 'Логин' }), 'anna');
  await killBackend();
  await whenReady(page);
  await arrive(page, 'Вход в личный кабинет');
  await expect(page.getByRole('textbox', { name: 'Логин' })).toHaveValue('anna');
});
