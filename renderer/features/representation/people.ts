import { createContext, useContext } from 'react';
import type { Output } from '../../../shared/contract.ts';

export interface People {
  /** Null until the centre has said who they are. */
  readonly known: Output<'representation.people'> | null;
  readonly failed: boolean;
  readonly again: () => void;
}

/** Asked once a sign-in, for the band, the cabinet and the chooser alike. */
export const PeopleContext = createContext<People>({ known: null, failed: false, again: () => undefined });

export function usePeople(): People {
  return useContext(PeopleContext);
}
