import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hang } from './hang.ts';
import type { IssuedToken, Simulation } from './model.ts';
import { sendPage } from './pages/frame.ts';
import { brokenPage } from './pages/messages.ts';
import { collection, contactsOf, documentsOf, personOf, type Element } from './personShape.ts';

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}
const invalid: Refusal = { status: 401, code: 'ESIA-005011', message: 'SecurityErrorEnum.invalidToken' };
const expired: Refusal = { status: 401, code: 'ESIA-005013', message: 'SecurityErrorEnum.expiredToken' };
const notAllowed: Refusal = { status: 403, code: 'ESIA-005029', message: 'SecurityErrorEnum.scopeNotAllowed' };

const personScopes = ['fullname', 'birthdate', 'birthplace', 'gender', 'snils', 'inn', 'id_doc'];
const collections = {
  ctts: { name: 'contacts', scopes: ['email', 'mobile', 'contacts'], elements: contactsOf },
  docs: { name: 'documents', scopes: ['id_doc', 'medical_doc'], elements: documentsOf },
} as const;
type Part = keyof typeof collections;
const isPart = (part: string): part is Part => Object.hasOwn(collections, part);

const anyOf = (granted: readonly string[], wanted: readonly string[]): boolean => wanted.some((scope) => granted.includes(scope));

/** `(contacts.elements,documents.elements-1)` or `(elements)`: the names inside, depths left away. */
const embeds = (text: string): readonly string[] =>
  text
    .replace(/^\((.*)\)$/, '$1')
    .split(',')
    .map((name) => name.trim().replace(/-\d+$/, ''));

type Params = { oid: string; part?: string; id?: string };
type Request = FastifyRequest<{ Params: Params; Querystring: { embed?: string } }>;

function tokenOf(simulation: Simulation, request: Request): IssuedToken | Refusal {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  const token = bearer === undefined ? undefined : simulation.tokens.get(bearer);
  if (!token) return invalid;
  if (token.until <= simulation.now() || simulation.faults.current.rest === 'expired') return expired;
  return String(token.user.oid) === request.params.oid ? token : notAllowed;
}

export function restRoutes(app: FastifyInstance, simulation: Simulation, ownUrl: () => string): void {
  const { journal, faults } = simulation;

  const baseOf = (token: IssuedToken, part: Part): string => {
    const origin = faults.current.rest === 'foreignElements' ? 'https://esia.gosuslugi.ru.other-host.example' : ownUrl();
    return `${origin}/rs/prns/${token.user.oid}/${part}`;
  };
  const elementsOf = (token: IssuedToken, part: Part): readonly Element[] => collections[part].elements(token.user, token.scopes);

  const person = (token: IssuedToken, embed: readonly string[]): unknown => {
    if (!anyOf(token.scopes, personScopes)) return notAllowed;
    const { rest } = faults.current;
    const user = rest === 'otherPerson' ? (simulation.users.find(({ oid }) => oid !== token.user.oid) ?? token.user) : token.user;
    const parts = Object.entries(collections).flatMap(([part, { name, scopes }]) => {
      if (!isPart(part) || !embed.some((wanted) => wanted.split('.')[0] === name)) return [];
      // Nothing was granted: an empty object and not an empty list.
      if (!anyOf(token.scopes, scopes)) return [[name, {}]];
      return [[name, collection(elementsOf(token, part), embed.includes(`${name}.elements`), baseOf(token, part))]];
    });
    return { ...personOf(user, token.scopes, rest === 'untrusted' ? false : user.trusted), ...Object.fromEntries(parts) };
  };

  const whole = (token: IssuedToken, part: string, embed: readonly string[]): unknown => {
    if (!isPart(part) || !anyOf(token.scopes, collections[part].scopes)) return notAllowed;
    return collection(elementsOf(token, part), embed.includes('elements'), baseOf(token, part));
  };

  const single = (token: IssuedToken, part: string, id: string): unknown => {
    if (!isPart(part)) return notAllowed;
    return elementsOf(token, part).find((element) => String(element.id) === id)?.value ?? notAllowed;
  };

  const route = (path: string, answer: (token: IssuedToken, request: Request) => unknown) =>
    app.get<{ Params: Params; Querystring: { embed?: string } }>(path, (request, reply): FastifyReply => {
      journal.count('rest');
      if (faults.current.rest === 'html500') {
        journal.note('rest', '500');
        return sendPage(reply, 500, brokenPage());
      }
      if (faults.current.rest === 'hang') {
        journal.note('rest', 'hang');
        return hang(simulation, reply);
      }
      const token = tokenOf(simulation, request);
      const told = 'status' in token ? token : answer(token, request);
      void reply.header('cache-control', 'no-store');
      if (told === invalid || told === expired || told === notAllowed) {
        const { status, code, message } = told as Refusal;
        journal.note('rest', code);
        return reply.code(status).send({ code, message });
      }
      journal.note('rest', 'ok');
      return reply.send(told);
    });

  route('/rs/prns/:oid', (token, { query }) => person(token, embeds(String(query.embed ?? ''))));
  route('/rs/prns/:oid/:part', (token, { params, query }) => whole(token, params.part ?? '', embeds(String(query.embed ?? ''))));
  route('/rs/prns/:oid/:part/:id', (token, { params }) => single(token, params.part ?? '', params.id ?? ''));
}
