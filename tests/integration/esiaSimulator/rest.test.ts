import { describe, expect, it } from 'vitest';
import { simulatorUsers } from '../../../clinic-server/esiaSimulator/users.ts';
import { acPath, askTokens, authorizeFields, tokenFields } from '../../support/esiaRequests.ts';
import { codeFor, startEsiaWorld } from '../../support/esiaSimulation.ts';

const { confirmed, standard, withoutMiddleName } = simulatorUsers;
type Json = Readonly<Record<string, unknown>>;

describe('the record of a person', async () => {
  const world = await startEsiaWorld();
  const { esia, caller } = world;

  async function tokenWith(scope: string, user: Parameters<typeof codeFor>[2] = confirmed): Promise<string> {
    const code = await codeFor(world, acPath(authorizeFields(caller, { scope })), user);
    return String((await askTokens(esia.url, tokenFields(caller, code, { scope }))).body['access_token']);
  }

  async function get(token: string | null, path: string): Promise<{ status: number; body: Json }> {
    const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(path.startsWith('http') ? path : `${esia.url}/rs/prns/${path}`, { headers });
    return { status: response.status, body: (await response.json()) as Json };
  }
  const of = ({ body }: { body: Json }, name: string) => body[name] as Json;

  const invalid = { status: 401, body: { code: 'ESIA-005011', message: 'SecurityErrorEnum.invalidToken' } };
  const expired = { status: 401, body: { code: 'ESIA-005013', message: 'SecurityErrorEnum.expiredToken' } };
  const notAllowed = { status: 403, body: { code: 'ESIA-005029', message: 'SecurityErrorEnum.scopeNotAllowed' } };
  const everything = 'openid fullname birthdate gender snils id_doc medical_doc email mobile';
  const own = String(confirmed.oid);

  it('R5 §5.21 no token, a wrong one, an old one, another person and a scope not granted are refused', async () => {
    const token = await tokenWith('openid fullname');
    expect(await get(null, own)).toEqual(invalid);
    expect(await get('garbage', own)).toEqual(invalid);
    expect(await get(`${token}x`, own)).toEqual(invalid);
    expect(await get(token, String(standard.oid))).toEqual(notAllowed);
    expect(await get(token, `${own}/docs`)).toEqual(notAllowed);
    expect(await get(token, `${own}/ctts?embed=(elements)`)).toEqual(notAllowed);
    expect(await get(await tokenWith('openid'), own)).toEqual(notAllowed);
    expect((await get(token, own)).status).toBe(200);
    world.advance(3_600_000);
    expect(await get(token, own)).toEqual(expired);
  });

  it('R5 §5.22 only what was granted is there, in the shapes of the real one', async () => {
    const little = await get(await tokenWith('openid fullname'), own);
    expect(little.body).toMatchObject({
      stateFacts: ['EntityRoot'],
      firstName: 'Анна',
      lastName: 'Ковалёва',
      middleName: 'Сергеевна',
      trusted: true,
      status: 'REGISTERED',
    });
    for (const name of ['birthDate', 'snils', 'gender', 'contacts', 'documents']) expect(little.body).not.toHaveProperty(name);
    const more = await get(await tokenWith('openid fullname birthdate gender snils'), own);
    expect(more.body).toMatchObject({ birthDate: '12.03.1984', snils: '000-000-600 01', gender: 'F' });
    const clara = await get(await tokenWith('openid fullname', withoutMiddleName), String(withoutMiddleName.oid));
    expect(clara.body).not.toHaveProperty('middleName');
    expect((await get(await tokenWith('openid fullname', standard), String(standard.oid))).body['trusted']).toBe(false);
  });

  it('R5 §5.22 a collection holds addresses unless its elements are embedded', async () => {
    const token = await tokenWith(everything);
    const bare = await get(token, `${own}/ctts`);
    expect(bare.body).toMatchObject({ stateFacts: ['hasSize'], size: 2 });
    const addresses = bare.body['elements'] as string[];
    for (const address of addresses) expect(address).toMatch(new RegExp(`^${esia.url}/rs/prns/${own}/ctts/\\d+$`));
    expect((await get(token, addresses[0] ?? '')).body).toMatchObject({ type: 'EML', vrfStu: 'VERIFIED', value: confirmed.email });
    const whole = await get(token, `${own}/ctts?embed=(elements)`);
    expect(whole.body['elements']).toMatchObject([{ type: 'EML' }, { type: 'MBT', value: '+7(900)0000101' }]);

    const person = await get(token, `${own}?embed=(contacts.elements,documents.elements-1)`);
    expect(of(person, 'contacts')['elements']).toMatchObject([{ type: 'EML' }, { type: 'MBT' }]);
    expect(of(person, 'documents')['elements']).toMatchObject([
      { type: 'RF_PASSPORT', vrfStu: 'VERIFIED' },
      { type: 'MDCL_PLCY', vrfStu: 'NOT_VERIFIED' },
    ]);
    expect(of(await get(token, `${own}?embed=(contacts)`), 'contacts')['elements']).toEqual(addresses);
    expect((await get(token, own)).body).not.toHaveProperty('contacts');
  });

  it('R5 §5.22 an empty collection has no elements, one that was not granted is an empty object', async () => {
    const token = await tokenWith('openid fullname id_doc', standard);
    const person = await get(token, `${standard.oid}?embed=(contacts.elements,documents.elements)`);
    expect(person.body['contacts']).toEqual({});
    expect(person.body['documents']).toEqual({ stateFacts: ['hasSize'], size: 0, elements: [] });
  });

  it('R5 §5.22 faults: elements on a foreign host, somebody else, an account that is not confirmed after all, an old token, a broken page', async () => {
    const token = await tokenWith(everything);
    const under = async (rest: string, path: string) => {
      await world.faults({ rest });
      const seen = await fetch(`${esia.url}/rs/prns/${path}`, { headers: { authorization: `Bearer ${token}` } });
      await world.faults({});
      return seen;
    };
    const foreign = (await (await under('foreignElements', `${own}/docs`)).json()) as { elements: string[] };
    expect(new URL(foreign.elements[0] ?? '').origin).toBe('https://esia.gosuslugi.ru.other-host.example');
    expect(await (await under('otherPerson', own)).json()).not.toMatchObject({ lastName: confirmed.lastName });
    expect(await (await under('untrusted', own)).json()).toMatchObject({ lastName: confirmed.lastName, trusted: false });
    expect(await (await under('expired', own)).json()).toEqual(expired.body);
    const broken = await under('html500', own);
    expect([broken.status, broken.headers.get('content-type')]).toEqual([500, 'text/html; charset=utf-8']);
  });
});
