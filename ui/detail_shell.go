package ui

import (
	"strings"

	"lanyard/exec"
	"lanyard/internal/app"
	"lanyard/profiles"
)

// shell tells the commands that do the same from a shell.
func (p *page) shell(e app.Entry) {
	name := e.Profile.Name
	if clean(name) != name {
		p.head("From a shell")
		p.text(0, "no command can be shown: the name holds characters that steer a terminal, or is too long", inWarn)
		return
	}
	if e.Plan.Problem != nil {
		return
	}
	p.head("From a shell")
	p.exact(0, "lanyard exec "+profileArgument(name)+" -- COMMAND", inText)
	p.exact(0, `eval "$(lanyard env `+profileArgument(name)+`)"`, inText)
	root := e.Plan.Steps
	switch {
	case strings.ContainsAny(name, " '\"\\") || len(root) == 0 || e.Profile.Discovered:
		// The AWS CLI knows no profile of such a name.
	case awsReads(root[0]):
		p.exact(0, "aws --profile="+exec.Quote(name)+" COMMAND", inText)
	default:
		p.text(0, "aws and the SDKs find the keys by a line in profile "+root[0].Profile+":", inFaint)
		p.exact(0, processLine(root[0].Profile), inText)
	}
}

// awsReads reports that the AWS CLI can begin a chain with a step: with all but a key of the keychain.
func awsReads(root profiles.Step) bool {
	return root.Kind != profiles.KindKeychain || root.Settings != nil && root.Settings.Get("credential_process") != ""
}

// processLine is the setting that makes lanyard the source of a profile for the AWS CLI and SDKs.
func processLine(name string) string {
	return "credential_process = lanyard credential-process " + profileArgument(name)
}

// profileArgument is a profile's name as an argument of lanyard, which takes one with a dash for a
// flag.
func profileArgument(name string) string {
	if strings.HasPrefix(name, "-") {
		return "--profile=" + exec.Quote(name)
	}
	return exec.Quote(name)
}
