/** A container's health check: asks the URL that it is given, as `http://127.0.0.1:4001/ready`. Ends with 1 for any answer but 2xx, and for none. */
const [url] = process.argv.slice(2);
if (url === undefined) throw new Error('which URL?');
const { status, ok } = await fetch(url, { signal: AbortSignal.timeout(4_000) });
console.log(status);
process.exitCode = ok ? 0 : 1;
