import type { Rectangle } from 'electron';

/** Where the foreign page may stand, as parts of the window's height. */
export interface Hole {
  readonly top: number;
  readonly bottom: number;
}

/** However our own page is drawn: the bar above, with the host in it, keeps its place. */
export const leastBar = 56;

export function placeOf({ top, bottom }: Hole, width: number, height: number): Rectangle {
  const y = Math.min(height, Math.max(leastBar, Math.round(top * height)));
  return { x: 0, y, width, height: Math.max(0, Math.min(height, Math.round(bottom * height)) - y) };
}

const kioskZoom = { normal: 1.75, accessible: 2.25 } as const;

/** A page made for a desk is read at arm's length here: letters and buttons grow with the glass, as our own do. */
export function zoomOf({ width, height }: Pick<Rectangle, 'width' | 'height'>, accessible: boolean): number {
  return Math.max(1, (accessible ? kioskZoom.accessible : kioskZoom.normal) * Math.min(width / 1080, height / 1920));
}
