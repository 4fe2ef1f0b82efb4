package cli

// regions returns common regions for completion. The full list is AWS's and grows.
// https://docs.aws.amazon.com/general/latest/gr/rande.html
func regions() []string {
	return []string{
		"us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1",
		"eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-west-1", "eu-west-2", "eu-west-3",
		"ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
		"af-south-1", "il-central-1", "me-central-1", "me-south-1", "us-gov-east-1", "us-gov-west-1", "cn-north-1", "cn-northwest-1",
	}
}

// profileKeys returns the profile settings that people write by hand, for completion.
// https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
func profileKeys() []string {
	return []string{
		"region", "output", "role_arn", "source_profile", "credential_source", "mfa_serial", "external_id", "role_session_name",
		"duration_seconds", "source_identity", "sso_session", "sso_account_id", "sso_role_name", "sso_start_url", "sso_region",
		"credential_process", "web_identity_token_file", "login_session", "mfa_process", "endpoint_url", "services", "ca_bundle",
		"retry_mode", "max_attempts", "sts_regional_endpoints", "use_fips_endpoint", "use_dualstack_endpoint",
	}
}
