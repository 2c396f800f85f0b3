/** What the demo's laboratory measures: names, units and ranges of an ordinary one. Invented people, ordinary numbers. */
export interface AnalyteRange {
  readonly low?: number;
  readonly high?: number;
  readonly sex?: 'female' | 'male';
  /** Whole years, both included. */
  readonly from?: number;
  readonly until?: number;
}

export interface AnalyteSeed {
  /** LOINC, where we know the exact one; otherwise the clinic's own service stands for the analyte. */
  readonly loinc: string | null;
  readonly service: string;
  readonly ru: string;
  readonly en: string;
  readonly unit: { readonly ru: string; readonly en: string; readonly ucum: string };
  readonly digits: number;
  /** Below it the laboratory says only "less than". */
  readonly least?: number;
  /** Above it only "more than". */
  readonly most?: number;
  /** The first that fits the person on the day. None: the laboratory gives none. */
  readonly ranges: readonly AnalyteRange[];
  readonly critical?: { readonly low: number; readonly high: number };
  /** Whether the laboratory says by itself what a value means; otherwise the range alone does. */
  readonly speaks: boolean;
}

const mmol = { ru: 'ммоль/л', en: 'mmol/L', ucum: 'mmol/L' };
const nmol = { ru: 'нмоль/л', en: 'nmol/L', ucum: 'nmol/L' };
const pmol = { ru: 'пмоль/л', en: 'pmol/L', ucum: 'pmol/L' };

export const analytes = {
  tsh: {
    loinc: '3016-3', service: 'A09.05.065', ru: 'Тиреотропный гормон (ТТГ)', en: 'Thyroid-stimulating hormone (TSH)',
    unit: { ru: 'мЕд/л', en: 'mIU/L', ucum: 'm[IU]/L' }, digits: 2, least: 0.01, most: 100, speaks: true,
    ranges: [{ low: 0.7, high: 5.97, until: 6 }, { low: 0.6, high: 4.84, from: 7, until: 11 }, { low: 0.51, high: 4.3, from: 12, until: 17 }, { low: 0.4, high: 4, from: 18 }],
  },
  ft4: {
    loinc: '14920-3', service: 'A09.05.063', ru: 'Свободный тироксин (Т4 св.)', en: 'Free thyroxine (free T4)',
    unit: pmol, digits: 1, speaks: true, ranges: [{ low: 12.5, high: 21.5, until: 17 }, { low: 12, high: 22, from: 18 }],
  },
  ft3: {
    loinc: '14928-6', service: 'A09.05.061', ru: 'Свободный трийодтиронин (Т3 св.)', en: 'Free triiodothyronine (free T3)',
    unit: pmol, digits: 1, speaks: true, ranges: [{ low: 3.9, high: 8, until: 17 }, { low: 3.1, high: 6.8, from: 18 }],
  },
  tpo: {
    loinc: '8099-4', service: 'A12.06.045', ru: 'Антитела к тиреопероксидазе', en: 'Thyroid peroxidase antibodies',
    unit: { ru: 'МЕ/мл', en: 'IU/mL', ucum: '[IU]/mL' }, digits: 0, most: 600, speaks: true, ranges: [{ high: 34 }],
  },
  hba1c: {
    loinc: '4548-4', service: 'A09.05.083', ru: 'Гликированный гемоглобин (HbA1c)', en: 'Glycated haemoglobin (HbA1c)',
    unit: { ru: '%', en: '%', ucum: '%' }, digits: 1, speaks: false, ranges: [{ low: 4, high: 6 }],
  },
  glucose: {
    loinc: '14771-0', service: 'A09.05.023', ru: 'Глюкоза натощак', en: 'Fasting glucose',
    unit: mmol, digits: 1, speaks: false, ranges: [{ low: 3.3, high: 5.6, until: 13 }, { low: 3.9, high: 6.1, from: 14 }], critical: { low: 2.8, high: 16.7 },
  },
  glucose60: {
    loinc: null, service: 'A12.22.005', ru: 'Глюкоза через 60 минут', en: 'Glucose after 60 minutes',
    unit: mmol, digits: 1, speaks: false, ranges: [],
  },
  glucose120: {
    loinc: '14995-5', service: 'A12.22.005', ru: 'Глюкоза через 120 минут', en: 'Glucose after 120 minutes',
    unit: mmol, digits: 1, speaks: false, ranges: [{ high: 7.8 }], critical: { low: 2.8, high: 16.7 },
  },
  cortisol8: {
    loinc: '14679-5', service: 'A09.05.135', ru: 'Кортизол в крови, 8:00', en: 'Cortisol, blood, 8:00',
    unit: nmol, digits: 0, speaks: true, ranges: [{ low: 166, high: 507 }],
  },
  cortisol20: {
    loinc: null, service: 'A09.05.135', ru: 'Кортизол в крови, 20:00', en: 'Cortisol, blood, 20:00',
    unit: nmol, digits: 0, speaks: true, ranges: [{ low: 74, high: 291 }],
  },
  cortisol23: {
    loinc: null, service: 'A09.07.007', ru: 'Кортизол в слюне, 23:00', en: 'Cortisol, saliva, 23:00',
    unit: nmol, digits: 1, least: 1.5, speaks: true, ranges: [{ high: 9.4 }],
  },
  calcium: {
    loinc: '2000-8', service: 'A09.05.032', ru: 'Кальций общий', en: 'Total calcium',
    unit: mmol, digits: 2, speaks: false, ranges: [{ low: 2.2, high: 2.7, until: 17 }, { low: 2.15, high: 2.5, from: 18, until: 59 }, { low: 2.2, high: 2.55, from: 60 }], critical: { low: 1.75, high: 3.25 },
  },
  pth: {
    loinc: '2731-8', service: 'A09.05.058', ru: 'Паратиреоидный гормон (ПТГ)', en: 'Parathyroid hormone (PTH)',
    unit: { ru: 'пг/мл', en: 'pg/mL', ucum: 'pg/mL' }, digits: 0, speaks: true, ranges: [{ low: 15, high: 65 }],
  },
  vitaminD: {
    loinc: '62292-8', service: 'A09.05.235', ru: '25-OH витамин D', en: '25-OH vitamin D',
    unit: { ru: 'нг/мл', en: 'ng/mL', ucum: 'ng/mL' }, digits: 1, least: 4, speaks: true, ranges: [{ low: 30, high: 100 }],
  },
  cholesterol: {
    loinc: '14647-2', service: 'A09.05.026', ru: 'Холестерин общий', en: 'Total cholesterol',
    unit: mmol, digits: 2, speaks: false, ranges: [{ high: 4.4, until: 17 }, { high: 5.2, from: 18 }],
  },
  hdl: {
    loinc: '14646-4', service: 'A09.05.004', ru: 'Холестерин ЛПВП', en: 'HDL cholesterol',
    unit: mmol, digits: 2, speaks: false, ranges: [{ low: 1.2, sex: 'female' }, { low: 1, sex: 'male' }],
  },
  ldl: {
    loinc: '39469-2', service: 'A09.05.028', ru: 'Холестерин ЛПНП', en: 'LDL cholesterol',
    unit: mmol, digits: 2, speaks: false, ranges: [{ high: 3 }],
  },
  triglycerides: {
    loinc: '14927-8', service: 'A09.05.025', ru: 'Триглицериды', en: 'Triglycerides',
    unit: mmol, digits: 2, speaks: false, ranges: [{ high: 1.7 }],
  },
} as const satisfies Record<string, AnalyteSeed>;

