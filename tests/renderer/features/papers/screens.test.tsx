import { act, fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { useRouter } from '../../../../renderer/app/router.ts';
import { PaperScreen } from '../../../../renderer/features/papers/PaperScreen.tsx';
import { readPaper } from '../../../../renderer/features/papers/readPaper.ts';
import { SignedCopies } from '../../../../renderer/features/papers/SignedCopies.tsx';
import { papers as words } from '../../../../renderer/locales/ru/papers.ts';
import { papers } from '../../../../shared/features/papers.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import type { Reply } from '../../../../shared/rpc/wire.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';

ownClockAndPage();

const anna = { id: '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a12', family: 'Кузнецова', given: 'Анна', patronymic: 'Петровна', birthDate: '1951-04-03', phoneMasked: null };
const binaryId = '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a20';
const title = { ru: 'Условия пользования', en: null };
const refused = (code: string): Reply => ({ ok: false, error: { code } });

function Stage() {
  const { route } = useRouter();
  if (route.name === 'paper') return <PaperScreen binaryId={route.binaryId} title={route.title} />;
  return route.name === 'consents' ? <SignedCopies /> : <h1>{route.name}</h1>;
}

async function open(name: 'paper' | 'consents', answers: Record<string, () => Reply>) {
  const asked: string[] = [];
  const bridge = {
    call: (channel: string): Promise<Reply> => {
      asked.push(channel);
      if (channel === 'identity.me') return Promise.resolve({ ok: true, value: { role: 'patient', patient: anna } });
      if (channel === 'sync.status') return Promise.resolve({ ok: true, value: { line: 'up', lastContactAt: 0, unsent: 0, aside: 0, clockOffsetMs: 0, failure: null } });
      return Promise.resolve(answers[channel]?.() ?? refused('internal'));
    },
    onChanged: () => () => undefined,
  };
  vi.stubGlobal('kabinet', bridge);
  const app = createApp(bridge, () => Date.now(), () => crypto.randomUUID());
  app.router.getState().go(name === 'paper' ? { name, binaryId, title } : { name });
  render(<AppRoot app={app} texts={createI18n('ru')}><Stage /></AppRoot>);
  await pass(1);
  return { app, asked: (channel: string) => asked.filter((one) => one === channel).length };
}

async function pass(seconds: number): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(seconds * 1_000));
}
const page = () => document.body.textContent.replaceAll('\u00a0', ' ');

it('L3 whatever keeps a paper from being shown is said in words that fit it, and what to do', async () => {
  for (const code of papers['papers.open'].errors) {
    await open('paper', { 'papers.open': () => refused(code) });
    expect(page(), code).toContain(words.problem[code].title);
    expect(page(), code).toContain(words.problem[code].next);
    document.body.replaceChildren();
  }
});

it('L3 a paper that takes long is waited for and not asked for as a new one; a stumble can be tried again', async () => {
  const answers = ['timed_out', 'timed_out', 'try_later', 'not_found'];
  const { asked } = await open('paper', { 'papers.open': () => refused(answers.shift() ?? 'internal') });
  await pass(1);
  expect(asked('papers.open')).toBe(3);
  fireEvent.click(screen.getByRole('button', { name: /^Попробовать/ }));
  await pass(1);
  expect(page()).toContain(words.problem.not_found.title);
  expect(screen.queryByRole('button', { name: /^Попробовать/ })).toBeNull();
});

it('L3 a file comes together from its parts, and one that is not there any more is none', async () => {
  const whole = Uint8Array.from({ length: 1_000 }, (_, at) => at % 251);
  const part = (offset: number) => Promise.resolve({ part: Buffer.from(whole.subarray(offset, offset + 300)).toString('base64') });
  expect(await readPaper(binaryId, 1_000, part)).toEqual(whole);
  expect(await readPaper(binaryId, 1_000, (offset) => (offset < 600 ? part(offset) : Promise.resolve({ part: null })))).toBeNull();
});

it('R1 every signed document has a way to its copy, four at once, the newest first', async () => {
  const all = Array.from({ length: 5 }, (_, index) => ({ binaryId: `${binaryId.slice(0, -1)}${index}`, title, at: instant(Date.UTC(2026, 10, 20 - index)), kind: index % 2 === 0 ? 'terms' : 'consent', version: '2026-01' }));
  const { app } = await open('consents', { 'papers.mine': () => ({ ok: true, value: { patientId: anna.id, papers: all } }) });
  const copies = () => screen.getAllByRole('button', { name: /^Открыть/ }).map(({ textContent }) => textContent.replaceAll('\u00a0', ' '));
  expect(copies()).toHaveLength(4);
  expect(copies().slice(0, 2)).toEqual(['Открыть копию условийподписано 20 ноября 2026', 'Открыть копию согласияподписано 19 ноября 2026']);
  fireEvent.click(screen.getByRole('button', { name: 'Ниже' }));
  await pass(0.1);
  expect(copies()).toEqual(['Открыть копию условийподписано 16 ноября 2026']);
  fireEvent.click(screen.getByRole('button', { name: /^Открыть/ }));
  await pass(0.1);
  expect(app.router.getState().stack.at(-1)).toEqual({ name: 'paper', binaryId: all[4]?.binaryId, title });
});
