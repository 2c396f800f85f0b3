import { useContext, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { KioskFrame } from '../ui/KioskFrame.tsx';
import { KioskLow } from '../ui/KioskLow.tsx';
import type { Dock, LowLayout } from '../ui/layout.ts';
import { SheetFoot } from '../ui/Sheet.tsx';
import type { StepMark } from '../ui/Steps.tsx';
import { ClockTime } from './ClockTime.tsx';
import { KioskBand } from './kioskBand.ts';
import { LineState } from './LineState.tsx';
import { Mark } from './Mark.tsx';
import { ReadFailure } from './ReadFailure.tsx';
import { ServiceRow, useService } from './useService.tsx';
import { useView } from './view.ts';

export interface KioskScreenProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly step?: StepMark;
  readonly children?: ReactNode;
  readonly dock: Dock;
  readonly aboveDock?: ReactNode;
  /** The screen has fields: its on-screen keyboard may open. */
  readonly keyboard?: boolean;
  /** How the accessible view asks the same question: a list, or one field. Without it the page itself is shown, moved by «Выше» and «Ниже». */
  readonly low?: LowLayout;
  /** Instead of the status line (home). */
  readonly header?: ReactNode;
  readonly className?: string;
}

/** Every screen of the kiosk, in both views. */
export function KioskScreen({ header, low, children, ...rest }: KioskScreenProps): ReactNode {
  const { t } = useTranslation();
  const view = useView();
  const service = useService();
  const band = useContext(KioskBand);
  const foot = <ServiceRow only={['language', 'view']} />;
  if (view === 'accessible') {
    const { title, lead, step, dock, aboveDock } = rest;
    return (
      <SheetFoot value={foot}>
        <KioskLow
          where={step === undefined ? <span className="low__state"><LineState /></span> : <p>{t('shell.ui.step', { now: step.now, total: step.total })}</p>}
          clock={<ClockTime withDay />}
          band={band}
          title={title}
          lead={lead}
          dock={dock}
          aboveDock={aboveDock}
          low={low ?? null}
          service={service}
        >
          <ReadFailure />
          {children}
        </KioskLow>
      </SheetFoot>
    );
  }
  return (
    <SheetFoot value={foot}>
      <KioskFrame {...rest} header={header ?? <Status />} band={band} service={<ServiceRow />}>
        <ReadFailure />
        {children}
      </KioskFrame>
    </SheetFoot>
  );
}

function Status(): ReactNode {
  return (
    <div className="status">
      <Mark />
      <div className="status__side">
        <LineState />
        <ClockTime />
      </div>
    </div>
  );
}
