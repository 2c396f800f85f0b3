/** A line of the price list: code of the national nomenclature (order 804n), names, price in roubles on this year's list. */
export interface ServiceSeed {
  readonly code: string;
  readonly ru: string;
  readonly en: string;
  readonly roubles: number;
}

export interface CategorySeed {
  readonly code: string;
  readonly ru: string;
  readonly en: string;
  /** FHIR ActivityDefinition.kind: a visit to somebody, or something to be done. */
  readonly kind: 'Appointment' | 'ServiceRequest';
  readonly services: readonly ServiceSeed[];
}

export function category(
  code: string,
  ru: string,
  en: string,
  kind: CategorySeed['kind'],
  lines: readonly (readonly [code: string, ru: string, en: string, roubles: number])[],
): CategorySeed {
  return {
    code,
    ru,
    en,
    kind,
    services: lines.map(([lineCode, lineRu, lineEn, roubles]) => ({ code: lineCode, ru: lineRu, en: lineEn, roubles })),
  };
}
