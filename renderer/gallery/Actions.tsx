import type { ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import { DockBar } from '../ui/DockBar.tsx';
import { Pager } from '../ui/Pager.tsx';
import { Row, Rows } from '../ui/Rows.tsx';
import { nothing, Part } from './Part.tsx';

const kinds = [
  { kind: 'primary', label: 'Записаться' },
  { kind: 'secondary', label: 'Изменить' },
  { kind: 'quiet', label: 'Помощь' },
  { kind: 'danger', label: 'Отменить запись' },
] as const;

export function Actions(): ReactNode {
  return (
    <>
      <Part title="Кнопки">
        <div className="gallery__row">
          {kinds.map(({ kind, label }) => (
            <Button key={kind} kind={kind} icon="check" onPress={nothing}>
              {label}
            </Button>
          ))}
        </div>
        <div className="gallery__row">
          <Button kind="primary" busy busyLabel="Записываем" onPress={nothing}>
            Записаться
          </Button>
          <Button kind="primary" disabledReason="Сначала выберите время" onPress={nothing}>
            Записаться
          </Button>
          <Button small icon="chevron-down" onPress={nothing}>
            Маленькая
          </Button>
        </div>
        <DockBar dock={{ back: { label: 'Назад', icon: 'arrow-left', onPress: nothing }, primary: { label: 'Выбрать 14:20', icon: 'arrow-right', onPress: nothing } }} />
        <DockBar dock={{ primary: { label: 'Записаться к врачу', detail: 'Выбрать врача, день и время', icon: 'calendar-plus', onPress: nothing } }} />
        <Pager from={4} to={6} total={18} onUp={nothing} onDown={nothing} />
      </Part>
      <Part title="Строки">
        <Rows label="Строки">
          <Row icon="calendar-plus" title="Записаться к врачу" detail="Выбрать врача, день и время" onPress={nothing} />
          <Row icon="calendar-days" title="Мои записи" detail="1 впереди" badge="новое" onPress={nothing} />
          <Row icon="id-card" title="Личный кабинет" disabledReason="Нет связи с центром: войти пока нельзя" onPress={nothing} />
          <Row icon="phone-call" title="Телефон центра" detail="Строка, которую только читают" />
        </Rows>
      </Part>
    </>
  );
}
