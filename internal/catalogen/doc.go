// Catalogen writes signer/catalog/catalog.bin from the data folder of botocore, the library under the
// AWS CLI for Python:
//
//	go run ./internal/catalogen $(python3 -c 'import botocore; print(botocore.__path__[0])')/data  signer/catalog/catalog.bin
//
// The same folder gives the same bytes. botocore's data is under the Apache License 2.0, see NOTICE.
package main
