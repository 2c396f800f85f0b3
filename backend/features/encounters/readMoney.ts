import * as z from 'zod';
import { Kopecks } from '../../../shared/lib/money.ts';
import { decimalOf } from '../../sync/decimal.ts';
import { soft } from '../../sync/wireFields.ts';

const Written = z.object({ written: soft(z.string()) });
/** `value` unread: whatever stands there is judged here, and never makes the line unreadable. */
export const WrittenMoney = z.object({ value: z.unknown().optional(), _value: soft(Written), currency: z.unknown().optional() });
export const WrittenNumber = z.object({ value: z.unknown().optional(), _value: soft(Written) });

/** Roubles nobody has ever paid for a line of a bill; the sum of all of them stays a whole number. */
const mostRoubles = 1_000_000_000;

/** The digits as the server wrote them; null for what is no number, or no claim about this one. */
function writtenIn({ value, _value }: z.infer<typeof WrittenNumber>): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  const written = decimalOf(_value?.written ?? '');
  if (written !== null && Number(written.plain) === value) return written.plain;
  return decimalOf(String(value))?.plain ?? null;
}

/**
 * Roubles to kopecks by their digits and not by arithmetic. Null for a price below nothing, in another currency, with parts of a kopeck, or
 * beyond belief: another number than the clinic's must not be shown as its price.
 */
export function kopecksIn(money: z.infer<typeof WrittenMoney> | undefined): Kopecks | null {
  if (money === undefined || (money.currency !== undefined && money.currency !== 'RUB')) return null;
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d{1,2})0*)?$/.exec(writtenIn(money) ?? '') ?? [];
  if (whole === undefined || Number(whole) >= mostRoubles) return null;
  return Kopecks.parse(Number(whole) * 100 + Number(fraction.padEnd(2, '0')));
}

/** How often, as written; null for one and for what says nothing. */
export function quantityIn(quantity: z.infer<typeof WrittenNumber> | undefined): string | null {
  const written = quantity === undefined ? null : writtenIn(quantity);
  const plain = written === null || !written.includes('.') ? written : written.replace(/\.?0+$/, '');
  return plain === null || plain === '1' || !/^\d{1,4}(?:\.\d{1,3})?$/.test(plain) || Number(plain) === 0 ? null : plain;
}
