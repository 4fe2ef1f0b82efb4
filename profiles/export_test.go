package profiles

// OpenText opens files that exist only in memory: fuzzing calls it many thousand times.
func OpenText(config, credentials string, opts Options) *Set {
	return newSet(newFile("config", []byte(config), false), newFile("credentials", []byte(credentials), true), opts)
}

// SetText edits files that exist only in memory.
func SetText(config, credentials, name string, sets []KV) (newConfig, newCredentials string, err error) {
	e := &editor{config: &document{before: []byte(config)}, credentials: &document{before: []byte(credentials), credentials: true}}
	e.config.parse()
	e.credentials.parse()
	if err := e.set(name, sets, nil); err != nil {
		return "", "", err
	}
	c, err := e.finish()
	if err != nil {
		return "", "", err
	}
	_ = c.Diff()
	return string(e.config.after()), string(e.credentials.after()), nil
}
