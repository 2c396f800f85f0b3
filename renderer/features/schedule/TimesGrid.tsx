import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clockOf } from '../../../shared/lib/moscow.ts';
import { Chips } from '../../ui/Chips.tsx';
import { SlotCell } from '../../ui/SlotCell.tsx';
import { dayPages, dayParts, fitsOnePage, rowsOf, type Cell, type DayPage, type GridSizes, type PartName, type Placed } from './dayParts.ts';
import type { TimePicker } from './useTimePicker.ts';

const sizes: GridSizes = { row: 104, gap: 14, heading: 84, chips: 128 };

/** The times of one day under Утро, День, Вечер. A day too long for the room shows one part at a time: nothing hides below the edge. */
export function TimesGrid({ picker, room }: { picker: TimePicker; room: number }): ReactNode {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<string | null>(null);
  const parts = dayParts(picker.list);
  if (fitsOnePage(parts, room, sizes)) return parts.map((part) => <Part key={part.name} name={part.name} rows={rowsOf(part)} picker={picker} heading />);

  const pages = dayPages(parts, room, sizes);
  const holdsChosen = ({ rows }: DayPage) => rows.flat().some(({ cell }) => cell.kind === 'time' && cell.time.slotId === picker.chosen?.slotId);
  const open = pages.find(({ id }) => id === wanted) ?? pages.find(holdsChosen) ?? pages.find(({ freeCount }) => freeCount > 0) ?? pages[0];
  return (
    <>
      <Chips
        label={t('schedule.time.parts')}
        items={pages.map(({ id, name, stretch, freeCount }) => ({
          id,
          label: stretch === null ? t(`schedule.time.${name}`) : `${clockOf(stretch[0].startsAt)}–${clockOf(stretch[1].startsAt)}`,
          detail: freeCount === 0 ? t('schedule.time.full') : t('schedule.time.partCount', { count: freeCount }),
        }))}
        selectedId={open?.id ?? null}
        onSelect={setWanted}
      />
      {open && <Part name={open.name} rows={open.rows} picker={picker} heading={false} />}
    </>
  );
}

function Part({ name, rows, picker, heading }: { name: PartName; rows: readonly (readonly Placed[])[]; picker: TimePicker; heading: boolean }): ReactNode {
  const { t } = useTranslation();
  const title = t(`schedule.time.${name}`);
  return (
    <>
      {heading && (
        <div className="part">
          <h2>{title}</h2>
        </div>
      )}
      <div className="times" role="group" aria-label={title}>
        {rows.flat().map(({ cell, span }) => (
          <OneCell key={cell.kind === 'time' ? cell.time.slotId : cell.from.slotId} cell={cell} span={span} picker={picker} />
        ))}
      </div>
    </>
  );
}

function OneCell({ cell, span, picker }: { cell: Cell; span: number; picker: TimePicker }): ReactNode {
  const { t } = useTranslation();
  if (cell.kind === 'closed') {
    const note = cell.last ? t('schedule.time.noReceptionFrom', { time: clockOf(cell.from.startsAt) }) : t('schedule.time.noReception');
    return (
      <div className={`gap gap--${span}`}>
        <SlotCell state="closed" note={note} />
      </div>
    );
  }
  const { time } = cell;
  const clock = clockOf(time.startsAt);
  if (time.state !== 'free') return <SlotCell state="busy" time={clock} note={t('schedule.time.busy')} />;
  return <SlotCell state="free" time={clock} chosen={picker.chosen?.slotId === time.slotId} onPress={() => picker.choose(time)} />;
}
