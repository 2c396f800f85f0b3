import type { ReactNode } from 'react';
import { PaperMark } from './PaperMark.tsx';
import { PaperQr } from './PaperQr.tsx';

export interface SheetHeadWords {
  readonly clinic: string;
  readonly head: string;
  readonly state: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
}

/** How every sheet of A4 begins: whose it is, what it is, and the facts. */
export function SheetHead({ words }: { words: SheetHeadWords }): ReactNode {
  return (
    <>
      <header>
        <PaperMark />
        <p>{words.clinic}</p>
      </header>
      <h1>
        <span>{words.head}</span>
        <small>{words.state}</small>
      </h1>
      <dl>
        {words.facts.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** How it ends: its sealed code, what the code is for, and whom to call. */
export function SheetCode({ words, qr }: { words: { readonly qrLabel: string; readonly code: string; readonly phone: string }; qr: string }): ReactNode {
  return (
    <div className="memo__code">
      <PaperQr text={qr} label={words.qrLabel} wantedMm={34} />
      <p>
        {words.code}
        <br />
        {words.phone}
      </p>
    </div>
  );
}
