import { useState, type ReactNode } from 'react';
import { ArrowGroup } from '../ui/ArrowGroup.tsx';
import { Chips } from '../ui/Chips.tsx';
import { ChoiceCard } from '../ui/ChoiceCard.tsx';
import { DayCell } from '../ui/DayCell.tsx';
import { Select } from '../ui/Select.tsx';
import { SlotCell } from '../ui/SlotCell.tsx';
import { Steps } from '../ui/Steps.tsx';
import { nothing, Part } from './Part.tsx';

const offices = [
  { id: 'main', label: 'Главный корпус', detail: '24 врача' },
  { id: 'podolsk', label: 'Подольск', detail: '9 врачей' },
];

export function Choices(): ReactNode {
  const [office, setOffice] = useState<string | null>(null);
  const [tab, setTab] = useState('week');
  return (
    <>
      <Part title="Выбор">
        <Steps now={2} total={4} label="День и время" />
        <div className="chips">
          <Select label="Корпус" value={office} anyLabel="Любой корпус" options={offices} onChange={setOffice} />
        </div>
        <Chips label="Вид расписания" items={[{ id: 'week', label: 'Неделя' }, { id: 'day', label: 'День', detail: '5 мест' }]} selectedId={tab} onSelect={setTab} />
        <ChoiceCard face="СЕ" title="Смирнова Елена Андреевна" lines={['Эндокринолог, высшая категория', 'Кабинет 214, главный корпус · 3 200 ₽']} aside={{ note: 'сегодня', value: '14:20' }} chosen onPress={nothing} />
        <ChoiceCard face="СО" title="Смирнов Олег Игоревич" lines={['Эндокринолог, первая категория', 'Кабинет 118, главный корпус · 2 800 ₽']} aside={{ note: 'завтра', value: '9:40' }} chosen={false} onPress={nothing} />
      </Part>
      <Part title="Дни и время">
        <ArrowGroup className="days" label="Дни">
          <DayCell weekday="вт" date="24" note="5 мест" state="free" chosen label="вторник, 24 ноября, 5 мест" onPress={nothing} />
          <DayCell weekday="ср" date="25" note="12 мест" state="free" chosen={false} label="среда, 25 ноября, 12 мест" onPress={nothing} />
          <DayCell weekday="чт" date="26" note="мест нет" state="full" chosen={false} label="четверг, 26 ноября, мест нет" onPress={nothing} />
          <DayCell weekday="сб" date="28" note="закрыто" state="closed" chosen={false} label="суббота, 28 ноября, закрыто" onPress={nothing} />
        </ArrowGroup>
        <ArrowGroup className="times" label="Время">
          <SlotCell state="free" time="13:20" onPress={nothing} />
          <SlotCell state="free" time="14:20" chosen onPress={nothing} />
          <SlotCell state="busy" time="14:40" note="занято" />
          <SlotCell state="closed" note="приёма нет" />
        </ArrowGroup>
      </Part>
    </>
  );
}
