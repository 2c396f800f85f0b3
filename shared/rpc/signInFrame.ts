import * as z from 'zod';

/** What main and our frame around a foreign sign-in page say to each other, over a port of their own. Nothing typed is ever sent back. */

export const FrameState = z.object({
  /** Host of the page that stands in the frame, as the browser has it; null until it is there. */
  host: z.string().nullable(),
  isSecure: z.boolean(),
  secondsLeft: z.int().nonnegative(),
  secondsTotal: z.int().positive(),
  language: z.enum(['ru', 'en']),
  accessible: z.boolean(),
  /** A kiosk has no keys of its own. */
  hasKeyboard: z.boolean(),
  /** Somebody has not touched anything for long: seconds until everything is closed. */
  asking: z.int().positive().nullable(),
});
export type FrameState = z.infer<typeof FrameState>;

export const FromFrame = z.discriminatedUnion('type', [
  /** Where the page may stand, as parts of the window's height. */
  z.object({ type: z.literal('hole'), top: z.number().min(0).max(1), bottom: z.number().min(0).max(1) }),
  z.object({ type: z.literal('text'), text: z.string().min(1).max(8) }),
  z.object({ type: z.literal('erase') }),
  z.object({ type: z.literal('stay') }),
  z.object({ type: z.literal('abort') }),
]);
export type FromFrame = z.infer<typeof FromFrame>;

/** All the frame's page can reach outside itself: `window.frame`. */
export interface FrameBridge {
  send(message: FromFrame): void;
  onState(listener: (state: FrameState) => void): void;
}
