import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WaitingOffer } from '../../../shared/features/waiting.ts';
import { clockOf, dayOf } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useSecondsUntil, useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { useRouter } from '../../app/router.ts';
import { Button } from '../../ui/Button.tsx';
import { Row } from '../../ui/Rows.tsx';
import { dayFull, untilWords, whenWords } from '../../words/day.ts';
import { inLanguage, lowerFirst, upperFirst } from '../../words/local.ts';
import { shortName } from '../../words/person.ts';
import { spoken } from '../../words/Spoken.tsx';
import './waiting.css';

/** How long the offer is still kept: a word for it, and a figure once a minute. */
export function useOfferLeft(offer: WaitingOffer | null): { readonly seconds: number; readonly total: number } {
  const seconds = useSecondsUntil(offer?.until ?? null) ?? 0;
  return { seconds, total: offer === null ? 0 : Math.round((offer.until - offer.offeredAt) / 1_000) };
}

/** The cabinet's first card while a time is kept for this patient; nothing otherwise. */
export function OfferCard(): ReactNode {
  const isPatient = useRead('identity.me', {}).data?.role === 'patient';
  const offer = useRead('waiting.mine', isPatient ? {} : null).data?.offers.find(({ answering }) => answering === null);
  return offer === undefined ? null : <OneOffer offer={offer} />;
}

function OneOffer({ offer }: { offer: WaitingOffer }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const today = useToday();
  const { seconds } = useOfferLeft(offer);
  if (seconds <= 0) return null;
  return (
    <section className="offercard" aria-labelledby="offer-card">
      <div>
        <h2 id="offer-card">{t('waiting.offer.card')}</h2>
        <p className="offercard__when">
          <time>{clockOf(offer.startsAt)}</time>, {dayFull(dayOf(offer.startsAt), today, language)}
        </p>
        <p>{spoken(`${shortName(offer.doctor)}, ${lowerFirst(inLanguage(offer.speciality, language))}`, language)}</p>
        <p className="offercard__until">
          {spoken(t('waiting.offer.cardUntil', { until: untilWords(offer.until, today, language) }), language)}
          {' · '}
          <span className="num">{t('waiting.offer.minutes', { count: Math.max(1, Math.ceil(seconds / 60)) })}</span>
        </p>
      </div>
      <Button kind="primary" iconAfter="arrow-right" onPress={() => router.go({ name: 'offer', offerId: offer.id })}>
        {t('waiting.offer.open')}
      </Button>
    </section>
  );
}

/** The same in a list. */
export function OfferRow({ offer }: { offer: WaitingOffer }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const today = useToday();
  return (
    <Row
      icon="bell-ring"
      title={upperFirst(whenWords(offer.startsAt, today, language))}
      badge={t('waiting.offer.card')}
      detail={spoken(`${shortName(offer.doctor)} · ${t('waiting.offer.cardUntil', { until: untilWords(offer.until, today, language) })}`, language)}
      onPress={() => router.go({ name: 'offer', offerId: offer.id })}
    />
  );
}
