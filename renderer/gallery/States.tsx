import { useState, type ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Hold } from '../ui/Hold.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { nothing, Part } from './Part.tsx';

export function States(): ReactNode {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <Part title="Состояния">
      <Notice tone="note" title="С 1 декабря лаборатория открывается в 7:00">
        Сдать кровь натощак можно раньше.
      </Notice>
      <Notice tone="wait" title="Ожидает подтверждения">
        Позвоним сегодня до 12:30.
      </Notice>
      <Notice tone="stop" title="Время 14:20 только что заняли">
        Ближайшие: 14:40, 15:00.
      </Notice>
      <Hold label="Сколько времени осталось" secondsLeft={161} totalSeconds={300} sentence="Столько ещё держим это время для вас" extendLabel="3 минуты" onExtend={nothing} />
      <Hold label="Сколько времени осталось, кратко" compact secondsLeft={45} totalSeconds={300} sentence="Столько ещё держим 14:20 для вас" />
      <Skeleton lines={2} label="Ищем врачей" />
      <Empty title="По слову «кузнецофф» никого не нашли" action={<Button onPress={nothing}>Показать всех врачей</Button>}>
        Проверьте фамилию или выберите специальность.
      </Empty>
      <div className="gallery__row">
        <Button onPress={() => setOpen(true)}>Открыть вопрос</Button>
      </div>
      {open && (
        <Sheet title="Время больше не держим" onClose={close} dock={{ back: { label: 'Другое время', onPress: close }, primary: { label: 'Попробовать ещё раз', icon: 'rotate-ccw', onPress: close } }}>
          <p className="lead">Ничего не записано. Время 14:20 снова видно всем.</p>
        </Sheet>
      )}
    </Part>
  );
}
