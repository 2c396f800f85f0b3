/** Why a person who has not left is signed in no more. `over`: the sign-in grew old, or the server does not say. */
export const sessionEndings = ['locked', 'locked_by_rule', 'password_changed', 'representation_over', 'ended_by_owner', 'closed', 'over'] as const;
export type SessionEnding = (typeof sessionEndings)[number];
