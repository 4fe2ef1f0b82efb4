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

	auditExternalID = "acme-audit-7f3a"
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
	return p, nil
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
