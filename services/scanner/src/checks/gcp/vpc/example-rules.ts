/** A rule that lets TCP in, as examples need it. */
export const letsIn = (ports: string[], ...sourceRanges: string[]) => ({
  direction: 'INGRESS' as const,
  isDisabled: false,
  sourceRanges,
  allowed: [{ protocol: 'tcp', ports }],
});
