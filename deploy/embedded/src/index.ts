export { environmentsOf, type EnvironmentOptions, type Environments, type PlatformClouds } from './platform/environments.ts';
export { loadPlatformState, services, type EmbeddedService, type PlatformState } from './platform/platform-state.ts';
export { provisionDatabases, type Databases } from './platform/provision-databases.ts';
export { startPlatform, type Platform, type PlatformOptions } from './platform/start-platform.ts';
export { unusedPorts } from './platform/unused-ports.ts';
