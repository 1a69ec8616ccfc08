import { availableParallelism } from 'node:os';

/**
 * The server's settings: modest memory (four services and a laptop), loopback TCP only, and a log that never quotes rows, statements or parameters.
 * `test` gives up durability; nothing else differs, so that tests see the same server.
 */
export function serverSettings(port: number, version: number, durability: 'crash-safe' | 'test'): Record<string, string> {
  return {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '120',
    shared_buffers: '128MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    effective_cache_size: '512MB',
    random_page_cost: '1.1',
    jit: 'off',
    // Containers give 64 MB of /dev/shm, which parallel workers overrun; and the cores are busy with the services.
    max_parallel_workers_per_gather: '0',
    max_worker_processes: String(Math.min(availableParallelism(), 4)),
    // Nothing replicates from here. Bulk upserts write much log: let checkpoints be rare, and small updates cheap.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: '1GB',
    checkpoint_timeout: '15min',
    wal_compression: 'pglz',
    log_destination: 'stderr',
    logging_collector: 'off',
    log_checkpoints: 'off',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length_on_error: '0',
    // Reading ahead in processes of its own gains nothing on a laptop's disk.
    ...(version >= 18 && { io_method: 'sync' }),
    ...(durability === 'test' && { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', autovacuum: 'off' }),
  };
}
