import { createInstance, type TFunction } from 'i18next';
import type { OrderMemo } from '../../shared/features/orders.ts';
import { inRoubles } from '../../shared/lib/money.ts';
import { clockOf, dayOf } from '../../shared/lib/moscow.ts';
import { orders as ordersEn } from '../locales/en/orders.ts';
import { slips as slipsEn } from '../locales/en/slips.ts';
import { orders as ordersRu } from '../locales/ru/orders.ts';
import { slips as slipsRu } from '../locales/ru/slips.ts';
import { dayInFigures, dayMonthYear, weekdayName, type Language } from '../words/day.ts';
import { inLanguage, upperFirst } from '../words/local.ts';
import { adviceFor, adviceSentence, orderStateKey } from '../words/orders.ts';
import { tieAll } from '../words/tie.ts';

export interface OrderWords {
  readonly clinic: string;
  readonly head: string;
  /** A word, because a stamp of colour does not survive a copy. */
  readonly state: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly linesHead: string;
  readonly lines: readonly { readonly name: string; readonly code: string; readonly price: string }[];
  readonly total: { readonly label: string; readonly value: string };
  readonly prices: string;
  readonly prepareHead: string;
  readonly advice: readonly { readonly text: string; readonly services: string | null }[];
  readonly doctorFirst: string;
  readonly number: string;
  readonly qrLabel: string;
  readonly code: string;
  readonly phone: string;
  readonly footer: string;
  readonly page: (now: number, total: number) => string;
}

function translator(language: Language): TFunction {
  const i18n = createInstance();
  void i18n.init({
    lng: language,
    fallbackLng: 'ru',
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: { ru: { translation: tieAll({ orders: ordersRu, slips: slipsRu }) }, en: { translation: tieAll({ orders: ordersEn, slips: slipsEn }) } },
  });
  return i18n.t;
}

/** What a paper may promise about its prices: only what the centre has said. */
function pricesKey({ state, cancelling }: OrderMemo['order']): 'kept' | 'notKept' | 'over' {
  if (state === 'refused' || state === 'cancelled') return 'over';
  return state === 'sending' || cancelling ? 'notKept' : 'kept';
}

/** Every word of a memo. */
export function orderWords({ order, patientShort, clinic, deviceCode, printedAt, line, language }: OrderMemo): OrderWords {
  const t = translator(language);
  const { number, day } = order;
  const names = new Map(order.lines.map(({ code, name }) => [code, inLanguage(name, language)]));
  const printed = t('slips.paper.printed', { date: dayInFigures(dayOf(printedAt), language), time: clockOf(printedAt), device: deviceCode });
  return {
    clinic: inLanguage(clinic.name, language),
    head: number === '' ? t('orders.paper.headPlain') : t('orders.paper.head', { number }),
    state: t(`orders.state.${orderStateKey(order)}`).toLocaleUpperCase(language),
    facts: [
      { label: t('orders.paper.patient'), value: patientShort },
      { label: t('orders.paper.made'), value: dayMonthYear(dayOf(order.madeAt), language) },
      { label: t('orders.paper.day'), value: day === null ? t('orders.paper.dayNone') : `${upperFirst(weekdayName(day, language))}, ${dayMonthYear(day, language)}` },
    ],
    linesHead: t('orders.paper.lines'),
    lines: order.lines.map(({ code, kopecks }) => ({ name: names.get(code) ?? code, code, price: inRoubles(kopecks) })),
    total: { label: t('orders.paper.total', { services: t('orders.cart.count', { count: order.count }) }), value: inRoubles(order.total) },
    prices: t(`orders.paper.${pricesKey(order)}`),
    prepareHead: t('orders.paper.prepare'),
    advice: order.advice.length === 0 ? [{ text: t('orders.cart.noAdvice'), services: null }] : order.advice.map((one) => ({ text: adviceSentence(t, one, language), services: adviceServices(t, adviceFor(t, one, names)) })),
    doctorFirst: t('orders.cart.doctorFirst'),
    number,
    qrLabel: t('orders.paper.qr', { number }),
    code: t('orders.paper.code'),
    phone: `${t('orders.paper.phone')} ${clinic.phone}`,
    footer: line === 'down' ? `${printed}. ${t('slips.paper.offline')}` : printed,
    page: (now, total) => t('slips.paper.page', { now, total }),
  };
}

function adviceServices(t: TFunction, names: string | null): string | null {
  return names === null ? null : t('orders.cart.forWhich', { names });
}
