import type { Output } from '../../../shared/contract.ts';
import { searchByWords } from '../../../shared/lib/wordSearch.ts';
import type { HandlersOf } from '../../server/handler.ts';
import * as store from './store.ts';

export function createPricesHandlers(): HandlersOf<'prices'> {
  const russian = new Intl.Collator('ru');

  return {
    'prices.list': (db, { text, category, offset, limit }, { now }) => {
      const all = store.listServices(db, now);
      const found = searchByWords(text, all, (row) => row.folded);
      const chosen = found.rows
        .filter((row) => category === null || row.category === category)
        .toSorted(
          (a, b) => russian.compare(a.categoryRu, b.categoryRu) || russian.compare(a.nameRu, b.nameRu) || (a.code < b.code ? -1 : 1),
        );
      return {
        total: chosen.length,
        services: chosen.slice(offset, offset + limit).map((row) => {
          const { code, category: of, kopecks } = row;
          return { code, category: of, kopecks, name: { ru: row.nameRu, en: row.nameEn } };
        }),
        // Counted over what the text finds, so that a chosen category never hides that another one has it.
        categories: categoriesOf(all, found.rows, russian),
        correctedText: found.correctedText,
      };
    },
  };
}

function categoriesOf(
  all: readonly store.ServiceRow[],
  found: readonly store.ServiceRow[],
  russian: Intl.Collator,
): Output<'prices.list'>['categories'] {
  const categories = new Map(
    all.map((row) => [row.category, { id: row.category, name: { ru: row.categoryRu, en: row.categoryEn }, count: 0 }]),
  );
  for (const row of found) {
    const category = categories.get(row.category);
    if (category !== undefined) category.count += 1;
  }
  return [...categories.values()].toSorted((a, b) => russian.compare(a.name.ru, b.name.ru));
}
