import { createContext, type ReactNode } from 'react';

/** What stands under the status line of every kiosk screen. Screens are put together in the app; the frame itself knows no feature. */
export const KioskBand = createContext<ReactNode>(null);
