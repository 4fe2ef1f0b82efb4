// Command words counts phrases that make comments hard to read, over the comments of all non-test Go
// files below the folder it is given. It lists every hit and prints a figure per 1,000 words for each
// kind of phrase. It also lists strings with wording that errors, hints and help avoid.
//
//	go run ./internal/words [-check] FOLDER
//
// With -check it exits with 1 if a figure is above its limit or a string is listed.
package main

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// A phrase is a kind of wording with its limit per 1,000 words of comments.
type phrase struct {
	name  string
	words *regexp.Regexp
	limit float64
}

func phrases() []phrase {
	return []phrase{
		{`"is what"`, regexp.MustCompile(`(?i)\b(is|are|was|were) (what|who|whom|whose|whoever|whatever|that which|that of|the one (that|which|who)|those (that|which|who|of))\b`), 1.0},
		{`"tell"`, regexp.MustCompile(`(?i)\b(tell|tells|told|telling)\b`), 0.5},
		{`"nobody"`, regexp.MustCompile(`(?i)\b(nobody|somebody|whoever)\b`), 0.3},
	}
}

// avoided is wording that strings shown to people must not have. "There is no" is plain English.
var avoided = regexp.MustCompile(`(?i)(\bthere )?\b(is no |is none\b|anew\b|whoever\b)`)

// skipped reports folders that are not read: test data, hidden ones, and this program's own patterns.
func skipped(inside, name string) bool {
	return name == "testdata" || strings.HasPrefix(name, ".") && inside != "." || inside == filepath.Join("internal", "words")
}

// commentsSkipped reports files whose comments are not counted yet: ui is about to be rebuilt.
func commentsSkipped(inside string) bool {
	return strings.HasPrefix(inside, "ui"+string(filepath.Separator))
}

// A count adds up what was read.
type count struct {
	words   int
	hits    []int
	strings int
}

func main() {
	check := flag.Bool("check", false, "fail above the limits")
	flag.Parse()
	root := "."
	if flag.NArg() > 0 {
		root = flag.Arg(0)
	}
	ok, err := run(root)
	if err != nil {
		fmt.Fprintln(os.Stderr, "words:", err)
		os.Exit(2)
	}
	if *check && !ok {
		os.Exit(1)
	}
}

func run(root string) (ok bool, err error) {
	c := count{hits: make([]int, len(phrases()))}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if d.IsDir() && skipped(inside, d.Name()) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		return c.file(path, inside)
	})
	if err != nil {
		return false, err
	}
	ok = c.strings == 0
	for i, p := range phrases() {
		figure := 1000 * float64(c.hits[i]) / float64(max(1, c.words))
		fmt.Printf("%-10s %.2f per 1,000 words (limit %.1f)\n", p.name, figure, p.limit)
		ok = ok && figure <= p.limit
	}
	fmt.Printf("%-10s %d (limit 0)\n", "strings", c.strings)
	return ok, nil
}

// file counts one file. The lines of a comment group are joined, since phrases run across them.
func (c *count) file(path, inside string) error {
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	if !commentsSkipped(inside) {
		for _, group := range f.Comments {
			c.comment(files.Position(group.Pos()), strings.Join(strings.Fields(group.Text()), " "))
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		literal, ok := n.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		text, _ := strconv.Unquote(literal.Value)
		text = strings.Join(strings.Fields(text), " ") + " "
		for _, at := range avoided.FindAllStringIndex(text, -1) {
			if hit := strings.ToLower(text[at[0]:at[1]]); hit != "there is no " {
				c.strings++
				fmt.Printf("%s: string: %s\n", files.Position(literal.Pos()), context(text, at))
			}
		}
		return true
	})
	return nil
}

func (c *count) comment(at token.Position, text string) {
	c.words += len(strings.Fields(text))
	for i, p := range phrases() {
		for _, hit := range p.words.FindAllStringIndex(text, -1) {
			c.hits[i]++
			fmt.Printf("%s: %s: %s\n", at, p.name, context(text, hit))
		}
	}
}

// context returns a hit with some of the text on both sides.
func context(text string, at []int) string {
	const around = 40
	from, to := max(0, at[0]-around), min(len(text), at[1]+around)
	return strings.ToValidUTF8(text[from:to], "")
}
