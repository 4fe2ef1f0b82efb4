package profiles_test

import (
	"fmt"
	"strings"
	"testing"

	"lanyard/profiles"
)

// manyProfiles is a config file of n profiles, most of them roles over a few others, as
// generators write it: about 200 bytes each.
func manyProfiles(n int) string {
	var b strings.Builder
	b.WriteString("[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG\n\n")
	for i := range n {
		fmt.Fprintf(&b, "# account %d, kept by the platform team\n[profile team-%05d]\nrole_arn = arn:aws:iam::%012d:role/deploy\nsource_profile = base\nregion = eu-west-1\noutput = json\n\n", i, i, i)
	}
	return b.String()
}

func benchmarkProfile(b *testing.B, n int) {
	files := write(b, manyProfiles(n), "[base]\nregion = us-east-1\n")
	name := fmt.Sprintf("team-%05d", n/2)
	b.ReportAllocs()
	for b.Loop() {
		set, err := profiles.Open(files, profiles.Options{})
		if err != nil {
			b.Fatal(err)
		}
		p, err := set.Profile(name)
		if err != nil {
			b.Fatal(err)
		}
		if plan := set.Plan(p); len(plan.Steps) != 2 {
			b.Fatalf("plan: %+v", plan)
		}
	}
}

func BenchmarkProfileOf10(b *testing.B)    { benchmarkProfile(b, 10) }
func BenchmarkProfileOf10000(b *testing.B) { benchmarkProfile(b, 10_000) }

func BenchmarkAll10000(b *testing.B) {
	files := write(b, manyProfiles(10_000), "[base]\nregion = us-east-1\n")
	b.ReportAllocs()
	for b.Loop() {
		set, err := profiles.Open(files, profiles.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range set.All() {
			if plan := set.Plan(p); plan.Problem != nil {
				b.Fatalf("%s: %v", p.Name, plan.Problem)
			}
		}
	}
}

func BenchmarkNotFoundOf10000(b *testing.B) {
	files := write(b, manyProfiles(10_000), "")
	for b.Loop() {
		set, err := profiles.Open(files, profiles.Options{}) // which remembers what it did not find
		if err != nil {
			b.Fatal(err)
		}
		if _, err := set.Profile("taem-01234"); err == nil {
			b.Fatal("found")
		}
	}
}
