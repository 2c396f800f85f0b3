import type { ReactNode } from 'react';
import { PaperMark, ToneMark } from './PaperMark.tsx';
import { PaperQr } from './PaperQr.tsx';
import type { PaperWords } from './paperWords.ts';

/** The slip on an 80 mm strip. */
export function SlipTape({ words, qr }: { words: PaperWords; qr: string }): ReactNode {
  return (
    <main className={`tape tape--${words.tone}`}>
      <header>
        <PaperMark />
        <p>{words.clinic}</p>
      </header>
      <h1>
        <ToneMark tone={words.tone} />
        <span>
          <small>{words.state}</small>
          {words.head}
        </span>
      </h1>
      {words.tone === 'sure' ? <SureBody words={words} /> : <OpenBody words={words} />}
      <section className="tape__code">
        <PaperQr text={qr} label={words.qrLabel} wantedMm={31.75} />
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
      <footer>{words.footer}</footer>
    </main>
  );
}

function SureBody({ words }: { words: PaperWords }): ReactNode {
  return (
    <>
      <p className="tape__time">{words.clock}</p>
      <p className="tape__day">{words.day}</p>
      <p>
        <small>{words.moscowTime}</small>
      </p>
      <section>
        <p className="tape__room">{words.room}</p>
        <p>{words.place}</p>
      </section>
      <section>
        <h2>{words.doctor}</h2>
        <p>{words.speciality}</p>
        <p>{`${words.labels.patient}: ${words.patient}`}</p>
        {words.price !== null && <p>{`${words.labels.price}: ${words.price}`}</p>}
        <p>{words.duration}</p>
      </section>
    </>
  );
}

/** What was asked for stays small, so that nobody takes the paper for a booking; what happens next is the message. */
function OpenBody({ words }: { words: PaperWords }): ReactNode {
  return (
    <>
      <section>
        <p>{words.askedFor}</p>
        <p className="tape__time">{words.clock}</p>
        <p className="tape__day">{words.day}</p>
        <p>
          <small>{words.moscowTime}</small>
        </p>
        <p>{`${words.doctor}, ${words.speciality}`}</p>
        <p>{`${words.room}, ${words.place}`}</p>
        <p>{`${words.labels.patient}: ${words.patient}`}</p>
      </section>
      <section>
        <h2>{words.labels.whatNext}</h2>
        {words.why !== null && <p>{words.why}</p>}
        <ol className="steps">
          {words.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </section>
    </>
  );
}
