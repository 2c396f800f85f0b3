import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { contract, type Channel } from '../../shared/contract.ts';
import { systemCodes } from '../../shared/rpc/wire.ts';

const channels = Object.keys(contract) as Channel[];

describe('the contract', () => {
  it('O3 the input of a command keeps the shape its version promised', () => {
    const commands = channels.filter((channel) => contract[channel].kind === 'command').sort();
    const shapes = commands.map((channel) => {
      const command = contract[channel];
      return [channel, 'version' in command ? command.version : 0, createHash('sha256').update(JSON.stringify(z.toJSONSchema(command.input))).digest('hex').slice(0, 12)];
    });
    // Failing here means entries waiting in somebody's outbox would be read differently: raise the version and add an upcaster, then update.
    expect(shapes).toMatchInlineSnapshot(`
      [
        [
          "appointments.book",
          1,
          "0e69d396a582",
        ],
        [
          "appointments.cancel",
          1,
          "dd31ed9fd04a",
        ],
        [
          "appointments.move",
          1,
          "0e69d396a582",
        ],
        [
          "checkIn.arrive",
          1,
          "223279df9fa7",
        ],
        [
          "deletion.erase",
          1,
          "40cb91890872",
        ],
        [
          "documents.accept",
          1,
          "31d2fcd52788",
        ],
        [
          "documents.withdraw",
          1,
          "27b02e798059",
        ],
        [
          "orders.cancel",
          1,
          "a94b53f8cb00",
        ],
        [
          "orders.send",
          1,
          "255a713b3e2b",
        ],
        [
          "results.seen",
          1,
          "4350f627b502",
        ],
        [
          "waiting.accept",
          1,
          "0fe03f54219b",
        ],
        [
          "waiting.decline",
          1,
          "0fe03f54219b",
        ],
        [
          "waiting.join",
          1,
          "0ce62b741d26",
        ],
        [
          "waiting.leave",
          1,
          "063c38608817",
        ],
      ]
    `);
  });

  it('H19 every call says who may make it', () => {
    for (const channel of channels) expect(contract[channel].allow.length, channel).toBeGreaterThan(0);
  });

  it('S4 no refusal of a feature is spelled like a failure of the system', () => {
    for (const channel of channels) {
      const procedure = contract[channel];
      const errors: readonly string[] = 'errors' in procedure ? procedure.errors : [];
      expect(errors.filter((code) => systemCodes.some((known) => known === code)), channel).toEqual([]);
    }
  });

  it('W8 a call that shows a patient says whose data it shows', () => {
    const personal: Channel[] = ['identity.me', 'appointments.mine', 'appointments.one', 'slips.one', 'slips.job', 'documents.pending', 'documents.mine', 'papers.mine', 'papers.open', 'papers.job', 'deletion.plan', 'deletion.receipts', 'deletion.job', 'ownData.held', 'ownData.whoLooked', 'ownData.paper', 'ownData.sendHome', 'results.list', 'results.one', 'results.trend', 'encounters.ofVisit', 'encounters.costs', 'orders.check', 'orders.mine', 'orders.one', 'orders.job', 'waiting.mine'];
    for (const channel of personal) expect('subjects' in contract[channel], channel).toBe(true);
  });
});
