/** Asks the program of this container whether it can work; a container's health check. Ends with 1 when it cannot, or does not answer. */
const path = process.argv[2] ?? '/ready';
const { ok } = await fetch(`http://127.0.0.1:${process.env['PORT']}${path}`, { signal: AbortSignal.timeout(4_000) });
process.exitCode = ok ? 0 : 1;
