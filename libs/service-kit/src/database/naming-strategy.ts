import { DefaultNamingStrategy } from 'typeorm';

const snakeCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();

/** camelCase in the code, snake_case in the database. */
export class SnakeCaseNaming extends DefaultNamingStrategy {
  override tableName(entityName: string, given: string | undefined): string {
    return given ?? snakeCase(entityName);
  }

  override columnName(propertyName: string, given: string, embeddedPrefixes: string[]): string {
    return [...embeddedPrefixes.map(snakeCase), given || snakeCase(propertyName)].join('_');
  }

  override relationName(propertyName: string): string {
    return snakeCase(propertyName);
  }

  override joinColumnName(relationName: string, referencedColumnName: string): string {
    return snakeCase(`${relationName}_${referencedColumnName}`);
  }
}
