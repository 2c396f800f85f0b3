import { createInstance, type TFunction } from 'i18next';
import { expect, test } from 'vitest';
import { english } from '../../../../renderer/locales/english.ts';
import { russian } from '../../../../renderer/locales/russian.ts';
import { paginate } from '../../../../renderer/print/paginate.ts';
import { adviceFor, adviceSentence, orderIcon, orderRefusalKey, orderStateKey, troubleSentence } from '../../../../renderer/words/orders.ts';
import { isKnownIcon } from '../../../../renderer/ui/Icon.tsx';
import { OrderState, type Advice } from '../../../../shared/features/orders.ts';
import { adviceCodes, check, troubleCodes, type Rule } from '../../../../shared/lib/preparation.ts';
import { orders } from '../../../../shared/features/orders.ts';

function translator(language: 'ru' | 'en'): TFunction {
  const i18n = createInstance();
  void i18n.init({ lng: language, initAsync: false, interpolation: { escapeValue: false }, resources: { ru: { translation: russian }, en: { translation: english } } });
  return i18n.t;
}
const words = { ru: translator('ru'), en: translator('en') };
const text = (ru: string, en: string) => ({ ru, en });

/** One item or two for every kind of rule; together they make every advice and every trouble there is. */
const rules: Readonly<Record<string, readonly Rule[]>> = {
  A: [{ kind: 'fasting', hours: 12 }, { kind: 'hours', from: 450, until: 570 }, { kind: 'cycleDays', from: 2, until: 5 }, { kind: 'pause', what: text('биотин', 'biotin'), days: 2 }, { kind: 'contains', codes: ['C', 'X'] }],
  B: [{ kind: 'avoid', what: text('алкоголь', 'alcohol'), hours: 24 }, { kind: 'collect', what: text('суточную мочу', '24-hour urine'), hours: 24 }, { kind: 'duration', minutes: 121 }, { kind: 'hours', from: 960, until: 1_080 }],
  C: [{ kind: 'cycleDays', from: 19, until: 23 }, { kind: 'excludes', codes: ['A'], why: text('мешают друг другу', 'they disturb each other') }],
  D: [{ kind: 'sex', only: 'male' }, { kind: 'age', from: 18, until: 60 }, { kind: 'contains', codes: ['X'] }, { kind: 'avoid', what: text('йод', 'iodine'), hours: 72 }, { kind: 'collect', what: text('слюну', 'saliva'), hours: 1 }],
};
const names = new Map(Object.keys(rules).map((code) => [code, `«${code}»`]));
const items = Object.entries(rules).map(([code, of]) => ({ code, rules: of }));
const said = check(items, { sex: 'female', ageYears: 75 });
const comeBetween = check(items.filter(({ code }) => code === 'A'), { sex: 'female', ageYears: 75 }).advice;

test('P2 every advice there is has a whole sentence in both languages, with the clinic’s own text in the reader’s', () => {
  const advice: Advice[] = [...said.advice, ...comeBetween];
  expect(new Set(advice.map(({ code }) => code))).toEqual(new Set(adviceCodes));
  for (const language of ['ru', 'en'] as const)
    for (const one of advice) expect(adviceSentence(words[language], one, language), one.code).toMatch(language === 'ru' ? /^[А-Я][^{}]*\.$/ : /^[A-Z][^{}А-я]*\.$/);
  const sentences = advice.map((one) => adviceSentence(words.ru, one, 'ru'));
  expect(sentences).toContain('Приходите натощак: 12 часов до анализа не ешьте. Воду без газа пить можно.');
  expect(sentences).toContain('Приходите с 7:30 до 9:30: в другое время анализ не берут.');
  expect(sentences).toContain('За 3 дня до анализа исключите: йод.');
  expect(sentences).toContain('Исследование идёт 121 минуту, всё это время вы в клинике.');
  expect(adviceSentence(words.ru, { code: 'newer', values: {}, services: ['A'] }, 'ru')).toContain('регистратуре');
});

test('P2 a medicine is never stopped on a screen’s word: a pause asks the doctor', () => {
  const pauses = said.advice.filter(({ code }) => code === 'pause').map((one) => adviceSentence(words.ru, one, 'ru'));
  expect(pauses).toEqual(['Спросите врача, можно ли сделать перерыв на 2 дня: биотин. Сами лекарства не отменяйте.']);
});

test('P2 every trouble there is says in both languages what stands against what', () => {
  const troubles = [...said.troubles, ...check([...items, { code: 'A', rules: [] }], { sex: 'female', ageYears: 75 }).troubles];
  expect(new Set(troubles.map(({ code }) => code))).toEqual(new Set(troubleCodes));
  for (const language of ['ru', 'en'] as const)
    for (const one of troubles) {
      const sentence = troubleSentence(words[language], one, names, language);
      expect(sentence, one.code).toMatch(/\.$/);
      expect(sentence, one.code).not.toMatch(/[{}]|undefined|orders\./);
      for (const code of one.services.slice(0, 1)) expect(sentence).toContain(`«${code}»`);
    }
  expect(troubles.map((one) => troubleSentence(words.ru, one, names, 'ru'))).toContain('Только от 18 до 60 лет: «D».');
  expect(troubleSentence(words.en, { code: 'newer', values: {}, services: ['A'], blocks: true }, names, 'en')).toContain('reception');
});

test('P2 advice that is for the whole order does not name every service', () => {
  const [first] = said.advice;
  if (first === undefined) throw new Error('no advice');
  expect(adviceFor(words.ru, { ...first, services: ['A', 'B', 'C', 'D'] }, names)).toBeNull();
  expect(adviceFor(words.ru, { ...first, services: ['A', 'C'] }, names)).toBe('«A», «C»');
  const many = new Map(Array.from({ length: 30 }, (_, at) => [`S${at}`, `«${at}»`]));
  expect(adviceFor(words.ru, { ...first, services: [...many.keys()].slice(0, 6) }, many)).toBe('«0», «1», «2», «3», «4», «5»');
  expect(adviceFor(words.ru, { ...first, services: [...many.keys()].slice(0, 25) }, many)).toBe('«0», «1», «2», «3» и ещё 21 услуга');
});

test('P2 every state has a name and a shape of its own, and every refusal a sentence', () => {
  const shown = [...OrderState.options.map((state) => ({ state, cancelling: false })), { state: 'sent' as const, cancelling: true }];
  for (const order of shown) {
    expect(words.ru(`orders.state.${orderStateKey(order)}`)).not.toContain('orders.');
    expect(isKnownIcon(orderIcon(order)), order.state).toBe(true);
  }
  for (const code of [...orders['orders.send'].errors, ...orders['orders.cancel'].errors]) expect(orderRefusalKey(code)).toBe(code);
  expect(orderRefusalKey('newer')).toBe('unknown');
});

test('P4 a hundred lines stand on as many pages as they take: each once, in order, none cut, no heading alone at the foot', () => {
  const heading = { height: 20, withNext: true };
  const line = { height: 40, withNext: false };
  const blocks = [{ height: 200, withNext: false }, heading, ...Array.from({ length: 100 }, () => line), heading, line, line];
  const pages = paginate(blocks, 930);
  expect(pages.flat()).toEqual(blocks.map((_, at) => at));
  for (const page of pages) {
    expect(page.reduce((sum, at) => sum + (blocks[at]?.height ?? 0), 0)).toBeLessThanOrEqual(930);
    expect(blocks[page.at(-1) ?? 0]?.withNext).toBe(false);
  }
  expect(pages.length).toBe(5);
  expect(paginate([{ height: 2_000, withNext: false }, line], 930)).toEqual([[0], [1]]);
});
