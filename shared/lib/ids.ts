import * as z from 'zod';

/** Ids are made by whoever writes first, so a device never waits for the server to name things. */
export const Id = z.uuid();
export type Id = z.infer<typeof Id>;
