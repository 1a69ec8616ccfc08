/** Every place of this service where a test may end the process, or take the others away, in the order in which an account passes them. */
export const accountsFaultPoints = [
  // connecting
  'after-intent',
  'after-verdict',
  'after-connected',
  // rotating
  'after-successor',
  'after-claim',
  'after-rotated',
  // disconnecting
  'after-disconnected',
] as const;

/** The same in the life of a webhook and its deliveries. */
export const webhookFaultPoints = ['after-webhook-row', 'after-webhook-secret', 'after-webhook-sent'] as const;

export type AccountsFaultPoint = (typeof accountsFaultPoints)[number] | (typeof webhookFaultPoints)[number];
