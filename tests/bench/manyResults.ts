import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { systems } from '../../shared/fhir/names.ts';
import { instant } from '../../shared/lib/moscow.ts';
import { english, observation, report } from '../support/resultResources.ts';
import { client } from '../support/fhirClient.ts';
import { doorsWith, whenPainted, type Door } from './debugPage.ts';
import { enrolledKiosk, homeIsThere, type Bench } from './enrolledKiosk.ts';

export const reports = 1_000;
export const points = 500;
/** No patient of the demo has values of it. */
const code = '2160-0';
const bunch = 50;
const dayMs = 86_400_000;
const Known = z.object({ ok: z.literal(true), value: z.object({ patientId: z.string(), total: z.int() }) });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The button of the page whose words begin like this. */
export const buttonOf = (words: string): string => `[...document.querySelectorAll('button')].find((one) => new RegExp(${JSON.stringify(words)}, 'u').test(one.textContent.trim()))`;
export const headingIs = (words: string): string => `[...document.querySelectorAll('h1')].some((one) => new RegExp(${JSON.stringify(words)}, 'u').test(one.textContent))`;

export async function until(door: Door, condition: string, withinMs = 30_000): Promise<void> {
  for (const end = Date.now() + withinMs; Date.now() < end; await pause(100)) if ((await door.ask(`Boolean(${condition})`)) === true) return;
  throw new Error(`it never came to this: ${condition}`);
}

/** Presses, and waits for what must come of it. */
export async function go(door: Door, words: string, condition: string): Promise<void> {
  await until(door, buttonOf(words));
  await door.ask(`${buttonOf(words)}.click()`);
  await until(door, condition);
}

export interface ManyResults {
  /** The page of a signed-in patient with so many reports, the list of them open. */
  readonly ours: Door;
  /** An empty page of the same program, as large. */
  readonly still: Door;
  readonly stop: Bench['stop'];
}

/** A patient of the demo whom the clinic's own system gives a thousand reports, half of them with a value of one and the same analyte. */
export async function manyResults(say: (line: string) => void): Promise<ManyResults> {
  const bench = await enrolledKiosk(say);
  try {
    const blank = await bench.other(fileURLToPath(new URL('./blank', import.meta.url)));
    const [kiosk, other] = [bench.machine.start(bench.ours.program, bench.ours.args), bench.machine.start(blank.program, blank.args)];
    await whenPainted(await kiosk.port, homeIsThere);
    const still = await doorOf(await other.port, `document.body !== null && document.body.innerText.includes('blank')`);
    // The standby and its warmed window come two seconds later.
    await pause(6_000);
    const ours = await doorOf(await kiosk.port, `document.visibilityState === 'visible' && (${homeIsThere})`);
    const [account] = bench.clinic.accounts;
    if (account === undefined) throw new Error('the demo has no accounts');
    const { login, password } = account;
    await ours.ask(`window.kabinet.call('identity.signIn', ${JSON.stringify({ login, password })}).then(() => true)`);
    await ours.ask('void setTimeout(() => location.reload(), 50)');
    await pause(500);
    await until(ours, buttonOf('кабинет'));
    const list = async () => {
      const answer = Known.safeParse(await ours.ask(`window.kabinet.call('results.list', { kind: null, months: null, offset: 0, limit: 1 })`));
      return answer.success ? answer.data.value : null;
    };
    let known = await list();
    for (let tries = 0; known === null || known.total === 0; tries += 1, known = await list()) {
      if (tries > 100) throw new Error('no results came');
      await pause(200);
    }
    await giveReports(bench, known.patientId, reports - known.total);
    say(`${reports - known.total} reports more are with the clinic`);
    for (let tries = 0; (await list())?.total !== reports; tries += 1) {
      if (tries > 300) throw new Error('the reports never came to the kiosk');
      await pause(300);
    }
    await go(ours, 'кабинет', headingIs('^Здравствуйте'));
    await go(ours, '^Результаты', headingIs('^Результаты$'));
    await until(ours, `document.querySelectorAll('.results .row').length > 3`);
    return { ours, still, stop: bench.stop };
  } catch (error) {
    await bench.stop();
    throw error;
  }
}

async function giveReports({ clinic }: Bench, patientId: string, count: number): Promise<void> {
  const ask = client(clinic.server, clinic.systemToken);
  const now = Date.now();
  for (let from = 0; from < count; from += bunch) {
    const resources = Array.from({ length: Math.min(bunch, count - from) }, (_, index) => from + index).flatMap((at) => {
      const releasedAt = instant(now - (at + 1) * 2 * dayMs);
      const taken = instant(releasedAt - dayMs / 6);
      const creatinine = { coding: [{ system: systems.loinc, code }], text: 'Креатинин', _text: english('Creatinine') };
      const unit = { unit: 'мкмоль/л', _unit: english('µmol/L'), system: systems.ucum, code: 'umol/L' };
      // Evenly over the whole time.
      const values = Math.floor((at * points) / count) > Math.floor(((at - 1) * points) / count) ? [observation(patientId, taken, { code: creatinine, valueQuantity: { value: 70 + ((at * 37) % 50), ...unit }, referenceRange: [{ low: { value: 53 }, high: { value: 97 } }] })] : [];
      return [...values, report(patientId, releasedAt, values, { meta: undefined, ...(values.length === 0 ? { result: undefined } : {}), code: { text: `Биохимия крови, ${at + 1}`, _text: english(`Blood chemistry, ${at + 1}`) } })];
    });
    const entry = resources.map((resource) => ({ fullUrl: `urn:uuid:${resource.id}`, resource, request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` } }));
    const { status, body } = await ask('POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry });
    if (status !== 200) throw new Error(`the clinic did not take the reports: ${status} ${JSON.stringify(body).slice(0, 400)}`);
  }
}

async function doorOf(port: number, condition: string): Promise<Door> {
  const [door] = await doorsWith(port, condition);
  if (door === undefined) throw new Error(`no page of which this is true: ${condition}`);
  return door;
}
