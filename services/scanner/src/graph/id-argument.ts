const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An id that no row has. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** Ids are opaque to clients: one that is not of our form is an id that never was, not a mistake. */
export const idArgument = (id: string): string => (uuid.test(id) ? id.toLowerCase() : nobody);
