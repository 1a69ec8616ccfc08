/**
 * How a secret travels from the gateway to credentials: a compact JWE (ECDH-ES+A256KW on P-256, A256GCM) to credentials' public key, behind a marker.
 * Its protected header carries the tenant (`tid`) and the time (`iat`, Unix seconds): credentials refuses one of another tenant or older than ten minutes.
 */
export const sealedInputPrefix = 'offload-sealed:';

const sealedInput = /^offload-sealed:[A-Za-z0-9_-]{1,4096}\.[A-Za-z0-9_-]{1,1024}\.[A-Za-z0-9_-]{16,24}\.[A-Za-z0-9_-]{1,262144}\.[A-Za-z0-9_-]{22}$/;

/** Whether a text has the form of a sealed input; what it holds only credentials can tell. */
export const isSealedInput = (text: unknown): text is string => typeof text === 'string' && sealedInput.test(text);

/** The most a secret may hold before sealing, in UTF-8 bytes: a service-account key or kubeconfig fits, an upload of anything does not. */
export const secretMaxBytes = 64 * 1024;
