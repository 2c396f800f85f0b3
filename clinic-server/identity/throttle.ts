import type { Instant } from '../../shared/lib/moscow.ts';
import { hashOf } from '../devices/secrets.ts';
import type { Tx } from '../db/pool.ts';
import { milliseconds, timestamp } from '../db/timestamp.ts';

export interface ThrottleRule {
  readonly kind: 'account' | 'device' | 'staff' | 'address';
  /** Failures that cost nothing. */
  readonly free: number;
  readonly longestSeconds: number;
  /** Failures after which the longest wait doubles once more; keeps a day of guessing under a hundred tries. */
  readonly stubbornAfter: number;
  readonly forgottenAfterSeconds: number;
}

export const accountRule: ThrottleRule = {
  kind: 'account',
  free: 5,
  longestSeconds: 900,
  stubbornAfter: 50,
  forgottenAfterSeconds: 86_400,
};
/** As patients; a login of its own, so that nobody's guesses at a patient's address close a desk. */
export const staffRule: ThrottleRule = { ...accountRule, kind: 'staff' };
/** A kiosk is used by many people in a row, so it is given more and forgets sooner. */
export const deviceRule: ThrottleRule = {
  kind: 'device',
  free: 15,
  longestSeconds: 300,
  stubbornAfter: Number.POSITIVE_INFINITY,
  forgottenAfterSeconds: 900,
};

/** A device where many accounts were tried: it has spent what is free and waits longer; every other device goes on. */
export const suspectDeviceRule: ThrottleRule = { ...deviceRule, free: 5, longestSeconds: 900 };
/** Kiosks of one hall may share an address, so it is given the most; it stops who has many devices' keys at one place. */
export const addressRule: ThrottleRule = { ...deviceRule, kind: 'address', free: 100, longestSeconds: 60 };

/** 0 while failures are free, then 1 s, 2 s, 4 s … up to the longest. */
export function waitSeconds(rule: ThrottleRule, failures: number): number {
  if (failures < rule.free) return 0;
  const longest = failures >= rule.stubbornAfter ? rule.longestSeconds * 2 : rule.longestSeconds;
  return Math.min(longest, 2 ** Math.min(30, failures - rule.free));
}

const keyOf = (rule: ThrottleRule, name: string) => hashOf(`${rule.kind}:${name}`);

/**
 * Counts an attempt as a failure before it is made; 0, or the seconds to wait. Counting first means that a hundred guesses sent at
 * once are counted as a hundred and not as one.
 */
export async function claimAttempt(tx: Tx, rule: ThrottleRule, name: string, now: Instant): Promise<number> {
  const subject = keyOf(rule, name);
  await tx.query('insert into throttle (subject, failures, last_at, open_at) values ($1, 0, $2, to_timestamp(0)) on conflict do nothing', [
    subject,
    timestamp(now),
  ]);
  const { rows } = await tx.query<{ failures: number; lastAt: number; openAt: number }>(
    `select t.failures, ${milliseconds('t.last_at')} as "lastAt", ${milliseconds('t.open_at')} as "openAt" from throttle t where t.subject = $1 for update`,
    [subject],
  );
  const before = rows[0];
  if (!before) throw new Error('a locked row has disappeared');
  if (before.openAt > now) return Math.ceil((before.openAt - now) / 1000);
  const failures = (now - before.lastAt > rule.forgottenAfterSeconds * 1000 ? 0 : before.failures) + 1;
  const wait = waitSeconds(rule, failures);
  // Without a wait it is open since ever: many kiosks share an address, and whoever looked at the clock a moment before has not to wait.
  await tx.query('update throttle set failures = $2, last_at = $3, open_at = $4 where subject = $1', [
    subject,
    failures,
    timestamp(now),
    timestamp(wait === 0 ? 0 : now + wait * 1000),
  ]);
  return 0;
}

/** The right password clears an account; a device or an address gets only this one attempt back, or an owner of one account could guess at others for ever. */
export async function forgiveAttempt(tx: Tx, rule: ThrottleRule, name: string): Promise<void> {
  await tx.query(
    `update throttle set failures = ${rule.kind === 'account' || rule.kind === 'staff' ? '0' : 'greatest(0, failures - 1)'}, open_at = to_timestamp(0) where subject = $1`,
    [keyOf(rule, name)],
  );
}
