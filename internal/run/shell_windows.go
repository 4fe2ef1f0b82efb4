package run

func shell(text string) []string { return []string{"cmd.exe", "/C", text} }
