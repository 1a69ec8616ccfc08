/** The editor works in three web workers, which are served beside the page. */
const workerOf: Record<string, string> = { json: 'json.worker.js', graphql: 'graphql.worker.js' };

(globalThis as { MonacoEnvironment?: unknown }).MonacoEnvironment = {
  getWorker: (_id: string, label: string) => new Worker(`/graphiql/${workerOf[label] ?? 'editor.worker.js'}`),
};
