// Package catalog knows AWS's services and operations: how each request is written, what its answer holds, and where
// the service answers.
//
//	c, err := catalog.Open()
//	service, ok := c.Service("s3api")        // botocore's name, the AWS CLI's, or the service id
//	summaries, err := c.Operations(service)  // names and marks only
//	operation, err := c.Operation(service, "list-objects-v2")
//	endpoint, err := c.Endpoint(service, "eu-west-1", catalog.Variant{})
//
// [Open] reads the list of services. The names of all operations, and each service's shapes, are read when first asked for.
//
// The outputs of services that answer in JSON or CBOR are complete at their first level. Below it they list what a
// reader must convert, timestamps and renamed members; the rest is a Document, or stands in a structure that is Open.
// Enumerations of more than 100 values are left out.
//
// The data is botocore's, under the Apache License 2.0 (see NOTICE); "make catalog" remakes it.
package catalog
