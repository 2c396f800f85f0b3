/** The clinic's way to send letters. */
export interface MailSettings {
  /** `smtps://name:password@mail.clinic.example`, or `smtp://…`, which a server in production encrypts or does not use. */
  readonly url: string;
  /** Who letters come from. */
  readonly from: string;
}
