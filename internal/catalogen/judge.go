package main

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"lanyard/signer/catalog"
)

// readingVerbs begin the names of operations that only read, in protocols whose method is always POST.
var readingVerbs = []string{
	"Get", "List", "Describe", "Search", "Scan", "Query", "BatchGet", "Lookup", "Head", "View", "Count", "Discover",
	"BatchDescribe", "BatchList", "TransactGet",
}

// judgements are the operations that are not what their method and name say, checked by hand:
// true for those that only read.
//
// An operation that hands out credentials, tokens, keys or links that work for whoever has them is not one
// that only reads, and neither is one that takes messages off a queue, runs code, or costs a job.
var judgements = map[string]bool{
	"accessanalyzer.CheckAccessNotGranted":         true,
	"accessanalyzer.CheckNoNewAccess":              true,
	"accessanalyzer.CheckNoPublicAccess":           true,
	"accessanalyzer.ValidatePolicy":                true,
	"cognito-identity.GetId":                       false, // creates an identity
	"cognito-idp.GetUserAttributeVerificationCode": false, // sends a message
	"emr-serverless.GetDashboardForJobRun":         false, // a link that works for anyone
	"finspace.GetKxConnectionString":               false,
	"iam.SimulateCustomPolicy":                     true,
	"iam.SimulatePrincipalPolicy":                  true,
	"kms.GetParametersForImport":                   false, // makes an import token
	"quicksight.GetDashboardEmbedUrl":              false,
	"quicksight.GetSessionEmbedUrl":                false,
	"s3.SelectObjectContent":                       true,
	"sts.DecodeAuthorizationMessage":               true,
	"verifiedpermissions.BatchIsAuthorized":        true,
	"verifiedpermissions.IsAuthorized":             true,
}

// reads reports whether the operation changes nothing: by what was checked by hand, else by its method and name.
func reads(s *catalog.Service, o *catalog.Operation) bool {
	if judged, ok := judgements[s.Name+"."+o.Name]; ok {
		return judged
	}
	return readsByName(s, o)
}

func readsByName(s *catalog.Service, o *catalog.Operation) bool {
	if holdsCredentials(s.Name, o) {
		return false
	}
	named := slices.ContainsFunc(readingVerbs, func(verb string) bool { return startsWithWord(o.Name, verb) })
	switch o.Method {
	case "HEAD":
		return true
	case "GET":
		// A few services change things by GET.
		return !changing.MatchString(o.Name)
	default:
		return named && o.Method == "POST"
	}
}

// changing finds the operations that change something in spite of their method GET.
var changing = regexp.MustCompile(`^(Accept|Add|Associate|Assume|Cancel|Confirm|Create|Delete|Disassociate|Execute|Generate|Invoke|Put|Refresh|Register|Remove|Send|Set|Start|Stop|Subscribe|Unsubscribe|Update)`)

// startsWithWord reports whether the name's first words are those.
func startsWithWord(name, words string) bool {
	rest, ok := strings.CutPrefix(name, words)
	return ok && (rest == "" || rest[0] < 'a' || rest[0] > 'z')
}

// secretMembers are those of answers that make credentials.
var secretMembers = regexp.MustCompile(`(?i)^(secretaccesskey|secretkey|authorizationtoken|servicecredentialsecret|privatekeybase64|privatekeyplaintext)$`)

