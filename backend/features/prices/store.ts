import type { Id } from '../../../shared/lib/ids.ts';
import type { Kopecks } from '../../../shared/lib/money.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb, WriteTx } from '../../db/types.ts';

export interface ServiceRow {
  code: string;
  nameRu: string;
  nameEn: string | null;
  category: string;
  categoryRu: string;
  categoryEn: string | null;
  folded: string;
  /** The price in force at `now`. */
  kopecks: Kopecks | null;
}

export function listServices(db: ReadDb, now: Instant): ServiceRow[] {
  return db.all<ServiceRow>(
    /* sql */ `
    SELECT service.code, service.name_ru AS nameRu, service.name_en AS nameEn, service.category,
      service.category_ru AS categoryRu, service.category_en AS categoryEn, service.folded,
      (SELECT price.kopecks FROM price WHERE price.code = service.code AND price.active = 1
        AND price.starts_at <= $now AND (price.ends_at IS NULL OR price.ends_at > $now)
        ORDER BY price.starts_at DESC LIMIT 1) AS kopecks
    FROM priced_service AS service WHERE service.active = 1`,
    { now },
  );
}

export interface PricedServiceRow {
  readonly id: Id;
  readonly active: 0 | 1;
  readonly code: string;
  readonly nameRu: string;
  readonly nameEn: string | null;
  readonly category: string;
  readonly categoryRu: string;
  readonly categoryEn: string | null;
  readonly folded: string;
}

export function saveService(tx: WriteTx, service: PricedServiceRow): void {
  tx.run(
    /* sql */ `
    INSERT INTO priced_service (id, active, code, name_ru, name_en, category, category_ru, category_en, folded)
    VALUES ($id, $active, $code, $nameRu, $nameEn, $category, $categoryRu, $categoryEn, $folded)
    ON CONFLICT (id) DO UPDATE SET active = $active, code = $code, name_ru = $nameRu, name_en = $nameEn,
      category = $category, category_ru = $categoryRu, category_en = $categoryEn, folded = $folded`,
    { ...service },
  );
}

export function removeService(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM priced_service WHERE id = $id', { id });
}

export interface PriceRow {
  readonly id: Id;
  readonly active: 0 | 1;
  readonly code: string;
  readonly kopecks: Kopecks;
  readonly startsAt: number;
  readonly endsAt: number | null;
}

export function savePrice(tx: WriteTx, price: PriceRow): void {
  tx.run(
    /* sql */ `
    INSERT INTO price (id, active, code, kopecks, starts_at, ends_at) VALUES ($id, $active, $code, $kopecks, $startsAt, $endsAt)
    ON CONFLICT (id) DO UPDATE SET active = $active, code = $code, kopecks = $kopecks, starts_at = $startsAt, ends_at = $endsAt`,
    { ...price },
  );
}

export function removePrice(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM price WHERE id = $id', { id });
}
