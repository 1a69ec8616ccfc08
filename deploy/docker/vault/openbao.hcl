# OpenBao of a trial installation: one node, unsealed by a key from the environment, reached over the containers' own network only. In production: a Vault or
# OpenBao cluster of your own, with TLS and unsealed by a KMS (README.md).
ui        = false
log_level = "info"

storage "raft" {
  path    = "/openbao/file"
  node_id = "openbao"

  # One node waits for nobody's heartbeat: elected in two seconds rather than eight.
  performance_multiplier = 1
}

listener "tcp" {
  address     = "0.0.0.0:8200"
  tls_disable = true
}

api_addr     = "http://vault:8200"
cluster_addr = "http://127.0.0.1:8201"

# Comes back unsealed after a restart. Whoever has the key and the volume has the secrets: keep them apart in backups.
seal "static" {
  current_key_id = "trial-1"
  current_key    = "env://VAULT_SEAL_KEY"
}

# Who read which path, as hashes, in the log of the container.
audit "file" "stdout" {
  options {
    file_path = "stdout"
  }
}
