output "project_id" {
  description = "Give this to connectGcpAccount."
  value       = var.project_id
}

output "service_account_key" {
  description = "The text of the key file: give this to connectGcpAccount. Null without a key."
  value       = one([for key in google_service_account_key.scanner : base64decode(key.private_key)])
  sensitive   = true
}

output "key_file" {
  description = "Where the key was written: upload the file, then delete it. Null without a key."
  value       = one(local_sensitive_file.key[*].filename)
}

output "service_account" {
  description = "With federated, give this to connectGcpAccount; without, it is whose key to give, when that is made elsewhere."
  value       = google_service_account.scanner.email
}

output "workload_identity_provider" {
  description = "With federated: give this to connectGcpAccount, with the id of the onboarding kit. Null without."
  value       = one(google_iam_workload_identity_pool_provider.platform[*].name)
}
