import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { russian } from '../locales/russian.ts';
import type { Language } from '../words/day.ts';
import { tieAll } from '../words/tie.ts';

type Messages = typeof russian;

/** Nothing is waited for: what is given is there before the first paint. */
export function startTexts(language: Language, english: Messages | null): i18n {
  const instance = createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'ru',
    supportedLngs: ['ru', 'en'],
    resources: { ru: { translation: tieAll(russian) }, ...(english === null ? {} : { en: { translation: tieAll(english) } }) },
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return instance;
}

export interface Texts {
  readonly texts: i18n;
  /** Null: the texts of this language are there. Otherwise resolves when they are. */
  readonly fetchLanguage: (language: Language) => Promise<void> | null;
}

/** Russian is in the page's first file; English comes with the first press on «English». */
export function createTexts(): Texts {
  const texts = startTexts('ru', null);
  return {
    texts,
    fetchLanguage: (language) =>
      texts.hasResourceBundle(language, 'translation')
        ? null
        : import('../locales/english.ts').then(({ english }) => {
            texts.addResourceBundle('en', 'translation', tieAll(english));
          }),
  };
}
