import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/appContext.ts';
import { call } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useDraft } from '../../app/draft.ts';
import type { RegistrationField } from '../../app/draftStore.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { LineNotice } from '../../app/LineNotice.tsx';
import { LowRefusal } from '../../app/LowRefusal.tsx';
import { useRouter } from '../../app/router.ts';
import { useFirstFault } from '../../app/useFirstFault.ts';
import { useView } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { faultOf, personOf } from './checks.ts';
import { formPages, looks, pageWith } from './formPages.ts';
import { refusalOf } from './refusals.ts';
import { useSignAgain } from './useSignAgain.ts';
import { useOnceSignedIn } from './useOnceSignedIn.ts';
import './registration.css';

type Faults = Partial<Record<RegistrationField, string>>;

/** R3: who registers. What is typed lives in the page's draft, so going to help and back, or a restarted backend, loses nothing. */
export function RegisterScreen(): ReactNode {
  useOnceSignedIn();
  const signAgain = useSignAgain();
  const { t } = useTranslation();
  const router = useRouter();
  const view = useView();
  const today = useToday();
  const { now } = useApp();
  const typed = useDraft((draft) => draft.registering);
  const acceptances = useDraft((draft) => draft.acceptances);
  const set = useDraft((draft) => draft.setRegistering);
  const [faults, setFaults] = useState<Faults>({});
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { fields, stopped } = useFirstFault();
  const pages = formPages(view);
  const index = pageWith(view, typed.at);
  const page = pages[index] ?? [];
  const [first = typed.at] = page;

  const stand = (at: RegistrationField | undefined) => {
    setFaults({});
    setRefusal(null);
    if (at !== undefined) set({ at });
  };
  const wrongIn = (some: readonly RegistrationField[]): Faults => {
    const found: Faults = {};
    for (const field of some) {
      const fault = faultOf(field, typed[field], today);
      if (fault !== null) found[field] = fault;
    }
    return found;
  };

  async function next(): Promise<void> {
    if (busy) return;
    const found = wrongIn(page);
    setFaults(found);
    if (Object.keys(found).length > 0) return stopped();
    const following = pages[index + 1]?.[0];
    if (following !== undefined) return stand(following);
    const person = personOf(typed, today);
    if (person === null) {
      // A field of an earlier page is wrong: it is shown, not the last page once more.
      const all = wrongIn(pages.flat());
      const at = pages.flat().find((field) => all[field] !== undefined);
      stand(at);
      setFaults(all);
      return stopped();
    }
    setBusy(true);
    setRefusal(null);
    try {
      const { registrationId, codeSeconds } = await call('registration.send', { ...person, acceptances: [...acceptances] });
      set({ sent: { purpose: 'register', registrationId, codeSeconds, at: now() }, code: '' });
      router.go({ name: 'mailCode' });
    } catch (error) {
      setRefusal(refusalOf(error));
      setBusy(false);
    }
  }
  const back = () => (index === 0 ? router.back() : stand(pages[index - 1]?.[0]));

  const field = (name: RegistrationField, place: number) => {
    const { layout, icon, type, mask, hint } = looks[name];
    const fault = faults[name];
    return (
      <TextField
        key={name}
        name={name}
        label={t(`registration.form.${name}`)}
        value={typed[name]}
        onChange={(text) => {
          set({ [name]: text });
          if (fault !== undefined) setFaults(({ [name]: _mended, ...rest }) => rest);
        }}
        {...(mask === null ? {} : { format: mask })}
        {...(hint === null || (hint === 'nameLead' && view === 'normal') ? {} : { hint: t(`registration.form.${hint}`) })}
        {...(fault === undefined ? {} : { error: t(`registration.error.${fault}`) })}
        {...(place === 0 ? { autoFocus: true } : {})}
        {...{ icon, type, layout }}
        {...(view === 'normal' ? { onClear: () => set({ [name]: '' }) } : {})}
        onEnter={() => void next()}
      />
    );
  };
  const documents = { label: t('registration.form.documents'), onPress: signAgain };
  const title = t(`registration.form.${looks[first].title}`);
  if (view === 'accessible' && refusal !== null) {
    return <LowRefusal title={title} sentence={t(`registration.error.${refusal}`)} onReturn={() => setRefusal(null)} {...(refusal === 'documents_not_accepted' ? { wayOn: documents } : {})} />;
  }
  const last = index === pages.length - 1;
  const skips = page.every((name) => looks[name].optional && typed[name].trim() === '');
  const label = last ? t('registration.send') : skips ? t('registration.skip') : t('registration.next');
  return (
    <KioskScreen
      title={title}
      {...(first === 'family' ? { lead: t('registration.form.nameLead') } : {})}
      step={{ now: index + 1, total: pages.length + 2, label: t('registration.step') }}
      keyboard
      low={{ field: true }}
      dock={{
        back: { label: t('shell.back'), ...(view === 'normal' ? { icon: 'arrow-left' } : {}), onPress: back },
        primary: { label: last && view === 'accessible' ? t('registration.next') : label, onPress: () => void next(), busy, busyLabel: t('registration.sending') },
      }}
    >
      {refusal === null && <LineNotice title={t('registration.offline')} />}
      {refusal !== null && <Notice tone="stop" title={t(`registration.error.${refusal}`)} />}
      {refusal === 'documents_not_accepted' && (
        <Button icon="file-text" onPress={documents.onPress}>
          {documents.label}
        </Button>
      )}
      {/* A new page is heard by its question, before the field that has the focus. */}
      <div className="sign" role="group" aria-label={title} ref={fields} key={first}>
        {page.map(field)}
      </div>
      {index === 0 && (
        <div className={view === 'normal' ? 'sign__more' : ''}>
          <Button {...(view === 'normal' ? { kind: 'quiet' } : {})} onPress={() => router.go({ name: 'onPhone', step: 'form' })}>
            {t('registration.onPhone')}
          </Button>
        </div>
      )}
    </KioskScreen>
  );
}
