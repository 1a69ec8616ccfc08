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

export type AccountsFaultPoint = (typeof accountsFaultPoints)[number];
