import type { MoscowDay } from '../../shared/lib/moscow.ts';
import type { PersonName } from './names.ts';
import { signedSheet } from './signedSheet.ts';

export interface ImagingPaper {
  readonly title: string;
  readonly name: PersonName;
  readonly birthDate: string;
  readonly day: MoscowDay;
  readonly conclusion: string;
  readonly doctor: string;
}

/** The sheet a doctor of imaging would sign. The same study gives the same bytes. */
export function imagingPaper({ title, name, birthDate, day, conclusion, doctor }: ImagingPaper): Promise<Buffer> {
  return signedSheet({
    ...{ title, patient: { name, birthDate }, day, dayIs: 'Исследование', facts: [] },
    content: [
      ...conclusion.split('\n\n').map((text) => ({ text, margin: [0, 0, 0, 8] as [number, number, number, number] })),
      { text: `Врач: ${doctor}`, margin: [0, 16, 0, 0] },
      { text: 'Заключение не является диагнозом. Его оценивает лечащий врач.', fontSize: 9, color: '#555555', margin: [0, 12, 0, 0] },
    ],
  });
}
