import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { useStore } from 'zustand';
import { english } from '../locales/english.ts';
import { russian } from '../locales/russian.ts';
import type { Language } from '../words/day.ts';
import { tieAll } from '../words/tie.ts';
import { useApp } from './appContext.ts';

/** Texts are in the bundle: nothing is loaded, so the language is there before the first paint. */
export function createI18n(language: Language): i18n {
  const instance = createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'ru',
    supportedLngs: ['ru', 'en'],
    resources: { ru: { translation: tieAll(russian) }, en: { translation: tieAll(english) } },
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return instance;
}

export function useLanguage(): Language {
  return useStore(useApp().view, ({ language }) => language);
}
