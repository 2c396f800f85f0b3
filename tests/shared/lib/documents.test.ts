import { expect, it } from 'vitest';
import { demoText } from '../../../clinic-server/demo/seedDocuments.ts';
import { readClinicDocument } from '../../../shared/lib/clinicDocument.ts';
import { blocksOf, textOf, withoutTitle } from '../../../shared/lib/documentBlocks.ts';
import { compareDocuments, type ChangedSection } from '../../../shared/lib/documentDiff.ts';

const bodyOf = (name: string) => blocksOf(readClinicDocument(demoText(name)).body);
const told = (sections: readonly ChangedSection[]) =>
  sections.map(({ heading, changes }) => [heading, ...changes.map(({ what, words }) => `${what}: ${words.map((run) => (run.what === 'same' ? run.text : run.what === 'added' ? `[+${run.text}]` : `[-${run.text}]`)).join('')}`)]);

it('R1 headings, paragraphs and lists become plain blocks in the order of the text', () => {
  const blocks = blocksOf('# Один\n\nТекст с **важным** словом.\n\n1. раз\n2. два\n   - внутри\n\n> сказано\n');
  expect(blocks.map(({ kind, level, marker, spans }) => [kind, level, marker, textOf({ spans })])).toEqual([
    ['heading', 1, null, 'Один'],
    ['paragraph', 0, null, 'Текст с важным словом.'],
    ['item', 1, '1.', 'раз'],
    ['item', 1, '2.', 'два'],
    ['item', 2, '•', 'внутри'],
    ['paragraph', 0, null, 'сказано'],
  ]);
  expect(blocks[1]?.spans).toEqual([
    { text: 'Текст с ', strong: false },
    { text: 'важным', strong: true },
    { text: ' словом.', strong: false },
  ]);
});

it.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[ссылка](javascript:alert(1))',
  '![картинка](https://evil.example/p.png)',
  '<a href="https://evil.example">сюда</a>',
  '`<b>код</b>`',
  '&lt;b&gt; &copy;',
])('R1 H5 what looks like markup in a text stays the letters it was typed with: %s', (typed) => {
  expect(blocksOf(`До ${typed} после`).map(textOf).join(' ')).toBe(`До ${typed} после`);
  expect(blocksOf(typed).map(textOf).join(' ')).toContain(typed);
});

it('R1 a first heading that repeats the title is not shown twice, another one is', () => {
  const blocks = blocksOf('# Условия\n\nТекст');
  expect(withoutTitle('Условия', blocks).map(textOf)).toEqual(['Текст']);
  expect(withoutTitle('Правила', blocks).map(textOf)).toEqual(['Условия', 'Текст']);
});

it('R2 a reader sees under which heading what was added, removed and written anew, in whole words', () => {
  expect(told(compareDocuments(bodyOf('terms-2026-01.ru'), bodyOf('terms-next.ru')))).toEqual([
    ['2. Запись на приём', 'changed: Одновременно у вас может быть не больше [-десяти][+пяти] предстоящих записей.'],
    ['3. Перенос и отмена', 'changed: Перенести или отменить запись можно не позднее чем за [-три часа][+шесть часов] до приёма.', 'removed: [-За отмену клиника денег не берёт.]'],
    ['6. Ответственность', 'added: [+Если вы не пришли три раза подряд и не отменили запись, следующую запись поможет сделать регистратура.]'],
  ]);
});

it('R2 the same text has no changes, a new numbering of items is none, and a whole new text is all added and removed', () => {
  const terms = bodyOf('terms-2026-01.ru');
  expect(compareDocuments(terms, terms)).toEqual([]);
  expect(compareDocuments(blocksOf('1. раз\n2. два'), blocksOf('3. раз\n4. два'))).toEqual([]);
  const all = compareDocuments(blocksOf('Мама мыла раму.'), blocksOf('Совсем другие слова здесь.'));
  expect(told(all)).toEqual([[null, 'removed: [-Мама мыла раму.]', 'added: [+Совсем другие слова здесь.]']]);
});

it('R2 every word of both texts is in the comparison or was in both', () => {
  const [before, after] = [bodyOf('consent-2026-01.ru'), bodyOf('terms-next.ru')];
  const changes = compareDocuments(before, after).flatMap((section) => section.changes);
  const side = (gone: 'added' | 'removed') => changes.flatMap(({ what, words }) => (what === gone ? [] : [words.filter((run) => run.what !== gone).map(({ text }) => text).join('')]));
  const unchanged = (blocks: typeof before, others: typeof before) => blocks.map(textOf).filter((text) => others.some((other) => textOf(other) === text));
  for (const text of before.map(textOf)) expect([...side('added'), ...unchanged(before, after)]).toContain(text);
  for (const text of after.map(textOf)) expect([...side('removed'), ...unchanged(after, before)]).toContain(text);
});

it('R1 D3 every text of the demo clinic has a head we can read, and both languages name the same purposes', () => {
  for (const name of ['terms-2026-01', 'terms-next', 'consent-2026-01']) {
    const [russian, english] = [readClinicDocument(demoText(`${name}.ru`)), readClinicDocument(demoText(`${name}.en`))];
    expect(russian.purposes.map(({ code, required }) => [code, required])).toEqual(english.purposes.map(({ code, required }) => [code, required]));
  }
  expect(readClinicDocument(demoText('consent-2026-01.ru')).purposes).toHaveLength(4);
});

it.each(['Без головы', '---\ntitle: Т\n---\n', '---\npurpose: a | required | и | с\n---\nТекст', '---\ntitle: Т\npurpose: a | maybe | и | с\n---\nТекст', '---\ntitle: Т\nимя: я\n---\nТекст'])(
  'R1 a document without a readable head is none: %j',
  (text) => {
    expect(() => readClinicDocument(text)).toThrow();
  },
);
