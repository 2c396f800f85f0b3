import type { Extension } from '@medplum/fhirtypes';
import { extensions } from '../../shared/fhir/names.ts';

/** An element with its English beside it, in FHIR's own form. The types of R4 we use leave out the `_` half, so it comes as a spread. */
export function bilingual<K extends string>(element: K, ru: string, en: string): Record<K, string> {
  const english: Extension = {
    url: extensions.translation,
    extension: [
      { url: 'lang', valueCode: 'en' },
      { url: 'content', valueString: en },
    ],
  };
  return { [element]: ru, [`_${element}`]: { extension: [english] } } as Record<K, string>;
}
