import { expect, it } from 'vitest';
import { waitingRefusalKey } from '../../../../renderer/features/waiting/waitingWords.ts';
import { waiting } from '../../../../shared/features/waiting.ts';

it('S6 every refusal of the waiting list has its own words, and an unknown one a sentence', () => {
  for (const channel of ['waiting.join', 'waiting.leave', 'waiting.accept', 'waiting.decline'] as const) for (const code of waiting[channel].errors) expect(waitingRefusalKey(code)).toBe(code);
  for (const code of [null, 'something_new']) expect(waitingRefusalKey(code)).toBe('unknown');
});
