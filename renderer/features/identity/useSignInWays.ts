import { useTranslation } from 'react-i18next';
import { useRead } from '../../app/client.ts';
import { useDraft } from '../../app/draft.ts';
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
  const device = useRead('device.state', {}).data;
  const esia: readonly SignInWay[] = device?.state === 'ready' && device.esia !== 'off' ? [{ id: 'esia', label: t('esia.button'), icon: 'shield-check', kind: 'other', onPress: () => go({ name: 'esia' }) }] : [];
  // Nobody's data are asked for before terms and consent are signed; what was signed a moment ago is not signed again.
  const signed = useDraft(({ acceptances }) => acceptances.length > 0);
  return [
    ...esia,
    { id: 'register', label: t('identity.signIn.register'), icon: 'user', kind: 'other', onPress: () => go(signed ? { name: 'register' } : { name: 'documents', purpose: 'register', then: { name: 'register' } }) },
    { id: 'forgot', label: t('identity.signIn.forgot'), icon: 'key-round', kind: 'link', onPress: () => go({ name: 'recover' }) },
    { id: 'visitCode', label: t('identity.signIn.visitCode'), icon: 'ticket', kind: 'link', onPress: () => go({ name: 'visitCode' }) },
  ];
}
