import { createHash, randomBytes } from 'node:crypto';

/** `ofs_` and 32 random bytes in base64url: the prefix lets scanners of leaked secrets find one. */
const apiKey = /^ofs_[A-Za-z0-9_-]{43}$/;
const visibleCharacters = 12;
const subjectStart = 'api-key:';

/** Whether a text has the form of an API key; whether it is one only accounts can tell. */
export const isApiKey = (text: string): boolean => apiKey.test(text);

/** A new API key with 256 random bits. It is shown once; only its hash is kept. */
export const newApiKey = (): string => `ofs_${randomBytes(32).toString('base64url')}`;

/** What an API key is known by: its SHA-256, in hex. A slow hash would gain nothing, as the key cannot be guessed. */
export const hashApiKey = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** What of an API key may be shown for ever, so that one that leaked is found again: `ofs_` and eight characters. 208 bits stay unknown. Null for what has another form. */
export const visiblePrefixOf = (text: string): string | null => (isApiKey(text) ? text.slice(0, visibleCharacters) : null);

/** The subject of whoever comes with a key: `api-key:<id>`. */
export const subjectOfApiKey = (id: string): string => `${subjectStart}${id}`;

/** The id of the key behind a subject; null for a person. */
export const apiKeyIdOfSubject = (subject: string): string | null => (subject.startsWith(subjectStart) ? subject.slice(subjectStart.length) : null);
