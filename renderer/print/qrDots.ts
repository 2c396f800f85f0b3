import encodeQR from 'qr';

export interface QrDots {
  /** Side in modules, without a quiet zone: the white of the paper is the quiet zone. */
  readonly modules: number;
  /** Side in millimetres. */
  readonly sideMm: number;
  /** One SVG path in module units. */
  readonly path: string;
}

/** A receipt printer has 8 dots a millimetre. A module that is not a whole number of them comes out blurred and is not read. */
const dotMm = 0.125;

export function qrDots(text: string, wantedMm: number): QrDots {
  // The encoder insists on a border; ours is the paper, so it is cut off again.
  const rows = encodeQR(text, 'raw', { border: 1, ecc: 'medium' }).slice(1, -1).map((row) => row.slice(1, -1));
  const modules = rows.length;
  const dots = Math.max(1, Math.floor(wantedMm / modules / dotMm));
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return { modules, sideMm: modules * dots * dotMm, path };
}
