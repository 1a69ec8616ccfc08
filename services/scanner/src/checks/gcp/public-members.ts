/** Who stands for anybody: with a Google account, or without. */
const anybody = new Set(['allUsers', 'allAuthenticatedUsers']);

/** The first grant to anybody: `allUsers has roles/storage.objectViewer`; undefined when there is none. */
export function publicGrant(bindings: readonly { readonly role: string; readonly members: readonly string[] }[]): string | undefined {
  for (const { role, members } of bindings) {
    const member = members.find((one) => anybody.has(one));
    if (member !== undefined) return `${member} has ${role}`;
  }
  return undefined;
}
