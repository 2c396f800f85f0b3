import { describe, expect, it } from 'vitest';
import { fold, inOtherLayout } from '../../../shared/lib/fold.ts';

describe('S1 search that forgives', () => {
  it('S1 ё and е, case and spaces make no difference', () => {
    expect(fold('  Семёнова   АЛЁНА ')).toBe('семенова алена');
    expect(fold('Ё'.normalize('NFD'))).toBe('е');
  });

  it('S1 a name typed in the wrong layout is found in the other', () => {
    expect(inOtherLayout('cvbhyjd')).toBe('смирнов');
    expect(inOtherLayout('Cvbhyjd')).toBe('смирнов');
    expect(inOtherLayout('`krby')).toBe('ёлкин');
    expect(inOtherLayout('~KRBY')).toBe('ёлкин');
    expect(inOtherLayout('фттф')).toBe('anna');
  });

  it('S1 text without letters has no other layout', () => {
    expect(inOtherLayout('2026')).toBeNull();
    expect(inOtherLayout('')).toBeNull();
  });
});
