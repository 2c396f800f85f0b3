import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clockOf } from '../../../shared/lib/moscow.ts';
import { Chips } from '../../ui/Chips.tsx';
import { SlotCell } from '../../ui/SlotCell.tsx';
import { dayParts, fitsOnePage, type Cell, type DayPart, type PartName } from './dayParts.ts';
import type { TimePicker } from './useTimePicker.ts';

/** The times of one day under Утро, День, Вечер. A day too long for the page shows one part at a time: nothing hides below the edge. */
export function TimesGrid({ picker, capacity }: { picker: TimePicker; capacity: number }): ReactNode {
  const { t } = useTranslation();
  const [wantedPart, setWantedPart] = useState<PartName | null>(null);
  const parts = dayParts(picker.list);
  if (fitsOnePage(parts, capacity)) return parts.map((part) => <Part key={part.name} part={part} picker={picker} heading />);

  const chosen = picker.chosen;
  const holder = parts.find(({ cells }) => cells.some((cell) => cell.kind === 'time' && cell.time.slotId === chosen?.slotId));
  const open = parts.find(({ name }) => name === wantedPart) ?? holder ?? parts.find(({ freeCount }) => freeCount > 0) ?? parts[0];
  return (
    <>
      <Chips
        label={t('schedule.time.days')}
        items={parts.map(({ name, freeCount }) => ({
          id: name,
          label: t(`schedule.time.${name}`),
          detail: freeCount === 0 ? t('schedule.time.full') : t('schedule.time.partCount', { count: freeCount }),
        }))}
        selectedId={open?.name ?? null}
        onSelect={(name) => setWantedPart(parts.find((part) => part.name === name)?.name ?? null)}
      />
      {open && <Part part={open} picker={picker} heading={false} />}
    </>
  );
}

function Part({ part, picker, heading }: { part: DayPart; picker: TimePicker; heading: boolean }): ReactNode {
  const { t } = useTranslation();
  const name = t(`schedule.time.${part.name}`);
  return (
    <>
      {heading && (
        <div className="part">
          <h2>{name}</h2>
        </div>
      )}
      <div className="times" role="group" aria-label={name}>
        {part.cells.map((cell) => (
          <OneCell key={cell.kind === 'time' ? cell.time.slotId : cell.from.slotId} cell={cell} picker={picker} />
        ))}
      </div>
    </>
  );
}

function OneCell({ cell, picker }: { cell: Cell; picker: TimePicker }): ReactNode {
  const { t } = useTranslation();
  if (cell.kind === 'closed') {
    return <SlotCell state="closed" note={cell.last ? t('schedule.time.noReceptionFrom', { time: clockOf(cell.from.startsAt) }) : t('schedule.time.noReception')} />;
  }
  const { time } = cell;
  const clock = clockOf(time.startsAt);
  if (time.state !== 'free') return <SlotCell state="busy" time={clock} note={t('schedule.time.busy')} />;
  return <SlotCell state="free" time={clock} chosen={picker.chosen?.slotId === time.slotId} onPress={() => picker.choose(time)} />;
}
