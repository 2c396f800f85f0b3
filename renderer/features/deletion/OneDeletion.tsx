import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract.ts';
import type { Deletable } from '../../../shared/features/deletion.ts';
import { useRead } from '../../app/client.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Seal } from '../../ui/Outcome.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { TextPages } from '../../ui/TextPages.tsx';
import { allCounts, kindsIn, sumOf } from './countWords.ts';
import { OneReceipt } from './OneReceipt.tsx';
import { useBack } from '../../app/useBack.ts';
import { useErase } from './useErase.ts';
import './deletion.css';

type Plan = Output<'deletion.plan'>;

/** First what goes and what stays, then one button that names the deed, then the receipt. `onLeave` null: by the way one came. */
export function OneDeletion({ patientId, of, onLeave }: { patientId: string; of: Deletable; onLeave: (() => void) | null }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const fallBack = useBack();
  const back = onLeave === null ? fallBack : { ...fallBack, onPress: onLeave };
  const [sure, setSure] = useState(false);
  const { busy, problem, receipt, erase } = useErase(of);
  // What is being deleted is counted as it was when it was shown: afterwards there is nothing left to count.
  const [shown, setShown] = useState<Plan | null>(null);
  const read = useRead('deletion.plan', { of }).data;
  const plan = shown ?? (read?.patientId === patientId ? read : undefined);
  if (receipt !== null) return <OneReceipt receipt={receipt} isNew onClose={() => router.backTo(of.scope === 'item' ? 'cabinet' : 'ownData')} />;
  if (plan === undefined) {
    return (
      <KioskScreen title={t('deletion.plan.title')} dock={{ back }}>
        <Skeleton lines={6} label={t('deletion.loading')} />
      </KioskScreen>
    );
  }
  if (sumOf(plan.goes) === 0) {
    const reason = sumOf(plan.ahead) > 0 ? 'ahead' : 'nothing';
    return (
      <KioskScreen title={t('deletion.plan.title')} dock={{ back }}>
        <Empty title={t(`deletion.plan.${reason}Title`)}>{t(`deletion.plan.${reason}Next`)}</Empty>
      </KioskScreen>
    );
  }
  if (!sure) {
    const next = () => {
      setShown(plan);
      setSure(true);
    };
    return <GoesAndStays plan={plan} of={of} dock={{ back, primary: { label: t('deletion.plan.next'), icon: 'arrow-right', onPress: next } }} />;
  }
  const keep = () => {
    setSure(false);
    setShown(null);
  };
  return <Sure plan={plan} busy={busy} problem={problem} onKeep={keep} onErase={erase} />;
}

function GoesAndStays({ plan, of, dock }: { plan: Plan; of: Deletable; dock: { back: ReturnType<typeof useBack>; primary: { label: string; icon: string; onPress: () => void } } }): ReactNode {
  const { t } = useTranslation();
  const { goes, ahead, signed } = plan;
  const stays = [
    { id: 'archive', words: t('deletion.stays.archive') },
    ...kindsIn(ahead).map((kind) => ({ id: kind, words: t(`deletion.stays.${kind}`, { count: ahead[kind] }) })),
    ...(signed > 0 && of.scope === 'all' ? [{ id: 'signed', words: t('deletion.stays.signed') }] : []),
    { id: 'audit', words: t('deletion.stays.audit') },
  ];
  const accessible = useView() === 'accessible';
  const words = (
    <>
      <section className="goes goes--gone">
        <h2>{t('deletion.plan.goes')}</h2>
        <ul>
          {kindsIn(goes).map((kind) => (
            <li key={kind}>
              <Icon name="x" />
              <span>{t(`deletion.goes.${kind}`, { count: goes[kind] })}</span>
            </li>
          ))}
        </ul>
      </section>
      <section className="goes">
        <h2>{t('deletion.plan.stays')}</h2>
        <ul>
          {stays.map(({ id, words }) => (
            <li key={id}>
              <Icon name="check" />
              <span>{words}</span>
            </li>
          ))}
        </ul>
      </section>
      <section className="goes">
        <h2>{t('deletion.plan.backTitle')}</h2>
        <p>{t('deletion.plan.back')}</p>
      </section>
    </>
  );
  // Whoever has much ahead, or a lying screen, still reads all of it.
  return (
    <KioskScreen title={t('deletion.plan.title')} dock={dock}>
      {accessible ? words : <TextPages label={t('deletion.plan.title')}>{words}</TextPages>}
    </KioskScreen>
  );
}

interface SureProps {
  readonly plan: Plan;
  readonly busy: boolean;
  readonly problem: string | null;
  readonly onKeep: () => void;
  readonly onErase: () => void;
}

function Sure({ plan, busy, problem, onKeep, onErase }: SureProps): ReactNode {
  const { t } = useTranslation();
  const accessible = useView() === 'accessible';
  const back = { label: t('deletion.sure.keep'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: onKeep };
  const primary = { label: t('deletion.sure.erase'), ...(accessible ? {} : { icon: 'trash-2' }), onPress: onErase, busy, busyLabel: t('deletion.sure.busy') };
  return (
    <KioskScreen title={t('deletion.sure.title')} dock={{ back, primary }}>
      {problem !== null && !busy && <Notice tone="stop" title={t(`deletion.problem.${problem}`)} />}
      <Seal tone="ask" icon="trash-2" />
      <p className="deletion__what">{allCounts(t, plan.goes)}</p>
      <p>{t('deletion.sure.text')}</p>
    </KioskScreen>
  );
}
