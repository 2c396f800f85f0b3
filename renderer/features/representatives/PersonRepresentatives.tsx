import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract.ts';
import type { FoundPatient } from '../../../shared/features/staff.ts';
import type { MoscowDay } from '../../../shared/lib/moscow.ts';
import { call } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { dayMonthYear } from '../../words/day.ts';
import { GrantForm } from './GrantForm.tsx';
import { OneRepresentation } from './OneRepresentation.tsx';
import { useAsk } from './useAsk.ts';
import './representatives.css';

type Listed = Output<'representatives.list'>;
type Done = { readonly what: 'granted'; readonly until: MoscowDay } | { readonly what: 'revoked' };

/** R10 on a found person's card: who may act for them, for whom they may act, and the way to give it and to take it back. */
export function PersonRepresentatives({ patient }: { patient: FoundPatient }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const { patientId } = patient;
  const [listed, setListed] = useState<Listed | null>(null);
  const [granting, setGranting] = useState(false);
  const [done, setDone] = useState<Done | null>(null);
  const { busy, refused, ask } = useAsk();
  const load = () => ask(async () => setListed(await call('representatives.list', { patientId })));
  // Once a person: after a change it is read again by whoever made it.
  useEffect(load, [patientId]);
  const changed = (what: Done) => {
    setDone(what);
    setGranting(false);
    load();
  };
  const group = (name: 'representatives' | 'represents') =>
    listed !== null && listed[name].length > 0 ? (
      <ul className="represents" aria-label={t(`representatives.${name}`)}>
        {listed[name].map((one) => (
          <OneRepresentation key={one.representationId} one={one} onRevoked={() => changed({ what: 'revoked' })} />
        ))}
      </ul>
    ) : (
      listed !== null && <p>{t(`representatives.none.${name}`)}</p>
    );
  return (
    <section aria-label={t('representatives.title')}>
      <h2>{t('representatives.representatives')}</h2>
      {refused !== null && <Notice tone="stop" title={t(`representatives.refused.${refused}`)} />}
      {done?.what === 'granted' && <Notice tone="note" title={t('representatives.granted', { day: dayMonthYear(done.until, language) })} />}
      {done?.what === 'revoked' && <Notice tone="wait" title={t('representatives.revoked')} />}
      {group('representatives')}
      {granting && <GrantForm patient={patient} onGranted={(until) => changed({ what: 'granted', until })} onClose={() => setGranting(false)} />}
      {!granting && (
        <div className="desk__acts">
          {listed === null && refused !== null ? (
            <Button icon="rotate-ccw" onPress={load} busy={busy}>
              {t('representatives.reload')}
            </Button>
          ) : (
            <Button
              icon="plus"
              onPress={() => {
                setDone(null);
                setGranting(true);
              }}
            >
              {t('representatives.add')}
            </Button>
          )}
        </div>
      )}
      {listed !== null && listed.represents.length > 0 && (
        <>
          <h2>{t('representatives.represents')}</h2>
          {group('represents')}
        </>
      )}
    </section>
  );
}
