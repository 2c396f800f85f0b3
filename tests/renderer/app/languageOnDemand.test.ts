import { expect, it } from 'vitest';
import { createTexts } from '../../../renderer/app/texts.ts';
import { createView } from '../../../renderer/app/viewStore.ts';
import { english } from '../../../renderer/locales/english.ts';
import type { Language } from '../../../renderer/words/day.ts';

const ticks = () => new Promise((resolve) => setTimeout(resolve, 0));

function viewOver(coming: () => Promise<void>) {
  const view = createView((language) => (language === 'ru' ? null : coming()));
  return { language: () => view.getState().language, turn: (language: Language) => view.getState().setLanguage(language) };
}

it('PF11 K6 the first file speaks Russian; English comes when it is asked for and is there from then on', async () => {
  const { texts, fetchLanguage } = createTexts();
  expect([fetchLanguage('ru'), texts.hasResourceBundle('en', 'translation')]).toEqual([null, false]);
  await fetchLanguage('en');
  expect(fetchLanguage('en')).toBeNull();
  expect(texts.getFixedT('en')('results.title')).toBe(english.results.title);
});

it('K6 days and names turn with their sentences and never before; whoever has turned back meanwhile stays where they are', async () => {
  const arrivals: (() => void)[] = [];
  const { language, turn } = viewOver(() => new Promise((resolve) => arrivals.push(resolve)));
  turn('en');
  expect(language()).toBe('ru');
  turn('ru');
  arrivals.forEach((arrive) => arrive());
  await ticks();
  expect(language()).toBe('ru');
  turn('en');
  arrivals.forEach((arrive) => arrive());
  await ticks();
  expect(language()).toBe('en');
});

it('K6 texts that cannot be had leave the page as it was, and the next press asks again', async () => {
  let tries = 0;
  const { language, turn } = viewOver(() => (++tries === 1 ? Promise.reject(new Error('no such file')) : Promise.resolve()));
  turn('en');
  await ticks();
  expect(language()).toBe('ru');
  turn('en');
  await ticks();
  expect(language()).toBe('en');
});
