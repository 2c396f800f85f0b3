import type { MoscowDay } from '../../../shared/lib/moscow.ts';

/** What one looks for; null means «any». */
export interface DoctorSearch {
  readonly text: string;
  readonly speciality: string | null;
  readonly officeId: string | null;
  readonly day: MoscowDay | null;
}

export const everybody: DoctorSearch = { text: '', speciality: null, officeId: null, day: null };
