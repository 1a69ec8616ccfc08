import { createHash, randomBytes } from 'node:crypto';

/** `ofs_` and 32 random bytes in base64url: the prefix lets scanners of leaked secrets find one. */
const apiKey = /^ofs_[A-Za-z0-9_-]{43}$/;

/** Whether a text has the form of an API key; whether it is one only accounts can tell. */
export const isApiKey = (text: string): boolean => apiKey.test(text);

/** A new API key with 256 random bits. It is shown once; only its hash is kept. */
export const newApiKey = (): string => `ofs_${randomBytes(32).toString('base64url')}`;

/** What an API key is known by: its SHA-256, in hex. A slow hash would gain nothing, as the key cannot be guessed. */
export const hashApiKey = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
