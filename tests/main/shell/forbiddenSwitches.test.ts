import { describe, expect, it } from 'vitest';
import { forbiddenSwitches, neverSwitches, refusedSwitch } from '../../../main/shell/forbiddenSwitches.ts';

describe('switches of Chromium', () => {
  it.each([...forbiddenSwitches, ...neverSwitches])('H26 --%s is refused in a release', (name) => {
    expect(refusedSwitch((asked) => asked === name, false)).toBe(name);
  });

  it('H26 a command line without them is accepted', () => {
    expect(refusedSwitch(() => false, false)).toBeNull();
  });

  it('H2 a test build may be debugged but never runs without the sandbox', () => {
    expect(refusedSwitch((name) => name === 'remote-debugging-port', true)).toBeNull();
    for (const name of neverSwitches) expect(refusedSwitch((asked) => asked === name, true)).toBe(name);
    expect(neverSwitches).toContain('no-sandbox');
  });

  it('H26 the list is long enough to be the one that was reviewed', () => {
    expect(forbiddenSwitches.length).toBeGreaterThanOrEqual(60);
    expect(new Set(forbiddenSwitches).size).toBe(forbiddenSwitches.length);
  });
});
