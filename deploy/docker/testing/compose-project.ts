import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import { interpolate, type Variables } from './interpolate.ts';

/** A service of a compose file, as far as tests look at it. */
export interface ComposeService {
  image: string;
  build?: object;
  user?: string;
  command?: string[];
  entrypoint?: string[];
  init?: boolean;
  read_only?: boolean;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  privileged?: boolean;
  restart?: string;
  profiles?: string[];
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  network_mode?: string;
  healthcheck?: { test: string[] };
  stop_grace_period?: string;
  depends_on?: Record<string, { condition: string }>;
  deploy?: { resources?: { limits?: { cpus?: string; memory?: string; pids?: number } } };
  /** With what its env files say. */
  environment: Record<string, string>;
}

export interface ComposeProject {
  services: Record<string, ComposeService>;
  networks: Record<string, { internal?: boolean } | null>;
  volumes: Record<string, object | null>;
}

/** The compose file as YAML gives it, anchors merged and nothing replaced. */
export const readComposeFile = (root: string): any => parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true });

/** docker-compose.yml as docker compose reads it with these variables: references replaced, env files read. Throws when a required variable is missing. */
export function loadComposeProject(root: string, variables: Variables): ComposeProject {
  const project = replaced(readComposeFile(root), variables);
  for (const service of Object.values<any>(project.services)) {
    const files: string[] = service.env_file ?? [];
    const said = files.map((file) => parseEnv(interpolate(readFileSync(join(root, file), 'utf8'), variables)));
    service.environment = Object.assign({}, ...said, service.environment);
    delete service.env_file;
  }
  return project;
}

function replaced(value: any, variables: Variables): any {
  if (typeof value === 'string') return interpolate(value, variables);
  if (Array.isArray(value)) return value.map((part) => replaced(part, variables));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaced(part, variables)]));
}
