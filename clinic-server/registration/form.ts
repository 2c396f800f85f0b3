import * as z from 'zod';
import { isBirthDate } from '../../shared/lib/birthDate.ts';
import { isEmail } from '../../shared/lib/email.ts';
import { dayOf, type Instant } from '../../shared/lib/moscow.ts';
import { nameFault, tidyName } from '../../shared/lib/personName.ts';
import { isPhone } from '../../shared/lib/phone.ts';
import { isSnils } from '../../shared/lib/snils.ts';
import { normalLogin } from '../identity/accountStore.ts';

const name = z.string().max(1_000).transform(tidyName).refine((tidy) => nameFault(tidy) === null);

/** An address as accounts are found by. */
export const Email = z.string().max(1_000).transform(normalLogin).refine(isEmail);

/** Row R3, what a person says of themselves; also as it waits in the database for the password. */
export function personForm(now: Instant) {
  return z.object({
    email: Email,
    family: name,
    given: name,
    patronymic: name.nullable(),
    birthDate: z.string().max(10).refine((text) => isBirthDate(text, dayOf(now))),
    phone: z.string().max(20).refine(isPhone),
    snils: z.string().max(20).refine(isSnils).nullable(),
  });
}

export type PersonForm = z.infer<ReturnType<typeof personForm>>;
