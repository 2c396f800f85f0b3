import { createRequire } from 'node:module';
import pdfmake from 'pdfmake';
import type { Content } from 'pdfmake/interfaces.js';
import { startOf, type MoscowDay } from '../../shared/lib/moscow.ts';
import type { PersonName } from './names.ts';
import { clinic } from './offices.ts';

const require = createRequire(import.meta.url);
// One font only: reading it is most of what a sheet costs, and a demo is to start quickly.
const inter = { normal: require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf') };
const day = new Intl.DateTimeFormat('ru', { dateStyle: 'long', timeZone: 'Europe/Moscow' });

export interface SignedSheet {
  readonly title: string;
  readonly patient: { readonly name: PersonName; readonly birthDate: string };
  readonly day: MoscowDay;
  /** What of the day, e.g. `Приём`. */
  readonly dayIs: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly content: readonly Content[];
}

/** A sheet of the clinic about one patient on one day, as PDF. The same sheet gives the same bytes. */
export async function signedSheet({ title, patient, day: on, dayIs, facts, content }: SignedSheet): Promise<Buffer> {
  pdfmake.setFonts({ Inter: inter });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => Object.values(inter).includes(path));
  const { name, birthDate } = patient;
  const rows = [
    ['Пациент', [name.family, name.given, name.patronymic].join(' ')],
    ['Дата рождения', day.format(new Date(`${birthDate}T12:00:00+03:00`))],
    [dayIs, day.format(startOf(on))],
    ...facts,
  ] as const;
  return pdfmake
    .createPdf({
      info: { title, author: clinic.ru, creationDate: new Date(startOf(on)) },
      language: 'ru-RU',
      pageSize: 'A4',
      pageMargins: [56, 56, 56, 64],
      defaultStyle: { font: 'Inter', fontSize: 11, lineHeight: 1.3 },
      footer: { text: `${clinic.ru}, ${clinic.phone}`, fontSize: 8, color: '#555555', margin: [56, 20, 56, 0] },
      content: [
        { text: clinic.ru, color: '#555555', margin: [0, 0, 0, 4] },
        { text: title, fontSize: 18, margin: [0, 0, 0, 12] },
        { layout: 'noBorders', margin: [0, 0, 0, 14], table: { widths: [120, '*'], body: rows.map(([label, value]) => [{ text: label, color: '#555555' }, { text: value }]) } },
        ...content,
      ],
    })
    .getBuffer();
}
