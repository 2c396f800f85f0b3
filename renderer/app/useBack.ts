import { useTranslation } from 'react-i18next';
import type { DockAction } from '../ui/layout.ts';
import { useRouter } from './router.ts';
import { useView } from './view.ts';

/** «Назад»: with an arrow where the button has room for one. */
export function useBack(onPress?: () => void): DockAction {
  const { t } = useTranslation();
  const { back } = useRouter();
  const accessible = useView() === 'accessible';
  return { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: onPress ?? back };
}
