import type { ReactNode } from 'react';
import type { Tone } from './paperWords.ts';

/** The mark in one ink: the point between two lines. */
export function PaperMark(): ReactNode {
  return (
    <svg viewBox="0 0 40 40" aria-hidden="true">
      <rect x="1.5" y="1.5" width="37" height="37" rx="9" fill="none" stroke="#000" strokeWidth="3" />
      <path d="M9 12h22M9 28h22" stroke="#000" strokeWidth="3" strokeLinecap="round" />
      <circle cx="22" cy="20" r="4.6" />
    </svg>
  );
}

const shapes: Record<Tone, readonly string[]> = {
  sure: ['M20 6 9 17l-5-5'],
  ask: [
    'M5 22h14',
    'M5 2h14',
    'M17 22v-4.2a2 2 0 0 0-.6-1.4L12 12l-4.4 4.4a2 2 0 0 0-.6 1.4V22',
    'M7 2v4.2a2 2 0 0 0 .6 1.4L12 12l4.4-4.4a2 2 0 0 0 .6-1.4V2',
  ],
  void: ['M18 6 6 18', 'm6 6 12 12'],
};

export function ToneMark({ tone }: { tone: Tone }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      {shapes[tone].map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}
