package ui

import (
	"context"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/internal/redact"
	"lanyard/keychain"
)

// Person asks the person in front of the UI: each question becomes a dialog. It may be asked from
// several goroutines at once.
type Person struct {
	// Way says how a sign-in goes on this machine; nil: nobody can sign in. It is set before Run.
	Way func(req creds.SignInRequest) (app.Way, error)

	send   atomic.Pointer[func(tea.Msg)]
	lastID atomic.Int64
}

// connect says where questions go.
func (p *Person) connect(send func(tea.Msg)) { p.send.Store(&send) }

// MFACode implements creds.Person.
func (p *Person) MFACode(ctx context.Context, req creds.MFARequest) (string, error) {
	return p.ask(ctx, askMsg{code: &req})
}

// Warn shows what nothing has failed for.
func (p *Person) Warn(message string) {
	if send := p.send.Load(); send != nil {
		(*send)(warnMsg{message})
	}
}

// Passphrase asks for the keychain's passphrase, or for a new one.
func (p *Person) Passphrase(ctx context.Context, req keychain.PassphraseRequest) (redact.Secret, error) {
	text, err := p.ask(ctx, askMsg{passphrase: &req})
	return redact.New(text), err
}

func (p *Person) ask(ctx context.Context, question askMsg) (string, error) {
	send := p.send.Load()
	if send == nil {
		return "", creds.ErrPersonNeeded
	}
	replies := make(chan answer, 1)
	question.id, question.answer = int(p.lastID.Add(1)), replies
	(*send)(question)
	select {
	case reply := <-replies:
		return reply.text, reply.err
	case <-ctx.Done():
		(*send)(withdrawMsg{question.id})
		return "", ctx.Err()
	}
}
