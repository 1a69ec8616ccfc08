# Lets Offload Security read this account: the configuration of its resources, never their data. It grants nothing that writes.

data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "OffloadSecurityUnderExternalId"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [var.platform_principal_arn]
    }

    # Without it, anybody who knows the role's name could have the platform assume it for them.
    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }
}

data "aws_iam_policy_document" "supplement" {
  statement {
    sid       = "OffloadSecuritySupplement"
    resources = ["*"]

    # What SecurityAudit does not grant of what the platform reads.
    actions = [
      "cloudtrail:LookupEvents",
      "config:GetComplianceSummaryByConfigRule",
      "ecr:DescribeImages",
      "ecr:DescribeRepositories",
      "guardduty:GetFindings",
      "guardduty:ListDetectors",
      "guardduty:ListFindings",
      "securityhub:GetFindings",
      "tag:GetResources",
    ]
  }
}

resource "aws_iam_role" "scanner" {
  name                 = var.role_name
  description          = "Read-only access for Offload Security"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  max_session_duration = 3600
}

resource "aws_iam_role_policy_attachment" "security_audit" {
  count      = var.strict ? 0 : 1
  role       = aws_iam_role.scanner.name
  policy_arn = "arn:aws:iam::aws:policy/SecurityAudit"
}

resource "aws_iam_role_policy" "supplement" {
  count  = var.strict ? 0 : 1
  name   = "OffloadSecuritySupplement"
  role   = aws_iam_role.scanner.id
  policy = data.aws_iam_policy_document.supplement.json
}

data "aws_iam_policy_document" "strict" {
  statement {
    sid       = "OffloadSecurityStrict"
    actions   = concat(local.scan_actions.required, local.scan_actions.optional)
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "strict" {
  count  = var.strict ? 1 : 0
  name   = "OffloadSecurityStrict"
  role   = aws_iam_role.scanner.id
  policy = data.aws_iam_policy_document.strict.json
}
