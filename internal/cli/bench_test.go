package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanyard/internal/atomicfile"
	"lanyard/internal/cli/command"
)

// BenchmarkCommandTree measures building all commands with their flags.
func BenchmarkCommandTree(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		root := newRootCmd(newDeps(command.System{Stdout: os.Stdout, Stderr: os.Stderr}))
		prepareArgs(root, []string{"exec", "deploy", "--", "true"})
	}
}

// BenchmarkListJSON10000 measures "list --json" of ten thousand roles without a cached session.
func BenchmarkListJSON10000(b *testing.B) {
	home := b.TempDir()
	var config strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&config, "[profile account-%05d]\nregion = eu-west-1\nrole_arn = arn:aws:iam::444455556666:role/Deploy\n"+
			"source_profile = dev\noutput = json\n# of team %d\n\n", i, i%17)
	}
	for name, text := range map[string]string{
		"config": config.String(), "credentials": "[dev]\naws_access_key_id = AKIADEV0000000000000\naws_secret_access_key = abcdefghijklmnopqrstuvwxyz\n",
	} {
		if err := atomicfile.Write(filepath.Join(home, ".aws", name), []byte(text)); err != nil {
			b.Fatal(err)
		}
	}
	devNull, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer devNull.Close()
	b.ReportAllocs()
	for b.Loop() {
		d := newDeps(command.System{
			Environ: []string{"LANYARD_HOME=" + home}, Home: home, Now: time.Now, Stdout: devNull, Stderr: os.Stderr,
		})
		d.open(nil)
		if err := runList(b.Context(), &listOptions{deps: d, json: true}); err != nil {
			b.Fatal(err)
		}
	}
}
