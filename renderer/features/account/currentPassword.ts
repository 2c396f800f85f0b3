import type { TFunction } from 'i18next';
import type { AccountField } from './FieldsScreen.tsx';

/** The field that proves that the owner stands here. */
export function currentPassword(t: TFunction, value: string, onChange: (text: string) => void, hint: string): AccountField {
  return {
    name: 'current',
    label: t('account.current'),
    hint,
    icon: 'lock-keyhole',
    type: 'password',
    layout: 'latin',
    value,
    onChange,
    fault: () => (value === '' ? 'account.error.current_empty' : value.length > 1_000 ? 'registration.error.too_long' : null),
  };
}
