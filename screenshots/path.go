package screenshots

// path is the outline of a filled shape, in pixels: straight lines and cubic curves from a point on.
type path []segment

// segment leads to its last point: a line if there is one, a curve by way of the first two if there
// are three. The first of a path says where it begins.
type segment []point

type point struct{ x, y float64 }

func rectangle(x, y, w, h float64) path {
	return path{{{x, y}}, {{x + w, y}}, {{x + w, y + h}}, {{x, y + h}}}
}

// kappa makes a cubic curve a quarter of a circle, as nearly as one can.
const kappa = 0.5522847498

// rounded is a rectangle with corners of radius r.
func rounded(x, y, w, h, r float64) path {
	k := r * (1 - kappa)
	return path{
		{{x + r, y}},
		{{x + w - r, y}},
		{{x + w - k, y}, {x + w, y + k}, {x + w, y + r}},
		{{x + w, y + h - r}},
		{{x + w, y + h - k}, {x + w - k, y + h}, {x + w - r, y + h}},
		{{x + r, y + h}},
		{{x + k, y + h}, {x, y + h - k}, {x, y + h - r}},
		{{x, y + r}},
		{{x, y + k}, {x + k, y}, {x + r, y}},
	}
}

// reversed runs the other way round: within another shape it is a hole.
func (p path) reversed() path {
	end := func(i int) point { return p[i][len(p[i])-1] }
	back := path{{end(len(p) - 1)}}
	for i := len(p) - 1; i > 0; i-- {
		next := end(i - 1)
		if len(p[i]) == 3 {
			back = append(back, segment{p[i][1], p[i][0], next})
		} else {
			back = append(back, segment{next})
		}
	}
	return back
}

// mapped moves every point.
func (p path) mapped(move func(point) point) path {
	out := make(path, len(p))
	for i, s := range p {
		out[i] = make(segment, len(s))
		for j, pt := range s {
			out[i][j] = move(pt)
		}
	}
	return out
}
