import { join } from 'node:path';
import { compareWithReleased, describeComparison, releasedFile } from './schema/released-schema.ts';

/** `npm run schema:check`: fails when the API would break clients that were written against the released one. */
const comparison = await compareWithReleased(join(import.meta.dirname, '..', '..'));
console.log(describeComparison(comparison) || `nothing that clients of ${releasedFile} would feel`);
if (comparison.breaking.length > 0) {
  console.error('keep what is there and deprecate it; or, when no client is left that needs it: npm run schema:release');
  process.exitCode = 1;
}
