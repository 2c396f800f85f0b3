import type Sqlite from 'better-sqlite3';

export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** The file was written by a newer build; this one would misread it. */
export class DatabaseFromTheFuture extends Error {
  override name = 'DatabaseFromTheFuture';
}

export function assertNotFromTheFuture(sqlite: Sqlite.Database, known: number): void {
  const version = versionOf(sqlite);
  if (version > known) throw new DatabaseFromTheFuture(`database version ${version}, known ${known}`);
}

/** Forward only. Each step and its version number commit together, so a crash repeats a step rather than halving it. */
export function migrate(sqlite: Sqlite.Database, migrations: readonly Migration[]): void {
  assertNotFromTheFuture(sqlite, migrations.length);
  migrations.slice(versionOf(sqlite)).forEach((migration) => {
    sqlite
      .transaction(() => {
        sqlite.exec(migration.sql);
        sqlite.pragma(`user_version = ${versionOf(sqlite) + 1}`);
      })
      .immediate();
  });
}

export function versionOf(sqlite: Sqlite.Database): number {
  return Number(sqlite.pragma('user_version', { simple: true }));
}
