import { describe, expect, it } from 'vitest';
import { datedPrices, listStarts } from '../../../clinic-server/demo/services/priceLists.ts';
import { priceList } from '../../../clinic-server/demo/services/priceList.ts';
import { preparationGroups } from '../../../clinic-server/demo/services/preparationRules.ts';
import { createPrices, rulesByCode } from '../../../clinic-server/demo/services/priceResources.ts';
import { extensions } from '../../../shared/fhir/names.ts';
import { addDays, instantAt, moscowDay } from '../../../shared/lib/moscow.ts';
import { check, proposeDays, readRule, type Preparation, type Who } from '../../../shared/lib/preparation.ts';

const today = moscowDay('2026-11-22');
const services = priceList.flatMap(({ kind, services: of }) => of.map((service) => ({ ...service, kind })));
const codes = services.map(({ code }) => code);
const laboratory = (weekday: number) => (weekday <= 5 ? { from: 480, until: 1200 } : null);
const woman: Who = { sex: 'female', ageYears: 45 };
const man: Who = { sex: 'male', ageYears: 45 };
const prepared = (of: readonly string[], who: Who): Preparation => check(of.map((code) => ({ code, rules: rulesByCode.get(code) ?? [] })), who);
const fasting = ({ advice }: Preparation): number => Number(advice.find(({ code }) => code === 'fasting')?.values['hours'] ?? 0);

describe('P1 the demo’s price list', () => {
  it('P1 four hundred services and more, each with its own code of the nomenclature, name in two languages and price', () => {
    expect(services.length).toBeGreaterThanOrEqual(400);
    expect(new Set(codes).size).toBe(services.length);
    expect(new Set(services.map(({ ru }) => ru)).size).toBe(services.length);
    expect(new Set(services.map(({ en }) => en)).size).toBe(services.length);
    for (const { code, ru, en, roubles } of services) {
      expect(code).toMatch(/^[AB]\d\d\.\d{2,3}\.\d{3}(\.\d{3})?$/);
      expect([code, /[А-Яа-яЁё]/.test(ru), /[А-Яа-яЁё]/.test(en)]).toEqual([code, true, false]);
      expect([code, roubles > 0, Number.isInteger(roubles * 100)]).toEqual([code, true, true]);
    }
    expect(new Set(priceList.map(({ code }) => code)).size).toBe(priceList.length);
  });

  it.each(['2026-11-22', '2026-12-31', '2027-01-01', '2028-02-29'])('P1 on any day around %s exactly one price of a service is in force', (text) => {
    const day = moscowDay(text);
    const [last, now, next] = listStarts(day);
    expect(last < now && now <= day && day < next).toBe(true);
    const looked = [addDays(day, -400), last, addDays(now, -1), now, day, addDays(next, -1), next, addDays(next, 300)];
    const wrong = services.filter((service) => {
      const prices = datedPrices(service, service.kind, day);
      const inForce = (one: typeof day) => prices.filter(({ from, until }) => from <= one && (until === null || one <= until));
      return looked.some((one) => inForce(one).length !== 1) || inForce(day)[0]?.roubles !== service.roubles;
    });
    expect(wrong).toEqual([]);
  });

  it('P3 of the three lists some prices change and some do not, and a visit costs the same on all', () => {
    const [last, , next] = listStarts(today);
    const dated = services.map((service) => ({ ...service, prices: datedPrices(service, service.kind, today) }));
    const changed = (on: typeof today) => dated.filter(({ prices, roubles }) => prices.find(({ from, until }) => from <= on && (until === null || on <= until))?.roubles !== roubles);
    for (const on of [last, next]) {
      expect(changed(on).length).toBeGreaterThan(services.length / 10);
      expect(changed(on).length).toBeLessThan(services.length * 0.8);
      expect(changed(on).filter(({ kind }) => kind === 'Appointment')).toEqual([]);
    }
  });
});

describe('P2 the demo’s rules of preparation', () => {
  it('P2 a realistic share of the services has rules, all of them readable, and they speak of services that are sold', () => {
    const named = preparationGroups.flatMap(([of]) => of.split(' '));
    expect(new Set(named).size).toBe(named.length);
    expect(named.filter((code) => !codes.includes(code))).toEqual([]);
    expect(named.length).toBeGreaterThan(services.length * 0.4);
    const inside = preparationGroups.flatMap(([, rules]) => rules.flatMap((rule) => ('codes' in rule ? rule.codes : [])));
    expect(inside.filter((code) => !codes.includes(code))).toEqual([]);
    const served = createPrices(1, today).flatMap((resource) => (resource.extension ?? []).filter(({ url }) => url === extensions.preparation));
    expect(served.length).toBeGreaterThan(600);
    expect([...new Set(served.map(({ valueString }) => valueString ?? ''))].filter((json) => readRule(json) === null)).toEqual([]);
    for (const [, rules] of preparationGroups) for (const rule of rules) for (const text of 'what' in rule ? [rule.what] : 'why' in rule ? [rule.why] : []) {
      expect(text.en).not.toBeNull();
      expect(text.ru).not.toMatch(/[.!?]$/);
    }
  });

  it('P2 each service alone can be ordered by a woman or a man of 45, and a day can be proposed for it', () => {
    const now = instantAt(today, 20 * 60);
    const plans = new Set<string>();
    const wrong = services.filter(({ code }) => {
      const forSomebody = [woman, man].map((who) => prepared([code], who)).filter(({ troubles }) => troubles.every(({ blocks }) => !blocks));
      for (const { window, leadHours, stayMinutes } of forSomebody) plans.add(JSON.stringify({ window, leadHours, stayMinutes }));
      return forSomebody.length === 0;
    });
    expect(wrong).toEqual([]);
    for (const plan of plans) expect([plan, proposeDays(JSON.parse(plan) as Preparation, laboratory, now, 2).length]).toEqual([plan, 2]);
  });

  it('P2 a panel asks at least what its parts ask: no shorter fasting, no wider hours, nothing left to collect', () => {
    const nobody: Who = { sex: null, ageYears: null };
    const collected = ({ advice }: Preparation) => advice.filter(({ code }) => code === 'collect').length;
    const weaker = preparationGroups.flatMap(([of, rules]) =>
      of.split(' ').flatMap((panel) =>
        rules.flatMap((rule) => (rule.kind === 'contains' ? rule.codes : [])).flatMap((part) => {
          const [whole, one] = [prepared([panel], nobody), prepared([part], nobody)];
          const [inside, outside] = [whole.window, one.window];
          const wider = outside !== null && !(inside !== null && inside.from >= outside.from && inside.until <= outside.until);
          return [...(fasting(whole) < fasting(one) ? ['fasting'] : []), ...(wider ? ['hours'] : []), ...(collected(whole) < collected(one) ? ['collect'] : [])].map((what) => `${panel} ${part} ${what}`);
        }),
      ),
    );
    expect(weaker).toEqual([]);
  });
});
