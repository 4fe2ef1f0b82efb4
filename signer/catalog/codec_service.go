package catalog

import "slices"

// operations reads or writes the operations of a service, whose summaries are known.
func (c *codec) operations(s *Service, operations []*Operation) {
	for _, o := range operations {
		if c.err != nil {
			return
		}
		c.operation(s, o)
	}
}

func httpMethods() []string {
	return []string{"POST", "GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"}
}

// operation reads or writes one operation.
func (c *codec) operation(s *Service, o *Operation) {
	method := max(0, slices.Index(httpMethods(), o.Method))
	c.number(methods, &method)
	if method < len(httpMethods()) {
		o.Method = httpMethods()[method]
	}
	hasPath := o.Path != "/"
	hasInput, hasOutput, hasPages := o.Input != nil, o.Output != nil, o.Pages != nil
	unsigned := o.Auth == Unsigned
	special := o.HostPrefix != "" || o.Checksum != Checksum{} || o.Root != "" || o.Namespace != "" ||
		o.Wrapper != "" && o.Wrapper != o.Name+"Result"
	wrapped := o.Wrapper != ""
	flags := []*bool{&hasInput, &hasOutput, &hasPath, &hasPages, &wrapped, &special, &unsigned, &o.UnsignedBody}
	c.bits(methods, flags)
	if hasPath {
		c.line(paths, &o.Path)
	} else {
		o.Path = "/"
	}
	if unsigned {
		o.Auth = Unsigned
	}
	if wrapped && o.Wrapper == "" {
		o.Wrapper = o.Name + "Result"
	}
	if special {
		c.special(o)
	}
	if hasInput {
		c.shape(&c.primitive[0], &o.Input)
	}
	if hasOutput {
		c.shape(&c.primitive[0], &o.Output)
	}
	if hasPages {
		c.pages(o)
	}
	o.Service = s
}

// bits reads or writes flags as one number.
func (c *codec) bits(in column, flags []*bool) {
	n := 0
	for i, flag := range flags {
		c.pack(&n, i, flag)
	}
	c.number(in, &n)
	for i, flag := range flags {
		*flag = n>>i&1 == 1
	}
}

// special reads or writes what few operations have.
func (c *codec) special(o *Operation) {
	c.bits(methods, []*bool{&o.Checksum.Required})
	for i, s := range []*string{&o.HostPrefix, &o.Checksum.Algorithm, &o.Root, &o.Namespace, &o.Wrapper} {
		c.text(names, -10-i, s)
	}
}

// pages reads or writes how an operation's answers are continued.
func (c *codec) pages(o *Operation) {
	if o.Pages == nil {
		o.Pages = &Pages{}
	}
	for _, texts := range []*[]string{&o.Pages.InputTokens, &o.Pages.OutputTokens, &o.Pages.Results} {
		c.list(names, texts)
	}
	c.text(names, -4, &o.Pages.Limit)
	c.text(names, -5, &o.Pages.More)
}
