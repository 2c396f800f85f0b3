import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDraft } from '../../app/draft.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { LineNotice } from '../../app/LineNotice.tsx';
import { LowRefusal } from '../../app/LowRefusal.tsx';
import { useRouter } from '../../app/router.ts';
import { useSecondsAfter } from '../../app/useSecondsAfter.ts';
import { useView } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { countdown } from '../../ui/Hold.tsx';
import { codeMask } from '../../ui/masks.ts';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { formPages } from './formPages.ts';
import { useLetter } from './useLetter.ts';
import { useOnceSignedIn } from './useOnceSignedIn.ts';
import './registration.css';

/** A letter is asked for again not sooner than this: it may still be on its way. */
const resendSeconds = 60;

/** «Проверьте почту»: the six digits lead on here; the link of the same letter does it in any browser. */
export function MailCodeScreen(): ReactNode {
  useOnceSignedIn();
  const { t } = useTranslation();
  const router = useRouter();
  const accessible = useView() === 'accessible';
  const { email, sent } = useDraft((draft) => draft.registering);
  const letter = useLetter(() => router.replace({ name: 'newPassword' }));
  const [way, setWay] = useState<string | null>(null);
  const left = useSecondsAfter(sent?.at ?? 0, sent?.codeSeconds ?? 0);
  const wait = useSecondsAfter(sent?.at ?? 0, resendSeconds);
  const total = sent?.purpose === 'register' ? formPages(accessible ? 'accessible' : 'normal').length + 2 : 3;

  const ways = [
    {
      id: 'resend',
      icon: 'mail',
      label: t('registration.mail.resend'),
      ...(wait > 0 ? { detail: t('registration.mail.resendIn', { time: countdown(wait) }) } : {}),
      onPress: () => {
        setWay(null);
        if (wait === 0) void letter.resend();
      },
    },
    { id: 'address', icon: 'pencil', label: t('registration.mail.otherAddress'), onPress: router.back },
    { id: 'phone', icon: 'phone-call', label: t('registration.onPhone'), onPress: () => router.go({ name: 'onPhone', step: 'password' }) },
  ];
  const shared = { title: t('registration.mail.title'), step: { now: total - 1, total, label: sent?.purpose === 'recover' ? t('registration.recoverStep') : t('registration.step') } };
  if (accessible && way !== null) {
    const chosen = ways.find(({ id }) => id === way);
    const low = {
      items: ways,
      selectedId: way,
      onSelect: setWay,
      previousLabel: t('shell.ui.up'),
      nextLabel: t('shell.ui.down'),
      primaryLabel: t('registration.choose'),
      onPrimary: () => chosen?.onPress(),
    };
    return <KioskScreen {...shared} title={t('registration.mail.other')} low={low} dock={{ back: { label: t('shell.back'), onPress: () => setWay(null) } }} />;
  }
  if (accessible && letter.refusal !== null) {
    const resend = ways.find(({ id }) => id === 'resend');
    const isOver = letter.refusal === 'code_gone' && resend !== undefined && wait === 0;
    return <LowRefusal title={shared.title} sentence={t(`registration.error.${letter.refusal}`)} onReturn={letter.readOn} {...(isOver ? { wayOn: { label: resend.label, onPress: resend.onPress } } : {})} />;
  }
  const lead = t('registration.mail.lead', { email: email.trim() });
  return (
    <KioskScreen
      {...shared}
      lead={lead}
      keyboard
      low={{ field: true }}
      dock={{
        back: { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: router.back },
        primary: { label: t('registration.next'), onPress: () => void letter.check(), busy: letter.busy === 'code', busyLabel: t('registration.mail.checking') },
      }}
    >
      {letter.refusal === null && <LineNotice title={t('registration.offlineCode')} />}
      {letter.refusal !== null && <Notice tone="stop" title={t(`registration.error.${letter.refusal}`)} />}
      {letter.resent && <Notice tone="note" title={t('registration.mail.resent')} />}
      {left === 0 && letter.refusal === null && <Notice tone="wait" title={t('registration.mail.over')} />}
      <div className="sign" role="group" aria-label={shared.title}>
        <TextField
          label={t('registration.mail.code')}
          value={letter.code}
          onChange={letter.type}
          format={codeMask}
          icon="key-round"
          type="tel"
          layout="digits"
          hint={accessible ? t('registration.mail.sentTo', { email: email.trim() }) : t('registration.mail.codeHint')}
          {...(letter.fault === null ? {} : { error: t(`registration.error.${letter.fault}`) })}
          {...(accessible ? {} : { onClear: () => letter.type('') })}
          onEnter={() => void letter.check()}
          autoFocus
        />
      </div>
      {!accessible && left > 0 && <p className="soft mail__left num">{t('registration.mail.left', { time: countdown(left) })}</p>}
      {accessible ? (
        <Button onPress={() => setWay('resend')}>
          {t('registration.mail.other')}
        </Button>
      ) : (
        <ul className="mail__ways" aria-label={t('registration.mail.other')}>
          {ways.map(({ id, label, icon, detail, onPress }) => (
            <li key={id}>
              <Button icon={icon} busy={id === 'resend' && letter.busy === 'letter'} busyLabel={t('registration.sending')} disabledReason={detail} onPress={onPress}>
                {label}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </KioskScreen>
  );
}
