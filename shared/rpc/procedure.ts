import type * as z from 'zod';

/**
 * Who stands behind a call. `visitor`: a kiosk nobody has signed in to. `print`: a hidden window that draws one printed page.
 * Staff roles are those of row R9.
 */
export type Role = 'visitor' | 'patient' | 'registrar' | 'seniorRegistrar' | 'administrator' | 'print';

interface Common<I extends z.ZodType, O extends z.ZodType> {
  /** Dispatch refuses everybody else with `forbidden`. Never empty: a call nobody may make is a mistake. */
  readonly allow: readonly [Role, ...Role[]];
  /** `desk`: a call of reception and satellite. On a kiosk it is refused to everybody, whoever they are. Implied where only staff may call. */
  readonly place?: 'desk';
  readonly input: I;
  readonly output: O;
}

export interface Query<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> extends Common<I, O> {
  readonly kind: 'query';
  /** Patient ids whose data the answer shows. Dispatch commits an access event for each before it answers. */
  readonly subjects?: (output: z.infer<O>) => readonly string[];
}

export interface Command<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType, E extends string = string> extends Common<I, O> {
  readonly kind: 'command';
  /** Version of the input shape. The outbox keeps it, so an old entry is pushed by the mapper of its own version. */
  readonly version: number;
  readonly errors: readonly E[];
}

export interface Task<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType, E extends string = string> extends Common<I, O> {
  readonly kind: 'task';
  readonly errors: readonly E[];
  readonly subjects?: (output: z.infer<O>) => readonly string[];
}

export type Procedure = Query | Command | Task;

const ofStaff: readonly Role[] = ['registrar', 'seniorRegistrar', 'administrator'];

/** Whether a kiosk has no business with it. */
export function isForDesk({ place, allow }: Pick<Procedure, 'place' | 'allow'>): boolean {
  return place === 'desk' || allow.every((role) => ofStaff.includes(role));
}

/** Reads local data. Its handler is given no way to write. */
export function query<I extends z.ZodType, O extends z.ZodType>(def: Omit<Query<I, O>, 'kind'>): Query<I, O> {
  return { kind: 'query', ...def };
}

/**
 * Changes local data in one transaction and is later sent to the clinic server. `input` carries `commandId` and every id
 * it needs, so a replay is harmless; the backend stamps time and actor.
 */
export function command<I extends z.ZodType<{ commandId: string }>, O extends z.ZodType, const E extends string = never>(
  def: Omit<Command<I, O, E>, 'kind'>,
): Command<I, O, E> {
  return { kind: 'command', ...def };
}

/** Needs the network or another process now; async, no transaction. */
export function task<I extends z.ZodType, O extends z.ZodType, const E extends string = never>(def: Omit<Task<I, O, E>, 'kind'>): Task<I, O, E> {
  return { kind: 'task', ...def };
}
