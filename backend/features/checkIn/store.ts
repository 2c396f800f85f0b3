import type { Id } from '../../../shared/lib/ids.ts';
import type { ReadDb } from '../../db/types.ts';

/** The office a doctor receives in; undefined when their rows have not arrived here. */
export function findOfficeOfRole(db: ReadDb, roleId: Id): Id | undefined {
  return db.get<{ officeId: Id }>('SELECT office_id AS officeId FROM practitioner_role WHERE id = $roleId', { roleId })?.officeId;
}

export interface RoomRow {
  readonly nameRu: string;
  readonly nameEn: string | null;
  readonly floor: number | null;
}

export function findRoom(db: ReadDb, roomId: Id): RoomRow | undefined {
  return db.get<RoomRow>('SELECT name_ru AS nameRu, name_en AS nameEn, floor FROM place WHERE id = $roomId', { roomId });
}
