import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '../../../shared/features/appointments.ts';
import type { VisitRecord } from '../../../shared/features/encounters.ts';
import { EraseButton } from '../../app/EraseButton.tsx';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { Chips } from '../../ui/Chips.tsx';
import { Facts } from '../../ui/Facts.tsx';
import type { Dock } from '../../ui/layout.ts';
import { Pager } from '../../ui/Pager.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { pageOf } from '../../words/page.ts';
import { spokenFacts } from '../../words/Spoken.tsx';
import { DocumentRows, ResultRows } from './RecordRows.tsx';
import { ServicesDone, Total } from './ServicesDone.tsx';
import { recordFacts } from './words.ts';

export interface RecordProps {
  readonly visit: Visit;
  readonly record: VisitRecord;
  readonly title: string;
  readonly dock: Dock;
}

/** Heights of encounters.css: a line of the bill, its sum, a row that leads on, a heading, and the chips where not everything fits. The room is measured with the chips inside it, or they would come and go. */
const [lineHeight, totalHeight, rowHeight, headHeight, chipsHeight] = [104, 112, 140, 76, 132];
const step = 8;

type Part = 'services' | 'documents' | 'results';

/** A past visit in the normal view: all on one page where it fits, otherwise a part at a time. */
export function RecordPage({ visit, record, title, dock }: RecordProps): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const { services, documents, results } = record;
  const [part, setPart] = useState<Part>('services');
  const { ref, count } = useFitting(step, 0, 150);
  const room = count * step;
  const heightOf = (rows: readonly unknown[]): number => (rows.length === 0 ? 0 : headHeight + rows.length * rowHeight);
  const whole = headHeight + Math.max(1, services.length) * lineHeight + (services.length === 0 ? 0 : totalHeight) + heightOf(documents) + heightOf(results);
  return (
    <KioskScreen title={title} dock={dock}>
      <div className="was">
        <Facts facts={spokenFacts(recordFacts(t, visit, record, language), language)} />
      </div>
      <div ref={ref} className="fit record">
        {whole > room ? (
          <Parts record={record} part={part} onPart={setPart} room={room - chipsHeight} />
        ) : (
          <>
            <section aria-labelledby="record-services">
              <h2 id="record-services">{t('encounters.services.title')}</h2>
              <ServicesDone services={services} />
              <Total record={record} />
            </section>
            {documents.length > 0 && (
              <section aria-labelledby="record-documents">
                <h2 id="record-documents">{t('encounters.documents.title')}</h2>
                <DocumentRows documents={documents} />
              </section>
            )}
            {results.length > 0 && (
              <section aria-labelledby="record-results">
                <h2 id="record-results">{t('encounters.results.title')}</h2>
                <ResultRows results={results} />
              </section>
            )}
          </>
        )}
      </div>
      <div className="record__more">
        <EraseButton kind="visits" itemId={visit.id} />
      </div>
    </KioskScreen>
  );
}

interface PartsProps {
  readonly record: VisitRecord;
  readonly part: Part;
  readonly onPart: (part: Part) => void;
  readonly room: number;
}

function Parts({ record, part, onPart, room }: PartsProps): ReactNode {
  const { t } = useTranslation();
  const { services, documents, results } = record;
  const [from, setFrom] = useState(0);
  const lists = { services, documents, results };
  const shown = (['services', 'documents', 'results'] as const).filter((id) => id === 'services' || lists[id].length > 0);
  const size = Math.max(1, Math.floor(part === 'services' ? (room - totalHeight) / lineHeight : room / rowHeight));
  const { length } = lists[part];
  const of = { services: pageOf(services, from, size), documents: pageOf(documents, from, size), results: pageOf(results, from, size) };
  return (
    <>
      <div className="found">
        <Chips
          label={t('encounters.parts')}
          items={shown.map((id) => ({ id, label: t(`encounters.${id}.chip`, { count: lists[id].length }) }))}
          selectedId={part}
          onSelect={(id) => {
            onPart(shown.find((one) => one === id) ?? 'services');
            setFrom(0);
          }}
        />
        {length > size && <Pager from={of[part].from + 1} to={of[part].from + of[part].shown.length} total={length} onUp={() => setFrom(of[part].from - size)} onDown={() => setFrom(of[part].from + size)} />}
      </div>
      {part === 'services' && (
        <>
          <ServicesDone services={of.services.shown} />
          <Total record={record} />
        </>
      )}
      {part === 'documents' && <DocumentRows documents={of.documents.shown} />}
      {part === 'results' && <ResultRows results={of.results.shown} />}
    </>
  );
}
