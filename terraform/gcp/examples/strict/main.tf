# A service account with no more than a scan calls. Its key is made elsewhere: Terraform's state never holds it.

provider "google" {
  project = var.project_id
}

variable "project_id" {
  description = "The project to connect."
  type        = string
}

module "offload_security" {
  source = "../.."

  project_id = var.project_id
  create_key = false
  strict     = true
}

output "project_id" {
  description = "Give this to connectGcpAccount."
  value       = module.offload_security.project_id
}

output "service_account" {
  description = "Make a key of it, and give that to connectGcpAccount."
  value       = module.offload_security.service_account
}
