import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addKiosk } from '../../../support/clinicCallers.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { client, refusal, system } from '../../../support/fhirClient.ts';
import { location } from './resources.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.stop());

interface Stream {
  readonly response: Response;
  text(): string;
  /** How many nudges have come. */
  nudges(): number;
  readonly ended: Promise<void>;
  close(): void;
}

async function listen(url: string, token: string): Promise<Stream> {
  const stop = new AbortController();
  const response = await fetch(`${url}/events`, { headers: { authorization: `Bearer ${token}` }, signal: stop.signal });
  let said = '';
  const ended = (async () => {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? []) said += decoder.decode(chunk as Uint8Array, { stream: true });
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
  })();
  return {
    response,
    text: () => said,
    nudges: () => said.split('event: changed\ndata: {}\n\n').length - 1,
    ended,
    close: () => stop.abort(),
  };
}

async function until(condition: () => boolean, limitMs = 5000): Promise<number> {
  const start = Date.now();
  while (!condition()) {
    if (Date.now() - start > limitMs) throw new Error('it did not come');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return Date.now() - start;
}

/** The stream stands, and what the server has to say at its start has been said. Returns how many nudges that was. */
async function settled(stream: Stream): Promise<number> {
  await until(() => stream.nudges() >= 1);
  await new Promise((resolve) => setTimeout(resolve, 300));
  return stream.nudges();
}

it('O5 a write at one server nudges the devices of every server, with nothing in the nudge', async () => {
  const second = await clinic.another();
  const kiosk = await addKiosk(clinic);
  const streams = [await listen(clinic.url, kiosk.token), await listen(second.url, kiosk.token)];
  const heard: number[] = [];
  for (const stream of streams) {
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
    expect(stream.response.headers.get('kabinet-epoch')).toBe(clinic.parts.epoch);
    heard.push(await settled(stream));
  }
  const id = randomUUID();
  await system(clinic)('PUT', `/fhir/Location/${id}`, location('секретное имя', id));
  for (const [index, stream] of streams.entries()) expect(await until(() => stream.nudges() > (heard[index] ?? 0))).toBeLessThan(2000);
  for (const stream of streams) {
    expect(stream.text()).not.toContain(id);
    expect(stream.text()).not.toContain('секретное');
    stream.close();
    await stream.ended;
  }
});

it('O5 a hundred commits in a moment are a few nudges, and the last commit is never the one left out', async () => {
  const kiosk = await addKiosk(clinic);
  const stream = await listen(clinic.url, kiosk.token);
  const start = await settled(stream);
  const ids = Array.from({ length: 100 }, () => randomUUID());
  await Promise.all(ids.map((id) => system(clinic)('PUT', `/fhir/Location/${id}`, location('x', id))));
  const before = await settled(stream);
  expect(stream.nudges() - start).toBeGreaterThan(0);
  expect(stream.nudges() - start).toBeLessThan(60);
  await system(clinic)('PUT', `/fhir/Location/${ids[0]}`, location('y', ids[0]));
  await until(() => stream.nudges() > before);
  stream.close();
  await stream.ended;
});

it('O5 when the database drops the line, the server listens again and nudges', async () => {
  const kiosk = await addKiosk(clinic);
  const stream = await listen(clinic.url, kiosk.token);
  const before = await settled(stream);
  const { rows } = await clinic.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen kabinet_changed' and datname = current_database()`,
  );
  expect(rows.length).toBeGreaterThan(0);
  await until(() => stream.nudges() > before);
  const heard = await settled(stream);
  const id = randomUUID();
  await system(clinic)('PUT', `/fhir/Location/${id}`, location('после обрыва', id));
  await until(() => stream.nudges() > heard);
  stream.close();
  await stream.ended;
});

it('O5 one device may hold a few streams and not more, and a stream needs a token', async () => {
  const kiosk = await addKiosk(clinic);
  const streams = await Promise.all(Array.from({ length: 4 }, () => listen(clinic.url, kiosk.token)));
  expect(streams.map(({ response }) => response.status)).toEqual([200, 200, 200, 200]);
  expect(refusal(await kiosk.ask('GET', '/events'))).toBe('429 slow_down');
  expect(refusal(await client(clinic.url, null)('GET', '/events'))).toBe('401 no_token');
  for (const stream of streams) {
    stream.close();
    await stream.ended;
  }
});

it('A3 a server that stops ends its streams and answers what it was asked before', async () => {
  const other = await clinic.another();
  const kiosk = await addKiosk(clinic);
  const stream = await listen(other.url, kiosk.token);
  await settled(stream);
  // Held up inside the server by a lock on the table, so that they are all still unanswered when it is told to stop.
  const lock = await clinic.pool.connect();
  await lock.query('begin');
  await lock.query('lock table resource in access exclusive mode');
  const asked = Array.from({ length: 8 }, () => client(other.url, kiosk.token)('GET', '/fhir/Location?_total=none'));
  let waiting = 0;
  while (waiting < 8) {
    // On another connection: within a transaction PostgreSQL shows who waits as it was when first asked.
    const { rows } = await clinic.pool.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    );
    waiting = rows[0]?.n ?? 0;
  }
  const stopped = other.stop();
  await lock.query('commit');
  lock.release();
  const start = Date.now();
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(asked.map(() => 200));
  await stream.ended;
  await stopped;
  expect(Date.now() - start).toBeLessThan(5000);
  await expect(fetch(`${other.url}/fhir/Location`)).rejects.toThrow();
});
