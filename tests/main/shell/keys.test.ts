import { describe, expect, it } from 'vitest';
import { isKioskKey } from '../../../main/shell/keys.ts';

const press = (key: string, more: Partial<Parameters<typeof isKioskKey>[0]> = {}) => isKioskKey({ key, code: 'KeyQ', control: false, alt: false, meta: false, ...more });

const typed = [...'абвгдеёжзийклмнопрстуфхцчшщъыьэюяАЯЁabcxyzABCXYZ0123456789@.,-_+*/()!?«»№;:"\'%& '];
const moving = ['Tab', 'Shift', 'Enter', 'Escape', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown', 'Backspace', 'Delete'];
const stopped = [
  ...Array.from({ length: 24 }, (_, index) => `F${index + 1}`),
  'Control', 'Alt', 'AltGraph', 'Meta', 'OS', 'Fn', 'CapsLock', 'NumLock', 'ScrollLock', 'ContextMenu', 'Insert', 'Pause', 'PrintScreen', 'Dead', 'Process', 'Unidentified',
  'BrowserBack', 'BrowserForward', 'BrowserRefresh', 'BrowserHome', 'BrowserSearch', 'LaunchMail', 'LaunchApplication1', 'MediaPlayPause', 'AudioVolumeUp', 'ZoomIn', 'ZoomToggle',
  'Power', 'Sleep', 'WakeUp', 'Eject', 'Help', 'Print', 'Close', 'Open', 'Save', 'Find', 'Copy', 'Cut', 'Paste', 'Undo', 'Redo', 'Select', 'Execute', 'GoBack', 'Exit',
  '\u0000', '\u0007', '\u001b', '\u007f', '\ud800',
];

describe('keys of a kiosk', () => {
  it.each(typed)('K3 a patient can type %j', (key) => {
    expect(press(key)).toBe(true);
  });

  it.each(moving)('K4 the keyboard way needs %s', (key) => {
    expect(press(key)).toBe(true);
  });

  it.each(stopped)('H15 %j is stopped', (key) => {
    expect(press(key)).toBe(false);
  });

  it.each([...moving, 'a', 'й', 'r', 'w', 'q', '+', '-', '0', ' ', ''])('H15 no chord passes: %j', (key) => {
    for (const modifier of ['control', 'alt', 'meta'] as const) expect(press(key, { [modifier]: true })).toBe(false);
  });

  it('H15 an event without a name passes only when no keyboard made it', () => {
    expect(press('', { code: '' })).toBe(true);
    expect(press('', { code: 'F5' })).toBe(false);
  });
});
