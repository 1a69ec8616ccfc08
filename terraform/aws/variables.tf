variable "platform_principal_arn" {
  description = "The principal of Offload Security that the role trusts: shown in the tenant settings and in the onboarding kit."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:iam::[0-9]{12}:(role|user)/.+$", var.platform_principal_arn))
    error_message = "platform_principal_arn must be the ARN of an IAM role or user in the aws partition."
  }
}

variable "external_id" {
  description = "The external ID that the role demands: issued by an onboarding kit, for one connection."
  type        = string

  validation {
    # Not {16,1224}: Terraform's regular expressions count no further than 1,000, and would refuse every value.
    condition     = can(regex("^[\\w+=,.@:/-]+$", var.external_id)) && length(var.external_id) >= 16 && length(var.external_id) <= 1224
    error_message = "external_id must have 16 to 1,224 characters of [A-Za-z0-9_+=,.@:/-]."
  }
}

variable "role_name" {
  description = "The name of the role."
  type        = string
  default     = "OffloadSecurityScanner"
  nullable    = false

  validation {
    condition     = can(regex("^[\\w+=,.@-]{1,64}$", var.role_name))
    error_message = "role_name must be a valid IAM role name."
  }
}

variable "strict" {
  description = "Grant only the actions that a scan calls, one by one, instead of SecurityAudit with the supplement. No object data and no function code can be read; a new check may need the module applied again."
  type        = bool
  default     = false
  nullable    = false
}
