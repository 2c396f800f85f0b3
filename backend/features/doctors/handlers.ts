import type { DoctorCard } from '../../../shared/features/doctors.ts';
import type { LocalText } from '../../../shared/lib/localText.ts';
import { addDays, startOf, type Instant, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { searchByWords } from '../../../shared/lib/wordSearch.ts';
import type { HandlersOf } from '../../server/handler.ts';
import * as store from './store.ts';

export function createDoctorsHandlers(): HandlersOf<'doctors'> {
  // Comparing by locale each time costs ten times a kept collator.
  const russian = new Intl.Collator('ru');

  return {
    'doctors.filters': (db) => ({
      specialities: choices(store.listSpecialities(db), russian),
      offices: choices(store.listOffices(db), russian),
    }),

    'doctors.list': (db, { text, speciality, officeId, day }, { now }) => {
      const rows = store.listDoctors(db, { ...freeTimes(day, now), now, speciality, officeId });
      const offered = day === null ? rows : rows.filter((row) => row.nextFreeAt !== null);
      const found = searchByWords(text, offered, (row) => row.folded);
      return { doctors: found.rows.toSorted((a, b) => inOrder(a, b, russian)).map(toCard), correctedText: found.correctedText };
    },

    'doctors.card': (db, { roleId }, { now }) => {
      const row = store.findDoctor(db, { ...freeTimes(null, now), now, roleId });
      if (row === undefined) return { doctor: null, officeAddress: null };
      return { doctor: toCard(row), officeAddress: row.addressRu === null ? null : { ru: row.addressRu, en: row.addressEn } };
    },
  };
}

function freeTimes(day: MoscowDay | null, now: Instant): store.FreeBetween {
  if (day === null) return { after: now, before: Number.MAX_SAFE_INTEGER };
  return { after: Math.max(now, startOf(day) - 1), before: startOf(addDays(day, 1)) };
}

function inOrder(a: store.DoctorRow, b: store.DoctorRow, russian: Intl.Collator): number {
  const byTime = (a.nextFreeAt ?? Infinity) - (b.nextFreeAt ?? Infinity);
  // Two doctors without a free time differ by NaN, which sorts nothing.
  if (byTime !== 0 && !Number.isNaN(byTime)) return byTime;
  return russian.compare(`${a.family} ${a.given} ${a.patronymic ?? ''}`, `${b.family} ${b.given} ${b.patronymic ?? ''}`);
}

function choices(rows: readonly store.ChoiceRow[], russian: Intl.Collator): { id: string; name: LocalText; count: number }[] {
  return rows.map(({ id, ru, en, count }) => ({ id, name: { ru, en }, count })).toSorted((a, b) => russian.compare(a.name.ru, b.name.ru));
}

function toCard(row: store.DoctorRow): DoctorCard {
  const { roleId, family, given, patronymic, officeId, floor, firstVisitKopecks, nextFreeAt } = row;
  return {
    ...{ roleId, family, given, patronymic, officeId, floor, firstVisitKopecks, nextFreeAt },
    speciality: { ru: row.specialityRu, en: row.specialityEn },
    category: row.categoryRu === null ? null : { ru: row.categoryRu, en: row.categoryEn },
    office: { ru: row.officeRu ?? '', en: row.officeEn },
    room: { ru: row.roomRu ?? '', en: row.roomEn },
  };
}
