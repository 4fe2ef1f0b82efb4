package ui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"

	"lanyard/signer"
)

// requestExample is a request to begin with.
type requestExample struct {
	name string
	form RequestForm
}

// requestExamples read only; what they are for is told by their names.
func requestExamples() []requestExample {
	target := func(name string) []HeaderLine {
		return []HeaderLine{{"Content-Type", "application/x-amz-json-1.1"}, {"X-Amz-Target", name}}
	}
	return []requestExample{
		{"STS: who am I", RequestForm{
			Method: "POST", URL: "https://sts.us-east-1.amazonaws.com/", Body: "Action=GetCallerIdentity&Version=2011-06-15",
			Headers: []HeaderLine{{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}},
		}},
		{"S3: list buckets", RequestForm{Method: "GET", URL: "https://s3.us-east-1.amazonaws.com/"}},
		{"S3: list objects", RequestForm{Method: "GET", URL: "https://BUCKET.s3.us-east-1.amazonaws.com/?list-type=2&max-keys=20"}},
		{"DynamoDB: list tables", RequestForm{
			Method: "POST", URL: "https://dynamodb.us-east-1.amazonaws.com/", Body: "{\"Limit\": 20}",
			Headers: []HeaderLine{{"Content-Type", "application/x-amz-json-1.0"}, {"X-Amz-Target", "DynamoDB_20120810.ListTables"}},
		}},
		{"Secrets Manager: list secrets", RequestForm{
			Method: "POST", URL: "https://secretsmanager.us-east-1.amazonaws.com/", Body: "{\"MaxResults\": 20}",
			Headers: target("secretsmanager.ListSecrets"),
		}},
		{"Lambda: list functions", RequestForm{Method: "GET", URL: "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/"}},
		{"EC2: describe regions", RequestForm{
			Method: "GET", URL: "https://ec2.us-east-1.amazonaws.com/?Action=DescribeRegions&Version=2016-11-15",
		}},
		{"IAM: list roles", RequestForm{
			Method: "GET", URL: "https://iam.amazonaws.com/?Action=ListRoles&Version=2010-05-08&MaxItems=20",
		}},
		{"API Gateway: an API of your own", RequestForm{
			Method: "GET", URL: "https://API-ID.execute-api.us-east-1.amazonaws.com/STAGE/",
		}},
	}
}

// at is the form for an endpoint that stands for all of AWS, and whose name does not tell the service.
func (f RequestForm) at(endpoint string) RequestForm {
	if endpoint == "" {
		return f
	}
	host, path, _ := strings.Cut(strings.TrimPrefix(f.URL, "https://"), "/")
	there := signer.GuessHost(host)
	f.Service, f.Region = there.Service, there.Region
	if bucket, _, ok := strings.Cut(host, ".s3."); ok {
		path = bucket + "/" + path
	}
	f.URL = strings.TrimSuffix(endpoint, "/") + "/" + path
	return f
}

// environEndpoint is the endpoint of every service, as the AWS SDKs read it.
func environEndpoint(environ []string) (endpoint string) {
	for _, entry := range environ {
		if value, ok := strings.CutPrefix(entry, "AWS_ENDPOINT_URL="); ok {
			endpoint = value
		}
	}
	return endpoint
}

// newExamplesDialog offers the examples.
func newExamplesDialog(keys keyMap, endpoint string) dialog {
	m := menu{title: "Begin with an example", keys: keys, spots: &clickTargets{}}
	for i, example := range requestExamples() {
		example.form = example.form.at(endpoint)
		m.items = append(m.items, menuItem{
			key: letter(fmt.Sprint(i + 1)), label: example.name, detail: example.form.Method + " " + example.form.URL,
			choose: actionMsg{action: actRequestLoad, draft: &example.form},
		})
	}
	return m
}

// newSentDialog offers the requests sent before.
func newSentDialog(sent []RequestForm, keys keyMap) dialog {
	m := menu{title: "Sent before", keys: keys, spots: &clickTargets{}}
	if len(sent) == 0 {
		m.notes = []menuNote{{"Nothing was sent yet.", inText}}
	}
	for _, form := range sent {
		detail := []string{form.Profile}
		if form.Body != "" {
			detail = append(detail, sizeWords(int64(len(form.Body))))
		}
		m.items = append(m.items, menuItem{
			key: key.NewBinding(), label: form.Method + " " + cut(clean(form.URL), menuWidth/2), detail: strings.Join(detail, " · "),
			choose: actionMsg{action: actRequestLoad, draft: &form},
		})
	}
	return m
}
