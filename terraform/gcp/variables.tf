variable "project_id" {
  description = "The project to connect."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be the id of a project, neither its name nor its number."
  }
}

variable "service_account_id" {
  description = "The name of the service account, before the @."
  type        = string
  default     = "offload-security-scanner"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.service_account_id))
    error_message = "service_account_id must have 6 to 30 characters of [a-z0-9-], begin with a letter, and not end with a hyphen."
  }
}

variable "federated" {
  description = "Trust the platform's own identity (workload identity federation) instead of making a key: no secret exists at all. Takes issuer and subject from the onboarding kit."
  type        = bool
  default     = false
  nullable    = false
}

variable "issuer" {
  description = "With federated: the platform's OpenID Connect issuer, from the onboarding kit."
  type        = string
  default     = null

  validation {
    condition     = var.issuer == null || can(regex("^https://[^/?#\\s]+(/[^?#\\s]*[^/?#\\s])?$", var.issuer))
    error_message = "issuer must be the https URL of the onboarding kit, as it stands there: Google compares it character by character."
  }
}

variable "subject" {
  description = "With federated: the subject that the platform signs in under, from the onboarding kit, for one connection."
  type        = string
  default     = null

  validation {
    condition     = var.subject == null || can(regex("^offload:[\\w-]{1,80}:[\\w-]{1,80}$", var.subject))
    error_message = "subject must be that of the onboarding kit: offload:<tenant>:<kit>."
  }
}

variable "pool_id" {
  description = "With federated: the name of the workload identity pool. One that was deleted keeps its name for 30 days."
  type        = string
  default     = "offload-security"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9-]{4,32}$", var.pool_id)) && !startswith(var.pool_id, "gcp-")
    error_message = "pool_id must have 4 to 32 characters of [a-z0-9-], and not begin with gcp-."
  }
}

variable "create_key" {
  description = "Without federated: make a key for the service account and write it to key_file. Off where keys are made elsewhere, or not through Terraform, whose state holds them."
  type        = bool
  default     = true
  nullable    = false
}

variable "key_file" {
  description = "With create_key: where to write the key. Upload the file, then delete it."
  type        = string
  default     = "offload-security-key.json"
  nullable    = false

  validation {
    condition     = can(regex("^.*[^/]\\.json$", var.key_file))
    error_message = "key_file must be the path of a .json file."
  }
}

variable "enable_apis" {
  description = "Enable the APIs that a scan reads, in this project. They stay on when the module is destroyed."
  type        = bool
  default     = true
  nullable    = false
}

variable "artifact_registry_reader" {
  description = "Also bind Artifact Registry Reader, for container registries. It lets the service account pull their images."
  type        = bool
  default     = true
  nullable    = false
}

variable "strict" {
  description = "Grant only the permissions that a scan calls, one by one, by a custom role instead of the predefined ones. A new check may need the module applied again."
  type        = bool
  default     = false
  nullable    = false
}
