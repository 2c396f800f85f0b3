import { createRequire } from 'node:module';
import pdfmake from 'pdfmake';
import { startOf, type MoscowDay } from '../../shared/lib/moscow.ts';
import type { DoctorSeed } from './doctors.ts';
import { clinic } from './offices.ts';
import type { PatientSeed } from './patients.ts';
import type { SpecialitySeed } from './specialities.ts';

const require = createRequire(import.meta.url);
// One font only: reading it is most of what a sheet costs, and a demo is to start quickly.
const inter = { normal: require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf') };
const day = new Intl.DateTimeFormat('ru', { dateStyle: 'long', timeZone: 'Europe/Moscow' });

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
export async function visitPaper({ patient, doctor, service, day: at }: VisitPaper): Promise<Buffer> {
  pdfmake.setFonts({ Inter: inter });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => Object.values(inter).includes(path));
  const fact = (label: string, value: string) => [{ text: label, color: '#555555' }, { text: value }];
  const person = [patient.name.family, patient.name.given, patient.name.patronymic].join(' ');
  const title = 'Заключение врача';
  const { complaints, found, conclusion, advice } = bySpeciality[doctor.speciality.code] ?? ofOthers;
  const parts = [['Жалобы', complaints], ['Осмотр', found], ['Заключение', conclusion], ['Рекомендации', advice]] as const;
  return pdfmake
    .createPdf({
      info: { title, author: clinic.ru, creationDate: new Date(startOf(at)) },
      language: 'ru-RU',
      pageSize: 'A4',
      pageMargins: [56, 56, 56, 64],
      defaultStyle: { font: 'Inter', fontSize: 11, lineHeight: 1.3 },
      footer: { text: `${clinic.ru}, ${clinic.phone}`, fontSize: 8, color: '#555555', margin: [56, 20, 56, 0] },
      content: [
        { text: clinic.ru, color: '#555555', margin: [0, 0, 0, 4] },
        { text: title, fontSize: 18, margin: [0, 0, 0, 12] },
        {
          layout: 'noBorders',
          margin: [0, 0, 0, 14],
          table: {
            widths: [120, '*'],
            body: [
              fact('Пациент', person),
              fact('Дата рождения', day.format(new Date(`${patient.birthDate}T12:00:00+03:00`))),
              fact('Приём', day.format(startOf(at))),
              fact('Услуга', service),
            ],
          },
        },
        ...parts.flatMap(([heading, text]) => [
          { text: heading, fontSize: 13, margin: [0, 6, 0, 2] as [number, number, number, number] },
          { text, margin: [0, 0, 0, 6] as [number, number, number, number] },
        ]),
        { text: `Врач: ${doctor.name.family} ${doctor.name.given} ${doctor.name.patronymic}, ${doctor.speciality.ru.toLowerCase()}`, margin: [0, 16, 0, 0] },
      ],
    })
    .getBuffer();
}
