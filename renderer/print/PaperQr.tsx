import type { ReactNode } from 'react';
import { qrDots } from './qrDots.ts';

export function PaperQr({ text, label, wantedMm }: { text: string; label: string; wantedMm: number }): ReactNode {
  const { modules, sideMm, path } = qrDots(text, wantedMm);
  return (
    <svg className="qr" role="img" aria-label={label} width={`${sideMm}mm`} height={`${sideMm}mm`} viewBox={`0 0 ${modules} ${modules}`}>
      <path d={path} />
    </svg>
  );
}
