import { useRef } from 'react';
import type { Output } from '../../../shared/contract.ts';
import { kopecks, type Kopecks } from '../../../shared/lib/money.ts';
import type { CartLine } from '../../app/cart.ts';
import { useRead } from '../../app/client.ts';
import { useDraft } from '../../app/draft.ts';
import { useNewDay } from '../../app/useNewDay.ts';
import { useLanguage } from '../../app/i18n.ts';
import { inLanguage, languageOf } from '../../words/local.ts';
import type { ServiceNames } from '../../words/orders.ts';

export interface ShownLine extends CartLine {
  readonly name: string;
  readonly lang: 'ru' | undefined;
  /** The price in force; null: not offered any more. */
  readonly now: Kopecks | null;
}

export interface ShownCart {
  readonly lines: readonly ShownLine[];
  readonly names: ServiceNames;
  /** What the patient has agreed to, and what it costs now. */
  readonly before: Kopecks;
  readonly after: Kopecks;
  readonly gone: readonly ShownLine[];
  readonly changed: readonly ShownLine[];
  readonly checked: Output<'orders.check'>;
  /** It must be looked at before anything else: something is gone, dearer, cheaper, or cannot go together. */
  readonly needsLook: boolean;
  readonly blocked: boolean;
}

const sum = (prices: readonly (Kopecks | null)[]): Kopecks => kopecks(prices.reduce<number>((total, price) => total + (price ?? 0), 0));

/** The cart with what this device knows of it now; undefined while that is being read. */
export function useCart(): { readonly cart: ShownCart | undefined; readonly failed: boolean } {
  const { lines } = useDraft((draft) => draft.cart);
  const language = useLanguage();
  useNewDay();
  const read = useRead('orders.check', lines.length === 0 ? null : { codes: lines.map(({ code }) => code) });
  // A line taken out must not make the whole list blink: what was known of the others stands until the answer comes.
  const last = useRef<Output<'orders.check'> | undefined>(undefined);
  if (read.data !== undefined) last.current = read.data;
  const checked = read.data ?? last.current;
  const known = new Map(checked?.lines.map((line) => [line.code, line]));
  if (checked === undefined || lines.some(({ code }) => !known.has(code))) return { cart: undefined, failed: read.error !== undefined };

  const shown = lines.map((line) => {
    const of = known.get(line.code);
    const name = of?.name ?? { ru: line.code, en: null };
    return { ...line, name: inLanguage(name, language), lang: languageOf(name, language), now: of?.kopecks ?? null };
  });
  const gone = shown.filter(({ now }) => now === null);
  const changed = shown.filter(({ now, kopecks: agreed }) => now !== null && now !== agreed);
  // Taken out a moment ago: its trouble is not this cart's.
  const troubles = checked.troubles.filter(({ services }) => services.every((code) => lines.some((line) => line.code === code)));
  const blocked = troubles.some(({ blocks }) => blocks);
  return {
    cart: {
      ...{ lines: shown, gone, changed, blocked },
      names: new Map(shown.map(({ code, name }) => [code, name])),
      before: sum(shown.map(({ kopecks: agreed }) => agreed)),
      after: sum(shown.map(({ now }) => now)),
      checked: { ...checked, troubles },
      needsLook: blocked || gone.length > 0 || changed.length > 0,
    },
    failed: false,
  };
}
