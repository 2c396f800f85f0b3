import { randomInt } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Instant } from '../../shared/lib/moscow.ts';
import { findOwn, lockOwn, ownerOf } from '../account/ownAccount.ts';
import { inTransaction, reading } from '../db/pool.ts';
import { newSecret } from '../devices/secrets.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { ServerParts } from '../http/parts.ts';
import { claimLetter } from '../mail/allowance.ts';
import { letterSaying, type Letter, type LetterFacts } from '../mail/letters.ts';
import { putLetter } from '../mail/letterStore.ts';
import { noteDeed } from './accessLog.ts';
import { addCopyHome, linkHours } from './takeHomeStore.ts';

const digits = 6;

/** That there is a copy, and where. Nothing of what is in it, and not the code: whoever has the mailbox alone has nothing. */
function homeLetter(facts: LetterFacts): Letter {
  const said = {
    subject: `Копия ваших данных — ${facts.clinic}`,
    before: ['Здравствуйте!', 'Вы попросили на киоске клиники копию своих данных из личного кабинета.'],
    withLink: false,
    linkTo: { open: 'Откройте страницу и введите на ней код, который показал киоск:', button: 'Забрать копию' },
    after: [`Ссылка действует ${linkHours} ч и только один раз. Никому её не пересылайте.`, 'Если это были не вы, ничего не делайте: без кода с киоска копию не получить.'],
  };
  return letterSaying('takeHome', said, facts);
}

/** D4: to take everything home. The address is the owner's own, which letters have proved; no other can be named. */
export function sendHome(app: FastifyInstance, parts: ServerParts): void {
  app.post<{ Params: { id: string } }>('/fhir/Patient/:id/$send-home', async (request, reply) => {
    const owner = ownerOf(request);
    if (request.params.id !== owner.patientId) throw new FhirRefusal(404, 'not_found');
    const { mail, clinicName, clinicPhone } = parts.config;
    if (!mail) throw new FhirRefusal(503, 'mail_unavailable');
    const { account } = await findOwn(reading(parts.pool), owner);
    const login = account?.login ?? null;
    if (account === null || login === null) throw new FhirRefusal(409, 'no_email');
    // Committed on its own: a refusal must not undo the count.
    await inTransaction(parts.pool, (tx) => claimLetter(tx, { device: owner.deviceId, caller: null, address: login }, parts.now()));
    const [link, code] = [newSecret(), String(randomInt(10 ** digits)).padStart(digits, '0')];
    await inTransaction(parts.pool, async (tx) => {
      const now = parts.now();
      // While we counted, the address may have changed: the letter goes to the one that is in force.
      if ((await lockOwn(tx, owner, account)).login !== login) throw new FhirRefusal(503, 'try_later', { headers: { 'retry-after': '1' } });
      await addCopyHome(tx, { id: parts.newId(), patient: owner.patientId, account: account.id, login, link, code, now });
      const letter = homeLetter({ clinic: clinicName.ru, phone: clinicPhone, link: `${parts.publicUrl()}/take-home/${link}`, linkHours, code: '', codeMinutes: 0 });
      await putLetter(tx, { id: parts.newId(), to: login, letter, expiresAt: (now + linkHours * 3_600_000) as Instant, now });
      await noteDeed(tx, parts, owner, { deed: 'exportSent', patients: [owner.patientId], things: ['everything'] });
    });
    return reply.code(202).send({ email: login, code, hours: linkHours });
  });
}
