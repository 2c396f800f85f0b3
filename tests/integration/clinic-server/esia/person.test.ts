import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { readPerson, readPhones } from '../../../../clinic-server/esia/person.ts';

const oid = '1000000101';
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

/** A real server on a free port; what it was asked, in order. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization ?? 'nobody'}`);
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const json = (response: ServerResponse, value: unknown): void => {
  response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(value));
};
const source = (baseUrl: string) => ({ settings: { baseUrl, timeoutMs: 500 }, ca: null, accessToken: 'TOKEN', oid });
const record = { firstName: 'Анна', lastName: 'Ковалёва', middleName: 'Сергеевна', birthDate: '12.03.1984', snils: '000-000-600 01', trusted: true, status: 'REGISTERED' };

it('R5 §5.22 a record is read as Gosuslugi writes it', async () => {
  const { url, asked } = await serve((_request, response) => json(response, { ...record, stateFacts: ['EntityRoot'], contacts: {} }));
  expect(await readPerson(source(url))).toEqual({ family: 'Ковалёва', given: 'Анна', patronymic: 'Сергеевна', birthDate: '1984-03-12', snils: '00000060001', confirmed: true });
  expect(asked).toEqual([`/rs/prns/${oid} Bearer TOKEN`]);
});

for (const [what, more, expected] of [
  ['without a patronymic and a SNILS', { middleName: undefined, snils: undefined }, { patronymic: null, snils: null }],
  ['with an empty patronymic', { middleName: ' ' }, { patronymic: null }],
  ['that is not confirmed', { trusted: false }, { confirmed: false }],
  ['that says confirmed with a text', { trusted: undefined }, { confirmed: false }],
  ['of an account that is not registered', { status: 'NOT_REGISTERED' }, { confirmed: false }],
  ['without a status', { status: undefined }, { confirmed: false }],
] as const)
  it(`R5 a record ${what}`, async () => {
    const { url } = await serve((_request, response) => json(response, { ...record, ...more }));
    expect(await readPerson(source(url))).toMatchObject(expected);
  });

for (const [what, answer] of [
  ['without a birth date', (response: ServerResponse) => json(response, { ...record, birthDate: undefined })],
  ['born on a day that does not exist', (response: ServerResponse) => json(response, { ...record, birthDate: '31.02.1984' })],
  ['that is HTML', (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')],
  ['that is not whole', (response: ServerResponse) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"firstName":')],
  ['that is a list', (response: ServerResponse) => json(response, [record])],
  ['of a megabyte', (response: ServerResponse) => json(response, { ...record, x: 'x'.repeat(1_000_000) })],
  ['that is refused', (response: ServerResponse) => response.writeHead(401, { 'content-type': 'application/json' }).end('{"code":"ESIA-005011"}')],
  ['that drips', (response: ServerResponse) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{')],
] as const)
  it(`R5 an answer ${what} is no record`, async () => {
    const { url } = await serve((_request, response) => void answer(response));
    await expect(readPerson(source(url))).rejects.toMatchObject({ name: 'EsiaFault', kind: 'unavailable' });
  });

it('X4 §5.22 a token goes to the configured host only: no redirect and no element leads elsewhere', async () => {
  const foreign = await serve((_request, response) => json(response, record));
  const redirecting = await serve((_request, response) => response.writeHead(302, { location: `${foreign.url}/rs/prns/${oid}` }).end());
  await expect(readPerson(source(redirecting.url))).rejects.toMatchObject({ kind: 'unavailable', detail: 'person_302' });

  const place: { url: string } = { url: '' };
  const esia = await serve((request, response) => {
    if (request.url?.startsWith(`/rs/prns/${oid}/ctts?`)) {
      const elements = [
        `${foreign.url}/rs/prns/${oid}/ctts/1`,
        `${place.url.replace('127.0.0.1', `127.0.0.1:1@127.0.0.1`)}/rs/prns/${oid}/ctts/1`,
        `${place.url}/rs/prns/1000000999/ctts/2`,
        `${place.url}/rs/prns/${oid}/ctts/../../1000000999/ctts/3`,
        `${place.url}/rs/prns/${oid}/ctts/4`,
        { type: 'MBT', vrfStu: 'VERIFIED', value: '+7(900)0000102' },
        { type: 'MBT', vrfStu: 'NOT_VERIFIED', value: '+7(900)0000103' },
        { type: 'PHN', vrfStu: 'VERIFIED', value: '+7(900)0000104' },
        { type: 'MBT', vrfStu: 'VERIFIED', value: '+1(900)0000105' },
      ];
      return json(response, { stateFacts: ['hasSize'], size: elements.length, elements });
    }
    return json(response, { type: 'MBT', vrfStu: 'VERIFIED', value: '+7(900)0000101' });
  });
  place.url = esia.url;
  expect(await readPhones(source(esia.url))).toEqual(['+79000000101', '+79000000102']);
  expect(esia.asked).toEqual([`/rs/prns/${oid}/ctts?embed=(elements) Bearer TOKEN`, `/rs/prns/${oid}/ctts/4 Bearer TOKEN`]);
  expect(foreign.asked).toEqual([]);
});

it('R5 §5.22 an empty collection is no phones', async () => {
  for (const empty of [{}, { stateFacts: ['hasSize'], size: 0, elements: [] }]) {
    const { url } = await serve((_request, response) => json(response, empty));
    expect(await readPhones(source(url))).toEqual([]);
  }
});
