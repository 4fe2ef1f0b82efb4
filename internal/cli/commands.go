package cli

import (
	"github.com/spf13/cobra"

	"lanyard/internal/cli/command"
	"lanyard/internal/cli/request"
)

// An entry is a command in the list of commands. The list has the names and descriptions, so that finding one
// command and printing the list build no others.
type entry struct {
	name, group, short string
	build              func(*deps) *cobra.Command
}

// The groups of commands, in the order of the help.
const (
	groupEveryday = "everyday"
	groupSignIn   = "signin"
	groupRequests = "requests"
	groupConfig   = "config"
	groupKeychain = "keychain"
	groupOther    = "other"
)

func groups() []*cobra.Group {
	return []*cobra.Group{
		{ID: groupEveryday, Title: "Everyday"},
		{ID: groupSignIn, Title: "Sign in"},
		{ID: groupRequests, Title: "Requests"},
		{ID: groupConfig, Title: "Configuration"},
		{ID: groupKeychain, Title: "Keychain"},
		{ID: groupOther, Title: "More"},
	}
}

func entries() []entry {
	return []entry{
		{"list", groupEveryday, "List profiles and their status", newListCmd},
		{"show", groupEveryday, "Show a profile's settings and how it gets credentials", newShowCmd},
		{"status", groupEveryday, "Check whether credentials work now, and for how long", newStatusCmd},
		{"use", groupEveryday, "Choose the current profile for every shell", newUseCmd},
		{"exec", groupEveryday, "Run a command with temporary credentials", newExecCmd},
		{"shell", groupEveryday, "Start a shell with temporary credentials", newShellCmd},
		{"env", groupEveryday, "Print credentials for the current shell", newEnvCmd},
		{"credential-process", groupEveryday, "Print credentials as JSON for credential_process", newCredentialProcessCmd},
		{"whoami", groupEveryday, "Ask AWS which account and user or role a profile uses", newWhoamiCmd},
		{"login", groupSignIn, "Sign in: IAM Identity Center, console or MFA", newLoginCmd},
		{"logout", groupSignIn, "Sign out and forget the credentials of the sign-in", newLogoutCmd},
		{"sessions", groupSignIn, "List or clear cached credentials and sign-ins", newSessionsCmd},
		{"sso", groupSignIn, "List the accounts and roles of a sign-in", newSSOCmd},
		{"request", groupRequests, "Sign an HTTP request, send it and show the answer", requestCmd(request.NewRequestCmd)},
		{"sign", groupRequests, "Sign an HTTP request and print it, or verify one", requestCmd(request.NewSignCmd)},
		{"presign", groupRequests, "Print a presigned URL", requestCmd(request.NewPresignCmd)},
		{"profile", groupConfig, "Add, change, rename or remove profiles", newProfileCmd},
		{"sync", groupConfig, "Write a profile for every role of a sign-in", newSyncCmd},
		{"config", groupConfig, "List or change lanyard's own settings", newConfigCmd},
		{"keys", groupKeychain, "Add, import or remove long-lived access keys", newKeysCmd},
		{"keychain", groupKeychain, "Unlock, lock or migrate the keychain", newKeychainCmd},
		{"demo", groupOther, "Try lanyard against a simulated AWS", newDemoCmd},
		{"completion", groupOther, "Print the completion script of a shell", newCompletionCmd},
		{"version", groupOther, "Print the version", newVersionCmd},
	}
}

// addCommands adds the commands to root: only the named one where the first argument is a name, none
// for --version, and names with descriptions for the help of root and the full-screen program. All other command lines, completion
// included, get every command.
func addCommands(root *cobra.Command, d *deps) {
	all, word := entries(), command.First(d.Args)
	if word == "--version" {
		return
	}
	root.AddGroup(groups()...)
	root.SetHelpCommandGroupID(groupOther)
	for _, e := range all {
		if e.name == word {
			root.AddCommand(e.command(d))
			return
		}
	}
	listed := len(d.Args) == 0 || len(d.Args) == 1 && (word == "--help" || word == "-h")
	for _, e := range all {
		if listed {
			root.AddCommand(&cobra.Command{Use: e.name, Short: e.short, GroupID: e.group, RunE: showHelp})
		} else {
			root.AddCommand(e.command(d))
		}
	}
}

func (e entry) command(d *deps) *cobra.Command {
	cmd := e.build(d)
	cmd.Short, cmd.GroupID = e.short, e.group
	return cmd
}
