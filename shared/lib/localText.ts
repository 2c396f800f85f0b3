import * as z from 'zod';

/** A text the clinic wrote. English may be missing: the page then shows the Russian one, marked `lang="ru"`. */
export const LocalText = z.object({ ru: z.string(), en: z.string().nullable() });
export type LocalText = z.infer<typeof LocalText>;
