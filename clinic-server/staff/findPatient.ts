import type { HumanName, Patient } from '@medplum/fhirtypes';
import * as z from 'zod';
import { systems } from '../../shared/fhir/names.ts';
import { isBirthDate } from '../../shared/lib/birthDate.ts';
import { fold } from '../../shared/lib/fold.ts';
import { Id } from '../../shared/lib/ids.ts';
import { dayOf, type Instant } from '../../shared/lib/moscow.ts';
import { nameFault, tidyName } from '../../shared/lib/personName.ts';
import { formatSnils, isSnils, snilsDigits } from '../../shared/lib/snils.ts';
import { inTransaction, reading, type Reader } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { staffOf } from '../http/authentication.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { audit } from '../locks/identityAudit.ts';
import { maskedPerson } from './masked.ts';
import { claimAttempt, deviceRule, forgiveAttempt, type ThrottleRule } from '../identity/throttle.ts';

const name = z.string().max(200).transform(tidyName).refine((tidy) => nameFault(tidy) === null);

/** Row X8: whole values of one person's document. No part of a name, no sign that stands for others, nothing empty. */
const asked = (now: Instant) =>
  z.union([
    z.strictObject({ patientId: Id }),
    z.strictObject({ cardNumber: z.string().max(100).transform((text) => text.normalize('NFC').trim().toLocaleUpperCase('ru')).refine((text) => /^(?=.*\d)[\p{L}\d][\p{L}\d-]{1,29}$/u.test(text)) }),
    z.strictObject({ snils: z.string().max(100).transform((text) => snilsDigits(text) ?? '').refine(isSnils) }),
    z.strictObject({ family: name, given: name, patronymic: name.nullable(), birthDate: z.string().max(10).refine((text) => isBirthDate(text, dayOf(now))) }),
  ]);
type Asked = z.infer<ReturnType<typeof asked>>;

/** A registrar asks about people all day; who asks about thirty nobodies in a row is trying names. */
const findRule: ThrottleRule = { ...deviceRule, free: 30 };
const living = `r.type = 'Patient' and not r.deleted and coalesce(r.content->>'active', 'true') <> 'false'`;
const plain = (text: string): string => fold(text).replace(/[\s\u2010-\u2015'-]+/g, ' ').trim();

async function candidates(from: Reader, by: Asked): Promise<readonly Patient[]> {
  const found = async (where: string, value: string, other = value) => (await from.query<{ content: Patient }>(`select r.content from resource r where ${living} and ${where}`, [value, other])).rows.map(({ content }) => content);
  const identified = (system: string, one: string, other = one) =>
    found(`(r.content->'identifier' @> $1::jsonb or r.content->'identifier' @> $2::jsonb)`, ...([one, other].map((value) => JSON.stringify([{ system, value }])) as [string, string]));
  if ('patientId' in by) return found('r.id = $1 and r.id = $2', by.patientId);
  if ('cardNumber' in by) return identified(systems.cardNumber, by.cardNumber);
  if ('snils' in by) return identified(systems.snils, by.snils, formatSnils(by.snils));
  const ofThatDay = await found(`r.content->>'birthDate' = $1 and $2::text is not null`, by.birthDate);
  return ofThatDay.filter(({ name: names = [] }) => names.some((one) => isNamed(one, by)));
}

function isNamed({ family = '', given = [] }: HumanName, by: { family: string; given: string; patronymic: string | null }): boolean {
  const [first = '', ...others] = given;
  return plain(family) === plain(by.family) && plain(first) === plain(by.given) && (by.patronymic === null || plain(others.join(' ')) === plain(by.patronymic));
}

function masked({ id = '', name: names = [], birthDate = '', telecom = [] }: Patient): object {
  const { family = '', given = [] } = names[0] ?? {};
  const phone = telecom.find(({ system }) => system === 'phone')?.value ?? '';
  return { patientId: id, ...maskedPerson({ family, given, birthDate, phone }) };
}

async function claim(parts: ServerParts, staffId: Id): Promise<void> {
  const seconds = await inTransaction(parts.pool, (tx) => claimAttempt(tx, findRule, `find ${staffId}`, parts.now()));
  if (seconds > 0) throw new FhirRefusal(429, 'slow_down', { headers: { 'retry-after': String(seconds) } });
}

/** Rows R7, X8: one person by whole values, never a list. Namesakes are a word and not their names. */
export const findPatient: Routes = (app, parts) => {
  app.post('/identity/patients/find', async (request) => {
    const { staffId, deviceId } = staffOf(request, 'registrar');
    const by = asked(parts.now()).safeParse(request.body);
    if (!by.success) throw new FhirRefusal(400, 'invalid_request');
    await claim(parts, staffId);
    const found = await candidates(reading(parts.pool), by.data);
    const [one] = found;
    if (one === undefined || found.length > 1) return { patient: null, several: found.length > 1 };
    await inTransaction(parts.pool, async (tx) => {
      const now = parts.now();
      await forgiveAttempt(tx, findRule, `find ${staffId}`);
      // Whose record was looked at is written before it is shown.
      await audit(tx, { action: 'patient_found', staff: staffId, device: deviceId, patient: one.id ?? '', now });
    });
    return { patient: masked(one), several: false };
  });
};
