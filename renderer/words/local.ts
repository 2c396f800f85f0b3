import type { LocalText } from '../../shared/lib/localText.ts';
import type { Language } from './day.ts';

/** The clinic's own text in the reader's language, or in Russian where it wrote no other. */
export function inLanguage(text: LocalText, language: Language): string {
  return language === 'en' ? (text.en ?? text.ru) : text.ru;
}

/** Set as `lang` beside a text that stayed Russian on an English page, so that it is read out with Russian sounds. */
export function languageOf(text: LocalText, language: Language): 'ru' | undefined {
  return language !== 'ru' && text.en === null ? 'ru' : undefined;
}

/** `эндокринолог` inside a sentence where the clinic wrote `Эндокринолог`. Abbreviations (`УЗИ`, `ЛОР`) are left alone. */
export function lowerFirst(text: string): string {
  const [first = '', second = ''] = text;
  return second !== '' && second === second.toLocaleUpperCase('ru') && second !== second.toLocaleLowerCase('ru') ? text : first.toLocaleLowerCase('ru') + text.slice(first.length);
}

/** `Четверг, 26 ноября` where a line begins with it. */
export function upperFirst(text: string): string {
  const [first = ''] = text;
  return first.toLocaleUpperCase('ru') + text.slice(first.length);
}
