/** Opens every API of Google Cloud, as far as IAM lets the caller. */
export const cloudPlatformScope = 'https://www.googleapis.com/auth/cloud-platform';
/** Opens only what reads, of the APIs that know it. */
export const cloudPlatformReadOnlyScope = 'https://www.googleapis.com/auth/cloud-platform.read-only';
