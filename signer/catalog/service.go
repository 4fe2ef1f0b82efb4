package catalog

// A Protocol is how a service wants its requests written.
type Protocol string

// The protocols, in the order in which one is chosen for a service that has several.
const (
	JSON     Protocol = "json"
	RESTJSON Protocol = "rest-json"
	RESTXML  Protocol = "rest-xml"
	CBOR     Protocol = "smithy-rpc-v2-cbor"
	Query    Protocol = "query"
	EC2      Protocol = "ec2"
)

// Auth is how a service or an operation is authenticated.
type Auth string

// The ways of authentication.
const (
	SigV4    Auth = "sigv4"
	SigV4A   Auth = "sigv4a"
	Bearer   Auth = "bearer"
	Unsigned Auth = "none"
)

// A Service is one of AWS's services.
type Service struct {
	Name            string // the folder's name in botocore
	CLIName         string // the AWS CLI's
	ID              string // the service id, as in "API Gateway"
	FullName        string
	EndpointPrefix  string
	SigningName     string
	APIVersion      string
	TargetPrefix    string
	JSONVersion     string
	Protocols       []Protocol // the preferred one first
	QueryCompatible bool       // once spoken to by Query, whose error codes it still sends
	Auth            Auth

	block       [2]span
	docs        span
	plan, count int
	operations  []Summary // sorted by name, once the index is read
}

// A Summary is what the index knows of an operation.
type Summary struct {
	Name        string
	ReadOnly    bool // changes nothing
	Credentials bool // its answer holds credentials
	Deprecated  bool
}

// An Operation is one that a service offers.
type Operation struct {
	Summary
	Service      *Service
	Method       string
	Path         string // a URI template, which may have a query
	HostPrefix   string // a template of what precedes the endpoint's host
	Auth         Auth   // "" if the service's
	Input        *Shape // nil if none
	Output       *Shape
	Wrapper      string // the element around the answer in the query protocol
	Root         string // the element around the input in XML
	Namespace    string // its namespace
	Checksum     Checksum
	UnsignedBody bool // the signature leaves out the body
	Pages        *Pages
}

// Checksum says which checksum of the body an operation wants.
type Checksum struct {
	Required  bool
	Algorithm string // the member that chooses the algorithm; "" means Content-MD5
}

// Pages says how the answers of an operation that lists are continued. The texts are JMESPath expressions.
type Pages struct {
	InputTokens  []string
	OutputTokens []string
	Limit        string // the member that bounds the answer
	More         string // tells whether there is more, if not the tokens
	Results      []string
}
