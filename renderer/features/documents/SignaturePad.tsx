import { useEffect, useRef, type ReactNode } from 'react';
import Pad, { type PointGroup } from 'signature_pad';
import './documents.css';

/** Paper and screen need no more; the outbox and the port would carry every dot. */
const kept = { width: 640, height: 320 };
/** A touch is not a signature: the line has to be so long, in dots of the glass. */
const shortest = 120;

function lengthOf(groups: readonly PointGroup[]): number {
  return groups.reduce((sum, { points }) => {
    const steps = points.slice(1).map((point, index) => Math.hypot(point.x - (points[index]?.x ?? 0), point.y - (points[index]?.y ?? 0)));
    return sum + steps.reduce((length, step) => length + step, 0);
  }, 0);
}

function pictureOf(canvas: HTMLCanvasElement): string | null {
  const small = canvas.ownerDocument.createElement('canvas');
  small.width = kept.width;
  small.height = kept.height;
  small.getContext('2d')?.drawImage(canvas, 0, 0, kept.width, kept.height);
  return small.toDataURL('image/png').split(',')[1] ?? null;
}

interface SignaturePadProps {
  readonly label: string;
  /** Base64 of a PNG, or null while there is nothing that could be a signature. */
  readonly onSigned: (png: string | null) => void;
  /** Changes when the glass is to be wiped. */
  readonly round: number;
}

/** A signature by finger or mouse. Whoever cannot draw has a way of their own beside it. */
export function SignaturePad({ label, onSigned, round }: SignaturePadProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const told = useRef(onSigned);
  told.current = onSigned;
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const pad = new Pad(element, { minWidth: 2.5, maxWidth: 6, penColor: '#16201c' });
    const fit = () => {
      const { width, height } = element.getBoundingClientRect();
      if (Math.round(width) === element.width && Math.round(height) === element.height) return;
      // The lines belong to a glass of another size.
      element.width = Math.round(width);
      element.height = Math.round(height);
      pad.clear();
      told.current(null);
    };
    const ended = () => told.current(lengthOf(pad.toData()) >= shortest ? pictureOf(element) : null);
    const observer = new ResizeObserver(fit);
    fit();
    observer.observe(element);
    pad.addEventListener('endStroke', ended);
    return () => {
      observer.disconnect();
      pad.off();
    };
  }, [round]);
  return <canvas key={round} ref={canvas} className="signature" role="img" aria-label={label} />;
}
