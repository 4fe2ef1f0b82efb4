package fakeaws

import (
	"net/http"
	"strconv"
)

// queryService is a service of the AWS query protocol: an Action and its parameters in a form,
// answered in XML.
type queryService struct {
	namespace, version string
	actions            map[string]action
}

// action is one operation of a query service.
type action struct {
	unsigned bool
	run      func(c *call) (result any, refusal *apiError)
}

func (q *queryService) action(c *call) string { return c.params.Get("Action") }

func (q *queryService) signed(name string) bool { return !q.actions[name].unsigned }

func (q *queryService) refuse(w http.ResponseWriter, e *apiError) { writeError(w, q.namespace, e) }

func (q *queryService) serve(w http.ResponseWriter, c *call) {
	act, ok := q.actions[c.action]
	if version := c.params.Get("Version"); !ok || version != q.version {
		q.refuse(w, errInvalidAction(c.action, version))
		return
	}
	result, refusal := act.run(c)
	if refusal != nil {
		q.refuse(w, refusal)
		return
	}
	writeResult(w, q.namespace, c.action, result)
}

// members returns the values of a list parameter, "Name.member.1" and so on. It returns at most most+1, so that
// callers notice too many.
func (c *call) members(name, field string, most int) []string {
	var values []string
	for i := 1; i <= most+1; i++ {
		key := name + ".member." + strconv.Itoa(i)
		if field != "" {
			key += "." + field
		}
		if _, ok := c.params[key]; !ok {
			break
		}
		values = append(values, c.params.Get(key))
	}
	return values
}
