package demo

import (
	"time"

	"lanyard/internal/fakeaws"
)

// The accounts of the demo, as config.ini names them.
const (
	identityAccount = "111122223333"
	devAccount      = "222233334444"
	networkAccount  = "333344445555"
	prodAccount     = "444455556666"
	auditAccount    = "555566667777"

	researchAccount = "666677778888"
	billingAccount  = "777788889999"

	auditExternalID = "acme-audit-7f3a"

	acmeStart   = "https://acme-demo.awsapps.com/start"
	globexStart = "https://globex-demo.awsapps.com/start"
)

// people are the users of the demo's world.
type people struct {
	personal, dev, ci fakeaws.User
	device, ciDevice  fakeaws.Device
	expired           fakeaws.Keys
}

// populate puts the users and roles that config.ini speaks of into a world.
func populate(w *fakeaws.World) (people, error) {
	p, err := addPeople(w)
	if err != nil {
		return people{}, err
	}
	role := func(account, name string) string { return "arn:aws:iam::" + account + ":role/" + name }
	dev := []string{p.dev.ARN}
	for _, spec := range []fakeaws.RoleSpec{
		{AccountID: devAccount, Name: "deploy", Trust: dev},
		{AccountID: devAccount, Name: "tagged", Trust: dev, RequireSourceIdentity: true},
		{AccountID: devAccount, Name: "sandbox", Trust: []string{devAccount}},
		{AccountID: devAccount, Name: "lab", Trust: dev},
		{AccountID: devAccount, Name: "ci", Trust: []string{p.ci.ARN}, RequireMFA: true},
		{AccountID: prodAccount, Name: "Admin", Trust: dev, RequireMFA: true},
		{AccountID: prodAccount, Name: "ReadOnly", Trust: dev, RequireMFA: true, MaxSession: 12 * time.Hour},
		{AccountID: prodAccount, Name: "break-glass", Trust: []string{"arn:aws:iam::" + prodAccount + ":user/security"}},
		{AccountID: auditAccount, Name: "external-audit", Trust: []string{identityAccount}, ExternalID: auditExternalID},
		{AccountID: networkAccount, Name: "network/hub", Trust: dev},
		{AccountID: prodAccount, Name: "spoke", Trust: []string{role(networkAccount, "network/hub")}},
		{AccountID: auditAccount, Name: "leaf", Trust: []string{role(prodAccount, "spoke")}},
	} {
		if _, err := w.AddRole(spec); err != nil {
			return people{}, err
		}
	}
	// The browser of the demo is signed in to the console as the developer.
	if err := w.SetConsoleUser(p.dev.ARN); err != nil {
		return people{}, err
	}
	return p, addSignIns(w)
}

// addSignIns makes the two companies whose IAM Identity Center a person can sign in to.
func addSignIns(w *fakeaws.World) error {
	const admin, reader = "AdministratorAccess", "ReadOnlyAccess"
	for _, spec := range []fakeaws.SSOSpec{
		{StartURL: acmeStart, Region: "eu-west-1", User: "alice@acme.example", Accounts: []fakeaws.SSOAccount{
			{ID: devAccount, Name: "acme-dev", Email: "aws+dev@acme.example", Roles: []string{admin, "PowerUserAccess", reader}},
			{ID: prodAccount, Name: "acme-prod", Email: "aws+prod@acme.example", Roles: []string{admin, reader}},
			{ID: auditAccount, Name: "acme-audit", Email: "aws+audit@acme.example", Roles: []string{"SecurityAudit", reader}},
		}},
		{StartURL: globexStart, Region: "us-east-1", User: "alice@globex.example", Accounts: []fakeaws.SSOAccount{
			{ID: researchAccount, Name: "globex-research", Email: "research@globex.example", Roles: []string{"DataScientist", reader}},
			{ID: billingAccount, Name: "globex-billing", Email: "billing@globex.example", Roles: []string{"Billing", reader}},
		}},
	} {
		if err := w.AddSSO(spec); err != nil {
			return err
		}
	}
	return nil
}

func addPeople(w *fakeaws.World) (p people, err error) {
	for _, u := range []struct {
		into          *fakeaws.User
		name, account string
	}{
		{&p.personal, "alice", identityAccount},
		{&p.dev, "alice", devAccount},
		{&p.ci, "ci-bot", devAccount},
	} {
		if *u.into, err = w.AddUser(u.name, u.account); err != nil {
			return people{}, err
		}
	}
	if p.device, err = w.AddMFA(p.dev.ARN, "alice"); err != nil {
		return people{}, err
	}
	if p.ciDevice, err = w.AddMFA(p.ci.ARN, "ci-bot"); err != nil {
		return people{}, err
	}
	p.expired, err = w.AddSession(p.dev.ARN, time.Now().Add(-24*time.Hour))
	return p, err
}
