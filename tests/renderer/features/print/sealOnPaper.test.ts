import { generateKeyPairSync, randomUUID } from 'node:crypto';
import decodeQR from 'qr/decode.js';
import { expect, it } from 'vitest';
import { createSealing } from '../../../../backend/server/sealing.ts';
import { qrDots } from '../../../../renderer/print/qrDots.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { longestSeal, readSeal } from '../../../../shared/lib/seal.ts';

const seal = createSealing({ deviceId: randomUUID(), privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey });
const sealed = (number: string, state: string): string =>
  seal({ kind: 'slip', id: randomUUID(), number, state, at: instant(Date.UTC(2026, 10, 23, 6)), time: instant(Date.UTC(2026, 10, 24, 11, 20)), content: { patientId: randomUUID() } });

/** The code in the dots of a receipt printer, 8 a millimetre, with what the paper leaves white around it. */
function onPaper(text: string, wantedMm: number) {
  const { modules, sideMm, path } = qrDots(text, wantedMm);
  const dots = (sideMm * 8) / modules;
  const white = Math.round(2.6 * 8);
  const side = modules * dots + 2 * white;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x = '', y = ''] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = 0; row < dots; row += 1) {
      const start = ((white + Number(y) * dots + row) * side + white + Number(x) * dots) * 4;
      for (let dot = 0; dot < dots; dot += 1) data.set([0, 0, 0], start + dot * 4);
    }
  }
  return { modules, dots, image: { width: side, height: side, data } };
}

it('K5 the seal of a slip is read back from the dots of an 80 mm printer, each module at least half a millimetre and whole dots', () => {
  for (const [number, state] of [['К03-0417', 'booked'], ['К03-0417', 'sending'], ['ABCDEFGHIJKLMNOPQRSTUVWX', 'abcdefghijklmno']] as const) {
    const text = sealed(number, state);
    const { dots, image } = onPaper(text, 31.75);
    expect(text.length).toBeLessThanOrEqual(longestSeal);
    expect(Number.isInteger(dots)).toBe(true);
    expect(dots / 8).toBeGreaterThanOrEqual(0.5);
    expect(readSeal(decodeQR(image))?.seal).toMatchObject({ number, state });
  }
  // Most slips: five dots, which any scanner tells apart.
  expect(onPaper(sealed('К03-0417', 'cancelling'), 31.75).dots).toBe(5);
});

it('K5 a code with every twentieth line of dots missing, as a worn head prints it, is still read', () => {
  const text = sealed('К03-0417', 'booked');
  const { image } = onPaper(text, 31.75);
  // One line of dots in twenty is not printed at all.
  for (let x = 40; x < image.width; x += 20) for (let y = 0; y < image.height; y += 1) image.data.set([255, 255, 255], (y * image.width + x) * 4);
  expect(decodeQR(image)).toBe(text);
});
