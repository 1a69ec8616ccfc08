/**
 * The name that inventory has for a resource: Google's full resource name, `//compute.googleapis.com/projects/p/zones/z/instances/i`, with the project's id
 * where some services write its number, so that a resource has one name whoever speaks of it.
 */
export const resourceNameOf = (fullName: string, projectId: string): string =>
  fullName.replace(/^(\/\/[^/]+\/projects\/)\d+(?=\/|$)/, `$1${projectId}`);
