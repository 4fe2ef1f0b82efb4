package catalog_test

import (
	"testing"

	"lanyard/signer/catalog"
)

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		if _, err := catalog.Open(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOperation(b *testing.B) {
	for _, name := range []string{"sts", "s3", "ec2"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				c, _ := catalog.Open()
				s, _ := c.Service(name)
				if _, err := c.Operation(s, "none"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkIndex(b *testing.B) {
	for b.Loop() {
		c, _ := catalog.Open()
		if _, err := c.Operations(c.Services()[0]); err != nil {
			b.Fatal(err)
		}
	}
}
