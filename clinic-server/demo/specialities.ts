import type { OfficeSeed } from './offices.ts';

export interface SpecialitySeed {
  readonly code: string;
  readonly ru: string;
  readonly en: string;
  /** Nomenclature code of the first visit (services.ts names and prices it). */
  readonly visit: string;
  readonly minutes: 20 | 30 | 40;
  /** How many doctors at each office. */
  readonly doctors: Readonly<Partial<Record<OfficeSeed['key'], number>>>;
}

export const specialities: readonly SpecialitySeed[] = [
  {
    code: 'endocrinology',
    ru: 'Эндокринолог',
    en: 'Endocrinologist',
    visit: 'B01.058.001',
    minutes: 20,
    doctors: { main: 6, podolsk: 2, khimki: 2 },
  },
  {
    code: 'paediatric-endocrinology',
    ru: 'Детский эндокринолог',
    en: 'Paediatric endocrinologist',
    visit: 'B01.058.003',
    minutes: 30,
    doctors: { main: 3, podolsk: 1 },
  },
  {
    code: 'diabetology',
    ru: 'Диабетолог',
    en: 'Diabetologist',
    visit: 'B01.012.001',
    minutes: 30,
    doctors: { main: 3, podolsk: 1, khimki: 1 },
  },
  { code: 'thyroidology', ru: 'Тиреоидолог', en: 'Thyroid specialist', visit: 'B01.058.001', minutes: 30, doctors: { main: 3, khimki: 1 } },
  {
    code: 'endocrine-surgery',
    ru: 'Хирург-эндокринолог',
    en: 'Endocrine surgeon',
    visit: 'B01.057.001',
    minutes: 30,
    doctors: { main: 3 },
  },
  { code: 'ophthalmology', ru: 'Офтальмолог', en: 'Ophthalmologist', visit: 'B01.029.001', minutes: 30, doctors: { main: 2, podolsk: 1 } },
  { code: 'cardiology', ru: 'Кардиолог', en: 'Cardiologist', visit: 'B01.015.001', minutes: 30, doctors: { main: 2, podolsk: 1 } },
  { code: 'nephrology', ru: 'Нефролог', en: 'Nephrologist', visit: 'B01.025.001', minutes: 30, doctors: { main: 2 } },
  { code: 'neurology', ru: 'Невролог', en: 'Neurologist', visit: 'B01.023.001', minutes: 30, doctors: { main: 1, podolsk: 1 } },
  {
    code: 'gynaecology',
    ru: 'Гинеколог-эндокринолог',
    en: 'Gynaecologist-endocrinologist',
    visit: 'B01.001.001',
    minutes: 30,
    doctors: { main: 2, khimki: 1 },
  },
  { code: 'andrology', ru: 'Уролог-андролог', en: 'Urologist-andrologist', visit: 'B01.053.001', minutes: 30, doctors: { main: 2 } },
  { code: 'dietetics', ru: 'Диетолог', en: 'Dietitian', visit: 'B01.013.001', minutes: 40, doctors: { main: 1, khimki: 1 } },
  {
    code: 'podiatry',
    ru: 'Кабинет диабетической стопы',
    en: 'Diabetic foot clinic',
    visit: 'B01.057.001',
    minutes: 40,
    doctors: { main: 1, podolsk: 1 },
  },
  {
    code: 'ultrasound',
    ru: 'Врач УЗИ',
    en: 'Ultrasound specialist',
    visit: 'A04.22.001',
    minutes: 20,
    doctors: { main: 2, podolsk: 1, khimki: 1 },
  },
  { code: 'radiology', ru: 'Радиолог', en: 'Nuclear medicine physician', visit: 'B01.038.001', minutes: 30, doctors: { main: 1 } },
  {
    code: 'osteoporosis',
    ru: 'Специалист по остеопорозу',
    en: 'Osteoporosis specialist',
    visit: 'B01.058.001',
    minutes: 40,
    doctors: { main: 2 },
  },
  { code: 'gastroenterology', ru: 'Гастроэнтеролог', en: 'Gastroenterologist', visit: 'B01.004.001', minutes: 30, doctors: { main: 1 } },
  { code: 'genetics', ru: 'Генетик', en: 'Clinical geneticist', visit: 'B01.006.001', minutes: 40, doctors: { main: 1 } },
];

/** Shown after the speciality; the number is how often it is met among ten doctors. */
export const qualifications = [
  { code: 'highest', ru: 'Высшая категория', en: 'Highest category', often: 4 },
  { code: 'first', ru: 'Первая категория', en: 'First category', often: 3 },
  { code: 'candidate', ru: 'К. м. н.', en: 'PhD', often: 2 },
  { code: 'doctor', ru: 'Д. м. н.', en: 'MD, DSc', often: 1 },
] as const;
