import { createInstance, type TFunction } from 'i18next';
import { deletionKinds, type ReceiptPaper } from '../../shared/features/deletion.ts';
import { clockOf, dayOf } from '../../shared/lib/moscow.ts';
import { deletion as deletionEn } from '../locales/en/deletion.ts';
import { slips as slipsEn } from '../locales/en/slips.ts';
import { deletion as deletionRu } from '../locales/ru/deletion.ts';
import { slips as slipsRu } from '../locales/ru/slips.ts';
import { dayInFigures, dayMonthYear, type Language } from '../words/day.ts';
import { inLanguage } from '../words/local.ts';
import { tieAll } from '../words/tie.ts';

export interface ReceiptWords {
  readonly clinic: string;
  readonly head: string;
  readonly state: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly whatHead: string;
  readonly what: readonly { readonly label: string; readonly value: string }[];
  readonly texts: readonly string[];
  readonly backHead: string;
  readonly back: string;
  readonly qrLabel: string;
  readonly code: string;
  readonly phone: string;
  readonly footer: string;
}

function translator(language: Language): TFunction {
  const i18n = createInstance();
  void i18n.init({
    lng: language,
    fallbackLng: 'ru',
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: { ru: { translation: tieAll({ deletion: deletionRu, slips: slipsRu }) }, en: { translation: tieAll({ deletion: deletionEn, slips: slipsEn }) } },
  });
  return i18n.t;
}

/** Every word of a receipt: how many of each kind, and never which. */
export function receiptWords({ receipt, patientShort, clinic, deviceCode, printedAt, line, language }: ReceiptPaper): ReceiptWords {
  const t = translator(language);
  const { number, counts, madeAt, state } = receipt;
  const printed = t('slips.paper.printed', { date: dayInFigures(dayOf(printedAt), language), time: clockOf(printedAt), device: deviceCode });
  return {
    clinic: inLanguage(clinic.name, language),
    head: t('deletion.paper.head', { number }),
    state: t(`deletion.state.${state}`).toLocaleUpperCase(language),
    facts: [
      { label: t('deletion.paper.patient'), value: patientShort },
      { label: t('deletion.paper.made'), value: `${dayMonthYear(dayOf(madeAt), language)}, ${clockOf(madeAt)}` },
    ],
    whatHead: t('deletion.paper.what'),
    what: deletionKinds.filter((kind) => counts[kind] > 0).map((kind) => ({ label: t(`deletion.choose.${kind}`), value: t(`deletion.count.${kind}`, { count: counts[kind] }) })),
    texts: [t('deletion.paper.text'), ...(state === 'sending' ? [t('deletion.paper.sending')] : [])],
    backHead: t('deletion.paper.backHead'),
    back: t('deletion.paper.back'),
    qrLabel: t('deletion.paper.qr', { number }),
    code: t('deletion.paper.code'),
    phone: `${t('deletion.paper.phone')} ${clinic.phone}`,
    footer: line === 'down' ? `${printed}. ${t('slips.paper.offline')}` : printed,
  };
}
