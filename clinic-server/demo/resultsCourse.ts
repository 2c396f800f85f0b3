import type { AnalyteKey, PanelKey } from './laboratoryAnalytes.ts';
import type { Random } from './random.ts';

/** How one person's values move through six years. Smooth courses of textbook conditions, with the scatter of a laboratory on top. */
export type Condition = 'hypothyroid' | 'hyperthyroid' | 'diabetes' | 'prediabetes' | 'parathyroid' | 'fewVitaminD' | 'lipids' | 'cortisol' | 'nodule' | 'bones' | 'well';

export type ImagingKey = 'thyroidScan' | 'densitometry';

/** What is watched in a condition, and every how many days. */
export const watched: Readonly<Record<Condition, readonly (readonly [what: PanelKey | ImagingKey, everyDays: number])[]>> = {
  hypothyroid: [['thyroid', 150], ['thyroidScan', 420]],
  hyperthyroid: [['thyroidFull', 170], ['thyroidScan', 400]],
  diabetes: [['sugar', 120], ['lipids', 380]],
  prediabetes: [['sugar', 260], ['tolerance', 540]],
  parathyroid: [['bone', 190], ['densitometry', 620]],
  fewVitaminD: [['bone', 240]],
  lipids: [['lipids', 230]],
  cortisol: [['cortisol', 300]],
  nodule: [['thyroidScan', 360], ['thyroidFull', 380]],
  bones: [['densitometry', 560], ['bone', 330]],
  well: [['sugar', 420], ['lipids', 480], ['thyroid', 520]],
};

type Course = (yearsAgo: number) => number;

/** From `first`, six years ago, towards `last`: quickly at the beginning, as a treatment works. */
const towards = (first: number, last: number, speed = 1.4): Course => (yearsAgo) => last + (first - last) * Math.exp(-speed * (6 - yearsAgo));
const hump = (yearsAgo: number, at: number, width: number): number => Math.exp(-((yearsAgo - at) ** 2) / (2 * width ** 2));
const after = (years: number, before: number, later: number): Course => (yearsAgo) => (yearsAgo > years ? before : later);

const usual: Readonly<Record<AnalyteKey, readonly [low: number, high: number]>> = {
  tsh: [1.1, 2.6],
  ft4: [14.2, 17.6],
  ft3: [4.2, 5.3],
  tpo: [6, 22],
  hba1c: [5, 5.6],
  glucose: [4.6, 5.5],
  glucose60: [6.4, 8.6],
  glucose120: [5, 6.6],
  cortisol8: [270, 430],
  cortisol20: [95, 190],
  cortisol23: [1.9, 4.4],
  calcium: [2.28, 2.42],
  pth: [24, 48],
  vitaminD: [27, 41],
  cholesterol: [4.2, 5.3],
  hdl: [1.2, 1.7],
  ldl: [2.2, 3],
  triglycerides: [0.8, 1.5],
};

function changedBy(condition: Condition, random: Random): Partial<Record<AnalyteKey, Course>> {
  const vary = (value: number, part = 0.15): number => value * (1 - part + 2 * part * random.fraction());
  switch (condition) {
    case 'hypothyroid': {
      const [start, dose] = [vary(11), 1.6 + random.fraction() * 2.6];
      const lapse = vary(3.2, 0.5);
      return { tsh: (years) => towards(start, vary(2.1, 0.02))(years) + lapse * hump(years, dose, 0.16), ft4: (years) => towards(10.6, 16.1)(years) - 2.2 * hump(years, dose, 0.16), tpo: () => start * 80 };
    }
    case 'hyperthyroid': {
      const well = 1.4 + random.fraction() * 2.6;
      return { tsh: (years) => (years > well ? 0.002 : 0.2 + 0.55 * (well - years)), ft4: towards(vary(41), 15.4), ft3: towards(vary(16), 4.9), tpo: () => vary(140, 0.02) };
    }
    case 'diabetes': {
      const [start, wave] = [vary(9, 0.1), random.fraction() * 6];
      const hba1c: Course = (years) => towards(start, 6.8, 1.1)(years) + 0.35 * Math.sin(years * 2.1 + wave);
      return { hba1c, glucose: (years) => hba1c(years) * 1.22 - 1.1, triglycerides: towards(2.6, 1.6) };
    }
    case 'prediabetes': {
      const base = vary(5.8, 0.02);
      return { hba1c: (years) => base + 0.07 * (6 - years), glucose: (years) => 5.7 + 0.11 * (6 - years), glucose60: () => vary(10.6, 0.04), glucose120: (years) => 7.4 + 0.28 * (6 - years) };
    }
    case 'parathyroid': {
      const operated = 1.5 + random.fraction() * 2.5;
      return { calcium: after(operated, vary(2.78, 0.02), 2.36), pth: after(operated, vary(132), vary(41)) };
    }
    case 'fewVitaminD':
      return { vitaminD: towards(vary(13), vary(27, 0.05), 0.5), pth: towards(68, 49, 0.6) };
    case 'bones':
      return { vitaminD: towards(vary(17), vary(31), 0.7) };
    case 'lipids':
      return { cholesterol: after(3.4, vary(6.9, 0.06), vary(4.7, 0.04)), ldl: after(3.4, vary(4.5, 0.06), vary(2.5, 0.05)), triglycerides: towards(2.3, 1.5), hdl: () => vary(1.15, 0.03) };
    case 'cortisol':
      return { cortisol20: towards(vary(342), 172, 0.8), cortisol23: towards(vary(13), 3.6, 0.8), cortisol8: towards(vary(560, 0.08), 360, 0.8) };
    case 'nodule':
    case 'well':
      return {};
  }
}

// Part of the value by which two measurements of the same thing differ.
const scatter: Partial<Record<AnalyteKey, number>> = { calcium: 0.012, hba1c: 0.018, tpo: 0.12, tsh: 0.11, cortisol8: 0.1, cortisol20: 0.14, cortisol23: 0.16, triglycerides: 0.13 };

/** The person's value of an analyte so many days ago; `summer` is 1 in August and -1 in February. */
export function createCourse(random: Random, conditions: readonly Condition[]): (analyte: AnalyteKey, daysAgo: number, summer: number) => number {
  const own = Object.fromEntries(Object.entries(usual).map(([analyte, [low, high]]) => [analyte, low + (high - low) * random.fraction()])) as Record<AnalyteKey, number>;
  const changed: Partial<Record<AnalyteKey, Course>> = Object.assign({}, ...conditions.map((condition) => changedBy(condition, random)));
  return (analyte, daysAgo, summer) => {
    const level = changed[analyte]?.(daysAgo / 365.25) ?? own[analyte];
    const season = analyte === 'vitaminD' ? 4.5 * summer : 0;
    return Math.max(0, (level + season) * (1 + (scatter[analyte] ?? 0.05) * (random.fraction() + random.fraction() - 1)));
  };
}
