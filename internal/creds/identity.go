package creds

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"lanyard/profiles"
)

// identityVersion changes whenever a list below does, so that no old entry is taken for a new one.
const identityVersion = "lanyard identity 1"

// identity builds the name of what a step produces: the hash of a list in which every text is
// preceded by its length, so that no two different lists make the same bytes.
type identity struct{ list []byte }

func newIdentity(kind profiles.Kind, source string) *identity {
	i := &identity{list: make([]byte, 0, 512)}
	return i.add(identityVersion, string(kind), source)
}

func (i *identity) add(texts ...string) *identity {
	for _, text := range texts {
		i.list = binary.BigEndian.AppendUint64(i.list, uint64(len(text)))
		i.list = append(i.list, text...)
	}
	return i
}

// addList adds a list of any length, preceded by its length.
func (i *identity) addList(texts []string) *identity {
	i.list = binary.BigEndian.AppendUint64(i.list, uint64(len(texts)))
	return i.add(texts...)
}

func (i *identity) String() string {
	sum := sha256.Sum256(i.list)
	return hex.EncodeToString(sum[:])
}

// keysIdentity names access keys, wherever they are kept: importing them into the keychain leaves
// their sessions valid.
func keysIdentity(accessKeyID string) string {
	return newIdentity("keys", "").add(accessKeyID).String()
}

// identify finds the identity of hop i, which takes those before it, and its target.
func (r *Resolver) identify(hops []planStep, i int) {
	h := &hops[i]
	if h.id != "" {
		return
	}
	source := ""
	if i > 0 {
		r.identify(hops, i-1)
		source = hops[i-1].id //nolint:gosec // i > 0
	}
	switch h.kind {
	case kindSessionToken:
		h.target = r.target(h.step, h.serial, "")
		h.id = newIdentity(h.kind, source).add(h.serial, h.target.partition, h.target.override).String()
	case profiles.KindAssumeRole:
		h.target = r.target(h.step, h.step.Role.ARN, "")
		if h.serial != "" {
			source = deviceIdentity(source, h.serial)
		}
		h.id = roleIdentity(source, &h.step.Role, h.duration.String(), h.target)
	case kindSignIn:
		h.id = r.signInIdentity(h.step)
	case profiles.KindSSO:
		h.id = r.ssoRoleIdentity(h.step)
	case profiles.KindLogin:
		h.id = r.loginIdentity(h.step)
	case profiles.KindProcess:
		h.id = newIdentity(h.kind, "").add(h.step.Process).String()
	default:
		h.id = keysIdentity(h.step.Keys.AccessKeyID)
	}
}

// deviceIdentity combines a source with the device whose code is sent with AssumeRole: the role's
// policy may treat sessions with and without MFA differently.
func deviceIdentity(source, serial string) string {
	return newIdentity("mfa", source).add(serial).String()
}

func roleIdentity(source string, role *profiles.Role, duration string, t target) string {
	i := newIdentity(profiles.KindAssumeRole, source)
	i.add(role.ARN, role.SessionName, role.ExternalID, duration, role.SourceIdentity)
	tags := make([]string, 0, 2*len(role.Tags))
	for _, tag := range role.Tags {
		tags = append(tags, tag.Key, tag.Value)
	}
	return i.addList(tags).addList(role.TransitiveTags).add(t.identity()).String()
}
