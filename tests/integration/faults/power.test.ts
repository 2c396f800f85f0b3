import { beforeAll, describe, expect, test } from 'vitest';
import { record, type Recording } from '../../lanes/power/record.ts';
import { replay } from '../../lanes/power/replay.ts';

const seed = 20_261_122;
const say = (): void => undefined;
let recording: Recording;

describe('the power goes at any moment', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    recording = await record(seed, 40);
  }, 300_000);

  test('O3 whatever a power cut leaves, the device opens and has every command it acknowledged, whole', async () => {
    const { count, failures, figures } = await replay(recording, { seed, count: 120, say });
    expect(failures).toEqual([]);
    expect(count).toBe(120);
    expect(figures['acknowledged']).toBeGreaterThan(20);
    expect(figures['flushes']).toBeGreaterThanOrEqual(figures['acknowledged'] ?? 0);
  });

  test('O3 a first start that the power interrupts at any call goes on by itself', async () => {
    const first = recording.calls.findIndex((call) => call.kind === 'write' && call.data.toString('latin1').startsWith('asked '));
    expect(first).toBeGreaterThan(0);
    const { failures, figures } = await replay({ ...recording, calls: recording.calls.slice(0, first) }, { seed, count: 80, say });
    expect(failures).toEqual([]);
    expect(figures['firstStarts']).toBeGreaterThan(10);
  });

  test('O3 the same cuts on a disk that ignores flushes are found out, so the proof can fail', async () => {
    const logs = new Set<number>();
    const calls = recording.calls.filter((call) => {
      if (call.kind === 'open' && call.path.endsWith('-wal')) logs.add(call.file);
      else if (call.kind === 'open') logs.delete(call.file);
      return call.kind !== 'flush' || !logs.has(call.file);
    });
    const { failures } = await replay({ ...recording, calls }, { seed, count: 60, say });
    expect(failures.some((line) => line.includes('acknowledged commands are lost'))).toBe(true);
  });
});
