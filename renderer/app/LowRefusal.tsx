import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/Notice.tsx';
import { KioskScreen } from './KioskScreen.tsx';

interface LowRefusalProps {
  readonly title: string;
  readonly sentence: string;
  readonly onReturn: () => void;
  /** What leads on where trying again does not. */
  readonly wayOn?: { readonly label: string; readonly onPress: () => void };
}

/** Accessible view: beside a field there is room for one sentence about the field. What is wrong with the whole has a page of its own. */
export function LowRefusal({ title, sentence, onReturn, wayOn }: LowRefusalProps): ReactNode {
  const { t } = useTranslation();
  const back = { label: t('shell.toQuestion'), onPress: onReturn };
  return (
    <KioskScreen title={title} dock={wayOn === undefined ? { primary: back } : { back, primary: wayOn }}>
      <Notice tone="stop" title={sentence} />
    </KioskScreen>
  );
}
