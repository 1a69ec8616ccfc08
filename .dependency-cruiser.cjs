/** The second net under the module boundaries: it needs no cached project graph, so it cannot pass in silence. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'services-never-import-each-other',
      severity: 'error',
      from: { path: '^(services/[^/]+|gateway)/' },
      to: { path: '^(services/[^/]+|gateway)/', pathNot: '^$1/' },
    },
    { name: 'contracts-import-nothing-of-ours', severity: 'error', from: { path: '^libs/contracts/' }, to: { path: '^(libs/(?!contracts)|services|gateway|simulator|deploy|tools|e2e|bench)' } },
    { name: 'the-client-imports-nothing-of-ours', severity: 'error', from: { path: '^libs/client/' }, to: { path: '^(libs/(?!client|testkit)|services|gateway|simulator|deploy|tools|e2e|bench)' } },
    { name: 'the-client-runs-in-pages', severity: 'error', from: { path: '^libs/client/', pathNot: '(\\.test\\.ts$|/testing/)' }, to: { dependencyTypes: ['core'] } },
    { name: 'libs-import-no-service', severity: 'error', from: { path: '^libs/' }, to: { path: '^(services|gateway|simulator|deploy|tools|e2e|bench)/' } },
    { name: 'simulator-knows-nothing-of-the-platform', severity: 'error', from: { path: '^simulator/' }, to: { path: '^(libs|services|gateway|deploy|tools|e2e|bench)/' } },
    {
      name: 'production-code-imports-no-test-code',
      severity: 'error',
      from: { path: '^(libs/(?!testkit)|services|gateway)/', pathNot: '(\\.test\\.ts$|/testing/|\\.contract\\.ts$)' },
      to: { path: '(^libs/testkit/|^simulator/|\\.test\\.ts$|/testing/)' },
    },
    { name: 'verbs-know-no-graphql-nats-typeorm', severity: 'error',
      from: { path: '^services/[^/]+/src/.+/(?!on-)[a-z]+-[a-z-]+\\.ts$', pathNot: '(/migrations/|/graph/|/testing/|/collect|/check|/clouds/|\\.test\\.ts$|/subscription/)' },
      to: { path: 'node_modules/(graphql|nats|typeorm)/', dependencyTypesNot: ['type-only'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(\\.generated\\.ts$|/dist/)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'], extensions: ['.ts', '.js', '.json'] },
  },
};
