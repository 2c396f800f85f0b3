import * as z from 'zod';
import { LocalText } from '../lib/localText.ts';
import { Profile } from '../rpc/shell.ts';
import { query } from '../rpc/procedure.ts';

/** Why a device cannot work. Staff read these on the recovery screen; nothing here is personal. */
export const DeviceProblem = z.enum([
  'not_enrolled',
  'enrolment_refused',
  'server_untrusted',
  'authority_unreadable',
  'keychain_unavailable',
  'key_missing',
  'key_wrong',
  'recovery_refused',
  'recovery_unprepared',
  'folder_unusable',
  'file_missing',
  'file_damaged',
  'database_from_the_future',
]);
export type DeviceProblem = z.infer<typeof DeviceProblem>;

/** A device that cannot open its file: its code if it has one, and the beginning of the id its keys are kept under. */
export const NamedDevice = z.object({ code: z.string().nullable(), installation: z.string() });
export type NamedDevice = z.infer<typeof NamedDevice>;

export const device = {
  /** The only call that answers even when the database is not open. */
  'device.state': query({
    allow: ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({}),
    output: z.discriminatedUnion('state', [
      z.object({ state: z.literal('starting') }),
      /** First load (O5): `total` is unknown until the server has told. */
      z.object({ state: z.literal('loading'), done: z.int(), total: z.int().nullable() }),
      /** `device`: what people call it by on the telephone; null before the first start. */
      z.object({ state: z.literal('problem'), problem: DeviceProblem, profile: Profile, device: NamedDevice.nullable() }),
      z.object({
        state: z.literal('ready'),
        profile: Profile,
        code: z.string(),
        appVersion: z.string(),
        clinic: LocalText,
        phone: z.string(),
        office: LocalText,
        /** Opening hours of the office today, minutes of the Moscow day; null on a closed day. */
        opensAtMinute: z.int().nullable(),
        closesAtMinute: z.int().nullable(),
        idleSeconds: z.int(),
        warnSeconds: z.int(),
        changeableHours: z.int(),
        /** R5: whether a patient may sign in through Госуслуги, or must. */
        esia: z.enum(['off', 'optional', 'required']),
        termsVersion: z.string().nullable(),
      }),
    ]),
  }),
};
