package signer_test

import (
	"testing"

	"lanyard/signer"
)

func TestPartitions(t *testing.T) {
	for region, want := range map[string]string{
		"eu-west-1": "aws", "": "aws", "cn-north-1": "aws-cn", "us-gov-east-1": "aws-us-gov", "eusc-de-east-1": "aws-eusc",
		"us-iso-west-1": "aws-iso", "us-isob-east-1": "aws-iso-b", "eu-isoe-west-1": "aws-iso-e", "us-isof-south-1": "aws-iso-f",
	} {
		if got := signer.PartitionOf(region); got != want {
			t.Errorf("%q is of %q, want %q", region, got, want)
		}
		if back := signer.PartitionOf(signer.GlobalRegion(want)); back != want {
			t.Errorf("the default region of %q is of %q", want, back)
		}
	}
}
