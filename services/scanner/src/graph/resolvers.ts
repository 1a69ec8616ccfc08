import type { Resolvers } from '@offload/service-kit';
import { checkResolvers } from './check.resolvers.ts';
import { extendedResolvers } from './extended.resolvers.ts';
import { findingResolvers } from './finding.resolvers.ts';
import { scanResolvers } from './scan.resolvers.ts';

export const resolvers: Resolvers = {
  ...scanResolvers,
  ...findingResolvers,
  ...checkResolvers,
  ...extendedResolvers,
  Query: { ...scanResolvers.Query, ...findingResolvers.Query, ...checkResolvers.Query },
};
