import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Paper } from '../../../shared/rpc/shell.ts';
import { Choices } from '../../ui/Choices.tsx';
import { Sheet } from '../../ui/Sheet.tsx';

/** The narrow strip is chosen already; a large sheet is one touch more. */
export function PrintSheet({ onClose, onPrint }: { onClose: () => void; onPrint: (paper: Paper) => void }): ReactNode {
  const { t } = useTranslation();
  const [paper, setPaper] = useState<Paper>('80mm');
  return (
    <Sheet
      title={t('slips.print.title')}
      onClose={onClose}
      dock={{
        back: { label: t('shell.back'), icon: 'arrow-left', onPress: onClose },
        primary: { label: t('slips.print.start'), icon: 'printer', onPress: () => onPrint(paper) },
      }}
    >
      <Choices
        label={t('slips.print.title')}
        labelHidden
        items={[
          { id: '80mm', label: t('slips.print.roll'), detail: t('slips.print.rollDetail') },
          { id: 'a4', label: t('slips.print.page'), detail: t('slips.print.pageDetail') },
        ]}
        selectedId={paper}
        onSelect={(id) => setPaper(id === 'a4' ? 'a4' : '80mm')}
      />
    </Sheet>
  );
}
