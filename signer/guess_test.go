package signer_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"lanyard/signer"
)

func TestGuessHostAgreesWithBotocore(t *testing.T) {
	table, err := os.ReadFile("testdata/hosts.tsv")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for line := range strings.Lines(string(table)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		count++
		columns := strings.Split(strings.TrimSpace(line), "\t")
		got := signer.GuessHost(columns[0])
		if got.Service != columns[1] || got.Region != columns[2] {
			t.Errorf("%s: %s in %s, want %s in %s", columns[0], got.Service, got.Region, columns[1], columns[2])
		}
	}
	if count < 500 {
		t.Errorf("only %d hosts in the table", count)
	}
}

func TestGuessHost(t *testing.T) {
	for _, c := range []struct{ host, service, region string }{
		{"sts.amazonaws.com", "sts", "us-east-1"},
		{"aps-workspaces.eu-west-1.amazonaws.com", "aps", "eu-west-1"},
		{"mturk-requester-sandbox.us-east-1.amazonaws.com", "mturk-requester", "us-east-1"},
		{"mturk-requester.us-east-1.amazonaws.com", "mturk-requester", "us-east-1"},
		{"global.health.amazonaws.com", "health", "us-east-1"},
		{"health.us-east-2.amazonaws.com", "health", "us-east-2"},
		{"sync-states.eu-west-1.amazonaws.com", "states", "eu-west-1"},
		{"stream-logs.eu-west-1.amazonaws.com", "logs", "eu-west-1"},
		{"data-servicediscovery.eu-west-1.amazonaws.com", "servicediscovery", "eu-west-1"},
		{"query-lakeformation.eu-west-1.amazonaws.com", "lakeformation", "eu-west-1"},
		{"runtime-medical-imaging.us-east-1.amazonaws.com", "medical-imaging", "us-east-1"},
		{"control-storage-omics-fips.us-east-1.amazonaws.com", "omics", "us-east-1"},
		{"cp.maps.geo.eu-west-1.amazonaws.com", "geo", "eu-west-1"},
		{"maps.geo.eu-west-1.amazonaws.com", "geo-maps", "eu-west-1"},
		{"STS.EU-WEST-1.amazonaws.com:443", "sts", "eu-west-1"},
		{"sts-fips.us-east-2.amazonaws.com.", "sts", "us-east-2"},
		{"iam.amazonaws.com", "iam", "us-east-1"},
		{"iam.us-gov.amazonaws.com", "iam", "us-gov-west-1"},
		{"iam.cn-north-1.amazonaws.com.cn", "iam", "cn-north-1"},
		{"ec2.eusc-de-east-1.amazonaws.eu", "ec2", "eusc-de-east-1"},
		{"ec2.us-iso-east-1.c2s.ic.gov", "ec2", "us-iso-east-1"},
		{"ec2.eu-central-1.api.aws", "ec2", "eu-central-1"},
		{"eu-west-1.queue.amazonaws.com", "sqs", "eu-west-1"},
		{"queue.amazonaws.com", "sqs", "us-east-1"},
		{"us-east-1.elasticmapreduce.amazonaws.com", "elasticmapreduce", "us-east-1"},
		{"fips.transcribe.us-east-1.amazonaws.com", "transcribe", "us-east-1"},

		{"vpce-0a1b-2c3d.sqs.eu-west-1.vpce.amazonaws.com", "sqs", "eu-west-1"},
		{"vpce-0a1b-2c3d-eu-west-1a.monitoring.eu-west-1.vpce.amazonaws.com", "monitoring", "eu-west-1"},
		{"vpce-0a1b-2c3d.execute-api.eu-west-1.vpce.amazonaws.com", "execute-api", "eu-west-1"},
		{"vpce-0a1b-2c3d.api.ecr.eu-west-1.vpce.amazonaws.com", "ecr", "eu-west-1"},
		{"my.bucket.bucket.vpce-0a1b-2c3d.s3.eu-west-1.vpce.amazonaws.com", "s3", "eu-west-1"},
		{"control.vpce-0a1b-2c3d.s3.eu-west-1.vpce.amazonaws.com", "s3", "eu-west-1"},

		{"s3.amazonaws.com", "s3", "us-east-1"},
		{"my.own.bucket.s3.amazonaws.com", "s3", "us-east-1"},
		{"bucket.s3.ap-southeast-2.amazonaws.com", "s3", "ap-southeast-2"},
		{"bucket.s3.dualstack.eu-west-1.amazonaws.com", "s3", "eu-west-1"},
		{"bucket.s3-fips.dualstack.us-gov-west-1.amazonaws.com", "s3", "us-gov-west-1"},
		{"bucket.s3-us-west-2.amazonaws.com", "s3", "us-west-2"},
		{"s3.cn-north-1.amazonaws.com.cn", "s3", "cn-north-1"},
		{"bucket.s3.eusc-de-east-1.amazonaws.eu", "s3", "eusc-de-east-1"},
		{"bucket.s3-accelerate.amazonaws.com", "s3", ""},
		{"bucket.s3-accelerate.dualstack.amazonaws.com", "s3", ""},
		{"mine-123456789012.s3-accesspoint.eu-west-1.amazonaws.com", "s3", "eu-west-1"},
		{"mine-123456789012.s3-accesspoint-fips.dualstack.us-east-1.amazonaws.com", "s3", "us-east-1"},
		{"123456789012.s3-control.eu-west-1.amazonaws.com", "s3", "eu-west-1"},
		{"mine-123456789012.s3-object-lambda.eu-west-1.amazonaws.com", "s3-object-lambda", "eu-west-1"},
		{"mine-123456789012.op-01ac.s3-outposts.eu-west-1.amazonaws.com", "s3-outposts", "eu-west-1"},
		{"bucket--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com", "s3express", "us-west-2"},
		{"s3express-control.us-west-2.amazonaws.com", "s3express", "us-west-2"},
		{"s3tables.eu-west-1.amazonaws.com", "s3tables", "eu-west-1"},

		{"abc123.lambda-url.eu-west-1.on.aws", "lambda", "eu-west-1"},
		{"abc123.execute-api.eu-west-1.amazonaws.com", "execute-api", "eu-west-1"},
		{"abc123.execute-api.cn-north-1.amazonaws.com.cn", "execute-api", "cn-north-1"},
		{"abc123.appsync-api.eu-west-1.amazonaws.com", "appsync", "eu-west-1"},
		{"abc123.appsync-realtime-api.eu-west-1.amazonaws.com", "appsync", "eu-west-1"},
		{"search-mine-abc123.eu-west-1.es.amazonaws.com", "es", "eu-west-1"},
		{"vpc-mine-abc123.aos.eu-west-1.on.aws", "es", "eu-west-1"},
		{"abc123.eu-west-1.aoss.amazonaws.com", "aoss", "eu-west-1"},
		{"abc123-ats.iot.eu-west-1.amazonaws.com", "iotdata", "eu-west-1"},
		{"data-ats.iot.eu-west-1.amazonaws.com", "iotdata", "eu-west-1"},
		{"mqtt.iot.eu-west-1.amazonaws.com", "iotdevicegateway", "eu-west-1"},
		{"abc123.jobs.iot.eu-west-1.amazonaws.com", "iot-jobs-data", "eu-west-1"},
		{"iot.eu-west-1.amazonaws.com", "iot", "eu-west-1"},
		{"mine.cluster-abc.eu-west-1.neptune.amazonaws.com", "neptune-db", "eu-west-1"},
		{"abc123.dsql.eu-west-1.on.aws", "dsql", "eu-west-1"},
		{"b-1abc.kinesisvideo.eu-west-1.amazonaws.com", "kinesisvideo", "eu-west-1"},
		{"runtime.sagemaker.eu-west-1.amazonaws.com", "sagemaker", "eu-west-1"},
		{"streams.dynamodb.eu-west-1.amazonaws.com", "dynamodb", "eu-west-1"},
		{"123456789012.ddb.eu-west-1.amazonaws.com", "dynamodb", "eu-west-1"},

		{"account.r2.cloudflarestorage.com", "s3", "auto"},
		{"bucket.account.eu.r2.cloudflarestorage.com", "s3", "auto"},
		{"bucket.s3.us-west-004.backblazeb2.com", "s3", "us-west-004"},
		{"nyc3.digitaloceanspaces.com", "s3", "nyc3"},
		{"bucket.fra1.digitaloceanspaces.com", "s3", "fra1"},
		{"s3.wasabisys.com", "s3", "us-east-1"},
		{"bucket.s3.eu-central-2.wasabisys.com", "s3", "eu-central-2"},

		{"localhost:9000", "", ""},
		{"[::1]:9000", "", ""},
		{"example.com", "", ""},
		{"amazonaws.com", "", ""},
		{"evilamazonaws.com", "", ""},
		{"us-east-1.amazonaws.com", "", ""},
		{"sts.moon.amazonaws.com", "", ""},
		{".amazonaws.com", "", ""},
		{"", "", ""},
	} {
		got := signer.GuessHost(c.host)
		if got.Service != c.service || got.Region != c.region || got.Algorithm != "" {
			t.Errorf("%s: %+v, want %s in %s", c.host, got, c.service, c.region)
		}
	}
}

func TestGuessHostOfMultiRegionAccessPoint(t *testing.T) {
	want := signer.Endpoint{Service: "s3", Region: "*", Algorithm: signer.SigV4A, RegionSet: []string{"*"}}
	if got := signer.GuessHost("mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com"); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

func FuzzGuessHost(f *testing.F) {
	for _, host := range []string{"s3.amazonaws.com", "a.b.s3-us-west-2.amazonaws.com", "..amazonaws.com", "[::1]:80", "vpce-.x.eu-west-1.vpce.amazonaws.com"} {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, host string) {
		e := signer.GuessHost(host)
		if (e.Region != "" || e.Algorithm != "") && e.Service == "" {
			t.Errorf("a region without a service: %+v", e)
		}
		if !reflect.DeepEqual(e, signer.GuessHost(strings.ToUpper(host))) && isASCII(host) {
			t.Errorf("the case of letters matters: %+v", e)
		}
	})
}

func isASCII(s string) bool { return strings.IndexFunc(s, func(c rune) bool { return c > 0x7f }) < 0 }
