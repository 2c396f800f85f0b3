import type { RegistrationField } from '../../app/draftStore.ts';
import type { View } from '../../app/viewStore.ts';
import type { KeyLayout } from '../../ui/layout.ts';
import { birthDateMask, nameMask, phoneMask, snilsMask, type Mask } from '../../ui/masks.ts';

/** One question a screen: what belongs together in the normal view, one field in the accessible one. */
const normal: readonly (readonly RegistrationField[])[] = [
  ['family', 'given', 'patronymic'],
  ['birthDate', 'snils'],
  ['email', 'phone'],
];

export function formPages(view: View): readonly (readonly RegistrationField[])[] {
  return view === 'normal' ? normal : normal.flat().map((field) => [field]);
}

export function pageWith(view: View, field: RegistrationField): number {
  return Math.max(0, formPages(view).findIndex((page) => page.includes(field)));
}

interface FieldLook {
  readonly title: 'nameTitle' | 'birthTitle' | 'contactTitle';
  readonly layout: KeyLayout;
  readonly icon: string;
  readonly type: 'text' | 'tel' | 'email';
  readonly mask: Mask | null;
  readonly hint: 'nameLead' | 'birthDateHint' | 'snilsHint' | 'emailHint' | 'phoneHint' | null;
  readonly optional: boolean;
}

const name: FieldLook = { title: 'nameTitle', layout: 'ru', icon: 'user', type: 'text', mask: nameMask, hint: null, optional: false };

export const looks: Record<RegistrationField, FieldLook> = {
  family: { ...name, hint: 'nameLead' },
  given: name,
  patronymic: { ...name, optional: true },
  birthDate: { title: 'birthTitle', layout: 'digits', icon: 'calendar-days', type: 'tel', mask: birthDateMask, hint: 'birthDateHint', optional: false },
  snils: { title: 'birthTitle', layout: 'digits', icon: 'id-card', type: 'tel', mask: snilsMask, hint: 'snilsHint', optional: true },
  email: { title: 'contactTitle', layout: 'email', icon: 'mail', type: 'email', mask: null, hint: 'emailHint', optional: false },
  phone: { title: 'contactTitle', layout: 'digits', icon: 'phone-call', type: 'tel', mask: phoneMask, hint: 'phoneHint', optional: false },
};
