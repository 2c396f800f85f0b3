import { useTranslation } from 'react-i18next';
import { useRouter } from '../../app/router.ts';

export interface SignInWay {
  readonly id: string;
  readonly label: string;
  readonly icon: string;
  /** `link`: for who has an account already. `other`: a way of its own, drawn as a button under «или». */
  readonly kind: 'link' | 'other';
  readonly onPress: () => void;
}

/** The ways in beside login and password. */
export function useSignInWays(): readonly SignInWay[] {
  const { t } = useTranslation();
  const { go } = useRouter();
  return [
    { id: 'register', label: t('identity.signIn.register'), icon: 'user', kind: 'other', onPress: () => go({ name: 'register' }) },
    { id: 'forgot', label: t('identity.signIn.forgot'), icon: 'key-round', kind: 'link', onPress: () => go({ name: 'recover' }) },
    { id: 'visitCode', label: t('identity.signIn.visitCode'), icon: 'ticket', kind: 'link', onPress: () => go({ name: 'visitCode' }) },
  ];
}
