import type { Random } from './random.ts';
import type { ImagingKey } from './resultsCourse.ts';

export interface ImagingSeed {
  readonly service: string;
  readonly ru: string;
  readonly en: string;
}

export const imagingStudies: Readonly<Record<ImagingKey, ImagingSeed>> = {
  thyroidScan: { service: 'A04.22.001', ru: 'УЗИ щитовидной железы', en: 'Ultrasound of the thyroid' },
  densitometry: { service: 'A06.03.061', ru: 'Рентгеноденситометрия', en: 'Bone densitometry' },
};

export interface Said {
  readonly ru: string;
  readonly en: string;
}

const decimal = (value: number): string => value.toFixed(1).replace('.', ',').replace('-', '−');
const point = (value: number): string => value.toFixed(1).replace('-', '−');

/** What one person's pictures show over the years: each is told a little later than the one before it. */
export interface Pictures {
  readonly thyroidScan: (yearsAgo: number) => Said;
  readonly densitometry: (yearsAgo: number) => Said;
}

export function createPictures(random: Random, { nodule, thin }: { nodule: boolean; thin: boolean }): Pictures {
  const volume = 10 + 8 * random.fraction();
  const side = random.chance(0.5) ? (['правой', 'right'] as const) : (['левой', 'left'] as const);
  const size = 6 + 5 * random.fraction();
  const growth = 0.5 * random.fraction();
  const spine = thin ? -2.2 - 0.7 * random.fraction() : -0.2 - 0.7 * random.fraction();
  const hip = spine + 0.3 - 0.5 * random.fraction();
  const gain = thin ? 0.13 : -0.03;
  return {
    thyroidScan(yearsAgo) {
      const now = volume + 0.15 * (6 - yearsAgo);
      const across = size + growth * (6 - yearsAgo);
      const [a, b] = [Math.round(across), Math.round(across * 0.72)];
      const ru = `Железа расположена обычно, контуры ровные. Общий объём ${decimal(now)} мл. `;
      const en = `The gland is in its usual place, its outline is even. Total volume ${point(now)} ml. `;
      const lymph = { ru: ' Лимфатические узлы шеи не изменены.', en: ' The lymph nodes of the neck are unchanged.' };
      if (!nodule) return { ru: `${ru}Эхоструктура однородная, узлов не найдено.${lymph.ru}\n\nЗаключение: изменений не выявлено.`, en: `${en}The texture is even, no nodules were found.${lymph.en}\n\nConclusion: nothing abnormal was found.` };
      return {
        ru: `${ru}В ${side[0]} доле узел ${a} × ${b} мм с ровными краями, смешанной плотности, EU-TIRADS 3.${lymph.ru}\n\nЗаключение: узел ${side[0]} доли. Контроль УЗИ через год.`,
        en: `${en}In the ${side[1]} lobe there is a nodule of ${a} × ${b} mm with even edges and mixed density, EU-TIRADS 3.${lymph.en}\n\nConclusion: a nodule of the ${side[1]} lobe. Ultrasound again in a year.`,
      };
    },
    densitometry(yearsAgo) {
      const [l, h] = [spine + gain * (6 - yearsAgo), hip + gain * 0.7 * (6 - yearsAgo)];
      const worst = Math.min(l, h);
      const word = worst <= -2.5 ? { ru: 'остеопороз', en: 'osteoporosis' } : worst < -1 ? { ru: 'остеопения', en: 'osteopenia' } : { ru: 'плотность костей в норме', en: 'bone density is normal' };
      return {
        ru: `Поясничный отдел, L1–L4: T-критерий ${decimal(l)}. Шейка бедра: T-критерий ${decimal(h)}.\n\nЗаключение: ${word.ru}. Повторить через 1–2 года.`,
        en: `Lumbar spine, L1–L4: T-score ${point(l)}. Neck of the femur: T-score ${point(h)}.\n\nConclusion: ${word.en}. Repeat in one to two years.`,
      };
    },
  };
}