export type AnalyteKey = keyof typeof analytes;

/** What is taken together and told together. */
export const panels = {
  thyroid: { service: 'A09.05.065', ru: 'Гормоны щитовидной железы', en: 'Thyroid hormones', analytes: ['tsh', 'ft4'] },
  thyroidFull: { service: 'A09.05.065', ru: 'Щитовидная железа, расширенно', en: 'Thyroid, extended', analytes: ['tsh', 'ft4', 'ft3', 'tpo'] },
  sugar: { service: 'A09.05.083', ru: 'Глюкоза и HbA1c', en: 'Glucose and HbA1c', analytes: ['hba1c', 'glucose'] },
  tolerance: { service: 'A12.22.005', ru: 'Глюкозотолерантный тест', en: 'Oral glucose tolerance test', analytes: ['glucose', 'glucose60', 'glucose120'] },
  cortisol: { service: 'A09.05.135', ru: 'Кортизол в течение суток', en: 'Cortisol during the day', analytes: ['cortisol8', 'cortisol20', 'cortisol23'] },
  bone: { service: 'A09.05.235', ru: 'Кальций, паратгормон, витамин D', en: 'Calcium, parathyroid hormone, vitamin D', analytes: ['calcium', 'pth', 'vitaminD'] },
  lipids: { service: 'B03.016.005', ru: 'Липидный профиль', en: 'Lipid profile', analytes: ['cholesterol', 'hdl', 'ldl', 'triglycerides'] },
} as const satisfies Record<string, { service: string; ru: string; en: string; analytes: readonly AnalyteKey[] }>;

export type PanelKey = keyof typeof panels;
