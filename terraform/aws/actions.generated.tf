# Generated from the collectors of services/scanner. Do not edit: npm run generate.

locals {
  # Every action that a scan calls; without an optional one, a feature is off.
  scan_actions = {
    required = [
      "cloudtrail:DescribeTrails",
      "ec2:DescribeFlowLogs",
      "ec2:DescribeInstances",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeVolumes",
      "ec2:DescribeVpcs",
      "guardduty:GetFindings",
      "guardduty:ListDetectors",
      "guardduty:ListFindings",
      "iam:GetAccessKeyLastUsed",
      "iam:GetAccountAuthorizationDetails",
      "iam:GetAccountPasswordPolicy",
      "iam:GetAccountSummary",
      "iam:GetLoginProfile",
      "iam:GetUser",
      "iam:ListAccessKeys",
      "iam:ListMFADevices",
      "iam:ListVirtualMFADevices",
      "kms:DescribeKey",
      "kms:ListKeys",
      "lambda:ListFunctions",
      "rds:DescribeDBInstances",
      "s3:GetBucketLogging",
      "s3:GetBucketPolicy",
      "s3:GetBucketPolicyStatus",
      "s3:GetBucketPublicAccessBlock",
      "s3:GetBucketTagging",
      "s3:GetBucketVersioning",
      "s3:GetEncryptionConfiguration",
      "s3:ListAllMyBuckets",
      "securityhub:GetFindings",
    ]
    optional = [
      "cloudtrail:GetTrailStatus",
      "ec2:GetEbsEncryptionByDefault",
      "kms:GetKeyRotationStatus",
      "kms:ListResourceTags",
      "lambda:GetPolicy",
      "lambda:ListTags",
    ]
  }
}
