import { Fragment, type ReactNode } from 'react';
import type { Language } from './day.ts';
import type { Fact } from './facts.ts';

/** A run of Russian words with what stands between them: `Смирнова Елена Андреевна`, `ул. Дмитрия Ульянова, д. 11`. */
const russianRun = /(\p{Script=Cyrillic}(?:[\p{Script=Cyrillic}\d\s.,«»№/–-]*[\p{Script=Cyrillic}\d»])?\.?)/u;

/** Names, addresses and whatever else stayed Russian on an English page, marked so that it is read out with Russian sounds. */
export function spoken(text: string, language: Language): ReactNode {
  if (language === 'ru' || !russianRun.test(text)) return text;
  // Splitting by a group puts what it caught at the odd places.
  return text.split(russianRun).map((piece, index) =>
    index % 2 === 1 ? (
      <span key={index} lang="ru">
        {piece}
      </span>
    ) : (
      <Fragment key={index}>{piece}</Fragment>
    ),
  );
}

export function spokenFacts(facts: readonly Fact[], language: Language): { readonly label: string; readonly value: ReactNode; readonly detail?: ReactNode }[] {
  return facts.map(({ label, value, detail }) => ({ label, value: spoken(value, language), ...(detail === undefined ? {} : { detail: spoken(detail, language) }) }));
}
