import type { AuditEvent } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { AccessDeed, AccessLine, AccessThing } from '../../shared/features/ownData.ts';
import type { Table } from './paperSections.ts';
import { plain, whenWords } from './paperText.ts';

const who: Readonly<Record<AccessLine['who'], string>> = { self: 'Вы', representative: 'Ваш представитель', staff: 'Сотрудник', system: 'Программа клиники' };
const roles: Readonly<Record<string, string>> = { registrar: 'Регистратор', seniorRegistrar: 'Старший регистратор', administrator: 'Администратор' };

const deeds: Readonly<Record<AccessDeed, string>> = {
  ...{ signIn: 'Вход в личный кабинет', actsFor: 'Начало действий за вас', actingEnded: 'Конец действий за вас', read: 'Просмотр', changed: 'Изменения', found: 'Поиск вашей карточки' },
  ...{ representativesSeen: 'Просмотр списка ваших представителей', caseSeen: 'Просмотр обращения о вас', caseOpened: 'Открыт вопрос о вашей записи: сообщения разошлись', caseDecided: 'Решение по обращению о вас', documentSeen: 'Проверка вашего документа' },
  ...{ paperSigned: 'Приём подписи на бумаге', codeMinted: 'Выдача кода для входа', representativeGranted: 'Назначение представителя', representativeRevoked: 'Отмена представителя' },
  ...{ locked: 'Вход закрыт ради безопасности', lifted: 'Вход снова открыт', esiaLinked: 'Связь с Госуслугами', passwordChanged: 'Смена пароля', phoneChanged: 'Смена телефона' },
  ...{ emailChangeBegun: 'Начало смены почты', emailChanged: 'Смена почты', signInsEnded: 'Завершение других входов', accountClosed: 'Закрытие учётной записи' },
  ...{ exported: 'Получение копии всех данных', exportSent: 'Отправка письма со ссылкой на копию', exportTaken: 'Загрузка копии по ссылке из письма', erased: 'Удаление из кабинета', restoreOpened: 'Приём заявления о восстановлении', restored: 'Восстановление удалённого', other: 'Другое действие' },
};
const things: Readonly<Record<AccessThing, string>> = {
  ...{ person: 'карточка', visits: 'приёмы', results: 'результаты', orders: 'заказы', documents: 'документы и согласия', representatives: 'представители', audit: 'этот список', everything: 'все данные', other: 'прочее' },
};

const isOf = <T extends object>(words: T, code: string | undefined): code is string & keyof T => code !== undefined && Object.hasOwn(words, code);

/** The same events as the screen shows, one line each. */
export function trailTable(events: readonly AuditEvent[]): Table {
  const rows = events.map(({ agent, subtype = [], entity = [], recorded }) => {
    const [first] = agent;
    const codes = (first?.role ?? []).flatMap(({ coding = [] }) => coding);
    const codeOf = (system: string) => codes.find((coding) => coding.system === system)?.code;
    const [kind, role] = [codeOf(systems.accessAgent), codeOf(systems.staffRole)];
    const person = isOf(roles, role) ? (roles[role] ?? '') : isOf(who, kind) ? who[kind] : '';
    const deed = subtype.find(({ system }) => system === systems.accessDeed)?.code;
    // A copy is of everything; saying so twice helps nobody.
    const named = deed?.startsWith('export') === true ? [] : entity;
    const of = named.flatMap(({ detail = [] }) => detail).flatMap(({ valueString }) => (isOf(things, valueString) ? [things[valueString]] : [])).join(', ');
    const where = [first?.location?.display, first?.network?.address].map(plain).filter((part) => part !== '').join(', ');
    return [whenWords(recorded), [person, kind === 'self' ? '' : plain(first?.name)].filter((part) => part !== '').join(' '), `${isOf(deeds, deed) ? deeds[deed] : deeds.other}${of === '' ? '' : `: ${of}`}`, where];
  });
  return { widths: [104, 108, '*', 130], head: ['Когда', 'Кто', 'Что', 'Где'], rows };
}
