import type { ReactNode } from 'react';
import { PaperMark, ToneMark } from './PaperMark.tsx';
import { PaperQr } from './PaperQr.tsx';
import type { PaperWords } from './paperWords.ts';

/** The slip on A4, in the order of the strip. */
export function SlipSheet({ words, qr }: { words: PaperWords; qr: string }): ReactNode {
  return (
    <main className={`sheet sheet--${words.tone}`}>
      <header>
        <PaperMark />
        <p>{words.clinic}</p>
      </header>
      <h1>
        <span>
          <ToneMark tone={words.tone} />
          {words.head}
        </span>
        <small>
          {words.state}
          <br />
          {words.number}
        </small>
      </h1>
      <div className="sheet__when">
        <div>
          {words.askedFor !== null && <p>{words.askedFor}</p>}
          <p className="sheet__time">{words.clock}</p>
        </div>
        <p className="sheet__day">
          {words.day}
          <small>{words.moscowTime}</small>
        </p>
      </div>
      <dl>
        <dt>{words.labels.doctor}</dt>
        <dd>
          {words.doctor}
          <small>{words.speciality}</small>
        </dd>
        <dt>{words.labels.where}</dt>
        <dd>
          {words.room}
          <small>{words.place}</small>
        </dd>
        <dt>{words.labels.patient}</dt>
        <dd>{words.patient}</dd>
        {words.price !== null && (
          <>
            <dt>{words.labels.price}</dt>
            <dd>
              {words.price}
              <small>{words.duration}</small>
            </dd>
          </>
        )}
      </dl>
      {words.steps.length > 0 && (
        <section>
          <h2>{words.labels.whatNext}</h2>
          {words.why !== null && <p>{words.why}</p>}
          <ol className="steps">
            {words.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </section>
      )}
      <section className="sheet__code">
        <PaperQr text={qr} label={words.qrLabel} wantedMm={34} />
        <div>
          <p>{words.code}</p>
          <p>
            <b className="nb">{words.number}</b>
          </p>
        </div>
      </section>
      {words.bring !== null && (
        <section>
          <h2>{words.labels.bring}</h2>
          <p>{words.bring}</p>
        </section>
      )}
      <section>
        <p>
          {words.callText} <b className="nb">{words.phone}</b>
        </p>
      </section>
      <footer>
        <span>{words.footer}</span>
        <span className="nb">{words.labels.page}</span>
      </footer>
    </main>
  );
}
