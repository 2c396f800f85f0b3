import { createRequire } from 'node:module';
import pdfmake from 'pdfmake';
import type { MoscowDay } from '../../shared/lib/moscow.ts';
import { startOf } from '../../shared/lib/moscow.ts';
import { clinic } from './offices.ts';
import type { PersonName } from './names.ts';

const require = createRequire(import.meta.url);
// One font only: reading it is most of what a sheet costs, and a demo is to start quickly.
const inter = { normal: require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf') };
const day = new Intl.DateTimeFormat('ru', { dateStyle: 'long', timeZone: 'Europe/Moscow' });

export interface ImagingPaper {
  readonly title: string;
  readonly name: PersonName;
  readonly birthDate: string;
  readonly day: MoscowDay;
  readonly conclusion: string;
  readonly doctor: string;
}

/** The sheet a doctor of imaging would sign. The same study gives the same bytes. */
export async function imagingPaper({ title, name, birthDate, day: taken, conclusion, doctor }: ImagingPaper): Promise<Buffer> {
  pdfmake.setFonts({ Inter: inter });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => Object.values(inter).includes(path));
  const fact = (label: string, value: string) => [{ text: label, color: '#555555' }, { text: value }];
  const person = [name.family, name.given, name.patronymic].join(' ');
  return pdfmake
    .createPdf({
      info: { title, author: clinic.ru, creationDate: new Date(startOf(taken)) },
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
          table: { widths: [120, '*'], body: [fact('Пациент', person), fact('Дата рождения', day.format(new Date(`${birthDate}T12:00:00+03:00`))), fact('Исследование', day.format(startOf(taken)))] },
        },
        ...conclusion.split('\n\n').map((text) => ({ text, margin: [0, 0, 0, 8] as [number, number, number, number] })),
        { text: `Врач: ${doctor}`, margin: [0, 16, 0, 0] },
        { text: 'Заключение не является диагнозом. Его оценивает лечащий врач.', fontSize: 9, color: '#555555', margin: [0, 12, 0, 0] },
      ],
    })
    .getBuffer();
}
