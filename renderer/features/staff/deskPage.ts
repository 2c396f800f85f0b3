import type { ReactNode } from 'react';
import type { FoundPatient, StaffRole } from '../../../shared/features/staff.ts';

/** What other features show on a found person's card, below what is the desk's own. Put together in the app: features do not know each other. */
export type AboutPerson = (patient: FoundPatient) => ReactNode;

/** A page of the desk with its tab and its key. */
export interface DeskPage {
  readonly id: string;
  /** Key of the text on the tab. */
  readonly label: string;
  /** Left out: everybody who is signed in with the server. */
  readonly only?: StaffRole;
  /** Needs no word of the server: open to whoever signed in without a line, too. */
  readonly withoutLine?: true;
  readonly page: ReactNode;
}
