package fakeaws

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"net/url"
	"path"
	"slices"
	"strings"
)

// algorithmA is SigV4 with a key pair. Its signatures differ each time and are valid in several regions, which are in a
// header instead of the scope.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
const algorithmA = "AWS4-ECDSA-P256-SHA256"

const regionSetHeader = "X-Amz-Region-Set"

// verifyA checks a SigV4A signature, and returns the texts that should have been signed.
func verifyA(r *Signed, sig *signature, secret string) (Expected, bool) {
	canonical := canonicalA(r)
	sum := sha256.Sum256([]byte(canonical))
	found := Expected{CanonicalRequest: canonical, StringToSign: strings.Join([]string{
		algorithmA, sig.at.UTC().Format(timeFormat), sig.date + "/" + sig.service + "/" + terminator, hex.EncodeToString(sum[:]),
	}, "\n")}
	given, err := hex.DecodeString(sig.value)
	if err != nil {
		return found, false
	}
	public := publicKeyA(sig.keyID, secret)
	digest := sha256.Sum256([]byte(found.StringToSign))
	return found, public != nil && ecdsa.VerifyASN1(public, digest[:], given)
}

// publicKeyA derives the key pair of an access key as NIST SP 800-108 and FIPS 186-4, B.4.2 have it: the
// private key is the first derived number that is less than the order of the curve less one, plus one.
func publicKeyA(keyID, secret string) *ecdsa.PublicKey {
	curve := elliptic.P256()
	limit := new(big.Int).Sub(curve.Params().N, big.NewInt(2))
	for counter := range byte(255) {
		mac := hmac.New(sha256.New, []byte("AWS4A"+secret))
		mac.Write(slices.Concat([]byte{0, 0, 0, 1}, []byte(algorithmA), []byte{0}, []byte(keyID), []byte{counter + 1, 0, 0, 1, 0}))
		private := new(big.Int).SetBytes(mac.Sum(nil))
		if private.Cmp(limit) > 0 {
			continue
		}
		private.Add(private, big.NewInt(1))
		key, err := ecdsa.ParseRawPrivateKey(curve, private.FillBytes(make([]byte, 32)))
		if err != nil {
			return nil
		}
		return &key.PublicKey
	}
	return nil
}

// goodFor reports whether a SigV4A signature names a region, or a pattern such as "eu-*" for it.
func (s *signature) goodFor(region string) bool {
	return slices.ContainsFunc(s.regions, func(pattern string) bool {
		ok, err := path.Match(strings.TrimSpace(pattern), region)
		return ok && err == nil
	})
}

func canonicalA(r *Signed) string {
	var b bytes.Buffer
	target, query, _ := strings.Cut(r.RequestURI, "?")
	b.WriteString(r.Method + "\n" + canonicalPathA(target, r.PathAsSent) + "\n" + canonicalQueryA(query) + "\n")
	for _, name := range r.SignedHeaders {
		values := slices.Clone(r.Header.Values(name))
		switch name {
		case "host":
			values = []string{r.Host}
		case "content-length": // net/http takes it out of the header
			values = []string{big.NewInt(r.ContentLength).String()}
		}
		for i, value := range values {
			values[i] = strings.Join(strings.FieldsFunc(value, func(c rune) bool { return c == ' ' }), " ")
		}
		b.WriteString(name + ":" + strings.Join(values, ",") + "\n")
	}
	b.WriteString("\n" + strings.Join(r.SignedHeaders, ";") + "\n" + r.PayloadHash)
	return b.String()
}

// canonicalPathA returns the path as sent for S3, and encoded once more for all other services.
func canonicalPathA(target string, asSent bool) string {
	if asSent {
		return strings.NewReplacer("%2F", "/", "%2f", "/").Replace(target)
	}
	clean := path.Clean(target)
	if strings.HasSuffix(target, "/") && clean != "/" {
		clean += "/"
	}
	segments := strings.Split(clean, "/")
	for i, segment := range segments {
		segments[i] = escapeA(segment)
	}
	return strings.Join(segments, "/")
}

func canonicalQueryA(query string) string {
	var pairs []string
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, value = unescapeA(name), unescapeA(value)
		if pair != "" && name != "X-Amz-Signature" {
			pairs = append(pairs, escapeA(name)+"="+escapeA(value))
		}
	}
	// "=" sorts after "-" and the digits, which may follow in a longer name.
	slices.SortFunc(pairs, func(a, b string) int {
		return strings.Compare(strings.Replace(a, "=", "\x00", 1), strings.Replace(b, "=", "\x00", 1))
	})
	return strings.Join(pairs, "&")
}

func unescapeA(text string) string {
	plain, err := url.QueryUnescape(text)
	if err != nil {
		return text
	}
	return plain
}

func escapeA(text string) string {
	return strings.NewReplacer("+", "%20", "%7E", "~").Replace(url.QueryEscape(text))
}