// holding are operations whose answers hold credentials under other names, checked by hand: keys, passwords, and
// tokens that a server accepts.
var holding = []string{
	"acm.ExportCertificate", "amplifyuibuilder.ExchangeCodeForToken", "amplifyuibuilder.RefreshToken",
	"apigateway.CreateApiKey", "appsync.CreateApiKey", "athena.CreatePresignedNotebookUrl", "athena.GetSessionEndpoint",
	"bedrock-agentcore.GetResourceApiKey", "bedrock-agentcore.GetResourceOauth2Token", "bedrock-agentcore.GetResourcePaymentToken",
	"bedrock-agentcore.GetWorkloadAccessToken", "bedrock-agentcore.GetWorkloadAccessTokenForJWT",
	"bedrock-agentcore.GetWorkloadAccessTokenForUserId", "chime-sdk-meetings.CreateAttendee", "chime-sdk-meetings.BatchCreateAttendee",
	"codecatalyst.CreateAccessToken", "cognito-identity.GetOpenIdToken", "cognito-identity.GetOpenIdTokenForDeveloperIdentity",
	"cognito-idp.AdminInitiateAuth", "cognito-idp.AdminRespondToAuthChallenge", "cognito-idp.GetTokensFromRefreshToken",
	"cognito-idp.InitiateAuth", "cognito-idp.RespondToAuthChallenge", "connect.CreateParticipant", "connect.GetFederationToken",
	"connectparticipant.CreateParticipantConnection", "ec2.CreateKeyPair", "ec2.GetPasswordData", "emr.GetClusterSessionCredentials",
	"emr-containers.GetManagedEndpointSessionCredentials", "emr-serverless.GetSessionEndpoint", "gamelift.GetComputeAuthToken",
	"gamelift.GetInstanceAccess", "grafana.CreateWorkspaceApiKey", "grafana.CreateWorkspaceServiceAccountToken",
	"iot.CreateKeysAndCertificate", "iot.CreateProvisioningClaim", "iot-managed-integrations.CreateProvisioningProfile",
	"iotsecuretunneling.OpenTunnel", "iotsecuretunneling.RotateTunnelAccessToken", "ivs.CreateStreamKey", "ivs.GetStreamKey",
	"ivs.BatchGetStreamKey", "ivs.CreateChannel", "ivs-realtime.CreateParticipantToken", "ivschat.CreateChatToken",
	"kinesis-video-signaling.GetIceServerConfig", "kms.GenerateDataKey", "license-manager.CreateToken", "license-manager.GetAccessToken",
	"lightsail.CreateContainerServiceRegistryLogin", "lightsail.GetInstanceAccessDetails",
	"lightsail.GetRelationalDatabaseMasterUserPassword", "location.CreateKey", "location.DescribeKey",
	"mediapackage.CreateChannel", "mediapackage.DescribeChannel", "mediapackage.ListChannels",
	"mediapackage.RotateChannelCredentials", "mediapackage.RotateIngestEndpointCredentials", "mwaa.CreateCliToken",
	"mwaa.CreateWebLoginToken", "pca-connector-scep.CreateChallenge", "pca-connector-scep.GetChallengePassword",
	"redshift.GetClusterCredentials", "redshift.GetClusterCredentialsWithIAM", "redshift-serverless.GetCredentials",
	"route53domains.RetrieveDomainAuthCode", "route53domains.TransferDomainToAnotherAwsAccount", "secretsmanager.BatchGetSecretValue",
	"secretsmanager.GetSecretValue", "signin.CreateOAuth2Token", "sso-admin.GetApplicationGrant", "sso-oidc.CreateToken",
	"sso-oidc.CreateTokenWithIAM", "sso-oidc.RegisterClient", "ssm.CreateActivation", "ssm.GetAccessToken", "ssm.StartSession",
	"sts.GetWebIdentityToken", "wickr.GetOidcInfo",
}

// holdsCredentials reports whether the operation's answer holds credentials.
func holdsCredentials(service string, o *catalog.Operation) bool {
	return slices.Contains(holding, service+"."+o.Name) ||
		o.Output != nil && holdsSecret(o.Output, map[*catalog.Shape]bool{})
}

func holdsSecret(s *catalog.Shape, seen map[*catalog.Shape]bool) bool {
	if seen[s] {
		return false
	}
	seen[s] = true
	for _, m := range s.Members {
		if secretMembers.MatchString(m.Name) || holdsSecret(m.Shape, seen) {
			return true
		}
	}
	return s.Element != nil && holdsSecret(s.Element.Shape, seen)
}

// checkJudgements fails for a judgement that names no operation, or that says what holds anyway.
func checkJudgements(entries []catalog.Entry) error {
	known := map[string]*catalog.Operation{}
	services := map[string]*catalog.Service{}
	for _, e := range entries {
		for _, o := range e.Operations {
			known[e.Service.Name+"."+o.Name] = o
			services[e.Service.Name+"."+o.Name] = &e.Service
		}
	}
	var problems []error
	for _, name := range slices.Concat(slices.Sorted(maps.Keys(judgements)), holding) {
		o, ok := known[name]
		if !ok {
			problems = append(problems, fmt.Errorf("judged operation %q is missing", name))
			continue
		}
		if judged, ok := judgements[name]; ok && readsByName(services[name], o) == judged {
			problems = append(problems, fmt.Errorf("operation %q is judged as it would be anyway", name))
		}
	}
	return errors.Join(problems...)
}
