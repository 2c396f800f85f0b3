import { useTranslation } from 'react-i18next';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import type { DockAction } from '../../ui/layout.ts';

/** «Назад»: with an arrow where the button has room for one. */
export function useBack(): DockAction {
  const { t } = useTranslation();
  const { back } = useRouter();
  const accessible = useView() === 'accessible';
  return { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: back };
}
