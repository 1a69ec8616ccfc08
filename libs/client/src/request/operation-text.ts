import { Kind, print, type DocumentNode } from 'graphql';

/** What is sent of a document. */
export interface OperationText {
  readonly query: string;
  /** Absent when the operation has no name. */
  readonly operationName?: string;
}

const known = new WeakMap<DocumentNode, OperationText>();

/** Prints a document, once. Throws when it does not hold exactly one operation. */
export function operationText(document: DocumentNode): OperationText {
  const before = known.get(document);
  if (before) return before;

  const [operation, ...others] = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (!operation || others.length > 0) throw new TypeError('a document to send holds exactly one operation');
  const text = { query: print(document), ...(operation.name ? { operationName: operation.name.value } : {}) };
  known.set(document, text);
  return text;
}
