package catalog

// A Kind is a shape's type.
type Kind uint8

// The kinds of shapes.
const (
	String Kind = iota
	Integer
	Long
	Float
	Double
	Boolean
	Timestamp
	Blob
	Structure
	List
	Map
	Document // any JSON value
)

// String returns the name that AWS's models use for the kind.
func (k Kind) String() string {
	return [...]string{
		"string", "integer", "long", "float", "double", "boolean", "timestamp", "blob", "structure", "list", "map", "document",
	}[k]
}

// A TimeFormat says how a timestamp is written on the wire.
type TimeFormat uint8

// The formats of timestamps. What TimeDefault means depends on the protocol and the member's place.
const (
	TimeDefault TimeFormat = iota
	TimeISO8601
	TimeUnix
	TimeRFC822
)

// A Location is the place of a member in a request or an answer.
type Location uint8

// The places of members. InBody is that of all members of nested structures.
const (
	InBody Location = iota
	InPath
	InQuery
	InHeader
	InHeaders // a map whose keys follow a header prefix
	InStatus
)

// String returns "body", "path", "query", "header", "headers" or "status".
func (l Location) String() string {
	return [...]string{"body", "path", "query", "header", "headers", "status"}[l]
}

// A Shape is the type of a value.
type Shape struct {
	Kind   Kind
	Format TimeFormat // of a timestamp
	Enum   []string   // the values of a string in an input; outputs list none

	Members []Member // of a structure
	Payload string   // the member that is the whole body, if any
	Element *Member  // of a list, and the values of a map
	Key     *Member  // of a map

	Flattened   bool // a list or map whose elements have no element around them
	Union       bool // a structure with exactly one member set
	EventStream bool
	Open        bool // a structure of an answer that lists only the members that are not shown as they came
	Streaming   bool // a blob sent and received as it comes
	JSONValue   bool // a string that holds JSON, base64 in a header

	hasPayload bool
}

// Member returns the structure's member of that name, or nil.
func (s *Shape) Member(name string) *Member {
	for i := range s.Members {
		if s.Members[i].Name == name {
			return &s.Members[i]
		}
	}
	return nil
}

// A Member is a shape in its place: in a structure, a list or a map.
type Member struct {
	Name     string // as in the API's documentation
	Wire     string // the name on the wire; for lists and maps "" if the protocol's default
	Query    string // the name in the ec2 protocol where it differs from Wire
	Shape    *Shape
	Location Location

	Required     bool
	Idempotency  bool // a token that is filled in when absent
	HostLabel    bool // goes into the operation's host prefix as well
	Flattened    bool
	XMLAttribute bool
	Namespace    string // XML namespace; "prefix uri" where it has a prefix
}

// IsFlattened reports whether the member's list or map is written without an element around it.
func (m *Member) IsFlattened() bool { return m.Flattened || m.Shape.Flattened }
