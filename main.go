// Command lanyard keeps a person's AWS profiles and credentials on one cord.
package main

import (
	"os"

	"lanyard/internal/cli"
)

func main() { os.Exit(cli.Main()) }
