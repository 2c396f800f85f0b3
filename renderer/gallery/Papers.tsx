import type { ReactNode } from 'react';
import { Outcome } from '../ui/Outcome.tsx';
import { Qr } from '../ui/Qr.tsx';
import { SlipPaper } from '../ui/SlipPaper.tsx';
import { Part } from './Part.tsx';

const facts = [
  { label: 'Врач', value: 'Смирнова Елена Андреевна', detail: 'Эндокринолог, высшая категория' },
  { label: 'Где', value: 'Кабинет 214, 2-й этаж', detail: 'Главный корпус' },
];
const when = { time: '14:20', day: ['сегодня', '24 ноября'], note: 'вторник, московское время' };

export function Papers(): ReactNode {
  return (
    <Part title="Талоны и исход">
      <Outcome tone="sure">
        <p className="lead">Вы записаны</p>
      </Outcome>
      <SlipPaper tone="sure" label="Подтверждённый талон" head="Подтверждено" number="№ К03-0417" {...when} facts={facts}>
        <Qr text="K03-0417" label="Код талона К03-0417" />
        <p>По этому коду регистратура сразу найдёт запись.</p>
      </SlipPaper>
      <Outcome tone="ask">
        <p className="lead">Это ещё не запись</p>
      </Outcome>
      <SlipPaper tone="ask" label="Талон, который ждёт" head="Ожидает подтверждения" number="№ К03-0418" {...when} facts={facts} />
      <Outcome tone="stop">
        <p className="lead">Это время не удалось закрепить</p>
      </Outcome>
      <SlipPaper tone="draft" label="Черновик" {...when} facts={facts} />
    </Part>
  );
}
