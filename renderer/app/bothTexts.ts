import type { i18n } from 'i18next';
import { english } from '../locales/english.ts';
import type { Language } from '../words/day.ts';
import { startTexts } from './texts.ts';

/** Both languages at once, for whoever need not be small. */
export function createI18n(language: Language): i18n {
  return startTexts(language, english);
}
