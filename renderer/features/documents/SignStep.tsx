import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { longestTypedName } from '../../../shared/lib/typedName.ts';
import { useRead } from '../../app/client.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useView } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { StepMark } from '../../ui/Steps.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import { givenAndInitial } from '../../words/person.ts';
import type { PendingDocument } from './pending.ts';
import { SignaturePad } from './SignaturePad.tsx';

export type Signature = { readonly how: 'finger'; readonly signature: string; readonly typedName: null } | { readonly how: 'typed'; readonly signature: null; readonly typedName: string };

interface SignProps {
  readonly document: PendingDocument;
  readonly step?: StepMark;
  readonly busy: boolean;
  readonly problem: string | null;
  readonly onBack: () => void;
  readonly onSign: (signature: Signature) => void;
}

/** The signature under a text that has been read: drawn, or typed by whoever cannot draw. */
export function SignStep({ document, step, busy, problem, onBack, onSign }: SignProps): ReactNode {
  const { t } = useTranslation();
  const accessible = useView() === 'accessible';
  const [typing, setTyping] = useState(false);
  const [picture, setPicture] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [missed, setMissed] = useState(false);
  const [round, setRound] = useState(0);
  const typed = name.trim();
  const me = useRead('identity.me', {}).data;
  // R10: the hand is the representative's, the consent the other person's; both are named before anything is signed.
  const whom = me?.representative === undefined || me.patient === null ? null : givenAndInitial(me.patient);
  const lead = (how: 'lead' | 'typedLead') => (whom === null ? t(`documents.sign.${how}`) : t(`representation.sign.${how}`, { name: whom }));
  const change = (text: string) => {
    setName(text);
    setMissed(false);
  };
  const wipe = () => {
    setPicture(null);
    setRound(round + 1);
  };
  const sign = () => {
    if (typing && typed.length < 2) setMissed(true);
    if (typing && typed.length >= 2) onSign({ how: 'typed', signature: null, typedName: typed });
    if (!typing && picture !== null) onSign({ how: 'finger', signature: picture, typedName: null });
  };
  const frame = {
    title: t(`documents.sign.title.${document.kind}`),
    ...(step === undefined ? {} : { step }),
    dock: {
      back: { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: typing ? () => setTyping(false) : onBack },
      primary: { label: t('documents.sign.submit'), ...(accessible && typing ? {} : { icon: 'check' }), onPress: sign, busy, busyLabel: t('documents.sign.busy'), ...(!typing && picture === null ? { disabledReason: t('documents.sign.noLine') } : {}) },
    },
  };
  const failed = problem !== null && <Notice tone="stop" title={t(`documents.error.${problem}`)} />;
  if (typing) {
    return (
      <KioskScreen {...frame} lead={accessible ? undefined : lead('typedLead')} keyboard {...(accessible ? { low: { field: true as const } } : {})}>
        {failed}
        <TextField label={t('documents.sign.name')} value={name} onChange={change} {...(missed ? { error: t('documents.sign.noName') } : {})} hint={t('documents.sign.nameHint')} icon="pencil" layout="ru" maxLength={longestTypedName} onClear={() => change('')} onEnter={sign} autoFocus />
      </KioskScreen>
    );
  }
  return (
    <KioskScreen {...frame} lead={lead('lead')}>
      {failed}
      <SignaturePad label={t(picture === null ? 'documents.sign.empty' : 'documents.sign.drawn')} onSigned={setPicture} round={round} />
      <span role="status">
        <VisuallyHidden>{picture === null ? '' : t('documents.sign.drawn')}</VisuallyHidden>
      </span>
      <div className="signature__under">
        <Button icon="rotate-ccw" onPress={wipe}>
          {t('documents.sign.again')}
        </Button>
        <Button icon="pencil" onPress={() => setTyping(true)}>
          {t('documents.sign.byName')}
        </Button>
      </div>
      <p className="given given__paper">{t('documents.sign.kept')}</p>
    </KioskScreen>
  );
}
