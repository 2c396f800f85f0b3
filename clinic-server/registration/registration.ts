import type { Routes } from '../http/parts.ts';
import { mailSender } from '../mail/sender.ts';
import { webRoutes } from '../web/webRoutes.ts';
import { createCommonPasswords } from './commonPasswords.ts';
import { phoneRoutes } from './phoneRoutes.ts';
import { registrationRoutes } from './registrationRoutes.ts';
import { visitCodes } from './visitCodes.ts';

/** Ways to become a patient with a way in: by e-mail, on one's phone, by a registrar's code; and the letters and pages that belong to them. */
export const registration: Routes = (app, parts) => {
  const common = createCommonPasswords();
  for (const routes of [registrationRoutes(common), webRoutes(common), phoneRoutes, visitCodes, mailSender]) routes(app, parts);
};
