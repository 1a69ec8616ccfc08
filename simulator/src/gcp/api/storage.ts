import type { Method } from '../call.ts';

/** Cloud Storage: one write, only there to be denied. Buckets are listed by Cloud Asset. */
export const storageMethods: readonly Method[] = [
  {
    id: 'storage.buckets.delete',
    isWrite: true,
    host: 'storage.googleapis.com',
    verb: 'DELETE',
    path: '/storage/v1/b/{bucket}',
    // A bucket's name does not tell its project, but in the generated estates it begins with it.
    projectOf: ({ params }) => params.bucket?.replace(/-(assets|logs|backups|exports|uploads)-\d+$/, ''),
    answer: () => ({}),
  },
];
