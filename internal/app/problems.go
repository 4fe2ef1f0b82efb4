package app

import (
	"slices"

	"lanyard/profiles"
)

// NamedProblem is a problem of one profile.
type NamedProblem struct {
	Profile string
	profiles.Problem
}

// ProblemSet is what is wrong with the profiles at one time.
type ProblemSet struct {
	list []NamedProblem
	seen map[[3]string]bool
}

// Problems collects what is wrong with all profiles, infos aside.
func (a *App) Problems() (ProblemSet, error) {
	set, err := a.Profiles()
	if err != nil {
		return ProblemSet{}, err
	}
	found := ProblemSet{seen: map[[3]string]bool{}}
	set.Each(func(p *profiles.Profile, plan profiles.Plan) {
		for _, problem := range Problems(Entry{Profile: p, Plan: plan}) {
			if problem.Severity != profiles.SeverityInfo {
				found.list = append(found.list, NamedProblem{p.Name, problem})
				found.seen[NamedProblem{p.Name, problem}.key()] = true
			}
		}
	})
	return found, nil
}

// FileProblems are what is wrong with the AWS files and belongs to no profile.
func (a *App) FileProblems() ([]profiles.Problem, error) {
	set, err := a.Profiles()
	if err != nil {
		return nil, err
	}
	return set.Problems(), nil
}

// key tells problems apart. An edit moves lines, so places don't count.
func (p NamedProblem) key() [3]string { return [3]string{p.Profile, p.Code, p.Message} }

// Since are the problems that were not there before.
func (s ProblemSet) Since(before ProblemSet) []NamedProblem {
	return slices.DeleteFunc(slices.Clone(s.list), func(p NamedProblem) bool { return before.seen[p.key()] })
}
