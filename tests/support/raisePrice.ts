import * as z from 'zod';
import type { DemoClinic } from './demoClinic.ts';
import { client } from './fhirClient.ts';

const Definition = z.looseObject({
  id: z.string(),
  effectivePeriod: z.object({ start: z.string().optional(), end: z.string().optional() }).optional(),
  propertyGroup: z.tuple([z.object({ priceComponent: z.tuple([z.looseObject({ amount: z.object({ value: z.number(), currency: z.string() }) })]) })]),
});
const Found = z.object({ entry: z.array(z.object({ resource: Definition })) });

/** The clinic's own system makes a service dearer by so many kopecks, at once. Answers the new price in kopecks. */
export async function raisePrice({ server, systemToken }: DemoClinic, code: string, byKopecks: number): Promise<number> {
  const ask = client(server, systemToken);
  const { body } = await ask('GET', `/fhir/ChargeItemDefinition?url=https://kabinet.example/fhir/ChargeItemDefinition/${code}`);
  const today = new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 10);
  const inForce = Found.parse(body).entry.find(({ resource: { effectivePeriod } }) => (effectivePeriod?.start ?? '') <= today && (effectivePeriod?.end ?? '9999') >= today)?.resource;
  if (inForce === undefined) throw new Error(`no price of ${code} in force`);
  const [{ priceComponent: [component] }] = inForce.propertyGroup;
  const kopecks = Math.round(component.amount.value * 100) + byKopecks;
  const dearer = { ...inForce, propertyGroup: [{ priceComponent: [{ ...component, amount: { ...component.amount, value: kopecks / 100 } }] }] };
  const { status } = await ask('PUT', `/fhir/ChargeItemDefinition/${inForce.id}`, dearer);
  if (status !== 200) throw new Error(`the price was not taken: ${status}`);
  return kopecks;
}
