import { act, renderHook } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { useSettled } from '../../../renderer/app/useSettled.ts';

afterEach(() => vi.useRealTimers());

it('X11 two hundred letters in one go are one question, asked when the hand has stopped', () => {
  vi.useFakeTimers();
  const asked = new Set<string>();
  const { rerender } = renderHook(({ text }) => void asked.add(useSettled(text)), { initialProps: { text: '' } });
  for (let length = 1; length <= 200; length += 1) {
    rerender({ text: 'a'.repeat(length) });
    act(() => void vi.advanceTimersByTime(10));
  }
  expect([...asked]).toEqual(['']);
  act(() => void vi.advanceTimersByTime(1_000));
  expect([...asked]).toEqual(['', 'a'.repeat(200)]);
});
