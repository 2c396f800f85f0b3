/** Streets exist in no city directory: the clinic, its offices and its people are invented. */
export interface OfficeSeed {
  readonly key: 'main' | 'podolsk' | 'khimki';
  readonly ru: string;
  readonly en: string;
  readonly address: { readonly ru: string; readonly en: string };
  /** Minutes of the Moscow day by weekday 1 (Monday) … 7; absent = closed. */
  readonly hours: Readonly<Partial<Record<1 | 2 | 3 | 4 | 5 | 6 | 7, readonly [opens: number, closes: number]>>>;
  /** First room number of each floor, and how many rooms the floor has. */
  readonly floors: readonly { readonly floor: number; readonly firstRoom: number; readonly rooms: number }[];
}

const hour = 60;
const week = (opens: number, closes: number) => [opens * hour, closes * hour] as const;

export const clinic = {
  ru: 'Национальный эндокринологический центр',
  en: 'National Endocrinology Centre',
  phone: '+7 900 000-10-10',
} as const;

export const offices: readonly OfficeSeed[] = [
  {
    key: 'main',
    ru: 'Главный корпус',
    en: 'Main building',
    address: { ru: 'Москва, Примерная улица, д. 11, вход А', en: '11 Primernaya Street, entrance A, Moscow' },
    hours: { 1: week(8, 20), 2: week(8, 20), 3: week(8, 20), 4: week(8, 20), 5: week(8, 20), 6: week(9, 15) },
    floors: [
      { floor: 1, firstRoom: 101, rooms: 20 },
      { floor: 2, firstRoom: 201, rooms: 20 },
      { floor: 3, firstRoom: 301, rooms: 12 },
    ],
  },
  {
    key: 'podolsk',
    ru: 'Подольск',
    en: 'Podolsk office',
    address: { ru: 'Подольск, Образцовая улица, д. 4', en: '4 Obraztsovaya Street, Podolsk' },
    hours: { 1: week(8, 19), 2: week(8, 19), 3: week(8, 19), 4: week(8, 19), 5: week(8, 18), 6: week(9, 14) },
    floors: [{ floor: 1, firstRoom: 1, rooms: 12 }],
  },
  {
    key: 'khimki',
    ru: 'Химки',
    en: 'Khimki office',
    address: { ru: 'Химки, Условный проспект, д. 27', en: '27 Uslovny Avenue, Khimki' },
    hours: { 1: week(8, 18), 2: week(8, 18), 3: week(9, 20), 4: week(8, 18), 5: week(8, 18) },
    floors: [
      { floor: 1, firstRoom: 11, rooms: 6 },
      { floor: 2, firstRoom: 21, rooms: 6 },
    ],
  },
];
