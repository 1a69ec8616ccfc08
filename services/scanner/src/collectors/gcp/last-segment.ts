/** What stands after the last slash of a URL or a path: `n2-standard-4`; null when there is nothing. */
export const lastSegment = (path: string | undefined): string | null => path?.slice(path.lastIndexOf('/') + 1) || null;
