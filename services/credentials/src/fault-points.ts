/** Every place of this service where a test may end the process, or take the others away, in the order in which an account passes them. */
export const credentialsFaultPoints = [
  // connecting
  'after-unclaimed-row',
  'after-seal',
  // rotating
  'after-successor-row',
  'after-successor-put',
  'after-successor-sealed',
  'after-switch',
  // disconnecting
  'after-end',
  'after-destroy',
] as const;

/** The same in the life of a webhook's secret. */
export const webhookSecretFaultPoints = ['after-webhook-secret-row', 'after-webhook-secret-put'] as const;

export type CredentialsFaultPoint = (typeof credentialsFaultPoints)[number] | (typeof webhookSecretFaultPoints)[number];
