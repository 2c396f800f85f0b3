import type { TFunction } from 'i18next';
import type { Advice, CartTrouble, OrderSummary } from '../../shared/features/orders.ts';
import type { Language } from './day.ts';

/** Names of services by their code, in the reader's language. */
export type ServiceNames = ReadonlyMap<string, string>;

const namesOf = (codes: readonly string[], names: ServiceNames): string[] => codes.map((code) => names.get(code) ?? code);

const mostNames = 6;
const namesOfMany = 4;

/** A list of names as a sentence takes it. Many names are a wall nobody reads: the first of them, and how many more. */
function listed(t: TFunction, all: readonly string[]): string {
  if (all.length <= mostNames) return all.join(', ');
  return t('orders.cart.namesMore', { names: all.slice(0, namesOfMany).join(', '), count: all.length - namesOfMany });
}

const number = (value: string | number | undefined): number => (typeof value === 'number' ? value : 0);

/** `7:30` of minutes since midnight. */
export function clockWords(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

/** The clinic's text in the reader's language: `why`, and `whyEn` where it wrote one. */
function textOf(values: Advice['values'], name: 'what' | 'why', language: Language): string {
  return String((language === 'en' ? values[`${name}En`] : undefined) ?? values[name] ?? '');
}

/** What to do before the visit, as a sentence. A code this page does not know still sends the reader to somebody who does. */
export function adviceSentence(t: TFunction, { code, values }: Advice, language: Language): string {
  const what = textOf(values, 'what', language);
  const hours = number(values['hours']);
  switch (code) {
    case 'fasting':
      return t('orders.advice.fasting', { count: hours });
    case 'come_between':
      return t('orders.advice.come_between', { from: clockWords(number(values['from'])), until: clockWords(number(values['until'])) });
    case 'cycle_days':
      return t('orders.advice.cycle_days', { from: values['from'], until: values['until'] });
    case 'pause':
      return t('orders.advice.pause', { count: number(values['days']), what });
    case 'avoid':
      return hours >= 48 && hours % 24 === 0 ? t('orders.advice.avoidDays', { count: hours / 24, what }) : t('orders.advice.avoidHours', { count: hours, what });
    case 'collect':
      return hours >= 24 ? t('orders.advice.collect', { count: hours, what }) : t('orders.advice.bring', { what });
    case 'duration':
      return t('orders.advice.duration', { count: number(values['minutes']) });
    default:
      return t('orders.advice.ask');
  }
}

/** For which services; null when it is for all of them, which needs no words of its own. */
export function adviceFor(t: TFunction, { services }: Advice, names: ServiceNames): string | null {
  return services.length >= names.size ? null : listed(t, namesOf(services, names));
}

export function troubleSentence(t: TFunction, { code, values, services }: CartTrouble, names: ServiceNames, language: Language): string {
  const [first = '', second = ''] = namesOf(services, names);
  const all = listed(t, namesOf(services, names));
  const { from, until, panel } = values;
  switch (code) {
    case 'already_in':
      return panel === services[0] ? t('orders.trouble.already_twice', { first }) : t('orders.trouble.already_in', { first, panel: names.get(String(panel)) ?? String(panel) });
    case 'not_for_this_person':
      if (values['why'] === 'sex') return t(values['only'] === 'male' ? 'orders.trouble.not_for_sex_male' : 'orders.trouble.not_for_sex_female', { names: all });
      if (from === undefined) return t('orders.trouble.not_for_age_until', { until, names: all });
      return until === undefined ? t('orders.trouble.not_for_age_from', { from, names: all }) : t('orders.trouble.not_for_age_between', { from, until, names: all });
    case 'not_together':
      return t('orders.trouble.not_together', { first, second, why: textOf(values, 'why', language) });
    case 'hours_apart':
    case 'cycle_apart':
      return t(`orders.trouble.${code}`, { names: all });
    case 'overlap':
      return t('orders.trouble.overlap', { first, second, count: number(values['count']) });
    default:
      return t('orders.trouble.unknown', { names: all });
  }
}

type Shown = Pick<OrderSummary, 'state' | 'cancelling'>;

/** Message key of the state's name, under `orders.state`. */
export function orderStateKey({ state, cancelling }: Shown): OrderSummary['state'] | 'cancelling' {
  return cancelling ? 'cancelling' : state;
}

const icons = { sending: 'hourglass', cancelling: 'hourglass', refused: 'triangle-alert', sent: 'arrow-right', confirmed: 'check', ready: 'concierge-bell', done: 'history', cancelled: 'x' } as const;

/** A shape for each state: colour alone tells nobody anything. */
export function orderIcon(order: Shown): string {
  return icons[orderStateKey(order)];
}

const known = ['price_changed', 'service_gone', 'order_blocked', 'day_past', 'consent_withdrawn', 'not_found', 'not_active'] as const;

/** Message key of a refusal, under `orders.refusal`. A code this page does not know still gets a sentence. */
export function orderRefusalKey(code: string | null): (typeof known)[number] | 'unknown' {
  return known.find((name) => name === code) ?? 'unknown';
}
