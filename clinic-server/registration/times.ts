/** Row R3: how long what a letter carries is good for. */
export const codeSeconds = 600;
export const linkSeconds = 86_400;
export const mostTries = 5;
/** From the right code to the new password. */
export const grantSeconds = 900;
/** Row R8: time enough to fill a form on a small screen. */
export const phoneSeconds = 1_800;
/** Row R7. */
export const visitCodeSeconds = 900;
