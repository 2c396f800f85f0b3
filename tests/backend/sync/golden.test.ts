import { expect, test } from 'vitest';
import { syncRules } from '../../../backend/features/index.ts';
import { byCommand, enqueue, isCommand } from '../../../backend/sync/outbox.ts';
import { indexRules } from '../../../backend/sync/ruleIndex.ts';
import { contract, type Channel } from '../../../shared/contract.ts';
import { fileOf, putOnDisk, readGolden } from '../../golden/queue.ts';
import { writeQueues } from '../../golden/write.ts';
import { featuresOffline } from '../../support/features.ts';

const queues = readGolden();
const commands = (Object.keys(contract) as Channel[]).filter(isCommand);
/** A build must understand what the two before it wrote. */
const versions = commands.flatMap((channel) => [0, 1, 2].map((ago) => contract[channel].version - ago).filter((version) => version > 0).map((version) => ({ channel, version })));

test('F21 every command in each version that may lie in a queue has its golden queue', () => {
  const kept = queues.map(({ file }) => file);
  expect(versions.map(fileOf).filter((file) => !kept.includes(file)), 'node scripts/goldenQueues.mjs writes what is missing').toEqual([]);
  expect(queues.filter(({ file, channel, version }) => !file.startsWith(`${channel}.${String(version)}.`))).toEqual([]);
});

test.each(queues.filter(({ channel, version }) => versions.some((known) => known.channel === channel && known.version === version)))(
  'F21 the queue $file is read and becomes the request it has always been, also with nobody at the device',
  (golden) => {
    const { db } = featuresOffline();
    db.write((tx) => putOnDisk(tx, golden));
    const entry = byCommand(db.read, String(golden.outbox['command_id']));
    if (entry === undefined) throw new Error('the entry is lost');
    const rules = indexRules(syncRules);
    const { rule, input, context } = rules.ready(entry);
    expect(JSON.parse(JSON.stringify(rule.toRequest(input, context, db.read)))).toEqual(golden.request);
    expect(rules.touches(entry).length).toBeGreaterThan(0);
  },
);

test('F21 what this build writes reads like its golden queue: a changed command is a new version', () => {
  const { db } = featuresOffline();
  for (const written of writeQueues()) {
    const golden = queues.find(({ file }) => file === fileOf(written));
    const keysOf = (text: unknown) => Object.keys(JSON.parse(String(text)) as object).toSorted();
    expect([written.channel, keysOf(written.outbox['input'])]).toEqual([written.channel, keysOf(golden?.outbox['input'])]);
    // And as the outbox itself writes it.
    const channel = written.channel;
    if (!isCommand(channel as Channel)) throw new Error('no command');
    const { command_id: commandId, role, patient_id: patientId, sign_in_id: signInId, queued_at: at } = written.outbox as { command_id: string; role: 'patient'; patient_id: string; sign_in_id: string; queued_at: number };
    const [input, output] = [written.outbox['input'], written.outbox['output']].map((text) => JSON.parse(String(text)) as unknown);
    db.write((tx) => enqueue(tx, { commandId, channel: channel as (typeof commands)[number], input, output, role, patientId, signInId, at }));
    const columns = Object.keys(written.outbox).join(', ');
    expect(db.read.get(`SELECT ${columns} FROM outbox WHERE command_id = $commandId`, { commandId })).toEqual(written.outbox);
  }
});
