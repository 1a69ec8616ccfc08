import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const anywhere = ['layer:contracts', 'layer:kit'];

/** What a verb may not know: how it is asked, told or stored. */
const outsideOfVerbs = ['graphql', 'nats', 'typeorm', '@apollo/*', 'graphql-*'];

export default [
  { ignores: ['**/node_modules/**', '**/dist/**', '.offload/**', '.nx/**', '**/*.generated.ts', 'coverage/**', '**/*.cjs'] },
  ...tseslint.configs.recommended,
  {
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: [],
          // Their tests use the testkit, which is made from them; that no other code of theirs does is held by dependency-cruiser.
          ignoredCircularDependencies: [
            ['@offload/service-kit', '@offload/testkit'],
            ['@offload/embedded-postgres', '@offload/testkit'],
          ],
          depConstraints: [
            { sourceTag: 'layer:contracts', onlyDependOnLibsWithTags: [] },
            // The testkit for their tests only: dependency-cruiser holds that.
            { sourceTag: 'layer:client', onlyDependOnLibsWithTags: ['layer:testkit'] },
            { sourceTag: 'layer:kit', onlyDependOnLibsWithTags: [...anywhere, 'layer:testkit'] },
            { sourceTag: 'layer:testkit', onlyDependOnLibsWithTags: anywhere },
            { sourceTag: 'layer:service', onlyDependOnLibsWithTags: [...anywhere, 'layer:testkit', 'layer:simulator'] },
            { sourceTag: 'layer:simulator', onlyDependOnLibsWithTags: [] },
            { sourceTag: 'layer:deploy', onlyDependOnLibsWithTags: ['*'] },
            { sourceTag: 'layer:top', onlyDependOnLibsWithTags: ['*'] },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 400 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true }],
      '@typescript-eslint/no-empty-object-type': 'off',
      'no-empty': ['error', { allowEmptyCatch: false }],
    },
  },
  {
    files: ['services/*/src/**/*.ts', 'gateway/src/**/*.ts', 'libs/*/src/**/*.ts', 'simulator/src/**/*.ts'],
    ignores: ['**/main.ts', '**/*.test.ts', '**/testing/**', 'libs/testkit/**', 'libs/embedded-postgres/**', 'libs/service-kit/src/shutdown/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'only main.ts reads the environment: take it as config' },
        { object: 'process', property: 'exit', message: 'only main.ts ends the process' },
      ],
    },
  },
  {
    files: ['services/*/src/**/*.resolvers.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ group: ['*.repository.ts', '**/*.repository.ts'], message: 'a resolver translates: call a verb', allowTypeImports: true }] }],
    },
  },
  {
    files: ['services/*/src/**/*.ts'],
    ignores: [
      '**/*.resolvers.ts', '**/*.repository.ts', '**/*.entity.ts', '**/*.entities.ts', '**/migrations/**', '**/graph/**', '**/app.ts', '**/main.ts', '**/database.ts', '**/context.ts',
      '**/*.test.ts', '**/testing/**', '**/subscription/**', '**/config.ts',
    ],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ group: outsideOfVerbs, message: 'a verb decides: it knows no graphql, nats or typeorm', allowTypeImports: true }] }],
    },
  },
  { files: ['deploy/**/*.ts', 'tools/**/*.ts', 'bench/**/*.ts', 'simulator/src/main.ts'], rules: { 'no-console': 'off' } },
];
