import { useState, type ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import { Facts } from '../ui/Facts.tsx';
import { Notice } from '../ui/Notice.tsx';
import { TextField } from '../ui/TextField.tsx';
import { nothing, Part } from './Part.tsx';

/** What the desk shares with the kiosk, in the desk's sizes. Its own components come with its own screens. */
export function Desk(): ReactNode {
  const [text, setText] = useState('Смирнова');
  return (
    <Part title="Общее со стойкой">
      <div className="gallery__row">
        <Button kind="primary" icon="check" onPress={nothing}>
          Записать
        </Button>
        <Button onPress={nothing}>Изменить</Button>
        <Button kind="quiet" onPress={nothing}>
          Закрыть
        </Button>
        <Button kind="danger" onPress={nothing}>
          Отменить запись
        </Button>
        <Button kind="primary" busy busyLabel="Записываем" onPress={nothing}>
          Записать
        </Button>
        <Button disabledReason="Нет свободных мест" onPress={nothing}>
          Записать
        </Button>
      </div>
      <TextField label="Фамилия" value={text} onChange={setText} icon="search" type="search" />
      <TextField label="СНИЛС" value="123-456-789 00" onChange={nothing} error="Контрольное число не сходится. Сверьте с документом" />
      <Notice tone="note" title="12 записей ждут отправки" />
      <Notice tone="wait">Ожидает подтверждения</Notice>
      <Notice tone="stop">С 10:18 нет связи с центром</Notice>
      <Facts facts={[{ label: 'Врач', value: 'Смирнова Елена Андреевна', detail: 'Эндокринолог' }, { label: 'Где', value: 'Кабинет 214' }]} />
    </Part>
  );
}
