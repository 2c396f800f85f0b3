import type { MoscowDay } from '../../shared/lib/moscow.ts';
import type { DoctorSeed } from './doctors.ts';
import type { PatientSeed } from './patients.ts';
import { signedSheet } from './signedSheet.ts';
import type { SpecialitySeed } from './specialities.ts';

export interface VisitPaper {
  readonly patient: PatientSeed;
  readonly doctor: DoctorSeed;
  readonly service: string;
  readonly day: MoscowDay;
}

interface Said {
  readonly complaints: string;
  readonly found: string;
  readonly conclusion: string;
  readonly advice: string;
}

/** Invented, and true of nobody. */
const ofGland: Said = {
  complaints: 'На утомляемость к вечеру. Препараты принимает по схеме, пропусков нет.',
  found: 'Состояние удовлетворительное. Пульс 72 в минуту, ритмичный, давление 128/80. Щитовидная железа при пальпации не увеличена, безболезненна.',
  conclusion: 'Состояние стабильное, показатели в пределах целевых. Назначенное лечение переносит хорошо.',
  advice: 'Продолжить прежнее лечение. Через три месяца сдать кровь на гормоны натощак, до 11:00, и прийти с результатами на повторный приём.',
};
const ofOthers: Said = {
  complaints: 'Активных жалоб нет, визит плановый.',
  found: 'Состояние удовлетворительное. Пульс 70 в минуту, ритмичный, давление 126/78. Осмотр по органам без особенностей.',
  conclusion: 'Данных за обострение нет. Наблюдение плановое.',
  advice: 'Прежний режим и лечение. Повторный приём через шесть месяцев или раньше, если появятся жалобы.',
};
const bySpeciality: Readonly<Partial<Record<SpecialitySeed['code'], Said>>> = {
  endocrinology: ofGland,
  thyroidology: ofGland,
  'endocrine-surgery': ofGland,
  ophthalmology: {
    complaints: 'На усталость глаз при чтении.',
    found: 'Острота зрения с коррекцией 1,0 на оба глаза. Давление в глазах 16 и 17 мм рт. ст. Глазное дно: диски бледно-розовые, границы чёткие, сосуды не изменены.',
    conclusion: 'Изменений сетчатки нет.',
    advice: 'Очки для чтения прежние. Осмотр глазного дна раз в год.',
  },
};

/** The sheet a doctor signs after a visit. The same visit gives the same bytes. */
export function visitPaper({ patient, doctor, service, day }: VisitPaper): Promise<Buffer> {
  const { complaints, found, conclusion, advice } = bySpeciality[doctor.speciality.code] ?? ofOthers;
  const parts = [['Жалобы', complaints], ['Осмотр', found], ['Заключение', conclusion], ['Рекомендации', advice]] as const;
  return signedSheet({
    ...{ title: 'Заключение врача', patient, day, dayIs: 'Приём', facts: [['Услуга', service]] },
    content: [
      ...parts.flatMap(([heading, text]) => [
        { text: heading, fontSize: 13, margin: [0, 6, 0, 2] as [number, number, number, number] },
        { text, margin: [0, 0, 0, 6] as [number, number, number, number] },
      ]),
      { text: `Врач: ${doctor.name.family} ${doctor.name.given} ${doctor.name.patronymic}, ${doctor.speciality.ru.toLowerCase()}`, margin: [0, 16, 0, 0] },
    ],
  });
}
