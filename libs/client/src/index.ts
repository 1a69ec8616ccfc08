export * from './graph.generated.ts';
