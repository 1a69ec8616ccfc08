# What the credentials service may do in Vault or OpenBao, and nothing else: its secrets lie under one folder of the KV version 2 engine at `secret/`
# (VAULT_MOUNT). It never lists: it knows every path from its database.

path "secret/data/offload/credentials/*" {
  capabilities = ["create", "read", "update"]
}

# Read: which version is the present one. Delete: destroys every version of one account's secret, for good.
path "secret/metadata/offload/credentials/*" {
  capabilities = ["read", "delete"]
}

# Destroys one version that was replaced, for good.
path "secret/destroy/offload/credentials/*" {
  capabilities = ["update"]
}

# Its tokens come without the default policy.
path "auth/token/renew-self" {
  capabilities = ["update"]
}
