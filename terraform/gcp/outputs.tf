output "project_id" {
  description = "Give this to connectGcpAccount."
  value       = var.project_id
}

output "service_account_key" {
  description = "The text of the key file: give this to connectGcpAccount. Null without create_key."
  value       = one([for key in google_service_account_key.scanner : base64decode(key.private_key)])
  sensitive   = true
}

output "key_file" {
  description = "Where the key was written: upload the file, then delete it. Null without create_key."
  value       = one(local_sensitive_file.key[*].filename)
}

output "service_account" {
  description = "Whose key to give to connectGcpAccount, when it is made elsewhere."
  value       = google_service_account.scanner.email
}
