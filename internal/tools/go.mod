module lanyard/internal/tools

go 1.26
