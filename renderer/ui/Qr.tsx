import { encodeQR } from 'qr';
import { useMemo, type ReactNode } from 'react';

/** A QR code as one SVG path, black on white with its quiet zone whatever lies around it: a reader needs both. */
export function Qr({ text, label, size = 216 }: { text: string; label: string; size?: number }): ReactNode {
  const { side, path } = useMemo(() => {
    const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 2 });
    const dots = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { side: rows.length, path: dots.join('') };
  }, [text]);
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`} width={size} height={size} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
