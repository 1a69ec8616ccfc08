/**
 * Root fields that anybody may ask, by `Type.field`: none. The schema itself can be asked for while INTROSPECTION is on; whoever is not known sees the
 * partners' view of it.
 */
export const publicFields: ReadonlySet<string> = new Set();
