export { closeCodes } from './close-codes.ts';
export { errorCatalogue, type CatalogueEntry, type ErrorCode } from './error-catalogue.ts';
