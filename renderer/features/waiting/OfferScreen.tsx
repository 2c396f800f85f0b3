import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WaitingOffer } from '../../../shared/features/waiting.ts';
import { clockOf, dayOf } from '../../../shared/lib/moscow.ts';
import { AgreeAgain } from '../../app/AgreeAgain.tsx';
import { useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { runSettled, type Settled } from '../../app/settled.ts';
import { useView } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Hold } from '../../ui/Hold.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { dayFull, untilWords } from '../../words/day.ts';
import { doctorFact, placeFact } from '../../words/facts.ts';
import { upperFirst } from '../../words/local.ts';
import { spoken } from '../../words/Spoken.tsx';
import { Answered } from './Answered.tsx';
import { useOfferLeft } from './OfferCard.tsx';
import { useSignedIn } from './useSignedIn.ts';
import { waitingRefusalKey } from './waitingWords.ts';

type How = 'accept' | 'decline';

/** The offer as it was when the page was opened stays on it while its answer is under way: the list forgets it at that moment. */
export function OfferScreen({ offerId }: { offerId: string }): ReactNode {
  const isHere = useSignedIn({ name: 'offer', offerId });
  const mine = useRead('waiting.mine', isHere ? {} : null).data;
  const found = mine?.offers.find(({ id }) => id === offerId) ?? null;
  const [kept, setKept] = useState<WaitingOffer | null>(null);
  const [answered, setAnswered] = useState<{ how: How; settled: Settled } | null>(null);
  if (found !== null && kept === null) setKept(found);
  const offer = found ?? kept;
  if (answered !== null && offer !== null && answered.settled.kind !== 'refused' && answered.settled.kind !== 'failed') return <Answered how={answered.how} offer={offer} sent={answered.settled.kind === 'applied'} />;
  if (offer === null) return <Answered how="gone" offer={null} sent />;
  return <OpenOffer offer={offer} problem={answered?.settled ?? null} onAnswered={(how, settled) => setAnswered({ how, settled })} />;
}

function OpenOffer({ offer, problem, onAnswered }: { offer: WaitingOffer; problem: Settled | null; onAnswered: (how: How, settled: Settled) => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const view = useView();
  const today = useToday();
  const { seconds, total } = useOfferLeft(offer);
  const [busy, setBusy] = useState<How | null>(null);
  const [marked, setMarked] = useState<How>('accept');
  if (seconds <= 0 && busy === null) return <Answered how="gone" offer={offer} sent />;

  const answer = async (how: How): Promise<void> => {
    if (busy !== null) return;
    setBusy(how);
    const settled = await runSettled(how === 'accept' ? 'waiting.accept' : 'waiting.decline', { commandId: crypto.randomUUID(), offerId: offer.id, entryId: offer.entryId });
    setBusy(null);
    onAnswered(how, settled);
  };
  const notices = (
    <>
      {problem?.kind === 'failed' && <Notice tone="stop" title={t('waiting.form.failed')} />}
      {problem?.kind === 'refused' && <Notice tone="stop" title={t(`waiting.refusal.${waitingRefusalKey(problem.code)}`)} />}
      {problem?.kind === 'refused' && <AgreeAgain refusal={problem.code} then={{ name: 'offer', offerId: offer.id }} />}
    </>
  );
  const when = upperFirst(dayFull(dayOf(offer.startsAt), today, language));
  const until = untilWords(offer.until, today, language);
  const back = { label: t('waiting.offer.later'), icon: 'arrow-left', onPress: router.back };
  const doctor = doctorFact(t, { ...offer.doctor, speciality: offer.speciality, category: null }, language);
  if (view === 'accessible') {
    return (
      <KioskScreen
        title={t('waiting.offer.title')}
        dock={{ back }}
        low={{
          items: [
            { id: 'accept', label: t('waiting.offer.acceptTime', { time: clockOf(offer.startsAt) }) },
            { id: 'decline', label: t('waiting.offer.decline') },
          ],
          selectedId: marked,
          onSelect: (id) => setMarked(id === 'decline' ? 'decline' : 'accept'),
          previousLabel: t('waiting.list.previous'),
          nextLabel: t('waiting.list.next'),
          primaryLabel: busy === null ? t('waiting.offer.choose') : t('waiting.offer.busy'),
          onPrimary: () => void answer(marked),
          busy: busy !== null,
        }}
      >
        {notices}
        <p>
          <b>{`${when}, ${clockOf(offer.startsAt)}`}</b>
        </p>
        <p>{spoken(doctor.value, language)}</p>
        <p>{spoken(t('waiting.offer.cardUntil', { until }), language)}</p>
      </KioskScreen>
    );
  }
  return (
    <KioskScreen
      title={t('waiting.offer.title')}
      lead={t('waiting.offer.lead')}
      aboveDock={<Hold label={t('waiting.offer.label')} secondsLeft={seconds} totalSeconds={total} sentence={t('waiting.offer.sentence', { until })} />}
      dock={{
        back: { label: t('waiting.offer.decline'), icon: 'x', onPress: () => void answer('decline'), busy: busy === 'decline', busyLabel: t('waiting.offer.busy') },
        primary: { label: t('waiting.offer.acceptTime', { time: clockOf(offer.startsAt) }), icon: 'check', onPress: () => void answer('accept'), busy: busy === 'accept', busyLabel: t('waiting.offer.busy') },
      }}
    >
      {notices}
      <p className="offer__when">
        <time>{clockOf(offer.startsAt)}</time>
        {when}
      </p>
      <Facts facts={[doctor, placeFact(t, offer, language)].map(({ value, detail, ...fact }) => ({ ...fact, value: spoken(value, language), ...(detail === undefined ? {} : { detail: spoken(detail, language) }) }))} />
      <p className="waitform__next">{t('waiting.offer.next')}</p>
      <Button kind="quiet" icon="arrow-left" onPress={router.back}>
        {t('waiting.offer.later')}
      </Button>
    </KioskScreen>
  );
}
