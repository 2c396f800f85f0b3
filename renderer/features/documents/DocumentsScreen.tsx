import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentKind } from '../../../shared/lib/clinicDocument.ts';
import { CallFailed, useRead } from '../../app/client.ts';
import { useDraft } from '../../app/draft.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import type { Route } from '../../app/routerStore.ts';
import { Empty } from '../../ui/Empty.tsx';
import { ChangesStep } from './ChangesStep.tsx';
import { ReadStep } from './ReadStep.tsx';
import { RefusedStep } from './RefusedStep.tsx';
import { SignStep, type Signature } from './SignStep.tsx';
import { useSigning, type Stage } from './useSigning.ts';

interface DocumentsProps {
  readonly purpose: 'register' | 'renew' | 'read';
  readonly kind?: DocumentKind;
  readonly documentId?: string;
  readonly then: Route;
}

/** R1, R2. Reads one text, or leads through all that has to be signed and then goes on to what was asked for. */
export function DocumentsScreen({ purpose, kind, documentId, then }: DocumentsProps): ReactNode {
  return purpose === 'read' ? <Reading {...(kind === undefined ? {} : { kind })} {...(documentId === undefined ? {} : { documentId })} /> : <Signing purpose={purpose} then={then} />;
}

function Reading({ kind = 'terms', documentId }: { kind?: DocumentKind; documentId?: string }): ReactNode {
  const { back } = useRouter();
  const current = useRead('documents.current', {}).data;
  const id = documentId ?? current?.inForce.find((document) => document.kind === kind)?.documentId;
  if (id !== undefined) return <ReadStep documentId={id} onBack={back} />;
  return current === undefined ? <Nothing loading onBack={back} /> : <Nothing onBack={back} />;
}

function Nothing({ loading = false, onBack }: { loading?: boolean; onBack: () => void }): ReactNode {
  const { t } = useTranslation();
  return (
    <KioskScreen title={t('documents.read.title')} dock={{ back: { label: t('shell.back'), icon: 'arrow-left', onPress: onBack } }}>
      {!loading && <Empty title={t('documents.read.none')}>{t('documents.read.noneNext')}</Empty>}
    </KioskScreen>
  );
}

function Signing({ purpose, then }: { purpose: 'register' | 'renew'; then: Route }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const setAcceptances = useDraft((draft) => draft.setAcceptances);
  const signing = useSigning(purpose);
  const [stage, setStage] = useState<Stage>('begin');
  const [sha256, setSha256] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { document, now, total, signed } = signing;

  async function sign(signature: Signature): Promise<void> {
    if (busy || document === null || sha256 === null) return;
    setBusy(true);
    setProblem(null);
    try {
      const { acceptanceId } = await signing.accept(document, sha256, signature);
      const all = [...signed, acceptanceId];
      setStage('begin');
      setSha256(null);
      if (now < total) return;
      if (purpose === 'register') setAcceptances(all);
      router.replace(then);
    } catch (error) {
      setProblem(error instanceof CallFailed && signing.isKnown(error.code) ? error.code : 'failed');
    } finally {
      setBusy(false);
    }
  }

  if (document === null) return <Nothing loading={signing.loading} onBack={router.back} />;
  const step = total > 1 ? { step: { now, total, label: t(`documents.step.${document.kind}`) } } : {};
  const leave = () => setStage('refused');
  if (stage === 'refused') return <RefusedStep signedIn={purpose === 'renew'} onBack={() => setStage('begin')} />;
  if (stage === 'begin' && document.beforeId !== null) return <ChangesStep key={document.documentId} document={document} beforeId={document.beforeId} {...step} onBack={leave} onNext={() => setStage('read')} />;
  if (stage !== 'sign' || sha256 === null) {
    return (
      <ReadStep
        key={document.documentId}
        documentId={document.documentId}
        {...step}
        onBack={document.beforeId === null ? leave : () => setStage('begin')}
        onAccept={(seen) => {
          setSha256(seen);
          setStage('sign');
        }}
      />
    );
  }
  return <SignStep key={document.documentId} document={document} {...step} busy={busy} problem={problem} onBack={() => setStage('read')} onSign={(signature) => void sign(signature)} />;
}
